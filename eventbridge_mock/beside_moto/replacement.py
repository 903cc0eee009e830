"""A function of moto, and the function that takes its place while a mock is active."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from ..integrations.moto_names import find

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..integrations.moto_names import Found, MotoName

    Function = Callable[..., Any]


class Replacement(NamedTuple):
    """The function *name* of moto, and *wrap*, which makes ours of it.

    `wrap` is called with moto's function. It returns one with the same parameters; that
    of a method or a class method begins with `self` or `cls`, for moto's function too.
    """

    name: MotoName
    wrap: Callable[[Function], Function]

    def found(self) -> Found | None:
        """Return where moto has the function; warn and return None if it has none."""
        return find(self.name)
