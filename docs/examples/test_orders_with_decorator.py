"""The shop's tests with the decorator: provisioning and its errors."""

from __future__ import annotations

import dataclasses
import unittest

import boto3
import pytest
from partner_orders import (
    API_DESTINATION,
    CONNECTION,
    Partner,
    ProvisioningError,
    destinations_of,
    provision,
    tear_down,
)

from eventbridge_mock import current_mock, mock_api_destinations

PARTNER = Partner(
    orders_url="https://api.partner.example/v1/orders",
    token_url="https://login.partner.example/oauth/token",
    scope="orders:write",
    client_id="shop",
    client_secret="not-a-secret",
)


@mock_api_destinations
def test_provisioning_twice_updates_what_is_there() -> None:
    first = provision(PARTNER)
    second = provision(dataclasses.replace(PARTNER, orders_per_second=20))

    assert first == second
    orders = current_mock().api_destinations[API_DESTINATION]
    assert orders.invocation_rate_limit_per_second == 20


@mock_api_destinations
@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        pytest.param(
            {"orders_url": "http://api.partner.example/v1/orders"},
            "Failed to create the api-destination(s). Parameter InvocationEndpoint is"
            " not valid. Reason: Endpoint 'http://api.partner.example/v1/orders' is"
            " invalid, please provide a valid HTTPS endpoint URL.",
            id="plain http",
        ),
        pytest.param(
            {"orders_per_second": 301},
            "Failed to create the api-destination(s). Invalid Invocation Rate Limit:"
            " Rate specified '301' for 'orders' exceeds maximum allowed of '300'.",
            id="too fast",
        ),
    ],
)
def test_what_aws_refuses_is_reported_in_its_words(
    change: dict[str, object], complaint: str
) -> None:
    with pytest.raises(ProvisioningError) as refusal:
        provision(dataclasses.replace(PARTNER, **change))

    assert str(refusal.value) == complaint


@mock_api_destinations(region_name="eu-west-1", account_id="111122223333")
def test_provisioning_happens_in_the_region_of_the_client() -> None:
    arn = provision(PARTNER)

    assert arn.startswith(
        "arn:aws:events:eu-west-1:111122223333:api-destination/orders/"
    )


@mock_api_destinations
class TestTearDown(unittest.TestCase):
    """Each test starts with the resources of setUp only."""

    def setUp(self) -> None:
        provision(PARTNER)

    def test_it_leaves_nothing_behind(self) -> None:
        tear_down()

        self.assertEqual({}, dict(current_mock().connections))
        self.assertEqual({}, dict(current_mock().api_destinations))
        self.assertEqual({}, dict(current_mock().secrets))

    def test_it_may_be_repeated(self) -> None:
        tear_down()
        tear_down()

        self.assertNotIn(CONNECTION, current_mock().connections)


@mock_api_destinations
class TestDestinationsOf(unittest.TestCase):
    """The list has all pages, and only the API destinations of one connection."""

    def setUp(self) -> None:
        provision(PARTNER)
        self.connection_arn = current_mock().connections[CONNECTION].connection_arn
        for number in range(1, 5):
            boto3.client("events").create_api_destination(
                Name=f"returns-{number}",
                ConnectionArn=self.connection_arn,
                InvocationEndpoint="https://api.partner.example/v1/returns",
                HttpMethod="POST",
            )

    def test_all_pages_are_turned(self) -> None:
        names = list(destinations_of(self.connection_arn, page_size=2))

        self.assertEqual(
            ["orders", "returns-1", "returns-2", "returns-3", "returns-4"], names
        )

    def test_another_connection_has_none_of_them(self) -> None:
        other = boto3.client("events").create_connection(
            Name="other",
            AuthorizationType="BASIC",
            AuthParameters={
                "BasicAuthParameters": {"Username": "u", "Password": "not-a-secret"}
            },
        )

        self.assertEqual([], list(destinations_of(other["ConnectionArn"])))
