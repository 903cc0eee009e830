"""The kinds of records that the control API shows: where they are, how they print."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from ..records.invocation_log import snapshot
from ..records.invocations import identity_of
from .record_json import RecordJson

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from ..records.invocation_log import Log
    from ..state.mock_state import MockState
    from .record_json import Json


class RecordKind(NamedTuple):
    """Records of one kind: the *log* of a state has them, *render* shows one."""

    # As the stream of changes names one.
    name: str
    log: Callable[[MockState], Log[Any]]
    render: Callable[..., Json]

    def records(self, state: MockState) -> Sequence[Any]:
        """Return the records, the oldest first, after running what has fallen due."""
        state.run_due()
        return tuple(self.log(state))

    def rendered(self, state: MockState, records: Iterable[Any]) -> list[Json]:
        """Return *records* as JSON, with their numbers, without running what is due."""
        numbers = numbers_of(snapshot(self.log(state)))
        shown = RecordJson(state)
        return [
            self.render(shown, numbers[identity_of(each)], each) for each in records
        ]


def numbers_of(records: Iterable[Any]) -> dict[int, int]:
    """Return the numbers of *records*, from 1 on, by their identity."""
    return {identity_of(record): number for number, record in enumerate(records, 1)}


EVENTS = RecordKind("event", attrgetter("publisher.events"), RecordJson.event)
SERVICE_EVENTS = RecordKind(
    "service_event", attrgetter("service_events.log"), RecordJson.event
)
INVOCATIONS = RecordKind(
    "invocation", attrgetter("deliveries.invocations"), RecordJson.invocation
)
TOKEN_REQUESTS = RecordKind(
    "token_request", attrgetter("token_requests"), RecordJson.token_request
)
DEAD_LETTERS = RecordKind(
    "dead_letter", attrgetter("deliveries.dead_letters"), RecordJson.dead_letter
)
