"""How an explanation prints: plain text, aligned, the rules that matched first.

Only parts that come from outside are searched for secrets, and before they are cut: the
rest of a secret would not be found any more. They stay on their line: control
characters print as escapes.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from .. import expressions
from ..expressions.json_path import MISSING
from ..model.archives import RULE_NAME_PREFIX
from ..model.arn import parse_arn
from ..records.http_message import encode
from ..records.masking import mask_text, mask_unusual

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ..expressions.patterns.event_pattern import Miss
    from ..model.target import Target
    from ..records.invocations import Invocation
    from ..records.published_events import PublishedEvent, TargetOutcome
    from .rule import RuleExplanation

_SHOWN_MISSES = 8
_SHOWN_TEXT = 160
# Failures are longer, and their end says most: a live ARN, the error of a service.
SHOWN_FAILURE = 400
_SHOWN_VALUE = 60
_WIDEST_PATH = 40
_COLUMN = 11
# The ARN of an archive's target has no other resource (recorded in us-east-1,
# 2026-09-16); the Id of the target has the name.
_ARCHIVE = ":"


def outcome_of(invocation: Invocation) -> str:
    """Return the API destination of *invocation* and its outcome."""
    text = f"API destination {invocation.api_destination!r}, {invocation.outcome}"
    if invocation.next_attempt_time is None:
        return text
    return f"{text} until {invocation.next_attempt_time:%Y-%m-%dT%H:%M:%SZ}"


def exchange_of(invocation: Invocation) -> str:
    """Return the request and the responses; equal ones in a row are counted."""
    if invocation.request is None:
        return "no request was sent"
    runs: list[tuple[str, int]] = []
    for attempt in invocation.attempts:
        response = str(attempt.status or "no response")
        if runs and runs[-1][0] == response:
            runs[-1] = response, runs[-1][1] + 1
        else:
            runs.append((response, 1))
    responses = (f"{text} ({n} times)" if n > 1 else text for text, n in runs)
    return f"{invocation.request} -> {', '.join(responses)}"


def name_of_target(target: Target) -> str:
    """Return the kind and the name of *target*, as in `sqs 'orders'`."""
    arn = parse_arn(target.arn)
    if arn.resource == _ARCHIVE:
        return f"archive {target.id.removeprefix(RULE_NAME_PREFIX)!r}"
    if arn.service != "events":
        return f"{arn.service} {arn.resource!r}"
    if arn.kind == "api-destination":
        return f"API destination {arn.name!r}"
    return f"{arn.kind.replace('-', ' ')} {arn.path!r}"


def one_line(text: str, longest: int = _SHOWN_TEXT) -> str:
    """Return *text* as one line of printable characters, cut where it is too long."""
    line = "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)
    if len(line) <= longest:
        return line
    return f"{line[:longest]}… ({len(line)} characters)"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _name_of(explained: RuleExplanation) -> str:
    """Return the name of a rule, and the one that its template has for it."""
    name = explained.rule.name
    if explained.logical_id is None:
        return name
    return f"{name} ({explained.logical_id} in stack {explained.stack_name})"


class ExplanationText:
    """Prints what rules did with an event, without sensitive *texts*."""

    def __init__(self, texts: frozenset[str]) -> None:
        self._texts = texts

    def name(self, event: PublishedEvent) -> str:
        """Return the detail type and the source of *event*, as far as it has them."""
        kind, source = event.envelope.get("detail-type"), event.envelope.get("source")
        text = "Event" if kind is None else f"Event {kind!r}"
        if source is not None:
            text = f"{text} from {source!r}"
        return mask_unusual(text, self._texts)

    def detail(self, event: PublishedEvent) -> str:
        """Return the line that shows the detail of *event*."""
        return _row("detail", self._masked(_json(event.envelope["detail"])))

    def rule(self, explained: RuleExplanation, event: PublishedEvent) -> Iterator[str]:
        """Yield the lines on one rule."""
        rule, verdict, name = explained.rule, explained.verdict, _name_of(explained)
        if verdict == "matched":
            yield _row("matched", name)
            yield from _indented(self._outcomes(explained.outcomes, event))
        elif verdict == "missed":
            yield _row("missed", name)
            yield from _indented(self._misses(explained.misses))
        elif verdict == "disabled":
            yield _row("disabled", f"{name}, {_if_enabled(explained)}")
        elif verdict == "on a schedule":
            yield _row("schedule", f"{name}, {rule.schedule_expression}")
        else:
            bus = rule.event_bus_name
            yield _row("other bus", f"{name} on {bus!r}, would match")

    def miss(self, miss: Miss) -> str:
        """Return the condition of a pattern for a field, and the value there."""
        # Outside of the detail an event has names, such as its source.
        mask = mask_text if miss.path.startswith("detail.") else mask_unusual
        where = f" in the same element of {miss.array}" if miss.array else ""
        branch = f" ({miss.branch})" if miss.branch else ""
        wanted = one_line(mask(f"{miss.wanted}{where}", self._texts))
        got = "nothing"
        if miss.actual is not MISSING:
            got = one_line(mask(_json(miss.actual), self._texts), _SHOWN_VALUE)
            if isinstance(miss.actual, str) and miss.wanted.startswith("numeric "):
                got = f"{got} (a string)"
        return f"wanted {wanted}, got {got}{branch}"

    def failure(self, failure: str) -> str:
        """Return on one line why a target other than an API destination failed."""
        return self._masked(failure, SHOWN_FAILURE)

    def faulty_input(self, outcome: TargetOutcome) -> str:
        """Return on one line an input that is not valid JSON, and the position."""
        text = (outcome.input or b"").decode()
        fault = self._input_fault(text, outcome.input_fault or 0)
        return f"{fault}; input {self._masked(text)}"

    def _masked(self, text: str, longest: int = _SHOWN_TEXT) -> str:
        return one_line(mask_text(text, self._texts), longest)

    def _misses(self, misses: tuple[Miss, ...]) -> Iterator[str]:
        """Yield a line for each field that did not match."""
        shown = [(self._masked(miss.path), miss) for miss in misses[:_SHOWN_MISSES]]
        widths = (len(path) for path, _ in shown)
        width = max((width for width in widths if width <= _WIDEST_PATH), default=0)
        for path, miss in shown:
            yield f"{path:<{width}}  {self.miss(miss)}"
        if len(misses) > len(shown):
            yield f"… {len(misses) - len(shown)} more fields"

    def _outcomes(
        self, outcomes: tuple[TargetOutcome, ...], event: PublishedEvent
    ) -> Iterator[str]:
        """Yield for each target what it is and the outcome."""
        if not outcomes:
            yield "no targets, so nothing is sent"
        width = max((len(outcome.target.id) for outcome in outcomes), default=0)
        for outcome in outcomes:
            label = outcome.target.id
            for line in self._outcome(outcome, event):
                yield f"{label:<{width}}  {line}"
                label = ""

    def _outcome(self, outcome: TargetOutcome, event: PublishedEvent) -> Iterator[str]:
        invocation = outcome.invocation
        if invocation is not None:
            yield from _invocation(invocation)
        elif outcome.forwarded is not None:
            missing = "" if outcome.forwarded.had_bus else ", which does not exist"
            yield f"{name_of_target(outcome.target)}{missing}, see below"
        else:
            until = outcome.next_attempt_time
            pending = f", pending until {until:%Y-%m-%dT%H:%M:%SZ}" if until else ""
            yield f"{name_of_target(outcome.target)}{pending}"
            if outcome.failure is not None:
                yield self.failure(outcome.failure)
        if outcome.queue_failure is not None:
            yield f"dead letter lost: {self.failure(outcome.queue_failure)}"
        # An unchanged event has been shown already.
        if outcome.input not in {None, encode(event.envelope)}:
            yield f"input {self._masked((outcome.input or b'').decode())}"
        yield from self._input_faults(outcome)

    def _input_faults(self, outcome: TargetOutcome) -> Iterator[str]:
        """Yield the faults of an input, and of the template it was made with."""
        if outcome.input is not None and outcome.input_fault is not None:
            yield self._input_fault(outcome.input.decode(), outcome.input_fault)
        transformer = outcome.target.input_transformer
        template = transformer.input_template if transformer else None
        for escaped in expressions.escaped_placeholders(template) if template else ():
            yield one_line(
                f"{escaped} in the InputTemplate is not a placeholder: AWS sends it"
                " unchanged, because it replaces only names between < and >"
            )

    def _input_fault(self, text: str, position: int) -> str:
        """Return the position from which on the input *text* is not valid JSON."""
        line = text.count("\n", 0, position) + 1
        column = position - text.rfind("\n", 0, position)
        fault = f"input is not valid JSON at line {line}, column {column}"
        if position == len(text):
            return f"{fault}: it ends too early"
        if mask_text(text, self._texts) != text:
            return fault  # what follows may begin within a secret
        return f"{fault}: {text[position : position + _SHOWN_VALUE]!r}"


def _invocation(invocation: Invocation) -> Iterator[str]:
    """Yield the lines on an invocation, which hides its secrets itself."""
    yield outcome_of(invocation)
    yield one_line(exchange_of(invocation))
    if invocation.failure is not None:
        yield one_line(f"{invocation.error_code}: {invocation.failure}", SHOWN_FAILURE)


def _row(label: str, text: str) -> str:
    return f"  {label:<{_COLUMN}}{text}"


def _indented(lines: Iterable[str]) -> Iterator[str]:
    return (_row("", f"  {line}") for line in lines)


def _if_enabled(explained: RuleExplanation) -> str:
    """Return how a disabled rule would behave."""
    if not explained.rule.event_pattern:
        return f"fires by {explained.rule.schedule_expression} when enabled"
    if explained.would_match:
        return "would match if it were enabled"
    return "would not match if it were enabled"
