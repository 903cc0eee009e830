"""What an SDK gets: the parsed answer, and the HTTP response it is said to be from."""

from __future__ import annotations

import copy
import json
from datetime import timezone
from typing import TYPE_CHECKING, Any, NamedTuple

import botocore.session
import pytest
from botocore.exceptions import ClientError
from botocore.model import OperationModel, ServiceModel
from botocore.parsers import create_parser
from dateutil.tz import tzlocal

from eventbridge_mock import mock_api_destinations
from eventbridge_mock.aws import response
from eventbridge_mock.aws.errors import ResourceNotFoundException
from tests.requests_to_aws import (
    BASIC,
    PASSWORD,
    api_destination,
    connection,
    rule,
    target,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from eventbridge_mock import EventBridgeMock

NEW_PASSWORD = "not-a-secret-either"

PARAMETERS = {
    "HeaderParameters": [{"Key": "X-Shop", "Value": "a", "IsValueSecret": False}],
    "BodyParameters": [{"Key": "pin", "Value": PASSWORD, "IsValueSecret": True}],
}
CONNECTION = connection(
    Description="d", AuthParameters={**BASIC, "InvocationHttpParameters": PARAMETERS}
)


class Exchange(NamedTuple):
    """A call that the mock answered: what was parsed, and the HTTP response."""

    service_name: str
    operation_name: str
    params: dict[str, Any]
    parsed: dict[str, Any]
    http_response: Any


class Recorder:
    """Makes calls and keeps what botocore was handed."""

    def __init__(self, make_client: Callable[..., Any]) -> None:
        self.exchanges: dict[str, Exchange] = {}
        self.clients = {
            name: make_client(name) for name in ("events", "secretsmanager")
        }
        for client in self.clients.values():
            client.meta.events.register("after-call", self.keep)
        self.http_response: Any = None

    def keep(self, http_response: Any, **_: Any) -> None:
        self.http_response = http_response

    def call(self, label: str, service_name: str, method: str, **params: Any) -> Any:
        try:
            parsed = getattr(self.clients[service_name], method)(**params)
        except ClientError as error:
            parsed = error.response
        self.exchanges[label] = Exchange(
            service_name, method, params, parsed, self.http_response
        )
        return parsed


@pytest.fixture
def recorder(make_client: Callable[..., Any]) -> Recorder:
    """Some of all there is to answer."""
    recorder = Recorder(make_client)
    with mock_api_destinations(region_name="eu-west-1"):
        call = recorder.call
        arn = call("create connection", "events", "create_connection", **CONNECTION)[
            "ConnectionArn"
        ]
        call("create destination", "events", "create_api_destination", **to(arn))
        secret = call("describe", "events", "describe_connection", Name="partner")
        call("list", "events", "list_connections")
        call("list of none", "events", "list_connections", NamePrefix="z")
        call("secret", "secretsmanager", "describe_secret", **of(secret))
        call("secret value", "secretsmanager", "get_secret_value", **of(secret))
        call("not found", "events", "describe_connection", Name="none")
        call("invalid", "events", "describe_connection", Name="no blanks")
        call("no secret", "secretsmanager", "describe_secret", **NO_SECRET)
        call("owned", "secretsmanager", "put_secret_value", **of(secret, NEW_PASSWORD))
        call("delete", "events", "delete_api_destination", Name="orders")
        call("put rule", "events", "put_rule", **rule())
        call("put targets", "events", "put_targets", **TARGETS)
        call("targets", "events", "list_targets_by_rule", Rule="orders")
        call("event buses", "events", "list_event_buses")
    return recorder


TARGETS = {
    "Rule": "orders",
    "Targets": [
        target(
            HttpParameters={
                "PathParameterValues": ["7"],
                "HeaderParameters": {"X-Shop": "a"},
                "QueryStringParameters": {},
            },
            InputTransformer={"InputPathsMap": {"a": "$.a"}, "InputTemplate": "<a>"},
            RetryPolicy={"MaximumRetryAttempts": 0},
        )
    ],
}
NO_SECRET = {"SecretId": "events!connection/none/0"}


def to(connection_arn: str) -> dict[str, Any]:
    return api_destination(connection_arn, Description="d")


def of(described: dict[str, Any], value: str | None = None) -> dict[str, Any]:
    params = {"SecretId": described["SecretArn"]}
    return params if value is None else {**params, "SecretString": value}


LABELS = [
    "create connection",
    "create destination",
    "describe",
    "list",
    "list of none",
    "secret",
    "secret value",
    "not found",
    "invalid",
    "no secret",
    "owned",
    "delete",
    "put rule",
    "put targets",
    "targets",
    "event buses",
]


@pytest.mark.parametrize("label", LABELS)
def test_an_answer_is_what_botocore_reads_on_the_wire(
    label: str, recorder: Recorder, make_client: Callable[..., Any]
) -> None:
    """The response is sent again, through the whole of botocore, without a mock."""
    exchange = recorder.exchanges[label]
    client = make_client(exchange.service_name)
    client.meta.events.register("before-send", lambda **_: exchange.http_response)

    try:
        read = getattr(client, exchange.operation_name)(**exchange.params)
    except ClientError as error:
        read = error.response

    assert exchange.parsed == read


@pytest.mark.parametrize("label", ["describe", "list", "create destination", "targets"])
def test_the_parser_of_botocore_makes_the_same_of_the_content(
    label: str, recorder: Recorder
) -> None:
    exchange = recorder.exchanges[label]
    operation_name = recorder.clients["events"].meta.method_to_api_mapping[
        exchange.operation_name
    ]
    model = recorder.clients["events"].meta.service_model.operation_model(
        operation_name
    )
    http_response = exchange.http_response

    parsed = create_parser("json").parse(
        {
            "body": http_response.content,
            "headers": http_response.headers,
            "status_code": http_response.status_code,
        },
        model.output_shape,
    )

    parsed["ResponseMetadata"]["RetryAttempts"] = 0
    assert exchange.parsed == parsed


def test_times_are_whole_seconds_on_the_wire(recorder: Recorder) -> None:
    """Recorded on AWS 2026-09-26: JSON numbers without a fraction."""
    body = json.loads(recorder.exchanges["describe"].http_response.content)

    assert type(body["CreationTime"]) is int
    assert type(body["LastAuthorizedTime"]) is int


def test_times_are_in_the_local_zone_as_botocore_gives_them(recorder: Recorder) -> None:
    created = recorder.exchanges["describe"].parsed["CreationTime"]

    assert created.tzinfo == tzlocal()
    assert created.utcoffset() != timezone.utc.utcoffset(None)


@pytest.mark.parametrize(
    "label", [label for label in LABELS if label != "secret value"]
)
def test_secrets_are_not_on_the_wire(label: str, recorder: Recorder) -> None:
    content = recorder.exchanges[label].http_response.content.decode()

    assert PASSWORD not in content
    assert NEW_PASSWORD not in content


def test_only_secrets_manager_sends_the_secret(recorder: Recorder) -> None:
    content = recorder.exchanges["secret value"].http_response.content.decode()

    assert PASSWORD in content


def test_an_error_is_typed_on_the_wire(recorder: Recorder) -> None:
    http_response = recorder.exchanges["not found"].http_response

    assert http_response.status_code == 400
    assert json.loads(http_response.content) == {
        "__type": "ResourceNotFoundException",
        "message": "Failed to describe the connection(s). Connection 'none' does not"
        " exist.",
    }


def test_a_response_can_be_looked_at_as_any_other(recorder: Recorder) -> None:
    http_response = recorder.exchanges["list of none"].http_response

    assert http_response.text == '{"Connections": []}'
    assert http_response.headers["Content-Type"] == "application/x-amz-json-1.1"
    assert (
        http_response.headers["X-Amzn-RequestId"]
        == (recorder.exchanges["list of none"].parsed["ResponseMetadata"]["RequestId"])
    )
    assert http_response.url == "https://events.eu-west-1.amazonaws.com/"


def test_each_answer_has_a_request_id_of_its_own(recorder: Recorder) -> None:
    ids = [
        exchange.parsed["ResponseMetadata"]["RequestId"]
        for exchange in recorder.exchanges.values()
    ]

    assert len(set(ids)) == len(LABELS)


class ChangingLoader:
    """botocore's loader, with a change made to each model that it loads."""

    def __init__(self, loader: Any, change: Callable[[Any], None]) -> None:
        self.loader = loader
        self.change = change

    def __getattr__(self, name: str) -> Any:
        return getattr(self.loader, name)

    def load_service_model(self, service_name: str, *args: Any, **kwargs: Any) -> Any:
        loaded = self.loader.load_service_model(service_name, *args, **kwargs)
        changed = copy.deepcopy(loaded)
        self.change(changed)
        return changed


def client_with(change: Callable[[Any], None]) -> Any:
    session = botocore.session.Session()
    loader = ChangingLoader(session.get_component("data_loader"), change)
    session.register_component("data_loader", loader)
    return session.create_client("events", region_name="eu-west-1")


@pytest.fixture
def older_client(mock: EventBridgeMock) -> Any:
    """A client of a botocore that knows nothing of descriptions."""

    def without_description(model: Any) -> None:
        for shape in model.get("shapes", {}).values():
            shape.get("members", {}).pop("Description", None)

    return client_with(without_description)


@pytest.fixture
def newer_client(mock: EventBridgeMock) -> Any:
    """A client of a botocore that knows of a member nobody has heard of yet."""

    def with_colour(model: Any) -> None:
        shape = model.get("shapes", {}).get("DescribeConnectionResponse", {})
        shape.setdefault("members", {})["Colour"] = {"shape": "String"}

    return client_with(with_colour)


def test_an_older_client_does_not_see_what_it_does_not_know(
    older_client: Any, events: Any
) -> None:
    """As botocore's parser, which skips members that its model lacks."""
    events.create_connection(**connection(Description="text"))

    described = older_client.describe_connection(Name="partner")

    assert events.describe_connection(Name="partner")["Description"] == "text"
    assert "Description" not in described
    assert described["Name"] == "partner"


def test_a_newer_client_does_not_see_what_the_mock_does_not_know(
    newer_client: Any,
) -> None:
    newer_client.create_connection(**connection())

    described = newer_client.describe_connection(Name="partner")

    assert "Colour" in (
        newer_client.meta.service_model.shape_for("DescribeConnectionResponse").members
    )
    assert "Colour" not in described


def test_an_older_client_creates_what_it_knows(older_client: Any) -> None:
    created = older_client.create_connection(**connection())

    assert created["ConnectionState"] == "AUTHORIZED"


def test_an_operation_model_without_a_member_leaves_it_out() -> None:
    loader = botocore.session.Session().get_component("data_loader")
    model = copy.deepcopy(loader.load_service_model("events", "service-2"))
    del model["shapes"]["DescribeConnectionResponse"]["members"]["Description"]
    service_model = ServiceModel(model, "events")
    operation_model: OperationModel = service_model.operation_model(
        "DescribeConnection"
    )

    _, parsed = response.success(
        "https://a.example",
        response.parser_of(operation_model.output_shape),
        {"Name": "n", "Description": "d"},
    )

    del parsed["ResponseMetadata"]
    assert parsed == {"Name": "n"}


def test_an_operation_without_output_answers_with_nothing() -> None:
    http_response, parsed = response.success(
        "https://a.example", response.parser_of(None), {"Name": "n"}
    )

    assert list(parsed) == ["ResponseMetadata"]
    assert http_response.content == b""


def test_a_failure_carries_the_status_of_the_error() -> None:
    http_response, parsed = response.failure(
        "https://a.example", ResourceNotFoundException("gone")
    )

    assert http_response.status_code == 400
    assert parsed["Error"] == {"Code": "ResourceNotFoundException", "Message": "gone"}
