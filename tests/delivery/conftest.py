"""What the tests of deliveries stand on: an API destination to invoke."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests import requests_to_aws

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture
def make_orders(events: Any) -> Callable[..., None]:
    """Make the API destination `orders` on the connection `partner`.

    `auth` joins the AuthParameters of the connection, the other keywords are
    members of CreateApiDestination.
    """

    def make(
        authorization_type: str = "BASIC",
        *,
        auth: dict[str, Any] | None = None,
        **changes: Any,
    ) -> None:
        known = requests_to_aws.AUTH_PARAMETERS[authorization_type]
        connection = events.create_connection(
            **requests_to_aws.connection(
                authorization_type, AuthParameters={**known, **(auth or {})}
            )
        )
        events.create_api_destination(
            **requests_to_aws.api_destination(connection["ConnectionArn"], **changes)
        )

    return make


@pytest.fixture
def orders(make_orders: Callable[..., None]) -> str:
    """The name of an API destination on a BASIC connection."""
    make_orders()
    return "orders"
