"""A mock that a test started and nobody stopped."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Sequence

PRELUDE = """
import pytest
from eventbridge_mock import current_mock, mock_api_destinations
from eventbridge_mock.errors import NotActiveError
from tests.connecting import connect

def no_mock_is_active():
    with pytest.raises(NotActiveError):
        current_mock()

"""
ADVICE = (
    "Call stop() when the test ends, or use the fixture eventbridge_mock, the decorator"
    " mock_api_destinations or a `with` statement."
)


def run(inner: pytest.Pytester, *parts: str) -> pytest.RunResult:
    """Run a module of tests that begins with PRELUDE."""
    inner.makepyfile(test_module=PRELUDE + "\n".join(map(inspect.cleandoc, parts)))
    return inner.runpytest()


def has_lines(result: pytest.RunResult, lines: Sequence[str]) -> None:
    """Assert that *lines* follow one upon the other in the output."""
    result.stdout.fnmatch_lines(list(lines), consecutive=True)


def test_the_test_that_left_it_is_named_and_the_next_begins_without(
    inner: pytest.Pytester,
) -> None:
    result = run(
        inner,
        """
        def test_first():
            mock_api_destinations().start()
            connect("left")

        def test_second():
            no_mock_is_active()

        def test_third(eventbridge_mock):
            assert connect("own") == ["own"]
        """,
    )

    result.assert_outcomes(passed=3, errors=1)
    has_lines(
        result,
        [
            "*ERROR at teardown of test_first*",
            "test_module.py::test_first left a mock active: start() without stop()."
            " It has been stopped now.",
            ADVICE,
        ],
    )


@pytest.mark.parametrize(
    "left",
    ["mock_api_destinations().start()", "mock_api_destinations().__enter__()"],
    ids=["start", "with"],
)
def test_several_of_them_are_all_stopped(inner: pytest.Pytester, left: str) -> None:
    result = run(
        inner,
        f"""
        def test_first(eventbridge_mock):
            for _ in range(3):
                {left}

        def test_second():
            no_mock_is_active()
        """,
    )

    result.assert_outcomes(passed=2, errors=1)
    result.stdout.fnmatch_lines(
        ["test_module.py::test_first left 3 mocks active: start() without stop().*"]
    )


def test_a_reply_that_the_left_mock_never_used_is_told_too(
    inner: pytest.Pytester,
) -> None:
    result = run(
        inner,
        """
        def test_first():
            mock = mock_api_destinations().start()
            mock.responses.post("https://api.partner.example/orders")
        """,
    )

    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(
        [
            "test_module.py::test_first left a mock active*",
            "Scripted replies were never used:",
            "  POST https://api.partner.example/orders",
        ]
    )


def test_after_a_failure_it_is_only_told(inner: pytest.Pytester) -> None:
    """The failure may be the reason why nobody stopped it."""
    result = run(
        inner,
        """
        def test_first():
            mock = mock_api_destinations().start()
            assert mock is None
            mock.stop()

        def test_second():
            no_mock_is_active()
        """,
    )

    result.assert_outcomes(failed=1, passed=1)
    result.stdout.fnmatch_lines(
        ["test_module.py::test_first left a mock active: start() without stop().*"]
    )


def test_a_skip_left_it_too(inner: pytest.Pytester) -> None:
    result = run(
        inner,
        """
        def test_first():
            mock_api_destinations().start()
            pytest.skip("not here")

        def test_second():
            no_mock_is_active()
        """,
    )

    result.assert_outcomes(skipped=1, errors=1, passed=1)


@pytest.mark.parametrize("scope", ["class", "module", "package", "session"])
def test_a_mock_of_a_wider_fixture_is_left_alone(
    inner: pytest.Pytester, scope: str
) -> None:
    result = run(
        inner,
        f"""
        @pytest.fixture(scope="{scope}", autouse=True)
        def theirs():
            mock = mock_api_destinations().start()
            connect("shared")
            yield mock
            mock.stop()

        class TestIt:
            def test_first(self, theirs):
                assert list(theirs.connections) == ["shared"]

            def test_second(self, theirs):
                assert current_mock() is theirs
        """,
    )

    result.assert_outcomes(passed=2)


def test_a_mock_of_a_set_up_of_the_module_is_left_alone(
    inner: pytest.Pytester,
) -> None:
    result = run(
        inner,
        """
        mock = mock_api_destinations()

        def setup_module():
            mock.start()

        def teardown_module():
            mock.stop()

        def test_first():
            connect("first")

        def test_second():
            assert connect("second") == ["first", "second"]
        """,
    )

    result.assert_outcomes(passed=2)


def test_a_mock_of_the_whole_run_is_left_alone(inner: pytest.Pytester) -> None:
    inner.makeconftest(
        """
        from eventbridge_mock import mock_api_destinations

        mock = mock_api_destinations()

        def pytest_sessionstart():
            mock.start()

        def pytest_sessionfinish():
            mock.stop()
        """
    )
    result = run(
        inner,
        """
        def test_first():
            connect("first")

        def test_second():
            assert connect("second") == ["first", "second"]
        """,
    )

    result.assert_outcomes(passed=2)


def test_a_wider_fixture_that_left_its_mock_is_named(inner: pytest.Pytester) -> None:
    result = run(
        inner,
        """
        class TestOne:
            @pytest.fixture(scope="class", autouse=True)
            def theirs(self):
                mock_api_destinations().start()

            def test_first(self):
                current_mock()

            def test_second(self):
                current_mock()

        def test_after():
            no_mock_is_active()
        """,
    )

    result.assert_outcomes(passed=3, errors=1)
    has_lines(
        result,
        [
            "*ERROR at teardown of TestOne.test_second*",
            "The fixture 'theirs' left a mock active: start() without stop()."
            " It has been stopped now.",
            ADVICE,
        ],
    )


def test_unittest_cleanups_come_before_the_check(inner: pytest.Pytester) -> None:
    result = run(
        inner,
        """
        import unittest

        class TestIt(unittest.TestCase):
            def setUp(self):
                mock = mock_api_destinations().start()
                self.addCleanup(mock.stop)

            def test_first(self):
                assert connect("own") == ["own"]

            def test_second(self):
                assert connect("own") == ["own"]
        """,
    )

    result.assert_outcomes(passed=2)


def test_a_later_stop_says_that_it_was_stopped_before(inner: pytest.Pytester) -> None:
    result = run(
        inner,
        """
        mock = mock_api_destinations()

        def test_first():
            mock.start()

        def test_second():
            with pytest.raises(NotActiveError) as caught:
                mock.stop()
            assert str(caught.value) == (
                "stop() without start(): this mock is not active."
            )
        """,
    )

    result.assert_outcomes(passed=2, errors=1)
