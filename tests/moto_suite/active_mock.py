"""A pytest plugin that has a mock active around or within moto's, for each test.

`EVENTBRIDGE_MOCK_ORDER` says which. The outcomes go to the file that
`EVENTBRIDGE_MOCK_OUTCOMES` names.
"""

from __future__ import annotations

import json
import os
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import moto.s3.notifications  # noqa: F401 - its tests take functions from there
import pytest
from moto import mock_aws

from eventbridge_mock import mock_api_destinations

if TYPE_CHECKING:
    from collections.abc import Iterator

ORDER = os.environ.get("EVENTBRIDGE_MOCK_ORDER", "outside")
FAILED: set[str] = set()
RUN: set[str] = set()


def options() -> dict[str, Any]:
    """Return the options of the mock: endpoints are answered by the test itself."""
    return {"region_name": "us-east-1", "unmatched_endpoint": "send"}


@pytest.hookimpl(hookwrapper=True)
def pytest_collection() -> Iterator[None]:
    """Let the tests import functions of moto as they are beside an active mock."""
    with mock_api_destinations(**options()):
        yield


@pytest.fixture(autouse=True)
def active_mock() -> Iterator[None]:
    """Have a mock active, outside of the test's moto or inside of another one."""
    with ExitStack() as stack:
        if ORDER == "inside":
            stack.enter_context(mock_aws())
        stack.enter_context(mock_api_destinations(**options()))
        yield


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Keep what has become of a test."""
    RUN.add(report.nodeid)
    if report.failed:
        FAILED.add(report.nodeid)


def pytest_sessionfinish() -> None:
    """Write down the names of the tests, for the process that compares them."""
    outcomes = {"run": sorted(RUN), "failed": sorted(FAILED)}
    path = os.environ["EVENTBRIDGE_MOCK_OUTCOMES"]
    Path(path).write_text(json.dumps(outcomes), encoding="utf-8")
