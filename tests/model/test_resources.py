"""Resources by name: pages of them, and how a test sees them."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eventbridge_mock.model.resources import Resources, ResourceView

PLACE = ("123456789012", "eu-west-1")
WHERE = "account 123456789012, Region eu-west-1"


def resources(*names: str) -> Resources[str]:
    """Return resources whose values are their names in capitals."""
    made: Resources[str] = Resources()
    for name in names:
        made.put(name, name.upper())
    return made


def view(*names: str) -> ResourceView[str]:
    """Return how a test sees resources of these names."""
    return ResourceView(resources(*names), "connection", PLACE)


def page(
    made: Resources[str], *, prefix: str = "", after: str = "", limit: int = 100
) -> tuple[list[str], str | None]:
    """Return a page of *made*, nothing filtered out."""
    return made.page(prefix=prefix, after=after, limit=limit, keep=lambda _: True)


def test_what_is_put_is_there() -> None:
    made = resources("b", "a")

    assert len(made) == 2
    assert "a" in made
    assert "c" not in made
    assert made.get("a") == "A"
    assert made.get("c") is None
    assert made.names() == ("b", "a")
    assert list(made.values()) == ["B", "A"]


def test_putting_again_replaces() -> None:
    made = resources("b", "a")

    made.put("b", "new")

    assert list(made.values()) == ["new", "A"]
    assert page(made) == (["A", "new"], None)


def test_what_is_removed_is_gone() -> None:
    made = resources("a", "b", "c")

    made.remove("b")

    assert made.names() == ("a", "c")
    assert page(made) == (["A", "C"], None)


def test_removing_what_is_not_there_is_an_error() -> None:
    made = resources("a", "b")

    with pytest.raises(KeyError):
        made.remove("c")

    assert page(made) == (["A", "B"], None)


def test_they_can_change_while_somebody_iterates() -> None:
    made = resources("a", "b", "c")

    for resource in made.snapshot():
        made.remove(resource.lower())

    assert len(made) == 0


def test_a_copy_is_independent() -> None:
    made = resources("a", "b")
    twin = made.copy()

    twin.put("c", "C")
    made.remove("a")

    assert page(made) == (["B"], None)
    assert page(twin) == (["A", "B", "C"], None)


@pytest.mark.parametrize(
    ("where", "found", "last"),
    [
        ({}, ["A-1", "A-2", "B", "C"], None),
        ({"limit": 4}, ["A-1", "A-2", "B", "C"], None),
        ({"limit": 3}, ["A-1", "A-2", "B"], "b"),
        ({"limit": 1}, ["A-1"], "a-1"),
        ({"after": "a-1"}, ["A-2", "B", "C"], None),
        ({"after": "a-1", "limit": 1}, ["A-2"], "a-2"),
        ({"after": "a-11"}, ["A-2", "B", "C"], None),
        ({"after": "c"}, [], None),
        ({"after": "zebra"}, [], None),
        ({"prefix": "a"}, ["A-1", "A-2"], None),
        ({"prefix": "a", "limit": 1}, ["A-1"], "a-1"),
        ({"prefix": "a", "limit": 2}, ["A-1", "A-2"], None),
        ({"prefix": "a", "after": "a-1"}, ["A-2"], None),
        ({"prefix": "b", "after": "a-1"}, ["B"], None),
        ({"prefix": "a", "after": "b"}, [], None),
        ({"prefix": "aa"}, [], None),
        ({"prefix": "d"}, [], None),
    ],
    ids=str,
)
def test_a_page_begins_behind_a_name(
    where: dict[str, Any], found: list[str], last: str | None
) -> None:
    """By name, behind a name that need not exist any more."""
    made = resources("c", "a-2", "b", "a-1")

    assert page(made, **where) == (found, last)


def test_a_page_shows_what_has_changed_since_the_last_page() -> None:
    made = resources("c", "a")
    pages = [page(made)]
    made.put("b", "B")
    pages.append(page(made))
    made.remove("a")
    pages.append(page(made))
    made.put("c", "new")
    pages.append(page(made))
    made.clear()
    pages.append(page(made))

    assert [found for found, _ in pages] == [
        ["A", "C"],
        ["A", "B", "C"],
        ["B", "C"],
        ["B", "new"],
        [],
    ]


def test_a_page_is_full_of_what_is_kept() -> None:
    made = resources("a", "b", "c", "d", "e")

    first = made.page(prefix="", after="", limit=2, keep=lambda one: one not in "BE")
    second = made.page(prefix="", after="c", limit=2, keep=lambda one: one not in "BE")

    assert first == (["A", "C"], "c")
    assert second == (["D"], None)


# How long an example takes says nothing about the pages.
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sets(st.text("ab", min_size=1, max_size=4)),
    st.text("ab", max_size=2),
    st.integers(1, 5),
)
def test_pages_together_are_the_whole(names: set[str], prefix: str, limit: int) -> None:
    """Nothing is left out, nothing is twice there."""
    made, pages, after = resources(*names), [], ""
    while after is not None:
        found, after = page(made, prefix=prefix, after=after, limit=limit)
        pages.append(found)

    wanted = sorted(name.upper() for name in names if name.startswith(prefix))
    assert [one for found in pages for one in found] == wanted
    assert {len(found) for found in pages[:-1]} <= {limit}


def test_a_view_is_a_mapping() -> None:
    seen = view("b", "a")

    assert seen["a"] == "A"
    assert list(seen) == ["b", "a"]
    assert len(seen) == 2
    assert "c" not in seen
    assert seen.get("c") is None
    assert dict(seen) == {"b": "B", "a": "A"}
    assert repr(seen) == "{'b': 'B', 'a': 'A'}"


def test_asking_whether_something_is_there_looks_through_no_names() -> None:
    """A name like the missing one is looked for to explain an error, and only then."""
    without_names: Any = {"a": "A"}
    seen: ResourceView[str, str] = ResourceView(without_names, "connection", PLACE)

    assert "a" in seen
    assert "c" not in seen
    assert seen.get("a", "other") == "A"
    assert seen.get("c") is None
    assert seen.get("c", "other") == "other"


def test_what_finds_similar_names_is_imported_for_a_message_only() -> None:
    program = (
        "import sys, eventbridge_mock.assertions.checks;"
        "import eventbridge_mock.model.resources;"
        "print('difflib' in sys.modules)"
    )
    output = subprocess.check_output(  # noqa: S603 - our own program
        [sys.executable, "-c", program], text=True
    )

    assert output == "False\n"


def test_a_view_is_live() -> None:
    made = resources("a")
    seen = ResourceView(made, "connection", PLACE)

    made.put("b", "B")

    assert list(seen) == ["a", "b"]


def test_a_view_is_read_only() -> None:
    seen: Any = view("a")

    with pytest.raises(TypeError, match="does not support item assignment"):
        seen["b"] = "B"


@pytest.mark.parametrize(
    ("names", "wanted", "hint"),
    [
        (["partner", "shop"], "partnr", "Did you mean 'partner'?"),
        (["partner", "shop"], "zebra", "There are: 'partner', 'shop'."),
        (
            [],
            "partner",
            "None exists there;"
            " mock.backend(account_id, region_name) shows other places.",
        ),
        (
            list("abcdefghijkl"),
            "partner",
            "There are: 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'.",
        ),
    ],
    ids=["close", "others", "none", "many"],
)
def test_a_name_that_is_not_there(names: list[str], wanted: str, hint: str) -> None:
    """A KeyError whose text reads as a sentence."""
    with pytest.raises(KeyError) as caught:
        view(*names)[wanted]

    assert str(caught.value) == f"no connection {wanted!r} in {WHERE}. {hint}"


def test_a_name_of_another_type_is_not_there() -> None:
    seen: Any = view("7")

    with pytest.raises(KeyError) as caught:
        seen[7]

    assert str(caught.value) == f"no connection 7 in {WHERE}. Did you mean '7'?"


@pytest.mark.parametrize(
    ("place", "where", "given"),
    [
        (("123456789012", "us-east-1"), "us-east-1", "region_name='us-east-1'"),
        (
            ("111122223333", "eu-west-1"),
            "account 111122223333",
            "account_id='111122223333'",
        ),
        (
            ("111122223333", "us-east-1"),
            "account 111122223333, us-east-1",
            "account_id='111122223333', region_name='us-east-1'",
        ),
    ],
    ids=["Region", "account", "both"],
)
def test_a_name_that_exists_elsewhere_says_where(
    place: tuple[str, str], where: str, given: str
) -> None:
    others = [(("444455556666", "eu-west-1"), resources()), (place, resources("a"))]
    seen = ResourceView(resources("b"), "connection", PLACE, lambda: others)

    with pytest.raises(KeyError) as caught:
        seen["a"]

    assert str(caught.value) == (
        f"no connection 'a' in {WHERE}. It exists in {where}: mock.backend({given})"
        f" shows it, and mock_api_destinations({given}) works there."
    )
