"""From an event on a bus to the targets of the rules that match it."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial
from typing import TYPE_CHECKING, Any

from .. import expressions as routing
from ..delivery.dead_letter import dead_letter
from ..delivery.failure import TOO_FAR_AWAY
from ..errors import PublishingLoopError
from ..model.arn import parse_arn
from ..model.event_bus import DEFAULT_EVENT_BUS_NAME
from ..model.target import TargetConditions
from ..records.failure import Failure
from ..records.http_message import encode
from ..records.invocation_log import Log
from ..records.published_events import PublishedEvent, RuleMatch, TargetOutcome
from ..targets.send import send_to
from .destinations import delivery_to
from .rule_index import AllBusRules

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from ..delivery.deliveries import Deliveries
    from ..model.backend import Backend, Backends
    from ..model.rule import Rule

    Send = Callable[[PublishedEvent, Rule, TargetOutcome], None]

# Python has room for some thirty.
_DEEPEST = 10


class _Publication:
    """That an event is being published, until it `is_over`."""

    is_over = False


# What is being published within each other, also by another thread that goes on with
# the context: it tells a loop from threads that publish at the same time.
_PUBLICATIONS: ContextVar[tuple[_Publication, ...]] = ContextVar("publications")


class Publisher:
    """Publishes events, and keeps the record of those that PutEvents accepted."""

    def __init__(self, backends: Backends, deliveries: Deliveries) -> None:
        self._backends = backends
        self._deliveries = deliveries
        self._rules = AllBusRules()
        self.events: Log[PublishedEvent] = Log(catch_up=deliveries.catch_up)

    def publish(self, event: PublishedEvent) -> None:
        """Record *event*, and send it to the targets of the rules that match it.

        Raises PublishingLoopError if a reply to it publishes another, the reply to
        that one the next, and so on.
        """
        with _deeper(event):
            self._record(event)
            self._route(event, self._send)

    def fire(self, event: PublishedEvent, rule: Rule) -> None:
        """Record *event*, the one of a schedule, and send it to those of *rule*."""
        self._record(event)
        event.rules_there = (rule,)
        self._trigger(event, rule, self._send)

    def tried(self, envelope: Mapping[str, Any], place: Backend) -> PublishedEvent:
        """Return an event of *envelope* that rules have seen and no target has.

        It is put on the default event bus of *place*.
        """
        event = PublishedEvent(
            dict(envelope),
            event_bus_name=DEFAULT_EVENT_BUS_NAME,
            account_id=place.account_id,
            region_name=place.region_name,
            ingestion_time=self._deliveries.now,
        )
        self._route(event, self._try)
        return event

    def _record(self, event: PublishedEvent) -> None:
        event.catch_up = self._deliveries.catch_up
        self.events.record(event)

    def _route(self, event: PublishedEvent, send: Send) -> None:
        """Have *event* see the rules on its bus, and trigger those that it matches."""
        backend = self._backends.of(event.account_id, event.region_name)
        event.had_bus = event.event_bus_name in backend.event_buses
        found = self._rules.on(backend, event.event_bus_name)
        event.rules_there = found.rules
        for rule in found.matching(event.envelope):
            self._trigger(event, rule, send)

    def _trigger(self, event: PublishedEvent, rule: Rule, send: Send) -> None:
        """Do with *event* what *send* does, for each target of *rule*."""
        match = RuleMatch(rule)
        event.matches.append(match)
        for target in rule.targets:
            outcome = TargetOutcome(target)
            match.outcomes.append(outcome)
            send(event, rule, outcome)

    def _send(self, event: PublishedEvent, rule: Rule, outcome: TargetOutcome) -> None:
        kind = _kind(outcome.target.arn)
        if kind == "event-bus":
            failure = self._forward(event, outcome, self._send)
        else:
            failure = _prepare(event, rule, outcome)
        if kind == "api-destination":
            self._deliver(event, rule, outcome, failure)
            return
        if outcome.input is not None:
            failure = send_to(outcome.target, outcome.input, event.envelope)
        if failure is not None:
            self._fail(event, rule, outcome, failure)

    def _try(self, event: PublishedEvent, rule: Rule, outcome: TargetOutcome) -> None:
        """Find out what would become of *event*, and send nothing."""
        if _kind(outcome.target.arn) == "event-bus":
            failure = self._forward(event, outcome, self._try)
        else:
            failure = _prepare(event, rule, outcome)
        outcome.failure = str(failure) if failure else None

    def _deliver(
        self,
        event: PublishedEvent,
        rule: Rule,
        outcome: TargetOutcome,
        failure: Failure | None,
    ) -> None:
        """Begin the delivery to an API destination, or record why there is none."""
        target = outcome.target
        account_id, region_name, _ = _place(target.arn)
        delivery = delivery_to(
            self._backends.of(account_id, region_name),
            target.arn,
            event=event.envelope,
            body=_body(event, outcome),
            conditions=TargetConditions(
                target.http_parameters, target.retry_policy, target.dead_letter_config
            ),
            rule_arn=rule.arn,
            target_id=target.id,
        )
        if (account_id, region_name) != (event.account_id, event.region_name):
            failure = TOO_FAR_AWAY
        if failure is not None:
            outcome.standing = self._deliveries.fail(delivery, failure)
            return
        # A schedule may have been due before anybody looked.
        due_time = event.ingestion_time if event.schedule_of else None
        tell = partial(setattr, outcome, "standing")
        self._deliveries.begin(delivery, due_time, tell)

    def _forward(
        self, event: PublishedEvent, outcome: TargetOutcome, send: Send
    ) -> Failure | None:
        """Put *event* on another bus; return what stands in the way, if anything.

        It stays as it is, whatever the target says of its input (docs/fidelity.md,
        row "the input of a target that is an event bus").
        """
        account_id, region_name, event_bus_name = _place(outcome.target.arn)
        backend = self._backends.of(account_id, region_name)
        if event_bus_name not in backend.event_buses:
            return Failure("NO_RESOURCE", f"Event bus {event_bus_name} does not exist.")
        if event.before is not None:
            return _one_hop_too_many(event, account_id, region_name)
        outcome.forwarded = PublishedEvent(
            event.envelope,
            event_bus_name=event_bus_name,
            account_id=account_id,
            region_name=region_name,
            ingestion_time=event.ingestion_time,
            before=event,
            schedule_of=event.schedule_of,
        )
        self._route(outcome.forwarded, send)
        return None

    def _fail(
        self,
        event: PublishedEvent,
        rule: Rule,
        outcome: TargetOutcome,
        failure: Failure,
    ) -> None:
        outcome.failure = str(failure)
        letter = dead_letter(
            outcome.target.dead_letter_config,
            rule_arn=rule.arn,
            target_arn=outcome.target.arn,
            body=_body(event, outcome),
            failure=failure,
        )
        if letter is not None:
            outcome.dead_letter = self._deliveries.record_dead_letter(letter)

    def clear(self) -> None:
        """Forget what was published."""
        self.events.clear()
        self._rules.clear()


@contextmanager
def _deeper(event: PublishedEvent) -> Iterator[None]:
    """Publish *event*; raises PublishingLoopError if it is too deep within others."""
    # What a reply has left behind may go on when nobody waits for it any more.
    around = [one for one in _PUBLICATIONS.get(()) if not one.is_over]
    if len(around) >= _DEEPEST:
        msg = (
            f"{event!r} was published by the reply to an event, which was published"
            f" by the reply to another, and so on, {_DEEPEST} times: have the scripted"
            " reply, or the receiver, publish no event that gets there again."
        )
        raise PublishingLoopError(msg)
    publication = _Publication()
    token = _PUBLICATIONS.set((*around, publication))
    try:
        yield
    finally:
        publication.is_over = True
        _PUBLICATIONS.reset(token)


def _kind(target_arn: str) -> str:
    """Return what of EventBridge a target is; nothing for another service."""
    arn = parse_arn(target_arn)
    return arn.kind if arn.service == "events" else ""


def _place(target_arn: str) -> tuple[str, str, str]:
    """Return the account, the Region and the name of what a target is."""
    arn = parse_arn(target_arn)
    return arn.account_id, arn.region_name, arn.path


def _prepare(
    event: PublishedEvent, rule: Rule, outcome: TargetOutcome
) -> Failure | None:
    """Make what the target is to be sent of *event*; return why there is nothing."""
    target = outcome.target
    transformer = target.input_transformer
    try:
        outcome.input = routing.transformed(
            event.envelope,
            routing.TransformerContext(
                rule_arn=rule.arn,
                rule_name=rule.name,
                ingestion_time=event.ingestion_time,
            ),
            input=target.input,
            input_path=target.input_path,
            input_paths_map=transformer.input_paths_map if transformer else None,
            input_template=transformer.input_template if transformer else None,
        )
    except routing.InvalidJsonError as error:
        return Failure("INVALID_JSON", str(error))
    return None


def _body(event: PublishedEvent, outcome: TargetOutcome) -> bytes:
    """Return what is sent, or in its place the event itself.

    That is what a dead letter has then (docs/fidelity.md, row "the body of a dead
    letter for INVALID_JSON").
    """
    return encode(event.envelope) if outcome.input is None else outcome.input


def _one_hop_too_many(
    event: PublishedEvent, account_id: str, region_name: str
) -> Failure:
    """Return the failure for a third bus.

    An event is forwarded once (AWS guide "Sending and receiving events between event
    buses"); codes from the AWS guide "Using dead-letter queues". For a third bus of
    one account and Region none is named (docs/fidelity.md, row "a third bus").
    """
    if account_id != event.account_id:
        code = "THIRD_ACCOUNT_HOP_DETECTED"
    elif region_name != event.region_name:
        code = "THIRD_REGION_HOP_DETECTED"
    else:
        code = "UNKNOWN"
    return Failure(code, "The event was forwarded from another event bus already.")
