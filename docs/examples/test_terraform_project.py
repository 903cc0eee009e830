"""A Terraform project, from the JSON of its state and of its plan."""

from pathlib import Path

import pytest

PROJECT = Path(__file__).parent / "terraform_project"
ORDERS = 'module.partner.aws_cloudwatch_event_api_destination.this["orders"]'


@pytest.fixture(params=["state.json", "plan.json"])
def project(request, eventbridge_mock):
    return eventbridge_mock.deploy(PROJECT / request.param)


def put_order(client, bus_name, total):
    detail = f'{{"number": "A-1", "total": {total}}}'
    entry = {"EventBusName": bus_name, "Source": "shop", "Detail": detail}
    client.put_events(Entries=[{**entry, "DetailType": "Order placed"}])


def test_the_partner_gets_a_large_order(project, eventbridge_mock, eventbridge_client):
    put_order(eventbridge_client, project.outputs["bus_name"], 250)

    eventbridge_mock.assert_invoked(
        project[ORDERS],
        url="https://api.partner.example/orders",
        json={"order": "A-1", "total": 250},
        headers={"X-Key": "not-a-secret", "X-Shop": "shop"},
    )


def test_what_the_partner_refuses_goes_to_the_queue(
    project, eventbridge_mock, eventbridge_client
):
    eventbridge_mock.responses.post(project[ORDERS].url, status=500)

    put_order(eventbridge_client, project.outputs["bus_name"], 250)

    (letter,) = eventbridge_mock.assert_dead_lettered(project[ORDERS])
    assert letter.queue_arn == project["aws_sqs_queue.undelivered"].arn
    assert len(letter.invocation.attempts) == 1 + 2
