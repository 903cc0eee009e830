"""What answers an outbound request: scripted replies and `unmatched_endpoint`."""

from __future__ import annotations

import http.server
import socket
import threading
from typing import TYPE_CHECKING, Any

import pytest
import requests
import responses
from responses import matchers, registries

from eventbridge_mock import mock_api_destinations
from eventbridge_mock.errors import NotActiveError
from eventbridge_mock.records.invocations import Headers, HttpRequest
from eventbridge_mock.replies.capture import Capture

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from eventbridge_mock import EventBridgeMock

URL = "https://api.partner.example/orders"


@pytest.mark.parametrize(
    ("status", "outcome"),
    [(200, "delivered"), (299, "delivered"), (302, "failed"), (503, "failed")],
)
def test_a_scripted_status_decides_the_outcome(
    mock: EventBridgeMock, orders: str, status: int, outcome: str
) -> None:
    mock.responses.post(URL, status=status)
    invocation = mock.invoke(orders)

    assert (invocation.status, invocation.outcome) == (status, outcome)


def test_a_failed_status_is_the_failure(mock: EventBridgeMock, orders: str) -> None:
    mock.responses.post(URL, status=503, body="busy")

    assert mock.invoke(orders).failure == (
        "ApiDestination returned HTTP status 503 with payload: busy"
    )


def test_an_attempt_keeps_the_answer(mock: EventBridgeMock, orders: str) -> None:
    mock.responses.post(URL, json={"id": 1}, headers={"X-Request": "r-1"}, status=201)
    (attempt,) = mock.invoke(orders).attempts

    assert (attempt.status, attempt.response_body) == (201, b'{"id": 1}')
    assert attempt.response_headers["x-request"] == "r-1"
    assert (attempt.error, attempt.is_success) == (None, True)


UNREACHABLE = (
    "Unable to invoke ApiDestination endpoint: API destination endpoint cannot be"
    " reached."
)
TIMED_OUT = (
    "Unable to invoke ApiDestination endpoint: Timeout calling endpoint for API"
    " Destination: socket closed."
)


@pytest.mark.parametrize(
    ("error", "text", "failure"),
    [
        (requests.ConnectionError("reset"), "ConnectionError: reset", UNREACHABLE),
        (requests.Timeout("5 s"), "Timeout: 5 s", TIMED_OUT),
        (TimeoutError("5 s"), "TimeoutError: 5 s", TIMED_OUT),
        (ConnectionRefusedError("no"), "ConnectionRefusedError: no", UNREACHABLE),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_scripted_failure_is_recorded(
    mock: EventBridgeMock, orders: str, error: Exception, text: str, failure: str
) -> None:
    mock.responses.post(URL, body=error)
    invocation = mock.invoke(orders)
    attempt = invocation.attempts[0]

    assert (attempt.error, attempt.status, attempt.is_success) == (text, None, False)
    assert (invocation.outcome, invocation.failure) == ("failed", failure)


def test_matchers_see_the_whole_request(mock: EventBridgeMock, orders: str) -> None:
    mock.responses.post(
        URL,
        status=202,
        match=[
            matchers.json_params_matcher({"order": 7}),
            matchers.header_matcher(
                {"Authorization": "Basic c2hvcDpub3QtYS1zZWNyZXQ="}
            ),
        ],
    )

    assert mock.invoke(orders, {"order": 7}).status == 202


def test_a_query_can_be_matched(
    mock: EventBridgeMock, make_orders: Callable[..., None]
) -> None:
    make_orders(InvocationEndpoint=f"{URL}?a=b%20c")
    mock.responses.post(
        URL, status=202, match=[matchers.query_param_matcher({"a": "b c"})]
    )

    assert mock.invoke("orders").status == 202


def test_a_callback_answers(mock: EventBridgeMock, orders: str) -> None:
    def answer(request: requests.PreparedRequest) -> tuple[int, dict[str, str], Any]:
        return 200, {}, request.body

    mock.responses.add_callback("POST", URL, callback=answer)

    assert mock.invoke(orders, {"a": 1}).attempts[0].response_body == b'{"a":1}'


def test_an_assertion_in_a_callback_reaches_the_test(
    mock: EventBridgeMock, orders: str
) -> None:
    def answer(request: requests.PreparedRequest) -> Any:
        assert request.body is None, "the test's own words"

    mock.responses.add_callback("POST", URL, callback=answer)

    with pytest.raises(AssertionError, match="the test's own words"):
        mock.invoke(orders)


def test_a_callback_may_call_the_mock(
    mock: EventBridgeMock, events: Any, orders: str
) -> None:
    def answer(_: requests.PreparedRequest) -> tuple[int, dict[str, str], str]:
        return 200, {}, events.describe_connection(Name="partner")["ConnectionState"]

    mock.responses.add_callback("POST", URL, callback=answer)

    assert mock.invoke(orders).attempts[0].response_body == b"AUTHORIZED"


def test_scripted_replies_come_in_order(mock: EventBridgeMock, orders: str) -> None:
    mock.responses.post(URL, status=503)
    mock.responses.post(URL, status=200)
    first, second = mock.invoke(orders), mock.invoke(orders)

    assert [attempt.status for attempt in first.attempts] == [503, 200]
    assert [attempt.status for attempt in second.attempts] == [200]


def test_a_reply_without_content_has_an_empty_body(
    mock: EventBridgeMock, orders: str
) -> None:
    mock.responses.post(URL, status=204)

    assert mock.invoke(orders).attempts[0].response_body == b""


def test_a_redirect_is_not_followed(mock: EventBridgeMock, orders: str) -> None:
    mock.responses.post(URL, status=307, headers={"Location": f"{URL}/moved"})
    invocation = mock.invoke(orders)

    assert (invocation.status, len(mock.responses.calls)) == (307, 1)


def test_calls_of_responses_are_recorded_too(
    mock: EventBridgeMock, orders: str
) -> None:
    mock.responses.post(URL)
    mock.invoke(orders, {"order": 7})

    assert mock.responses.calls[0].request.body == b'{"order":7}'


def test_an_ordered_registry_is_kept_to(mock: EventBridgeMock, orders: str) -> None:
    mock.responses._set_registry(registries.OrderedRegistry)  # noqa: SLF001 - its only way for a mock that exists
    mock.responses.post(URL, status=503)
    mock.responses.post(URL, status=200)
    invocation = mock.invoke(orders)

    assert [attempt.status for attempt in invocation.attempts] == [503, 200]


def test_what_no_reply_fits_is_accepted(mock: EventBridgeMock, orders: str) -> None:
    mock.responses.get(URL, status=503)
    invocation = mock.invoke(orders)
    mock.responses.reset()

    assert (invocation.status, invocation.outcome) == (200, "delivered")
    assert invocation.attempts[0].response_body == b""


def test_replies_of_the_responses_library_are_not_ours(
    mock: EventBridgeMock, orders: str
) -> None:
    with responses.RequestsMock() as own:
        own.post(URL, status=503)
        own.get("https://elsewhere.example", body="own")
        invocation = mock.invoke(orders)
        own_answer = requests.get("https://elsewhere.example", timeout=5)
        requests.post(URL, timeout=5)

    assert (invocation.status, own_answer.text) == (200, "own")


@responses.activate
def test_scripted_replies_are_not_those_of_responses(
    mock: EventBridgeMock, orders: str
) -> None:
    mock.responses.post(URL, status=202)
    invocation = mock.invoke(orders)

    with pytest.raises(requests.ConnectionError):
        requests.post(URL, timeout=5)

    assert (invocation.status, len(responses.calls)) == (202, 1)


def test_reset_forgets_replies_and_goes_on(mock: EventBridgeMock, orders: str) -> None:
    mock.responses.post(URL, status=503)
    mock.responses.reset()
    without = mock.invoke(orders)
    mock.responses.post(URL, status=202)

    assert (without.status, mock.invoke(orders).status) == (200, 202)


def test_a_stopped_mock_answers_nothing() -> None:
    request = HttpRequest(method="POST", url=URL, headers=Headers(()), body=b"")
    capture = Capture()
    capture.responses.post(URL, status=503)
    capture.stop()

    with pytest.raises(NotActiveError) as caught:
        capture.send(request, "accept")

    assert str(caught.value) == (
        f"POST {URL} was not sent, because the mock has stopped. End threads and tasks"
        " before the mock stops."
    )


def test_starting_the_replies_leaves_other_requests_alone(
    mock: EventBridgeMock,
) -> None:
    with responses.RequestsMock() as own:
        own.get(URL, body="own")
        with mock.responses:
            mock.responses.get(URL, status=503)
            answer = requests.get(URL, timeout=5)

    assert answer.text == "own"


def test_a_reply_that_passes_through_is_none(
    mock: EventBridgeMock, orders: str
) -> None:
    mock.responses.add(responses.PassthroughResponse("POST", URL))

    assert mock.invoke(orders).status == 200


def test_the_response_callback_has_the_last_word(
    mock: EventBridgeMock, orders: str
) -> None:
    def change(response: Any) -> Any:
        response.status_code = 418
        return response

    mock.responses.response_callback = change
    mock.responses.post(URL, status=503)

    assert mock.invoke(orders).status == 418


def test_an_exception_of_a_callback_is_a_call_too(
    mock: EventBridgeMock, orders: str
) -> None:
    error = requests.ConnectionError("reset")
    mock.responses.add_callback("POST", URL, callback=lambda _: error)
    invocation = mock.invoke(orders)

    assert invocation.attempts[0].error == "ConnectionError: reset"
    assert mock.responses.calls[0].response is error


@pytest.fixture
def server() -> Iterator[int]:
    """The port of a server that speaks plain HTTP."""
    handler = http.server.BaseHTTPRequestHandler
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as running:
        thread = threading.Thread(target=running.serve_forever)
        thread.start()
        yield running.server_port
        running.shutdown()
        thread.join()


class TestSend:
    """`unmatched_endpoint="send"`: what `requests` sends, the test answers."""

    pytestmark = pytest.mark.usefixtures("sending")

    @pytest.fixture
    def sending(self, mock: EventBridgeMock) -> Iterator[None]:
        with mock_api_destinations(unmatched_endpoint="send"):
            yield

    def test_the_tests_own_responses_answer(
        self, mock: EventBridgeMock, orders: str
    ) -> None:
        with responses.RequestsMock() as own:
            own.post(URL, status=202, body="own")
            invocation = mock.invoke(orders)

        assert invocation.status == 202
        assert invocation.attempts[0].response_body == b"own"

    def test_the_tests_own_responses_see_the_whole_request(
        self, mock: EventBridgeMock, orders: str
    ) -> None:
        with responses.RequestsMock() as own:
            own.post(URL)
            invocation = mock.invoke(orders, {"order": 7})
            seen = own.calls[0].request

        assert (seen.url, seen.body) == (URL, b'{"order":7}')
        assert dict(seen.headers) == dict(invocation.headers)

    def test_a_scripted_reply_comes_first(
        self, mock: EventBridgeMock, orders: str
    ) -> None:
        mock.responses.post(URL, status=503)

        assert mock.invoke(orders).status == 503

    def test_what_no_scripted_reply_fits_is_sent(
        self, mock: EventBridgeMock, orders: str
    ) -> None:
        mock.responses.get(URL, status=503)
        with responses.RequestsMock() as own:
            own.post(URL, status=202)
            invocation = mock.invoke(orders)
        mock.responses.reset()

        assert invocation.status == 202

    def test_an_endpoint_has_five_seconds(
        self, mock: EventBridgeMock, orders: str
    ) -> None:
        """AWS guide "API destinations as targets"."""
        with responses.RequestsMock() as own:
            own.post(URL)
            mock.invoke(orders)
            seen = own.calls[0].request

        assert seen.req_kwargs["timeout"] == 5

    def test_a_slow_endpoint_is_a_failure(
        self, mock: EventBridgeMock, orders: str
    ) -> None:
        with responses.RequestsMock() as own:
            own.post(URL, body=requests.ReadTimeout("no answer in 5 s"))
            invocation = mock.invoke(orders)

        assert invocation.attempts[0].error == "ReadTimeout: no answer in 5 s"

    def test_a_refusing_server_is_a_failure(
        self, mock: EventBridgeMock, make_orders: Callable[..., None]
    ) -> None:
        with socket.create_server(("127.0.0.1", 0)) as closed:
            port = closed.getsockname()[1]
        make_orders(InvocationEndpoint=f"https://127.0.0.1:{port}/orders")
        invocation = mock.invoke("orders")

        assert (invocation.outcome, invocation.status) == ("failed", None)
        assert str(invocation.attempts[0].error).startswith("ConnectionError: ")

    def test_a_real_server_is_reached(
        self, mock: EventBridgeMock, make_orders: Callable[..., None], server: int
    ) -> None:
        """A server without TLS: AWS, and so the mock, speaks nothing else."""
        make_orders(InvocationEndpoint=f"https://127.0.0.1:{server}/orders")
        invocation = mock.invoke("orders")

        assert (invocation.outcome, invocation.status) == ("failed", None)
        assert str(invocation.attempts[0].error).startswith("SSLError: ")

    def test_the_tests_own_certificates_are_trusted(
        self,
        mock: EventBridgeMock,
        orders: str,
        monkeypatch: pytest.MonkeyPatch,
        tmp_path: Path,
    ) -> None:
        """As with any ordinary call of `requests`."""
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path))
        with responses.RequestsMock() as own:
            own.post(URL)
            mock.invoke(orders)
            seen = own.calls[0].request

        assert seen.req_kwargs["verify"] == str(tmp_path)

    def test_a_token_is_asked_for_too(
        self, mock: EventBridgeMock, make_orders: Callable[..., None]
    ) -> None:
        with responses.RequestsMock() as own:
            own.post(
                "https://auth.partner.example/token",
                json={"access_token": "not-a-token"},
            )
            own.post(URL)
            make_orders("OAUTH_CLIENT_CREDENTIALS")
            invocation = mock.invoke("orders")

        assert invocation.headers["Authorization"] == "Bearer not-a-token"


class TestRefuse:
    """`unmatched_endpoint="refuse"`: an endpoint nobody scripted is not there."""

    def test_the_connection_fails(self, mock: EventBridgeMock, orders: str) -> None:
        refusing = mock_api_destinations(unmatched_endpoint="refuse")
        with refusing:
            invocation = mock.invoke(orders)
        mock.reset()

        assert (invocation.outcome, invocation.status) == ("failed", None)
        assert invocation.attempts[0].error == (
            f"Connection refused: no scripted reply for POST {URL}"
        )

    def test_a_scripted_endpoint_is_there(
        self, mock: EventBridgeMock, orders: str
    ) -> None:
        mock.responses.post(URL, status=202)
        with mock_api_destinations(unmatched_endpoint="refuse"):
            invocation = mock.invoke(orders)

        assert invocation.status == 202


def test_a_capture_within_another_sees_its_routes() -> None:
    def answering(status: str) -> Callable[..., Any]:
        def application(environ: Any, start_response: Any) -> list[bytes]:
            start_response(status, [])
            return []

        return application

    def status(capture: Capture, url: str) -> int | None:
        request = HttpRequest(method="POST", url=url, headers=Headers(()), body=b"")
        return capture.send(request, "accept").status

    outer = Capture()
    inner = Capture(around=outer)
    outer.route(URL, answering("202 Accepted"))
    inner.route(f"{URL}/inner", answering("203 Other"))
    answers = (status(inner, URL), status(inner, f"{URL}/inner"))
    inner.stop()

    assert answers == (202, 203)
    assert status(outer, f"{URL}/inner") == 202
