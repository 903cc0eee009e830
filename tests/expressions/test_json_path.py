"""The JSON paths of EventBridge."""

from __future__ import annotations

import copy
import pickle
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eventbridge_mock.expressions.json_path import (
    MISSING,
    InvalidPathError,
    JsonPath,
    is_json_path,
)

EVENT = {
    "detail-type": "order placed",
    "time": None,
    "detail": {
        "order_id": 7,
        "items": [
            {"sku": "ink", "tags": ["a", "b"]},
            {"sku": "pen", "tags": "none"},
            {"tags": []},
            "gift",
        ],
        "grid": [[1, 2], [3, 4]],
        "none": [],
    },
}
DETAIL: Any = EVENT["detail"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("$", EVENT),
        ("$.detail-type", "order placed"),
        ("$.detail.order_id", 7),
        ("$.detail", DETAIL),
        ("$.time", None),
        ("$.detail.items[0]", DETAIL["items"][0]),
        ("$.detail.items[1].sku", "pen"),
        ("$.detail.grid[1][0]", 3),
        ("$.detail.items[*]", DETAIL["items"]),
        ("$.detail.items[*].sku", ["ink", "pen"]),
        ("$.detail.items[*].tags[0]", ["a"]),
        ("$.detail.items[*].tags[*]", ["a", "b"]),
        ("$.detail.grid[*][*]", [1, 2, 3, 4]),
        ("$.detail.items[*].price", []),
        ("$.detail.none[*]", []),
    ],
)
def test_a_path_finds_a_value(text: str, value: Any) -> None:
    assert JsonPath.parse(text).find(EVENT) == value


@pytest.mark.parametrize(
    "text",
    [
        "$.price",
        "$.detail.order_id.price",
        "$.detail-type[0]",
        "$.time.zone",
        "$.detail.items[4]",
        "$.detail.items.sku",
        "$.detail[0]",
        "$.detail[*]",
        "$.price[*]",
    ],
)
def test_what_is_not_there_is_missing(text: str) -> None:
    assert JsonPath.parse(text).find(EVENT) is MISSING


@pytest.mark.parametrize(
    "text",
    [
        "",
        "detail",
        "detail.order_id",
        "$detail",
        "$.",
        "$.detail.",
        "$..detail",
        "$.*",
        "$.detail['order_id']",
        '$.detail["order_id"]',
        "$['detail']",
        "$.detail[]",
        "$.detail[-1]",
        "$.detail[0:2]",
        "$.detail[0,1]",
        "$.detail[?(@.sku)]",
        "$.detail[0]sku",
        "$.detail[0",
        "$.order id",
        "$.detail\n",
        "$.length()",
        "$.état",
        "$.a:b",
        "$.a$",
        " $.detail",
        "$.detail[٣]",
        "$.detail[" + "9" * 5000 + "]",
    ],
)
def test_what_is_no_path_is_refused(text: str) -> None:
    """Several were recorded in us-east-1, 2026-09-13."""
    with pytest.raises(InvalidPathError) as caught:
        JsonPath.parse(text)

    assert str(caught.value) == (
        f"{text!r} is not a JSON path such as '$.detail.items[0]'."
    )


@pytest.mark.parametrize("text", ["$", "$.detail", "$[0]", "$.a/b", "$.50"])
def test_a_whole_path_is_a_path(text: str) -> None:
    assert is_json_path(text)


@pytest.mark.parametrize(
    "text", ["", "$5", "$$", "US$.50", " $.detail", "detail", "$.", "$.99 off", "$..a"]
)
def test_any_other_string_is_meant_as_it_is(text: str) -> None:
    assert not is_json_path(text)


def test_a_path_is_parsed_once() -> None:
    assert JsonPath.parse("$.detail.once") is JsonPath.parse("$.detail.once")


def test_a_mapping_need_not_be_a_dictionary() -> None:
    event = MappingProxyType({"detail": MappingProxyType({"order": 7})})

    assert JsonPath.parse("$.detail.order").find(event) == 7


def test_missing_stays_the_one_object() -> None:
    copies = [copy.deepcopy(MISSING), pickle.loads(pickle.dumps(MISSING))]  # noqa: S301

    assert all(one is MISSING for one in copies)
    assert repr(MISSING) == "MISSING"


def test_a_path_as_deep_as_its_document_finds_its_end() -> None:
    document: Any = "end"
    for _ in range(50_000):
        document = {"a": [document]}

    assert JsonPath.parse("$" + ".a[0]" * 50_000).find(document) == "end"


def test_a_long_text_that_is_almost_a_path_is_refused() -> None:
    with pytest.raises(InvalidPathError):
        JsonPath.parse("$" + ".a[0]" * 50_000 + "'")


DOCUMENTS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["a", "b-c", "d_e", "f/g"]), inner)
    ),
)


def walks(document: Any, text: str = "$") -> list[tuple[str, Any]]:
    """Return each value in *document* beside its path."""
    found = [(text, document)]
    if isinstance(document, dict):
        for key, value in document.items():
            found += walks(value, f"{text}.{key}")
    if isinstance(document, list):
        for index, value in enumerate(document):
            found += walks(value, f"{text}[{index}]")
    return found


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(DOCUMENTS)
def test_a_path_finds_what_a_walk_comes_to(document: Any) -> None:
    """Documents are compared by identity: 0 and False are equal in Python."""
    for text, value in walks(document):
        assert JsonPath.parse(text).find(document) is value


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(DOCUMENTS, st.lists(st.sampled_from([".a", ".b-c", ".zz", "[0]", "[3]"])))
def test_a_path_that_no_walk_comes_to_is_missing(
    document: Any, steps: list[str]
) -> None:
    text = "".join(["$", *steps])
    expected = dict(walks(document)).get(text, MISSING)

    assert JsonPath.parse(text).find(document) is expected
