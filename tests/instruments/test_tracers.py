"""Tracers see the calls that the mock answers, whenever they begin and end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from botocore.client import BaseClient

from eventbridge_mock import UnmockedAwsCallError, mock_api_destinations

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.instruments.tracers import Tracer

CALL = "ListConnections"


def call(make_client: Callable[..., Any]) -> None:
    assert make_client().list_connections()["Connections"] == []


def test_a_tracer_around_mocks_sees_each_call(
    tracer: Tracer, make_client: Callable[..., Any]
) -> None:
    tracer.begin()
    for _ in range(2):
        before = vars(BaseClient)["_make_api_call"]
        with mock_api_destinations():
            call(make_client)
        assert vars(BaseClient)["_make_api_call"] is before
    tracer.end()

    assert tracer.seen == [CALL] * 2


def test_a_tracer_within_a_mock_sees_each_call(
    tracer: Tracer, make_client: Callable[..., Any]
) -> None:
    with mock_api_destinations():
        tracer.begin()
        call(make_client)
        tracer.end()
        call(make_client)

    assert tracer.seen == [CALL]


def test_a_tracer_that_begins_within_a_mock_sees_the_calls_of_the_next(
    tracer: Tracer, make_client: Callable[..., Any]
) -> None:
    with mock_api_destinations():
        tracer.begin()
        call(make_client)
    for _ in range(2):
        with mock_api_destinations():
            call(make_client)
    tracer.end()
    with mock_api_destinations():
        call(make_client)

    assert tracer.seen == [CALL] * 3


def test_a_tracer_may_end_within_a_mock(
    tracer: Tracer, make_client: Callable[..., Any]
) -> None:
    tracer.begin()
    with mock_api_destinations():
        call(make_client)
        tracer.end()
        call(make_client)
    with mock_api_destinations():
        call(make_client)

    assert tracer.seen == [CALL]


def test_a_call_that_is_refused_is_refused_with_a_tracer_too(
    tracer: Tracer, make_client: Callable[..., Any]
) -> None:
    tracer.begin()
    with mock_api_destinations(), pytest.raises(UnmockedAwsCallError):
        make_client("s3").list_buckets()
    tracer.end()
