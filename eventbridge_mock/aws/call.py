"""One call of an operation, as the functions that carry it out see it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from ..model.archive import Replay
    from ..model.backend import Backend, Backends
    from ..model.rule import Rule
    from ..records.published_events import PublishedEvent
    from ..state.scripted_errors import Faults

# The result of an operation: a model, or members of its output shape. Either may have
# more than the shape declares; the answer leaves that out.
OperationResult = object

# An operation by botocore's names of its service and of itself, because services
# share names of operations.
OperationKey = tuple[str, str]


class OperationCall(NamedTuple):
    """An operation, its parameters by wire name, and where and when it is called."""

    operation: OperationKey
    params: Mapping[str, Any]
    backend: Backend
    account_id: str
    region_name: str
    partition: str
    # To the millisecond; `now` is the second in which that is.
    instant: datetime
    now: datetime
    # The work that follows when the operation has succeeded: events to publish, and
    # rules that were put, changed or deleted.
    follow_ups: list[PublishedEvent | Rule | Replay]
    # The errors that the test scripted, for operations that answer some themselves.
    faults: Faults
    # What exists in other accounts and Regions.
    backends: Backends
    # The HTTP header X-Amzn-Trace-Id of the request.
    trace_header: str | None = None

    def __repr__(self) -> str:
        # Without the parameters, because tracebacks show this and they may hold a
        # password.
        return f"<OperationCall {'.'.join(self.operation)}>"
