"""Many activations, one after the other, leave nothing behind.

`tox -e leaks` makes 10,000 of them.
"""

from __future__ import annotations

import functools
import gc
import logging
import os
import sys
import threading
import tracemalloc
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import botocore.client
import botocore.credentials
import botocore.endpoint
import botocore.session
import pytest

from eventbridge_mock import mock_api_destinations
from tests import requests_to_aws
from tests.conftest import REGION_NAME

if TYPE_CHECKING:
    from collections.abc import Callable

ROUNDS = int(os.environ.get("EVENTBRIDGE_MOCK_ACTIVATIONS", "30"))
URL = "https://api.partner.example/orders"
# Of the last activation, a few objects may be kept until the next.
FEW = 5
_Cache = type(functools.lru_cache(int))


def caches() -> list[Any]:
    """Return the caches of ours that the garbage collector knows."""
    return [
        each
        for each in gc.get_objects()
        if type(each) is _Cache and each.__module__.startswith("eventbridge_mock")
    ]


# conftest.py hides later what exists by now from the garbage collector.
CACHES = caches()
# What the allocator and caches of a bounded size may keep of all rounds together.
SPARE_BYTES = 100_000


def use(client: Any) -> None:
    """Activate a mock, and use what makes objects, threads, handlers and patches."""
    with mock_api_destinations(region_name=REGION_NAME) as mock:
        arn = client.create_connection(**requests_to_aws.connection())["ConnectionArn"]
        made = client.create_api_destination(**requests_to_aws.api_destination(arn))
        client.put_rule(Name="orders", EventPattern='{"source": ["shop"]}')
        target = requests_to_aws.target(Arn=made["ApiDestinationArn"])
        client.put_targets(Rule="orders", Targets=[target])
        mock.responses.post(URL, status=503)
        mock.responses.post(URL, status=200)
        mock.fail("PutEvents", "ThrottlingException")
        entry = {"Source": "shop", "DetailType": "Order", "Detail": "{}"}
        client.put_events(Entries=[entry])
        mock.assert_invoked("orders", status=200)
        mock.explain(mock.events[0])


def patches() -> dict[str, Any]:
    """Return all attributes of the classes and modules that a mock may patch."""
    owners = (
        botocore.client.BaseClient,
        botocore.endpoint.Endpoint,
        botocore.credentials.CredentialResolver,
        botocore.session.Session,
        botocore,
    )
    return {
        f"{owner.__name__}.{name}": value
        for owner in owners
        for name, value in vars(owner).items()
    }


def handlers(client: Any) -> list[Any]:
    """Return the handlers of a client's call, and those of all loggers."""
    event = "before-call.events.PutEvents"
    found = list(client.meta.events._emitter._lookup_cache.get(event, ()))  # noqa: SLF001 - no public way
    for name in sorted(logging.root.manager.loggerDict):
        logger = logging.getLogger(name)
        found += [name, *logger.handlers, *logger.filters]
    return found


def descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def collect() -> None:
    """Free what is garbage, and what caches of a bounded size keep."""
    for each in [*CACHES, *caches()]:
        each.cache_clear()
    gc.collect()


def objects() -> Counter[str]:
    """Return how many objects of each type of ours there are."""
    collect()
    names = (f"{type(each).__module__}.{type(each)}" for each in gc.get_objects())
    return Counter(name for name in names if name.startswith("eventbridge_mock"))


def around(action: Callable[[], None], measure: Callable[[], Any]) -> tuple[Any, Any]:
    """Return what *measure* returns before and after *action*."""
    before = measure()
    action()
    return before, measure()


@pytest.mark.skipif(sys.platform != "linux", reason="descriptors are counted in /proc")
def test_many_activations_leave_nothing(make_client: Callable[..., Any]) -> None:
    client = make_client()
    for _ in range(3):  # what is imported and cached once
        use(client)

    def measure() -> dict[str, Any]:
        return {
            "objects": objects(),
            "threads": threading.enumerate(),
            "patches": patches(),
            "handlers": handlers(client),
            "environment": dict(os.environ),
            "descriptors": descriptors(),
        }

    def rounds() -> None:
        for _ in range(ROUNDS):
            use(client)

    before, after = around(rounds, measure)

    more = after.pop("objects") - before.pop("objects")
    assert {name: count for name, count in more.items() if count > FEW} == {}
    for name, value in before.items():
        assert after[name] == value, name


def test_the_memory_of_a_long_run_stays_flat(make_client: Callable[..., Any]) -> None:
    client = make_client()

    def rounds() -> None:
        for _ in range(ROUNDS // 2):
            use(client)

    def traced() -> int:
        collect()
        return tracemalloc.get_traced_memory()[0]

    for _ in range(10):
        use(client)
    tracemalloc.start()
    try:
        rounds()
        before, after = around(rounds, traced)
    finally:
        tracemalloc.stop()

    assert after - before < SPARE_BYTES
