"""One call of an operation, as the functions that carry it out see it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from ..model.backend import Backend
    from ..model.rule import Rule
    from ..records.published_events import PublishedEvent

# What an operation returns: a model, or members of its output shape. Either may
# have more than the shape declares, which is left out of the answer.
Response = object


class OperationCall(NamedTuple):
    """An operation's name, its parameters by wire name, and where and when."""

    operation_name: str
    params: Mapping[str, Any]
    backend: Backend
    account_id: str
    region_name: str
    partition: str
    now: datetime
    # The work that follows when the operation has succeeded: events to publish, and
    # rules that were put, changed or deleted.
    follow_ups: list[PublishedEvent | Rule]
    # The HTTP header X-Amzn-Trace-Id of the request.
    trace_header: str | None = None

    def __repr__(self) -> str:
        # Without the parameters: they may hold a password, and tracebacks show this.
        return f"<OperationCall {self.operation_name}>"
