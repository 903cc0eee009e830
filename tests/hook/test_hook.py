"""Which clients are caught, who goes before the mock, and what is left of it."""

from __future__ import annotations

import functools
import gc
import inspect
import re
import threading
import weakref
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest.mock import Mock, call, patch

import boto3
import botocore
import botocore.client
import botocore.session
import pytest
from botocore.client import BaseClient
from botocore.config import Config
from botocore.credentials import CredentialResolver, RefreshableCredentials
from botocore.endpoint import Endpoint
from botocore.exceptions import BotoCoreError
from botocore.stub import ANY, Stubber

import eventbridge_mock
from eventbridge_mock import UnmockedAwsCallError, mock_api_destinations
from tests.requests_to_aws import connection

if TYPE_CHECKING:
    from collections.abc import Callable

    from eventbridge_mock import EventBridgeMock
    from tests.local_server import LocalServer

SETTINGS = {
    "region_name": "eu-west-1",
    "aws_access_key_id": "testing",
    "aws_secret_access_key": "testing",
}

# As a module of an application makes them, when it is imported.
CLIENT = botocore.session.Session().create_client("events", **SETTINGS)
BOTO3_CLIENT = boto3.Session().client("events", **SETTINGS)
MAKE_API_CALL = "botocore.client.BaseClient._make_api_call"
ORIGINAL = botocore.client.BaseClient._make_api_call  # noqa: SLF001 - what users take


def with_stubs(client: Any, operation_name: str, params: Any) -> Any:
    """Stand in for `_make_api_call`, as is done in many tests."""
    if operation_name == "ListEndpoints":
        return {"Endpoints": [{"Name": "patched"}]}
    return ORIGINAL(client, operation_name, params)


def names(client: Any) -> list[str]:
    return [one["Name"] for one in client.list_connections()["Connections"]]


def is_answered(client: Any, model: Any) -> bool:
    """Tell whether any handler answers a `before-call` of *client*."""
    _, answer = client.meta.events.emit_until_response(
        f"before-call.events.{model.name}",
        model=model,
        params={"body": b"{}", "url": client.meta.endpoint_url, "headers": {}},
        request_signer=client._request_signer,  # noqa: SLF001 - as botocore emits it
        context={},
    )
    return answer is not None


def test_the_private_names_exist_that_the_mock_replaces() -> None:
    assert callable(vars(BaseClient)["_emit_api_params"])
    assert callable(vars(BaseClient)["_make_api_call"])
    assert callable(vars(Endpoint)["_send"])
    assert callable(vars(CredentialResolver)["load_credentials"])


def test_the_private_name_exists_that_gives_the_account() -> None:
    signer = CLIENT._request_signer  # noqa: SLF001 - what botocore hands to handlers

    assert vars(signer)["_credentials"].access_key == "testing"


# Attributes of botocore's objects that no other package may rely upon.
PRIVATE_NAMES = re.compile(
    r"\b(_emit_api_params|_make_api_call|_send_request|_request_signer|_credentials"
    r"|_event_emitter|_user_agent_creator|_ruleset_resolver|_INITIALIZERS)\b"
    r"|client\._[a-z]"
)


def test_private_names_of_botocore_are_used_in_the_hook_alone() -> None:
    package = Path(eventbridge_mock.__file__).parent
    users = {
        path.relative_to(package).parts[0]
        for path in package.rglob("*.py")
        if PRIVATE_NAMES.search(path.read_text("utf-8"))
    }

    assert users == {"hook"}


def test_new_sessions_are_left_alone_after_the_mock() -> None:
    before = list(botocore._INITIALIZERS)  # noqa: SLF001 - no public list
    with mock_api_destinations():
        within = list(botocore._INITIALIZERS)  # noqa: SLF001 - no public list

    assert len(within) == len(before) + 1
    assert before == botocore._INITIALIZERS  # noqa: SLF001 - no public list


@pytest.mark.parametrize("client", [CLIENT, BOTO3_CLIENT], ids=["botocore", "boto3"])
def test_a_client_of_a_module_is_caught(client: Any, mock: EventBridgeMock) -> None:
    client.create_connection(**connection())

    assert list(mock.connections) == ["partner"]


def test_a_client_made_before_the_mock_is_caught(
    make_client: Callable[..., Any],
) -> None:
    client = make_client()

    with mock_api_destinations(region_name="eu-west-1") as mock:
        client.create_connection(**connection())

        assert list(mock.connections) == ["partner"]


def test_a_client_made_within_the_mock_is_caught(
    mock: EventBridgeMock, make_client: Callable[..., Any]
) -> None:
    make_client().create_connection(**connection())

    assert list(mock.connections) == ["partner"]


def test_a_client_is_caught_by_one_mock_after_the_other() -> None:
    for _ in range(3):
        with mock_api_destinations(region_name="eu-west-1"):
            before = names(CLIENT)
            CLIENT.create_connection(**connection())
            after = names(CLIENT)

            assert (before, after) == ([], ["partner"])


def test_sessions_see_the_same(mock: EventBridgeMock) -> None:
    sessions = [
        botocore.session.Session().create_client,
        boto3.Session().client,
        boto3.client,
    ]
    sessions[0]("events", **SETTINGS).create_connection(**connection())

    assert [names(create("events", **SETTINGS)) for create in sessions] == [
        ["partner"]
    ] * 3


def test_threads_are_caught(mock: EventBridgeMock) -> None:
    CLIENT.create_connection(**connection())

    with ThreadPoolExecutor(4) as threads:
        seen = list(threads.map(names, [CLIENT, BOTO3_CLIENT] * 4))

    assert seen == [["partner"]] * 8


@pytest.fixture
def default_session(monkeypatch: pytest.MonkeyPatch) -> Any:
    """boto3's session, as a test of an application has it."""
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)
    boto3.setup_default_session(region_name="eu-west-1")
    return boto3.DEFAULT_SESSION


def test_the_default_session_of_boto3_stays(default_session: Any) -> None:
    """Whoever drops it, as moto does, has each test read the service model anew."""
    with mock_api_destinations():
        within = boto3.DEFAULT_SESSION

    assert within is default_session
    assert boto3.DEFAULT_SESSION is default_session


def test_a_default_session_made_within_the_mock_stays(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)

    with mock_api_destinations():
        boto3.client("events")
        made = boto3.DEFAULT_SESSION

    assert made is not None
    assert boto3.DEFAULT_SESSION is made


def replaced() -> list[Any]:
    return [
        vars(CredentialResolver)["load_credentials"],
        vars(BaseClient)["_emit_api_params"],
        vars(BaseClient)["_make_api_call"],
        vars(Endpoint)["_send"],
    ]


@pytest.mark.parametrize("error", [None, ValueError, KeyboardInterrupt])
def test_botocore_is_restored(error: type[BaseException] | None) -> None:
    before = replaced()

    try:
        with mock_api_destinations():
            within = replaced()
            if error is not None:
                raise error
    except (ValueError, KeyboardInterrupt):
        pass

    assert replaced() == before
    assert not set(within) & set(before)


def test_botocore_is_restored_only_after_the_outermost_mock() -> None:
    before = replaced()
    with mock_api_destinations(region_name="eu-west-1"):
        with mock_api_destinations():
            CLIENT.create_connection(**connection())
        within = names(CLIENT)

    assert within == ["partner"]
    assert replaced() == before


def test_no_handler_is_left_on_a_client(make_client: Callable[..., Any]) -> None:
    client = make_client()
    model = client.meta.service_model.operation_model("ListConnections")
    with mock_api_destinations():
        client.list_connections()
        within = is_answered(client, model)

    assert within
    assert not is_answered(client, model)


def test_a_handler_of_the_user_stays(make_client: Callable[..., Any]) -> None:
    client = make_client()
    calls: list[str] = []
    client.meta.events.register(
        "before-call", lambda model, **_: calls.append(model.name)
    )

    for _ in range(2):
        with mock_api_destinations():
            client.list_connections()

    assert calls == ["ListConnections", "ListConnections"]


def test_a_forgotten_client_is_not_kept(mock: EventBridgeMock) -> None:
    client = botocore.session.Session().create_client("events", **SETTINGS)
    client.list_connections()
    kept = weakref.ref(client)

    del client
    gc.collect()

    assert kept() is None


def test_a_patch_within_the_mock_goes_before_it(mock: EventBridgeMock) -> None:
    CLIENT.create_connection(**connection())

    with patch(MAKE_API_CALL, new=with_stubs):
        endpoints = CLIENT.list_endpoints()["Endpoints"]
        connections = names(CLIENT)

    assert endpoints == [{"Name": "patched"}]
    assert connections == ["partner"]


@pytest.mark.parametrize("is_new", [True, False], ids=["new client", "older client"])
def test_a_patch_before_the_first_call_of_a_client_goes_before_the_mock(
    make_client: Callable[..., Any], *, is_new: bool
) -> None:
    """What the patch calls was there before the mock, and knows nothing of it."""
    older = make_client()
    with mock_api_destinations(region_name="eu-west-1") as mock:
        with patch(MAKE_API_CALL, new=with_stubs):
            client = make_client() if is_new else older
            client.create_connection(**connection())

        assert list(mock.connections) == ["partner"]


def test_a_patch_around_the_mock_goes_before_it() -> None:
    before = replaced()
    with patch(MAKE_API_CALL, new=with_stubs), mock_api_destinations():
        endpoints = CLIENT.list_endpoints()["Endpoints"]
        connections = names(CLIENT)

    assert endpoints == [{"Name": "patched"}]
    assert connections == []
    assert replaced() == before


def test_a_patch_without_a_function_is_a_mock_of_unittest(
    mock: EventBridgeMock,
) -> None:
    with patch(MAKE_API_CALL) as patched:
        patched.return_value = {"Connections": ["patched"]}

        assert CLIENT.list_connections() == {"Connections": ["patched"]}

    patched.assert_called_once_with("ListConnections", {})


def test_a_patch_that_ends_within_the_mock_leaves_it_working() -> None:
    before = replaced()
    mock = mock_api_destinations(region_name="eu-west-1").start()
    with patch(MAKE_API_CALL, new=with_stubs):
        pass
    seen = names(CLIENT)
    mock.stop()

    assert seen == []
    assert replaced() == before


def test_a_patch_that_begins_before_the_mock_may_end_within_it() -> None:
    before = replaced()
    patcher = patch(MAKE_API_CALL, new=with_stubs)
    patcher.start()
    mock = mock_api_destinations().start()
    patcher.stop()
    mock.stop()

    assert replaced() == before


def test_a_patch_that_begins_within_the_mock_may_end_after_it(
    make_client: Callable[..., Any],
    server: LocalServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What it puts back then is ours, and does nothing any more."""
    monkeypatch.setattr(BaseClient, "_make_api_call", ORIGINAL)
    client = make_client(endpoint_url=server.url)
    mock = mock_api_destinations().start()
    ours = vars(BaseClient)["_make_api_call"]

    def theirs(*args: Any) -> Any:
        return ours(*args)

    patcher = patch(MAKE_API_CALL, new=theirs)
    patcher.start()
    client.list_connections()
    mock.stop()
    client.list_connections()
    patcher.stop()

    client.list_connections()

    assert server.requests == ["POST /", "POST /"]


def depth() -> int:
    """Return how many functions stand around botocore's own."""
    functions = [vars(BaseClient)["_make_api_call"]]
    while functions[-1] is not ORIGINAL:
        cells = [cell.cell_contents for cell in functions[-1].__closure__]
        functions += [one for one in cells if inspect.isfunction(one)]
    return len(functions) - 1


def test_patches_that_outlive_one_mock_after_the_other_do_not_add_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """pytest's monkeypatch does so when a test asks for it before the mock."""
    monkeypatch.setattr(BaseClient, "_make_api_call", ORIGINAL)
    depths = []

    for _ in range(3):
        mock = mock_api_destinations().start()
        patcher = patch(MAKE_API_CALL, new=with_stubs)
        patcher.start()
        mock.stop()
        patcher.stop()
        depths.append(depth())

    assert depths == [1, 1, 1]
    with mock_api_destinations():
        assert names(CLIENT) == []
    assert vars(BaseClient)["_make_api_call"] is ORIGINAL


class Instrument:
    """Wrap a method as libraries of instruments do: the wrapper binds to instances."""

    def __init__(self, method: Any, seen: list[str]) -> None:
        self.method = method
        self.seen = seen
        functools.update_wrapper(self, method)

    # What its class is said to be, as by wrapt.
    __class__ = property(lambda self: type(self.method))  # type: ignore[assignment]

    def __get__(self, client: Any, owner: type) -> Any:
        def call(operation_name: str, params: Any) -> Any:
            self.seen.append(operation_name)
            return self.method.__get__(client, owner)(operation_name, params)

        return call


def test_an_instrument_of_before_the_mock_is_put_back_as_it_was(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen: list[str] = []
    instrument = Instrument(ORIGINAL, seen)
    monkeypatch.setattr(BaseClient, "_make_api_call", instrument)

    for _ in range(2):
        with mock_api_destinations():
            names(CLIENT)

    assert vars(BaseClient)["_make_api_call"] is instrument
    assert seen == ["ListConnections"] * 2


def test_an_instrument_that_begins_within_a_mock_works_in_the_next_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It shows the attributes of our function, and is another one."""
    monkeypatch.setattr(BaseClient, "_make_api_call", ORIGINAL)
    seen: list[str] = []
    with mock_api_destinations():
        instrument = Instrument(vars(BaseClient)["_make_api_call"], seen)
        BaseClient._make_api_call = instrument  # noqa: SLF001 - as instruments do

    for _ in range(2):
        with mock_api_destinations():
            names(CLIENT)

    assert vars(BaseClient)["_make_api_call"] is instrument
    assert seen == ["ListConnections"] * 2


def test_an_instrument_of_before_the_mock_may_end_within_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It puts back what the wrapper it finds in the class has wrapped."""
    wrapt = pytest.importorskip("wrapt")
    monkeypatch.setattr(BaseClient, "_make_api_call", ORIGINAL)
    seen: list[str] = []

    def trace(wrapped: Any, client: Any, args: Any, kwargs: Any) -> Any:
        seen.append(args[0])
        return wrapped(*args, **kwargs)

    wrapt.wrap_function_wrapper(BaseClient, "_make_api_call", trace)
    with mock_api_destinations():
        names(CLIENT)
        BaseClient._make_api_call = BaseClient._make_api_call.__wrapped__  # noqa: SLF001 - as instruments do
        names(CLIENT)

    assert seen == ["ListConnections"]
    assert vars(BaseClient)["_make_api_call"] is ORIGINAL


def test_a_patch_of_the_sending_that_ends_after_the_mock_holds_nothing_back(
    make_client: Callable[..., Any],
    server: LocalServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Endpoint, "_send", vars(Endpoint)["_send"])
    proxies = Config(proxies={"http": server.url})
    client = make_client("ssm", use_ssl=False, config=proxies)
    mock = mock_api_destinations().start()
    ours = vars(Endpoint)["_send"]
    patcher = patch.object(Endpoint, "_send", new=Mock())
    patcher.start()
    mock.stop()
    patcher.stop()

    client.describe_parameters()

    assert vars(Endpoint)["_send"] is ours
    assert server.requests == ["POST http://ssm.eu-west-1.amazonaws.com/"]


def test_a_stubber_on_a_client_of_eventbridge_wins(mock: EventBridgeMock) -> None:
    with Stubber(CLIENT) as stubber:
        stubber.add_response("list_connections", {"Connections": [{"Name": "s"}]}, {})
        stubbed = names(CLIENT)
        stubber.assert_no_pending_responses()

    assert stubbed == ["s"]
    assert names(CLIENT) == []


def test_a_stubber_of_before_the_mock_wins(make_client: Callable[..., Any]) -> None:
    client = make_client()
    with Stubber(client) as stubber, mock_api_destinations():
        stubber.add_client_error("describe_connection", "InternalException")

        with pytest.raises(client.exceptions.InternalException):
            client.describe_connection(Name="partner")


@pytest.mark.usefixtures("wishes")
def test_a_stubber_answers_what_is_not_implemented(
    mock: EventBridgeMock, make_client: Callable[..., Any]
) -> None:
    client = make_client()
    with Stubber(client) as stubber:
        stubber.add_response("list_wishes", {"Endpoints": []}, {})

        assert client.list_wishes()["Endpoints"] == []


def test_a_stubber_on_a_client_of_another_service_is_undisturbed(
    mock: EventBridgeMock, make_client: Callable[..., Any]
) -> None:
    client = make_client("sqs")
    with Stubber(client) as stubber:
        stubber.add_response("get_queue_url", {"QueueUrl": "q"}, {"QueueName": ANY})

        assert client.get_queue_url(QueueName="orders")["QueueUrl"] == "q"


def test_a_client_that_expects_no_more_calls_says_so(mock: EventBridgeMock) -> None:
    """Stubber's own complaint, not an answer of the mock."""
    with Stubber(CLIENT), pytest.raises(BotoCoreError, match="Unexpected API Call"):
        CLIENT.list_connections()


@pytest.mark.parametrize(
    "url",
    [
        "https://events.partner.example",
        "http://localhost:4566",
        "http://127.0.0.1:9/path",
        "https://events.us-east-1.amazonaws.com",
    ],
)
def test_the_endpoint_of_a_client_does_not_matter(
    mock: EventBridgeMock, make_client: Callable[..., Any], url: str
) -> None:
    make_client(endpoint_url=url).create_connection(**connection())

    assert list(mock.connections) == ["partner"]


def test_no_credentials_are_needed(mock: EventBridgeMock) -> None:
    client = botocore.session.Session().create_client("events")

    assert names(client) == []


def test_credentials_are_never_refreshed(mock: EventBridgeMock) -> None:
    refreshed = Mock()
    session = botocore.session.Session()
    session._credentials = RefreshableCredentials.create_from_metadata(  # noqa: SLF001
        EXPIRED, refresh_using=refreshed, method="assume-role"
    )

    session.create_client("events").create_connection(**connection())

    assert list(mock.connections) == ["partner"]
    assert not refreshed.called


EXPIRED = {
    "access_key": "111122223333",
    "secret_key": "not-a-secret",
    "token": "not-a-secret",
    "expiry_time": "2000-01-01T00:00:00Z",
}


@pytest.mark.parametrize(
    ("access_key", "account_id"),
    [
        ("111122223333", "111122223333"),
        ("AKIAIOSFODNN7EXAMPLE", "123456789012"),
        ("ASIAIOSFODNN7EXAMPLE", "123456789012"),
        ("11112222333", "123456789012"),
        ("1111222233334", "123456789012"),
        ("testing", "123456789012"),
    ],
)
def test_the_account_is_that_of_the_access_key(
    mock: EventBridgeMock,
    make_client: Callable[..., Any],
    access_key: str,
    account_id: str,
) -> None:
    """Twelve digits are an account: the convention of LocalStack."""
    make_client(aws_access_key_id=access_key).create_connection(**connection())

    assert list(mock.backend(account_id).connections) == ["partner"]


def test_another_account_has_other_arns(
    mock: EventBridgeMock, make_client: Callable[..., Any]
) -> None:
    client = make_client(aws_access_key_id="111122223333")

    arn = client.create_connection(**connection())["ConnectionArn"]

    assert arn.startswith("arn:aws:events:eu-west-1:111122223333:connection/partner/")


def test_the_account_of_the_option_is_that_of_other_keys(
    make_client: Callable[..., Any],
) -> None:
    with mock_api_destinations(account_id="999999999999", region_name="eu-west-1"):
        arn = make_client().create_connection(**connection())["ConnectionArn"]

    assert ":999999999999:" in arn


def test_a_call_of_another_thread_is_not_named_in_a_refusal(
    mock: EventBridgeMock, make_client: Callable[..., Any]
) -> None:
    clients = {"list_queues": make_client("sqs"), "list_topics": make_client("sns")}
    meeting = threading.Barrier(2)

    def meet(**_: Any) -> None:
        meeting.wait(5)

    def refusal(method: str) -> str:
        clients[method].meta.events.register("before-send", meet)
        with pytest.raises(UnmockedAwsCallError) as caught:
            getattr(clients[method], method)()
        return str(caught.value).split()[0]

    with ThreadPoolExecutor(2) as threads:
        named = list(threads.map(refusal, clients))

    assert named == ["sqs.ListQueues", "sns.ListTopics"]


def test_a_mock_in_the_place_of_all_calls_gets_what_was_asked(
    make_client: Callable[..., Any],
) -> None:
    """As many suites had it before: it is not bound, so it gets no client."""
    with patch.object(BaseClient, "_make_api_call") as calls, mock_api_destinations():
        make_client("s3").list_buckets()

    assert calls.call_args_list == [call("ListBuckets", {})]
