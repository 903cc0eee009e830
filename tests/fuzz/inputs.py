"""Inputs that nobody would write, and some that are nearly right."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import strategies as st

# Characters that mean something in a pattern, a path, a template, a URL or a header.
_MARKS = '{}[]<>"\\$.*?/:;,@&=#%+-~^| \n\r\t\x00\x7fé\u2028😀\ud800'

strings = st.one_of(
    st.text(max_size=30),
    st.text(st.sampled_from(_MARKS + "ab0"), max_size=30),
    st.sampled_from(["", " ", "null", "true", "-0", "1e999", "a" * 5_000]),
)
numbers = st.one_of(
    st.integers(),
    st.floats(),
    st.sampled_from([-1, 0, 2**31, 2**63, 10**30, float("nan"), float("inf")]),
)
scalars = st.one_of(st.none(), st.booleans(), numbers, strings, st.binary(max_size=9))
values = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(strings, inner, max_size=3),
    ),
    max_leaves=8,
)


def nearly(valid: Any) -> st.SearchStrategy[Any]:
    """Return a strategy for *valid* with some of its parts replaced or removed."""
    replaced = values
    if isinstance(valid, dict):
        members = {
            key: st.one_of(nearly(value), nearly(value), st.just(_GONE))
            for key, value in valid.items()
        }
        changed = st.fixed_dictionaries(members).map(_without_gone)
        return st.one_of(changed, changed, changed, replaced)
    if isinstance(valid, list):
        changed_items = st.tuples(*map(nearly, valid)).map(list)
        return st.one_of(changed_items, changed_items, replaced)
    return st.one_of(st.just(valid), st.just(valid), st.just(valid), replaced)


_GONE = object()


def _without_gone(members: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in members.items() if value is not _GONE}


def spliced(*texts: str) -> st.SearchStrategy[str]:
    """Return a strategy for pieces of *texts*, put together with other characters."""
    chosen = st.sampled_from(texts)
    pieces = st.one_of(
        st.tuples(chosen, st.integers(0, 60), st.integers(0, 60)).map(
            lambda cut: cut[0][cut[1] : cut[1] + cut[2]]
        ),
        chosen,
        st.text(st.sampled_from(_MARKS + "abz019"), max_size=4),
    )
    return st.lists(pieces, max_size=5).map("".join)


def as_json(value: object) -> str:
    """Return *value* as JSON; bytes and the like as their repr."""
    return json.dumps(value, default=repr)
