"""Named resources of one account and Region, and how a test sees them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from typing import Protocol, TypeVar, overload

R = TypeVar("R")
K = TypeVar("K")
T = TypeVar("T")
R_co = TypeVar("R_co", covariant=True)


class Resources(dict[str, R]):
    """Resources by name, listed in the order of their names.

    It is changed with `put`, `remove` and `clear` alone: they keep the names sorted
    too, so that a page costs no more in a full account than in an empty one.
    """

    __slots__ = ("_sorted_names",)

    def __init__(self) -> None:
        super().__init__()
        self._sorted_names: list[str] = []

    def names(self) -> tuple[str, ...]:
        """Return the names of all resources, the first made first."""
        return tuple(self)

    def snapshot(self) -> tuple[R, ...]:
        """Return all resources as they are now, the first made first."""
        return tuple(self.values())

    def put(self, name: str, resource: R) -> None:
        """Add *resource* or put it in the place of the one there is."""
        if name not in self:
            insort(self._sorted_names, name)
        self[name] = resource

    def remove(self, name: str) -> None:
        """Take the resource *name* out."""
        del self[name]
        del self._sorted_names[bisect_left(self._sorted_names, name)]

    def clear(self) -> None:
        """Take everything out."""
        super().clear()
        self._sorted_names.clear()

    def page(
        self, *, prefix: str, after: str, limit: int, keep: Callable[[R], bool]
    ) -> tuple[list[R], str | None]:
        """Return a page of resources, and the name it ends at if more follow.

        A page begins behind the name *after*, whether or not that still exists.
        """
        names = self._sorted_names
        start = max(bisect_left(names, prefix), bisect_right(names, after))
        found = list(islice(self._matching(start, prefix, keep), limit + 1))
        page = [resource for _, resource in found[:limit]]
        return page, found[limit - 1][0] if len(found) > limit else None

    def _matching(
        self, start: int, prefix: str, keep: Callable[[R], bool]
    ) -> Iterator[tuple[str, R]]:
        for name in islice(self._sorted_names, start, None):
            if not name.startswith(prefix):
                return
            resource = self[name]
            if keep(resource):
                yield name, resource

    def copy(self) -> Resources[R]:
        """Return resources of their own with the same content."""
        twin: Resources[R] = Resources()
        twin.update(self)
        twin._sorted_names = list(self._sorted_names)
        return twin


def closest_name(name: str, names: Iterable[str]) -> str | None:
    """Return the one of *names* that *name* may be a misspelling of, if any."""
    from difflib import get_close_matches  # noqa: PLC0415 - for an error only

    return next(iter(get_close_matches(name, list(names), n=1)), None)


class UnknownNameError(KeyError):
    """A test asked for a resource that is not there."""

    def __str__(self) -> str:
        return str(self.args[0])


class Keyed(Protocol[K, R_co]):
    """What a view needs of resources: all keys, and the resource of one."""

    def __len__(self) -> int: ...

    def get(self, name: K, /) -> R_co | None:
        """Return the resource of a key, or None."""
        ...

    def names(self) -> tuple[K, ...]:
        """Return all keys."""
        ...


class ResourceView(Mapping[K, R]):
    """A live, read-only mapping by name to what exists."""

    def __init__(self, resources: Keyed[K, R], noun: str, place: str) -> None:
        self._resources = resources
        self._noun = noun
        self._place = place

    def __getitem__(self, name: K) -> R:
        found = self._resources.get(name)
        if found is None:
            raise UnknownNameError(self._explain(name))
        return found

    # What a Mapping has for these asks for `self[name]`, whose error looks through all
    # names for one that may have been meant.
    def __contains__(self, name: object) -> bool:
        return self._resources.get(name) is not None  # type: ignore[arg-type] # any key

    @overload
    def get(self, name: K, /) -> R | None: ...

    @overload
    def get(self, name: K, /, default: R | T) -> R | T: ...

    def get(self, name: K, /, default: R | T | None = None) -> R | T | None:
        """Return the resource of *name*, or *default*."""
        found = self._resources.get(name)
        return default if found is None else found

    def __iter__(self) -> Iterator[K]:
        return iter(self._resources.names())

    def __len__(self) -> int:
        return len(self._resources)

    def __repr__(self) -> str:
        return repr(dict(self))

    def _explain(self, name: object) -> str:
        names = self._resources.names()
        lines = [f"no {self._noun} {name!r} in {self._place}."]
        by_text = {str(known): known for known in names}
        close = closest_name(str(name), by_text)
        if close is not None:
            lines.append(f"Did you mean {by_text[close]!r}?")
        elif names:
            lines.append(f"There are: {', '.join(map(repr, islice(names, 10)))}.")
        else:
            lines.append(
                "There is none there;"
                " mock.backend(account_id, region_name) shows other places."
            )
        return " ".join(lines)
