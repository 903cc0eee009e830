"""The reason why something was not delivered, in the words of a dead letter."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Failure:
    """An ERROR_CODE and its ERROR_MESSAGE.

    The codes are those of the AWS guide "Using dead-letter queues". Without
    *has_dead_letter* AWS loses the event, whether there is a queue or not.
    """

    code: str
    message: str
    is_retryable: bool = False
    has_dead_letter: bool = True

    def __str__(self) -> str:
        return f"{self.code}: {self.message}"
