"""A test that fails, for the picture of a terminal."""

from shop import place_order, set_up


def test_an_order_is_sent_once(eventbridge_mock):
    set_up()
    place_order(1001, total="250")
    assert len(eventbridge_mock.invocations) == 1
