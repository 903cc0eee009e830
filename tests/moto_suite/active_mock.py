"""A pytest plugin that has a mock active around or within moto's, for each test.

`EVENTBRIDGE_MOCK_ORDER` says which, or that no mock is active. The outcomes go to the
file that `EVENTBRIDGE_MOCK_OUTCOMES` names.
"""

from __future__ import annotations

import json
import os
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import moto.s3.notifications
import pytest
from moto import mock_aws

from eventbridge_mock import mock_api_destinations

if TYPE_CHECKING:
    from collections.abc import Iterator

ORDER = os.environ.get("EVENTBRIDGE_MOCK_ORDER", "outside")
FAILED: set[str] = set()
RUN: set[str] = set()

# A function that a test calls by its own name for it, and not by moto's.
SENDER = "_send_event_bridge_message"


def options() -> dict[str, Any]:
    """Return the options of the mock.

    Endpoints are answered by the test itself, and a rule has room for its six targets.
    """
    return {
        "region_name": "us-east-1",
        "unmatched_endpoint": "send",
        "quotas": {"targets": 10},
    }


@pytest.fixture(autouse=True)
def active_mock(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """Have a mock active, outside of the test's moto or inside of another one."""
    with ExitStack() as stack:
        if ORDER == "inside":
            stack.enter_context(mock_aws())
        if ORDER != "without":
            stack.enter_context(mock_api_destinations(**options()))
        if hasattr(request.module, SENDER):
            sender = getattr(moto.s3.notifications, SENDER)
            monkeypatch.setattr(request.module, SENDER, sender)
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
