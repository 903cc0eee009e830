"""The stacks of a CDK app, as `cdk synth` leaves them in cdk.out."""

from pathlib import Path

import pytest

APP = Path(__file__).parent / "cdk_app" / "cdk.out"
SECRETS = {"partner-key": "not-a-secret"}


@pytest.fixture
def app(eventbridge_mock):
    return eventbridge_mock.deploy(APP, secrets=SECRETS)


def put_order(client, bus_name, total):
    detail = f'{{"number": "A-1", "total": {total}}}'
    entry = {"EventBusName": bus_name, "Source": "shop", "Detail": detail}
    client.put_events(Entries=[{**entry, "DetailType": "Order placed"}])


def test_a_rule_of_one_stack_reaches_the_destination_of_another(
    app, eventbridge_mock, eventbridge_client
):
    put_order(eventbridge_client, app.outputs["BusName"], 100)

    (invocation,) = eventbridge_mock.invocations
    assert invocation.url == "https://api.partner.example/orders/A-1"
    assert invocation.json() == {"text": "Order A-1"}
    assert invocation.headers["X-Key"] == "not-a-secret"
    assert invocation.headers["X-Shop"] == "shop"


def test_a_small_order_goes_nowhere(app, eventbridge_mock, eventbridge_client):
    put_order(eventbridge_client, app.outputs["BusName"], 99)

    assert not eventbridge_mock.invocations


def test_each_stack_is_there_by_name(app):
    assert [*app.stacks] == ["Partner", "Shop"]
