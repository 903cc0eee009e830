"""Keep secrets out of everything that is printed.

A value that is a secret is masked as a whole: a header, a parameter in a query or a
form, a string in JSON, also in an encoding. Any other text that comes from outside is
searched for the secrets that are long or unusual enough to mean nothing else.
Sentences, names and the hosts of URLs that we print ourselves are never searched: a
secret such as `test` would garble them and hide nothing.
"""

from __future__ import annotations

import json
import re
from base64 import urlsafe_b64decode
from functools import lru_cache
from html import unescape
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, unquote_plus

from .spellings import Spellings, spellings_of, utf_8, whole_spellings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

MASK = "***"
NO_SENSITIVE_TEXTS: frozenset[str] = frozenset()

# From these lengths on, a secret is masked within other text too.
_LONG = 12
_LONG_FOR_NO_WORD = 8

# A parameter in a query or a form, and the first one of a form.
_PARAMETER = re.compile(r"""([?&][^=&?#\s"'<>]+=)([^&#\s"'<>]+)""")
_FIRST_PARAMETER = re.compile(r"""\A([^=&?#\s"'<>]+=)([^&#\s"'<>]+)""")
# Their values come from the rest of the request.
_DERIVED_HEADERS = frozenset(["content-length", "host"])
_PUNCTUATION = ".,:;!?)]}"
# The text of an element of HTML or XML.
_ELEMENT = re.compile(r"(?<=>)[^<>]+(?=</)")
# A string in JSON, and the colon behind it if it is the name of a member. A string that
# does not end is taken whole, because no string begins in it.
_JSON_STRING = re.compile(r'("(?:[^"\\]|\\.)*(?:"|\\?\Z))(\s*:)?', re.DOTALL)
# The forms in which an endpoint repeats: in quotation marks, behind the name of a
# header, and its scheme, or in XML as it is.
_REPEATED = (
    re.compile(r"""(?P<before>(?<![\w\\])b?['`])(?P<value>[^'`\n]+)(?=['`])"""),
    re.compile(
        r"(?P<before>^[ \t]*[\w-]+:[ \t]*(?:\w+[ \t]+)?)(?P<value>\S+)(?=[ \t\r]*$)",
        re.MULTILINE,
    ),
    re.compile(r"(?P<before><!\[CDATA\[)(?P<value>(?:(?!<!\[CDATA)[^\]])+)(?=\]\]>)"),
)
# Base64, of either alphabet, in lines too, and hexadecimal digits.
_TOKEN = re.compile(r"[A-Za-z0-9+/_-]{6,}(?:\r?\n[A-Za-z0-9+/_-]+)*={0,2}")
# A shorter one is a secret or nothing.
_LONG_TOKEN = 16
# Bytes in hexadecimal or decimal digits with something between them.
_BYTES = (
    re.compile(r"[0-9A-Fa-f]{2}(?:[ :-][0-9A-Fa-f]{2}){3,}"),
    re.compile(r"[0-9]{1,3}(?:,\s{0,8}[0-9]{1,3}){3,}"),
)
_DIGITS = re.compile(r"[0-9A-Fa-f]+")
# Characters that are all encoded: where they end, the value ends.
_ALL_ENCODED = re.compile(
    r"(?:\\{1,7}u[0-9A-Fa-f]{4}){2,}"
    r"|(?:\\{1,7}x[0-9A-Fa-f]{2}){2,}"
    r"|(?:%(?:25){0,2}[0-9A-Fa-f]{2}){2,}"
    r"|(?:&(?:amp;){0,2}#[0-9A-Za-z]{1,9};){2,}"
)
_ESCAPED_NUMBER = re.compile(r"\\{1,7}(?:u([0-9A-Fa-f]{4})|x([0-9A-Fa-f]{2}))")
_LAYERS = 2
# A scheme and a host, with a port but without a user and a password.
_HOST = re.compile(r"""(https?://[^/?#\s"'<>@]+(?![^/?#\s"'<>]))""")


class SensitiveTexts(frozenset[str]):
    """Strings that are not printed, not even by a debugger or with `asdict`."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"<SensitiveTexts: {len(self)}>"


def sensitive_texts(values: Iterable[str | None]) -> SensitiveTexts:
    """Return the strings among *values* that are not empty."""
    return SensitiveTexts(value for value in values if value)


def is_sensitive(value: str, texts: frozenset[str]) -> bool:
    """Return whether *value* is one of the sensitive *texts*, perhaps encoded."""
    sent = _as_sent(texts)
    return value in sent or _unescaped(value) in sent


def mask_value(value: str, texts: frozenset[str]) -> str:
    """Return *value* masked as a whole if it is sensitive, else as other text."""
    return MASK if is_sensitive(value, texts) else mask_text(value, texts)


def mask_header(name: str, value: str, texts: frozenset[str]) -> str:
    """Return the value of a header without the sensitive *texts*.

    Credentials are masked behind their scheme too, as in `Basic ***`.
    """
    if name.lower() in _DERIVED_HEADERS:
        return mask_text(value, texts)
    if is_sensitive(value, texts):
        return MASK
    scheme, _, credentials = value.partition(" ")
    if is_sensitive(credentials, texts):
        return f"{mask_text(scheme, texts)} {MASK}"
    return mask_text(value, texts)


def mask_text(text: str, texts: frozenset[str]) -> str:
    """Return *text*, which comes from outside, without sensitive *texts*.

    Parameters, strings in JSON, elements of HTML and what is all encoded are masked if
    they are one of *texts*, anything else only where it contains one that is long or
    unusual.
    """
    return _mask_values(text, texts, mask_value, _LAYERS) if texts else text


def mask_reply(text: str, texts: frozenset[str]) -> str:
    """Return *text*, which an endpoint wrote, without sensitive *texts*.

    An endpoint may repeat a secret as a whole, in quotation marks, or behind the name
    of a header. Sentences of ours are not masked so: in them a quoted name may be the
    same word as a secret.
    """
    return _mask_reply(text, texts, _LAYERS) if texts else text


def _mask_reply(text: str, texts: frozenset[str], layers: int) -> str:
    """Return *text* masked, also in what is encoded up to *layers* times."""
    if is_sensitive(text.strip(), texts):
        return MASK
    for pattern in _REPEATED:
        text = pattern.sub(lambda found: _masked_group(found, texts), text)
    return _mask_values(
        text, texts, lambda value, texts: _mask_reply(value, texts, layers), layers
    )


def _mask_values(
    text: str,
    texts: frozenset[str],
    mask_string: Callable[[str, frozenset[str]], str],
    layers: int,
) -> str:
    """Return *text* masked where it shows the place of a value, and long secrets.

    *mask_string* masks the strings in JSON.
    """
    if "=" in text:
        for pattern in (_PARAMETER, _FIRST_PARAMETER):
            text = pattern.sub(lambda found: _masked_parameter(found, texts), text)
    if '"' in text:
        text = _JSON_STRING.sub(
            lambda found: _masked_string(found, texts, mask_string), text
        )
    if "</" in text:
        text = _ELEMENT.sub(lambda found: _masked_whole(found[0], texts), text)
    return _mask_encoded(mask_unusual(text, texts), texts, layers)


def _mask_encoded(text: str, texts: frozenset[str], layers: int) -> str:
    """Return *text* with what is a secret, or holds one, once it is decoded masked."""
    text = _ALL_ENCODED.sub(lambda found: _masked_whole(found[0], texts), text)
    for pattern in _BYTES:
        text = pattern.sub(lambda found: _masked_bytes(found[0], texts), text)
    return _TOKEN.sub(lambda found: _masked_token(found[0], texts, layers), text)


def mask_unusual(text: str, texts: frozenset[str]) -> str:
    """Return *text* without the sensitive *texts* that are long or unusual.

    That is all that can be masked in a name, such as the source of an event.
    """
    distinctive = _distinctive(texts)
    if not distinctive:
        return text
    # Every other part is a host.
    parts = _HOST.split(text)
    for secret in distinctive:
        parts[::2] = [secret.replace(MASK, part) for part in parts[::2]]
    return "".join(parts)


def masked_repr(
    value: object, texts: frozenset[str], within: tuple[object, ...] = ()
) -> str:
    """Return what `repr` gives for *value*, with each string in it masked.

    *within* are the containers around *value*, which may contain itself.
    """
    if isinstance(value, str) and type(value).__repr__ is str.__repr__:
        return repr(mask_value(value, texts))
    if type(value) is bytes:
        text = mask_value(value.decode("utf-8", "surrogateescape"), texts)
        return repr(text.encode("utf-8", "surrogateescape"))
    brackets = _BRACKETS.get(type(value))
    if brackets is None:
        return mask_text(repr(value), texts)
    if any(value is container for container in within):
        return f"{brackets[0]}...{brackets[1]}"
    within = (*within, value)
    if type(value) is dict:
        members = (
            f"{_masked_key(key, texts)}: {masked_repr(member, texts, within)}"
            for key, member in value.items()
        )
        return f"{{{', '.join(members)}}}"
    items = [masked_repr(item, texts, within) for item in value]  # type: ignore[attr-defined]
    comma = "," if type(value) is tuple and len(items) == 1 else ""
    return f"{brackets[0]}{', '.join(items)}{comma}{brackets[1]}"


_BRACKETS: dict[type[Any], str] = {dict: "{}", list: "[]", tuple: "()"}


def _masked_key(key: object, texts: frozenset[str]) -> str:
    return repr(mask_text(key, texts)) if type(key) is str else repr(key)


def _masked_parameter(parameter: re.Match[str], texts: frozenset[str]) -> str:
    name, value = parameter.groups()
    # Punctuation behind a URL may belong to the sentence that it is in.
    for end in (len(value), len(value.rstrip(_PUNCTUATION))):
        if is_sensitive(unquote_plus(value[:end]), texts):
            return f"{name}{MASK}{value[end:]}"
    return parameter[0]


def _masked_group(found: re.Match[str], texts: frozenset[str]) -> str:
    is_secret = is_sensitive(found["value"], texts)
    return f"{found['before']}{MASK}" if is_secret else found[0]


def _masked_whole(value: str, texts: frozenset[str]) -> str:
    return MASK if is_sensitive(unescape(value).strip(), texts) else value


def _masked_bytes(listed: str, texts: frozenset[str]) -> str:
    """Return the numbers of bytes masked if they spell a secret."""
    base = 10 if "," in listed else 16
    numbers = [int(number, base) for number in re.split(r"\W+", listed)]
    if max(numbers) > _BYTE:
        return listed
    text = bytes(numbers).decode(errors="replace")
    is_secret = is_sensitive(text, texts) or mask_unusual(text, texts) != text
    return MASK if is_secret else listed


def _masked_token(token: str, texts: frozenset[str], layers: int) -> str:
    """Return what may be encoded masked if it is a secret, or holds one."""
    if token in _encoded(texts):
        return MASK
    if layers and len(token) >= _LONG_TOKEN:
        for decoded in filter(_is_text, _decoded(token)):
            if _mask_reply(decoded, texts, layers - 1) != decoded:
                return MASK
    return token


def _decoded(token: str) -> Iterator[str]:
    """Yield what may be in *token*, in hexadecimal digits and in Base64.

    It may begin behind something else, such as a path or a name.
    """
    digits = max(_DIGITS.findall(token), key=len, default="")
    for first in (0, 1):
        pairs = digits[first : (len(digits) - first) // 2 * 2 + first]
        yield bytes.fromhex(pairs).decode(errors="replace")
    letters = re.sub(r"[\r\n=]", "", token).translate(_URL_SAFE)
    for first in range(_GROUP):
        # One character behind the last group is the rest of one that is cut off.
        rest = (len(letters) - first) % _GROUP
        groups = letters[first:-1] if rest == 1 else letters[first:]
        padded = groups + "=" * (-len(groups) % _GROUP)
        yield urlsafe_b64decode(padded).decode(errors="replace")


def _is_text(decoded: str) -> bool:
    """Return whether *decoded* was text, and not by chance what can be decoded."""
    return decoded.count("\N{REPLACEMENT CHARACTER}") * _BYTES_OF_NO_TEXT < len(decoded)


# In bytes by chance, two of five are not UTF-8.
_BYTES_OF_NO_TEXT = 4
_GROUP = 4
_BYTE = 0xFF
_URL_SAFE = str.maketrans("+/", "-_")


def _unescaped(value: str) -> str:
    """Return *value* with the encoded characters in it read, in up to three layers."""
    for _ in range(3):
        value = unescape(unquote(_ESCAPED_NUMBER.sub(_character, value)))
    return value


def _character(escaped: re.Match[str]) -> str:
    return chr(int(escaped[1] or escaped[2], 16))


def _masked_string(
    string: re.Match[str],
    texts: frozenset[str],
    mask_string: Callable[[str, frozenset[str]], str],
) -> str:
    """Return a string of JSON masked, also one that is JSON itself.

    A string that only looks like JSON is kept.
    """
    literal, colon = string.groups()
    if colon:
        return string[0]
    try:
        value = json.loads(literal, strict=False)
    except ValueError:
        return string[0]
    masked = mask_string(value, texts)
    return string[0] if masked == value else json.dumps(masked, ensure_ascii=False)


@lru_cache(maxsize=64)
def _as_sent(texts: frozenset[str]) -> frozenset[str]:
    """Return *texts*, also as UTF-8 carries them, and encoded."""
    return texts.union((utf_8(text).decode() for text in texts), _encoded(texts))


@lru_cache(maxsize=64)
def _encoded(texts: frozenset[str]) -> frozenset[str]:
    """Return *texts* in Base64 and in hexadecimal digits."""
    return NO_SENSITIVE_TEXTS.union(*map(whole_spellings, texts))


@lru_cache(maxsize=64)
def _distinctive(texts: frozenset[str]) -> tuple[Spellings, ...]:
    """Return the spellings of the unusual ones of *texts*.

    Where one contains another, the longer one is masked first.
    """
    unusual = [text for text in texts if _is_distinctive(text)]
    return tuple(map(spellings_of, sorted(unusual, key=len, reverse=True)))


def _is_distinctive(text: str) -> bool:
    """Return whether *text* is so long or unusual that it hardly occurs by chance."""
    if len(text) >= _LONG:
        return True
    is_word = text.isalpha() and (text.islower() or text.isupper() or text.istitle())
    return len(text) >= _LONG_FOR_NO_WORD and not is_word
