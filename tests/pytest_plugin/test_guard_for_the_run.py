"""The ini option `eventbridge_mock_guard`: no call to EventBridge outside of a mock."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

import pytest
from botocore.endpoint import Endpoint

from eventbridge_mock import UnmockedAwsCallError
from eventbridge_mock.hook.whole_run_guard import WholeRunGuard

if TYPE_CHECKING:
    from collections.abc import Callable

TESTS = """
import botocore.session
import pytest
from botocore.stub import Stubber
from eventbridge_mock import UnmockedAwsCallError, mock_api_destinations

KEYS = {"aws_access_key_id": "testing", "aws_secret_access_key": "testing"}

def client(**settings):
    settings = {"region_name": "eu-west-1", **settings}
    return botocore.session.Session().create_client("events", **settings)
"""
WAYS_OUT = textwrap.dedent("""
    Ways out: ask for the fixture eventbridge_mock, put @mock_api_destinations above\
 the test, or use `with mock_api_destinations():`. For every test of a suite, put this\
 in conftest.py:

        @pytest.fixture(autouse=True)
        def mocked_eventbridge(eventbridge_mock):
            return eventbridge_mock
""").strip("\n")
REFUSAL = (
    "events.ListRules would have gone to events.eu-west-1.amazonaws.com: no mock is"
    f" active, and eventbridge_mock_guard is on.\n{WAYS_OUT}\n\n"
    "Tests that call AWS on purpose run with -o eventbridge_mock_guard=false."
)


@pytest.fixture(autouse=True)
def no_metadata_service(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look for credentials nowhere on the network, which takes seconds."""
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")


def run(inner: pytest.Pytester, tests: str, *options: str) -> pytest.RunResult:
    inner.makeini("[pytest]\neventbridge_mock_guard = true")
    inner.makepyfile(TESTS + tests)
    # Plugins that the options of `inner` would leave out.
    left_out = ("no:randomly", "no:hypothesispytest", "no:asyncio")
    without = [part for name in left_out for part in ("-p", name)]
    return inner.runpytest(*without, *options)


def test_a_call_of_a_thread_that_outlives_its_mock_is_refused(
    inner: pytest.Pytester,
) -> None:
    result = run(
        inner,
        """
import threading
from concurrent.futures import ThreadPoolExecutor

threads, is_over = ThreadPoolExecutor(1), threading.Event()
calls = []

def later(events):
    is_over.wait(60)
    events.list_rules()

def test_that_leaves_a_thread(eventbridge_client):
    calls.append(threads.submit(later, eventbridge_client))

def test_after_it():
    is_over.set()
    with threads, pytest.raises(UnmockedAwsCallError):
        calls[0].result(60)
""",
    )

    result.assert_outcomes(passed=2)


@pytest.mark.parametrize("keys", ["KEYS", "{}"], ids=["with keys", "without keys"])
def test_a_call_outside_of_any_mock_is_refused(
    inner: pytest.Pytester, keys: str
) -> None:
    result = run(
        inner,
        f"""
def test_it():
    with pytest.raises(UnmockedAwsCallError) as caught:
        client(**{keys}).list_rules()
    assert str(caught.value) == {REFUSAL!r}
    assert caught.value.__suppress_context__
""",
    )

    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(["eventbridge_mock: guard=true"])


def test_calls_within_a_mock_are_answered_and_the_guard_stays_up(
    inner: pytest.Pytester,
) -> None:
    result = run(
        inner,
        """
def test_one(eventbridge_mock):
    assert client(**KEYS).list_rules()["Rules"] == []

def test_two():
    earlier = client(**KEYS)
    with mock_api_destinations():
        assert earlier.list_rules()["Rules"] == []
    with pytest.raises(UnmockedAwsCallError):
        earlier.list_rules()
""",
    )

    result.assert_outcomes(passed=2)


def test_what_others_answer_and_what_stays_here_goes_on(
    inner: pytest.Pytester,
) -> None:
    """A Stubber answers before the guard, and another host is not AWS's."""
    result = run(
        inner,
        """
from botocore.exceptions import EndpointConnectionError, NoCredentialsError

def test_stubber():
    stubbed = client(**KEYS)
    with Stubber(stubbed) as stubber:
        stubber.add_response("list_rules", {"Rules": []})
        assert stubbed.list_rules()["Rules"] == []

def test_this_machine():
    with pytest.raises(EndpointConnectionError):
        client(**KEYS, endpoint_url="http://127.0.0.1:1").list_rules()

def test_this_machine_without_keys():
    with pytest.raises(NoCredentialsError):
        client(endpoint_url="http://127.0.0.1:1").list_rules()

def test_another_service_without_keys():
    session = botocore.session.Session()
    with pytest.raises(NoCredentialsError):
        session.create_client("sqs", region_name="eu-west-1").list_queues()

def test_another_service():
    sqs = botocore.session.Session().create_client(
        "sqs", region_name="eu-west-1", endpoint_url="http://127.0.0.1:1", **KEYS
    )
    with pytest.raises(EndpointConnectionError):
        sqs.list_queues()
""",
    )

    result.assert_outcomes(passed=5)


def test_tests_that_call_aws_on_purpose_turn_it_off(inner: pytest.Pytester) -> None:
    """botocore's own error comes then, because there are no credentials."""
    result = run(
        inner,
        """
from botocore.exceptions import NoCredentialsError

def test_it():
    with pytest.raises(NoCredentialsError):
        client().list_rules()
""",
        "-o",
        "eventbridge_mock_guard=false",
    )

    result.assert_outcomes(passed=1)


class SentError(Exception):
    """A request would have been sent."""


def send(_endpoint: object, _request: object) -> None:
    raise SentError


def test_a_patch_over_the_guard_stays_when_the_run_ends(
    make_client: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Endpoint, "_send", send)
    guard = WholeRunGuard(lambda: False)
    guard.put_up()
    ours = Endpoint._send  # noqa: SLF001 - what is replaced

    def patch(endpoint: Any, request: Any) -> Any:
        return ours(endpoint, request)

    monkeypatch.setattr(Endpoint, "_send", patch)
    with pytest.raises(UnmockedAwsCallError):
        make_client().list_rules()
    guard.take_down()

    assert Endpoint._send is patch  # noqa: SLF001 - the same
    with pytest.raises(SentError):
        make_client().list_rules()


ASYNCHRONOUS = """
import asyncio
import aiobotocore.session
from botocore.exceptions import NoCredentialsError

async def call(service_name="events", operation="list_rules", **settings):
    session = aiobotocore.session.get_session()
    async with session.create_client(
        service_name, region_name="eu-west-1", **settings
    ) as client:
        await getattr(client, operation)()

@pytest.mark.parametrize("settings", [KEYS, {}], ids=["with keys", "without keys"])
def test_refused(settings):
    with pytest.raises(UnmockedAwsCallError, match="events.ListRules would have gone"):
        asyncio.run(call(**settings))

def test_answered(eventbridge_mock):
    asyncio.run(call(**KEYS))

def test_another_service():
    with pytest.raises(NoCredentialsError):
        asyncio.run(call("sqs", "list_queues"))
"""


def test_asynchronous_calls_are_refused_too(inner: pytest.Pytester) -> None:
    pytest.importorskip("aiobotocore")

    run(inner, ASYNCHRONOUS).assert_outcomes(passed=4)


def test_aiobotocore_that_is_imported_later_is_guarded(inner: pytest.Pytester) -> None:
    pytest.importorskip("aiobotocore")
    inner.makeini("[pytest]\neventbridge_mock_guard = true")
    inner.makepyfile(TESTS + ASYNCHRONOUS)

    result = inner.runpytest_subprocess("-p", "no:randomly")
    result.assert_outcomes(passed=4)


LAZY = """
import sys

def test_nothing_is_imported():
    assert "botocore" not in sys.modules
    assert "aiobotocore" not in sys.modules

def test_a_call_is_refused():
    import botocore.session
    from eventbridge_mock import UnmockedAwsCallError

    client = botocore.session.Session().create_client("events", region_name="eu-west-1")
    try:
        client.list_rules()
    except UnmockedAwsCallError as error:
        assert str(error).startswith("events.ListRules would have gone to")
    else:
        assert False
"""


def test_botocore_is_not_imported_for_the_guard(inner: pytest.Pytester) -> None:
    inner.makeini("[pytest]\neventbridge_mock_guard = true")
    inner.makepyfile(LAZY)
    result = inner.runpytest_subprocess("-p", "no:randomly")

    result.assert_outcomes(passed=2)
