"""Threads and tasks that are within a call, or a delivery, when the mock stops.

They send nothing more, and change nothing of the next mock.
"""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

import pytest
from botocore import xform_name
from botocore.client import BaseClient
from botocore.config import Config

from eventbridge_mock import current_mock, mock_api_destinations
from eventbridge_mock.activation.activation import ACTIVATIONS
from eventbridge_mock.errors import NotActiveError, ReceiverError
from eventbridge_mock.records.invocations import NO_HEADERS, HttpRequest
from tests.conftest import REGION_NAME
from tests.delivery.partner import QUEUE, QUEUE_ARN, URL
from tests.requests_to_aws import api_destination, connection
from tests.state.setting import put_event, put_rule, target
from tests.targets.conftest import aws

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from concurrent.futures import Future

    from eventbridge_mock import EventBridgeMock
    from tests.local_server import LocalServer
    from tests.targets.server import AwsServer

__all__ = ["aws"]

SECONDS = 30
WAS_NOT_SENT = (
    "was not sent: it began while a mock was active, which has stopped meanwhile. End"
    " threads and tasks before the mock stops."
)


class Gate:
    """A place in the code of the test where a thread waits until the mock is over."""

    def __init__(self) -> None:
        self._reached = threading.Event()
        self._opened = threading.Event()

    def wait(self, *_: object, **__: object) -> None:
        """Wait in the thread; only the first time, because then it stays open."""
        self._reached.set()
        assert self._opened.wait(SECONDS)

    def wait_until_reached(self) -> None:
        assert self._reached.wait(SECONDS)

    def open(self) -> None:
        self._opened.set()


@pytest.fixture
def gate() -> Gate:
    return Gate()


@pytest.fixture
def in_a_thread(gate: Gate) -> Iterator[Callable[..., Future[Any]]]:
    """Begin a call in a thread; return when that waits at the gate."""
    with ThreadPoolExecutor(2) as threads:

        def begin(act: Callable[..., Any], **parameters: Any) -> Future[Any]:
            future = threads.submit(act, **parameters)
            gate.wait_until_reached()
            return future

        yield begin
        gate.open()


def started(**options: Any) -> EventBridgeMock:
    """Start a mock that does not complain of a reply that is being given."""
    mock = mock_api_destinations(
        region_name=REGION_NAME, assert_all_responses_were_used=False, **options
    )
    return mock.start()


@pytest.fixture
def make_proxied(
    make_client: Callable[..., Any], server: LocalServer
) -> Callable[[str], Any]:
    """Make clients whose requests to AWS a server on this machine would get."""

    def make(service_name: str = "events") -> Any:
        proxied = Config(proxies={"http": server.url})
        return make_client(service_name, use_ssl=False, config=proxied)

    return make


def make_orders(events: Any) -> None:
    arn = events.create_connection(**connection())["ConnectionArn"]
    events.create_api_destination(**api_destination(arn, InvocationEndpoint=URL))


BEFORE_THE_ANSWER = "provide-client-params", "before-parameter-build"
AFTER_THE_HANDLERS = "request-created", "before-send"


@pytest.mark.parametrize("event", BEFORE_THE_ANSWER)
@pytest.mark.parametrize("has_next", [False, True], ids=["no mock", "the next mock"])
def test_a_call_without_an_answer_is_refused(
    make_proxied: Callable[..., Any],
    server: LocalServer,
    gate: Gate,
    in_a_thread: Callable[..., Future[Any]],
    *,
    event: str,
    has_next: bool,
) -> None:
    client = make_proxied()
    client.meta.events.register(f"{event}.events.CreateConnection", gate.wait)
    mock = started()
    call = in_a_thread(client.create_connection, **connection())
    mock.stop()
    if has_next:
        mock.start()
        assert client.list_connections()["Connections"] == []
    gate.open()

    with pytest.raises(NotActiveError) as caught:
        call.result(SECONDS)

    assert str(caught.value) == f"events.CreateConnection {WAS_NOT_SENT}"
    assert server.requests == []
    if has_next:
        assert client.list_connections()["Connections"] == []
        mock.stop()


@pytest.mark.parametrize("event", [*BEFORE_THE_ANSWER, *AFTER_THE_HANDLERS])
@pytest.mark.parametrize("has_next", [False, True], ids=["no mock", "the next mock"])
def test_a_call_of_another_service_is_refused(
    make_proxied: Callable[..., Any],
    server: LocalServer,
    gate: Gate,
    in_a_thread: Callable[..., Future[Any]],
    *,
    event: str,
    has_next: bool,
) -> None:
    """The options of the next mock do not let it through."""
    client = make_proxied("ssm")
    client.meta.events.register(f"{event}.ssm", gate.wait)
    mock = started()
    call = in_a_thread(client.describe_parameters)
    mock.stop()
    if has_next:
        mock = mock_api_destinations(passthrough=("ssm",)).start()
    gate.open()

    with pytest.raises(NotActiveError) as caught:
        call.result(SECONDS)

    assert str(caught.value) == f"ssm.DescribeParameters {WAS_NOT_SENT}"
    assert server.requests == []
    if has_next:
        mock.stop()


def test_a_call_that_an_instrument_holds_back_is_refused(
    make_proxied: Callable[..., Any],
    server: LocalServer,
    gate: Gate,
    in_a_thread: Callable[..., Future[Any]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The mock has not learnt yet which call it is."""
    original = BaseClient._make_api_call  # noqa: SLF001 - what instruments wrap

    def traced(*args: Any) -> Any:
        gate.wait()
        return original(*args)

    monkeypatch.setattr(BaseClient, "_make_api_call", traced)
    mock = started()
    call = in_a_thread(make_proxied("ssm").describe_parameters)
    mock.stop()
    gate.open()

    with pytest.raises(NotActiveError) as caught:
        call.result(SECONDS)
    assert str(caught.value) == f"aws.request {WAS_NOT_SENT}"
    assert server.requests == []


def test_a_call_that_may_leave_the_process_still_may(
    make_proxied: Callable[..., Any],
    server: LocalServer,
    gate: Gate,
    in_a_thread: Callable[..., Future[Any]],
) -> None:
    client = make_proxied("ssm")
    client.meta.events.register("before-parameter-build.ssm", gate.wait)
    with mock_api_destinations(passthrough=("ssm",)):
        call = in_a_thread(client.describe_parameters)
    gate.open()
    call.result(SECONDS)

    assert server.requests == ["POST http://ssm.eu-west-1.amazonaws.com/"]


def test_a_call_of_an_asynchronous_client_is_refused(
    gate: Gate, in_a_thread: Callable[..., Future[Any]]
) -> None:
    session = pytest.importorskip("aiobotocore.session").get_session()
    keys = {"aws_access_key_id": "testing", "aws_secret_access_key": "testing"}

    async def call_once() -> Any:
        async with session.create_client("ssm", REGION_NAME, **keys) as client:
            client.meta.events.register("before-parameter-build", gate.wait)
            try:
                await client.describe_parameters()
            except NotActiveError as error:
                return str(error), vars(client._endpoint).get("_send")  # noqa: SLF001 - what was held

    mock = started()
    call = in_a_thread(lambda: asyncio.run(call_once()))
    mock.stop()
    gate.open()

    assert call.result(SECONDS) == (f"ssm.DescribeParameters {WAS_NOT_SENT}", None)


@pytest.mark.parametrize("has_next", [False, True])
@pytest.mark.parametrize("has_keys", [False, True])
@pytest.mark.parametrize(
    ("service_name", "operation_name"),
    [("ssm", "DescribeParameters"), ("events", "ListRules")],
)
def test_a_call_that_waits_in_a_handler_of_the_test_is_refused(
    service_name: str,
    operation_name: str,
    has_keys: bool,  # noqa: FBT001 - a parameter of the test
    has_next: bool,  # noqa: FBT001 - the same
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """No thread is within it when the mock stops, and its task has just begun."""
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    session = pytest.importorskip("aiobotocore.session").get_session()
    if has_keys:
        session.set_credentials("testing", "testing")

    async def call_and_stop() -> tuple[str, object]:
        reached, may_go_on = asyncio.Event(), asyncio.Event()

        async def wait(**_: Any) -> None:
            reached.set()
            await may_go_on.wait()

        mock = started()
        async with session.create_client(service_name, REGION_NAME) as client:
            client.meta.events.register("before-parameter-build", wait)
            call = asyncio.ensure_future(getattr(client, xform_name(operation_name))())
            await reached.wait()
            mock.stop()
            following = mock_api_destinations() if has_next else nullcontext()
            with following:
                may_go_on.set()
                with pytest.raises(NotActiveError) as caught:
                    await call
            return str(caught.value), vars(client._endpoint).get("_send")  # noqa: SLF001 - what was held

    message = f"{service_name}.{operation_name} {WAS_NOT_SENT}"
    assert asyncio.run(call_and_stop()) == (message, None)


def test_other_calls_of_the_client_go_where_they_go_without_a_mock(
    make_proxied: Callable[..., Any],
    server: LocalServer,
    gate: Gate,
    in_a_thread: Callable[..., Future[Any]],
) -> None:
    """Those in other threads, and the next ones in that thread."""
    client = make_proxied("ssm")
    first, second = Gate(), Gate()
    operation = "before-parameter-build.ssm"
    client.meta.events.register(f"{operation}.DescribeParameters", first.wait)
    client.meta.events.register(f"{operation}.DescribeSessions", second.wait)
    mock = started()
    calls = []
    with ThreadPoolExecutor(2) as threads:
        calls.append(threads.submit(client.describe_parameters))
        first.wait_until_reached()
        calls.append(threads.submit(client.describe_sessions, State="Active"))
        second.wait_until_reached()
        mock.stop()

        client.list_documents()
        for opened, call in zip((first, second), calls, strict=True):
            assert "_send" in vars(client._endpoint)  # noqa: SLF001 - what is held
            opened.open()
            with pytest.raises(NotActiveError):
                call.result(SECONDS)
        threads.submit(client.list_documents).result(SECONDS)

    assert "_send" not in vars(client._endpoint)  # noqa: SLF001 - what was held
    assert len(server.requests) == 2
    gate.open()


@pytest.mark.parametrize(
    ("service_name", "method_name", "parameters"),
    [("events", "create_connection", connection()), ("ssm", "describe_parameters", {})],
    ids=["events", "ssm"],
)
def test_a_call_begun_within_an_inner_mock_ends_with_that(
    make_proxied: Callable[..., Any],
    server: LocalServer,
    gate: Gate,
    in_a_thread: Callable[..., Future[Any]],
    *,
    service_name: str,
    method_name: str,
    parameters: dict[str, Any],
) -> None:
    """It changes nothing of the outer mock, and has none of its options."""
    client = make_proxied(service_name)
    client.meta.events.register("before-parameter-build", gate.wait)
    outer = mock_api_destinations(region_name=REGION_NAME, passthrough=("ssm",))
    with outer:
        inner = mock_api_destinations(passthrough=())
        ACTIVATIONS.start(inner, {"passthrough": ()}, "copied")
        call = in_a_thread(getattr(client, method_name), **parameters)
        inner.stop()
        gate.open()

        with pytest.raises(NotActiveError, match=f"^{service_name}.*{WAS_NOT_SENT}$"):
            call.result(SECONDS)
        assert dict(outer.connections) == {}
    assert server.requests == []


def test_a_call_that_an_inner_mock_lets_through_still_may_leave(
    make_proxied: Callable[..., Any],
    server: LocalServer,
    gate: Gate,
    in_a_thread: Callable[..., Future[Any]],
) -> None:
    """The outer mock, which would refuse it, does not answer for it."""
    client = make_proxied("ssm")
    client.meta.events.register("before-parameter-build.ssm", gate.wait)
    with mock_api_destinations(region_name=REGION_NAME):
        inner = mock_api_destinations()
        ACTIVATIONS.start(inner, {"passthrough": ("ssm",)}, "copied")
        call = in_a_thread(client.describe_parameters)
        inner.stop()
        gate.open()
        call.result(SECONDS)

    assert server.requests == ["POST http://ssm.eu-west-1.amazonaws.com/"]


def test_a_call_begun_within_the_outer_mock_is_answered_from_that(
    make_client: Callable[..., Any],
    gate: Gate,
    in_a_thread: Callable[..., Future[Any]],
) -> None:
    client = make_client()
    client.meta.events.register("before-parameter-build.events", gate.wait)
    with mock_api_destinations(region_name=REGION_NAME) as outer:
        call = in_a_thread(client.create_connection, **connection())
        inner = mock_api_destinations(region_name=REGION_NAME)
        ACTIVATIONS.start(inner, {}, "copied")
        gate.open()
        call.result(SECONDS)
        assert dict(inner.connections) == {}
        inner.stop()

        assert list(outer.connections) == ["partner"]


@pytest.mark.parametrize(
    ("status", "error"),
    [
        pytest.param(200, None, id="delivered"),
        pytest.param(400, None, id="refused"),
        pytest.param(
            503,
            f"POST {URL} was not sent, because the mock has stopped. End"
            " threads and tasks before the mock stops.",
            id="to be retried",
        ),
    ],
)
def test_a_delivery_ends_with_the_attempt_that_is_under_way(
    make_client: Callable[..., Any],
    gate: Gate,
    in_a_thread: Callable[..., Future[Any]],
    status: int,
    error: str | None,
) -> None:
    """Also if nothing is scripted, and requests would really be sent."""

    def answer(_: object) -> Any:
        gate.wait()
        return status, {}, ""

    events = make_client()
    mock = started(unmatched_endpoint="send")
    make_orders(events)
    mock.responses.add_callback("POST", URL, answer)
    call = in_a_thread(mock.invoke, api_destination="orders")
    mock.stop()
    with mock_api_destinations(region_name=REGION_NAME) as following:
        gate.open()
        raised = call.exception(SECONDS)

        assert len(following.invocations) == 0
    assert (raised and str(raised)) == error
    (invocation,) = mock.invocations
    assert invocation.attempts[0].status == status
    assert len(invocation.attempts) == (1 if error is None else 2)


def test_no_target_and_no_dead_letter_queue_is_reached(
    aws: AwsServer,
    make_client: Callable[..., Any],
    gate: Gate,
    in_a_thread: Callable[..., Future[Any]],
) -> None:
    def refuse(_: object) -> Any:
        gate.wait()
        return 400, {}, ""

    events = make_client()
    mock = started()
    make_orders(events)
    arn = mock.api_destinations["orders"].api_destination_arn
    put_rule(
        events,
        "orders",
        None,
        target(arn, "a", DeadLetterConfig=QUEUE),
        target(QUEUE_ARN, "b"),
    )
    mock.responses.add_callback("POST", URL, refuse)
    call = in_a_thread(put_event, events=events)
    mock.stop()
    gate.open()
    call.result(SECONDS)

    assert aws.received == []
    reason = "Nothing was sent, because the mock has stopped meanwhile."
    (letter,) = mock.dead_letters
    assert letter.queue_failure == f"INTERNAL_ERROR: {reason}"
    assert reason in str(mock.explain(mock.events.last)).splitlines()[-1]


def test_a_clock_that_is_being_moved_runs_nothing_more(
    make_client: Callable[..., Any],
    gate: Gate,
    in_a_thread: Callable[..., Future[Any]],
) -> None:
    def fail(_: object) -> Any:
        if mock.invocations.last.attempts:
            gate.wait()
        return 503, {}, ""

    events = make_client()
    mock = started(delivery="on_time")
    make_orders(events)
    mock.responses.add_callback("POST", URL, fail)
    mock.invoke("orders")
    call = in_a_thread(mock.advance, days=1)
    mock.stop()
    gate.open()
    call.result(SECONDS)

    assert [one.status for one in mock.invocations.last.attempts] == [503, 503]


def test_a_wait_for_an_application_ends_with_the_mock(
    make_client: Callable[..., Any],
    gate: Gate,
    in_a_thread: Callable[..., Future[Any]],
) -> None:
    pytest.importorskip("httpx")

    async def application(scope: Any, receive: Any, send: Any) -> None:
        assert scope["type"] == "http", "it has no lifespan"
        threading.Thread(target=gate.wait).start()
        await asyncio.Event().wait()

    events = make_client()
    mock = started()
    make_orders(events)
    mock.route(URL, application)
    call = in_a_thread(mock.invoke, api_destination="orders")
    mock.stop()

    with pytest.raises(ReceiverError) as caught:
        call.result(SECONDS)
    assert str(caught.value) == (
        f"The application routed to '{URL}' did not answer POST {URL},"
        " because it was cancelled."
    )


def test_an_application_of_wsgi_may_answer_after_the_mock(
    make_client: Callable[..., Any],
    gate: Gate,
    in_a_thread: Callable[..., Future[Any]],
) -> None:
    def application(_: Any, start_response: Any) -> Any:
        gate.wait()
        start_response("202 Accepted", [])
        return [b""]

    events = make_client()
    mock = started()
    make_orders(events)
    mock.route(URL, application)
    call = in_a_thread(mock.invoke, api_destination="orders")
    mock.stop()
    gate.open()

    assert call.result(SECONDS).outcome == "delivered"
    assert mock.invocations.last.status == 202


@pytest.mark.parametrize("is_used", [False, True], ids=["not used before", "used"])
def test_a_state_that_has_stopped_sends_nothing(*, is_used: bool) -> None:
    """A thread within an operation may be the first that needs a reply."""
    request = HttpRequest(method="POST", url=URL, headers=NO_HEADERS, body=b"")
    with mock_api_destinations():
        state = ACTIVATIONS.current_state()
        if is_used:
            assert state.capture.send(request, "accept").status == 200

    with pytest.raises(NotActiveError):
        state.capture.send(request, "send")


def test_a_thread_that_calls_later_is_answered_by_the_mock_of_then(
    make_client: Callable[..., Any],
) -> None:
    """Nothing tells it from a thread of the next test."""
    client = make_client()
    with (
        ThreadPoolExecutor(1) as threads,
        mock_api_destinations(region_name=REGION_NAME),
    ):
        threads.submit(client.list_connections).result(SECONDS)
    with (
        ThreadPoolExecutor(1) as threads,
        mock_api_destinations(region_name=REGION_NAME),
    ):
        threads.submit(client.create_connection, **connection()).result(SECONDS)
        assert list(current_mock().connections) == ["partner"]
