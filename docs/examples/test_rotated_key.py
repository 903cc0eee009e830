"""The partner gives us a new key: do events flow again, without a loss?"""

import boto3
import pytest

ORDERS_URL = "https://partner.example/orders"
EVENT = {"detail": {"number": 1001}}


def api_key(value):
    return {"ApiKeyAuthParameters": {"ApiKeyName": "X-Api-Key", "ApiKeyValue": value}}


def rotate_key(value):
    """Give the connection the new key. This is the code under test."""
    boto3.client("events").update_connection(
        Name="partner", AuthorizationType="API_KEY", AuthParameters=api_key(value)
    )


@pytest.fixture
def partner(eventbridge_mock):
    """A partner who accepts only the new key."""
    events = boto3.client("events")
    connection = events.create_connection(
        Name="partner",
        AuthorizationType="API_KEY",
        AuthParameters=api_key("not-a-secret"),
    )
    events.create_api_destination(
        Name="orders",
        ConnectionArn=connection["ConnectionArn"],
        InvocationEndpoint=ORDERS_URL,
        HttpMethod="POST",
    )

    def answer(request):
        is_new = request.headers["X-Api-Key"] == "still-not-a-secret"
        return (200 if is_new else 401), {}, ""

    eventbridge_mock.responses.add_callback("POST", ORDERS_URL, answer)


def test_the_old_key_closes_the_connection(partner, eventbridge_mock):
    eventbridge_mock.invoke("orders", EVENT)

    connection = eventbridge_mock.connections["partner"]
    assert connection.connection_state == "DEAUTHORIZED"
    assert connection.state_reason == "The endpoint answered HTTP status 401."


def test_the_new_key_opens_it_again(partner, eventbridge_mock):
    eventbridge_mock.invoke("orders", EVENT)

    rotate_key("still-not-a-secret")
    eventbridge_mock.invoke("orders", EVENT)

    assert eventbridge_mock.connections["partner"].connection_state == "AUTHORIZED"
    eventbridge_mock.assert_invoked("orders", json=EVENT, status=200)


@pytest.mark.eventbridge_mock(delivery="on_time")
def test_the_event_that_met_the_old_key_arrives_later(partner, eventbridge_mock):
    waiting = eventbridge_mock.invoke("orders", EVENT)

    rotate_key("still-not-a-secret")
    eventbridge_mock.advance(minutes=1)

    (arrived,) = eventbridge_mock.invocations
    assert waiting.outcome == "pending"
    assert [attempt.status for attempt in arrived.attempts] == [401, 200]


def test_the_secret_has_the_new_key(partner, eventbridge_mock):
    rotate_key("still-not-a-secret")

    arn = eventbridge_mock.connections["partner"].secret_arn
    secret = boto3.client("secretsmanager").get_secret_value(SecretId=arn)
    assert "still-not-a-secret" in secret["SecretString"]
    assert eventbridge_mock.invoke("orders", EVENT).outcome == "delivered"
