"""Errors of AWS that a test asks for, and what botocore does about them."""

from __future__ import annotations

import logging
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import boto3
import botocore.session
import pytest
from botocore.client import BaseClient
from botocore.config import Config
from botocore.endpoint import Endpoint
from botocore.exceptions import ClientError
from botocore.stub import Stubber

from eventbridge_mock import (
    EventBridgeMock,
    UnmockedAwsCallError,
    mock_api_destinations,
)
from eventbridge_mock.aws.dispatch import OPERATIONS
from tests.requests_to_aws import PASSWORD, connection, rule

if TYPE_CHECKING:
    from collections.abc import Callable

OPERATION_NAMES = [name for _, name in OPERATIONS]
MODES = pytest.mark.parametrize("mode", ["legacy", "standard", "adaptive"])

# The requests that botocore makes of a call before it gives up.
REQUESTS = {"legacy": 5, "standard": 3, "adaptive": 3}


@pytest.fixture(autouse=True)
def waiting_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """No time passes in a retry, whatever botocore would wait."""

    def sleep(seconds: float) -> None:
        assert seconds == 0

    monkeypatch.setattr(time, "sleep", sleep)


@pytest.fixture
def client(make_client: Callable[..., Any]) -> Callable[[str], Any]:
    """Make a client with a retry mode."""
    return lambda mode: make_client(config=Config(retries={"mode": mode}))


def error_of(act: Callable[..., Any], **parameters: Any) -> ClientError:
    with pytest.raises(ClientError) as caught:
        act(**parameters)
    return caught.value


def test_the_private_names_exist_that_a_fault_needs(events: Any) -> None:
    assert isinstance(events, BaseClient)
    assert isinstance(events._endpoint, Endpoint)  # noqa: SLF001 - what is copied
    assert events._endpoint._event_emitter is events.meta.events  # noqa: SLF001 - and this


@MODES
@pytest.mark.parametrize(
    ("code", "status"), [("ThrottlingException", 400), ("InternalException", 500)]
)
def test_botocore_tries_again_until_it_succeeds(
    mock: EventBridgeMock, client: Any, mode: str, code: str, status: int
) -> None:
    mock.fail("CreateConnection", code, times=2, status=status)

    created = client(mode).create_connection(**connection())

    assert created["ResponseMetadata"]["RetryAttempts"] == 2
    assert created["ResponseMetadata"]["HTTPStatusCode"] == 200
    assert created["ConnectionArn"] == mock.connections["partner"].connection_arn


@MODES
def test_botocore_gives_up(mock: EventBridgeMock, client: Any, mode: str) -> None:
    requests = REQUESTS[mode]
    mock.fail("CreateConnection", "ThrottlingException", times=requests)

    error = error_of(client(mode).create_connection, **connection())

    assert str(error) == (
        "An error occurred (ThrottlingException) when calling the CreateConnection"
        f" operation (reached max retries: {requests - 1}): Scripted with mock.fail."
    )
    assert error.response["ResponseMetadata"]["RetryAttempts"] == requests - 1
    assert not mock.connections


@MODES
def test_after_botocore_has_given_up_the_next_call_goes_on(
    mock: EventBridgeMock, client: Any, mode: str
) -> None:
    mock.fail("CreateConnection", "ThrottlingException", times=REQUESTS[mode] + 1)
    events = client(mode)
    error_of(events.create_connection, **connection())

    created = events.create_connection(**connection())

    assert created["ResponseMetadata"]["RetryAttempts"] == 1


@MODES
def test_nothing_else_that_leads_to_aws_happens(
    mock: EventBridgeMock, client: Any, mode: str
) -> None:
    """The rate limiter of an adaptive client, which waits, stands at before-send."""
    events = client(mode)
    seen: list[str] = []
    for event in ("request-created", "before-sign", "before-send", "needs-retry"):
        events.meta.events.register(
            event, lambda event_name, **_: seen.append(event_name)
        )
    mock.fail("ListConnections", "ThrottlingException")

    events.list_connections()

    assert seen == ["needs-retry.eventbridge.ListConnections"] * 2


def test_the_retries_can_be_switched_off(
    mock: EventBridgeMock, make_client: Callable[..., Any]
) -> None:
    events = make_client(config=Config(retries={"total_max_attempts": 1}))
    mock.fail("ListConnections", "ThrottlingException")

    error = error_of(events.list_connections)

    assert error.response["ResponseMetadata"]["RetryAttempts"] == 0
    assert events.list_connections()["Connections"] == []


@MODES
def test_an_error_that_is_none_to_retry_is_raised_at_once(
    mock: EventBridgeMock, client: Any, mode: str
) -> None:
    mock.fail("CreateConnection", "LimitExceeded", "No more.", status=403)
    events = client(mode)

    error = error_of(events.create_connection, **connection())

    assert error.response["Error"] == {"Code": "LimitExceeded", "Message": "No more."}
    assert error.response["ResponseMetadata"]["HTTPStatusCode"] == 403
    assert error.response["ResponseMetadata"]["RetryAttempts"] == 0


def test_an_answer_has_all_that_an_answer_has(
    mock: EventBridgeMock, events: Any
) -> None:
    events.create_connection(**connection())
    usual = events.describe_connection(Name="partner")
    mock.fail("DescribeConnection", "ThrottlingException")

    after_a_fault = events.describe_connection(Name="partner")

    metadata = [one.pop("ResponseMetadata") for one in (usual, after_a_fault)]
    assert after_a_fault == usual
    assert metadata[1].keys() == metadata[0].keys()
    assert metadata[1]["HTTPHeaders"].keys() == metadata[0]["HTTPHeaders"].keys()


def test_an_error_of_the_mock_may_follow(mock: EventBridgeMock, events: Any) -> None:
    mock.fail("DescribeConnection", "ThrottlingException")

    with pytest.raises(events.exceptions.ResourceNotFoundException) as caught:
        events.describe_connection(Name="nobody")

    assert caught.value.response["ResponseMetadata"]["RetryAttempts"] == 1


def test_an_error_of_the_model_is_typed(mock: EventBridgeMock, events: Any) -> None:
    mock.fail("ListConnections", "InternalException", times=5, status=500)

    with pytest.raises(events.exceptions.InternalException):
        events.list_connections()


def test_any_other_code_is_a_client_error(mock: EventBridgeMock, events: Any) -> None:
    mock.fail("ListConnections", "ExpiredTokenException")

    assert type(error_of(events.list_connections)) is ClientError


def test_the_state_is_as_before_a_failed_call(
    mock: EventBridgeMock, events: Any
) -> None:
    events.create_connection(**connection())
    before = mock.connections["partner"], dict(mock.secrets)
    mock.fail("UpdateConnection", "AccessDeniedException")

    error_of(events.update_connection, **connection(Description="other"))

    assert (mock.connections["partner"], dict(mock.secrets)) == before


def test_the_call_that_succeeds_is_carried_out_once(
    mock: EventBridgeMock, events: Any
) -> None:
    mock.fail("CreateConnection", "ThrottlingException", times=2)

    events.create_connection(**connection("OAUTH_CLIENT_CREDENTIALS"))

    assert len(mock.token_requests) == 1


def test_an_exception_of_a_test_passes_through(
    mock: EventBridgeMock, events: Any
) -> None:
    def callback(request: Any) -> None:
        raise LookupError

    mock.responses.add_callback("POST", "https://auth.partner.example/token", callback)
    mock.fail("CreateConnection", "ThrottlingException")

    with pytest.raises(LookupError):
        events.create_connection(**connection("OAUTH_CLIENT_CREDENTIALS"))


def test_errors_come_in_the_order_they_were_scripted(
    mock: EventBridgeMock, events: Any
) -> None:
    for code in ("FirstException", "SecondException"):
        mock.fail("ListConnections", code)

    codes = [error_of(events.list_connections).response["Error"] for _ in range(2)]

    assert [one["Code"] for one in codes] == ["FirstException", "SecondException"]
    assert events.list_connections()["Connections"] == []


def test_other_operations_do_not_fail(mock: EventBridgeMock, events: Any) -> None:
    mock.fail("DeleteConnection", "AccessDeniedException")

    created = events.create_connection(**connection())
    error_of(events.delete_connection, Name="partner")

    assert created["ResponseMetadata"]["RetryAttempts"] == 0
    assert list(mock.connections) == ["partner"]


@pytest.mark.parametrize("access_key", ["111122223333", "testing"])
def test_the_call_goes_to_the_account_and_region_of_the_client(
    mock: EventBridgeMock, make_client: Callable[..., Any], access_key: str
) -> None:
    events = make_client(region_name="eu-west-3", aws_access_key_id=access_key)
    mock.fail("CreateConnection", "ThrottlingException")

    created = events.create_connection(**connection())

    account_id = access_key if access_key.isdecimal() else mock.account_id
    assert created["ConnectionArn"].startswith(
        f"arn:aws:events:eu-west-3:{account_id}:connection/partner/"
    )


def test_a_secret_can_be_out_of_reach(
    mock: EventBridgeMock, events: Any, secretsmanager: Any
) -> None:
    events.create_connection(**connection())
    (arn,) = mock.secrets
    mock.fail("GetSecretValue", "InternalServiceError", times=2, status=500)

    read = secretsmanager.get_secret_value(SecretId=arn)

    assert read["ResponseMetadata"]["RetryAttempts"] == 2
    assert "SecretString" in read


def test_beside_moto_both_keep_what_is_theirs() -> None:
    """moto would answer at before-send, and knows no DeauthorizeConnection."""
    moto = pytest.importorskip("moto")
    with moto.mock_aws(), mock_api_destinations() as mock:
        events, secrets = boto3.client("events"), boto3.client("secretsmanager")
        mock.fail("DeauthorizeConnection", "ThrottlingException")
        mock.fail("GetSecretValue", "InternalServiceError")
        secrets.create_secret(Name="own", SecretString="not-a-secret")
        events.create_connection(**connection())

        answer = events.deauthorize_connection(Name="partner")
        own = secrets.get_secret_value(SecretId="own")
        mock.reset()

    assert answer["ResponseMetadata"]["RetryAttempts"] == 1
    assert own["SecretString"] == "not-a-secret"


def test_a_stubber_goes_first(mock: EventBridgeMock, events: Any) -> None:
    mock.fail("ListConnections", "AccessDeniedException")
    with Stubber(events) as stubber:
        stubber.add_response("list_connections", {"NextToken": "stubbed"})
        stubbed = events.list_connections()

    assert stubbed["NextToken"] == "stubbed"
    assert error_of(events.list_connections).response["Error"]["Code"] == (
        "AccessDeniedException"
    )


@pytest.mark.usefixtures("wishes")
def test_what_is_not_implemented_is_refused_as_ever(
    mock: EventBridgeMock, make_client: Callable[..., Any]
) -> None:
    events = make_client()
    mock.fail("ListConnections", "ThrottlingException")

    with pytest.raises(UnmockedAwsCallError):
        events.list_wishes()
    events.list_connections()


def test_neither_credentials_nor_a_region_are_needed(mock: EventBridgeMock) -> None:
    events = botocore.session.Session().create_client("events")
    mock.fail("CreateConnection", "ThrottlingException", times=2)

    created = events.create_connection(**connection())

    assert created["ResponseMetadata"]["RetryAttempts"] == 2


def test_each_try_of_all_threads_counts(
    mock: EventBridgeMock, make_client: Callable[..., Any]
) -> None:
    events = make_client(config=Config(retries={"total_max_attempts": 1}))
    mock.fail("ListConnections", "ThrottlingException", times=10)

    def fails(_: int) -> bool:
        try:
            events.list_connections()
        except ClientError:
            return True
        return False

    with ThreadPoolExecutor(4) as threads:
        failed = list(threads.map(fails, range(40)))

    assert failed.count(True) == 10


@pytest.mark.parametrize("name", OPERATION_NAMES)
def test_an_operation_is_named_as_in_the_api_or_as_a_method(
    mock: EventBridgeMock, name: str
) -> None:
    mock.fail(name, "ThrottlingException")
    mock.fail(botocore.xform_name(name), "ThrottlingException")

    assert mock._state.faults.unused() == [f"{name}: ThrottlingException"] * 2  # noqa: SLF001 - no public list
    mock.reset()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "CreateConection",
            "the mock answers no operation 'CreateConection'."
            " Did you mean 'CreateConnection'?",
        ),
        (
            "xyz",
            "the mock answers no operation 'xyz'. It answers "
            f"{', '.join(OPERATION_NAMES)}.",
        ),
    ],
)
def test_an_unknown_operation_is_refused(
    mock: EventBridgeMock, name: str, expected: str
) -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011 - the text is compared
        mock.fail(name, "ThrottlingException")

    assert str(caught.value) == expected


def test_an_error_of_one_service_is_none_of_another(
    mock: EventBridgeMock, events: Any, secretsmanager: Any
) -> None:
    """Both services have a TagResource; that of Secrets Manager is not answered."""
    mock.fail("TagResource", "ThrottlingException")
    with pytest.raises(UnmockedAwsCallError):
        secretsmanager.tag_resource(SecretId="orders", Tags=[])
    rule_arn = events.put_rule(**rule())["RuleArn"]

    answer = events.tag_resource(ResourceARN=rule_arn, Tags=[])

    assert answer["ResponseMetadata"]["RetryAttempts"] == 1


def test_the_log_of_botocore_shows_no_body(
    events: Any, mock: EventBridgeMock, caplog: pytest.LogCaptureFixture
) -> None:
    """It prints the request, which holds a password, where a request may be sent."""
    mock.fail("CreateConnection", "ThrottlingException")

    with caplog.at_level(logging.DEBUG):
        events.create_connection(**connection())

    assert "<request to https://events.eu-west-1.amazonaws.com/>" in caplog.text
    assert PASSWORD not in caplog.text


def test_an_operation_that_is_no_text_is_refused(mock: EventBridgeMock) -> None:
    with pytest.raises(TypeError) as caught:
        mock.fail(None, "ThrottlingException")

    assert str(caught.value) == (
        "an operation is named as 'CreateConnection', not None"
    )
