"""What the tests of the ways in stand on: something to do inside a mock."""

from __future__ import annotations

import contextlib
import io
import os
import unittest
from typing import TYPE_CHECKING, Any

import pytest
from botocore.client import BaseClient
from botocore.endpoint import Endpoint

# What a run of pytester imports first, is imported anew after it: a mock that began
# then would be of two halves.
import eventbridge_mock.activation.interception
import eventbridge_mock.state.mock_state  # noqa: F401
from eventbridge_mock import current_mock
from eventbridge_mock.errors import NotActiveError
from eventbridge_mock.options import suite_options
from eventbridge_mock.replies.scripted_replies import EndpointAdapter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def changed_by_a_mock() -> dict[str, Any]:
    """Return all that a mock changes while it is active."""
    environment = {k: v for k, v in os.environ.items() if k != "PYTEST_CURRENT_TEST"}
    return {
        "environment": environment,
        "botocore's calls": BaseClient._make_api_call,  # noqa: SLF001 - what is replaced
        "botocore's requests": Endpoint._send,  # noqa: SLF001 - and this
        "requests of deliveries": EndpointAdapter.send,
        "options of the suite": dict(suite_options),
    }


@pytest.fixture(autouse=True)
def everything_is_restored() -> Iterator[None]:
    """Whatever a test did, the process is as it was and no mock is active."""
    before = changed_by_a_mock()
    yield
    after = changed_by_a_mock()
    left = []
    with contextlib.suppress(NotActiveError):
        while True:  # so that the next test does not suffer from this one
            left.append(current_mock().end())

    assert (after, left) == (before, [])


@pytest.fixture
def run_unittest() -> Callable[[type[unittest.TestCase]], unittest.TestResult]:
    """Run a TestCase as `python -m unittest` does."""

    def run(case: type[unittest.TestCase]) -> unittest.TestResult:
        suite = unittest.defaultTestLoader.loadTestsFromTestCase(case)
        return unittest.TextTestRunner(stream=io.StringIO()).run(suite)

    return run


@pytest.fixture
def inner(pytester: pytest.Pytester) -> pytest.Pytester:
    """A pytester whose runs keep the order of tests and leave no cache.

    The plugin of hypothesis would be imported anew by each, which takes a second, and
    that of pytest-asyncio warns of an option that has no value yet.
    """
    without = "-p no:randomly -p no:cacheprovider -p no:hypothesispytest -p no:asyncio"
    pytester.makeini(f"[pytest]\naddopts = {without}\n")
    return pytester
