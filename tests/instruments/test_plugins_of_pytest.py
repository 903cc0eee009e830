"""Plugins of pytest that run tests again, in other orders, in parts, or end them."""

from __future__ import annotations

import importlib.util
from typing import Any

import pytest

from tests.connecting import FINDS_THESE_TESTS

DELIVER = """
import json
import pytest
from eventbridge_mock import current_mock, mock_api_destinations
from tests.connecting import connect, orders_at

URL = "https://api.partner.example/orders"

def deliver(mock, number=7):
    orders_at(URL)
    mock.invoke("orders", {"number": number})
    mock.assert_invoked("orders", json={"number": number})
    assert len(mock.invocations) == 1
"""

SOCKET = """
@pytest.mark.disable_socket
def test_with_sockets_disabled(eventbridge_mock):
    deliver(eventbridge_mock)

@pytest.mark.allow_hosts(["127.0.0.1"])
def test_with_this_machine_allowed(eventbridge_mock):
    deliver(eventbridge_mock)
"""

RERUNS = """
tries = []

@pytest.mark.flaky(reruns=2)
def test_that_fails_twice(eventbridge_mock):
    tries.append(None)
    deliver(eventbridge_mock)
    assert len(tries) == 3

decorated = []

@pytest.mark.flaky(reruns=1)
@mock_api_destinations
def test_decorated_that_fails_once():
    decorated.append(None)
    deliver(current_mock())
    assert len(decorated) == 2
"""

REPEAT = """
@pytest.mark.repeat(3)
def test_again_and_again(eventbridge_mock):
    deliver(eventbridge_mock)

@pytest.mark.repeat(3)
@mock_api_destinations
def test_decorated():
    deliver(current_mock())
"""

SUBTESTS = """
def test_parts_of_one_mock(eventbridge_mock, subtests):
    orders_at(URL)
    for number in range(3):
        with subtests.test(number=number):
            eventbridge_mock.invoke("orders", {"number": number})
            eventbridge_mock.assert_invoked("orders", json={"number": number})

def test_a_part_that_fails_is_explained(eventbridge_mock, subtests):
    orders_at(URL)
    with subtests.test(number=0):
        eventbridge_mock.assert_invoked("orders")
    with subtests.test(number=1):
        with mock_api_destinations() as mock:
            mock.invoke("orders")
            mock.assert_invoked("orders")
"""

HYPOTHESIS = """
from hypothesis import HealthCheck, given, settings, strategies

few = settings(max_examples=5, deadline=None, database=None)

@few
@given(number=strategies.integers(-99, 99))
def test_a_mock_for_each_example(number):
    with mock_api_destinations() as mock:
        deliver(mock, number)

@mock_api_destinations
@few
@given(number=strategies.integers(-99, 99))
def test_one_mock_for_all_examples(number):
    current_mock().reset()
    deliver(current_mock(), number)

@few
@given(number=strategies.integers(-99, 99))
@mock_api_destinations
def test_a_decorated_example(number):
    deliver(current_mock(), number)
"""

RANDOMLY = """
import random
import pytest

@pytest.mark.parametrize("number", range(4))
def test_ids_are_distinct(eventbridge_mock, eventbridge_client, number):
    entry = {"Source": "shop", "DetailType": "Order", "Detail": "{}"}
    for _ in range(2):
        random.seed(1)
        eventbridge_client.put_events(Entries=[entry])
    assert len({event.id for event in eventbridge_mock.events}) == 2

def test_delivers(eventbridge_mock):
    deliver(eventbridge_mock)
"""

PLUGINS = {
    "pytest_socket": (SOCKET, [], {"passed": 2}),
    "pytest_rerunfailures": (RERUNS, [], {"passed": 2}),
    "pytest_repeat": (REPEAT, [], {"passed": 6}),
    "hypothesis": (HYPOTHESIS, [], {"passed": 3}),
    "pytest_randomly": (RANDOMLY, ["-p", "randomly", "-p", "no:xdist"], {"passed": 5}),
}


def run(inner: pytest.Pytester, module: str, tests: str, *arguments: str) -> Any:
    if importlib.util.find_spec(module) is None:
        pytest.skip(f"{module} is not installed")
    inner.makeini("[pytest]\naddopts = -p no:cacheprovider -p no:asyncio\n")
    inner.makeconftest(FINDS_THESE_TESTS)
    inner.makepyfile(DELIVER + tests)
    return inner.runpytest_subprocess(*arguments, timeout=400)


@pytest.mark.parametrize("module", PLUGINS)
def test_a_plugin_works_with_the_mock(inner: pytest.Pytester, module: str) -> None:
    tests, arguments, expected = PLUGINS[module]

    result = run(inner, module, tests, *arguments)

    result.assert_outcomes(**expected)


def test_a_part_of_a_test_that_fails_is_reported(inner: pytest.Pytester) -> None:
    result = run(inner, "pytest_subtests", SUBTESTS)

    assert result.ret == 1
    result.stdout.fnmatch_lines(
        ["*test_a_part_that_fails_is_explained*", "*Expected one invocation*"]
    )
    result.stdout.no_fnmatch_line("*test_parts_of_one_mock*FAILED*")


TIMEOUT = """
import asyncio
import signal
import socket
import threading
from botocore.client import BaseClient

before = vars(BaseClient)["_make_api_call"]
handlers = signal.getsignal(signal.SIGALRM)

def let_the_time_be_over():
    # Do what pytest-timeout does when the time is over, but now.
    if signal.getsignal(signal.SIGALRM) is not handlers:  # the method is `signal`
        signal.pthread_kill(threading.main_thread().ident, signal.SIGALRM)
    for thread in threading.enumerate():
        if isinstance(thread, threading.Timer):
            threading.Thread(target=thread.function, args=thread.args).start()

def hang():
    let_the_time_be_over()
    threading.Event().wait(60)

def in_a_callback(mock):
    mock.responses.add_callback("POST", URL, lambda request: hang())

def in_an_application_of_wsgi(mock):
    mock.route(URL, lambda environ, start_response: hang())

def in_an_application_of_asgi(mock):
    async def application(scope, receive, send):
        assert scope["type"] == "http", "it has no lifespan"
        let_the_time_be_over()
        await asyncio.Event().wait()
    mock.route(URL, application)

def in_an_event_loop_that_is_blocked(mock):
    async def application(scope, receive, send):
        assert scope["type"] == "http", "it has no lifespan"
        hang()
    mock.route(URL, application)

def in_a_server(mock):
    listening = socket.create_server(("127.0.0.1", 0))
    mock.route(URL, f"http://127.0.0.1:{listening.getsockname()[1]}")
    def keep_silent():
        with listening, listening.accept()[0]:
            hang()
    threading.Thread(target=keep_silent, daemon=True).start()

HANGING = {
    each.__name__: each
    for each in (
        in_a_callback,
        in_an_application_of_wsgi,
        in_an_application_of_asgi,
        in_an_event_loop_that_is_blocked,
        in_a_server,
    )
}

@pytest.mark.parametrize("where", HANGING)
def test_that_hangs(eventbridge_mock, where):
    orders_at(URL)
    HANGING[where](eventbridge_mock)
    eventbridge_mock.invoke("orders")

def test_after_it():
    assert vars(BaseClient)["_make_api_call"] is before
    with mock_api_destinations() as mock:
        deliver(mock)
    assert vars(BaseClient)["_make_api_call"] is before

@mock_api_destinations
def test_decorated_after_it():
    deliver(current_mock())
"""
HANGING = (
    "in_a_callback",
    "in_an_application_of_wsgi",
    "in_an_application_of_asgi",
    "in_an_event_loop_that_is_blocked",
    "in_a_server",
)


BY_SIGNAL = "--timeout-method=signal", "--timeout=500"
BY_THREAD = "--timeout-method=thread", "--timeout=500"


def test_a_test_after_those_that_a_signal_ended_is_clean(
    inner: pytest.Pytester,
) -> None:
    result = run(inner, "pytest_timeout", TIMEOUT, *BY_SIGNAL)

    result.assert_outcomes(passed=2, failed=len(HANGING))
    printed = result.stdout.str()
    assert printed.count("Failed: Timeout (>500.0s)") == len(HANGING)


@pytest.mark.parametrize("where", HANGING)
def test_a_thread_that_ends_the_process_shows_what_hangs(
    inner: pytest.Pytester, where: str
) -> None:
    result = run(inner, "pytest_timeout", TIMEOUT, *BY_THREAD, "-k", where)

    assert result.ret == 1
    printed = result.stderr.str() + result.stdout.str()
    assert "Timeout" in printed
    assert "in test_that_hangs" in printed


BDD = """
from pytest_bdd import given, scenarios, then, when

scenarios("orders.feature")

@given("an API destination")
def _(eventbridge_mock):
    orders_at(URL)

@when("an order is sent")
def _(eventbridge_mock):
    eventbridge_mock.invoke("orders", {"order": 7})

@then("the partner has it")
def _(eventbridge_mock):
    eventbridge_mock.assert_invoked("orders", json={"order": 7})
"""

FEATURE = """
Feature: Orders
  Scenario: An order
    Given an API destination
    When an order is sent
    Then the partner has it
"""


def test_steps_of_a_scenario_share_the_mock(inner: pytest.Pytester) -> None:
    inner.makefile(".feature", orders=FEATURE)

    result = run(inner, "pytest_bdd", BDD)

    result.assert_outcomes(passed=1)


RECORDING = """
import urllib.request

@pytest.mark.vcr
def test_replayed_beside_the_mock(eventbridge_mock):
    deliver(eventbridge_mock)
    with urllib.request.urlopen("http://partner.invalid/") as answer:
        assert answer.read() == b"from the cassette"

@pytest.mark.block_network
def test_with_the_network_blocked(eventbridge_mock):
    deliver(eventbridge_mock)
"""

CASSETTE = """
interactions:
- request:
    body: null
    headers: {}
    method: GET
    uri: http://partner.invalid/
  response:
    body: {string: from the cassette}
    headers: {}
    status: {code: 200, message: OK}
version: 1
"""


def test_a_cassette_is_replayed_beside_the_mock(inner: pytest.Pytester) -> None:
    folder = inner.mkdir("cassettes") / "test_a_cassette_is_replayed_beside_the_mock"
    folder.mkdir()
    cassette = folder / "test_replayed_beside_the_mock.yaml"
    cassette.write_text(CASSETTE)

    result = run(inner, "pytest_recording", RECORDING, "--record-mode=none")

    result.assert_outcomes(passed=2)
    assert cassette.read_text() == CASSETTE


VCR = """
import vcr

def test_nothing_of_the_mock_is_recorded(eventbridge_mock, tmp_path):
    cassette = tmp_path / "cassette.yaml"
    with vcr.use_cassette(str(cassette), record_mode="all") as recorded:
        deliver(eventbridge_mock)
    assert len(recorded) == 0
    assert not cassette.exists()

def test_the_mock_within_a_cassette(tmp_path):
    with vcr.use_cassette(str(tmp_path / "cassette.yaml")) as recorded:
        with mock_api_destinations() as mock:
            deliver(mock)
    assert len(recorded) == 0
"""


def test_a_cassette_records_no_delivery(inner: pytest.Pytester) -> None:
    result = run(inner, "vcr", VCR)

    result.assert_outcomes(passed=2)
