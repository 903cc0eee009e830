"""Headers that HTTP does not allow, and texts that no encoding has."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from eventbridge_mock import EventBridgeMock


@pytest.mark.parametrize("name", ["clé", "a,b", " X-Key", "X-Key ", "a\tb", "a(b)"])
def test_an_api_key_without_the_name_of_a_header_is_not_sent(
    mock: EventBridgeMock, make_orders: Callable[..., None], name: str
) -> None:
    """Our choice: the service model lets such names through."""
    api_key = {"ApiKeyName": name, "ApiKeyValue": "not-a-secret"}
    make_orders("API_KEY", auth={"ApiKeyAuthParameters": api_key})
    invocation = mock.invoke("orders")

    assert (invocation.outcome, invocation.attempts) == ("failed", ())
    assert (invocation.error_code, invocation.failure) == (
        "INVALID_PARAMETER",
        f"Parameter is not valid. {name!r} is not a valid name of an HTTP header.",
    )


def test_a_comma_is_in_no_name_of_a_header(
    mock: EventBridgeMock, make_orders: Callable[..., None]
) -> None:
    """Our choice: in the pattern of the service model, `+-.` is a range."""
    header = {"Key": "a,b", "Value": "c"}
    make_orders(auth={"InvocationHttpParameters": {"HeaderParameters": [header]}})

    assert mock.invoke("orders").error_code == "INVALID_PARAMETER"


def test_half_of_a_surrogate_pair_in_a_header_is_a_question_mark(
    mock: EventBridgeMock, orders: str
) -> None:
    invocation = mock.invoke(
        orders,
        {"detail": "zoë\ud800"},
        http_parameters={"HeaderParameters": {"X-A": "$.detail"}},
    )

    assert invocation.headers["X-A"] == "zoë?"
