"""A command of the control API: its members, and how it is carried out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from .messages import RefusedError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ..state.mock_state import MockState
    from .queries import ServerFacts
    from .record_json import Json

_TYPE_NAMES = {
    str: "a string",
    int: "a whole number",
    float: "a number",
    bool: "true or false",
    dict: "an object",
    list: "an array",
}


class Order(NamedTuple):
    """A command to be carried out: the mock, its state, and the members given."""

    mock: Any  # an EventBridgeMock, which is a floor above
    state: MockState
    members: dict[str, Any]
    facts: ServerFacts

    @property
    def given(self) -> dict[str, Any]:
        """The members that are not null, which is the same as not given."""
        return {
            name: value for name, value in self.members.items() if value is not None
        }


class Command(NamedTuple):
    """How a command is carried out, and the members that it takes, by type.

    The type `object` is any JSON value.
    """

    run: Callable[[Order], Json]
    members: Mapping[str, type] = {}
    required: tuple[str, ...] = ()

    def check(self, members: Mapping[str, Any]) -> None:
        """Raise RefusedError for members that the command does not take."""
        for name, value in members.items():
            if name not in self.members:
                names = ", ".join(self.members) or "none"
                msg = f"There is no member {name!r} here; allowed: {names}."
                raise RefusedError(400, "TypeError", msg)
            kind = self.members[name]
            if value is not None and not _is_a(kind, value):
                msg = f"{name} must be {_TYPE_NAMES[kind]}."
                raise RefusedError(400, "TypeError", msg)
        for name in self.required:
            if members.get(name) is None:
                raise RefusedError(400, "TypeError", f"The member {name!r} is missing.")


def _is_a(kind: type, value: object) -> bool:
    """Return whether *value* is of the JSON type of *kind*."""
    if kind is object:
        return True
    if isinstance(value, bool):
        return kind is bool
    return isinstance(value, (int, float) if kind is float else kind)
