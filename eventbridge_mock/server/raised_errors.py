"""The errors that code of the test raises while a server runs it.

A scripted reply may be a function of the test, and so may a receiver behind a route. In
the test's own process their errors reach the caller. Here the client gets an answer,
and the test gets the error when the server stops.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .messages import RefusedError

if TYPE_CHECKING:
    from types import TracebackType

# Errors that have nothing to do with the test: the client is gone, or asks for too
# much, or its stream of changes is closed.
_NOT_OF_THE_TEST = (ConnectionError, TimeoutError, RefusedError, GeneratorExit)


class RaisedErrors:
    """Keeps the errors that code of the test raises inside a `with` block.

    An exit, or `pytest.fail`, would only end a thread of the server.
    """

    def __init__(self) -> None:
        self._errors: list[BaseException] = []

    def __enter__(self) -> None:
        """Begin to keep what is raised inside."""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> bool:
        if error is None or isinstance(error, _NOT_OF_THE_TEST):
            return False
        self._errors.append(error)
        return True

    def pop(self) -> BaseException | None:
        """Return the first error, and forget all."""
        first = self._errors[0] if self._errors else None
        self._errors.clear()
        return first
