"""What a mock has on record, and what a test asks of that."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .assertion_methods import AssertionMethods

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .explanation.explanation import Explanation
    from .records.invocation_log import (
        DeadLetterLog,
        InvocationLog,
        Log,
        TokenRequestLog,
    )
    from .records.published_events import PublishedEvent


class Record(AssertionMethods):
    """The events of an `EventBridgeMock`, and what became of them."""

    @property
    def events(self) -> Log[PublishedEvent]:
        """What PutEvents accepted, and the events of schedules, the oldest first."""
        return self._state.publisher.events

    @property
    def invocations(self) -> InvocationLog:
        """The invocations of API destinations, the oldest first."""
        return self._state.deliveries.invocations

    @property
    def token_requests(self) -> TokenRequestLog:
        """The requests for access tokens, the oldest first."""
        return self._state.token_requests

    @property
    def dead_letters(self) -> DeadLetterLog:
        """What arrived in dead-letter queues, the oldest first."""
        return self._state.deliveries.dead_letters

    def explain(self, event: PublishedEvent | str | Mapping[str, Any]) -> Explanation:
        """Explain which rules matched an event, which did not, and what came of it.

        *event* is one of `events`, its id, or an envelope as rules see it, which need
        not be complete: then the rules on the default event bus are asked, and
        nothing is sent. `print` shows the explanation. Raises KeyError for an id that
        no event has, TypeError or ValueError for an envelope that is no JSON, and
        TypeError for anything else.

            >>> from eventbridge_mock import mock_api_destinations
            >>> with mock_api_destinations() as mock:
            ...     print(mock.explain({"source": "shop"}))
            Event from 'shop', if it were put on event bus 'default'
              There is no rule on this event bus.
        """
        from .explanation.explain import explanation_of  # noqa: PLC0415 - has pattern matching

        return explanation_of(self._state, event)
