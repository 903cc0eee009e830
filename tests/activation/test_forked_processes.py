"""Processes that a test forks: what the mock is in them, and ids of their own."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from eventbridge_mock.activation.activation import ACTIVATIONS
from eventbridge_mock.activation.forked_process import renew_locks
from eventbridge_mock.replies import requests_library
from tests.connecting import FINDS_THESE_TESTS

if TYPE_CHECKING:
    from eventbridge_mock import EventBridgeMock

FORKING = """
import os
from eventbridge_mock.aws.new_arns import new_uuid

for _ in range(2):
    child = os.fork()
    if not child:
        print(new_uuid(), flush=True)
        os._exit(0)
    os.waitpid(child, 0)
print(new_uuid())
"""

SETTING = (
    FINDS_THESE_TESTS
    + """
import faulthandler, os, threading
import botocore.session
from eventbridge_mock import mock_api_destinations
from eventbridge_mock.activation.activation import ACTIVATIONS
from tests import requests_to_aws
from tests.delivery.partner import URL

faulthandler.dump_traceback_later(60, exit=True)
session = botocore.session.Session()

def client():
    keys = dict(aws_access_key_id="testing", aws_secret_access_key="testing")
    return session.create_client("events", region_name="us-east-1", **keys)

def make_orders():
    arn = client().create_connection(**requests_to_aws.connection())["ConnectionArn"]
    client().create_api_destination(
        **requests_to_aws.api_destination(arn, InvocationEndpoint=URL)
    )

async def application(scope, receive, send):
    if scope["type"] == "lifespan":
        for phase in ("startup", "shutdown"):
            await receive()
            await send({"type": f"lifespan.{phase}.complete"})
        return
    await send({"type": "http.response.start", "status": 204, "headers": []})
    await send({"type": "http.response.body"})

def in_a_child(act):
    child = os.fork()
    if child:
        os.waitpid(child, 0)
        return
    try:
        print("child:", act(), flush=True)
    except BaseException as error:
        print("child:", type(error).__name__, error, flush=True)
    os._exit(0)
"""
)

WITH_LOCKS_TAKEN = """
with mock_api_destinations() as mock:
    make_orders()
    taken, forked = threading.Event(), threading.Event()
    state = ACTIVATIONS.current_state()

    def matches(request):
        with state.backend.lock, ACTIVATIONS._lock:
            taken.set()
            forked.wait(50)
        return True, ""

    def status():
        mock.reset()
        make_orders()
        with mock_api_destinations():
            return mock.invoke("orders").status

    mock.responses.post(URL, match=[matches])
    thread = threading.Thread(target=mock.invoke, args=["orders"])
    thread.start()
    taken.wait(50)
    in_a_child(status)
    forked.set()
    thread.join()
    print("parent:", len(mock.invocations))
"""

OF_AN_APPLICATION = """
with mock_api_destinations() as mock:
    make_orders()
    mock.route(URL, application)
    if is_started:
        mock.invoke("orders")

    def status():
        return mock.invoke("orders").status

    def status_anew():
        mock.route(URL, application)
        return status()

    def end():
        mock.stop()

    for act in (status, status_anew, end):
        in_a_child(act)
    print("parent:", os.getpid(), status())
"""


def output_of(program: str) -> list[str]:
    output = subprocess.check_output(  # noqa: S603 - our own program
        [sys.executable, "-W", "ignore", "-c", program], text=True
    )
    return output.splitlines()


def test_processes_that_were_forked_make_ids_of_their_own() -> None:
    assert len({*output_of(FORKING)}) == 3


def test_a_process_forked_while_threads_are_within_calls_does_not_wait_for_them() -> (
    None
):
    assert output_of(SETTING + WITH_LOCKS_TAKEN) == ["child: 200", "parent: 1"]


def test_an_application_answers_in_the_process_that_started_it() -> None:
    """Its event loop runs in a thread, which no forked process has."""
    pytest.importorskip("httpx")

    first, anew, end, parent = output_of(
        f"{SETTING}\nis_started = True\n{OF_AN_APPLICATION}"
    )

    number = parent.split()[1]
    words, _, remedy = first.partition(f" runs in process {number}, from which this")
    assert words == (
        "child: ReceiverError The application routed to"
        " 'https://api.partner.example/orders'"
    )
    assert remedy.endswith(
        " was forked: call mock.route() here too, or start the process with"
        " multiprocessing's method 'spawn' and a mock of its own."
    )
    assert (anew, end, parent.split()[2]) == ("child: 204", "child: None", "204")


def test_an_application_that_has_not_started_does_so_in_each_process() -> None:
    pytest.importorskip("httpx")

    *children, parent = output_of(f"{SETTING}\nis_started = False\n{OF_AN_APPLICATION}")

    assert children == ["child: 204", "child: 204", "child: None"]
    assert parent.endswith(" 204")


def test_all_locks_are_renewed(mock: EventBridgeMock, orders: str) -> None:
    """As they are in a forked process, whose coverage nobody measures."""
    mock.invoke(orders)
    state = ACTIVATIONS.current_state()
    before = [
        *(ACTIVATIONS._lock, requests_library._LOGGERS_LOCK),  # noqa: SLF001 - what is renewed
        *(state.backend.lock, state.deliveries._lock),  # noqa: SLF001 - the same
    ]

    renew_locks(ACTIVATIONS)

    after = [
        *(ACTIVATIONS._lock, requests_library._LOGGERS_LOCK),  # noqa: SLF001 - what is renewed
        *(state.backend.lock, state.deliveries._lock),  # noqa: SLF001 - the same
    ]
    assert [type(lock) for lock in after] == [type(lock) for lock in before]
    assert not {*map(id, before)} & {*map(id, after)}
    assert mock.invoke(orders).outcome == "delivered"
