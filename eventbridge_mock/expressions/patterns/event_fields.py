"""The fields of an event as patterns see them: values by path.

Keys are joined with dots, in patterns and in events alike, so that `{"a.b": 1}` and
`{"a": {"b": 1}}` are the same (recorded on AWS 2024-11 to 2025-10). An array has no
path of its own. Its values are values of the array's field, and its objects have their
fields there. An array or object without values in it counts for nothing.

Only the paths that somebody asks for are followed, so that an event costs no more than
what patterns want of it, however large or deep it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class Array:
    """An array in an event."""

    __slots__ = ("path",)

    def __init__(self, path: str) -> None:
        self.path = path


class Element:
    """An object or array in the *array*; *outer* is the element which that is in."""

    __slots__ = ("array", "outer")

    def __init__(self, array: Array, outer: Element | None) -> None:
        self.array = array
        self.outer = outer


class Leaf(NamedTuple):
    """A *value* of a field; *element* is the innermost that it is in."""

    value: Any
    element: Element | None


class PathTree:
    """The paths that are asked for, cut at their dots."""

    __slots__ = ("branches", "is_wanted", "path")

    def __init__(self, path: str = "") -> None:
        self.path = path
        self.is_wanted = False
        self.branches: dict[str, PathTree] = {}

    @classmethod
    def of(cls, paths: Iterable[str]) -> PathTree:
        """Return the tree of *paths*."""
        root = cls()
        for path in paths:
            tree, start = root, 0
            for name in path.split("."):
                start += len(name)
                branch = tree.branches.get(name)
                if branch is None:
                    branch = tree.branches[name] = cls(path[:start])
                tree, start = branch, start + 1
            tree.is_wanted = True
        return root

    def below(self, key: str) -> PathTree | None:
        """Return what is asked for below *key*, which may have dots in it."""
        if "." not in key:
            return self.branches.get(key)
        tree: PathTree | None = self
        for name in key.split("."):
            tree = tree.branches.get(name)  # type: ignore[union-attr] # none ends it
            if tree is None:
                return None
        return tree


class EventFields:
    """What an event has at the paths of a tree.

    `leaves` are its values. `others` are an object or an empty array in a place where
    a value is asked for.
    """

    __slots__ = ("in_arrays", "leaves", "others")

    def __init__(self) -> None:
        self.leaves: dict[str, list[Leaf]] = {}
        self.others: dict[str, Any] = {}
        self.in_arrays: set[str] = set()

    def at(self, path: str) -> Sequence[Leaf]:
        """Return the values at *path*."""
        return self.leaves.get(path, ())

    @classmethod
    def of(cls, event: Mapping[str, Any], tree: PathTree) -> EventFields:
        """Return the fields of *event* at the paths of *tree*."""
        fields = cls()
        ahead: list[tuple[Any, PathTree, Element | None]] = [(event, tree, None)]
        while ahead:
            value, place, element = ahead.pop()
            if isinstance(value, (dict, Mapping)):
                members = [
                    (member, below, element)
                    for key, member in value.items()
                    if (below := place.below(key)) is not None
                ]
            elif isinstance(value, (list, tuple)):
                array = Array(place.path)
                members = [
                    (member, place, _element_of(member, array, element))
                    for member in value
                ]
            else:
                fields._add(value, place, element)
                continue
            if place.is_wanted and not (members and members[0][1] is place):
                fields.others.setdefault(place.path, value)
            # Turned round, so that values come in the order of the event.
            members.reverse()
            ahead += members
        return fields

    def _add(self, value: Any, place: PathTree, element: Element | None) -> None:
        if not place.is_wanted:
            return
        self.leaves.setdefault(place.path, []).append(Leaf(value, element))
        if element is not None:
            self.in_arrays.add(place.path)


def _element_of(member: Any, array: Array, outer: Element | None) -> Element | None:
    """Return the element that *member* is, a value being none of its own.

    What a value stands beside is never asked: the field of an array's values is one.
    """
    if isinstance(member, (dict, list, tuple, Mapping)):
        return Element(array, outer)
    return outer
