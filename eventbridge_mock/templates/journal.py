"""The steps of a deployment, each with what undoes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from collections.abc import Callable


class Journal:
    """The steps that a deployment has done so far, so that they can be undone."""

    def __init__(self) -> None:
        self._undo: list[Callable[[], object]] = []

    def add(self, undo: Callable[[], object]) -> None:
        """Remember how the next, or the last, step is undone."""
        self._undo.append(undo)

    def undo(self) -> list[str]:
        """Undo all steps, the last first; return what could not be undone."""
        return [*filter(None, map(failure_of, reversed(self._undo)))]


def failure_of(step: Callable[[], object]) -> str | None:
    """Return why EventBridge refuses *step*; None if its resource does not exist."""
    try:
        step()
    except ClientError as error:
        if error.response["Error"]["Code"] != "ResourceNotFoundException":
            return error.response["Error"]["Message"]
    return None
