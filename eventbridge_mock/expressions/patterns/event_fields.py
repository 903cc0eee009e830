"""The fields of an event as patterns see them: values by path.

Keys are joined with dots, in patterns and in events alike, so that `{"a.b": 1}` and
`{"a": {"b": 1}}` are the same (recorded on AWS 2024-11 to 2025-10). An array has no
path of its own: its values are values of the array's field, and the fields of its
objects are below that field. An array or object without values counts as absent.

Only the paths of patterns are followed, so that an event costs no more than the fields
that patterns ask for, however large or deep it is.
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
    """An object or array in *array*; *outer* is the element around that array."""

    __slots__ = ("array", "outer")

    def __init__(self, array: Array, outer: Element | None) -> None:
        self.array = array
        self.outer = outer


class Leaf(NamedTuple):
    """A *value* of a field; *element* is the innermost element around it."""

    value: Any
    element: Element | None


class PathTree:
    """The paths of patterns, cut at their dots."""

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
        """Return the tree below *key*, which may contain dots, or None."""
        if "." not in key:
            return self.branches.get(key)
        tree: PathTree | None = self
        for name in key.split("."):
            tree = tree.branches.get(name)  # type: ignore[union-attr] # none ends it
            if tree is None:
                return None
        return tree


class EventFields:
    """The values of an event at the paths of a tree.

    `leaves` are its values by path. `others` has an object, or an empty array, where a
    pattern wants a value. `in_arrays` are the paths with values in an element.
    """

    __slots__ = ("alone", "in_arrays", "leaves", "others")

    def __init__(self) -> None:
        self.leaves: dict[str, list[Leaf]] = {}
        self.others: dict[str, Any] = {}
        self.in_arrays: set[str] = set()
        # Whether a pattern field fits, with any other fields, by its id.
        self.alone: dict[int, bool] = {}

    def at(self, path: str) -> Sequence[Leaf]:
        """Return the values at *path*."""
        return self.leaves.get(path, ())

    @classmethod
    def of(cls, event: Mapping[str, Any], tree: PathTree) -> EventFields:
        """Return the fields of *event* at the paths of *tree*."""
        fields = cls()
        ahead: list[tuple[Any, PathTree, Element | None]] = [(event, tree, None)]
        while ahead:
            value, subtree, element = ahead.pop()
            if isinstance(value, (dict, Mapping)):
                members = [
                    (member, below, element)
                    for key, member in value.items()
                    if (below := subtree.below(key)) is not None
                ]
            elif isinstance(value, (list, tuple)):
                array = Array(subtree.path)
                members = [
                    (member, subtree, _element_of(member, array, element))
                    for member in value
                ]
            else:
                fields._add(value, subtree, element)
                continue
            if subtree.is_wanted and not (members and members[0][1] is subtree):
                fields.others.setdefault(subtree.path, value)
            # Reversed, so that values come in the order of the event.
            members.reverse()
            ahead += members
        return fields

    def _add(self, value: Any, subtree: PathTree, element: Element | None) -> None:
        if not subtree.is_wanted:
            return
        self.leaves.setdefault(subtree.path, []).append(Leaf(value, element))
        if element is not None:
            self.in_arrays.add(subtree.path)


def _element_of(member: Any, array: Array, outer: Element | None) -> Element | None:
    """Return the element that *member* is; a value belongs to the one around it.

    All values of an array belong to one field, so nothing separates them.
    """
    if isinstance(member, (dict, list, tuple, Mapping)):
        return Element(array, outer)
    return outer
