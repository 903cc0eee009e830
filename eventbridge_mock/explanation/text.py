"""How an explanation prints: plain text, aligned, what matched first.

Secrets are masked before anything is shortened, or half of one could be left. What
comes from outside is kept on its line: control characters are shown as escapes.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from .. import expressions
from ..expressions.json_path import MISSING
from ..model.arn import parse_arn
from ..records.http_message import encode
from ..records.masking import mask

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ..expressions.patterns.event_pattern import Miss
    from ..model.target import Target
    from ..records.invocations import Invocation
    from ..records.published_events import PublishedEvent, TargetOutcome
    from .rule import RuleExplanation

_SHOWN_MISSES = 8
_SHOWN_TEXT = 160
# The errors of AWS's services are longer, and end in what tells most.
_SHOWN_FAILURE = 400
_SHOWN_VALUE = 60
_WIDEST_PATH = 40
_COLUMN = 11


def outcome_of(invocation: Invocation) -> str:
    """Return which API destination it was, and how that ended or stands."""
    text = f"API destination {invocation.api_destination!r}, {invocation.outcome}"
    if invocation.next_attempt_time is None:
        return text
    return f"{text} until {invocation.next_attempt_time:%Y-%m-%dT%H:%M:%SZ}"


def exchange_of(invocation: Invocation) -> str:
    """Return what was sent and what was answered, equal answers in a row counted."""
    if invocation.request is None:
        return "nothing was sent"
    runs: list[tuple[str, int]] = []
    for attempt in invocation.attempts:
        answer = str(attempt.status or "no answer")
        if runs and runs[-1][0] == answer:
            runs[-1] = answer, runs[-1][1] + 1
        else:
            runs.append((answer, 1))
    answers = (f"{answer} ({n} times)" if n > 1 else answer for answer, n in runs)
    return f"{invocation.request} -> {', '.join(answers)}"


def words_for(target: Target) -> str:
    """Return what *target* is: `sqs 'orders'`, `API destination 'crm'`."""
    arn = parse_arn(target.arn)
    if arn.service != "events":
        return f"{arn.service} {arn.resource!r}"
    if arn.kind == "api-destination":
        return f"API destination {arn.name!r}"
    return f"{arn.kind.replace('-', ' ')} {arn.path!r}"


def on_one_line(text: str, secrets: frozenset[str], longest: int = _SHOWN_TEXT) -> str:
    """Return *text* without secrets, as one line of printable characters."""
    hidden = mask(text, secrets)
    line = "".join(c if c.isprintable() else repr(c)[1:-1] for c in hidden)
    if len(line) <= longest:
        return line
    return f"{line[:longest]}… ({len(line)} characters)"


def lack_of(miss: Miss, secrets: frozenset[str]) -> str:
    """Return what a pattern wants of a field, and what was there."""
    where = f" in the same element of {miss.array}" if miss.array else ""
    branch = f" ({miss.branch})" if miss.branch else ""
    wanted = on_one_line(f"{miss.wanted}{where}", secrets)
    got = "nothing"
    if miss.actual is not MISSING:
        got = on_one_line(_json(miss.actual), secrets, _SHOWN_VALUE)
    return f"wanted {wanted}, got {got}{branch}"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def name_of(event: PublishedEvent) -> str:
    """Return what kind of event it is and where from, as far as it says."""
    kind, source = event.envelope.get("detail-type"), event.envelope.get("source")
    of_kind = "Event" if kind is None else f"Event {kind!r}"
    return of_kind if source is None else f"{of_kind} from {source!r}"


class ExplanationText:
    """Puts what rules made of an event into lines, without *secrets*."""

    def __init__(self, secrets: frozenset[str]) -> None:
        self._secrets = secrets

    def line(self, text: str, longest: int = _SHOWN_TEXT) -> str:
        """Return *text* as one line, which is not too long."""
        return on_one_line(text, self._secrets, longest)

    def detail(self, event: PublishedEvent) -> str:
        """Return the line that shows the detail of *event*."""
        return _row("detail", self.line(_json(event.envelope["detail"])))

    def of(self, explained: RuleExplanation, event: PublishedEvent) -> Iterator[str]:
        """Yield the lines on one rule."""
        rule, verdict = explained.rule, explained.verdict
        if verdict == "matched":
            yield _row("matched", rule.name)
            yield from _indented(self._outcomes(explained.outcomes, event))
        elif verdict == "missed":
            yield _row("missed", rule.name)
            yield from _indented(self._misses(explained.misses))
        elif verdict == "disabled":
            yield _row("disabled", f"{rule.name}, {_if_enabled(explained)}")
        elif verdict == "on a schedule":
            yield _row("schedule", f"{rule.name}, {rule.schedule_expression}")
        else:
            bus = rule.event_bus_name
            yield _row("other bus", f"{rule.name} on {bus!r}, would match")

    def _misses(self, misses: tuple[Miss, ...]) -> Iterator[str]:
        """Yield for each field what was wanted and what was there."""
        shown = [(self.line(one.path), one) for one in misses[:_SHOWN_MISSES]]
        widths = (len(path) for path, _ in shown)
        width = max((one for one in widths if one <= _WIDEST_PATH), default=0)
        for path, miss in shown:
            yield f"{path:<{width}}  {lack_of(miss, self._secrets)}"
        if len(misses) > len(shown):
            yield f"… {len(misses) - len(shown)} more fields"

    def _outcomes(
        self, outcomes: tuple[TargetOutcome, ...], event: PublishedEvent
    ) -> Iterator[str]:
        """Yield for each target what it is, and what came of it."""
        if not outcomes:
            yield "no targets, so nothing is sent"
        width = max((len(one.target.id) for one in outcomes), default=0)
        for outcome in outcomes:
            label = outcome.target.id
            for line in self._outcome(outcome, event):
                yield f"{label:<{width}}  {line}"
                label = ""

    def _outcome(self, outcome: TargetOutcome, event: PublishedEvent) -> Iterator[str]:
        if outcome.delivery is not None:
            invocation = outcome.delivery.invocation
            yield outcome_of(invocation)
            yield self.line(exchange_of(invocation))
            if invocation.failure is not None:
                yield self.line(f"{invocation.error_code}: {invocation.failure}")
        elif outcome.forwarded is not None:
            missing = "" if outcome.forwarded.had_bus else ", which does not exist"
            yield f"{words_for(outcome.target)}{missing}, see below"
        else:
            until = outcome.next_attempt_time
            pending = f", pending until {until:%Y-%m-%dT%H:%M:%SZ}" if until else ""
            yield f"{words_for(outcome.target)}{pending}"
            if outcome.failure is not None:
                yield self.line(outcome.failure, _SHOWN_FAILURE)
        if outcome.queue_failure is not None:
            yield self.line(
                f"dead letter lost: {outcome.queue_failure}", _SHOWN_FAILURE
            )
        # An event that is sent as it is has been shown already.
        if outcome.input not in {None, encode(event.envelope)}:
            yield f"input {self.line((outcome.input or b'').decode())}"
        yield from map(self.line, _input_faults(outcome))


def _input_faults(outcome: TargetOutcome) -> Iterator[str]:
    """Yield what is wrong with an input, or with the template it was made with."""
    if outcome.input is not None and outcome.input_fault is not None:
        text, position = outcome.input.decode(), outcome.input_fault
        line = text.count("\n", 0, position) + 1
        column = position - text.rfind("\n", 0, position)
        rest = repr(text[position : position + _SHOWN_VALUE]) if text[position:] else ""
        yield (
            f"input is not valid JSON at line {line}, column {column}:"
            f" {rest or 'it ends too early'}"
        )
    transformer = outcome.target.input_transformer
    template = transformer.input_template if transformer else None
    for escaped in expressions.escaped_placeholders(template or ""):
        yield (
            f"{escaped} in the InputTemplate is not a placeholder: AWS sends it as it"
            " is, because it replaces only names between < and >"
        )


def _row(label: str, text: str) -> str:
    return f"  {label:<{_COLUMN}}{text}"


def _indented(lines: Iterable[str]) -> Iterator[str]:
    return (_row("", f"  {line}") for line in lines)


def _if_enabled(explained: RuleExplanation) -> str:
    """Return what a disabled rule would do."""
    if not explained.rule.event_pattern:
        return f"fires by {explained.rule.schedule_expression} when enabled"
    if explained.would_match:
        return "would match if it were enabled"
    return "would not match if it were enabled"
