"""The assertions on invocations, and the texts of their failures."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from ..records.masking import mask

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence

    from ..records.expectation import DeadLetterExpectation, Expectation
    from ..records.invocations import DeadLetter, Invocation

_SHOWN_INVOCATIONS = 10


def check_invoked(
    invocations: Sequence[Invocation],
    api_destination: str,
    expectation: Expectation,
    *,
    times: int,
    known: Collection[str],
    secrets: Callable[[], frozenset[str]],
    explain: Callable[[], Iterable[str]],
) -> tuple[Invocation, ...]:
    """Return the *times* invocations that match, or raise AssertionError.

    *known* are the names of the API destinations that exist, *secrets* gives the
    texts that the failure may not show, and *explain* tells why events did not get
    there.
    """
    __tracebackhide__ = True
    near = [one for one in invocations if one.api_destination == api_destination]
    differences = {id(one): expectation.differences(one) for one in near}
    matched = tuple(one for one in near if not differences[id(one)])
    if len(matched) == times:
        _refuse_near_miss(api_destination, known, invocations)
        return matched

    what = expectation.describe(near)
    wanted = f"not {_times(times)}" if times else "but was not to be"
    lines = [_headline(api_destination, len(matched), wanted, what)]
    for number, one in enumerate(near[:_SHOWN_INVOCATIONS], 1):
        lines.append(f"  {number}. {one}")
        lines += [f"       {line}" for line in differences[id(one)]]
    lines += _more(near)
    if not near:
        lines += _what_happened_instead(invocations, api_destination, known)
    if len(matched) < times:
        lines += (f"  {line}" for text in explain() for line in text.splitlines())
    raise AssertionError(mask("\n".join(lines), secrets()))


def check_not_invoked(
    invocations: Sequence[Invocation],
    api_destination: str,
    expectation: Expectation,
    *,
    known: Collection[str],
    secrets: Callable[[], frozenset[str]],
) -> tuple[Invocation, ...]:
    """Return the other invocations of it; raise AssertionError if one matches."""
    __tracebackhide__ = True
    near = tuple(one for one in invocations if one.api_destination == api_destination)
    matched = [one for one in near if not expectation.differences(one)]
    if matched:
        what = expectation.describe(near)
        lines = [
            _headline(api_destination, len(matched), "but was not to be", what),
            *(f"  {one}" for one in matched[:_SHOWN_INVOCATIONS]),
            *_more(matched),
        ]
        raise AssertionError(mask("\n".join(lines), secrets()))
    _refuse_near_miss(api_destination, known, invocations)
    return near


def check_dead_lettered(
    dead_letters: Sequence[DeadLetter],
    invocations: Sequence[Invocation],
    api_destination: str,
    expectation: DeadLetterExpectation,
    *,
    times: int,
    known: Collection[str],
    secrets: Callable[[], frozenset[str]],
) -> tuple[DeadLetter, ...]:
    """Return the *times* dead letters that match, or raise AssertionError."""
    __tracebackhide__ = True
    near = [one for one in dead_letters if _was_for(one, api_destination)]
    differences = {id(one): expectation.differences(one) for one in near}
    matched = tuple(one for one in near if not differences[id(one)])
    if len(matched) == times:
        _refuse_near_miss(api_destination, known, invocations)
        return matched

    what = expectation.describe()
    wanted = f"not {_times(times)}" if times else "but was not to be"
    expected = f" with {what}" if what else ""
    lines = [
        (
            f"An event for API destination {api_destination!r} became a dead letter"
            f" {_times(len(matched))}, {wanted}{expected}:"
        )
    ]
    for number, one in enumerate(near[:_SHOWN_INVOCATIONS], 1):
        lines.append(f"  {number}. {one}")
        lines += [f"       {line}" for line in differences[id(one)]]
    lines += _more(near)
    if not near:
        lines += _what_became_of_them(invocations, api_destination, known)
    raise AssertionError(mask("\n".join(lines), secrets()))


def _refuse_near_miss(
    name: str, known: Collection[str], invocations: Iterable[Invocation]
) -> None:
    """Raise AssertionError for a name that nothing has, but that looks like one.

    That nothing went to such a name is no proof. One that has been invoked had an API
    destination, here or in another place, and may have it no more.
    """
    __tracebackhide__ = True
    if name in known or any(one.api_destination == name for one in invocations):
        return
    close = _closest(name, known)
    if close is not None:
        raise AssertionError(_unknown(name, close))


def _was_for(dead_letter: DeadLetter, api_destination: str) -> bool:
    invocation = dead_letter.invocation
    return invocation is not None and invocation.api_destination == api_destination


def _what_became_of_them(
    invocations: Sequence[Invocation], name: str, known: Collection[str]
) -> list[str]:
    """Return what became of the events that are no dead letters."""
    near = [one for one in invocations if one.api_destination == name]
    if not near:
        return _what_happened_instead(invocations, name, known)
    lines = [f"  {one}" for one in near[:_SHOWN_INVOCATIONS]]
    lines += _more(near)
    if any(one.outcome == "failed" for one in near):
        lines.append(
            "  Those that failed had no queue: a target names one in DeadLetterConfig,"
            " invoke() in dead_letter_config."
        )
    if any(one.outcome == "pending" for one in near):
        lines.append("  Those that are pending wait for mock.advance().")
    return lines


def _headline(name: str, actual: int, wanted: str, what: str) -> str:
    expected = f" with {what}" if what else ""
    return f"API destination {name!r} was invoked {_times(actual)}, {wanted}{expected}:"


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def _more(invocations: Sequence[object]) -> list[str]:
    hidden = len(invocations) - _SHOWN_INVOCATIONS
    return [f"  … and {hidden} more"] if hidden > 0 else []


def _closest(name: str, known: Collection[str]) -> str | None:
    """Return the one of *known* that *name* looks like, if one does."""
    from difflib import get_close_matches  # noqa: PLC0415 - for a failure only

    return next(iter(get_close_matches(name, known, n=1)), None)


def _unknown(name: str, close: str | None) -> str:
    hint = f"; did you mean {close!r}?" if close else "."
    return f"There is no API destination {name!r}{hint}"


def _what_happened_instead(
    invocations: Sequence[Invocation], name: str, known: Collection[str]
) -> list[str]:
    lines = []
    if name not in known:
        lines.append(f"  {_unknown(name, _closest(name, known))}")
    others = Counter(one.api_destination for one in invocations)
    if others:
        counts = ", ".join(f"{o!r} {_times(n)}" for o, n in sorted(others.items()))
        lines.append(f"  Others were invoked: {counts}.")
    else:
        lines.append("  No API destination was invoked at all.")
    return lines
