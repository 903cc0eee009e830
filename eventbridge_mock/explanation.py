"""Why an event arrived, or did not: the verdict of each rule, and how it prints.

The text is plain and aligned, with what matched first.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from .masking import mask

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .invocations import Invocation
    from .model.rule import Rule
    from .published_events import PublishedEvent, TargetOutcome
    from .routing.event_pattern import Miss

_SHOWN_MISSES = 8
_SHOWN_RULES = 10
_SHOWN_CHARACTERS = 200
_COLUMN = 10

Verdict = Literal["matched", "missed", "disabled", "on a schedule", "on another bus"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleExplanation:
    """What one rule made of an event.

    `misses` are the fields that stood in the way, the nearest first, `outcomes` what
    came of a match at each target. `would_match` tells of a rule that was not asked,
    being disabled or on another bus, whether its pattern fits.
    """

    rule: Rule
    verdict: Verdict
    misses: tuple[Miss, ...] = ()
    outcomes: tuple[TargetOutcome, ...] = ()
    would_match: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """What all rules made of one event.

    `has_bus` tells whether the bus it was put on exists; `forwarded` explains the
    event on the buses that it was forwarded to. `str` of it is what to print.
    """

    event: PublishedEvent
    has_bus: bool
    rules: tuple[RuleExplanation, ...]
    forwarded: tuple[Explanation, ...] = ()
    was_published: bool = True
    secrets: frozenset[str] = frozenset()

    @property
    def matched(self) -> tuple[RuleExplanation, ...]:
        """The rules that matched."""
        return tuple(one for one in self.rules if one.verdict == "matched")

    def __str__(self) -> str:
        return mask("\n".join(_lines(self)), self.secrets)

    def __repr__(self) -> str:
        names = ", ".join(repr(one.rule.name) for one in self.matched) or "no rule"
        return f"<Explanation of event {self.event.id!r}: matched {names}>"


def _lines(explanation: Explanation) -> Iterator[str]:
    """Yield the lines of *explanation*."""
    yield _headline(explanation)
    if not explanation.has_bus:
        bus = explanation.event.event_bus_name
        yield f"  There is no event bus {bus!r}: AWS takes such an event and loses it."
    elif not explanation.event.rules_there:
        yield "  There is no rule on this event bus."
    for rule in explanation.rules[:_SHOWN_RULES]:
        yield from _rule_lines(rule)
    hidden = explanation.rules[_SHOWN_RULES:]
    if hidden:
        counts = Counter(rule.verdict for rule in hidden)
        more = ", ".join(f"{count} {verdict}" for verdict, count in counts.items())
        yield f"  … and more rules: {more}"
    for forwarded in explanation.forwarded:
        yield from (f"  {line}" for line in _lines(forwarded))


def _headline(explanation: Explanation) -> str:
    event = explanation.event
    kind, source = event.envelope.get("detail-type"), event.envelope.get("source")
    how = "put" if explanation.was_published else "if it were put"
    if event.before is not None:
        how = "forwarded"
    return (
        f"Event {kind!r} from {source!r}, {how} on event bus {event.event_bus_name!r}"
        f"{_elsewhere(event)}"
    )


def _elsewhere(event: PublishedEvent) -> str:
    """Return where a bus is that the event was forwarded to, if far away."""
    before = event.before
    if before is None or (before.account_id, before.region_name) == (
        event.account_id,
        event.region_name,
    ):
        return ""
    return f" in account {event.account_id}, Region {event.region_name}"


def _rule_lines(explained: RuleExplanation) -> Iterator[str]:
    rule = explained.rule
    if explained.verdict == "matched":
        yield _row("matched", rule.name)
        if not rule.targets:
            yield _row("", "it has no targets, so nothing was sent")
        for outcome in explained.outcomes:
            yield from _outcome_lines(outcome)
    elif explained.verdict == "missed":
        yield _row("missed", rule.name)
        yield from _miss_lines(explained.misses)
    elif explained.verdict == "disabled":
        fits = "its pattern fits" if explained.would_match else "its pattern misses too"
        yield _row("disabled", f"{rule.name}  ({fits})")
    elif explained.verdict == "on a schedule":
        yield _row("schedule", f"{rule.name}  ({rule.schedule_expression})")
    else:
        yield _row("other bus", f"{rule.name} on {rule.event_bus_name!r} would match")


def _row(label: str, text: str) -> str:
    return f"  {label:<{_COLUMN}}{text}"


def _miss_lines(misses: tuple[Miss, ...]) -> Iterator[str]:
    shown = misses[:_SHOWN_MISSES]
    width = max((len(miss.path) for miss in shown), default=0)
    for miss in shown:
        yield _row("", f"  {miss.path:<{width}}  {_told_of(miss)}")
    if len(misses) > len(shown):
        yield _row("", f"  … and {len(misses) - len(shown)} more fields")


def _told_of(miss: Miss) -> str:
    """Return what was wanted and what was there, without the path before it."""
    return str(miss).removeprefix(f"{miss.path}: ")


def _outcome_lines(outcome: TargetOutcome) -> Iterator[str]:
    target = outcome.target
    if outcome.standing is not None:
        invocation = outcome.standing.invocation
        yield _row("", f"  {target.id}: {told(invocation)}")
        if invocation.failure is not None:
            yield _row(
                "", f"    {_short(f'{invocation.error_code}: {invocation.failure}')}"
            )
    elif outcome.forwarded is not None:
        yield _row("", f"  {target.id}: event bus {_last(target.arn)!r}, see below")
    else:
        yield _row("", f"  {target.id}: {_short_arn(target.arn)}")
        if outcome.failure is not None:
            yield _row("", f"    {_short(outcome.failure)}")
    if outcome.input is not None:
        yield _row("", f"    input {_short(outcome.input.decode())}")


def told(invocation: Invocation) -> str:
    """Return where an event went, what was answered to each try, and the end."""
    name = invocation.api_destination
    if invocation.request is None:
        return f"API destination {name!r}, {invocation.outcome}, nothing was sent"
    return (
        f"API destination {name!r}, {invocation.request} ->"
        f" {_answers(invocation)}, {invocation.outcome}"
    )


def _answers(invocation: Invocation) -> str:
    """Return the answers, with equal ones in a row counted."""
    runs: list[tuple[str, int]] = []
    for attempt in invocation.attempts:
        answer = str(attempt.status or "no answer")
        if runs and runs[-1][0] == answer:
            runs[-1] = answer, runs[-1][1] + 1
        else:
            runs.append((answer, 1))
    return ", ".join(f"{answer} ({n}x)" if n > 1 else answer for answer, n in runs)


def _short_arn(arn: str) -> str:
    """Return an ARN in words: `sqs 'orders'`, `api-destination 'crm'`."""
    _, _, service, _, _, resource = arn.split(":", 5)
    kind, slash, rest = resource.partition("/")
    if service == "events" and slash:
        return f"{kind} {rest.partition('/')[0]!r}"
    return f"{service} {resource!r}"


def _last(arn: str) -> str:
    return arn.rpartition("/")[2]


def _short(text: str) -> str:
    if len(text) <= _SHOWN_CHARACTERS:
        return text
    return f"{text[:_SHOWN_CHARACTERS]}… ({len(text)} characters)"
