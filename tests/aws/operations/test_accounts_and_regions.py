"""Accounts, Regions and partitions do not see each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.aws.operations.answers import members, refusal
from tests.requests_to_aws import api_destination, connection

if TYPE_CHECKING:
    from collections.abc import Callable

    from eventbridge_mock import EventBridgeMock

ACCOUNT = "123456789012"
OTHER_ACCOUNT = "210987654321"


def make(client: Any, name: str = "partner") -> str:
    """Create a connection; return its ARN."""
    arn: str = client.create_connection(**connection(Name=name))["ConnectionArn"]
    return arn


def place(arn: str) -> list[str]:
    """Return partition, Region and account of *arn*."""
    parts = arn.split(":")
    return [parts[1], parts[3], parts[4]]


@pytest.mark.parametrize(
    ("region_name", "partition"),
    [
        ("us-east-1", "aws"),
        ("eu-west-1", "aws"),
        ("ap-southeast-2", "aws"),
        ("cn-north-1", "aws-cn"),
        ("cn-northwest-1", "aws-cn"),
        ("us-gov-west-1", "aws-us-gov"),
        ("us-gov-east-1", "aws-us-gov"),
    ],
)
def test_arns_name_partition_region_and_account(
    mock: EventBridgeMock,
    make_client: Callable[..., Any],
    region_name: str,
    partition: str,
) -> None:
    """The partition is that of the Region (botocore's endpoint data)."""
    client = make_client(region_name=region_name)

    connection_arn = make(client)
    secret_arn = client.describe_connection(Name="partner")["SecretArn"]
    destination_arn = client.create_api_destination(**api_destination(connection_arn))[
        "ApiDestinationArn"
    ]

    expected = [partition, region_name, ACCOUNT]
    arns = [connection_arn, secret_arn, destination_arn]
    assert [place(arn) for arn in arns] == [expected] * 3


def test_an_access_key_of_12_digits_is_the_account(
    mock: EventBridgeMock, make_client: Callable[..., Any]
) -> None:
    """LocalStack's convention, which is ours too."""
    client = make_client(aws_access_key_id=OTHER_ACCOUNT)

    assert place(make(client)) == ["aws", "eu-west-1", OTHER_ACCOUNT]


@pytest.mark.parametrize(
    "access_key",
    ["testing", "AKIAIOSFODNN7EXAMPLE", "12345678901", "1234567890123", "12345678901a"],
)
def test_any_other_access_key_is_the_mocks_account(
    mock: EventBridgeMock, make_client: Callable[..., Any], access_key: str
) -> None:
    """Real credentials are never asked whose they are."""
    client = make_client(aws_access_key_id=access_key)

    assert place(make(client)) == ["aws", "eu-west-1", ACCOUNT]


OTHERS = pytest.mark.parametrize(
    "settings",
    [
        {"region_name": "us-west-2"},
        {"aws_access_key_id": OTHER_ACCOUNT},
        {"region_name": "cn-north-1"},
    ],
    ids=["Region", "account", "partition"],
)


@OTHERS
def test_a_connection_is_not_seen_elsewhere(
    events: Any, make_client: Callable[..., Any], settings: dict[str, str]
) -> None:
    """A connection belongs to an account and a Region."""
    make(events)
    elsewhere = make_client(**settings)

    refused = refusal(elsewhere.describe_connection, Name="partner")

    assert refused == (
        "ResourceNotFoundException",
        "Failed to describe the connection(s). Connection 'partner' does not exist.",
    )
    assert members(elsewhere.list_connections()) == {"Connections": []}


@OTHERS
def test_an_api_destination_is_not_seen_elsewhere(
    events: Any, make_client: Callable[..., Any], settings: dict[str, str]
) -> None:
    """An API destination belongs to an account and a Region."""
    events.create_api_destination(**api_destination(make(events)))
    elsewhere = make_client(**settings)

    refused = refusal(elsewhere.delete_api_destination, Name="orders")

    assert refused == (
        "ResourceNotFoundException",
        "Failed to delete the api-destination(s)."
        " An api-destination 'orders' does not exist.",
    )
    assert members(elsewhere.list_api_destinations()) == {"ApiDestinations": []}


@OTHERS
def test_a_secret_is_not_seen_elsewhere(
    events: Any, make_client: Callable[..., Any], settings: dict[str, str]
) -> None:
    """The text recorded on AWS 2026-09-24 for a secret that is gone."""
    make(events)
    arn = events.describe_connection(Name="partner")["SecretArn"]
    elsewhere = make_client("secretsmanager", **settings)

    assert refusal(elsewhere.get_secret_value, SecretId=arn) == (
        "ResourceNotFoundException",
        "Secrets Manager can't find the specified secret.",
    )


@OTHERS
def test_a_connection_cannot_be_used_elsewhere(
    events: Any, make_client: Callable[..., Any], settings: dict[str, str]
) -> None:
    """The text reported of AWS 2026-09-07 for another Region; the rest is ours."""
    arn = make(events)
    elsewhere = make_client(**settings)

    refused = refusal(elsewhere.create_api_destination, **api_destination(arn))

    assert refused == ("ValidationException", f"Invalid ARN: '{arn}'")


@OTHERS
def test_a_name_can_exist_in_each_place(
    mock: EventBridgeMock,
    events: Any,
    make_client: Callable[..., Any],
    settings: dict[str, str],
) -> None:
    """With an ARN of its own, and deleted alone."""
    elsewhere = make_client(**settings)
    arns = {make(events), make(elsewhere)}

    elsewhere.delete_connection(Name="partner")

    assert len(arns) == 2
    assert list(mock.connections) == ["partner"]


def test_the_mock_shows_its_own_place(
    mock: EventBridgeMock, events: Any, make_client: Callable[..., Any]
) -> None:
    """`backend` shows the others, and what is left out is the mock's own."""
    make(events, "here")
    make(make_client(region_name="us-west-2"), "west")
    make(make_client(aws_access_key_id=OTHER_ACCOUNT), "other")

    assert list(mock.connections) == ["here"]
    assert list(mock.backend(region_name="us-west-2").connections) == ["west"]
    assert list(mock.backend(OTHER_ACCOUNT).connections) == ["other"]
    assert list(mock.backend(ACCOUNT, "eu-west-1").connections) == ["here"]
    assert list(mock.backend(OTHER_ACCOUNT, "us-west-2").connections) == []


def test_settling_reaches_every_place(
    manual_mock: EventBridgeMock, make_client: Callable[..., Any]
) -> None:
    """`settle` finishes what is pending in all accounts and Regions."""
    clients = [make_client(), make_client(region_name="cn-north-1")]
    for client in clients:
        make(client)
        client.delete_connection(Name="partner")

    manual_mock.settle()

    listed = [client.list_connections()["Connections"] for client in clients]
    assert listed == [[], []]
