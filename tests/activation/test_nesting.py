"""An activation within another joins it; an option it gives holds until it ends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from eventbridge_mock import current_mock, mock_api_destinations
from tests import requests_to_aws
from tests.connecting import connect

if TYPE_CHECKING:
    from collections.abc import Callable

URL = "https://api.partner.example/orders"


def test_an_inner_mock_sees_what_the_outer_has() -> None:
    with mock_api_destinations() as outer:
        connect("outer")
        with mock_api_destinations() as inner:
            seen = list(inner.connections)
            connect("inner")
        left = list(outer.connections)

    assert (seen, left) == (["outer"], ["outer", "inner"])


def test_the_innermost_is_the_current_mock() -> None:
    with mock_api_destinations() as outer:
        with mock_api_destinations() as inner:
            within = current_mock()
        after = current_mock()

    assert (within, after) == (inner, outer)


def test_the_end_of_the_inner_does_not_end_the_outer() -> None:
    with mock_api_destinations():
        with mock_api_destinations():
            connect("inner")
        names = connect("outer")

    assert names == ["inner", "outer"]


def test_an_exception_within_the_inner_does_not_end_the_outer() -> None:
    with mock_api_destinations():
        with pytest.raises(LookupError), mock_api_destinations():
            raise LookupError
        names = connect()

    assert names == ["partner"]


def test_every_way_in_joins_every_other() -> None:
    @mock_api_destinations
    def decorated() -> list[str]:
        with mock_api_destinations():
            mock = mock_api_destinations().start()
            names = connect("inner")
            mock.stop()
        return names

    with mock_api_destinations():
        connect("outer")
        names = decorated()

    assert names == ["outer", "inner"]


def options() -> tuple[str, str]:
    return current_mock().account_id, current_mock().region_name


def test_an_option_of_the_inner_holds_until_it_ends() -> None:
    with mock_api_destinations(account_id="111122223333"):
        with mock_api_destinations(region_name="eu-west-3"):
            within = options()
        after = options()

    assert within == ("111122223333", "eu-west-3")
    assert after == ("111122223333", "us-east-1")


def test_the_innermost_option_wins() -> None:
    with (
        mock_api_destinations(region_name="eu-west-1"),
        mock_api_destinations(region_name="eu-west-2"),
    ):
        with mock_api_destinations(region_name="eu-west-3"):
            within = options()
        after = options()

    assert (within[1], after[1]) == ("eu-west-3", "eu-west-2")


def test_an_option_that_is_none_was_not_given() -> None:
    with (
        mock_api_destinations(region_name="eu-west-1"),
        mock_api_destinations(region_name=None),
    ):
        within = options()

    assert within[1] == "eu-west-1"


def test_a_default_value_that_was_given_counts() -> None:
    with (
        mock_api_destinations(region_name="eu-west-1"),
        mock_api_destinations(region_name="us-east-1"),
    ):
        within = options()

    assert within[1] == "us-east-1"


def test_options_of_an_outer_mock_that_was_stopped_first_are_gone() -> None:
    outer = mock_api_destinations(region_name="eu-west-1").start()
    with mock_api_destinations(account_id="111122223333"):
        outer.stop()
        after = options()

    assert after == ("111122223333", "us-east-1")


def test_a_behaviour_changes_for_a_while(
    make_client: Callable[..., Any],
) -> None:
    with mock_api_destinations(region_name="eu-west-1"):
        events = make_client()
        with mock_api_destinations(transitions="manual"):
            events.create_connection(
                **requests_to_aws.connection("OAUTH_CLIENT_CREDENTIALS")
            )
            within = events.describe_connection(Name="partner")["ConnectionState"]
            events.update_connection(Name="partner", Description="d")
            still = events.describe_connection(Name="partner")["ConnectionState"]
        events.describe_connection(Name="partner")
        after = events.describe_connection(Name="partner")["ConnectionState"]

    assert (within, still, after) == ("AUTHORIZING", "AUTHORIZING", "AUTHORIZED")


@pytest.fixture
def deliver(make_client: Callable[..., Any]) -> Callable[[], int | None]:
    """Make the API destination `orders`, invoke it, and return the status."""

    def act() -> int | None:
        mock, events = current_mock(), make_client(region_name="us-east-1")
        if not mock.api_destinations:
            connection = events.create_connection(**requests_to_aws.connection())
            events.create_api_destination(
                **requests_to_aws.api_destination(connection["ConnectionArn"])
            )
        return mock.invoke("orders").status

    return act


def test_replies_and_records_are_shared(deliver: Callable[[], int | None]) -> None:
    with mock_api_destinations() as outer:
        outer.responses.post(URL, status=503)
        with mock_api_destinations() as inner:
            status = deliver()
        after = deliver()

    assert (status, after) == (503, 503)
    assert outer.invocations == inner.invocations
    assert len(outer.invocations) == 2


def test_replies_scripted_within_hold_after(deliver: Callable[[], int | None]) -> None:
    with mock_api_destinations():
        with mock_api_destinations() as inner:
            inner.responses.post(URL, status=503)
        status = deliver()

    assert status == 503


def test_only_the_outermost_complains() -> None:
    outer, inner = mock_api_destinations().start(), mock_api_destinations().start()
    inner.responses.post(URL)
    inner.stop()

    with pytest.raises(AssertionError, match="never used"):
        outer.stop()
