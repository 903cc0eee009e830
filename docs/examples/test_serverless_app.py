"""The build of a Serverless service, as `serverless package` leaves it."""

from base64 import b64encode
from pathlib import Path

SERVICE = Path(__file__).parent / "serverless_app"
SECRETS = {"partner": {"password": "not-a-secret"}}


def test_the_partner_gets_an_order(eventbridge_mock, eventbridge_client):
    service = eventbridge_mock.deploy(SERVICE, secrets=SECRETS)

    eventbridge_client.put_events(
        Entries=[
            {"Source": "shop", "DetailType": "Order placed", "Detail": '{"number": 1}'}
        ]
    )

    password = b64encode(b"shop:not-a-secret").decode()
    eventbridge_mock.assert_invoked(
        service["PartnerOrders"],
        json={"number": 1},
        headers={"Authorization": f"Basic {password}"},
    )
