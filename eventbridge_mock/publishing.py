"""From an event on a bus to the targets of the rules that match it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from . import routing
from .circumstances import delivery_to
from .delivery.dead_letter import dead_letter
from .delivery.failure import Failure
from .delivery.http_request import encode
from .invocation_log import Log
from .model.event_bus import DEFAULT_EVENT_BUS_NAME
from .model.target import TargetConditions
from .published_events import PublishedEvent, RuleMatch, TargetOutcome

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .deliveries import Deliveries
    from .model.backend import Backend, Backends
    from .model.rule import Rule
    from .model.target import Target
    from .outlets import Outlets
    from .routing import PatternIndex


class BusRules(NamedTuple):
    """The rules on one bus as they were in one version of them.

    `patterns` are those of the enabled ones, None where there is none.
    """

    version: int
    rules: tuple[Rule, ...]
    patterns: PatternIndex[str] | None


class Publisher:
    """Publishes events, and keeps the record of those that PutEvents accepted."""

    def __init__(
        self, backends: Backends, deliveries: Deliveries, outlets: Outlets
    ) -> None:
        self._backends = backends
        self._deliveries = deliveries
        self._outlets = outlets
        self._bus_rules: dict[tuple[str, str, str], BusRules] = {}
        self.events: Log[PublishedEvent] = Log(catch_up=deliveries.catch_up)

    def publish(self, event: PublishedEvent) -> None:
        """Record *event*, and send it to the targets of the rules that match it."""
        self.events.record(event)
        self._route(event)

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
        for rule in self._matching(event):
            match = RuleMatch(rule)
            event.matches.append(match)
            for target in rule.targets:
                match.outcomes.append(_tried(event, rule, target))
        return event

    def fire(self, event: PublishedEvent, rule: Rule) -> None:
        """Record *event*, the one of a schedule, and send it to those of *rule*."""
        self.events.record(event)
        event.rules_there = (rule,)
        self._trigger(event, rule)

    def _route(self, event: PublishedEvent) -> None:
        for rule in self._matching(event):
            self._trigger(event, rule)

    def _matching(self, event: PublishedEvent) -> Iterator[Rule]:
        """Have *event* see the rules on its bus; yield those that match it."""
        backend = self._backends.of(event.account_id, event.region_name)
        found = self._rules_on(backend, event.event_bus_name)
        event.rules_there = found.rules
        patterns = found.patterns
        matching = set(patterns.matching(event.envelope) if patterns else ())
        return (rule for rule in found.rules if rule.name in matching)

    def _trigger(self, event: PublishedEvent, rule: Rule) -> None:
        """Send *event* to the targets of *rule*."""
        match = RuleMatch(rule)
        event.matches.append(match)
        for target in rule.targets:
            outcome = TargetOutcome(target)
            match.outcomes.append(outcome)
            self._send(event, rule, outcome)

    def _rules_on(self, backend: Backend, event_bus_name: str) -> BusRules:
        """Return the rules on a bus, compiled into one index until they change."""
        place = backend.account_id, backend.region_name, event_bus_name
        with backend.lock:
            version = backend.buses.version
            known = self._bus_rules.get(place)
            if known is not None and known.version == version:
                return known
            rules = tuple(backend.rules_on(event_bus_name))
        index: PatternIndex[str] | None = None
        for rule in rules:
            if rule.is_enabled and rule.pattern is not None:
                index = index or routing.PatternIndex()
                index.put(rule.name, rule.pattern)
        self._bus_rules[place] = found = BusRules(version, rules, index)
        return found

    def _send(self, event: PublishedEvent, rule: Rule, outcome: TargetOutcome) -> None:
        target = outcome.target
        failure: Failure | None = None
        try:
            outcome.input = _input(event, rule, target)
        except routing.InvalidJsonError as error:
            failure = Failure("INVALID_JSON", str(error))
        kind = _kind(target.arn)
        if kind == "api-destination":
            self._deliver(event, rule, outcome, failure)
            return
        if failure is None and kind == "event-bus":
            failure = self._forward(event, outcome)
        elif failure is None and outcome.input is not None:
            failure = self._outlets.send_to(target, outcome.input, event.envelope)
        if failure is not None:
            self._fail(event, rule, outcome, failure)

    def _deliver(
        self,
        event: PublishedEvent,
        rule: Rule,
        outcome: TargetOutcome,
        failure: Failure | None,
    ) -> None:
        """Begin the delivery to an API destination, or record why there is none."""
        target = outcome.target
        _, _, _, region_name, account_id, _ = target.arn.split(":", 5)
        delivery = delivery_to(
            self._backends.of(account_id, region_name),
            target.arn,
            event=event.envelope,
            body=encode(event.envelope) if outcome.input is None else outcome.input,
            conditions=TargetConditions(
                target.http_parameters, target.retry_policy, target.dead_letter_config
            ),
            rule_arn=rule.arn,
            target_id=target.id,
        )
        if failure is None:
            outcome.standing = self._deliveries.begin(delivery)
        else:
            outcome.standing = self._deliveries.fail(delivery, failure)

    def _forward(self, event: PublishedEvent, outcome: TargetOutcome) -> Failure | None:
        """Put *event* on another bus; return what stands in the way, if anything."""
        _, _, _, region_name, account_id, resource = outcome.target.arn.split(":", 5)
        event_bus_name = resource.partition("/")[2]
        backend = self._backends.of(account_id, region_name)
        if backend.buses.event_buses.get(event_bus_name) is None:
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
        )
        self._route(outcome.forwarded)
        return None

    def _fail(
        self,
        event: PublishedEvent,
        rule: Rule,
        outcome: TargetOutcome,
        failure: Failure,
    ) -> None:
        outcome.failure = f"{failure.code}: {failure.message}"
        letter = dead_letter(
            outcome.target.dead_letter_config,
            rule_arn=rule.arn,
            target_arn=outcome.target.arn,
            body=encode(event.envelope) if outcome.input is None else outcome.input,
            failure=failure,
        )
        if letter is not None:
            self._deliveries.record_dead_letter(letter)

    def clear(self) -> None:
        """Forget what was published."""
        self.events.clear()
        self._bus_rules.clear()


def _tried(event: PublishedEvent, rule: Rule, target: Target) -> TargetOutcome:
    """Return what *target* would be sent of *event*."""
    try:
        return TargetOutcome(target, input=_input(event, rule, target))
    except routing.InvalidJsonError as error:
        return TargetOutcome(target, failure=f"INVALID_JSON: {error}")


def _kind(target_arn: str) -> str:
    """Return what of EventBridge a target is; nothing for another service."""
    _, _, service, _, _, resource = target_arn.split(":", 5)
    return resource.partition("/")[0] if service == "events" else ""


def _input(event: PublishedEvent, rule: Rule, target: Target) -> bytes:
    """Return what *target* is sent of *event*; raises InvalidJsonError."""
    transformer = target.input_transformer
    return routing.transformed(
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
