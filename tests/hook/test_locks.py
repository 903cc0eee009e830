"""Clients are begun with, and left alone again, by one thread at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eventbridge_mock.activation.activation import ACTIVATIONS
from eventbridge_mock.hook.hook import Hook
from eventbridge_mock.hook.late_calls import LateCalls
from tests.exclusion import functions_that_wait

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest

    from eventbridge_mock import EventBridgeMock


def test_a_client_is_attached_and_left_by_one_thread_at_a_time(
    mock: EventBridgeMock,
    make_client: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Of a hook of its own, on top of the active one."""
    hook = Hook(ACTIVATIONS.current_state, list)
    hook.install()

    def use() -> None:
        make_client().list_connections()
        hook.uninstall()

    waits = functions_that_wait(hook, "_lock", use, monkeypatch)

    # Leaving the clients and forgetting them take it in turn.
    assert waits == ["_attach", "uninstall", "uninstall"]


def test_a_late_call_is_watched_and_let_go_by_one_thread_at_a_time(
    make_client: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    late_calls = LateCalls(print)

    def call(client: Any) -> list[str]:
        """Be within a call, in this thread, while another one looks for such calls."""

        def look() -> None:
            late_calls.hold({call.__code__})
            late_calls.end(client)

        return functions_that_wait(late_calls, "_lock", look, monkeypatch)

    client = make_client()

    assert call(client) == ["hold", "_end"]
    assert len(late_calls.calls) == 1
    late_calls.end(client)
    assert late_calls.calls == []
    assert "_send" not in vars(client._endpoint)  # noqa: SLF001 - no public way
