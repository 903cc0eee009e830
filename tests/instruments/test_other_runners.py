"""Runners other than pytest: behave, and Django's."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = str(Path(__file__).parents[2])
FIND_THESE_TESTS = f"import sys\nsys.path.append({ROOT!r})\n"

ENVIRONMENT = """
from behave import fixture, use_fixture
from eventbridge_mock import mock_api_destinations

@fixture
def mock(context):
    with mock_api_destinations() as context.mock:
        yield

def before_scenario(context, scenario):
    use_fixture(mock, context)
"""

STEPS = """
from behave import given, then, when
from eventbridge_mock import current_mock
from tests.connecting import orders_at

@given("an API destination")
def _(context):
    orders_at("https://api.partner.example/orders")

@when("order {number:d} is sent")
def _(context, number):
    current_mock().invoke("orders", {"order": number})

@then("the partner has order {number:d} alone")
def _(context, number):
    context.mock.assert_invoked("orders", json={"order": number})
    assert len(context.mock.invocations) == 1
"""

FEATURE = """
Feature: Orders
  Scenario Outline: Each scenario has a mock of its own
    Given an API destination
    When order <number> is sent
    Then the partner has order <number> alone

    Examples:
      | number |
      | 1      |
      | 2      |
"""

SETTINGS = """
SECRET_KEY = "testing"
INSTALLED_APPS = ["shop"]
DATABASES = {
    "default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}
}
"""

TESTS = """
from django.test import Client, SimpleTestCase, TestCase
from eventbridge_mock import current_mock, mock_api_destinations
from tests.connecting import orders_at

def deliver(mock):
    orders_at("https://api.partner.example/orders")
    mock.invoke("orders", {"order": 7})
    mock.assert_invoked("orders", json={"order": 7})
    assert len(mock.invocations) == 1

@mock_api_destinations
class DecoratedTests(TestCase):
    def test_one(self):
        deliver(current_mock())

    def test_other(self):
        deliver(current_mock())

@mock_api_destinations
class WithDataOfTheClass(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.mock = current_mock()

    def test_the_mock_of_a_test_begins_with_that_of_its_class(self):
        self.assertEqual(list(current_mock().connections), [])
        deliver(current_mock())

class OnlyOneMethod(SimpleTestCase):
    @mock_api_destinations
    def test_decorated(self):
        deliver(current_mock())

    def test_context(self):
        with mock_api_destinations() as mock:
            deliver(mock)
"""


def run(folder: Path, files: Mapping[str, str], *command: str) -> str:
    """Run *command* in *folder* with *files*; return what it printed."""
    for name, content in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content)
    done = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, *command],
        cwd=folder,
        capture_output=True,
        check=False,
        text=True,
        timeout=400,
    )
    printed = done.stdout + done.stderr
    assert done.returncode == 0, printed
    return printed


def test_behave(tmp_path: Path) -> None:
    pytest.importorskip("behave")
    files = {
        "features/environment.py": FIND_THESE_TESTS + ENVIRONMENT,
        "features/steps/orders.py": STEPS,
        "features/orders.feature": FEATURE,
    }

    printed = run(tmp_path, files, "-m", "behave")

    assert "2 scenarios passed, 0 failed" in printed


@pytest.mark.parametrize("processes", ["1", "2"])
def test_django(tmp_path: Path, processes: str) -> None:
    pytest.importorskip("django")
    files = {
        "manage.py": (
            "import os, sys\n"
            "sys.path.insert(0, os.getcwd())\n"
            'os.environ["DJANGO_SETTINGS_MODULE"] = "settings"\n'
            "from django.core.management import execute_from_command_line\n"
            'if __name__ == "__main__":\n'
            "    execute_from_command_line(sys.argv)\n"
        ),
        "settings.py": SETTINGS,
        "shop/__init__.py": FIND_THESE_TESTS,
        "shop/tests.py": TESTS,
    }

    printed = run(tmp_path, files, "manage.py", "test", f"--parallel={processes}")

    assert "Ran 5 tests" in printed
    assert "OK" in printed.splitlines()
