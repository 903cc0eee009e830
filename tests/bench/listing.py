"""Rows for one page of a list, in a small account and in a full one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.bench import resources
from tests.bench.contestants import OURS, Params, stubber_sample
from tests.bench.row import Budget, Row, TimesRow
from tests.bench.timing import WARM_UP, seconds_per_call

if TYPE_CHECKING:
    from collections.abc import Callable

    from botocore.client import BaseClient

CALLS = WARM_UP + 25
PAGE = 100
FULL = 3_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A list operation: how to fill the account, and what Stubber answers."""

    operation: str
    fill: Callable[[BaseClient, int], str]
    response: Params

    def rows(self) -> list[Row]:
        """Return the only page of a small account, and two pages of a full one."""
        small = f"{self.operation}, page of {PAGE}"
        of_full = f"{self.operation}, {{}} of {FULL:,}"
        budgets = (TimesRow(3, small),)
        return [
            self.row(small, PAGE, first_page),
            self.row(of_full.format("first"), FULL, first_page, budgets),
            self.row(of_full.format("last"), FULL, last_page, budgets),
        ]

    def row(
        self,
        name: str,
        count: int,
        page: Callable[[Callable[..., Params]], Params],
        budgets: tuple[Budget, ...] = (),
    ) -> Row:
        """Return the row for one *page* of an account with *count* resources."""

        def seconds(client: BaseClient) -> float:
            self.fill(client, count)
            call = getattr(client, self.operation)
            return seconds_per_call(call, [page(call)] * CALLS)

        return Row(
            name=name,
            ours=OURS.sample(seconds),
            stubber=stubber_sample(
                self.operation, [{"Limit": PAGE}] * CALLS, self.response
            ),
            # moto ignores Limit and gives no NextToken: it has no page to time.
            moto=None,
            budgets=budgets,
            rounds=6,
        )


def first_page(call: Callable[..., Params]) -> Params:
    """Return what asks for the first page."""
    del call
    return {"Limit": PAGE}


def last_page(call: Callable[..., Params]) -> Params:
    """Return what asks for the last page, having turned all the others."""
    params: Params = {"Limit": PAGE}
    while (answer := call(**params)).get("NextToken"):
        last = {"Limit": PAGE, "NextToken": answer["NextToken"]}
        params = last
    return params


def rows() -> list[Row]:
    """Return the rows of both lists."""
    listings = (
        Listing(
            operation="list_connections",
            fill=resources.create_connections,
            response={
                "Connections": [resources.connection_summary(n) for n in range(PAGE)]
            },
        ),
        Listing(
            operation="list_api_destinations",
            fill=resources.create_api_destinations,
            response={
                "ApiDestinations": [
                    resources.api_destination_summary(n) for n in range(PAGE)
                ]
            },
        ),
    )
    return [row for listing in listings for row in listing.rows()]
