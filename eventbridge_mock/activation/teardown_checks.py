"""Check at the end of a test whether it used everything that it scripted."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..records.invocations import HttpRequest
    from ..replies.capture import Capture
    from ..state.mock_state import MockState
    from ..state.scripted_errors import Faults

_ALLOW = "allow unused ones with assert_all_responses_were_used=False."
_GUIDE = "guide/assertions.md"


def teardown_failure(state: MockState) -> str | None:
    """Return why the end of a test that had *state* fails it; None if it does not.

    The first lines say what was never used, the last what to do about that.
    """
    capture = state.used_capture
    lines = list(capture.failed_ends) if capture else []
    if state.options.assert_all_responses_were_used:
        replies = _unused_replies(state, capture) if capture else ()
        unused = [*replies, *_unused_faults(state.faults)]
        package = Path(__file__).parents[1]
        lines += [*unused, where_to_read(package)] if unused else []
    lines += _refused(capture.refused) if capture else []
    return "\n".join(lines) or None


def where_to_read(package: Path) -> str:
    """Return which page says how to allow unused replies.

    The wheel has it inside of *package*, a checkout in the documentation beside it.
    """
    shipped = package / _GUIDE
    page = shipped if shipped.is_file() else package.parent / "docs" / _GUIDE
    return f'See "Scripted replies that were never used" in {page}'


def _unused_replies(state: MockState, capture: Capture) -> Iterator[str]:
    unused = capture.unused_replies()
    if not unused:
        return
    from ..records.invocation_log import snapshot  # noqa: PLC0415 - for failures only

    yield "Scripted replies were never used:"
    yield from (f"  {reply}" for reply in unused)
    if capture.unscripted:
        yield "Requests that did not match a reply:"
        yield from (f"  {request}" for request in capture.unscripted)
    invocations = snapshot(state.deliveries.invocations)
    if any(invocation.outcome == "pending" for invocation in invocations):
        yield "Some events are still pending: mock.advance() delivers them."
    yield f"Remove the replies, or {_ALLOW}"


def _unused_faults(faults: Faults) -> Iterator[str]:
    unused = faults.unused()
    if not unused:
        return
    yield "Scripted errors were never answered:"
    yield from (f"  {fault}" for fault in unused)
    yield f"Remove them, or {_ALLOW}"


def _refused(requests: list[HttpRequest]) -> Iterator[str]:
    if not requests:
        return
    yield "Endpoints without a scripted reply were refused:"
    yield from (f"  {request}" for request in requests)
    yield (
        "Script a reply with mock.responses, or answer all such endpoints"
        ' with unmatched_endpoint="accept".'
    )
