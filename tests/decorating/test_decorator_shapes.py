"""Every shape that people put a mock of AWS on.

Each is a small suite of its own. The first group works with every such library; with
those of the second, moto's `mock_aws` is not there when the call is made, which goes
to AWS; those of the third break it (measured with moto 5.2.5), and so do the clients of
aiobotocore, for which see tests/integrations.
"""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import pytest
from botocore.httpsession import URLLib3Session

from tests.connecting import FINDS_THESE_TESTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# Coroutine functions are run as the plugins for them do it.
CONFTEST = """
import asyncio
import inspect

import pytest

@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem):
    if inspect.iscoroutinefunction(pyfuncitem.obj):
        asyncio.run(pyfuncitem.obj())
        return True
"""

PRELUDE = """
import asyncio
import unittest

import boto3
import botocore.session
import pytest

from eventbridge_mock import current_mock, mock_api_destinations
from tests.requests_to_aws import connection
from tests.connecting import connect

KEYS = {"aws_access_key_id": "testing", "aws_secret_access_key": "testing"}
"""

# Each holds two tests, which must not see what the other made.
WORK_EVERYWHERE = {
    "function": """
        @mock_api_destinations
        def test_one():
            assert connect("one") == ["one"]

        @mock_api_destinations()
        def test_two():
            assert connect("two") == ["two"]
    """,
    "fixtures": """
        @pytest.fixture
        def name():
            return "partner"

        @mock_api_destinations
        def test_one(name, tmp_path):
            assert connect(name) == [name]

        @mock_api_destinations
        def test_two(tmp_path, name):
            assert connect(name) == [name]
    """,
    "parametrize": """
        @mock_api_destinations
        @pytest.mark.parametrize("name", ["one", "two"])
        def test_each(name):
            assert connect(name) == [name]
    """,
    "TestCase with setUp": """
        @mock_api_destinations
        class TestConnections(unittest.TestCase):
            def setUp(self):
                connect("set-up")

            def test_one(self):
                assert connect("one") == ["set-up", "one"]

            def test_two(self):
                assert connect("two") == ["set-up", "two"]
    """,
    "nesting": """
        @mock_api_destinations
        def test_one():
            connect("outer")
            with mock_api_destinations():
                assert connect("inner") == ["outer", "inner"]

        @mock_api_destinations
        @mock_api_destinations
        def test_two():
            assert connect("two") == ["two"]
    """,
    "freezegun": """
        import datetime

        from freezegun import freeze_time

        NEW_YEAR = datetime.datetime(2030, 1, 1, tzinfo=datetime.timezone.utc)

        @freeze_time("2030-01-01")
        @mock_api_destinations
        def test_one():
            connect()
            assert current_mock().connections["partner"].creation_time == NEW_YEAR

        @mock_api_destinations
        @freeze_time("2030-01-01")
        def test_two():
            connect()
            assert current_mock().connections["partner"].creation_time == NEW_YEAR
    """,
    "threads": """
        from concurrent.futures import ThreadPoolExecutor

        @mock_api_destinations
        def test_one():
            with ThreadPoolExecutor(8) as threads:
                list(threads.map(connect, [f"c{n}" for n in range(160)]))
            assert len(current_mock().connections) == 160

        @mock_api_destinations
        def test_two():
            assert connect() == ["partner"]
    """,
}

REACH_AWS_ELSEWHERE = {
    "coroutine function": """
        @mock_api_destinations
        async def test_one():
            await asyncio.sleep(0)
            assert connect("one") == ["one"]

        @mock_api_destinations()
        async def test_two():
            assert connect("two") == ["two"]
    """,
    "generator function": """
        @mock_api_destinations
        def connecting():
            yield connect("one")
            yield connect("two")

        def test_one():
            assert list(connecting()) == [["one"], ["one", "two"]]

        def test_two():
            assert next(connecting()) == ["one"]
    """,
    "async generator function": """
        @mock_api_destinations
        async def connecting():
            yield connect("one")
            yield connect("two")

        async def test_one():
            assert [n async for n in connecting()] == [["one"], ["one", "two"]]

        async def test_two():
            assert [n async for n in connecting()] == [["one"], ["one", "two"]]
    """,
    "generator fixture": """
        @pytest.fixture
        @mock_api_destinations
        def connected():
            connect("fixture")
            yield

        def test_one(connected):
            assert connect("one") == ["fixture", "one"]

        def test_two(connected):
            assert connect("two") == ["fixture", "two"]
    """,
    "autouse fixture in a class": """
        @mock_api_destinations
        class TestConnections:
            @pytest.fixture(autouse=True)
            def connected(self):
                connect("fixture")

            def test_one(self):
                assert connect("one") == ["fixture", "one"]

            def test_two(self):
                assert connect("two") == ["fixture", "two"]
    """,
    "static method": """
        @mock_api_destinations
        class TestConnections:
            @staticmethod
            def test_one():
                assert connect("one") == ["one"]

            @staticmethod
            def test_two():
                assert connect("two") == ["two"]
    """,
    "client made before": """
        create_client = botocore.session.Session().create_client
        BOTOCORE = create_client("events", "eu-west-1", **KEYS)
        BOTO3 = boto3.client("events", "eu-west-1", **KEYS)

        @pytest.mark.parametrize("client", [BOTOCORE, BOTO3], ids=["botocore", "boto3"])
        @mock_api_destinations(region_name="eu-west-1")
        def test_each(client):
            client.create_connection(**connection())
            assert list(current_mock().connections) == ["partner"]
    """,
    "session made before": """
        SESSIONS = [boto3.Session(), boto3.Session(region_name="us-east-1", **KEYS)]

        @pytest.mark.parametrize("session", SESSIONS, ids=["empty", "with keys"])
        @mock_api_destinations
        def test_each(session):
            session.client("events").create_connection(**connection())
            assert list(current_mock().connections) == ["partner"]
    """,
    "endpoint_url and other hosts": """
        URLS = ["https://vpce-1.events.eu-west-1.vpce.amazonaws.com", "http://events.test"]

        @pytest.mark.parametrize("url", URLS)
        @mock_api_destinations(region_name="eu-west-1")
        def test_each(url):
            client = boto3.client("events", endpoint_url=url)
            client.create_connection(**connection())
            assert list(current_mock().connections) == ["partner"]
    """,
}

BREAK_ELSEWHERE = {
    "setup_method without the method": """
        @mock_api_destinations
        class TestConnections:
            def setup_method(self):
                connect("set-up")

            def test_one(self):
                assert connect("one") == ["set-up", "one"]

            def test_two(self):
                assert connect("two") == ["set-up", "two"]
    """,
    "async method of a class": """
        @mock_api_destinations
        class TestConnections:
            async def test_one(self):
                assert connect("one") == ["one"]

            async def test_two(self):
                assert connect("two") == ["two"]
    """,
    "set-up of pytest": """
        @mock_api_destinations
        def setup_module(module):
            assert connect(module.__name__.upper()) != []

        @mock_api_destinations
        def teardown_function():
            assert connect() == ["partner"]

        @mock_api_destinations
        def setup_function(function):
            assert connect(function.__name__) == [function.__name__]

        def test_one():
            pass

        class TestConnections:
            @classmethod
            @mock_api_destinations
            def setup_class(cls):
                assert connect(cls.__name__) == ["TestConnections"]

            @mock_api_destinations
            def setup_method(self):
                assert connect() == ["partner"]

            @mock_api_destinations
            def teardown_method(self, method):
                assert connect(method.__name__) == ["test_two"]

            def test_two(self):
                pass
    """,
    "IsolatedAsyncioTestCase": """
        @mock_api_destinations
        class TestConnections(unittest.IsolatedAsyncioTestCase):
            async def asyncSetUp(self):
                connect("set-up")

            async def test_one(self):
                assert connect("one") == ["set-up", "one"]

            async def test_two(self):
                assert connect("two") == ["set-up", "two"]
    """,
}

SHAPES = WORK_EVERYWHERE | REACH_AWS_ELSEWHERE | BREAK_ELSEWHERE


@pytest.fixture(autouse=True)
def nothing_is_sent(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No request of botocore gets as far as HTTP."""
    sent: list[str] = []
    monkeypatch.setattr(URLLib3Session, "send", lambda _, request: sent.append(request))
    yield

    assert sent == []


@pytest.fixture
def suite(inner: pytest.Pytester) -> Callable[[str], pytest.Pytester]:
    def write(shape: str) -> pytest.Pytester:
        inner.makeconftest(CONFTEST + FINDS_THESE_TESTS)
        inner.makepyfile(PRELUDE + textwrap.dedent(SHAPES[shape]))
        return inner

    return write


@pytest.mark.parametrize("shape", SHAPES)
def test_a_mock_covers(shape: str, suite: Callable[[str], pytest.Pytester]) -> None:
    suite(shape).runpytest("-Werror").assert_outcomes(passed=2)


def test_a_mock_covers_a_test_of_xdist(
    suite: Callable[[str], pytest.Pytester],
) -> None:
    pytest.importorskip("xdist")

    suite("function").runpytest_subprocess("-n2").assert_outcomes(passed=2)
