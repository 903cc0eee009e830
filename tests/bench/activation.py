"""Rows for entering and leaving a mock, and for a whole small test."""

from __future__ import annotations

from typing import TYPE_CHECKING

import boto3
from botocore.stub import Stubber
from moto import mock_aws

from eventbridge_mock import mock_api_destinations
from tests.bench import resources
from tests.bench.contestants import CLIENT_OPTIONS, STUBBED_CLIENT
from tests.bench.ministack import MINISTACK
from tests.bench.operations import CONNECTION_RESPONSE
from tests.bench.row import Row, TimesPeer
from tests.bench.timing import WARM_UP, seconds_per_call

if TYPE_CHECKING:
    from collections.abc import Callable

    from botocore.client import BaseClient

    from tests.bench.row import Sample


def rows() -> list[Row]:
    """Return the rows."""
    return [
        Row(
            name="activate and deactivate",
            ours=repeated(enter_ours, times=40),
            stubber=repeated(enter_stubber, times=40),
            moto=repeated(enter_moto, times=40),
            # The server goes on: a test begins with nothing by asking it to forget.
            ministack=with_ministack(MINISTACK.forget_all, times=10),
            budgets=(TimesPeer(0.3, "moto"),),
        ),
        Row(
            name="whole small test",
            ours=repeated(whole_test_with_ours, times=5),
            stubber=repeated(whole_test_with_stubber, times=5),
            moto=repeated(whole_test_with_moto, times=5),
            ministack=with_ministack(whole_test_with_ministack, times=5),
            budgets=(TimesPeer(0.2, "moto"),),
            rounds=6,
        ),
        # Not how moto comes, but the nearest it can be set to.
        Row(
            name="… moto told to keep the session",
            ours=repeated(whole_test_with_ours, times=5),
            stubber=repeated(whole_test_with_stubber, times=5),
            moto=repeated(whole_test_with_moto_keeping_the_session, times=5),
            rounds=6,
        ),
    ]


def repeated(action: Callable[[], object], *, times: int) -> Sample:
    """Return what measures *action*, after a few times that are not counted.

    Those few also give boto3 its default session again, which moto has dropped.
    """

    def sample() -> float:
        return seconds_per_call(action, [{}] * (WARM_UP + times))

    return sample


def with_ministack(action: Callable[[], object], *, times: int) -> Sample | None:
    """Return what measures *action*; None without the server."""
    return None if MINISTACK.reason else repeated(action, times=times)


def whole_test_with_ministack() -> None:
    """Do what a test does with a server: let it forget, make a client, call."""
    MINISTACK.forget_all()
    client = boto3.client("events", endpoint_url=MINISTACK.url, **CLIENT_OPTIONS)
    client.create_connection(**resources.connection(0))


def enter_ours() -> None:
    """Enter and leave this project's mock."""
    with mock_api_destinations():
        pass


def enter_stubber() -> None:
    """Enter and leave a Stubber."""
    with Stubber(STUBBED_CLIENT):
        pass


def enter_moto() -> None:
    """Enter and leave moto."""
    with mock_aws():
        pass


def whole_test_with_ours() -> None:
    """Do what a test does: activate, make a client, call."""
    with mock_api_destinations():
        boto3_client().create_connection(**resources.connection(0))


def whole_test_with_stubber() -> None:
    """Do the same; the answer has to be written down as well."""
    client = boto3_client()
    with Stubber(client) as stubber:
        stubber.add_response("create_connection", CONNECTION_RESPONSE)
        client.create_connection(**resources.connection(0))


def whole_test_with_moto() -> None:
    """Do the same with moto, which drops boto3's default session."""
    with mock_aws():
        boto3_client().create_connection(**resources.connection(0))


def whole_test_with_moto_keeping_the_session() -> None:
    """Do the same with moto told to leave boto3's default session alone."""
    with mock_aws(config={"core": {"reset_boto3_session": False}}):
        boto3_client().create_connection(**resources.connection(0))


def boto3_client() -> BaseClient:
    """Return a client on boto3's default session, which is reused if still there."""
    return boto3.client("events", **CLIENT_OPTIONS)
