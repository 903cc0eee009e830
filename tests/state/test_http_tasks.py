"""HTTP tasks of Step Functions over the connections of the mock, without moto."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from eventbridge_mock.state.http_tasks import HttpTaskError
from tests import requests_to_aws
from tests.conftest import REGION_NAME

if TYPE_CHECKING:
    from eventbridge_mock import EventBridgeMock

URL = "https://crm.example/orders"
NOT_AUTHORIZED = (
    "Connection resource is not authorized. This is likely a configuration issue with"
    " your connection."
)
OAUTH = {
    "AuthorizationType": "OAUTH_CLIENT_CREDENTIALS",
    "AuthParameters": {
        "OAuthParameters": {
            "ClientParameters": {"ClientID": "shop", "ClientSecret": "not-a-secret"},
            "AuthorizationEndpoint": "https://login.example/token",
            "HttpMethod": "POST",
        }
    },
}


@pytest.fixture
def arn(events: Any) -> str:
    """The ARN of a connection."""
    created = events.create_connection(**requests_to_aws.connection(Name="crm"))
    return str(created["ConnectionArn"])


def run(mock: EventBridgeMock, arn: str, **changes: Any) -> dict[str, Any]:
    parameters = {
        "ApiEndpoint": URL,
        "Method": "POST",
        "Authentication": {"ConnectionArn": arn},
        **changes,
    }
    tasks = mock._state.http_tasks  # noqa: SLF001 - as moto's state machines do
    return tasks.run(parameters, REGION_NAME, requests_to_aws.ROLE_ARN)


def error_of(mock: EventBridgeMock, arn: str, **changes: Any) -> tuple[str, str]:
    with pytest.raises(HttpTaskError) as caught:
        run(mock, arn, **changes)
    return caught.value.error, caught.value.cause


def test_the_output_is_the_reply(mock: EventBridgeMock, arn: str) -> None:
    """The members are recorded on AWS."""
    mock.responses.post(URL, json={"id": 7}, status=201, headers={"X-Id": "7"})

    assert run(mock, arn, RequestBody={"number": 1}) == {
        "Headers": {"X-Id": ["7"], "Content-Type": ["application/json"]},
        "ResponseBody": {"id": 7},
        "StatusCode": 201,
        "StatusText": "Created",
    }


@pytest.mark.parametrize(
    ("status", "text"), [(200, "OK"), (299, "")], ids=["known", "unknown"]
)
def test_a_reply_that_is_not_json_is_text(
    mock: EventBridgeMock, arn: str, status: int, text: str
) -> None:
    mock.responses.post(URL, body="thanks", status=status)

    output = run(mock, arn)

    assert (output["ResponseBody"], output["StatusText"]) == ("thanks", text)


def test_a_task_is_recorded(mock: EventBridgeMock, arn: str) -> None:
    run(mock, arn, RequestBody={"number": 1})

    (task,) = mock.http_tasks
    assert (task.connection, task.connection_arn) == ("crm", arn)
    assert (task.account_id, task.region_name) == ("123456789012", "eu-west-1")
    assert (task.method, task.url, task.status) == ("POST", URL, 200)
    assert task.json() == {"number": 1}
    assert (task.error, task.cause) == (None, None)
    assert task.request is not None
    assert task.headers["Authorization"].startswith("Basic ")
    assert repr(task) == f"<HttpTask over 'crm' POST {URL} -> 200>"
    assert len(mock.invocations) == 0


def test_the_other_member_may_name_the_connection(
    mock: EventBridgeMock, arn: str
) -> None:
    """Recorded on AWS."""
    run(mock, "", InvocationConfig={"ConnectionArn": arn})

    assert mock.http_tasks.last.connection == "crm"


def test_an_oauth_connection_gets_a_token(mock: EventBridgeMock, events: Any) -> None:
    arn = events.create_connection(Name="crm", **OAUTH)["ConnectionArn"]

    run(mock, arn)

    assert mock.http_tasks.last.headers["Authorization"].startswith("Bearer ")
    assert len(mock.token_requests) == 1


@pytest.mark.parametrize("reply", [{"status": 401}, {"body": ConnectionError("gone")}])
def test_a_token_that_is_refused(
    mock: EventBridgeMock, events: Any, reply: Any
) -> None:
    arn = events.create_connection(Name="crm", **OAUTH)["ConnectionArn"]
    mock.responses.post("https://login.example/token", **reply)
    mock.advance(days=1)

    assert error_of(mock, arn) == (
        "Events.ConnectionResource.InvalidConnectionState",
        NOT_AUTHORIZED,
    )


@pytest.mark.parametrize(
    ("reply", "error", "cause"),
    [
        ({"status": 404, "body": "No."}, "States.Http.StatusCode.404", "No."),
        ({"status": 302, "body": ""}, "States.Http.StatusCode.302", ""),
        ({"status": 503, "body": "Later."}, "States.Http.StatusCode.503", "Later."),
        (
            {"body": ConnectionError("gone")},
            "States.Http.Socket",
            "ConnectionError: gone",
        ),
    ],
)
def test_a_failed_request_fails_the_task(
    mock: EventBridgeMock, arn: str, reply: Any, error: str, cause: str
) -> None:
    mock.responses.post(URL, **reply)

    assert error_of(mock, arn) == (error, cause)
    task = mock.http_tasks.last
    assert (task.error, task.cause) == (error, cause)
    assert repr(task).endswith(f", {error}>")


@pytest.mark.parametrize(
    ("state", "error", "cause"),
    [
        ("AUTHORIZING", "AuthInProgress", "Connection resource is authorizing."),
        ("DEAUTHORIZED", "InvalidConnectionState", NOT_AUTHORIZED),
        ("UPDATING", "InvalidConnectionState", NOT_AUTHORIZED),
    ],
)
def test_a_connection_that_is_not_authorized(
    mock: EventBridgeMock, arn: str, state: str, error: str, cause: str
) -> None:
    """The second cause is reported by users."""
    mock.set_connection_state("crm", state)

    assert error_of(mock, arn) == (f"Events.ConnectionResource.{error}", cause)
    assert repr(mock.http_tasks.last) == (
        f"<HttpTask over 'crm' not sent, Events.ConnectionResource.{error}>"
    )


def test_a_connection_without_a_secret(
    mock: EventBridgeMock, arn: str, events: Any
) -> None:
    events.deauthorize_connection(Name="crm")

    error, _ = error_of(mock, arn)

    assert error == "Events.ConnectionResource.InvalidConnectionState"


@pytest.mark.parametrize("operation", ["DescribeSecret", "GetSecretValue"])
def test_a_secret_that_may_not_be_read(
    mock: EventBridgeMock, arn: str, operation: str
) -> None:
    """The cause is reported by users."""
    mock.fail(operation, "AccessDeniedException")

    assert error_of(mock, arn) == (
        "Events.ConnectionResource.AccessDenied",
        "No permissions to call DescribeSecret and/or GetSecretValue on the secret"
        " associated with the connection resource.",
    )
    run(mock, arn)


def test_a_connection_that_does_not_exist(mock: EventBridgeMock, arn: str) -> None:
    gone = f"{arn[:-1]}{'0' if arn[-1] != '0' else '1'}"

    assert error_of(mock, gone) == (
        "Events.ConnectionResource.ResourceNotFound",
        "Connection 'crm' does not exist.",
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"Authentication": {"ConnectionArn": "crm"}},
        {"Authentication": {"ConnectionArn": 7}},
        {"Authentication": "crm"},
        {"Authentication": {}},
    ],
)
def test_a_task_without_a_connection(mock: EventBridgeMock, changes: Any) -> None:
    assert error_of(mock, "", **changes) == (
        "States.Runtime",
        "The 'Authentication' field must have the ARN of a connection.",
    )
    assert len(mock.http_tasks) == 0


def test_parameters_that_make_no_request(mock: EventBridgeMock, arn: str) -> None:
    """Recorded on AWS."""
    assert error_of(mock, arn, Headers={"Authorization": "mine"}) == (
        "States.Runtime",
        "The 'Headers' field contains unsupported values: [authorization]",
    )
    assert mock.http_tasks.last.attempts == ()


def test_code_of_the_test_that_raises(mock: EventBridgeMock, arn: str) -> None:
    def fail(_request: object) -> Any:
        raise LookupError("mine")

    mock.responses.add_callback("POST", URL, callback=fail)

    with pytest.raises(LookupError):
        run(mock, arn)
    (attempt,) = mock.http_tasks.last.attempts
    assert attempt.error == "LookupError: mine"


def test_secrets_do_not_show(mock: EventBridgeMock, arn: str) -> None:
    password = requests_to_aws.connection()["AuthParameters"]["BasicAuthParameters"][
        "Password"
    ]
    mock.responses.post(URL, status=403, body=f"wrong password {password}")

    _, cause = error_of(mock, arn)

    assert password in cause
    task = mock.http_tasks.last
    assert password not in str(task.cause)
    assert password not in task.to_curl()
    assert password in mock._state.sensitive_texts()  # noqa: SLF001 - what failures mask


def test_a_reset_forgets_tasks(mock: EventBridgeMock, arn: str) -> None:
    run(mock, arn)

    mock.reset()

    assert list(mock.http_tasks) == []
