"""Why something was not delivered, in the words of a dead letter."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING

from .masking import mask_reply, sensitive_texts

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class Failure:
    """An ERROR_CODE and its ERROR_MESSAGE.

    The codes are in the AWS guide "Using dead-letter queues". Without *has_dead_letter*
    AWS drops the event, whether there is a queue or not. *reported* is the end of the
    message if it comes from outside, such as the payload of a response.
    """

    code: str
    message: str
    is_retryable: bool = False
    has_dead_letter: bool = True
    reported: str = field(default="", compare=False, repr=False)

    def __str__(self) -> str:
        return f"{self.code}: {self.message}"

    def masked_message(self, sets_of_texts: Iterable[frozenset[str]]) -> str:
        """Return the message with the sensitive texts in its *reported* end masked."""
        if not self.reported:
            return self.message
        texts = sensitive_texts(chain.from_iterable(sets_of_texts))
        sentence = self.message.removesuffix(self.reported)
        return f"{sentence}{mask_reply(self.reported, texts)}"
