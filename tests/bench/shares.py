"""Where the time of a call goes: the share of each library and of each room."""

from __future__ import annotations

import cProfile
import pstats
import sysconfig
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import eventbridge_mock
from eventbridge_mock import mock_api_destinations
from tests.bench import deliveries, publishing, resources
from tests.bench.contestants import OURS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

CALLS = 400
# Smaller shares are added up.
LEAST_SHARE = 0.02
OURS_IN = Path(eventbridge_mock.__file__).parent
LIBRARIES_IN = Path(sysconfig.get_path("purelib"))
STANDARD_LIBRARY = "Python's standard library"
REST = "the rest"
BUILT_IN = "~"


def shares() -> list[dict[str, Any]]:
    """Return the shares of three calls, as JSON."""
    return [
        shares_of("describe_connection", describing),
        shares_of("put_events, delivered and captured", publishing_events),
        shares_of("mock.invoke with an API key", invoking),
    ]


def shares_of(title: str, repeat: Callable[[], None]) -> dict[str, Any]:
    """Return the share of each place in the time of what *repeat* does."""
    profile = cProfile.Profile()
    repeat()
    profile.enable()
    repeat()
    profile.disable()
    statistics: Any = pstats.Stats(profile)
    seconds = seconds_by_place(statistics.stats)
    whole = seconds.total()
    large = {
        place: spent / whole
        for place, spent in seconds.most_common()
        if spent / whole >= LEAST_SHARE
    }
    return {"title": title, "parts": {**large, REST: 1 - sum(large.values())}}


def seconds_by_place(stats: Mapping[Any, Any]) -> Counter[str]:
    """Return the seconds that the functions of each place take themselves.

    A built-in function counts for those who call it.
    """
    seconds: Counter[str] = Counter()
    for (file, _, _), (_, _, own, _, callers) in stats.items():
        if file != BUILT_IN:
            seconds[place_of(file)] += own
            continue
        for (caller, _, _), (_, _, own_for_caller, _) in callers.items():
            seconds[place_of(caller)] += own_for_caller
    return seconds


def place_of(file: str) -> str:
    """Return the room of ours, the library, or what a file is otherwise part of."""
    path = Path(file)
    if path.is_relative_to(OURS_IN):
        return (
            f"eventbridge_mock.{path.relative_to(OURS_IN).parts[0].removesuffix('.py')}"
        )
    if path.is_relative_to(LIBRARIES_IN):
        return path.relative_to(LIBRARIES_IN).parts[0].removesuffix(".py")
    return STANDARD_LIBRARY


def describing() -> None:
    """Describe a connection, many times."""
    with mock_api_destinations():
        resources.create_connections(OURS.client, 1)
        for _ in range(CALLS):
            OURS.client.describe_connection(Name=resources.name(0))


def publishing_events() -> None:
    """Publish events that are delivered."""
    with mock_api_destinations():
        publishing.arrange(OURS.client, publishing.ENDPOINT)
        for _ in range(CALLS):
            OURS.client.put_events(Entries=[publishing.ENTRY])


def invoking() -> None:
    """Deliver events without a rule."""
    with mock_api_destinations() as mock:
        deliveries.arrange("API_KEY")
        for _ in range(CALLS):
            mock.invoke("orders", deliveries.EVENT)
