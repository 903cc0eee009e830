"""Masking: secrets are found in every spelling that a request gives them."""

from __future__ import annotations

import html
import json
import re
from base64 import b64encode, encodebytes, urlsafe_b64encode
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, quote_plus, urlencode

import pytest

from eventbridge_mock.records.masking import (
    mask_header,
    mask_reply,
    mask_text,
    masked_repr,
    sensitive_texts,
)
from eventbridge_mock.records.spellings import _pattern_of

if TYPE_CHECKING:
    from collections.abc import Callable

SECRET = 'a "b" c/d+e&é✓'


@pytest.mark.parametrize(
    "text",
    [
        SECRET,
        quote(SECRET),
        quote(SECRET, safe=""),
        quote_plus(SECRET),
        urlencode({"k": SECRET})[2:],
        json.dumps(SECRET)[1:-1],
        json.dumps(SECRET, ensure_ascii=False)[1:-1],
        repr(json.dumps({"k": SECRET}).encode())[9:-3],
        repr(json.dumps({"k": SECRET}, ensure_ascii=False))[8:-3],
    ],
    ids=[
        "plain",
        "quoted",
        "quoted all",
        "plus",
        "form",
        "json ascii",
        "json",
        "printed bytes",
        "printed text",
    ],
)
def test_each_spelling_is_masked(text: str) -> None:
    assert mask_text(f"<{text}>", frozenset({SECRET})) == "<***>"


def in_base64(text: str) -> str:
    return b64encode(text.encode()).decode()


UNUSUAL = "pässwörd-é/✓-<x>"


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        pytest.param("word", "***", id="alone"),
        pytest.param(" word\n", "***", id="alone on a line"),
        pytest.param(in_base64("word"), "***", id="alone in Base64"),
        pytest.param("not 'word', no", "not '***', no", id="in quotation marks"),
        pytest.param("not b'word'", "not b'***'", id="a repr of bytes"),
        pytest.param("not `word`", "not `***`", id="in backticks"),
        pytest.param("a: b\nX-Key: word \n", "a: b\nX-Key: *** \n", id="a header"),
        pytest.param(
            "Authorization: Bearer word\r\n",
            "Authorization: Bearer ***\r\n",
            id="behind a scheme",
        ),
        pytest.param("<a><![CDATA[word]]></a>", "<a><![CDATA[***]]></a>", id="CDATA"),
        pytest.param("a word of it", "a word of it", id="a word in a sentence"),
        pytest.param("don't reword, don't", "don't reword, don't", id="apostrophes"),
        pytest.param("key: a word", "key: a ***", id="at the end of a line"),
        *(
            pytest.param(f"<{text}>", "<***>", id=f"encoded {number}")
            for number, text in enumerate(
                [
                    in_base64(json.dumps({"key": UNUSUAL})).rstrip("="),
                    in_base64(in_base64(f"shop:{UNUSUAL}")).rstrip("="),
                    urlsafe_b64encode(UNUSUAL.encode()).decode().rstrip("="),
                    UNUSUAL.encode().hex(),
                    UNUSUAL.encode().hex().encode().hex().upper() + "0",
                    in_base64(UNUSUAL.encode().hex()).rstrip("="),
                    # Cut off within a group.
                    in_base64(json.dumps({"k": UNUSUAL, "n": "more"}))[:61],
                ]
            )
        ),
        pytest.param("a" * 40, "a" * 40, id="nothing encoded"),
        pytest.param("z" * 40, "z" * 40, id="no hexadecimal digits"),
    ],
)
def test_what_an_endpoint_repeats_is_masked(text: str, masked: str) -> None:
    assert mask_reply(text, frozenset({"word", UNUSUAL})) == masked


def test_a_reply_without_secrets_is_kept() -> None:
    assert mask_reply("a 'word'", frozenset()) == "a 'word'"


# With all that an encoding changes, in a row too, and a character of two UTF-16 units.
ODD = "a\"b\\\\c/d <é\n&'✓> 😀+%25=="


def doubled_upper(text: str) -> str:
    """Return *text* as JSON, its escapes in capitals."""
    return re.sub(r"u[0-9a-f]{4}", lambda m: "u" + m[0][1:].upper(), json_of(text))


def json_of(text: str) -> str:
    return json.dumps(text)[1:-1]


ECHOES: dict[str, Callable[[str], str]] = {
    "HTML": html.escape,
    "HTML without quotes": lambda text: html.escape(text, quote=False),
    "HTML in numbers": lambda text: "".join(f"&#{ord(c)};" for c in text),
    "HTML in hexadecimal numbers": lambda text: "".join(
        f"&#x{ord(c):X};" for c in text
    ),
    "HTML with names": lambda text: html.escape(text).replace("é", "&eacute;"),
    "HTML twice": lambda text: html.escape(html.escape(text)),
    "JSON with slashes escaped": lambda text: json_of(text).replace("/", r"\/"),
    "JSON in capitals": doubled_upper,
    "JSON with all escaped": lambda text: "".join(
        f"\\u{unit:04x}" for unit in memoryview(text.encode("utf-16-le")).cast("H")
    ),
    "JSON for HTML": lambda text: (
        json_of(text).replace("<", r"\u003C").replace("&", r"\u0026")
    ),
    "JSON in JSON": lambda text: json_of(json_of(text)),
    "JSON in JSON in JSON": lambda text: json_of(json_of(json_of(text))),
    "percent-encoded in small letters": lambda text: re.sub(
        "%..", lambda m: m[0].lower(), quote(text, safe="")
    ),
    "percent-encoded twice": lambda text: quote(quote(text, safe=""), safe=""),
    "percent-encoded in JSON": lambda text: json_of(quote(text)),
    "repr": lambda text: repr(text)[1:-1],
    "ascii": lambda text: ascii(text)[1:-1],
    "repr of bytes": lambda text: repr(text.encode())[2:-1],
    "Base64": lambda text: b64encode(text.encode()).decode(),
    "Base64 for URLs": lambda text: urlsafe_b64encode(text.encode()).decode(),
    "Base64 without padding": lambda text: (
        b64encode(text.encode()).decode().rstrip("=")
    ),
    "hexadecimal": lambda text: text.encode().hex(),
    "hexadecimal in capitals": lambda text: text.encode().hex().upper(),
    "HTML without semicolons": lambda text: "".join(f"&#x{ord(c):x}" for c in text),
    "HTML with all names": lambda text: html.escape(text).replace("/", "&sol;"),
    "JavaScript": lambda text: "".join(f"\\u{{{ord(c):x}}}" for c in text),
    "escape of JavaScript": lambda text: "".join(
        f"%u{unit:04X}" for unit in memoryview(text.encode("utf-16-le")).cast("H")
    ),
}


@pytest.mark.parametrize("echo", ECHOES.values(), ids=ECHOES)
@pytest.mark.parametrize("secret", [SECRET, ODD, "Hunter2-hunter"])
def test_each_encoding_in_which_an_endpoint_echoes_is_masked(
    secret: str, echo: Callable[[str], str]
) -> None:
    text = f"[{echo(secret)}]"

    assert mask_text(text, frozenset({secret})) == "[***]"


def units(text: str, form: str) -> str:
    return "".join(form.format(ord(character)) for character in text)


WHOLE: dict[str, Callable[[str], str]] = {
    "hexadecimal": lambda text: text.encode().hex(),
    "hexadecimal in capitals": lambda text: text.encode().hex().upper(),
    "bytes with blanks": lambda text: f"<Buffer {text.encode().hex(' ')}>",
    "bytes with colons": lambda text: text.encode().hex(":"),
    "bytes in JSON": lambda text: json.dumps({"data": [*text.encode()]}),
    "Base64": in_base64,
    "Base64 twice": lambda text: in_base64(in_base64(text)),
    "Base64 of hexadecimal": lambda text: in_base64(text.encode().hex()),
    "JSON in Base64": lambda text: in_base64(json.dumps({"key": text})),
    "JSON in Base64 twice": lambda text: in_base64(
        in_base64(json.dumps({"key": text}))
    ),
    "JSON in hexadecimal": lambda text: json.dumps({"key": text}).encode().hex(),
    "JSON in Base64 behind a path": lambda text: (
        f"/v1/{in_base64(json.dumps({'key': text}))}"
    ),
    "percent-encoded": lambda text: units(text, "%{:02x}"),
    "percent-encoded in capitals": lambda text: units(text, "%{:02X}"),
    "percent-encoded twice": lambda text: units(text, "%25{:02x}"),
    "escapes": lambda text: units(text, "\\u{:04x}"),
    "escapes in capitals": lambda text: units(text, "\\u{:04X}"),
    "escapes in JSON": lambda text: units(text, "\\\\u{:04x}"),
    "escapes of bytes": lambda text: units(text, "\\x{:02x}"),
    "HTML in numbers": lambda text: units(text, "&#{};"),
    "HTML in hexadecimal numbers": lambda text: units(text, "&#x{:x};"),
    "HTML twice": lambda text: units(text, "&amp;#x{:X};"),
}
PLACES = {
    "alone": "{}",
    "in JSON": '{{"echo": "{}"}}',
    "in JSON in JSON": '{{"echo": "{{\\"echo\\": \\"{}\\"}}"}}',
    "in an element": "<a>{}</a>",
    "in quotation marks": "not '{}'",
    "in a sentence": "got {} from you",
}


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
@pytest.mark.parametrize("encode", WHOLE.values(), ids=WHOLE)
@pytest.mark.parametrize("secret", ["sesame", "password"])
def test_a_word_that_is_all_encoded_is_masked(
    secret: str, encode: Callable[[str], str], place: str
) -> None:
    encoded = encode(secret)
    text = place.format(encoded)
    masked = mask_reply(text, frozenset({secret}))

    assert "***" in masked
    assert len(masked) <= len(text) - len(encoded) + len('{\\"data\\": [***]}')


@pytest.mark.parametrize(
    "text", ["6b", "aw", "aw==", "%6B", "\\u006B", "&#107;", '{"a": "&#x6b;"}', "a=6b"]
)
def test_one_letter_is_masked_where_it_is_an_encoded_value(text: str) -> None:
    assert "***" in mask_reply(text, frozenset({"k"}))


@pytest.mark.parametrize(
    "text",
    [
        "a look %6B at \\u006b and &#107; of 6b",
        "256,300,999,256",
        "1, 2, 3, 4 and 01:02:03:04",
        "12-34-56-78-90",
        "look/a6b6b6b6b6b6b6b6b6b6b6b6",
        "0 123456789012345678901234567890",
    ],
)
def test_what_holds_an_encoded_letter_is_kept(text: str) -> None:
    assert mask_reply(text, frozenset({"k"})) == text


def test_base64_in_lines_is_masked() -> None:
    lines = encodebytes(f"{'x' * 50}{SECRET}{'y' * 90}".encode()).decode()

    assert mask_reply(f"<{lines.strip()}>", frozenset({SECRET})) == "<***>"


def test_many_sections_of_xml_that_do_not_end_are_kept() -> None:
    """They are read once: a search from each to the end would take minutes."""
    text = "<![CDATA[" * 20_000

    assert mask_reply(text, frozenset({"word"})) == text


@pytest.mark.parametrize(
    "end", ["", "\\", '"'], ids=["cut off", "in an escape", "whole"]
)
def test_a_long_string_in_json_is_read_once(end: str) -> None:
    """Also if it does not end: a search from each quotation mark would take minutes."""
    text = '"' + '\\"' * 100_000

    assert (
        mask_reply(f"'word' {text}{end}", frozenset({"word"})) == f"'***' {text}{end}"
    )


def test_the_spellings_of_a_secret_that_is_not_in_a_text_are_not_compiled() -> None:
    """It takes 10 ms for each secret, and a mock may have hundreds."""
    secrets = frozenset(f"not-a-secret-{number:06}" for number in range(400))
    compiled = _pattern_of.cache_info().misses
    text = json.dumps(
        {"URL": "https://a.example/?q=%20b+c%3A", "é": '"\\\n &lt;\u2713'}
    )

    assert mask_text(text, secrets) == text
    assert mask_text(f"{text}not-a-secret-000007", secrets) == f"{text}***"
    assert _pattern_of.cache_info().misses == compiled


@pytest.mark.parametrize("before", ["", "a", "ab", "abc"])
@pytest.mark.parametrize("encode", [b64encode, urlsafe_b64encode])
def test_base64_of_more_than_the_secret_is_masked(
    before: str, encode: Callable[[bytes], bytes]
) -> None:
    """All is masked but the characters that have bits of the neighbours too."""
    secret = "not-a-secret?>~"
    whole = encode(f"{before}{secret}:after".encode()).decode()

    first = -(-8 * len(before) // 6)
    end = 8 * (len(before) + len(secret)) // 6
    masked = mask_text(whole, frozenset({secret}))
    assert masked == f"{whole[:first]}***{whole[end:]}"


def for_a_shell(secret: str) -> str:
    """Return *secret* as it is written between double quotes."""
    return re.sub(r'(["\\$`])', r"\\\1", secret)


@pytest.mark.parametrize(
    "edge",
    [*'"\\\n&%/ $`', "é", "ÿ", "\u2713", "\U00010000"],
)
@pytest.mark.parametrize(
    "encode",
    [
        lambda secret: json.dumps(secret)[1:-1],
        lambda secret: json.dumps(secret, ensure_ascii=False)[1:-1],
        lambda secret: repr(secret)[1:-1],
        lambda secret: ascii(secret)[1:-1],
        lambda secret: quote(secret, safe=""),
        html.escape,
        for_a_shell,
    ],
    ids=["JSON", "JSON in unicode", "repr", "ascii", "URL", "HTML", "shell"],
)
def test_the_first_and_the_last_character_are_masked(
    edge: str, encode: Callable[[str], str]
) -> None:
    secret = f"{edge}not-a-secret-at-all{edge}"

    assert mask_text(f"x{encode(secret)}x", sensitive_texts([secret])) == "x***x"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r'{"a": "{\"b\": \"k\"}"}', r'{"a": "{\"b\": \"***\"}"}'),
        (r'{"a": "{\"b\": \"z\"}"}', r'{"a": "{\"b\": \"z\"}"}'),
        ('{"a": "b=k"}', '{"a": "b=***"}'),
        ('{"a": "aw=="}', '{"a": "***"}'),
        ("a=aw&b=aw%3d%3d", "a=***&b=***"),
        ("<key>k</key><k>kk</k>", "<key>***</key><k>kk</k>"),
        ("<key>\n &#107; </key>", "<key>***</key>"),
        ("k < kk > k", "k < kk > k"),
    ],
)
def test_a_short_secret_is_masked_as_a_value_within_a_value(
    text: str, expected: str
) -> None:
    assert mask_text(text, frozenset({"k"})) == expected


@pytest.mark.parametrize("name", ["Content-Length", "host"])
def test_a_header_that_follows_from_the_request_is_not_taken_for_a_secret(
    name: str,
) -> None:
    assert mask_header(name, "12", frozenset({"12"})) == "12"
    assert mask_header("X-Number", "12", frozenset({"12"})) == "***"


def test_a_string_with_line_ends_as_they_are_is_masked() -> None:
    """JSON would have them escaped, but not every endpoint does so."""
    assert mask_text('{"a": "k\nk"}', frozenset({"k\nk"})) == '{"a": "***"}'


@pytest.mark.parametrize(
    "secret",
    ["\\" * 300, "\\ \\" * 100, "a" * 500, '"' * 300, "%25" * 150, "&amp;" * 80],
)
def test_a_secret_that_nearly_occurs_takes_no_long_search(secret: str) -> None:
    """A pattern that tried all combinations would not come back."""
    text = (secret[:-1] + "|") * 5

    assert mask_text(text, frozenset({secret})) == text


@pytest.mark.parametrize("nothing", ["", None])
def test_what_is_not_there_is_no_secret(nothing: str | None) -> None:
    assert sensitive_texts([nothing]) == frozenset()


def test_a_text_without_secrets_is_kept() -> None:
    assert mask_text("order 7", frozenset({SECRET})) == "order 7"


def test_a_longer_secret_is_masked_as_a_whole() -> None:
    texts = frozenset({"not-a-secret", "not-a-secret-2"})

    assert mask_text("not-a-secret-2 not-a-secret", texts) == "*** ***"


TEST = frozenset({"test", "my-partner-key"})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("test", "test"),
        ("a=test&b=c", "a=***&b=c"),
        ("a=c&b=te%73t&d=test2", "a=c&b=***&d=test2"),
        (
            "https://test.example/test?test=test#test",
            "https://test.example/test?test=***#test",
        ),
        (
            "cannot reach https://a.example/?b=test now",
            "cannot reach https://a.example/?b=*** now",
        ),
        ("(url=https://a.example/?b=test): no", "(url=https://a.example/?b=***): no"),
        ("a <= test", "a <= test"),
        (
            '{"test": "test", "a": ["test", "a test"]}',
            '{"test": "***", "a": ["***", "a test"]}',
        ),
        ('{"a" : "te\\u0073t"}', '{"a" : "***"}'),
        ('"\\x" "test"', '"\\x" "***"'),
        ('say "test', 'say "test'),
        ("my-partner-key, test", "***, test"),
        ('{"my-partner-key": 7}', '{"***": 7}'),
        (
            "https://my-partner-key.example:80/my-partner-key",
            "https://my-partner-key.example:80/***",
        ),
        ("https://a:my-partner-key@b.example/", "https://a:***@b.example/"),
    ],
)
def test_other_text_is_masked_by_its_values(text: str, expected: str) -> None:
    assert mask_text(text, TEST) == expected


def in_itself(container: Any) -> Any:
    if isinstance(container, list):
        container += ["test", container]
    else:
        container |= {"test": "test", "itself": container}
    return container


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("test", "'***'"),
        (b"test", "b'***'"),
        (b"\xff test", "b'\\xff test'"),
        (
            {"test": "test", 7: ("test",), None: ["test", 7]},
            "{'test': '***', 7: ('***',), None: ['***', 7]}",
        ),
        ((), "()"),
        (("a", "test"), "('a', '***')"),
        (Path("my-partner-key"), f"{type(Path()).__name__}('***')"),
        (None, "None"),
        (in_itself([]), "['***', [...]]"),
        (in_itself({}), "{'test': '***', 'itself': {...}}"),
    ],
    ids=repr,
)
def test_a_repr_masks_each_string(value: object, expected: str) -> None:
    assert masked_repr(value, TEST) == expected


@pytest.mark.parametrize(
    ("secret", "is_masked"),
    [
        ("password", False),
        ("Password", False),
        ("PASSWORD", False),
        ("invocation", False),
        ("order-7", False),
        ("hunter22", True),
        ("passWord", True),
        ("pass word", True),
        ("authorizations", True),
    ],
)
def test_within_other_text_a_secret_is_masked_if_it_is_long_or_unusual(
    secret: str,
    is_masked: bool,  # noqa: FBT001 - a column of the table
) -> None:
    text = mask_text(f"<{secret}>", frozenset({secret}))

    assert text == ("<***>" if is_masked else f"<{secret}>")
