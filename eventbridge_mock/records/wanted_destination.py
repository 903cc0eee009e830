"""Which API destination a test means: by its name, its ARN, or a deployed resource."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from ..frozen import frozen
from ..model.arn import parse_arn

if TYPE_CHECKING:
    from .invocations import Invocation


class NamedResource(Protocol):
    """A resource of a template, such as `mock.deploy` gives."""

    @property
    def name(self) -> str:
        """The name of the resource."""
        ...

    @property
    def arn(self) -> str:
        """The ARN of the resource."""
        ...

    @property
    def type(self) -> str:
        """The type of the resource, in CloudFormation's words."""
        ...


@frozen
class WantedDestination:
    """An API destination by name, in one account and Region if it was given by ARN."""

    name: str
    place: tuple[str, str] | None = None

    def matches(self, invocation: Invocation) -> bool:
        """Return whether *invocation* is one of this API destination."""
        if invocation.api_destination != self.name:
            return False
        if self.place is None:
            return True
        arn = parse_arn(invocation.api_destination_arn)
        return (arn.account_id, arn.region_name) == self.place


def wanted_destination(given: str | NamedResource) -> WantedDestination:
    """Return the API destination that a test means.

    Raises ValueError for a resource, or the ARN of one, of another type, and TypeError
    for anything else.
    """
    if isinstance(given, str) and not given.startswith("arn:"):
        return WantedDestination(name=given)
    if isinstance(given, str):
        text, what = given, repr(given)
    elif hasattr(given, "type") and hasattr(given, "arn"):
        text, what = given.arn, f"{given.name!r}, of type {given.type},"
    else:
        msg = f"an API destination is given by name, ARN or resource, not {given!r}"
        raise TypeError(msg)
    arn = parse_arn(text)
    if arn.service != "events" or arn.kind != "api-destination":
        msg = f"{what} is not an API destination"
        raise ValueError(msg)
    return WantedDestination(name=arn.name, place=(arn.account_id, arn.region_name))
