"""Events as rules see them, and what became of each."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from .invocation_log import InvocationLog, nothing_is_due

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from ..model.rule import Rule
    from ..model.target import Target
    from .invocations import DeadLetter, Invocation


class MatchedRule(str):
    """The name of a rule that matched an event; it knows its ARN and event bus."""

    __slots__ = ("arn", "event_bus_name")

    arn: str
    event_bus_name: str

    @property
    def name(self) -> str:
        """The name by itself, for those who expect a rule."""
        return str(self)

    @classmethod
    def of(cls, rule: Rule) -> MatchedRule:
        """Return what is told of *rule*."""
        matched = cls(rule.name)
        matched.arn = rule.arn
        matched.event_bus_name = rule.event_bus_name
        return matched


class DeliveryRecord(Protocol):
    """The delivery of an event to an API destination, as far as it has got."""

    @property
    def invocation(self) -> Invocation:
        """The record as of now."""
        ...

    @property
    def dead_letter(self) -> DeadLetter | None:
        """The dead letter that the event has become, if it has."""
        ...


@dataclass(slots=True)
class TargetOutcome:
    """What one target was sent of an event, and what came of that.

    `input` is None for an event bus, and if there is nothing to send. An API
    destination has a `delivery`, an event bus the event `forwarded` to it, and what
    failed otherwise has a `failure` and perhaps a `dead_letter`. `input_fault` is the
    position in the text of an input from which it is not valid JSON.
    """

    target: Target
    input: bytes | None = None
    input_fault: int | None = None
    delivery: DeliveryRecord | None = None
    forwarded: PublishedEvent | None = None
    failure: str | None = None
    next_attempt_time: datetime | None = None
    dead_letter: DeadLetter | None = None

    @property
    def queue_failure(self) -> str | None:
        """Why the queue did not take its dead letter, if it did not."""
        letter = self.delivery.dead_letter if self.delivery else self.dead_letter
        return letter.queue_failure if letter else None


@dataclass(slots=True)
class RuleMatch:
    """A rule that matched an event, as it was then, and its targets."""

    rule: Rule
    outcomes: list[TargetOutcome] = field(default_factory=list)


class PublishedEvent:
    """An event that PutEvents accepted, or that a schedule made.

    `envelope` is what rules see: the event with its id, source, time and detail.
    `event_bus_name` is the bus it was put on, in the account `account_id` and the
    Region `region_name`; one that does not exist loses the event (recorded on AWS
    2025-01-08).

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
        before: PublishedEvent | None = None,
        schedule_of: str | None = None,
        trace_header: str | None = None,
    ) -> None:
        self.envelope = envelope
        self.event_bus_name = event_bus_name
        self.account_id = account_id
        self.region_name = region_name
        self.ingestion_time = ingestion_time
        # The event on the bus that it was forwarded from, if it was.
        self.before = before
        # The rule whose schedule made the event, if one did.
        self.schedule_of = schedule_of
        # The X-Ray trace header that targets are sent beside the event.
        self.trace_header = trace_header
        self.matches: list[RuleMatch] = []
        # The rules there were on the bus, matching or not, and whether it was there.
        self.rules_there: tuple[Rule, ...] = ()
        self.had_bus = True
        self.catch_up: Callable[[], None] = nothing_is_due

    @property
    def id(self) -> str:
        """The event's id, which PutEvents answered as EventId."""
        return str(self.envelope.get("id", ""))

    @property
    def matched_rules(self) -> tuple[MatchedRule, ...]:
        """The names of the rules that matched, those on buses it was forwarded to too.

        Each knows its `arn` and `event_bus_name`.
        """
        return tuple(
            MatchedRule.of(match.rule)
            for event in self.everywhere()
            for match in event.matches
        )

    @property
    def invocations(self) -> InvocationLog:
        """The invocations that came of it, as they stand now."""
        self.catch_up()
        return InvocationLog(
            outcome.delivery.invocation
            for event in self.everywhere()
            for match in event.matches
            for outcome in match.outcomes
            if outcome.delivery is not None
        )

    def everywhere(self) -> Iterator[PublishedEvent]:
        """Yield this event, and it again for each bus that it was forwarded to."""
        yield self
        for match in self.matches:
            for outcome in match.outcomes:
                if outcome.forwarded is not None:
                    yield from outcome.forwarded.everywhere()

    def __repr__(self) -> str:
        kind, source = self.envelope.get("detail-type"), self.envelope.get("source")
        matched = ", ".join(map(repr, map(str, self.matched_rules))) or "no rule"
        return (
            f"<PublishedEvent {kind!r} from {source!r} on {self.event_bus_name!r},"
            f" matched {matched}>"
        )
