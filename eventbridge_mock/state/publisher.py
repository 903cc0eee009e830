"""From an event on a bus to the targets of the rules that match it.

Order of work
-------------
1. `publish` records the event before anything can fail.
2. The rules of its bus are looked up once, as they are at this moment; the rule index
   has compiled their patterns and taken the ARNs of their targets apart.
3. Each matching rule, in the order in which rules were made, handles its targets by
   their ids, one after the other:
   - an event bus gets the event as a `PublishedEvent` of its own, from step 2 on;
   - an API destination gets a delivery, which `delivery.deliveries` runs;
   - the archive of the bus keeps the event, if the rule is the one that fills it;
   - a target of another service gets one that `target_deliveries` runs.
4. An event that cannot be sent to a target is a dead letter at once.

The results are written into the event's `matches`, which `explain` and the assertions
read.

No lock is held during this, because replies and receivers are code of the test, which
may call back. Only step 2 takes the lock of the backend, to read the rules.
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from functools import cached_property
from typing import TYPE_CHECKING, Any

from .. import expressions
from ..delivery.failure import out_of_reach
from ..errors import PublishingLoopError
from ..ids import new_uuid
from ..model.archive import ArchivedEvent
from ..model.event_bus import DEFAULT_EVENT_BUS_NAME
from ..model.target import TargetConditions
from ..records.envelope import parsed_time, time_text
from ..records.failure import Failure
from ..records.http_message import encode
from ..records.invocation_log import Log
from ..records.published_events import (
    PublishedEvent,
    RuleMatch,
    TargetOutcome,
    follow_delivery,
    keep_current,
)
from ..targets.errors import unassumable_role
from ..targets.roles import may_assume
from .destinations import order_delivery
from .rule_index import RuleIndex
from .target_deliveries import TargetDeliveries, TargetEvent

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ..delivery.deliveries import DeliveryRunner
    from ..delivery.delivery_order import DeliveryOrder
    from ..model.backend import Backend, Backends
    from .rule_index import Recipient
    from .service_events import ServiceEvents

# Python's stack has room for about thirty.
_DEEPEST = 10


class _Publication:
    """An event that is being published, until it `is_over`."""

    is_over = False


# The publications that the current one is nested in. A thread that continues with the
# context has them too, so that a loop differs from threads that publish side by side.
_PUBLICATIONS: ContextVar[tuple[_Publication, ...]] = ContextVar("publications")


class Publisher:
    """Publishes events, and keeps the record of those that were put or fired."""

    def __init__(
        self,
        backends: Backends,
        deliveries: DeliveryRunner,
        service_events: ServiceEvents,
    ) -> None:
        self._backends = backends
        self._deliveries = deliveries
        self._service_events = service_events
        self._clock = deliveries.agenda.clock
        self._rules = RuleIndex()
        self._events: list[PublishedEvent] = []

    @cached_property
    def _target_deliveries(self) -> TargetDeliveries:
        """The deliveries to other services, made with the first."""
        return TargetDeliveries(self._deliveries)

    @property
    def events(self) -> Log[PublishedEvent]:
        """A view of the events, the oldest first."""
        return Log(self._events, self._deliveries.agenda.run_due)

    def publish(self, event: PublishedEvent) -> None:
        """Record *event*, and send it to the targets of the rules that match it.

        The rule whose schedule made it counts as matching. An event of EventBridge
        itself is not recorded here: `ServiceEvents` has recorded it already.
        Raises PublishingLoopError if a reply to it publishes another event, the reply
        to that one the next, and so on.
        """
        with _deeper(event):
            is_service_event = event.origin == "service"
            if event.scheduled_by is None and not is_service_event:
                event.ingestion_time = self._clock.now()
            keep_current(event, self._deliveries.agenda.run_due)
            if not is_service_event:
                self._events.append(event)
            self._route(event)

    def tried(self, envelope: Mapping[str, Any], place: Backend) -> PublishedEvent:
        """Return an event of *envelope* that rules have seen, but no target has.

        Its bus is the default event bus of *place*.
        """
        event = PublishedEvent(
            dict(envelope),
            event_bus_name=DEFAULT_EVENT_BUS_NAME,
            account_id=place.account_id,
            region_name=place.region_name,
            ingestion_time=self._clock.now(),
        )
        self._route(event, is_trial=True)
        return event

    def _route(self, event: PublishedEvent, *, is_trial: bool = False) -> None:
        """Send *event* to the targets of the rules on its bus that match it."""
        backend = self._backends.of(event.account_id, event.region_name)
        rules = self._rules.for_bus(backend, event.event_bus_name)
        event.had_bus = rules.bus_exists
        event.rules_on_bus = rules.rules
        for number in rules.triggered_by(event):
            match = RuleMatch(rules.rules[number])
            event.matches.append(match)
            for recipient in rules.recipients_of(number):
                outcome = TargetOutcome(recipient.target)
                match.outcomes.append(outcome)
                target_event = TargetEvent(event, match.rule, outcome)
                self._handle(target_event, recipient, backend, is_trial=is_trial)

    def _handle(
        self,
        target_event: TargetEvent,
        recipient: Recipient,
        backend: Backend,
        *,
        is_trial: bool,
    ) -> None:
        """Send an event to one target; on trial, only find out if that would fail."""
        if recipient.kind == "archive":
            if not is_trial:
                _archive(target_event, backend)
            return
        if recipient.kind == "event-bus":
            failure = self._forward(target_event, recipient, is_trial=is_trial)
        else:
            failure = _make_input(target_event)
        if is_trial:
            target_event.outcome.failure = str(failure) if failure else None
        elif recipient.kind == "api-destination":
            self._deliver(target_event, recipient, backend, failure)
        elif failure is not None:
            self._target_deliveries.fail(target_event, failure)
        elif recipient.kind != "event-bus":
            self._target_deliveries.begin(target_event)

    def _deliver(
        self,
        target_event: TargetEvent,
        recipient: Recipient,
        backend: Backend,
        failure: Failure | None,
    ) -> None:
        """Begin the delivery to an API destination, or record its *failure*.

        *backend* has the event's bus, and must have the API destination.
        """
        event, _, outcome = target_event
        role_arn, arn = recipient.target.role_arn, recipient.arn
        place = arn.account_id, arn.region_name
        if place != backend.place:
            failure = out_of_reach(arn.name, place, backend.place)
            backend = self._backends.of(*place)
        elif not may_assume(role_arn):
            failure = unassumable_role(str(role_arn))
        order = self._order(target_event, recipient, backend)
        # Before anything is sent, because code of the test that answers may raise.
        delivery = self._deliveries.open_record(order, event.ingestion_time)
        follow_delivery(outcome, delivery)
        if failure is None:
            self._deliveries.run(delivery)
        else:
            self._deliveries.fail(delivery, failure)

    def _order(
        self, target_event: TargetEvent, recipient: Recipient, backend: Backend
    ) -> DeliveryOrder:
        """Return the order to deliver to an API destination of *backend*."""
        event, rule, _ = target_event
        target = recipient.target
        return order_delivery(
            backend,
            target.arn,
            recipient.arn.name,
            event=event.envelope,
            body=target_event.body,
            conditions=TargetConditions(
                target.http_parameters, target.retry_policy, target.dead_letter_config
            ),
            rule_arn=rule.arn,
            target_id=target.id,
            trace_header=event.trace_header,
            service_events=self._service_events,
        )

    def _forward(
        self, target_event: TargetEvent, recipient: Recipient, *, is_trial: bool
    ) -> Failure | None:
        """Put an event on another bus; return the failure if it may not go there.

        A bus that does not exist loses the event without a failure. In another Region
        the event has a new id and a new time (recorded on AWS 2026-09-15).
        """
        event, arn = target_event.event, recipient.arn
        crosses_regions = arn.region_name != event.region_name
        failure = _hop_failure(event, crosses_regions=crosses_regions)
        if failure is None and not may_assume(recipient.target.role_arn):
            failure = _NO_PERMISSIONS
        if failure is not None:
            return failure
        target_event.outcome.forwarded = forwarded = PublishedEvent(
            _envelope_there(event) if crosses_regions else event.envelope,
            event_bus_name=arn.path,
            account_id=arn.account_id,
            region_name=arn.region_name,
            ingestion_time=event.ingestion_time,
            origin=event.origin,
            forwarded_from=event,
            scheduled_by=event.scheduled_by,
            trace_header=event.trace_header,
        )
        self._route(forwarded, is_trial=is_trial)
        return None

    def clear(self) -> None:
        """Forget all published events."""
        self._events.clear()
        self._rules.clear()


def _archive(target_event: TargetEvent, backend: Backend) -> None:
    """Keep an event in the archive that its rule, a managed one, works for."""
    event = target_event.event
    archived = ArchivedEvent(
        envelope=event.envelope,
        time=parsed_time(event.envelope["time"]),
        ingestion_time=event.ingestion_time,
        size=len(encode(event.envelope)),
    )
    with backend.lock:
        backend.all_archives.keep(target_event.rule.name, archived)


@contextmanager
def _deeper(event: PublishedEvent) -> Iterator[None]:
    """Count *event* as published within others; raises PublishingLoopError."""
    # A task that a reply left behind may publish when nobody waits for it any more.
    around = [outer for outer in _PUBLICATIONS.get(()) if not outer.is_over]
    if len(around) >= _DEEPEST:
        msg = (
            f"{event!r} was published by the reply to an event, which was published"
            f" by the reply to another, and so on, {_DEEPEST} times: have the scripted"
            " reply, or the receiver, publish no event that reaches it again."
        )
        raise PublishingLoopError(msg)
    publication = _Publication()
    token = _PUBLICATIONS.set((*around, publication))
    try:
        yield
    finally:
        publication.is_over = True
        _PUBLICATIONS.reset(token)


# Recorded on AWS 2026-09-15, within one account too.
_NO_PERMISSIONS = Failure(
    "NO_PERMISSIONS", "Lack of permissions to invoke cross account target."
)


def _hop_failure(event: PublishedEvent, *, crosses_regions: bool) -> Failure | None:
    """Return the failure of a hop for which *event* has hopped too often.

    It may go once from bus to bus within a Region, and once to another Region
    (recorded on AWS 2026-09-15).
    """
    if not any(crossed == crosses_regions for crossed in _hops(event)):
        return None
    if crosses_regions:
        return Failure("THIRD_REGION_HOP_DETECTED", "Unknown exception.")
    return Failure(
        "THIRD_ACCOUNT_HOP_DETECTED",
        f"Event ingestion rejected for event {event.id} because an event can be sent"
        " to an event bus target only once. This event was previously delivered to an"
        " event bus target.",
    )


def _hops(event: PublishedEvent) -> Iterator[bool]:
    """Yield, for each hop that led to *event*, whether it crossed Regions."""
    while event.forwarded_from is not None:
        yield event.region_name != event.forwarded_from.region_name
        event = event.forwarded_from


def _envelope_there(event: PublishedEvent) -> dict[str, Any]:
    """Return the envelope of *event* in another Region."""
    return {
        **event.envelope,
        "id": new_uuid(),
        "time": time_text(event.ingestion_time),
    }


def _make_input(target_event: TargetEvent) -> Failure | None:
    """Make the input of a target; return the failure if it is not valid JSON."""
    event, rule, outcome = target_event
    target, transformer = outcome.target, outcome.target.input_transformer
    if target.input is None and target.input_path is None and transformer is None:
        outcome.input = encode(event.envelope)
        return None
    try:
        outcome.input = expressions.rendered_input(
            event.envelope,
            expressions.TransformerContext(
                rule_arn=rule.arn,
                rule_name=rule.name,
                ingestion_time=event.ingestion_time,
            ),
            input=target.input,
            input_path=target.input_path,
            input_paths_map=transformer.input_paths_map if transformer else None,
            input_template=transformer.input_template if transformer else None,
        )
    except expressions.InvalidInputError as error:
        outcome.input, outcome.input_fault = error.body, error.position
        return Failure("INVALID_JSON", str(error))
    except expressions.EmptyInputError as error:
        return Failure("EMPTY_INPUT", str(error), has_dead_letter=False)
    return None
