"""The template of a SAM app, deployed into the mock as it is in the repository."""

from pathlib import Path

import pytest
from sam_app.src.place_order import handler

TEMPLATE = Path(__file__).parent / "sam_app" / "template.yaml"
SECRETS = {"partner-test": {"key": "not-a-secret"}}


@pytest.fixture
def app(eventbridge_mock, monkeypatch):
    deployment = eventbridge_mock.deploy(TEMPLATE, secrets=SECRETS)
    monkeypatch.setenv("EVENT_BUS", deployment.outputs["BusName"])
    return deployment


def test_the_partner_gets_a_large_order(app, eventbridge_mock):
    handler({"number": 1001, "total": 250}, context=None)

    eventbridge_mock.assert_invoked(
        app["PartnerOrders"],
        method="PUT",
        url="https://sandbox.partner.example/orders/1001",
        headers={"X-Key": "not-a-secret"},
        json={"total": 250},
    )


def test_the_partner_gets_no_small_one(app, eventbridge_mock):
    handler({"number": 1002, "total": 99}, context=None)

    eventbridge_mock.assert_not_invoked(app["PartnerOrders"])


def test_what_the_partner_refuses_goes_to_the_queue(app, eventbridge_mock):
    url = "https://sandbox.partner.example/orders/1003"
    eventbridge_mock.responses.put(url, status=503)

    handler({"number": 1003, "total": 250}, context=None)

    (letter,) = eventbridge_mock.assert_dead_lettered(app["PartnerOrders"])
    assert letter.queue_arn == app["Undelivered"].arn
