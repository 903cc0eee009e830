"""One call of an operation, as the functions that carry it out see it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from ..model.archive import Replay
    from ..model.rule import Rule
    from ..records.published_events import PublishedEvent
    from ..state.mock_state import MockState
    from .dispatch import IncomingCall

# The result of an operation: a model, or members of its output shape. Either may have
# more than the shape declares; the answer leaves that out.
OperationResult = object

# An operation by botocore's names of its service and of itself, because services
# share names of operations.
OperationKey = tuple[str, str]


class OperationCall:
    """An operation, its parameters by wire name, and where and when it is called."""

    __slots__ = (
        "account_id",
        "backend",
        "backends",
        "faults",
        "follow_ups",
        "now",
        "operation",
        "params",
        "partition",
        "region_name",
        "time",
        "trace_header",
    )

    def __init__(
        self, incoming: IncomingCall, params: Mapping[str, Any], state: MockState
    ) -> None:
        origin = incoming.origin
        self.operation = incoming.operation
        self.params = params
        self.account_id = incoming.account_id
        self.region_name = origin.region_name
        self.partition = origin.partition
        # What exists in other accounts and Regions too.
        self.backends = state.backends
        self.backend = state.backends.of(incoming.account_id, origin.region_name)
        self.time = state.clock.now()
        # The second in which that is.
        self.now = self.time.replace(microsecond=0)
        # The work that follows when the operation has succeeded: events to publish, and
        # rules that were put, changed or deleted.
        self.follow_ups: list[PublishedEvent | Rule | Replay] = []
        # The errors that the test scripted, for operations that answer some themselves.
        self.faults = state.faults
        # The HTTP header X-Amzn-Trace-Id of the request.
        self.trace_header = incoming.trace_header

    @property
    def instant(self) -> datetime:
        """The time to the millisecond, as AWS keeps some times."""
        milliseconds = self.time.microsecond // 1000
        return self.time.replace(microsecond=milliseconds * 1000)

    def __repr__(self) -> str:
        # Without the parameters, because tracebacks show this and they may hold a
        # password.
        return f"<OperationCall {'.'.join(self.operation)}>"
