"""Masking: secrets are found in every spelling that a request gives them."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import quote, quote_plus, urlencode

import pytest

from eventbridge_mock.records.masking import mask_text, masked_repr, sensitive_texts

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
