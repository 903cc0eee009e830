"""Explain three orders, for the picture of a terminal."""

from shop import ORDERS, place_order, set_up

from eventbridge_mock import mock_api_destinations

with mock_api_destinations() as mock:
    set_up()
    mock.responses.post(ORDERS, status=503, body="busy")
    place_order(1001, total=250)
    place_order(1002, total="250")
    for event in mock.events:
        print(mock.explain(event))  # noqa: T201 - it is what the picture shows
