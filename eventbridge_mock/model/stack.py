"""A deployed template: its resources, outputs and exports."""

from __future__ import annotations

import threading
from dataclasses import field
from typing import TYPE_CHECKING, Any

from ..frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


@frozen
class StackResource:
    """A resource of a template, made here or by nobody.

    `ref` is the value of Ref, `attributes` are the values of GetAtt except for the ARN.
    `members` are the parameters that it was made with, None for a resource that is not
    made here: they may hold secrets.
    """

    logical_id: str
    type: str
    name: str = ""
    arn: str = ""
    ref: str = ""
    url: str | None = None
    attributes: Mapping[str, str] = field(default_factory=dict, repr=False)
    members: dict[str, Any] | None = field(default=None, repr=False)
    has_generated_name: bool = False
    # How often it has been replaced.
    generation: int = 0
    deletion_policy: str = "Delete"
    replace_policy: str = "Delete"

    __hash__ = None  # type: ignore[assignment]


@frozen
class Stack:
    """A deployed template; `source` is where it came from, `imports` what it uses."""

    name: str
    account_id: str
    region_name: str
    stack_id: str
    source: str | None
    resources: Mapping[str, StackResource]
    outputs: Mapping[str, Any] = field(repr=False)
    exports: Mapping[str, str] = field(repr=False)
    imports: frozenset[str]
    left_out: Mapping[str, str]
    made_up: Mapping[str, str]
    absent: Mapping[str, str]

    __hash__ = None  # type: ignore[assignment]

    @property
    def key(self) -> tuple[str, str, str]:
        """The account, the Region and the name."""
        return self.account_id, self.region_name, self.name


class Stacks:
    """The stacks of all accounts and Regions."""

    def __init__(self) -> None:
        self._by_key: dict[tuple[str, str, str], Stack] = {}
        self._lock = threading.Lock()

    def __iter__(self) -> Iterator[Stack]:
        with self._lock:
            return iter(tuple(self._by_key.values()))

    def get(self, account_id: str, region_name: str, name: str) -> Stack | None:
        """Return a stack, or None."""
        return self._by_key.get((account_id, region_name, name))

    def put(self, stack: Stack) -> None:
        """Store *stack* in place of the one that it updates."""
        with self._lock:
            self._by_key[stack.key] = stack

    def remove(self, stack: Stack) -> None:
        """Forget *stack*."""
        with self._lock:
            self._by_key.pop(stack.key, None)

    def exporting(self, account_id: str, region_name: str, name: str) -> Stack | None:
        """Return the stack of a place that exports *name*, or None."""
        for stack in self:
            if name in stack.exports and stack.key[:2] == (account_id, region_name):
                return stack
        return None

    def resource_with_arn(self, arn: str) -> tuple[Stack, StackResource] | None:
        """Return the resource of *arn* with its stack; None for one of no template."""
        for stack in self:
            for resource in stack.resources.values():
                if resource.arn == arn and resource.members is not None:
                    return stack, resource
        return None

    def clear(self) -> None:
        """Forget all stacks."""
        with self._lock:
            self._by_key.clear()

    def copy(self) -> Stacks:
        """Return stacks of their own with the same content."""
        twin = Stacks()
        twin._by_key = {stack.key: stack for stack in self}
        return twin
