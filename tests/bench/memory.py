"""The memory of a resource, an event, an invocation: `python -m tests.bench.memory`."""

from __future__ import annotations

import gc
import sys
import tracemalloc
from typing import TYPE_CHECKING, Any

import botocore.session

from eventbridge_mock import mock_api_destinations
from tests import requests_to_aws

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_COUNT = 250


def bytes_of_each(make: Callable[[int], Any]) -> int:
    """Return the bytes that are kept of each call of *make*, after the first."""
    make(-1)
    gc.collect()
    tracemalloc.start()
    for number in range(_COUNT):
        make(number)
    gc.collect()
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return round(kept / _COUNT)


def measured(mock: Any, events: Any) -> Iterator[tuple[str, int]]:
    """Yield what was made and the bytes that it keeps."""

    def connection(number: int) -> str:
        created = events.create_connection(
            **requests_to_aws.connection(Name=f"c{number}")
        )
        return created["ConnectionArn"]

    def destination(number: int) -> str:
        created = events.create_api_destination(
            **requests_to_aws.api_destination(arn, Name=f"d{number}")
        )
        return created["ApiDestinationArn"]

    def publish(source: str) -> None:
        entry = {"Source": source, "DetailType": "Order", "Detail": '{"n": 1}'}
        events.put_events(Entries=[entry])

    def rule(number: int) -> None:
        events.put_rule(Name=f"r{number}", EventPattern=f'{{"source": ["s{number}"]}}')

    yield "connection with its secret", bytes_of_each(connection)
    arn = connection(_COUNT)
    yield "API destination", bytes_of_each(destination)
    yield "rule", bytes_of_each(rule)
    yield "event that no rule matches", bytes_of_each(lambda _: publish("nobody"))
    target = requests_to_aws.target(Arn=destination(_COUNT))
    events.put_targets(Rule="r0", Targets=[target])
    yield "event with its invocation", bytes_of_each(lambda _: publish("s0"))
    yield "invocation", bytes_of_each(lambda number: mock.invoke("d0", {"n": number}))


if __name__ == "__main__":
    client = botocore.session.get_session().create_client(
        "events", region_name="eu-west-1"
    )
    with mock_api_destinations(region_name="eu-west-1") as active:
        for what, kept in measured(active, client):
            sys.stdout.write(f"{what:<28}{kept:>7} bytes\n")
