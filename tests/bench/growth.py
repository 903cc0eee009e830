"""How numbers grow with their input, as curves for the performance page."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Any

from eventbridge_mock import mock_api_destinations
from tests.bench import deliveries, publishing, resources, templates
from tests.bench.contestants import MOTO, OURS, stubber_sample
from tests.bench.ministack import MINISTACK
from tests.bench.timing import CONTESTANTS, WARM_UP, seconds_per_call

if TYPE_CHECKING:
    from botocore.client import BaseClient

    from tests.bench.contestants import Params
    from tests.bench.row import Sample

ROUNDS = 3
CALLS = WARM_UP + 15

#: Returns the sample of a contestant for an input of that size; None for no contestant.
SampleOfSize = Callable[[int], "Sample | None"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """One number, and the inputs that it is measured with."""

    slug: str
    title: str
    horizontal: str
    inputs: tuple[int, ...]
    contestants: dict[str, SampleOfSize]

    def measured(self) -> dict[str, Any]:
        """Return the curve as JSON: for each contestant the seconds at each input."""
        seconds: dict[str, list[float]] = {}
        for name in sorted(self.contestants, key=CONTESTANTS.index):
            samples = [self.contestants[name](size) for size in self.inputs]
            taken = [median_of(sample) for sample in samples if sample is not None]
            if taken:
                seconds[name] = taken
        return {
            "slug": self.slug,
            "title": self.title,
            "horizontal": self.horizontal,
            "inputs": list(self.inputs),
            "seconds": seconds,
        }


def median_of(sample: Sample) -> float:
    """Return the median of a few rounds, after one that only warms up."""
    sample()
    return median(sample() for _ in range(ROUNDS))


def curves() -> list[Curve]:
    """Return all curves, in the order of the page."""
    return [
        Curve(
            slug="rules",
            title="PutEvents, by the number of rules on the bus",
            horizontal="rules, of which one matches",
            inputs=(3, 30, 300),
            contestants={
                "ours": lambda count: OURS.sample(against_rules(count)),
                "moto": lambda count: MOTO.sample(against_rules(count)),
                "ministack": lambda count: MINISTACK.sample(against_rules(count)),
            },
        ),
        Curve(
            slug="entry",
            title="PutEvents, by the size of its entry",
            horizontal="kilobytes",
            inputs=(1, 10, 100),
            contestants={
                "ours": lambda size: OURS.sample(with_entry_of(size)),
                "stubber": stubbed_entry_of,
                "moto": lambda size: MOTO.sample(with_entry_of(size)),
                "ministack": lambda size: MINISTACK.sample(with_entry_of(size)),
            },
        ),
        Curve(
            slug="list",
            title="A page of 100 connections, by the number of connections",
            horizontal="connections",
            inputs=(100, 1000, 3000),
            contestants={"ours": lambda count: OURS.sample(listing(count))},
        ),
        Curve(
            slug="deliveries",
            title="A delivery, by the number of deliveries",
            horizontal="deliveries",
            inputs=(10, 100, 1000, 10_000),
            contestants={"ours": lambda count: deliveries.delivering("BASIC", count)},
        ),
        Curve(
            slug="template",
            title="mock.deploy, by the partners in its template",
            horizontal="partners, each of three resources",
            inputs=(1, 6, 36),
            contestants={"ours": deploying},
        ),
    ]


def against_rules(count: int) -> Callable[[BaseClient], float]:
    """Return what measures an event against *count* rules."""

    def seconds(client: BaseClient) -> float:
        for number in range(count):
            rule = {
                "Name": f"rule-{number:03}",
                "EventPattern": publishing.pattern(number),
            }
            client.put_rule(**rule)
        return seconds_per_call(client.put_events, [entries(0)] * CALLS)

    return seconds


def with_entry_of(kilobytes: int) -> Callable[[BaseClient], float]:
    """Return what measures an entry of that size against one rule."""

    def seconds(client: BaseClient) -> float:
        client.put_rule(Name="rule", EventPattern=publishing.pattern(0))
        return seconds_per_call(client.put_events, [entries(kilobytes)] * CALLS)

    return seconds


def stubbed_entry_of(kilobytes: int) -> Sample:
    """Return what measures the same with Stubber."""
    response = {"FailedEntryCount": 0, "Entries": [{"EventId": resources.UUID}]}
    return stubber_sample("put_events", [entries(kilobytes)] * CALLS, response)


def entries(kilobytes: int) -> Params:
    """Return the parameters of a PutEvents with one entry."""
    detail = {**json.loads(publishing.ENTRY["Detail"]), "note": "x" * 1000 * kilobytes}
    return {"Entries": [{**publishing.ENTRY, "Detail": json.dumps(detail)}]}


def listing(count: int) -> Callable[[BaseClient], float]:
    """Return what measures the first page of *count* connections."""

    def seconds(client: BaseClient) -> float:
        resources.create_connections(client, count)
        return seconds_per_call(client.list_connections, [{"Limit": 100}] * CALLS)

    return seconds


def deploying(partners: int) -> Sample:
    """Return what measures a template with that many partners."""
    template = {"Resources": {"Role": {"Type": "AWS::IAM::Role", "Properties": {}}}}
    template["Parameters"] = {"Key": {"Type": "String", "Default": "not-a-secret"}}
    bus = {"Type": "AWS::Events::EventBus", "Properties": {"Name": "orders"}}
    template["Resources"]["Bus"] = bus
    for number in range(partners):
        template["Resources"] |= templates.partner(number)

    def sample() -> float:
        with mock_api_destinations() as mock:
            start = time.perf_counter()
            mock.deploy(template, stack_name="shop")
            return time.perf_counter() - start

    return sample
