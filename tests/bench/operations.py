"""A row for each of the eleven operations.

The cheap ones have two more rows. One is without the speed-up that needs a private name
of botocore, as if that name had gone. The other is without all that is cached of
botocore's work; it has no budget, and shows how much the caches save.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.bench import resources
from tests.bench.contestants import (
    MOTO,
    OURS,
    OURS_WITHOUT_CACHES,
    OURS_WITHOUT_PRIVATE_SPEED_UPS,
    Params,
    stubber_sample,
)
from tests.bench.ministack import MINISTACK
from tests.bench.row import Budget, Row, TimesPeer
from tests.bench.timing import WARM_UP, seconds_per_call

if TYPE_CHECKING:
    from collections.abc import Iterator

    from botocore.client import BaseClient

CALLS = WARM_UP + 40
LISTED = 10

#: Makes what so many calls need; returns the connection ARN that they refer to.
Arrange = Callable[["BaseClient", int], str]

CHEAP: tuple[Budget, ...] = (TimesPeer(1.3, "stubber"), TimesPeer(0.125, "moto"))
CHEAP_WITHOUT_PRIVATE_SPEED_UPS = (TimesPeer(1.6, "stubber"),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """An operation: what must exist, what each call says, what Stubber answers."""

    name: str
    arrange: Arrange
    params: Callable[[int, str], Params]
    response: Params
    budgets: tuple[Budget, ...] = ()
    in_moto: bool = True

    def rows(self) -> Iterator[Row]:
        """Yield the rows; every call has a resource of its own."""
        each_params = self.each_params(resources.CONNECTION_ARN)
        stubber = stubber_sample(self.name, each_params, self.response)
        yield Row(
            name=self.name,
            ours=OURS.sample(self.seconds),
            stubber=stubber,
            moto=MOTO.sample(self.seconds) if self.in_moto else None,
            ministack=MINISTACK.sample(self.seconds),
            budgets=self.budgets,
        )
        if self.budgets:
            yield Row(
                name=f"… {self.name}, no private names",
                ours=OURS_WITHOUT_PRIVATE_SPEED_UPS.sample(self.seconds),
                stubber=stubber,
                moto=None,
                budgets=CHEAP_WITHOUT_PRIVATE_SPEED_UPS,
            )
            yield Row(
                name=f"… {self.name}, no caches",
                ours=OURS_WITHOUT_CACHES.sample(self.seconds),
                stubber=stubber,
                moto=None,
            )

    def seconds(self, client: BaseClient) -> float:
        """Return the seconds of one call through *client*."""
        connection_arn = self.arrange(client, CALLS)
        call = getattr(client, self.name)
        return seconds_per_call(call, self.each_params(connection_arn))

    def each_params(self, connection_arn: str) -> list[Params]:
        """Return what each of the calls says."""
        return [self.params(number, connection_arn) for number in range(CALLS)]


def rows() -> list[Row]:
    """Return the rows of the eleven operations."""
    return [
        row
        for operation in (*CONNECTIONS, *API_DESTINATIONS)
        for row in operation.rows()
    ]


def nothing(client: BaseClient, count: int) -> str:
    """Start from an empty account."""
    del client, count
    return ""


def a_connection(client: BaseClient, count: int) -> str:
    """Create the one connection that all *count* calls share."""
    del count
    return resources.create_connections(client, 1)


def a_few_connections(client: BaseClient, count: int) -> str:
    """Create what a small account would list, however often it is asked."""
    del count
    return resources.create_connections(client, LISTED)


def a_few_api_destinations(client: BaseClient, count: int) -> str:
    """Create what a small account would list, however often it is asked."""
    del count
    return resources.create_api_destinations(client, LISTED)


def only_name(number: int, connection_arn: str) -> Params:
    """Name the resource and say nothing else."""
    del connection_arn
    return {"Name": resources.name(number)}


def no_params(number: int, connection_arn: str) -> Params:
    """Say nothing at all."""
    del number, connection_arn
    return {}


CONNECTION_RESPONSE: Params = {
    "ConnectionArn": resources.CONNECTION_ARN,
    "ConnectionState": "AUTHORIZED",
    **resources.TIMES,
}
API_DESTINATION_RESPONSE: Params = {
    "ApiDestinationArn": resources.API_DESTINATION_ARN,
    "ApiDestinationState": "ACTIVE",
    **resources.TIMES,
}
CONNECTIONS = (
    Operation(
        name="create_connection",
        arrange=nothing,
        params=lambda number, _: resources.connection(number),
        response=CONNECTION_RESPONSE,
        budgets=CHEAP,
    ),
    Operation(
        name="update_connection",
        arrange=resources.create_connections,
        params=lambda number, _: resources.connection(number, "Another API"),
        response=CONNECTION_RESPONSE,
    ),
    Operation(
        name="delete_connection",
        arrange=resources.create_connections,
        params=only_name,
        response=CONNECTION_RESPONSE,
    ),
    Operation(
        name="describe_connection",
        arrange=resources.create_connections,
        params=only_name,
        response={
            **resources.connection_summary(0),
            "SecretArn": resources.SECRET_ARN,
            "AuthParameters": {"ApiKeyAuthParameters": {"ApiKeyName": "x-api-key"}},
        },
        budgets=CHEAP,
    ),
    Operation(
        name="list_connections",
        arrange=a_few_connections,
        params=no_params,
        response={
            "Connections": [resources.connection_summary(n) for n in range(LISTED)]
        },
    ),
    Operation(
        name="deauthorize_connection",
        arrange=resources.create_connections,
        params=only_name,
        response=CONNECTION_RESPONSE,
        in_moto=False,
    ),
)
API_DESTINATIONS = (
    Operation(
        name="create_api_destination",
        arrange=a_connection,
        params=resources.api_destination,
        response=API_DESTINATION_RESPONSE,
        budgets=CHEAP,
    ),
    Operation(
        name="update_api_destination",
        arrange=resources.create_api_destinations,
        params=lambda number, connection_arn: resources.api_destination(
            number, connection_arn, "Where they go now"
        ),
        response=API_DESTINATION_RESPONSE,
    ),
    Operation(
        name="delete_api_destination",
        arrange=resources.create_api_destinations,
        params=only_name,
        response={},
    ),
    Operation(
        name="describe_api_destination",
        arrange=resources.create_api_destinations,
        params=only_name,
        response={
            **resources.api_destination_summary(0),
            "Description": "Where orders go",
        },
        budgets=CHEAP,
    ),
    Operation(
        name="list_api_destinations",
        arrange=a_few_api_destinations,
        params=no_params,
        response={
            "ApiDestinations": [
                resources.api_destination_summary(number) for number in range(LISTED)
            ]
        },
    ),
)
