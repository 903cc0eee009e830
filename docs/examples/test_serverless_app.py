"""The build of a Serverless service, as `serverless package` leaves it."""

from pathlib import Path

from requests.auth import _basic_auth_str

SERVICE = Path(__file__).parent / "serverless_app"
PARAMETERS = {"/partner/password": "not-a-secret"}


def test_the_partner_gets_an_order(eventbridge_mock, eventbridge_client):
    service = eventbridge_mock.deploy(SERVICE, ssm=PARAMETERS)

    eventbridge_client.put_events(
        Entries=[
            {"Source": "shop", "DetailType": "Order placed", "Detail": '{"number": 1}'}
        ]
    )

    eventbridge_mock.assert_invoked(
        service["PartnerOrders"],
        json={"number": 1},
        headers={"Authorization": _basic_auth_str("shop", "not-a-secret")},
    )
