"""Undo what a call to moto's CloudFormation has changed here, if it fails.

moto makes and changes stacks during the call. Each change here brings along what takes
it back; `all_or_nothing` does so when the call fails.
"""

from __future__ import annotations

import sys
import warnings
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from ..errors import DeploymentError, StackWarning
from ..templates.properties import PropertyError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Action = Callable[[], object]


class StackChanges:
    """The changes of one call to CloudFormation here, and the deletions at its end.

    *undo* takes a change back. What a changed stack no longer has is deleted last, as
    in CloudFormation, when nothing can fail any more.
    """

    def __init__(self) -> None:
        self.undo: list[Action] = []
        self.delete: list[Action] = []
        self.have_failed = False

    @property
    def concern_us(self) -> bool:
        """Whether a resource of EventBridge was changed, or failed."""
        return self.have_failed or bool(self.undo)

    def take_back(self) -> None:
        """Undo everything, the newest first."""
        for action in reversed(self.undo):
            _try(action)

    def complete(self) -> None:
        """Delete what is left over; retry later what others still use."""
        left = self.delete
        while left:
            failed = [action for action in left if not _succeeds(action)]
            if len(failed) == len(left):
                for action in failed:
                    _try(action)
                return
            left = failed


_CHANGES: ContextVar[StackChanges | None] = ContextVar(
    "changes of a stack", default=None
)


@contextmanager
def all_or_nothing() -> Iterator[StackChanges]:
    """Collect the changes made inside; undo them if it fails.

    Inside another such call, they become part of that one's.
    """
    around, changes = _CHANGES.get(), StackChanges()
    token = _CHANGES.set(changes)
    try:
        yield changes
    except BaseException:
        changes.take_back()
        if around is not None:
            around.have_failed |= changes.concern_us
        raise
    finally:
        _CHANGES.reset(token)
    if around is None:
        changes.complete()
    else:
        around.undo += changes.undo
        around.delete += changes.delete


def _succeeds(action: Action) -> bool:
    try:
        action()
    except ClientError:
        return False
    return True


def _try(action: Action) -> None:
    """Call *action*; warn if EventBridge refuses it."""
    try:
        action()
    except ClientError as error:
        warnings.warn(
            f"a stack of moto left a resource of EventBridge behind: {error}",
            StackWarning,
            stacklevel=2,
        )


def may_be_undone(action: Action) -> None:
    """Remember *action*, which undoes a change, until the stack is whole."""
    _open_changes().undo.append(action)


def at_the_end(deletion: Action, logical_id: str) -> None:
    """Call *deletion* when the stack is whole; now, if the stack is deleted."""
    changes = _CHANGES.get()
    if changes is not None:
        changes.delete.append(deletion)
        return
    with failing_the_stack("delete", logical_id):
        deletion()


def _open_changes() -> StackChanges:
    """Return the changes of this call; of none, those that nobody takes back."""
    return _CHANGES.get() or StackChanges()


@contextmanager
def failing_the_stack(verb: str, logical_id: str) -> Iterator[None]:
    """Raise an error of EventBridge as the one with which moto refuses a stack.

    The sentences are CloudFormation's, from its StackStatusReason and the event of the
    resource.
    """
    try:
        yield
    except (ClientError, DeploymentError, PropertyError) as error:
        _open_changes().have_failed = True
        text = str(error)
        if isinstance(error, ClientError):
            text = error.response["Error"]["Message"]
        msg = (
            f"The following resource(s) failed to {verb}: [{logical_id}]."
            f' Resource handler returned message: "{text}"'
        )
        raise exceptions().ValidationError(message=msg) from error


def exceptions() -> Any:
    """Return moto's module with the errors of CloudFormation, which is loaded."""
    return sys.modules["moto.cloudformation.exceptions"]
