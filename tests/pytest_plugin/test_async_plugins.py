"""The mock in tests that pytest-asyncio and anyio run."""

from __future__ import annotations

import inspect
import re
from importlib.util import find_spec

import pytest

PRELUDE = """
import asyncio
import unittest
import pytest
from eventbridge_mock import current_mock, mock_api_destinations
from eventbridge_mock.errors import NotActiveError
from tests.connecting import connect

def nothing_is_active():
    with pytest.raises(NotActiveError):
        current_mock()

"""
# What is the same for each of them; MARK is what a test needs to be run at all.
TESTS = """
@mock_api_destinations(region_name="eu-west-3")
@MARK
async def test_decorator():
    assert connect() == ["partner"]
    assert current_mock().region_name == "eu-west-3"

@MARK
@mock_api_destinations
@pytest.mark.parametrize("name", ["one", "other"])
async def test_decorator_and_parameters(name, tmp_path):
    assert connect(name) == [name]

@MARK
async def test_fixture(eventbridge_mock, eventbridge_client):
    assert connect() == list(eventbridge_mock.connections)

@MARK
@pytest.mark.eventbridge_mock(region_name="eu-west-3")
async def test_marker():
    assert current_mock().region_name == "eu-west-3"

@MARK
async def test_context_manager():
    nothing_is_active()
    async with mock_api_destinations() as mock:
        assert connect() == ["partner"]
        assert mock is current_mock()
    nothing_is_active()

@MARK
async def test_async_fixtures(coroutine, async_generator):
    assert (coroutine, async_generator) == (["partner"], ["partner", "crm"])
    assert list(current_mock().connections) == ["partner", "crm"]

@mock_api_destinations
class TestClass:
    def setup_method(self):
        connect("set-up")

    @MARK
    async def test_it(self):
        assert connect() == ["set-up", "partner"]

@MARK
async def test_after():
    nothing_is_active()

@MARK
async def test_wider(module_eventbridge_mock, eventbridge_mock):
    assert connect() == ["partner"]
"""
FIXTURES = """
@FIXTURE
@mock_api_destinations
async def async_generator(coroutine):
    yield connect("crm")

@mock_api_destinations
@FIXTURE
async def coroutine():
    return connect()

"""
PASSED = 10


def run(inner: pytest.Pytester, ini: str, *parts: str) -> pytest.RunResult:
    """Run a module of tests that begins with PRELUDE."""
    path = inner.path / "tox.ini"
    path.write_text(f"{path.read_text()}\nfilterwarnings = error\n{ini}\n")
    inner.makepyfile(test_module=PRELUDE + "\n".join(map(inspect.cleandoc, parts)))
    return inner.runpytest()


def run_with_pytest_asyncio(
    inner: pytest.Pytester, mode: str, *parts: str
) -> pytest.RunResult:
    """Run them with the plugin that all other runs inside tests do without."""
    path = inner.path / "tox.ini"
    path.write_text(path.read_text().replace("-p no:asyncio", ""))
    scope = "asyncio_default_fixture_loop_scope = function"
    return run(inner, f"asyncio_mode = {mode}\n{scope}", *parts)


def installed(*names: str) -> pytest.MarkDecorator:
    """Skip a test where one of the modules *names* is not installed."""
    missing = [name for name in names if find_spec(name) is None]
    return pytest.mark.skipif(bool(missing), reason=f"without {', '.join(missing)}")


@installed("pytest_asyncio")
def test_with_pytest_asyncio_in_strict_mode(inner: pytest.Pytester) -> None:
    tests = TESTS.replace("MARK", "pytest.mark.asyncio")
    fixtures = FIXTURES.replace("FIXTURE", "pytest_asyncio.fixture")

    result = run_with_pytest_asyncio(
        inner, "strict", "import pytest_asyncio", fixtures, tests
    )

    result.assert_outcomes(passed=PASSED)


@installed("pytest_asyncio")
def test_with_pytest_asyncio_in_auto_mode(inner: pytest.Pytester) -> None:
    tests = re.sub(" *@MARK\n", "", TESTS)
    fixtures = FIXTURES.replace("FIXTURE", "pytest.fixture")

    result = run_with_pytest_asyncio(inner, "auto", fixtures, tests)

    result.assert_outcomes(passed=PASSED)


@pytest.mark.parametrize(
    "backend",
    [
        pytest.param("asyncio", marks=installed("anyio")),
        pytest.param("trio", marks=installed("anyio", "trio")),
    ],
)
def test_with_anyio(inner: pytest.Pytester, backend: str) -> None:
    tests = TESTS.replace("MARK", "pytest.mark.anyio")
    fixtures = FIXTURES.replace("FIXTURE", "pytest.fixture")
    chosen = f"""
        @pytest.fixture
        def anyio_backend():
            return {backend!r}

        """

    result = run(inner, "", chosen, fixtures, tests)

    result.assert_outcomes(passed=PASSED)


def test_with_what_unittest_brings(inner: pytest.Pytester) -> None:
    result = run(
        inner,
        "",
        """
        @mock_api_destinations
        class TestIt(unittest.IsolatedAsyncioTestCase):
            async def asyncSetUp(self):
                connect("set-up")

            async def test_it(self):
                self.assertEqual(connect(), ["set-up", "partner"])

            async def test_in_a_thread(self):
                names = await asyncio.to_thread(connect)
                self.assertEqual(names, ["set-up", "partner"])

            async def asyncTearDown(self):
                self.assertIn("partner", current_mock().connections)
        """,
    )

    result.assert_outcomes(passed=2)
