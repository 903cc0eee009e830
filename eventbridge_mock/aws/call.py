"""A call of an operation: as it comes in, and as the operation's function sees it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from botocore.model import OperationModel

    from ..model.archive import Replay
    from ..model.rule import Rule
    from ..options import Quotas
    from ..records.published_events import PublishedEvent
    from ..state.mock_state import MockState

# The result of an operation: a model, or members of its output shape. Either may have
# more than the shape declares; the answer leaves that out.
OperationResult = object

# An operation by botocore's names of its service and of itself, because services
# share names of operations.
OperationKey = tuple[str, str]


class Plan(NamedTuple):
    """How the calls of one operation through one client are answered."""

    run: Operation
    # Raises AwsError for parameters that the service model does not allow.
    validate: Callable[[dict[str, Any]], None]
    # Makes of the result what botocore would parse; None for one without output.
    parse: Callable[[Any], dict[str, Any]] | None


class Origin:
    """The properties that all calls of one client share."""

    __slots__ = ("partition", "plans", "region_name", "service_name")

    def __init__(self, service_name: str, region_name: str, partition: str) -> None:
        self.service_name = service_name
        self.region_name = region_name
        self.partition = partition
        self.plans: dict[OperationKey, Plan] = {}


class IncomingCall(NamedTuple):
    """An intercepted call, whose parameters nobody has read yet."""

    operation: OperationKey
    operation_model: OperationModel
    body: bytes
    url: str
    account_id: str
    origin: Origin
    # The HTTP header X-Amzn-Trace-Id.
    trace_header: str | None = None

    def __repr__(self) -> str:
        # Without the body, because tracebacks show this and it may hold a password.
        return f"<IncomingCall {'.'.join(self.operation)}>"


class OperationCall:
    """An operation, its parameters by wire name, and where and when it is called."""

    __slots__ = (
        "_clock",
        "_instant",
        "account_id",
        "backend",
        "backends",
        "faults",
        "follow_ups",
        "now",
        "operation",
        "params",
        "partition",
        "quotas",
        "refused_entries",
        "region_name",
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
        # The backends of all accounts and Regions.
        self.backends = state.backends
        self.backend = state.backends.of(incoming.account_id, origin.region_name)
        # The second of the call, as AWS keeps most times.
        self.now = state.clock.this_second()
        self.quotas: Quotas = state.options.quotas
        self._clock = state.clock
        self._instant: datetime | None = None
        # The work that follows when the operation has succeeded: events to publish, and
        # rules that were put, changed or deleted.
        self.follow_ups: list[PublishedEvent | Rule | Replay] = []
        # The errors that the test scripted, for operations that answer some themselves.
        self.faults = state.faults
        # The entries of PutEvents that were refused, for the texts of assertions.
        self.refused_entries = state.refused_entries
        # The HTTP header X-Amzn-Trace-Id of the request.
        self.trace_header = incoming.trace_header

    @property
    def instant(self) -> datetime:
        """The time of the call to the millisecond, as AWS keeps some times."""
        if self._instant is None:
            time = self._clock.now()
            milliseconds = time.microsecond // 1000
            self._instant = time.replace(microsecond=milliseconds * 1000)
        return self._instant

    def __repr__(self) -> str:
        # Without the parameters, because tracebacks show this and they may hold a
        # password.
        return f"<OperationCall {'.'.join(self.operation)}>"


# Carries an operation out.
Operation = Callable[[OperationCall], OperationResult]
