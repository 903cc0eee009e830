"""The assertions of a mock, and the texts of their failures.

A passing assertion reads the records once. The parts that only a failure shows are
looked up when it fails: the sensitive texts, the names that exist, why events did not
arrive.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, TypeVar

from ..arguments import require_count
from ..model.resources import closest_name, relative_place
from ..records.masking import mask_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ..records.expectation import DeadLetterExpectation, Expectation
    from ..records.invocations import DeadLetter, Invocation
    from ..records.wanted_destination import WantedDestination
    from ..state.mock_state import MockState

SHOWN_RECORDS = 10

R = TypeVar("R")


def check_invoked(
    state: MockState, wanted: WantedDestination, expectation: Expectation, *, times: int
) -> tuple[Invocation, ...]:
    """Return the *times* invocations that match, or raise AssertionError."""
    __tracebackhide__ = True
    require_count("times", times, "invocations", at_least=0)
    near, api_destination = _invocations(state, wanted), wanted.name
    matched = tuple(filter(expectation.matches, near))
    if len(matched) == times:
        if not near:
            _refuse_unknown(state, api_destination)
        return matched

    texts = state.sensitive_texts()
    expected = f"of {api_destination!r}{expectation.describe(near, texts)}"
    lines = [
        headline(times, "invocation", expected, matched, near),
        *listed(near, lambda record: expectation.differences(record, texts)),
        *expectation.hints(near[:SHOWN_RECORDS]),
    ]
    if not near:
        lines += _other_invocations(state, wanted)
    if len(matched) < times:
        lines += _explanations(state, api_destination, texts)
    raise AssertionError("\n".join(lines))


def check_not_invoked(
    state: MockState,
    wanted: WantedDestination,
    expectation: Expectation,
    *,
    must_exist: bool,
) -> tuple[Invocation, ...]:
    """Return the invocations that do not match; raise AssertionError if one does.

    *must_exist* says that a name which never existed fails too.
    """
    __tracebackhide__ = True
    near, api_destination = _invocations(state, wanted), wanted.name
    matched = list(filter(expectation.matches, near))
    if not matched:
        if not near and must_exist:
            _refuse_unknown(state, api_destination)
        return tuple(near)

    described = expectation.describe(near, state.sensitive_texts())
    expected = f"of {api_destination!r}{described}"
    lines = [headline(0, "invocation", expected, matched, matched), *listed(matched)]
    raise AssertionError("\n".join(lines))


def check_dead_lettered(
    state: MockState,
    wanted: WantedDestination,
    expectation: DeadLetterExpectation,
    *,
    times: int,
) -> tuple[DeadLetter, ...]:
    """Return the *times* dead letters that match, or raise AssertionError."""
    __tracebackhide__ = True
    require_count("times", times, "dead letters", at_least=0)
    near, api_destination = _dead_letters(state, wanted), wanted.name
    matched = tuple(filter(expectation.matches, near))
    if len(matched) == times:
        if not near and not _invocations(state, wanted):
            _refuse_unknown(state, api_destination)
        return matched

    texts = state.sensitive_texts()
    expected = f"for {api_destination!r}{expectation.describe(texts)}"
    lines = [
        headline(times, "dead letter", expected, matched, near),
        *listed(near, lambda record: expectation.differences(record, texts)),
        *expectation.hints(near[:SHOWN_RECORDS]),
        *_lost(near, expectation),
    ]
    if not near:
        lines += _other_outcomes(state, wanted)
    raise AssertionError("\n".join(lines))


def _invocations(state: MockState, wanted: WantedDestination) -> list[Invocation]:
    return list(filter(wanted.matches, state.deliveries.invocations))


def _dead_letters(state: MockState, wanted: WantedDestination) -> list[DeadLetter]:
    return [
        letter
        for letter in state.deliveries.dead_letters
        if letter.invocation and wanted.matches(letter.invocation)
    ]


def headline(
    times: int,
    noun: str,
    expected: str,
    matched: Sequence[object],
    near: Sequence[object],
) -> str:
    """Return the first line: the expectation, and how many records matched it."""
    counts = {0: f"no {noun}", 1: f"one {noun}"}
    count = counts.get(times, f"{times} {noun}s")
    found = {0: "none", 1: "one"}.get(len(matched), str(len(matched)))
    recorded = f" Recorded {noun}s:" if near else ""
    return f"Expected {count} {expected}; found {found}.{recorded}"


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def listed(
    records: Sequence[R],
    differences: Callable[[R], list[str]] | None = None,
    show: Callable[[R], str] = str,
) -> Iterator[str]:
    """Yield the first *records* with their differences, and the number of the rest."""
    for number, record in enumerate(records[:SHOWN_RECORDS], 1):
        yield f"  {number}. {show(record)}"
        if differences is not None:
            yield from (f"       {line}" for line in differences(record))
    hidden = len(records) - SHOWN_RECORDS
    if hidden > 0:
        yield f"  … and {hidden} more"


def _lost(
    letters: Sequence[DeadLetter], expectation: DeadLetterExpectation
) -> Iterator[str]:
    """Yield a hint if dead letters differ because they reached no queue."""
    if expectation.expects_a_queue and any(letter.queue_failure for letter in letters):
        yield (
            "  A dead letter with a queue_failure reached no queue and is lost. Create"
            " the queue, or assert the failure with queue_failure=..."
        )


def _other_outcomes(state: MockState, wanted: WantedDestination) -> list[str]:
    """Return the outcomes of the events for *wanted*, which has no dead letters."""
    near = _invocations(state, wanted)
    if not near:
        return _other_invocations(state, wanted)
    lines = ["  Recorded invocations:", *listed(near)]
    outcomes = {invocation.outcome for invocation in near}
    if "failed" in outcomes:
        lines.append(
            "  Failed invocations had no dead-letter queue. Set DeadLetterConfig on the"
            " target, or dead_letter_config in mock.invoke()."
        )
    if "pending" in outcomes:
        lines.append("  Pending invocations continue with mock.advance().")
    return lines


def _other_invocations(state: MockState, wanted: WantedDestination) -> list[str]:
    """Return the invocations of other API destinations, and whether *wanted* exists."""
    lines = []
    backend = state.backends.of(*wanted.place) if wanted.place else state.backend
    if wanted.name not in backend.all_api_destinations:
        lines.append(f"  {_unknown(state, wanted.name)}")
    invocations = state.deliveries.invocations
    others = Counter(invocation.api_destination for invocation in invocations)
    if others:
        counts = ", ".join(f"{o!r} {_times(n)}" for o, n in sorted(others.items()))
        lines.append(f"  Other API destinations were invoked: {counts}.")
    elif state.publisher.events:
        lines.append("  No API destination was invoked.")
    else:
        lines.append("  No event was published and `invoke()` was not called.")
    return [*lines, *refused_entries(state)]


def refused_entries(state: MockState) -> Iterator[str]:
    """Yield a line for each kind of entry that was refused, which raised no error."""
    texts = state.sensitive_texts()
    for (operation, code, message), count in state.refused_entries.items():
        what = "an entry" if count == 1 else f"{count} entries"
        reason = mask_text(f"{code}: {message}", texts)
        yield (
            f"  {operation} refused {what} ({reason}). It raises no error; its answer"
            " has FailedEntryCount."
        )


def _refuse_unknown(state: MockState, name: str) -> None:
    """Raise AssertionError for a *name* that no API destination ever had.

    A misspelt name does not prove that nothing was invoked.
    """
    __tracebackhide__ = True
    if any(name in backend.past_destinations for backend in state.backends):
        return
    msg = (
        f"{_unknown(state, name)} A name that never existed does not show that nothing"
        " was invoked. If that is the point of the test:"
        f" mock.assert_not_invoked({name!r}, must_exist=False)."
    )
    raise AssertionError(msg)


def _unknown(state: MockState, name: str) -> str:
    """Return that *name* does not exist, and which name may have been meant."""
    here = state.backend.place
    for backend in state.backends:
        if name in backend.all_api_destinations:
            return (
                f"API destination {name!r} does not exist in"
                f" {relative_place(backend.place, here)}; it exists in"
                f" {relative_place(here, backend.place)}."
            )
    return f"API destination {name!r} does not exist.{_hint_on(name, state)}"


def _hint_on(name: str, state: MockState) -> str:
    """Return what *name* is instead of the name of an API destination, if known."""
    for stack in state.used_stacks or ():
        if name in stack.resources:
            return (
                f" It is a logical id of stack {stack.name!r}: pass"
                f" mock.deployments[{stack.name!r}][{name!r}]."
            )
    destinations = state.backend.all_api_destinations
    for destination in destinations.snapshot():
        if destination.invocation_endpoint == name:
            return f" It is the endpoint of {destination.name!r}: pass that name."
    close = closest_name(name, destinations)
    return f" Did you mean {close!r}?" if close else ""


def _explanations(state: MockState, name: str, texts: frozenset[str]) -> Iterator[str]:
    """Yield the explanations of the newest events that did not arrive at *name*."""
    from ..explanation.explain import newest_explanations  # noqa: PLC0415 - on failure

    for explanation in newest_explanations(state, name, texts):
        yield from (f"  {line}" for line in explanation.lines())
