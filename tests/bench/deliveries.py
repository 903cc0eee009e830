"""Rows for deliveries: each authorization, many at once, retries, and memory."""

from __future__ import annotations

import tracemalloc
from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING

from eventbridge_mock import mock_api_destinations
from tests.bench.contestants import make_client
from tests.bench.row import Budget, Row, TimesRow, Verdict
from tests.bench.timing import no_collecting

if TYPE_CHECKING:
    from eventbridge_mock import EventBridgeMock
    from tests.bench.contestants import Params
    from tests.bench.row import Results, Sample, Times

ENDPOINT = "https://partner.example/orders"
EVENT = {"order": 7, "items": ["ink", "paper"], "total": 12.5}
OAUTH = {
    "ClientParameters": {"ClientID": "shop", "ClientSecret": "not-a-secret"},
    "AuthorizationEndpoint": "https://auth.partner.example/token",
    "HttpMethod": "POST",
}
AUTHORIZATIONS: dict[str, Params] = {
    "BASIC": {"BasicAuthParameters": {"Username": "shop", "Password": "not-a-secret"}},
    "API_KEY": {
        "ApiKeyAuthParameters": {"ApiKeyName": "X-Key", "ApiKeyValue": "not-a-secret"}
    },
    "OAUTH_CLIENT_CREDENTIALS": {"OAuthParameters": OAUTH},
}
ONE, MANY = "a delivery, BASIC", "10,000 deliveries, each"
RETRIED, ATTEMPTS = 1_000, 186
MOST_GROWTH = 2.2
CLIENT = make_client()


def rows() -> list[Row]:
    """Return the rows."""
    each = [
        row(f"a delivery, {name}", delivering(name, 200)) for name in AUTHORIZATIONS
    ]
    return [
        *each,
        # As many as it takes to see whether the thousandth costs more.
        row(MANY, delivering("BASIC", 10_000), (TimesRow(1.5, ONE),), rounds=2),
        row("1,000 events x 185 retries, each attempt", retrying, rounds=1),
        row("memory of 100,000 invocations", None, (Memory(10, 100_000),), rounds=1),
    ]


def row(
    name: str, ours: Sample | None, budgets: tuple[Budget, ...] = (), rounds: int = 6
) -> Row:
    """Return a row that has no peer: none of them delivers a request like that."""
    return Row(
        name=name, ours=ours, stubber=None, moto=None, budgets=budgets, rounds=rounds
    )


def arrange(authorization_type: str) -> None:
    """Create the API destination `orders`."""
    connection = CLIENT.create_connection(
        Name="partner",
        AuthorizationType=authorization_type,
        AuthParameters=AUTHORIZATIONS[authorization_type],
    )
    CLIENT.create_api_destination(
        Name="orders",
        ConnectionArn=connection["ConnectionArn"],
        InvocationEndpoint=ENDPOINT,
        HttpMethod="POST",
    )


def delivering(authorization_type: str, count: int) -> Sample:
    """Return what measures one of *count* deliveries."""

    def sample() -> float:
        with mock_api_destinations() as mock:
            arrange(authorization_type)
            mock.invoke("orders", EVENT)
            return seconds_each(mock, count)

    return sample


def seconds_each(mock: EventBridgeMock, count: int) -> float:
    """Return the seconds of one of *count* deliveries."""
    with no_collecting():
        start = perf_counter()
        for _ in range(count):
            mock.invoke("orders", EVENT)
        return (perf_counter() - start) / count


def retrying() -> float:
    """Return the seconds of one attempt, where all that can be made are made."""
    with mock_api_destinations() as mock:
        arrange("BASIC")
        mock.responses.post(ENDPOINT, status=503)
        return seconds_each(mock, RETRIED) / ATTEMPTS


@dataclass(frozen=True, slots=True)
class Memory:
    """Keep at most so many kilobytes of each invocation, however many there are."""

    kilobytes: float
    count: int

    def verdict(self, times: Times, results: Results) -> Verdict:
        """Count what half as many keep, and what all do."""
        del times, results
        half, whole = bytes_kept(self.count // 2), bytes_kept(self.count)
        each, growth = whole / self.count / 1024, whole / half
        return Verdict(
            measured=f"{each:.1f} KB each",
            limit=f"(≤ {self.kilobytes:g} KB), {growth:.2f} (≤ 2.2) times half of them",
            kept=each <= self.kilobytes and growth <= MOST_GROWTH,
        )


def bytes_kept(count: int) -> int:
    """Return the bytes that *count* captured invocations take."""
    with mock_api_destinations() as mock:
        arrange("BASIC")
        mock.invoke("orders", EVENT)
        tracemalloc.start()
        for _ in range(count):
            mock.invoke("orders", EVENT)
        kept, _ = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    return kept
