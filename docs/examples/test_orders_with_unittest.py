"""The shop's tests with unittest alone: `python -m unittest` runs them too."""

from __future__ import annotations

import unittest

import boto3
from partner_orders import Order, Partner, order_placed, provision
from partner_orders.async_publishing import publish, publish_in_thread

from eventbridge_mock import current_mock, mock_api_destinations

PARTNER = Partner(
    orders_url="https://api.partner.example/v1/orders",
    token_url="https://login.partner.example/oauth/token",
    scope="orders:write",
    client_id="shop",
    client_secret="not-a-secret",
)
ORDER = Order(number="1001", items={"teapot": 1, "cup": 6}, total_cents=7350)


@mock_api_destinations
class TestDeliveries(unittest.TestCase):
    """Each test gets its own copy of the resources of setUpClass."""

    @classmethod
    def setUpClass(cls) -> None:
        provision(PARTNER)

    def test_an_order_is_delivered(self) -> None:
        invocation = current_mock().invoke("orders", order_placed(ORDER))

        self.assertEqual("delivered", invocation.outcome)
        self.assertEqual(order_placed(ORDER), invocation.json())

    def test_an_order_is_turned_down(self) -> None:
        current_mock().responses.post(PARTNER.orders_url, status=422)

        invocation = current_mock().invoke("orders", order_placed(ORDER))

        self.assertEqual("failed", invocation.outcome)

    def test_no_test_sees_the_invocations_of_another(self) -> None:
        self.assertEqual([], list(current_mock().invocations))


class TestWithSetUp(unittest.TestCase):
    """start() and stop() suit a class that mocks other things as well."""

    def setUp(self) -> None:
        self.mock = mock_api_destinations(region_name="eu-west-1").start()
        self.addCleanup(self.mock.stop)

    def test_the_event_is_on_the_bus(self) -> None:
        event_id = publish(ORDER)

        self.assertEqual(event_id, self.mock.events.last.id)
        self.assertEqual("shop.orders", self.mock.events.last.envelope["source"])

    def test_an_error_of_aws_reaches_the_caller(self) -> None:
        self.mock.fail("PutEvents", "InternalException", times=5, status=500)
        error = boto3.client("events").exceptions.InternalException

        with self.assertRaises(error):
            publish(ORDER)


@mock_api_destinations
class TestInAnEventLoop(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self) -> None:
        provision(PARTNER)

    async def test_an_order_is_published(self) -> None:
        event_id = await publish_in_thread(ORDER)

        self.assertEqual([event_id], [event.id for event in current_mock().events])


if __name__ == "__main__":
    unittest.main()
