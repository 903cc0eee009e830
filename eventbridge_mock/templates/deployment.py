"""The result of `deploy`, as a test uses it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from ..frozen import frozen
from ..model.resources import UnknownNameError, closest_name

if TYPE_CHECKING:
    from ..model.stack import Stack


@frozen
class DeployedResource:
    """A resource of a template; assertions take it in place of a name.

    `ref` is the value of Ref. `url` is the endpoint of an API destination or of a
    global endpoint, for scripted replies, and None for other types. A resource of
    another service has the name and the ARN that references to it give.
    """

    logical_id: str
    type: str
    name: str
    arn: str
    ref: str
    url: str | None
    stack_name: str


class Deployment(Mapping[str, DeployedResource]):
    """A deployed template: its resources by logical id.

    `outputs`, `exports`, `left_out` and `made_up` are mappings: the last two have the
    reason by logical id. `stacks` has a deployment for each stack of the source, by
    name.

        >>> from eventbridge_mock import mock_api_destinations
        >>> template = {
        ...     "Resources": {
        ...         "Nightly": {
        ...             "Type": "AWS::Events::Rule",
        ...             "Properties": {"ScheduleExpression": "rate(1 day)"},
        ...         }
        ...     },
        ...     "Outputs": {"Rule": {"Value": {"Ref": "Nightly"}}},
        ... }
        >>> with mock_api_destinations() as mock:
        ...     deployment = mock.deploy(template, stack_name="shop")
        >>> deployment["Nightly"].type
        'AWS::Events::Rule'
        >>> deployment.outputs["Rule"] == deployment["Nightly"].name
        True
    """

    def __init__(self, stacks: tuple[Stack, ...]) -> None:
        self._stacks = stacks

    @property
    def name(self) -> str:
        """The name of the stack, or of all stacks."""
        return ", ".join(stack.name for stack in self._stacks)

    @property
    def stacks(self) -> Mapping[str, Deployment]:
        """The deployments of the single stacks by name."""
        return MappingProxyType(
            {stack.name: Deployment((stack,)) for stack in self._stacks}
        )

    @property
    def outputs(self) -> Mapping[str, Any]:
        """The values of the outputs by name."""
        return self._merged("outputs")

    @property
    def exports(self) -> Mapping[str, str]:
        """The values of the exports by name."""
        return self._merged("exports")

    @property
    def left_out(self) -> Mapping[str, str]:
        """The reasons why resources were not created, by logical id."""
        return self._merged("left_out")

    @property
    def made_up(self) -> Mapping[str, str]:
        """Notes on the made-up values of references, by logical id."""
        return self._merged("made_up")

    def _merged(self, name: str) -> Mapping[str, Any]:
        merged: dict[str, Any] = {}
        for stack in self._stacks:
            merged |= getattr(stack, name)
        return MappingProxyType(merged)

    def __getitem__(self, logical_id: str) -> DeployedResource:
        holders = [stack for stack in self._stacks if logical_id in stack.resources]
        if len(holders) != 1:
            raise UnknownNameError(self._explain(logical_id, holders))
        [stack] = holders
        resource = stack.resources[logical_id]
        return DeployedResource(
            logical_id=logical_id,
            type=resource.type,
            name=resource.name,
            arn=resource.arn,
            ref=resource.ref,
            url=resource.url,
            stack_name=stack.name,
        )

    def __iter__(self) -> Iterator[str]:
        return iter(
            dict.fromkeys(each for stack in self._stacks for each in stack.resources)
        )

    def __len__(self) -> int:
        return len(list(iter(self)))

    # The method of Mapping would find no resource that two stacks have.
    def __contains__(self, logical_id: object) -> bool:
        return any(logical_id in stack.resources for stack in self._stacks)

    def __repr__(self) -> str:
        stacks = "stack" if len(self._stacks) == 1 else "stacks"
        return f"<Deployment of {stacks} {self.name!r}: {len(self)} resources>"

    def _explain(self, logical_id: str, holders: list[Stack]) -> str:
        if holders:
            names = " and ".join(stack.name for stack in holders)
            return (
                f"{logical_id!r} is in the stacks {names}: use"
                f" deployment.stacks[{holders[0].name!r}][{logical_id!r}]."
            )
        for stack in self._stacks:
            if logical_id in stack.absent:
                condition = stack.absent[logical_id]
                return (
                    f"{logical_id!r} was not made: condition {condition} does not hold."
                )
        close = closest_name(str(logical_id), self)
        hint = f" Did you mean {close!r}?" if close else ""
        return f"no resource {logical_id!r} in {self!r}.{hint}"


def deployments_of(stacks: Iterable[Stack]) -> Mapping[str, Deployment]:
    """Return a deployment for each of the *stacks*, by name."""
    return MappingProxyType({stack.name: Deployment((stack,)) for stack in stacks})
