"""Named resources of one account and Region, and the views of them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from typing import Protocol, TypeVar, overload

R = TypeVar("R")
K = TypeVar("K")
# An account and a Region.
Place = tuple[str, str]
T = TypeVar("T")
R_co = TypeVar("R_co", covariant=True)


class Resources(dict[str, R]):
    """Resources by name, listed in the order of their names.

    Only `put`, `remove` and `clear` change it. The first page after a change sorts the
    names, so that the others cost no more in a full account than in an empty one.
    """

    __slots__ = ("_sorted_names",)

    def __init__(self) -> None:
        super().__init__()
        self._sorted_names: list[str] | None = None

    def names(self) -> tuple[str, ...]:
        """Return the names of all resources, the first made first."""
        return tuple(self)

    def snapshot(self) -> tuple[R, ...]:
        """Return all resources as they are now, the first made first."""
        return tuple(self.values())

    def put(self, name: str, resource: R) -> None:
        """Add *resource*, or replace the resource of the same name."""
        if name not in self:
            self._sorted_names = None
        self[name] = resource

    def remove(self, name: str) -> None:
        """Remove the resource *name*."""
        del self[name]
        self._sorted_names = None

    def clear(self) -> None:
        """Remove everything."""
        super().clear()
        self._sorted_names = None

    def page(
        self, *, prefix: str, after: str, limit: int, keep: Callable[[R], bool]
    ) -> tuple[list[R], str | None]:
        """Return a page of resources, and its last name if more resources follow.

        A page begins after the name *after*, whether or not that still exists.
        """
        if self._sorted_names is None:
            self._sorted_names = sorted(self)
        names = self._sorted_names
        start = max(bisect_left(names, prefix), bisect_right(names, after))
        following = islice(names, start, None)
        matching = list(islice(self._matching(following, prefix, keep), limit + 1))
        page = [resource for _, resource in matching[:limit]]
        return page, matching[limit - 1][0] if len(matching) > limit else None

    def _matching(
        self, names: Iterable[str], prefix: str, keep: Callable[[R], bool]
    ) -> Iterator[tuple[str, R]]:
        for name in names:
            if not name.startswith(prefix):
                return
            resource = self[name]
            if keep(resource):
                yield name, resource

    def copy(self) -> Resources[R]:
        """Return independent resources with the same content."""
        twin: Resources[R] = Resources()
        twin.update(self)
        return twin


def closest_name(name: str, names: Iterable[str]) -> str | None:
    """Return the one of *names* that *name* may be a misspelling of, if any."""
    from difflib import get_close_matches  # noqa: PLC0415 - for an error only

    return next(iter(get_close_matches(name, list(names), n=1)), None)


def relative_place(here: Place, there: Place) -> str:
    """Return how *there*, an account and a Region, differs from *here*."""
    account = "" if there[0] == here[0] else f"account {there[0]}"
    region = "" if there[1] == here[1] else there[1]
    return ", ".join(filter(None, (account, region)))


class UnknownNameError(KeyError):
    """A test looked up a resource that does not exist."""

    def __str__(self) -> str:
        return str(self.args[0])


class Keyed(Protocol[K, R_co]):
    """The resources behind a view: all keys, and the resource of a key."""

    def __len__(self) -> int: ...

    def get(self, name: K, /) -> R_co | None:
        """Return the resource of a key, or None."""
        ...

    def names(self) -> tuple[K, ...]:
        """Return all keys."""
        ...


class ResourceView(Mapping[K, R]):
    """A live, read-only mapping from names to resources."""

    def __init__(
        self,
        resources: Keyed[K, R],
        noun: str,
        place: Place,
        elsewhere: Callable[[], Iterable[tuple[Place, Keyed[K, R]]]] = tuple,
    ) -> None:
        self._resources = resources
        self._noun = noun
        self._place = place
        self._elsewhere = elsewhere

    def __getitem__(self, name: K) -> R:
        resource = self._resources.get(name)
        if resource is None:
            raise UnknownNameError(self._explain(name))
        return resource

    # The methods of Mapping use `self[name]`, whose error searches all names for a
    # similar one.
    def __contains__(self, name: object) -> bool:
        return self._resources.get(name) is not None  # type: ignore[arg-type] # any key

    @overload
    def get(self, name: K, /) -> R | None: ...

    @overload
    def get(self, name: K, /, default: R | T) -> R | T: ...

    def get(self, name: K, /, default: R | T | None = None) -> R | T | None:
        """Return the resource of *name*, or *default*."""
        resource = self._resources.get(name)
        return default if resource is None else resource

    def __iter__(self) -> Iterator[K]:
        return iter(self._resources.names())

    def __len__(self) -> int:
        return len(self._resources)

    def __repr__(self) -> str:
        return repr(dict(self))

    def _explain(self, name: object) -> str:
        names = self._resources.names()
        account_id, region_name = self._place
        lines = [
            f"no {self._noun} {name!r} in account {account_id}, Region {region_name}."
        ]
        by_text = {str(known): known for known in names}
        close = closest_name(str(name), by_text)
        places = [place for place, keyed in self._elsewhere() if name in keyed.names()]
        if places:
            lines.append(_where_it_is(self._place, places[0]))
        elif close is not None:
            lines.append(f"Did you mean {by_text[close]!r}?")
        elif names:
            lines.append(f"There are: {', '.join(map(repr, islice(names, 10)))}.")
        else:
            lines.append(
                "None exists there;"
                " mock.backend(account_id, region_name) shows other places."
            )
        return " ".join(lines)


def _where_it_is(here: Place, there: Place) -> str:
    """Return where a resource is, and how a test reaches it."""
    options = {"account_id": there[0], "region_name": there[1]}
    given = ", ".join(
        f"{name}={value!r}"
        for (name, value), own in zip(options.items(), here, strict=True)
        if value != own
    )
    return (
        f"It exists in {relative_place(here, there)}: mock.backend({given}) shows it,"
        f" and mock_api_destinations({given}) works there."
    )
