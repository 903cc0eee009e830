"""Clients are begun with, and left alone again, by one thread at a time."""

from __future__ import annotations

import threading
from contextlib import ExitStack
from types import SimpleNamespace
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


class FakeEndpoint:
    """Calls *when_watched* when its method `_send` is replaced."""

    def __init__(self, when_watched: Callable[[], object]) -> None:
        self._when_watched = when_watched

    def __setattr__(self, name: str, value: object) -> None:
        super().__setattr__(name, value)
        if name == "_send":
            self._when_watched()


def test_a_call_of_a_task_that_ends_meanwhile_is_not_watched(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The loop of the task may run in another thread. Nothing would let it go."""
    late_calls = LateCalls(print)
    # So that this thread can play the other one.
    monkeypatch.setattr(late_calls, "_lock", threading.RLock())
    second_call = ExitStack()
    first, second = FakeEndpoint(second_call.close), FakeEndpoint(print)
    with late_calls.open_in_task(SimpleNamespace(_endpoint=first)), second_call:
        second_client = SimpleNamespace(_endpoint=second)
        second_call.enter_context(late_calls.open_in_task(second_client))
        late_calls.hold(set())

        assert [call.endpoint for call in late_calls.calls] == [first]
    assert late_calls.calls == []
