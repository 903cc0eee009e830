"""The client secret is wrong: who finds out, and what happens to the events?"""

import boto3
import pytest

TOKEN_URL = "https://login.partner.example/oauth/token"
ORDERS_URL = "https://partner.example/orders"
GRANT_TYPE = {"Key": "grant_type", "Value": "client_credentials"}
QUEUE = {"Arn": "arn:aws:sqs:us-east-1:123456789012:undelivered"}


def connect(client_secret):
    """Create the connection. This is the code under test."""
    client = {"ClientID": "shop", "ClientSecret": client_secret}
    events = boto3.client("events")
    connection = events.create_connection(
        Name="partner",
        AuthorizationType="OAUTH_CLIENT_CREDENTIALS",
        AuthParameters={
            "OAuthParameters": {
                "ClientParameters": client,
                "AuthorizationEndpoint": TOKEN_URL,
                "HttpMethod": "POST",
                "OAuthHttpParameters": {"BodyParameters": [GRANT_TYPE]},
            }
        },
    )
    events.create_api_destination(
        Name="orders",
        ConnectionArn=connection["ConnectionArn"],
        InvocationEndpoint=ORDERS_URL,
        HttpMethod="POST",
    )
    return connection["ConnectionState"]


@pytest.fixture(autouse=True)
def authorization_server(eventbridge_mock):
    """A partner who accepts one client secret of the shop."""
    eventbridge_mock.register_oauth_client("shop", "not-a-secret")


def test_create_connection_says_nothing_of_it():
    assert connect("wrong") == "AUTHORIZING"


def test_the_connection_tells_a_second_later():
    connect("wrong")

    connection = boto3.client("events").describe_connection(Name="partner")
    assert connection["ConnectionState"] == "DEAUTHORIZED"
    assert "401" in connection["StateReason"]


def test_an_event_is_given_up_before_it_is_sent(eventbridge_mock):
    connect("wrong")

    invocation = eventbridge_mock.invoke(
        "orders", {"detail": {"number": 1001}}, dead_letter_config=QUEUE
    )

    assert invocation.attempts == ()
    (dead_letter,) = eventbridge_mock.assert_dead_lettered("orders")
    assert dead_letter.attributes["ERROR_CODE"] == invocation.error_code


def test_the_right_secret_sends_a_token(eventbridge_mock):
    connect("not-a-secret")

    eventbridge_mock.invoke("orders", {"detail": {"number": 1001}})

    eventbridge_mock.assert_invoked(
        "orders", headers={"Authorization": "Bearer token-for-shop"}
    )
