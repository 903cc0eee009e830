"""Rows for PutEvents: against more and more rules, and all the way to an endpoint."""

from __future__ import annotations

import json
import os
from contextlib import contextmanager
from time import perf_counter
from typing import TYPE_CHECKING

import responses

from eventbridge_mock.aws.validation import validator_of
from eventbridge_mock.expressions.patterns.event_pattern import EventPattern
from tests.bench.contestants import MOTO, OURS
from tests.bench.ministack import MINISTACK, Partner
from tests.bench.row import AtMost, Row, TimesPeer, TimesRow
from tests.bench.timing import WARM_UP, no_collecting, seconds_per_call

if TYPE_CHECKING:
    from collections.abc import Iterator

    from botocore.client import BaseClient

    from tests.bench.contestants import Params
    from tests.bench.row import Sample

CALLS = WARM_UP + 40
FEW, SOME, MANY = 3, 30, 300
ENDPOINT = "https://partner.example/orders"
ROLE_ARN = "arn:aws:iam::123456789012:role/invoke"
ENTRY = {
    "Source": "shop.0",
    "DetailType": "Order Placed",
    "Detail": json.dumps({"order": 7, "customer": {"tier": "gold"}, "total": 250}),
}


def pattern(number: int) -> str:
    """Return the event pattern of a rule; that of number 0 matches ENTRY."""
    return json.dumps(
        {
            "source": [f"shop.{number}"],
            "detail-type": ["Order Placed", "Order Changed"],
            "detail": {
                "customer": {"tier": [{"prefix": "go"}]},
                "total": [{"numeric": [">", 100]}],
            },
        }
    )


def rows() -> list[Row]:
    """Return the rows."""
    against = "put_events against {} rules, one matching"
    few = against.format(FEW)
    return [
        Row(name=few, ours=matching(FEW), stubber=None, moto=None),
        Row(name=against.format(SOME), ours=matching(SOME), stubber=None, moto=None),
        Row(
            name=against.format(MANY),
            ours=matching(MANY),
            stubber=None,
            moto=None,
            budgets=(TimesRow(3, few),),
        ),
        Row(
            name="an event pattern compiled",
            ours=compiling,
            stubber=None,
            moto=None,
        ),
        Row(
            name="10 entries of 90 KB validated",
            ours=validating,
            stubber=None,
            moto=None,
            budgets=(AtMost(0.3),),
        ),
        Row(
            name="put_events, delivered and captured",
            ours=OURS.sample(delivering),
            stubber=None,
            moto=MOTO.sample(delivering_in_moto),
            ministack=MINISTACK.sample(delivering_in_ministack),
            budgets=(TimesPeer(0.06, "moto"),),
        ),
    ]


def matching(count: int) -> Sample:
    """Return what measures an event against *count* rules."""

    def seconds(client: BaseClient) -> float:
        for number in range(count):
            client.put_rule(Name=f"rule-{number:03}", EventPattern=pattern(number))
        return seconds_per_call(client.put_events, each_params())

    return OURS.sample(seconds)


def each_params() -> list[Params]:
    """Return what each of the calls says."""
    return [{"Entries": [ENTRY]}] * CALLS


def compiling() -> float:
    """Return the seconds of compiling one pattern, no two of them alike."""
    patterns = [pattern(number) for number in range(MANY)]
    with no_collecting():
        start = perf_counter()
        for text in patterns:
            EventPattern.compile(text)
        return (perf_counter() - start) / len(patterns)


def validating() -> float:
    """Return the seconds of validating a large request, which has nothing wrong."""
    operation = OURS.client.meta.service_model.operation_model("PutEvents")
    entry = {**ENTRY, "Detail": json.dumps({"text": "x" * 90_000})}
    validate = validator_of(("events", operation.name), operation.input_shape)
    params = {"params": {"Entries": [entry] * 10}}
    return seconds_per_call(validate, [params] * CALLS)


def delivering(client: BaseClient) -> float:
    """Return the seconds of one event that is matched, authorized and delivered."""
    arrange(client, ENDPOINT)
    return seconds_per_call(client.put_events, each_params())


def arrange(client: BaseClient, endpoint: str) -> None:
    """Create a rule whose target is an API destination at *endpoint*."""
    connection = client.create_connection(
        Name="partner",
        AuthorizationType="BASIC",
        AuthParameters={
            "BasicAuthParameters": {"Username": "shop", "Password": "not-a-secret"}
        },
    )
    destination = client.create_api_destination(
        Name="orders",
        ConnectionArn=connection["ConnectionArn"],
        InvocationEndpoint=endpoint,
        HttpMethod="POST",
    )
    client.put_rule(Name="orders", EventPattern=pattern(0))
    target = {"Id": "partner", "Arn": destination["ApiDestinationArn"]}
    client.put_targets(Rule="orders", Targets=[{**target, "RoleArn": ROLE_ARN}])


def delivering_in_ministack(client: BaseClient) -> float:
    """Return the same of MiniStack, from the call until the request has arrived."""
    partner = Partner()

    def put_and_wait(**params: object) -> None:
        client.put_events(**params)
        partner.wait()

    with partner.listening() as url:
        arrange(client, url)
        return seconds_per_call(put_and_wait, each_params())


def delivering_in_moto(client: BaseClient) -> float:
    """Return the same of moto, which sends by `requests` if it is told to."""
    with responses_for_moto():
        return delivering(client)


@contextmanager
def responses_for_moto() -> Iterator[None]:
    """Have moto send to API destinations, and answer what it sends."""
    os.environ["MOTO_EVENTS_INVOKE_HTTP"] = "true"
    try:
        with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
            mock.post(ENDPOINT, status=200)
            yield
    finally:
        del os.environ["MOTO_EVENTS_INVOKE_HTTP"]
