"""How the plugin behaves towards pytest, its options and its other plugins."""

from __future__ import annotations

from itertools import pairwise

import pytest

from tests.connecting import FINDS_THESE_TESTS

TESTS = """
import pytest
from eventbridge_mock import current_mock, mock_api_destinations
from tests.connecting import connect, orders_at

URL = "https://api.partner.example/orders"

def test_fixture(eventbridge_mock):
    orders_at(URL)
    eventbridge_mock.invoke("orders", {"number": 1})
    eventbridge_mock.assert_invoked("orders", json={"number": 1})

@pytest.mark.eventbridge_mock(region_name="eu-west-3")
def test_marker():
    assert current_mock().region_name == "eu-west-3"

@mock_api_destinations
def test_decorator():
    assert connect() == ["partner"]
"""


@pytest.mark.parametrize(
    "arguments",
    [
        ["--strict-markers", "--strict-config"],
        ["--import-mode=prepend"],
        ["--import-mode=append"],
        ["--import-mode=importlib"],
        ["--assert=plain"],
        ["-p", "no:assertion"],
        ["-p", "no:logging"],
        ["-W", "error"],
        ["--setup-show", "-s"],
    ],
    ids=" ".join,
)
def test_it_works_whatever_pytest_is_asked_for(
    inner: pytest.Pytester, arguments: list[str]
) -> None:
    inner.makepyfile(TESTS)

    result = inner.runpytest(*arguments)

    result.assert_outcomes(passed=3)


def test_it_works_in_several_processes(inner: pytest.Pytester) -> None:
    inner.makeconftest(FINDS_THESE_TESTS)
    inner.makepyfile(test_one=TESTS, test_other=TESTS)

    result = inner.runpytest("-n", "2")

    result.assert_outcomes(passed=6)


def test_a_run_without_a_mock_imports_none(inner: pytest.Pytester) -> None:
    inner.makepyfile(
        """
        import sys
        import pytest

        @pytest.fixture(scope="module")
        def theirs():
            yield

        def test_it(theirs):
            assert "botocore" not in sys.modules
            assert "eventbridge_mock.activation.activation" not in sys.modules

        def test_other(theirs):
            test_it(None)
        """
    )

    result = inner.runpytest_subprocess()

    result.assert_outcomes(passed=2)


def test_it_can_be_turned_off(inner: pytest.Pytester) -> None:
    """Then the ways in are left that need no pytest."""
    inner.makepyfile(TESTS)

    result = inner.runpytest("-p", "no:eventbridge_mock")

    result.assert_outcomes(passed=1, failed=1, errors=1)
    result.stdout.fnmatch_lines(["E*fixture 'eventbridge_mock' not found"])


def test_a_comparison_that_fails_is_told_with_plain_assertions_too(
    inner: pytest.Pytester,
) -> None:
    inner.makepyfile(
        TESTS
        + """

def test_it(eventbridge_mock):
    orders_at(URL)
    eventbridge_mock.assert_invoked("orders")
"""
    )

    result = inner.runpytest("--assert=plain")

    result.assert_outcomes(passed=3, failed=1)
    result.stdout.fnmatch_lines(["E*Expected one invocation of 'orders'; found none.*"])


COMPARISONS = {
    "invocations": (
        "invocation == again",
        [
            "AssertionError: assert"
            " <Invocation 'orders' POST https://p.example/orders -> 200, delivered>"
            " == <Invocation 'orders' POST https://p.example/orders -> 503, failed"
            " after 2 attempts>",
            "event: not shown",
            "outcome: 'delivered' != 'failed'",
            "failure: None != 'ApiDestination returned HTTP status 503 with payload: '",
            "error_code: None != 'SDK_CLIENT_ERROR'",
            "body: b'7' != b'8'",
            "status: 200 != 503",
        ],
    ),
    "attempts": (
        "invocation.attempts[0] == again.attempts[0]",
        [
            "AssertionError: assert <Attempt 1: POST https://p.example/orders -> 200>"
            " == <Attempt 1: POST https://p.example/orders -> 503>",
            "request: not shown",
            "status: 200 != 503",
        ],
    ),
    "models": (
        "one == dataclasses.replace(one, name='two')",
        ["name: 'partner' != 'two'"],
    ),
    "secret values": (
        "auth == dataclasses.replace(auth, password='other')",
        [
            "AssertionError: assert BasicAuthParameters(username='shop')"
            " == BasicAuthParameters(username='shop')",
            "password: not shown",
        ],
    ),
    "a record and something else": ("invocation == 7", ["*delivered> == 7"]),
    "what is to differ": ("invocation != invocation", ["*delivered> != <*"]),
}


@pytest.mark.parametrize(
    ("compared", "expected"), COMPARISONS.values(), ids=COMPARISONS
)
def test_a_comparison_that_fails_shows_what_differs(
    inner: pytest.Pytester, compared: str, expected: list[str]
) -> None:
    inner.makepyfile(
        f"""
import dataclasses
from tests.connecting import orders_at

URL = "https://p.example/orders"

def test_it(eventbridge_mock):
    orders_at(URL)
    invocation = eventbridge_mock.invoke("orders", 7)
    eventbridge_mock.responses.post(URL, status=503)
    policy = {{"MaximumRetryAttempts": 1}}
    again = eventbridge_mock.invoke("orders", 8, retry_policy=policy)
    one = eventbridge_mock.connections["partner"]
    secret = eventbridge_mock.secrets[one.secret_arn]
    auth = secret.auth_parameters.basic_auth_parameters
    assert {compared}
"""
    )

    result = inner.runpytest("-vv")

    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines([f"E * {line}" for line in expected])


def header(inner: pytest.Pytester, *lines: str) -> list[str]:
    """Return what the plugin says at the head of a run with these ini options."""
    path = inner.path / "tox.ini"
    path.write_text("\n".join([path.read_text(), *lines]))
    shown = inner.runpytest("--collect-only").outlines
    return [line for line in shown if line.startswith("eventbridge_mock: ")]


def test_options_of_the_suite_are_shown(inner: pytest.Pytester) -> None:
    shown = header(
        inner,
        "eventbridge_mock_region_name = eu-west-3",
        "eventbridge_mock_delivery = on_time",
        "eventbridge_mock_passthrough = s3 sqs",
        "eventbridge_mock_failure_section = false",
    )

    assert shown == [
        "eventbridge_mock: region_name=eu-west-3, delivery=on_time,"
        " passthrough=s3 sqs, failure_section=false"
    ]


@pytest.mark.parametrize(
    "lines",
    [
        [],
        ["eventbridge_mock_delivery = eager", "eventbridge_mock_failure_section = yes"],
    ],
    ids=["nothing", "the defaults"],
)
def test_without_options_that_differ_nothing_is_shown(
    inner: pytest.Pytester, lines: list[str]
) -> None:
    assert header(inner, *lines) == []


def test_every_fixture_explains_itself(inner: pytest.Pytester) -> None:
    result = inner.runpytest("--fixtures")

    lines = result.outlines
    ours = {
        line.partition(" ")[0]: explanation.strip()
        for line, explanation in pairwise(lines)
        if "eventbridge_mock/pytest_plugin.py" in line
    }
    assert "no docstring available" not in ours.values()
    assert ours.keys() == {
        "api_destination_invocations",
        "class_eventbridge_mock",
        "eventbridge_client",
        "eventbridge_mock",
        "eventbridge_server",
        "module_eventbridge_mock",
        "session_eventbridge_mock",
    }


def test_service_models_are_gone_before_pytest_looks_for_garbage(
    inner: pytest.Pytester,
) -> None:
    inner.makeconftest(
        """
        import gc

        def pytest_unconfigure():
            gc.collect()
            modules = [type(each).__module__ for each in gc.get_objects()]
            print("loaders alive:", modules.count("botocore.loaders"))
        """
    )
    inner.makepyfile(
        """
        def test_it(eventbridge_client):
            assert eventbridge_client.list_connections()["Connections"] == []
        """
    )

    result = inner.runpytest_subprocess("-s")

    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(["loaders alive: 0"])
