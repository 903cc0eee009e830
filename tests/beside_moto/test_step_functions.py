"""State machines that moto executes run HTTP tasks over the mock's connections."""

from __future__ import annotations

import json
import re
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from eventbridge_mock import mock_api_destinations
from tests import requests_to_aws
from tests.conftest import REGION_NAME
from tests.integrations.beside_moto import client, moto

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from eventbridge_mock import EventBridgeMock

moto_core = pytest.importorskip("moto.core")
pytest.importorskip("antlr4")
pytest.importorskip("jsonpath_ng")

VERSION = tuple(int(part) for part in moto.__version__.split(".")[:3])
CONFIG: Any = {"stepfunctions": {"execute_state_machine": True}}
URL = "https://crm.example/orders"
ROLE = "arn:aws:iam::123456789012:role/x"


@contextmanager
def both(order: str = "moto outside") -> Iterator[EventBridgeMock]:
    mock = mock_api_destinations(region_name=REGION_NAME)
    executing = moto.mock_aws(config=CONFIG)
    if order == "moto outside":
        with executing, mock:
            yield mock
    else:
        with mock, executing:
            yield mock


@pytest.fixture
def mock() -> Iterator[EventBridgeMock]:
    with both() as active:
        yield active


def make_connection() -> str:
    created = client("events").create_connection(
        **requests_to_aws.connection(Name="crm")
    )
    return str(created["ConnectionArn"])


def task(**changes: Any) -> dict[str, Any]:
    return {
        "Type": "Task",
        "Resource": "arn:aws:states:::http:invoke",
        "Parameters": {
            "ApiEndpoint": URL,
            "Method": "POST",
            "Authentication": {"ConnectionArn": make_connection()},
            "RequestBody.$": "$.order",
        },
        "End": True,
        **changes,
    }


def make(state: dict[str, Any]) -> str:
    """Return the ARN of a state machine with the task *state*, and one for errors."""
    caught = {"Type": "Pass", "End": True}
    definition = {"StartAt": "Call", "States": {"Call": state, "Caught": caught}}
    made = client("stepfunctions").create_state_machine(
        name="m", definition=json.dumps(definition), roleArn=ROLE
    )
    return str(made["stateMachineArn"])


def execute(state: dict[str, Any], **credentials: str) -> dict[str, Any]:
    """Return an execution that has ended; moto runs it in a thread."""
    states, machine = client("stepfunctions", **credentials), make(state)
    arn = states.start_execution(
        stateMachineArn=machine, name="one", input='{"order": {"number": 7}}'
    )["executionArn"]
    end = time.monotonic() + 30
    described: dict[str, Any] = states.describe_execution(executionArn=arn)
    while described["status"] == "RUNNING" and time.monotonic() < end:
        described = states.describe_execution(executionArn=arn)
    return described


@pytest.mark.parametrize("order", ["moto outside", "moto inside"])
def test_a_task_sends_a_request(order: str) -> None:
    with both(order) as mock:
        mock.responses.post(URL, json={"id": 1})

        execution = execute(task())

        assert execution["status"] == "SUCCEEDED"
        output = json.loads(execution["output"])
        assert output["ResponseBody"] == {"id": 1}
        assert output["StatusCode"] == 200
        (sent,) = mock.http_tasks
        assert sent.json() == {"number": 7}
        assert sent.headers["User-Agent"] == (
            "Amazon|StepFunctions|HttpInvoke|eu-west-1"
        )


def test_a_failed_task_fails_the_execution(mock: EventBridgeMock) -> None:
    mock.responses.post(URL, status=503, body="Later.")

    execution = execute(task())

    assert execution["status"] == "FAILED"
    history = client("stepfunctions").get_execution_history(
        executionArn=execution["executionArn"]
    )
    (failed,) = [one for one in history["events"] if one["type"] == "TaskFailed"]
    assert failed["taskFailedEventDetails"] == {
        "error": "States.Http.StatusCode.503",
        "cause": "Later.",
        "resourceType": "http",
        "resource": "invoke",
    }


@pytest.mark.parametrize(
    "name", ["States.Http.StatusCode.503", "States.TaskFailed", "States.ALL"]
)
def test_a_catch_names_an_error_of_http_tasks(mock: EventBridgeMock, name: str) -> None:
    """moto's parser refuses the first, because of its prefix."""
    mock.responses.post(URL, status=503, body="Later.")
    catch = [{"ErrorEquals": [name], "Next": "Caught"}]

    execution = execute(task(Catch=catch))

    assert execution["status"] == "SUCCEEDED"
    assert json.loads(execution["output"]) == {
        "Error": "States.Http.StatusCode.503",
        "Cause": "Later.",
    }


def test_a_catch_names_an_error_of_a_connection(mock: EventBridgeMock) -> None:
    mock.fail("GetSecretValue", "AccessDeniedException")
    name = "Events.ConnectionResource.AccessDenied"
    catch = [{"ErrorEquals": [name], "Next": "Caught"}]

    execution = execute(task(Catch=catch))

    assert json.loads(execution["output"])["Error"] == name
    (failed,) = mock.http_tasks
    assert (failed.error, failed.attempts) == (name, ())


def test_code_of_the_test_that_raises_fails_the_execution(
    mock: EventBridgeMock,
) -> None:
    def fail(_request: object) -> Any:
        raise LookupError("mine")

    mock.responses.add_callback("POST", URL, callback=fail)

    assert execute(task())["status"] == "FAILED"


def test_other_tasks_are_motos(mock: EventBridgeMock) -> None:
    url = client("sqs").create_queue(QueueName="orders")["QueueUrl"]
    parameters = {"QueueUrl": url, "MessageBody": "hello"}
    state = {
        "Type": "Task",
        "Resource": "arn:aws:states:::sqs:sendMessage",
        "Parameters": parameters,
        "End": True,
    }

    assert execute(state)["status"] == "SUCCEEDED"
    assert len(client("sqs").receive_message(QueueUrl=url)["Messages"]) == 1


def test_other_custom_errors_are_motos(mock: EventBridgeMock) -> None:
    catch = [{"ErrorEquals": ["States.Unheard"], "Next": "Caught"}]

    with pytest.raises(ClientError) as caught:
        make(task(Catch=catch))

    assert "MUST NOT begin with the prefix" in str(caught.value)


def test_http_has_no_other_operation(mock: EventBridgeMock) -> None:
    with pytest.raises(ClientError) as caught:
        make(task(Resource="arn:aws:states:::http:send"))

    assert "The resource arn:aws:states:::http:send is not recognized." in str(
        caught.value
    )


# The role of a state machine


def allowed(*actions: str, effect: str = "Allow") -> str:
    """Return a policy about the connection `crm` and its secret."""
    statement = {
        "Effect": effect,
        "Action": list(actions),
        "Resource": ["arn:aws:events:*:*:connection/crm/*", SECRETS],
    }
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


SECRETS = "arn:aws:secretsmanager:*:*:secret:events!connection/*"
RETRIEVE = "events:RetrieveConnectionCredentials"
READ = ("secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue")
NO_SECRET = (
    "No permissions to call DescribeSecret and/or GetSecretValue on the secret"
    " associated with the connection resource."
)
NO_CREDENTIALS = (
    "No permissions to call RetrieveConnectionCredentials on the connection resource."
)


def execute_under_iam(
    policies: Iterable[str], *, managed: str | None = None, **changes: Any
) -> dict[str, Any]:
    """Return an execution under the role `x` while moto's IAM checks each call."""
    iam = client("iam")
    iam.create_role(RoleName="x", AssumeRolePolicyDocument="{}")
    for number, document in enumerate(policies):
        iam.put_role_policy(
            RoleName="x", PolicyName=f"p{number}", PolicyDocument=document
        )
    if managed is not None:
        policy = iam.create_policy(PolicyName="m", PolicyDocument=managed)["Policy"]
        iam.attach_role_policy(RoleName="x", PolicyArn=policy["Arn"])
    iam.create_user(UserName="tester")
    anything = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    iam.put_user_policy(
        UserName="tester",
        PolicyName="all",
        PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": anything}),
    )
    key = iam.create_access_key(UserName="tester")["AccessKey"]
    state = task(**changes)

    @moto_core.set_initial_no_auth_action_count(1)  # type: ignore[untyped-decorator, unused-ignore]
    def checked() -> dict[str, Any]:
        return execute(
            state,
            aws_access_key_id=key["AccessKeyId"],
            aws_secret_access_key=key["SecretAccessKey"],
        )

    return checked()


@pytest.mark.parametrize(
    ("policies", "managed"),
    [
        ([allowed(RETRIEVE, *READ)], None),
        ([allowed(RETRIEVE), allowed(*READ)], None),
        ([allowed(RETRIEVE)], allowed("secretsmanager:*")),
    ],
    ids=["one policy", "two policies", "a managed policy"],
)
def test_a_role_that_may_runs_a_task(
    mock: EventBridgeMock, policies: list[str], managed: str | None
) -> None:
    execution = execute_under_iam(policies, managed=managed)

    assert execution["status"] == "SUCCEEDED"
    assert len(mock.http_tasks) == 1


@pytest.mark.parametrize(
    ("policies", "cause"),
    [
        ([], NO_CREDENTIALS),
        ([allowed(*READ)], NO_CREDENTIALS),
        ([allowed(RETRIEVE)], NO_SECRET),
        ([allowed(RETRIEVE, READ[0])], NO_SECRET),
        ([allowed(RETRIEVE, READ[1])], NO_SECRET),
        ([allowed(RETRIEVE, *READ), allowed(READ[0], effect="Deny")], NO_SECRET),
        ([allowed("*").replace("crm", "erp")], NO_CREDENTIALS),
    ],
    ids=[
        "nothing",
        "secret only",
        "connection only",
        "describe only",
        "value only",
        "denied",
        "another connection",
    ],
)
def test_a_role_that_may_not_fails_the_task(
    mock: EventBridgeMock, policies: list[str], cause: str
) -> None:
    """The cause about the secret is reported by users; the other is our choice."""
    execution = execute_under_iam(policies)

    denied = "Events.ConnectionResource.AccessDenied"
    assert (execution["status"], execution["error"]) == ("FAILED", denied)
    assert execution["cause"] == cause
    (failed,) = mock.http_tasks
    assert (failed.error, failed.attempts) == (denied, ())


@pytest.mark.skipif(
    VERSION < (5, 1, 10), reason="this moto runs a task under no other role"
)
def test_a_task_has_the_role_of_its_credentials(mock: EventBridgeMock) -> None:
    """A role that IAM does not know is trusted: our choice (docs/fidelity.md)."""
    credentials = {"RoleArn": "arn:aws:iam::123456789012:role/unknown"}

    execution = execute_under_iam([], Credentials=credentials)

    assert execution["status"] == "SUCCEEDED"
    assert len(mock.http_tasks) == 1


def test_without_the_mock_moto_refuses_http_tasks() -> None:
    with both():
        state = task()
    with moto.mock_aws(config=CONFIG), pytest.raises(ClientError) as caught:
        make(state)

    assert re.search("service:? 'http'", str(caught.value))
