"""Published events: the rules they matched, and the outcome at each target."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, Protocol

from .invocation_log import InvocationLog, do_nothing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from ..model.rule import Rule
    from ..model.target import Target
    from .invocations import DeadLetter, Invocation


# The cause that put an event on its bus.
Origin = Literal[
    "put_events",
    "put_partner_events",
    "publish",
    "schedule",
    "replay",
    "service",
    "replication",
    "moto",
]

# The origin of the next call of PutEvents, if another service of AWS makes it.
NEXT_ORIGIN: ContextVar[Origin | None] = ContextVar("next origin", default=None)


@contextmanager
def recorded_as(origin: Origin) -> Iterator[None]:
    """Record the events of the call of PutEvents made inside with *origin*."""
    token = NEXT_ORIGIN.set(origin)
    try:
        yield
    finally:
        NEXT_ORIGIN.reset(token)


class MatchedRule(str):
    """The name of a rule that matched an event, with its ARN and event bus."""

    __slots__ = ("arn", "event_bus_name")

    arn: str
    event_bus_name: str

    @property
    def name(self) -> str:
        """The name as a plain string."""
        return str(self)

    @classmethod
    def of(cls, rule: Rule) -> MatchedRule:
        """Return the name of *rule*."""
        matched = cls(rule.name)
        matched.arn = rule.arn
        matched.event_bus_name = rule.event_bus_name
        return matched


class DeliveryRecord(Protocol):
    """The delivery of an event to an API destination, as of now."""

    # The position among all deliveries.
    number: int

    @property
    def invocation(self) -> Invocation:
        """The current record of its invocation."""
        ...

    @property
    def dead_letter(self) -> DeadLetter | None:
        """The dead letter that the event has become, if it has."""
        ...


@dataclass(slots=True)
class TargetOutcome:
    """The input that one target received for an event, and the outcome.

    `input` is None for an event bus, and if no input could be made. For an API
    destination, `invocation` is the current record. For an event bus, `forwarded` is
    the event on that bus. Any other target that failed has a `failure`, and a
    `dead_letter` if it has a dead-letter queue. `input_fault` is the position at which
    the input stops being valid JSON.
    """

    target: Target
    input: bytes | None = None
    input_fault: int | None = None
    forwarded: PublishedEvent | None = None
    failure: str | None = None
    next_attempt_time: datetime | None = None
    dead_letter: DeadLetter | None = None
    _delivery: DeliveryRecord | None = None

    @property
    def invocation(self) -> Invocation | None:
        """The invocation of an API destination; None for any other target."""
        return self._delivery.invocation if self._delivery else None

    @property
    def queue_failure(self) -> str | None:
        """Why the dead letter did not reach its queue; None if it did."""
        letter = self._delivery.dead_letter if self._delivery else self.dead_letter
        return letter.queue_failure if letter else None


@dataclass(slots=True)
class RuleMatch:
    """A rule as it was when it matched an event, and the outcome at each target."""

    rule: Rule
    outcomes: list[TargetOutcome] = field(default_factory=list)


class PublishedEvent:
    """An event on an event bus, with the rules that it matched and the outcomes.

    `envelope` is the event as rules see it, with its id, source, time and detail.
    `event_bus_name` is its event bus, in the account `account_id` and the Region
    `region_name`. A bus that does not exist drops the event (recorded on AWS
    2025-01-08), and `had_bus` is False then. `origin` is "put_events",
    "put_partner_events", "publish", "schedule", "replay", "service" for an event that
    EventBridge itself published, "replication" for the copy in the other Region of a
    global endpoint, or "moto" for an event of a service of moto. `matches` are the
    rules that matched, with the outcomes at their targets, and `rules_on_bus` all rules
    on the bus. `only_rules` are the ARNs of the rules that may match; None if all may.

        >>> import botocore.session
        >>> from eventbridge_mock import mock_api_destinations
        >>> entry = {"Source": "shop", "DetailType": "Order Placed", "Detail": "{}"}
        >>> with mock_api_destinations() as mock:
        ...     events = botocore.session.get_session().create_client("events")
        ...     put = events.put_events(Entries=[entry])
        ...     mock.events.last
        <PublishedEvent 'Order Placed' from 'shop' on 'default', matched no rule>
    """

    def __init__(
        self,
        envelope: dict[str, Any],
        *,
        event_bus_name: str,
        account_id: str,
        region_name: str,
        ingestion_time: datetime,
        origin: Origin = "put_events",
        only_rules: tuple[str, ...] | None = None,
        forwarded_from: PublishedEvent | None = None,
        scheduled_by: str | None = None,
        trace_header: str | None = None,
    ) -> None:
        self.envelope = envelope
        self.event_bus_name = event_bus_name
        self.account_id = account_id
        self.region_name = region_name
        self.ingestion_time = ingestion_time
        self.origin = origin
        # The ARNs of the rules that may match, unless all may.
        self.only_rules = only_rules
        # The event on the bus that it was forwarded from, if it was.
        self.forwarded_from = forwarded_from
        # The rule whose schedule made the event, if one did.
        self.scheduled_by = scheduled_by
        # The X-Ray trace header that targets are sent beside the event.
        self.trace_header = trace_header
        self.matches: list[RuleMatch] = []
        # The rules there were on the bus, matching or not, and whether it was there.
        self.rules_on_bus: tuple[Rule, ...] = ()
        self.had_bus = True
        self._run_due: Callable[[], None] = do_nothing

    @property
    def id(self) -> str:
        """The id of the event, which PutEvents returned as EventId."""
        return str(self.envelope.get("id", ""))

    @property
    def matched_rules(self) -> tuple[MatchedRule, ...]:
        """The names of the rules that matched, also on buses it was forwarded to.

        Each has an `arn` and an `event_bus_name`.
        """
        return tuple(
            MatchedRule.of(match.rule)
            for event in on_all_buses(self)
            for match in event.matches
        )

    @property
    def invocations(self) -> InvocationLog:
        """The invocations of API destinations for this event, as of now."""
        self._run_due()
        return InvocationLog(
            [
                outcome.invocation
                for event in on_all_buses(self)
                for match in event.matches
                for outcome in match.outcomes
                if outcome.invocation is not None
            ]
        )

    def __repr__(self) -> str:
        kind, source = self.envelope.get("detail-type"), self.envelope.get("source")
        matched = ", ".join(map(repr, map(str, self.matched_rules))) or "no rule"
        return (
            f"<PublishedEvent {kind!r} from {source!r} on {self.event_bus_name!r},"
            f" matched {matched}>"
        )


def on_all_buses(event: PublishedEvent) -> Iterator[PublishedEvent]:
    """Yield *event*, and its copy on each event bus that it was forwarded to."""
    yield event
    for match in event.matches:
        for outcome in match.outcomes:
            if outcome.forwarded is not None:
                yield from on_all_buses(outcome.forwarded)


def follow_delivery(outcome: TargetOutcome, delivery: DeliveryRecord) -> None:
    """Make *outcome* show the invocation of *delivery* as of now."""
    outcome._delivery = delivery  # noqa: SLF001 - not for users, who hold the outcome


def number_of_delivery(outcome: TargetOutcome) -> int | None:
    """Return the number of the invocation of *outcome*, from 1 on, if it has one."""
    delivery = outcome._delivery  # noqa: SLF001 - not for users, who hold the outcome
    return None if delivery is None else delivery.number + 1


def keep_current(event: PublishedEvent, run_due: Callable[[], None]) -> None:
    """Make *event* call *run_due* before it shows its invocations."""
    event._run_due = run_due  # noqa: SLF001 - not for users, who hold the event
