"""Which calls are answered, in which account and Region, and when states settle."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
import responses
from botocore.exceptions import ClientError

from eventbridge_mock import UnmockedAwsCallError, mock_api_destinations
from eventbridge_mock.aws.call import IncomingCall, Origin
from eventbridge_mock.aws.dispatch import OPERATIONS
from tests.requests_to_aws import (
    QUEUE_ARN,
    api_destination,
    connection,
    queue_target,
    rule,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from eventbridge_mock import EventBridgeMock

EVENTS_OPERATIONS = [name for service, name in OPERATIONS if service == "events"]
ENDPOINT = "https://auth.partner.example/token"
TOKEN = {"access_token": "not-a-secret", "token_type": "Bearer", "expires_in": 60}


def test_connections_and_api_destinations_are_answered(events: Any) -> None:
    arn = events.create_connection(**connection())["ConnectionArn"]
    events.update_connection(Name="partner", Description="d")
    events.describe_connection(Name="partner")
    events.list_connections()
    events.create_api_destination(**api_destination(arn))
    events.update_api_destination(Name="orders")
    events.describe_api_destination(Name="orders")
    events.list_api_destinations()
    events.delete_api_destination(Name="orders")
    events.deauthorize_connection(Name="partner")

    answer = events.delete_connection(Name="partner")

    assert answer["ResponseMetadata"]["HTTPStatusCode"] == 200


def test_event_buses_and_rules_are_answered(events: Any) -> None:
    arn = events.create_event_bus(Name="shop")["EventBusArn"]
    events.list_event_buses()
    events.put_permission(Action="events:PutEvents", Principal="*", StatementId="a")
    events.remove_permission(RemoveAllPermissions=True)
    events.tag_resource(ResourceARN=arn, Tags=[])
    events.list_tags_for_resource(ResourceARN=arn)
    events.untag_resource(ResourceARN=arn, TagKeys=[])
    events.delete_event_bus(Name="shop")
    events.put_rule(**rule())
    events.disable_rule(Name="orders")
    events.enable_rule(Name="orders")
    events.put_targets(Rule="orders", Targets=[queue_target()])
    events.remove_targets(Rule="orders", Ids=["queue"])
    events.list_targets_by_rule(Rule="orders")
    events.list_rule_names_by_target(TargetArn=QUEUE_ARN)

    answer = events.delete_rule(Name="orders")

    assert answer["ResponseMetadata"]["HTTPStatusCode"] == 200


# The oldest botocore has no UpdateEventBus.
@pytest.mark.parametrize(
    "operation_name", [name for name in EVENTS_OPERATIONS if name != "UpdateEventBus"]
)
def test_each_of_the_operations_is_one_of_eventbridge(
    operation_name: str, events: Any
) -> None:
    assert operation_name in events.meta.service_model.operation_names


@pytest.mark.usefixtures("wishes")
def test_an_operation_that_is_not_implemented_is_refused(
    mock: EventBridgeMock, make_client: Callable[..., Any]
) -> None:
    with pytest.raises(UnmockedAwsCallError) as caught:
        make_client().list_wishes()

    assert str(caught.value) == (
        "events.ListWishes is not implemented by eventbridge_mock.\n"
        f"It answers {', '.join(EVENTS_OPERATIONS)}.\n"
        "Ways out: stub this call with botocore's Stubber, send it on to AWS or your"
        " own endpoint with mock_api_destinations(passthrough=('events',)), which sends"
        " it with the credentials that the client finds, or leave it out of the test."
    )


@pytest.mark.parametrize(
    "settings",
    [{"region_name": "us-west-2"}, {"aws_access_key_id": "111122223333"}],
    ids=["Region", "account"],
)
def test_places_do_not_see_each_other(
    events: Any, make_client: Callable[..., Any], settings: dict[str, str]
) -> None:
    events.create_connection(**connection())

    elsewhere = make_client(**settings)

    assert elsewhere.list_connections()["Connections"] == []


@pytest.mark.parametrize(
    ("region_name", "partition"),
    [
        ("us-east-1", "aws"),
        ("cn-north-1", "aws-cn"),
        ("us-gov-west-1", "aws-us-gov"),
        ("us-iso-east-1", "aws-iso"),
    ],
)
def test_arns_are_of_the_partition_of_the_region(
    mock: EventBridgeMock,
    make_client: Callable[..., Any],
    region_name: str,
    partition: str,
) -> None:
    client = make_client(region_name=region_name)

    arn = client.create_connection(**connection())["ConnectionArn"]

    assert arn.startswith(
        f"arn:{partition}:events:{region_name}:123456789012:connection/partner/"
    )


def test_a_traceback_that_shows_a_call_shows_no_secret(events: Any) -> None:
    """pytest prints the arguments of functions, and this is one."""
    incoming = IncomingCall(
        operation=("events", "CreateConnection"),
        operation_model=events.meta.service_model.operation_model("CreateConnection"),
        body=b'{"Password": "not-a-secret"}',
        url="https://events.eu-west-1.amazonaws.com/",
        account_id="123456789012",
        origin=Origin("events", "eu-west-1", "aws"),
    )

    assert repr(incoming) == "<IncomingCall events.CreateConnection>"


def test_an_error_leaves_everything_as_it_was(
    events: Any, mock: EventBridgeMock
) -> None:
    events.create_connection(**connection())
    before = dict(mock.connections), dict(mock.secrets)

    with pytest.raises(events.exceptions.ResourceAlreadyExistsException):
        events.create_connection(**connection("API_KEY"))

    assert (dict(mock.connections), dict(mock.secrets)) == before


def test_an_error_is_a_typed_exception_of_the_client(events: Any) -> None:
    with pytest.raises(events.exceptions.ResourceNotFoundException) as caught:
        events.describe_connection(Name="none")

    assert str(caught.value) == (
        "An error occurred (ResourceNotFoundException) when calling the"
        " DescribeConnection operation: Failed to describe the connection(s)."
        " Connection 'none' does not exist."
    )


@pytest.mark.parametrize(
    ("transitions", "state"), [("eager", "AUTHORIZED"), ("manual", "AUTHORIZING")]
)
def test_passing_states_end_before_the_next_call(
    make_client: Callable[..., Any], transitions: Any, state: str
) -> None:
    client = make_client()
    with mock_api_destinations(region_name="eu-west-1", transitions=transitions):
        created = client.create_connection(**connection("OAUTH_CLIENT_CREDENTIALS"))

        described = client.describe_connection(Name="partner")

    assert created["ConnectionState"] == "AUTHORIZING"
    assert described["ConnectionState"] == state


def test_a_call_made_while_a_token_is_asked_for_does_not_ask_for_another(
    events: Any, mock: EventBridgeMock
) -> None:
    """A scripted reply is code of the test, and may look at the connection."""
    states = []

    def reply(_: Any) -> tuple[int, dict[str, str], str]:
        described = events.describe_connection(Name="partner")
        states.append(described["ConnectionState"])
        return 200, {}, json.dumps(TOKEN)

    mock.responses.add_callback(responses.POST, ENDPOINT, reply)

    events.create_connection(**connection("OAUTH_CLIENT_CREDENTIALS"))

    assert states == ["AUTHORIZING"]
    assert len(mock.token_requests) == 1
    assert mock.connections["partner"].connection_state.value == "AUTHORIZED"


def test_a_connection_deleted_while_its_token_is_asked_for_stays_away(
    events: Any, mock: EventBridgeMock
) -> None:
    def reply(_: Any) -> tuple[int, dict[str, str], str]:
        events.delete_connection(Name="partner")
        return 200, {}, json.dumps(TOKEN)

    mock.responses.add_callback(responses.POST, ENDPOINT, reply)

    events.create_connection(**connection("OAUTH_CLIENT_CREDENTIALS"))

    assert dict(mock.connections) == {}
    assert dict(mock.secrets) == {}


def test_a_failing_call_leaves_passing_states_alone(
    make_client: Callable[..., Any],
) -> None:
    client = make_client()
    with mock_api_destinations(region_name="eu-west-1", transitions="manual") as mock:
        client.create_connection(**connection("OAUTH_CLIENT_CREDENTIALS"))

        with pytest.raises(ClientError):
            client.describe_connection(Name="none")

        state = mock.connections["partner"].connection_state.value
    assert state == "AUTHORIZING"


def test_a_secret_that_no_connection_owns_is_left_to_others(
    secretsmanager: Any,
) -> None:
    with pytest.raises(UnmockedAwsCallError) as caught:
        secretsmanager.get_secret_value(SecretId="the shop's own")

    assert str(caught.value).startswith(
        "secretsmanager.GetSecretValue would have gone to"
        " secretsmanager.eu-west-1.amazonaws.com: nothing mocks it.\n"
    )


def test_other_operations_on_secrets_are_left_to_others(secretsmanager: Any) -> None:
    with pytest.raises(UnmockedAwsCallError):
        secretsmanager.list_secrets()


@pytest.mark.parametrize(
    "secret_id",
    [
        "events!connection/none/0",
        "arn:aws:secretsmanager:eu-west-1:123456789012:secret:events!connection/n/0-a",
    ],
    ids=["name", "ARN"],
)
def test_a_secret_of_a_connection_that_is_gone_is_not_found(
    secretsmanager: Any, secret_id: str
) -> None:
    """Recorded on AWS 2026-09-24."""
    with pytest.raises(secretsmanager.exceptions.ResourceNotFoundException) as caught:
        secretsmanager.get_secret_value(SecretId=secret_id)

    assert caught.value.response["Error"]["Message"] == (
        "Secrets Manager can't find the specified secret."
    )


def sending(events: Any, body: bytes) -> Any:
    """Return *events*, which sends *body* as a client of another kind may."""

    def replace_body(params: dict[str, Any], **_: Any) -> None:
        params["body"] = body

    events.meta.events.register("before-call", replace_body)
    return events


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"nothing", b"{} {}", b"\xff", b"[" * 100_000],
    ids=["empty", "a list", "no JSON", "more than one", "no UTF-8", "too deep"],
)
def test_a_body_that_is_not_an_object_is_refused(
    mock: EventBridgeMock, make_client: Callable[..., Any], body: bytes
) -> None:
    """The text is our choice."""
    with pytest.raises(ClientError) as caught:
        sending(make_client(), body).list_connections()

    assert caught.value.response["Error"] == {
        "Code": "SerializationException",
        "Message": "The body of the request is not a JSON object.",
    }


def test_a_body_may_have_white_space_around_it(
    mock: EventBridgeMock, make_client: Callable[..., Any]
) -> None:
    body = b' {"NamePrefix": "none"}\r\n'

    assert sending(make_client(), body).list_connections()["Connections"] == []
