"""Masking: secrets are found in every spelling that a request gives them."""

from __future__ import annotations

import json
from urllib.parse import quote, quote_plus, urlencode

import pytest

from eventbridge_mock.records.masking import mask, secret_texts

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
    assert mask(f"<{text}>", frozenset({SECRET})) == "<***>"


@pytest.mark.parametrize("nothing", ["", None])
def test_what_is_not_there_is_no_secret(nothing: str | None) -> None:
    assert secret_texts([nothing]) == frozenset()


def test_a_text_without_secrets_is_kept() -> None:
    assert mask("order 7", frozenset({SECRET})) == "order 7"


def test_a_longer_secret_is_masked_as_a_whole() -> None:
    assert mask("abc ab", frozenset({"ab", "abc"})) == "*** ***"
