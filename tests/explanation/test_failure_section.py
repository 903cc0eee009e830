"""What a report of a failed test tells of the events that were published."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest

PUBLISH = """
import json, unittest
import botocore.session
import pytest
from eventbridge_mock import current_mock, mock_api_destinations

SESSION = botocore.session.Session()
ENTRY = {"Source": "shop", "DetailType": "Order Placed", "Detail": '{"status": "paid"}'}

def client():
    return SESSION.create_client("events")

def publish(**changes):
    client().put_events(Entries=[{**ENTRY, **changes}])

def make_rule(pattern, *targets):
    client().put_rule(Name="orders", EventPattern=json.dumps(pattern))
    if targets:
        client().put_targets(Rule="orders", Targets=list(targets))
"""
TITLE = "*- eventbridge_mock: events -*"
SECTION = [
    TITLE,
    "Event 'Order Placed' from 'shop' on event bus 'default'",
    "    no rule matched: this event bus has no rules",
    "Call mock.explain(event) for details.",
]


def run(inner: pytest.Pytester, tests: str, *options: str) -> pytest.RunResult:
    """Run *tests*, before which stands what they need."""
    inner.makepyfile(PUBLISH + tests)
    return inner.runpytest(*options)


def count(result: pytest.RunResult) -> int:
    """Return how many sections there are."""
    return sum("eventbridge_mock: events" in line for line in result.outlines)


def assert_one_section(inner: pytest.Pytester, tests: str) -> None:
    result = run(inner, tests)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(SECTION, consecutive=True)
    assert count(result) == 1


def test_with_the_fixture(inner: pytest.Pytester) -> None:
    assert_one_section(
        inner,
        """
def test_it(eventbridge_mock):
    publish()
    assert False
""",
    )


UNUSED_REPLY = """
def test_it(eventbridge_mock):
    eventbridge_mock.responses.post("https://api.partner.example/orders")
    publish()
"""


def test_with_a_reply_that_was_never_used(inner: pytest.Pytester) -> None:
    """The fixture finds that out at the teardown, and the section tells why."""
    result = run(inner, UNUSED_REPLY)

    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(["Scripted replies were never used:", *SECTION])
    assert count(result) == 1


def test_a_teardown_that_fails_too_has_none(inner: pytest.Pytester) -> None:
    result = run(
        inner,
        """
@pytest.fixture
def broken(eventbridge_mock):
    yield
    raise LookupError

def test_it(broken):
    publish()
    assert False
""",
    )

    result.assert_outcomes(failed=1, errors=1)
    assert count(result) == 1


def test_a_setup_that_fails_has_none(inner: pytest.Pytester) -> None:
    result = run(
        inner,
        """
@pytest.fixture
def broken(eventbridge_mock):
    publish()
    raise LookupError

def test_it(broken):
    pass
""",
    )

    result.assert_outcomes(errors=1)
    assert count(result) == 0


def test_with_the_decorator(inner: pytest.Pytester) -> None:
    assert_one_section(
        inner,
        """
@mock_api_destinations
def test_it():
    publish()
    assert False
""",
    )


def test_with_a_decorated_class(inner: pytest.Pytester) -> None:
    assert_one_section(
        inner,
        """
@mock_api_destinations
class TestIt:
    def test_it(self):
        publish()
        assert False
""",
    )


def test_with_a_decorated_coroutine(inner: pytest.Pytester) -> None:
    assert_one_section(
        inner,
        """
import asyncio

import gc

@mock_api_destinations
async def coroutine():
    publish()
    assert False

def test_it():
    try:
        asyncio.run(coroutine())
    finally:
        gc.collect()
""",
    )


def test_with_the_context_manager(inner: pytest.Pytester) -> None:
    assert_one_section(
        inner,
        """
def test_it():
    with mock_api_destinations() as mock:
        publish()
        assert False
""",
    )


def test_with_a_context_manager_that_no_frame_names(inner: pytest.Pytester) -> None:
    assert_one_section(
        inner,
        """
import gc

def test_it():
    try:
        with mock_api_destinations():
            publish()
            assert False
    finally:
        gc.collect()
""",
    )


def test_with_an_assertion_after_the_mock_has_ended(inner: pytest.Pytester) -> None:
    assert_one_section(
        inner,
        """
def test_it():
    with mock_api_destinations() as mock:
        publish()
    mock.assert_invoked("orders")
""",
    )


def test_with_unittest(inner: pytest.Pytester) -> None:
    assert_one_section(
        inner,
        """
class TestIt(unittest.TestCase):
    def setUp(self):
        self.mock = mock_api_destinations().start()
        self.addCleanup(self.mock.stop)

    def test_it(self):
        publish()
        self.assertTrue(False)
""",
    )


def test_with_a_decorated_test_case(inner: pytest.Pytester) -> None:
    assert_one_section(
        inner,
        """
@mock_api_destinations
class TestIt(unittest.TestCase):
    def test_it(self):
        publish()
        self.assertTrue(False)
""",
    )


ONE_OF_EACH = """
def test_it(eventbridge_mock):
    publish()
    publish(EventBusName="nowhere")
    make_rule({"source": ["Shop"]})
    publish()
    client().disable_rule(Name="orders")
    publish()
    make_rule({"source": ["shop"]})
    publish()
    mock = eventbridge_mock
    arn = "arn:aws:events:us-east-1:123456789012:"
    role = "arn:aws:iam::123456789012:role/r"
    bus = client().create_event_bus(Name="other")["EventBusArn"]
    make_rule(
        {"source": ["shop"]},
        {"Id": "1", "Arn": bus, "RoleArn": role},
        {"Id": "2", "Arn": arn + "api-destination/gone/x", "RoleArn": role},
        {"Id": "3", "Arn": arn + "event-bus/none", "RoleArn": role},
    )
    publish()
    assert False
"""


def test_each_event_has_a_line_or_two(inner: pytest.Pytester) -> None:
    result = run(inner, ONE_OF_EACH)

    event = "Event 'Order Placed' from 'shop' on event bus 'default'"
    result.stdout.fnmatch_lines(
        [
            TITLE,
            event,
            "    no rule matched: this event bus has no rules",
            event.replace("default", "nowhere"),
            "    dropped: this event bus does not exist",
            event,
            '    no rule matched; rule \'orders\': source wanted "Shop", got "shop"',
            event,
            "    no rule matched; rule 'orders' is disabled",
            event,
            "    rule 'orders': no targets",
            event,
            "    rule 'orders': event bus 'other'",
            "    rule 'orders': API destination 'gone', failed,"
            " NO_RESOURCE: API destination 'gone' does not exist.",
            (
                "    rule 'orders': event bus 'none', dropped: this event bus does not"
                " exist"
            ),
            "Call mock.explain(event) for details.",
        ],
        consecutive=True,
    )


IN_THE_WRONG_PLACE = """
def test_it(eventbridge_mock):
    client().create_event_bus(Name="shop")
    make_rule({"source": ["shop"]})
    there = SESSION.create_client("events", region_name="eu-west-1")
    there.put_events(Entries=[ENTRY, {**ENTRY, "EventBusName": "shop"}])
    there.put_rule(Name="refunds", EventPattern='{"source": ["refund"]}')
    there.put_events(Entries=[ENTRY])
    assert False
"""


def test_an_event_in_the_wrong_place_says_so(inner: pytest.Pytester) -> None:
    result = run(inner, IN_THE_WRONG_PLACE)

    event = "Event 'Order Placed' from 'shop' on event bus 'default'"
    there = "in eu-west-1; rule 'orders' would match in us-east-1"
    result.stdout.fnmatch_lines(
        [
            TITLE,
            event,
            f"    no rule matched: this event bus has no rules {there}",
            event.replace("default", "shop"),
            "    dropped: this event bus does not exist in eu-west-1; the bus exists in"
            " us-east-1",
            event,
            f"    no rule matched {there}",
            "Call mock.explain(event) for details.",
        ],
        consecutive=True,
    )


INVALID_INPUT = """
def test_it(eventbridge_mock):
    arn = f"arn:aws:sqs:{eventbridge_mock.region_name}:123456789012:orders"
    crm = "arn:aws:events:us-east-1:123456789012:api-destination/crm/x"
    role = "arn:aws:iam::123456789012:role/r"
    template = {"InputPathsMap": {"s": "$.detail"}, "InputTemplate": "<s>"}
    make_rule(
        {"source": ["shop"]},
        {"Id": "1", "Arn": arn, "InputTransformer": template},
        {"Id": "2", "Arn": crm, "RoleArn": role, "InputTransformer": template},
    )
    publish()
    assert False
"""


def test_an_input_that_is_not_valid_json_is_shown_with_the_position(
    inner: pytest.Pytester,
) -> None:
    result = run(inner, INVALID_INPUT)

    fault = (
        "INVALID_JSON: Invalid input for target. input is not valid JSON at line 1,"
        " column 2: 'status:paid}'; input {status:paid}"
    )
    result.stdout.fnmatch_lines(
        [
            f"    rule 'orders': sqs 'orders', {fault}",
            f"    rule 'orders': API destination 'crm', failed, {fault}",
        ],
        consecutive=True,
    )


def test_a_target_of_another_service_that_failed_is_told(
    inner: pytest.Pytester,
) -> None:
    result = run(
        inner,
        """
def test_it(eventbridge_mock):
    queue = f"arn:aws:sqs:{eventbridge_mock.region_name}:123456789012:orders"
    make_rule({"source": ["shop"]}, {"Id": "1", "Arn": queue})
    publish()
    assert False
""",
    )

    result.stdout.fnmatch_lines(
        ["    rule 'orders': *orders*, SDK_CLIENT_ERROR: *"], consecutive=True
    )


def test_what_was_sent_and_what_waits_is_told(inner: pytest.Pytester) -> None:
    result = run(
        inner,
        """
from freezegun import freeze_time
from tests.connecting import orders_at

@freeze_time("2026-03-04 05:06:07")
@pytest.mark.eventbridge_mock(delivery="on_time")
def test_it(eventbridge_mock):
    orders_at("https://api.partner.example/orders")
    client().update_api_destination(Name="orders", InvocationRateLimitPerSecond=1)
    arn = eventbridge_mock.api_destinations["orders"].api_destination_arn
    role = "arn:aws:iam::123456789012:role/deliver"
    make_rule({"source": ["shop"]}, {"Id": "1", "Arn": arn, "RoleArn": role})
    publish()
    publish()
    assert False
""",
    )

    event = "Event 'Order Placed' from 'shop' on event bus 'default'"
    result.stdout.fnmatch_lines(
        [
            TITLE,
            event,
            "    rule 'orders': API destination 'orders', delivered,"
            " POST https://api.partner.example/orders -> 200",
            event,
            "    rule 'orders': API destination 'orders',"
            " pending until 2026-03-04T05:06:08Z, no request was sent",
        ],
        consecutive=True,
    )


def test_many_events_and_targets_are_counted(inner: pytest.Pytester) -> None:
    result = run(
        inner,
        """
def test_it(eventbridge_mock):
    for number in range(2):
        bus = f"arn:aws:events:us-east-1:123456789012:event-bus/{number}"
        client().put_rule(Name=f"r{number}", EventPattern='{"source": ["shop"]}')
        role = "arn:aws:iam::123456789012:role/r"
        targets = [{"Id": str(n), "Arn": bus, "RoleArn": role} for n in range(4)]
        client().put_targets(Rule=f"r{number}", Targets=targets)
    for _ in range(25):
        publish()
    assert False
""",
    )

    result.stdout.fnmatch_lines([TITLE, "… 20 earlier events", "*", "    … 3 more"])
    assert sum(line.startswith("Event '") for line in result.outlines) == 5


def test_many_events_with_little_to_say_are_counted(inner: pytest.Pytester) -> None:
    result = run(
        inner,
        """
def test_it(eventbridge_mock):
    for _ in range(21):
        publish()
    assert False
""",
    )

    result.stdout.fnmatch_lines([TITLE, "… 1 earlier event"], consecutive=True)
    assert sum(line.startswith("Event '") for line in result.outlines) == 20


def test_tests_that_pass_have_none(inner: pytest.Pytester) -> None:
    result = run(
        inner,
        """
def test_it(eventbridge_mock):
    publish()

@pytest.mark.xfail
def test_expected(eventbridge_mock):
    publish()
    assert False

def test_skipped(eventbridge_mock):
    publish()
    pytest.skip()
""",
        "-rA",
    )

    result.assert_outcomes(passed=1, xfailed=1, skipped=1)
    assert count(result) == 0


def test_tests_that_publish_nothing_have_none(inner: pytest.Pytester) -> None:
    result = run(inner, "\ndef test_it(eventbridge_mock):\n    assert False\n")

    result.assert_outcomes(failed=1)
    assert count(result) == 0


def test_an_earlier_test_tells_nothing(inner: pytest.Pytester) -> None:
    result = run(
        inner,
        """
kept = []

def test_first():
    with mock_api_destinations() as mock:
        publish()
    kept.append(mock)

def test_second():
    assert False
""",
    )

    result.assert_outcomes(passed=1, failed=1)
    assert count(result) == 0


def test_it_can_be_switched_off(inner: pytest.Pytester) -> None:
    option = "eventbridge_mock_failure_section=false"

    result = run(
        inner,
        "\ndef test_it(eventbridge_mock):\n    publish()\n    assert False\n",
        "-o",
        option,
    )

    result.assert_outcomes(failed=1)
    assert count(result) == 0


def test_nothing_new_begins_for_it(inner: pytest.Pytester) -> None:
    """What falls due after the test would raise in the midst of pytest."""
    result = run(
        inner,
        """
import freezegun

def test_it(eventbridge_mock):
    with freezegun.freeze_time("2000-01-01"):
        client().put_rule(Name="tick", ScheduleExpression="rate(1 minute)")
        publish()
        raise LookupError
""",
    )

    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            "E *LookupError",
            TITLE,
            "Event 'Order Placed' from 'shop' on event bus 'default'",
            "    no rule matched; rule 'tick' is on a schedule",
            "Call mock.explain(event) for details.",
        ]
    )
    result.stdout.no_fnmatch_line("*INTERNALERROR*")
    assert count(result) == 1


def test_secrets_are_masked(inner: pytest.Pytester) -> None:
    result = run(
        inner,
        """
SECRET = "not-a-" + "secret"

def test_it(eventbridge_mock):
    basic = {"Username": "shop", "Password": SECRET}
    client().create_connection(
        Name="partner",
        AuthorizationType="BASIC",
        AuthParameters={"BasicAuthParameters": basic},
    )
    publish(DetailType=SECRET)
    assert False
""",
    )

    result.stdout.fnmatch_lines([TITLE, "Event '[*][*][*]' from 'shop' on *"])
    result.stdout.no_fnmatch_line("*not-a-secret*")
