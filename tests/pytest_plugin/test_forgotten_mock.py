"""Failures that come from a forgotten mock say how to turn one on."""

from __future__ import annotations

import textwrap

import pytest

from eventbridge_mock.hook.forgotten_mock import forgotten_mock

TITLE = "*- eventbridge_mock: no mock was active -*"
TESTS = """
import botocore.session
import pytest
from botocore.config import Config
from eventbridge_mock import mock_api_destinations

KEYS = {"aws_access_key_id": "testing", "aws_secret_access_key": "testing"}
ONCE = Config(retries={"total_max_attempts": 1})

def client(service_name="events", **settings):
    settings = {"region_name": "eu-west-1", "config": ONCE, **settings}
    return botocore.session.Session().create_client(service_name, **settings)
"""
WAYS_OUT = textwrap.dedent("""
    Ways out: ask for the fixture eventbridge_mock, put @mock_api_destinations above\
 the test, or use `with mock_api_destinations():`. For every test of a suite, put this\
 in conftest.py:

        @pytest.fixture(autouse=True)
        def mocked_eventbridge(eventbridge_mock):
            return eventbridge_mock
""").splitlines()[1:]

FORGOTTEN = {
    "no Region": ("client(region_name=None)", "NoRegionError"),
    "no credentials": ("client().list_rules()", "NoCredentialsError"),
    "no profile": (
        "botocore.session.Session(profile='none').create_client('events')",
        "ProfileNotFound",
    ),
    "no connection": (
        "client(endpoint_url='http://127.0.0.1:1', **KEYS).list_rules()",
        "EndpointConnectionError",
    ),
}


@pytest.fixture(autouse=True)
def no_metadata_service(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look for credentials nowhere on the network, which takes seconds."""
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")


def run(inner: pytest.Pytester, tests: str, *options: str) -> pytest.RunResult:
    inner.makepyfile(TESTS + tests)
    return inner.runpytest(*options)


def has_hint(result: pytest.RunResult) -> bool:
    return any("no mock was active -" in line for line in result.outlines)


@pytest.mark.parametrize(("call", "error"), FORGOTTEN.values(), ids=FORGOTTEN)
def test_a_test_without_a_mock_is_told(
    inner: pytest.Pytester, call: str, error: str
) -> None:
    result = run(inner, f"\ndef test_it():\n    {call}\n")

    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            TITLE,
            f"EventBridge was called, and no mock was active: {error}.",
            *(line.replace("[", "[[]") for line in WAYS_OUT),
        ],
        consecutive=True,
    )


def test_a_cause_behind_another_error_is_found(inner: pytest.Pytester) -> None:
    result = run(
        inner,
        """
class ShopError(Exception):
    pass

def test_it():
    try:
        client().list_rules()
    except Exception as error:
        raise ShopError from error
""",
    )

    assert has_hint(result)


def test_a_fixture_without_a_mock_is_told(inner: pytest.Pytester) -> None:
    result = run(
        inner,
        """
@pytest.fixture
def rules():
    return client().list_rules()

def test_it(rules):
    pass
""",
    )

    result.assert_outcomes(errors=1)
    assert has_hint(result)


def test_a_module_that_makes_its_client_when_imported_is_told(
    inner: pytest.Pytester,
) -> None:
    result = run(inner, "\nCLIENT = client(region_name=None)\n")

    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(
        [
            TITLE,
            "EventBridge was called, and no mock was active: NoRegionError.",
            "The module makes its client while it is imported, before any mock. Make it"
            " in a function or a fixture, or set AWS_DEFAULT_REGION for the run: a mock"
            " also answers the clients that were made before it.",
        ],
        consecutive=True,
    )


def test_it_is_told_from_another_process_too(inner: pytest.Pytester) -> None:
    inner.makepyfile(TESTS + "\ndef test_it():\n    client().list_rules()\n")
    result = inner.runpytest_subprocess("-n", "1", "-p", "xdist")

    result.assert_outcomes(failed=1)
    assert has_hint(result)


OTHER_FAILURES = {
    "another service": "def test_it():\n    client('sqs', region_name=None)",
    "another error": "def test_it():\n    assert client is None",
    "an error of a test": (
        "from botocore.exceptions import NoRegionError\n"
        "def test_it():\n    raise NoRegionError"
    ),
    "a mock that is active": (
        "def test_it(eventbridge_mock):\n"
        "    botocore.session.Session(profile='none').create_client('events')"
    ),
    "a mock that was active": (
        "@mock_api_destinations\n"
        "def test_it():\n"
        "    botocore.session.Session(profile='none').create_client('events')"
    ),
    "a module of its own": "import nowhere",
}


@pytest.mark.parametrize("tests", OTHER_FAILURES.values(), ids=OTHER_FAILURES)
def test_other_failures_have_no_hint(inner: pytest.Pytester, tests: str) -> None:
    result = run(inner, f"\n{tests}\n")

    outcomes = result.parseoutcomes()
    assert outcomes.get("failed", 0) + outcomes.get("errors", 0) == 1
    assert not has_hint(result)


def test_the_section_can_be_turned_off(inner: pytest.Pytester) -> None:
    inner.makeini("[pytest]\neventbridge_mock_failure_section = false")
    result = run(inner, "\ndef test_it():\n    client().list_rules()\n")

    result.assert_outcomes(failed=1)
    assert not has_hint(result)


def test_errors_in_groups_and_circles_are_looked_at_once() -> None:
    first, second = ValueError("first"), ValueError("second")
    first.__cause__, second.__cause__ = second, first
    second.exceptions = (first,)  # type: ignore[attr-defined]

    assert forgotten_mock(first) is None


def test_a_failure_does_not_import_botocore(inner: pytest.Pytester) -> None:
    inner.makepyfile("def test_it():\n    assert False")
    inner.makeconftest(
        "import sys\ndef pytest_unconfigure():\n    print('botocore' in sys.modules)\n"
    )
    result = inner.runpytest_subprocess("-s")

    result.assert_outcomes(failed=1)
    assert result.outlines[-1] == "False"
