"""Keep secrets out of everything that is printed.

A value that is a secret is masked as a whole: a header, a parameter in a query or a
form, a string in JSON. Any other text that comes from outside is searched for the
secrets that are long or unusual enough to mean nothing else. Sentences, names and the
hosts of URLs that we print ourselves are never searched: a secret such as `test` would
garble them and hide nothing.
"""

from __future__ import annotations

import json
import re
from base64 import urlsafe_b64decode
from functools import lru_cache
from html import unescape
from typing import TYPE_CHECKING
from urllib.parse import unquote_plus

from .spellings import base64_spellings, pattern_of, utf_8

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

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
# A string in JSON, and the colon behind it if it is the name of a member.
_JSON_STRING = re.compile(r'("(?:[^"\\]|\\.)*")(\s*:)?', re.DOTALL)
# What an endpoint repeats: in quotation marks, behind the name of a header, and its
# scheme, or in XML as it is.
_REPEATED = (
    re.compile(r"""(?<![\w\\])(?P<before>['`])(?P<value>[^'`\n]+)(?=['`])"""),
    re.compile(
        r"(?P<before>^[ \t]*[\w-]+:[ \t]*(?:\w+[ \t]+)?)(?P<value>\S+)(?=[ \t\r]*$)",
        re.MULTILINE,
    ),
    re.compile(r"(?P<before><!\[CDATA\[)(?P<value>[^\]]+)(?=\]\]>)"),
)
# Base64, of either alphabet, and hexadecimal digits.
_TOKEN = re.compile(r"[A-Za-z0-9+/_-]{16,}")
_LAYERS = 2
# A scheme and a host, with a port but without a user and a password.
_HOST = re.compile(r"""(https?://[^/?#\s"'<>@]+(?![^/?#\s"'<>]))""")


def sensitive_texts(values: Iterable[str | None]) -> frozenset[str]:
    """Return the strings among *values* that are not empty."""
    return frozenset(value for value in values if value)


def is_sensitive(value: str, texts: frozenset[str]) -> bool:
    """Return whether *value* is one of the sensitive *texts*, perhaps in Base64."""
    return value in texts or value in _as_sent(texts)


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

    Parameters, strings in JSON and elements of HTML are masked if they are one of
    *texts*, anything else only where it contains one that is long or unusual.
    """
    if not texts:
        return text
    if "=" in text:
        for pattern in (_PARAMETER, _FIRST_PARAMETER):
            text = pattern.sub(lambda found: _masked_parameter(found, texts), text)
    if '"' in text:
        text = _JSON_STRING.sub(lambda found: _masked_string(found, texts), text)
    if "</" in text:
        text = _ELEMENT.sub(lambda found: _masked_element(found[0], texts), text)
    return mask_unusual(text, texts)


def mask_reply(text: str, texts: frozenset[str]) -> str:
    """Return *text*, which an endpoint wrote, without sensitive *texts*.

    An endpoint may repeat a secret as a whole, in quotation marks, behind the name of a
    header or within something that it encoded. Sentences of ours are not masked so: in
    them a quoted name may be the same word as a secret.
    """
    if not texts:
        return text
    if is_sensitive(text.strip(), texts):
        return MASK
    for pattern in _REPEATED:
        text = pattern.sub(lambda found: _masked_group(found, texts), text)
    text = mask_text(text, texts)
    return _TOKEN.sub(
        lambda found: MASK if _encodes_secret(found[0], texts) else found[0], text
    )


def mask_unusual(text: str, texts: frozenset[str]) -> str:
    """Return *text* without those of sensitive *texts* that are long or unusual.

    That is all that can be masked in a name, such as the source of an event.
    """
    patterns = _distinctive(texts)
    if not patterns:
        return text
    # Every other part is a host.
    parts = _HOST.split(text)
    for pattern in patterns:
        parts[::2] = [pattern.sub(MASK, part) for part in parts[::2]]
    return "".join(parts)


def masked_repr(value: object, texts: frozenset[str]) -> str:
    """Return what `repr` gives for *value*, with each string in it masked."""
    if isinstance(value, str) and type(value).__repr__ is str.__repr__:
        return repr(mask_value(value, texts))
    if type(value) is bytes:
        text = mask_value(value.decode("utf-8", "surrogateescape"), texts)
        return repr(text.encode("utf-8", "surrogateescape"))
    if type(value) is dict:
        members = (
            f"{_masked_key(key, texts)}: {masked_repr(member, texts)}"
            for key, member in value.items()
        )
        return f"{{{', '.join(members)}}}"
    if type(value) is list:
        return f"[{', '.join(masked_repr(item, texts) for item in value)}]"
    if type(value) is tuple:
        items = ", ".join(masked_repr(item, texts) for item in value)
        return f"({items},)" if len(value) == 1 else f"({items})"
    return mask_text(repr(value), texts)


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


def _encodes_secret(token: str, texts: frozenset[str], layers: int = _LAYERS) -> bool:
    """Return whether an unusual one of *texts* is found once *token* is decoded."""
    for decoded in _decoded(token):
        if mask_unusual(decoded, texts) != decoded:
            return True
        if layers > 1 and any(
            _encodes_secret(inner, texts, layers - 1)
            for inner in _TOKEN.findall(decoded)
        ):
            return True
    return False


def _decoded(token: str) -> Iterator[str]:
    """Yield what *token* is in Base64 and in hexadecimal digits, as text."""
    # The end of a token that is cut off is no whole group.
    whole = token[: len(token) // 4 * 4] if len(token) % 4 == 1 else token
    padded = whole + "=" * (-len(whole) % 4)
    yield urlsafe_b64decode(padded.translate(_URL_SAFE)).decode(errors="replace")
    if _HEXADECIMAL.fullmatch(token):
        yield bytes.fromhex(token[: len(token) // 2 * 2]).decode(errors="replace")


_URL_SAFE = str.maketrans("+/", "-_")
_HEXADECIMAL = re.compile(r"[0-9a-fA-F]+")


def _masked_string(string: re.Match[str], texts: frozenset[str]) -> str:
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
    masked = mask_value(value, texts)
    return string[0] if masked == value else json.dumps(masked, ensure_ascii=False)


def _masked_element(value: str, texts: frozenset[str]) -> str:
    return MASK if is_sensitive(unescape(value).strip(), texts) else value


@lru_cache(maxsize=64)
def _as_sent(texts: frozenset[str]) -> frozenset[str]:
    """Return *texts* as UTF-8 carries them, and in Base64."""
    sent = {utf_8(text).decode() for text in texts}
    return frozenset(sent.union(*(base64_spellings(text) for text in texts)))


@lru_cache(maxsize=64)
def _distinctive(texts: frozenset[str]) -> tuple[re.Pattern[str], ...]:
    """Return patterns of the unusual ones of *texts* in each spelling.

    Where one contains another, the longer one is masked first.
    """
    unusual = [text for text in texts if _is_distinctive(text)]
    return tuple(map(pattern_of, sorted(unusual, key=len, reverse=True)))


def _is_distinctive(text: str) -> bool:
    """Return whether *text* is so long or unusual that it hardly occurs by chance."""
    if len(text) >= _LONG:
        return True
    is_word = text.isalpha() and (text.islower() or text.isupper() or text.istitle())
    return len(text) >= _LONG_FOR_NO_WORD and not is_word
