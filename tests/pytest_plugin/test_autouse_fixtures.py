"""Autouse fixtures that change the environment of a test with the marker."""

from __future__ import annotations

import inspect

import pytest

PRELUDE = """
import os
import unittest
import botocore.session
import pytest
from eventbridge_mock import current_mock
from tests import requests_to_aws

SESSION = botocore.session.Session()

def connect():
    client = SESSION.create_client("events")
    client.create_connection(**requests_to_aws.connection())
    return client.meta.region_name

"""
TAKES_AWAY = """
@pytest.fixture(autouse=True)
def clean_environment(monkeypatch):
    monkeypatch.delenv("AWS_DEFAULT_REGION", raising=False)
    monkeypatch.delenv("AWS_REGION", raising=False)

"""
SETS = """
@pytest.fixture(autouse=True)
def aws_credentials(monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "111122223333")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-3")

"""


def run(inner: pytest.Pytester, *parts: str) -> pytest.RunResult:
    """Run a module of tests that begins with PRELUDE."""
    inner.makepyfile(test_module=PRELUDE + "\n".join(map(inspect.cleandoc, parts)))
    return inner.runpytest()


@pytest.fixture(params=[None, "ap-south-1"], ids=["no Region", "a Region"])
def machine(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> str | None:
    """A machine with a Region set up, and one without."""
    if request.param is not None:
        monkeypatch.setenv("AWS_DEFAULT_REGION", request.param)
    return request.param


def test_a_region_that_is_taken_away_stays_the_mocks(
    inner: pytest.Pytester, machine: str | None
) -> None:
    result = run(
        inner,
        TAKES_AWAY,
        f"""
        @pytest.mark.eventbridge_mock
        def test_it():
            assert connect() == current_mock().region_name
            assert current_mock().region_name == {machine or "us-east-1"!r}
            assert list(current_mock().connections) == ["partner"]
        """,
    )

    result.assert_outcomes(passed=1)


def test_it_stays_for_other_fixtures_too(
    inner: pytest.Pytester, machine: str | None
) -> None:
    result = run(
        inner,
        TAKES_AWAY,
        """
        @pytest.fixture
        def connected():
            return connect()

        @pytest.mark.eventbridge_mock(region_name="eu-west-2")
        def test_it(connected):
            assert connected == "eu-west-2"
        """,
    )

    result.assert_outcomes(passed=1)


def test_a_region_and_an_account_that_are_set_become_the_mocks(
    inner: pytest.Pytester, machine: str | None
) -> None:
    result = run(
        inner,
        SETS,
        """
        @pytest.mark.eventbridge_mock
        def test_it():
            assert connect() == current_mock().region_name == "eu-west-3"
            assert current_mock().account_id == "111122223333"
            assert list(current_mock().connections) == ["partner"]
        """,
    )

    result.assert_outcomes(passed=1)


def test_an_option_goes_before_what_is_set(
    inner: pytest.Pytester, machine: str | None
) -> None:
    result = run(
        inner,
        SETS,
        """
        @pytest.mark.eventbridge_mock(region_name="eu-west-2")
        def test_it():
            assert connect() == "eu-west-2"
            assert list(current_mock().connections) == ["partner"]
        """,
    )

    result.assert_outcomes(passed=1)


@pytest.mark.parametrize("fixture", [SETS, TAKES_AWAY], ids=["sets", "takes away"])
@pytest.mark.parametrize("option", ["", 'region_name="eu-west-2"'])
def test_afterwards_the_environment_is_as_before(
    inner: pytest.Pytester, machine: str | None, fixture: str, option: str
) -> None:
    result = run(
        inner,
        fixture,
        f"""
        @pytest.fixture(autouse=True, scope="module")
        def same_environment():
            before = os.environ.get("AWS_DEFAULT_REGION")
            yield
            assert os.environ.get("AWS_DEFAULT_REGION") == before == {machine!r}

        @pytest.mark.eventbridge_mock({option})
        def test_it():
            connect()
        """,
    )

    result.assert_outcomes(passed=1)


def test_an_inner_mock_gives_back_what_is_set(inner: pytest.Pytester) -> None:
    result = run(
        inner,
        SETS,
        """
        from eventbridge_mock import mock_api_destinations

        @pytest.mark.eventbridge_mock
        def test_it():
            with mock_api_destinations(region_name="eu-west-2"):
                assert connect() == "eu-west-2"
            assert connect() == "eu-west-3"
        """,
    )

    result.assert_outcomes(passed=1)


def test_calls_of_an_autouse_fixture_are_answered(inner: pytest.Pytester) -> None:
    result = run(
        inner,
        """
        @pytest.fixture(autouse=True)
        def connected():
            return connect()

        @pytest.mark.eventbridge_mock
        def test_it():
            assert list(current_mock().connections) == ["partner"]

        @pytest.mark.eventbridge_mock
        class TestIt(unittest.TestCase):
            def test_it(self):
                assert list(current_mock().connections) == ["partner"]
        """,
    )

    result.assert_outcomes(passed=2)


def test_calls_of_a_fixture_that_replaces_a_wider_one_are_answered(
    inner: pytest.Pytester,
) -> None:
    inner.makeconftest(
        """
        import pytest

        @pytest.fixture(scope="session")
        def partner():
            pass
        """
    )
    result = run(
        inner,
        """
        @pytest.fixture(autouse=True)
        def partner():
            connect()

        @pytest.mark.eventbridge_mock(region_name="eu-west-1")
        def test_it():
            assert list(current_mock().connections) == ["partner"]
        """,
    )

    result.assert_outcomes(passed=1)


def test_a_variable_that_a_test_changes_is_the_tests(inner: pytest.Pytester) -> None:
    """Code that has to do without a Region can be tested."""
    result = run(
        inner,
        """
        from botocore.exceptions import NoRegionError

        @pytest.fixture
        def no_region(monkeypatch):
            monkeypatch.delenv("AWS_DEFAULT_REGION")

        @pytest.mark.eventbridge_mock
        def test_it(no_region):
            with pytest.raises(NoRegionError):
                connect()
        """,
    )

    result.assert_outcomes(passed=1)
