"""What a decorated function or class begins with inside a mock of a wider scope."""

from __future__ import annotations

import inspect

import pytest

PRELUDE = """
import pytest
import unittest
from eventbridge_mock import current_mock, mock_api_destinations
from tests.connecting import connect

@pytest.fixture(scope="module")
def provisioned(module_eventbridge_mock):
    connect("shared")
    return module_eventbridge_mock

@pytest.fixture(scope="module")
def theirs():
    with mock_api_destinations() as mock:
        connect("shared")
        yield mock

"""


def run(inner: pytest.Pytester, *parts: str) -> pytest.RunResult:
    """Run a module of tests that begins with PRELUDE."""
    inner.makepyfile(test_module=PRELUDE + "\n".join(map(inspect.cleandoc, parts)))
    return inner.runpytest()


FIXTURES = pytest.mark.parametrize("fixture", ["provisioned", "theirs"])


@FIXTURES
def test_a_decorated_function_begins_empty(
    inner: pytest.Pytester, fixture: str
) -> None:
    """Whether a test with the wider fixture ran before, or did not."""
    result = run(
        inner,
        f"""
        @mock_api_destinations
        def test_before():
            assert connect("before") == ["before"]

        def test_with({fixture}):
            assert list({fixture}.connections) == ["shared"]

        @mock_api_destinations
        def test_after():
            assert connect("after") == ["after"]

        @mock_api_destinations()
        async def coroutine():
            return connect("coroutine")

        def test_of_a_coroutine():
            with pytest.raises(StopIteration) as caught:
                coroutine().send(None)
            assert caught.value.value == ["coroutine"]

        def test_wider({fixture}):
            assert list({fixture}.connections) == ["shared"]
        """,
    )

    result.assert_outcomes(passed=5)


@FIXTURES
def test_a_decorated_function_that_asks_for_it_begins_with_a_copy(
    inner: pytest.Pytester, fixture: str
) -> None:
    result = run(
        inner,
        f"""
        @mock_api_destinations
        def test_first({fixture}):
            assert sorted(connect("first")) == ["first", "shared"]

        @pytest.mark.usefixtures("{fixture}")
        @mock_api_destinations
        def test_second():
            assert sorted(connect("second")) == ["second", "shared"]

        def test_wider({fixture}):
            assert list({fixture}.connections) == ["shared"]
        """,
    )

    result.assert_outcomes(passed=3)


@FIXTURES
def test_the_fixture_does_the_same(inner: pytest.Pytester, fixture: str) -> None:
    result = run(
        inner,
        f"""
        def test_with({fixture}):
            assert list({fixture}.connections) == ["shared"]

        def test_without(eventbridge_mock):
            assert connect("own") == ["own"]

        def test_copy({fixture}, eventbridge_mock):
            assert sorted(connect("own")) == ["own", "shared"]

        def test_wider({fixture}):
            assert list({fixture}.connections) == ["shared"]
        """,
    )

    result.assert_outcomes(passed=4)


@FIXTURES
@pytest.mark.parametrize("base", ["", "(unittest.TestCase)"], ids=["plain", "TestCase"])
def test_each_test_of_a_decorated_class_begins_empty(
    inner: pytest.Pytester, fixture: str, base: str
) -> None:
    result = run(
        inner,
        f"""
        def test_with({fixture}):
            assert list({fixture}.connections) == ["shared"]

        @mock_api_destinations
        class TestEmpty{base}:
            def test_first(self):
                assert connect("own") == ["own"]

            def test_second(self):
                assert connect("own") == ["own"]

        @pytest.mark.usefixtures("{fixture}")
        @mock_api_destinations
        class TestCopy{base}:
            def test_first(self):
                assert sorted(connect("own")) == ["own", "shared"]

            def test_second(self):
                assert sorted(connect("own")) == ["own", "shared"]
        """,
    )

    result.assert_outcomes(passed=5)


@pytest.mark.parametrize("base", ["", "(unittest.TestCase)"], ids=["plain", "TestCase"])
def test_a_class_that_sets_itself_up_begins_empty_and_its_tests_with_a_copy(
    inner: pytest.Pytester, base: str
) -> None:
    result = run(
        inner,
        f"""
        def test_with(theirs):
            connect("more")

        @mock_api_destinations
        class TestIt{base}:
            @classmethod
            def setUpClass(cls):
                assert connect("of-the-class") == ["of-the-class"]

            setup_class = setUpClass

            def test_first(self):
                assert len(connect("own")) == 2

            def test_second(self):
                assert len(connect("own")) == 2
        """.replace(
            "setup_class = setUpClass", "setup_class = setUpClass" if not base else ""
        ),
    )

    result.assert_outcomes(passed=3)


def test_a_copy_is_of_the_mock_that_the_test_asks_for(inner: pytest.Pytester) -> None:
    """Not of one in between that another test has asked for."""
    result = run(
        inner,
        """
        @pytest.fixture(scope="session")
        def widest(session_eventbridge_mock):
            connect("widest")

        def test_both(widest, provisioned):
            pass

        @mock_api_destinations
        def test_of_the_widest(widest):
            assert sorted(connect("own")) == ["own", "widest"]

        def test_with_the_fixture(widest, eventbridge_mock):
            assert sorted(connect("own")) == ["own", "widest"]
        """,
    )

    result.assert_outcomes(passed=3)


@FIXTURES
def test_explicit_nesting_still_joins(inner: pytest.Pytester, fixture: str) -> None:
    result = run(
        inner,
        f"""
        def test_with({fixture}):
            with mock_api_destinations() as inner:
                connect("inner")
            assert sorted({fixture}.connections) == ["inner", "shared"]

        def test_start_and_stop({fixture}):
            mock = mock_api_destinations().start()
            names = sorted(connect("started"))
            mock.stop()
            assert names == ["inner", "shared", "started"]

        @mock_api_destinations
        def helper():
            return connect("helper")

        @mock_api_destinations
        def test_a_decorated_function_in_another():
            assert connect("own") == ["own"]
            assert helper() == ["own", "helper"]

        def test_a_decorated_function_in_the_fixture(eventbridge_mock):
            assert connect("own") == ["own"]
            assert helper() == ["own", "helper"]
        """,
    )

    result.assert_outcomes(passed=4)


def test_a_mock_of_the_whole_run_is_of_a_wider_scope(inner: pytest.Pytester) -> None:
    inner.makeconftest(
        """
        from eventbridge_mock import mock_api_destinations
        from tests.connecting import connect

        mock = mock_api_destinations()

        def pytest_sessionstart():
            mock.start()
            connect("of-the-run")

        def pytest_sessionfinish():
            mock.stop()
        """
    )
    result = run(
        inner,
        """
        @mock_api_destinations
        def test_decorated():
            assert connect("own") == ["own"]

        def test_fixture(eventbridge_mock):
            assert connect("own") == ["own"]

        def test_neither():
            assert connect("own") == ["of-the-run", "own"]
        """,
    )

    result.assert_outcomes(passed=3)
