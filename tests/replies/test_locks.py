"""What threads must not do at the same time while requests are answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from eventbridge_mock.replies import requests_library
from eventbridge_mock.replies.asgi_receiver import AsgiReceiver
from tests.delivery.partner import URL
from tests.exclusion import functions_that_wait

if TYPE_CHECKING:
    from eventbridge_mock import EventBridgeMock


async def application(scope: Any, receive: Any, send: Any) -> None:
    """Answer every request with a status alone, and know nothing of lifespans."""
    assert scope["type"] == "http"
    await send({"type": "http.response.start", "status": 204, "headers": []})
    await send({"type": "http.response.body"})


def test_an_application_is_started_by_one_thread(
    mock: EventBridgeMock, orders: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("httpx")
    sent = mock.invoke(orders)
    receiver = AsgiReceiver(application, URL, 5)
    request = sent.attempts[0].request

    waits = functions_that_wait(
        receiver, "_lock", lambda: receiver.send(request, None), monkeypatch
    )
    receiver.close()

    assert waits == ["_wait_for_start"]


def test_loggers_get_and_lose_a_filter_by_one_thread_at_a_time(
    mock: EventBridgeMock, orders: str, server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    mock.route(URL, f"http://127.0.0.1:{server.server_port}")

    waits = functions_that_wait(
        requests_library, "_LOGGERS_LOCK", lambda: mock.invoke(orders), monkeypatch
    )

    assert waits == ["_hiding", "_hiding"]
