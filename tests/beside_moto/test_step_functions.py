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
    from collections.abc import Iterator

    from eventbridge_mock import EventBridgeMock

pytest.importorskip("antlr4")
pytest.importorskip("jsonpath_ng")

CONFIG: Any = {"stepfunctions": {"execute_state_machine": True}}
URL = "https://crm.example/orders"


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
        name="m",
        definition=json.dumps(definition),
        roleArn="arn:aws:iam::123456789012:role/x",
    )
    return str(made["stateMachineArn"])


def execute(state: dict[str, Any]) -> dict[str, Any]:
    """Return an execution that has ended; moto runs it in a thread."""
    states, machine = client("stepfunctions"), make(state)
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


def test_without_the_mock_moto_refuses_http_tasks() -> None:
    with both():
        state = task()
    with moto.mock_aws(config=CONFIG), pytest.raises(ClientError) as caught:
        make(state)

    assert re.search("service:? 'http'", str(caught.value))
