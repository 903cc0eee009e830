"""`mock_api_destinations` above and below `pytest.fixture`."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

PRELUDE = """
import pytest
from eventbridge_mock import current_mock, mock_api_destinations
from eventbridge_mock.errors import NotActiveError
from tests.connecting import connect
"""
# What plugins for asyncio do with fixtures and tests, at its shortest.
ASYNC_CONFTEST = """
import asyncio
import inspect
import pytest

@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(fixturedef, request):
    function = fixturedef.func
    if inspect.isasyncgenfunction(function):
        loop = asyncio.new_event_loop()

        def driven(*args, **kwargs):
            values = function(*args, **kwargs)
            yield loop.run_until_complete(values.__anext__())
            with pytest.raises(StopAsyncIteration):
                loop.run_until_complete(values.__anext__())
            loop.close()

        fixturedef.func = driven
    elif inspect.iscoroutinefunction(function):
        fixturedef.func = lambda *args, **kwargs: asyncio.run(
            function(*args, **kwargs)
        )
    try:
        return (yield)
    finally:
        fixturedef.func = function
"""

TESTS = """

def test_one(connected):
    assert connected == ["partner"]
    assert connect("of-test") == ["partner", "of-test"]

def test_two(connected):
    assert connected == ["partner"]
    assert connect("of-test") == ["partner", "of-test"]
"""


def run(inner: pytest.Pytester, body: str, *arguments: str) -> pytest.RunResult:
    """Run a module of tests that begins with PRELUDE."""
    inner.makepyfile(test_module=PRELUDE + inspect.cleandoc(body))
    return inner.runpytest(*arguments)


LASTING = {
    "above, returning": """
        @mock_api_destinations
        @pytest.fixture
        def connected():
            return connect()
        """,
    "above, called": """
        @mock_api_destinations(region_name="us-east-1")
        @pytest.fixture
        def connected():
            return connect()
        """,
    "above, yielding": """
        @mock_api_destinations
        @pytest.fixture
        def connected():
            yield connect()
            assert connect("torn-down") == ["partner", "of-test", "torn-down"]
        """,
    "below, yielding": """
        @pytest.fixture
        @mock_api_destinations
        def connected():
            yield connect()
            assert connect("torn-down") == ["partner", "of-test", "torn-down"]
        """,
    "above, with settings": """
        @mock_api_destinations
        @pytest.fixture(scope="function", params=["partner"], name="connected")
        def _connected(request, tmp_path):
            return connect(request.param)
        """,
    "above, autouse": """
        @mock_api_destinations
        @pytest.fixture(autouse=True)
        def connected():
            return connect()
        """,
}


@pytest.mark.parametrize("fixture", LASTING.values(), ids=LASTING)
def test_a_fixture_is_active_while_the_test_runs(
    inner: pytest.Pytester, fixture: str
) -> None:
    run(inner, inspect.cleandoc(fixture) + TESTS).assert_outcomes(passed=2)


LASTING_ASYNC = {
    "above, returning": """
        @mock_api_destinations
        @pytest.fixture
        async def connected():
            return connect()
        """,
    "above, yielding": """
        @mock_api_destinations
        @pytest.fixture
        async def connected():
            yield connect()
            assert connect("torn-down") == ["partner", "of-test", "torn-down"]
        """,
    "below, yielding": """
        @pytest.fixture
        @mock_api_destinations
        async def connected():
            yield connect()
            assert connect("torn-down") == ["partner", "of-test", "torn-down"]
        """,
}


@pytest.mark.parametrize("fixture", LASTING_ASYNC.values(), ids=LASTING_ASYNC)
def test_an_async_fixture_is_active_while_the_test_runs(
    inner: pytest.Pytester, fixture: str
) -> None:
    inner.makeconftest(ASYNC_CONFTEST)

    run(inner, inspect.cleandoc(fixture) + TESTS).assert_outcomes(passed=2)


@pytest.mark.parametrize("kind", ["def", "async def"])
def test_below_a_returning_fixture_only_its_call_is_inside(
    inner: pytest.Pytester, kind: str
) -> None:
    inner.makeconftest(ASYNC_CONFTEST)
    result = run(
        inner,
        f"""
        @pytest.fixture
        @mock_api_destinations
        {kind} connected():
            return connect()

        def test_it(connected):
            assert connected == ["partner"]
            with pytest.raises(NotActiveError):
                current_mock()
        """,
    )

    result.assert_outcomes(passed=1)


def test_a_fixture_of_a_module_lasts_as_long(inner: pytest.Pytester) -> None:
    result = run(
        inner,
        """
        @mock_api_destinations
        @pytest.fixture(scope="module")
        def connected():
            return connect()

        def test_one(connected):
            assert connect("one") == ["partner", "one"]

        def test_two(connected):
            assert connect("two") == ["partner", "one", "two"]
        """,
    )

    result.assert_outcomes(passed=2)


def test_the_mock_of_a_fixture_can_be_asked(inner: pytest.Pytester) -> None:
    result = run(
        inner,
        """
        @mock_api_destinations(region_name="eu-west-3")
        @pytest.fixture
        def mock():
            return current_mock()

        def test_it(mock):
            assert mock.region_name == current_mock().region_name == "eu-west-3"
        """,
    )

    result.assert_outcomes(passed=1)


@pytest.mark.parametrize(
    ("body", "outcomes"),
    [
        ("raise LookupError", {"errors": 1, "passed": 1}),
        ("yield; raise LookupError", {"errors": 1, "passed": 2}),
    ],
    ids=["set-up", "teardown"],
)
@pytest.mark.parametrize("order", ["above", "below"])
def test_nothing_is_left_after_an_exception(
    inner: pytest.Pytester, body: str, outcomes: dict[str, int], order: str
) -> None:
    decorators = ["@mock_api_destinations", "@pytest.fixture"]
    first, second = decorators if order == "above" else reversed(decorators)
    result = run(
        inner,
        f"""
        {first}
        {second}
        def failing():
            {body}

        def test_it(failing):
            pass

        def test_after():
            with pytest.raises(NotActiveError):
                current_mock()
        """,
    )

    result.assert_outcomes(**outcomes)
    result.stdout.fnmatch_lines(["E*LookupError"])


def test_an_unused_reply_fails_at_the_teardown(inner: pytest.Pytester) -> None:
    result = run(
        inner,
        """
        @mock_api_destinations
        @pytest.fixture
        def scripted():
            current_mock().responses.post("https://api.partner.example/orders")

        def test_it(scripted):
            pass
        """,
    )

    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(["E*AssertionError: Scripted replies were never used:"])


def test_fixtures_of_a_decorated_class_keep_their_settings(
    inner: pytest.Pytester,
) -> None:
    result = run(
        inner,
        """
        @mock_api_destinations
        class TestIt:
            @pytest.fixture(params=["a", "b"], name="named")
            def _named(self, request):
                return connect(request.param)

            def test_it(self, named):
                assert connect("c") == [*named, "c"]
        """,
    )

    result.assert_outcomes(passed=2)


def test_the_docstring_of_a_fixture_is_kept(
    inner: pytest.Pytester, tmp_path: Path
) -> None:
    result = run(
        inner,
        '''
        @mock_api_destinations
        @pytest.fixture
        def connected():
            """Have a connection."""

        def test_it(connected):
            pass
        ''',
        "--fixtures",
    )

    result.stdout.fnmatch_lines(
        ["connected -- test_module.py:*", "    Have a connection."]
    )


CLASS_WIDE = {
    "plain": """
            @pytest.fixture(scope="class", autouse=True)
            def prepared(self):
                connect("of-class")
        """,
    "yielding": """
            @pytest.fixture(scope="class", autouse=True)
            def prepared(self):
                yield connect("of-class")
        """,
    "staticmethod": """
            @pytest.fixture(scope="class", autouse=True)
            @staticmethod
            def prepared():
                connect("of-class")
        """,
    "classmethod": """
            @pytest.fixture(scope="class", autouse=True)
            @classmethod
            def prepared(cls):
                connect("of-class")
        """,
}
CLASS_TESTS = """
            def test_one(self):
                assert connect() == ["{first}", "partner"]

            def test_two(self):
                assert connect() == ["{first}", "partner"]
        """


@pytest.mark.parametrize("fixture", CLASS_WIDE.values(), ids=CLASS_WIDE)
def test_tests_start_from_a_copy_of_what_a_fixture_made_for_their_class(
    inner: pytest.Pytester, fixture: str
) -> None:
    head = "\n        @mock_api_destinations\n        class TestIt:"
    tests = CLASS_TESTS.format(first="of-class")

    run(inner, head + fixture + tests).assert_outcomes(passed=2)


@pytest.mark.parametrize("kind", ["staticmethod", "classmethod"])
def test_a_fixture_of_a_decorated_class_needs_no_instance(
    inner: pytest.Pytester, kind: str
) -> None:
    fixture = CLASS_WIDE[kind].replace('scope="class", ', "")
    head = "\n        @mock_api_destinations\n        class TestIt:"
    tests = CLASS_TESTS.format(first="of-class")

    run(inner, head + fixture + tests).assert_outcomes(passed=2)


def test_nothing_is_left_after_an_error_in_a_fixture_of_a_class(
    inner: pytest.Pytester,
) -> None:
    result = run(
        inner,
        """
        @mock_api_destinations
        class TestIt:
            @pytest.fixture(scope="class")
            def broken(self):
                connect()
                raise LookupError("theirs")

            def test_it(self, broken):
                pass

        def test_after():
            with pytest.raises(NotActiveError):
                current_mock()
        """,
    )

    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(["E*LookupError: theirs"])
