"""Decorator and context manager where neither pytest nor freezegun can be imported."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

TESTS = '''
import sys


class Refusing:
    """Finds no module of pytest or freezegun, as if they were not installed."""

    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {"pytest", "_pytest", "pluggy", "freezegun"}:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)


sys.meta_path.insert(0, Refusing())

import datetime
import unittest

import botocore.session

from eventbridge_mock import current_mock, mock_api_destinations

ENDPOINT = "https://api.partner.example/orders"
SESSION = botocore.session.Session()


def deliver(mock):
    """Publish an event that a rule sends to an API destination."""
    events = SESSION.create_client("events")
    connection = events.create_connection(
        Name="partner",
        AuthorizationType="BASIC",
        AuthParameters={
            "BasicAuthParameters": {"Username": "u", "Password": "not-a-secret"}
        },
    )
    destination = events.create_api_destination(
        Name="orders",
        ConnectionArn=connection["ConnectionArn"],
        InvocationEndpoint=ENDPOINT,
        HttpMethod="POST",
    )
    events.put_rule(Name="orders", EventPattern='{"source": ["shop"]}')
    target = {
        "Id": "1",
        "Arn": destination["ApiDestinationArn"],
        "RoleArn": "arn:aws:iam::123456789012:role/events",
    }
    events.put_targets(Rule="orders", Targets=[target])
    entry = {"Source": "shop", "DetailType": "Order placed", "Detail": "{}"}
    events.put_events(Entries=[entry])
    mock.assert_invoked("orders", url=ENDPOINT, status=503)


class FunctionsAndBlocks(unittest.TestCase):
    def test_with(self):
        with mock_api_destinations() as mock:
            mock.responses.post(ENDPOINT, status=503)
            mock.advance(hours=1)
            deliver(mock)

    @mock_api_destinations(region_name="eu-west-1")
    def test_function(self):
        current_mock().responses.post(ENDPOINT, status=503)
        deliver(current_mock())


@mock_api_destinations
class DecoratedClass(unittest.TestCase):
    def setUp(self):
        current_mock().responses.post(ENDPOINT, status=503)

    def test_first(self):
        deliver(current_mock())

    def test_second(self):
        deliver(current_mock())


@mock_api_destinations
class SetUpOnce(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        current_mock().responses.post(ENDPOINT, status=503)

    def test_it(self):
        deliver(current_mock())


@mock_api_destinations
class Coroutines(unittest.IsolatedAsyncioTestCase):
    async def test_it(self):
        current_mock().responses.post(ENDPOINT, status=503)
        deliver(current_mock())


class UnusedReplies(unittest.TestCase):
    @unittest.expectedFailure
    @mock_api_destinations
    def test_it(self):
        current_mock().responses.post(ENDPOINT, status=503)


if __name__ == "__main__":
    program = unittest.main(exit=False)
    print(
        program.result.testsRun,
        program.result.wasSuccessful(),
        {"pytest", "freezegun"} & sys.modules.keys(),
    )
'''


def test_unittest_alone_is_enough(tmp_path: Path) -> None:
    script = tmp_path / "tests_of_a_user.py"
    script.write_text(TESTS)

    process = subprocess.run(  # noqa: S603 - this interpreter, and the script above
        [sys.executable, "-W", "error", str(script)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert process.stdout == "7 True set()\n", process.stderr
    assert process.returncode == 0
