"""Masking: secrets are found in every spelling that a request gives them."""

from __future__ import annotations

import html
import json
import re
from base64 import b64encode, urlsafe_b64encode
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, quote_plus, urlencode

import pytest

from eventbridge_mock.records.masking import (
    mask_header,
    mask_reply,
    mask_text,
    masked_repr,
    sensitive_texts,
)

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
                    UNUSUAL.encode().hex().upper() + "0",
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
}


@pytest.mark.parametrize("echo", ECHOES.values(), ids=ECHOES)
@pytest.mark.parametrize("secret", [SECRET, ODD, "Hunter2-hunter"])
def test_each_encoding_in_which_an_endpoint_echoes_is_masked(
    secret: str, echo: Callable[[str], str]
) -> None:
    text = f"[{echo(secret)}]"

    assert mask_text(text, frozenset({secret})) == "[***]"


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
    text = (secret[:-1] + "|") * 20

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
