"""`mock.explain`: why an event arrived, or did not, whole text for whole text."""

from __future__ import annotations

import textwrap
from datetime import timezone
from decimal import Decimal
from math import nan
from typing import TYPE_CHECKING, Any

import pytest

from tests.state.setting import (
    QUEUE_ARN,
    destination,
    put_event,
    put_rule,
    put_schedule,
    target,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from freezegun.api import FrozenDateTimeFactory

    from eventbridge_mock import EventBridgeMock


# One line that is not JSON, whatever the status is.
BROKEN = {
    "InputTransformer": {
        "InputPathsMap": {"status": "$.detail.status"},
        "InputTemplate": '"<status>" 7',
    }
}


def explained(mock: EventBridgeMock, event: Any = None) -> str:
    """Return what is printed of *event*, or of the newest one."""
    text = str(mock.explain(mock.events.last if event is None else event))
    assert text.isprintable() or "\n" in text
    return text


def lines(text: str) -> str:
    return textwrap.dedent(text).strip("\n")


def test_a_match_shows_target_and_reply(mock: EventBridgeMock, events: Any) -> None:
    put_rule(events, "orders", None, target(destination(events)))
    put_event(events)

    assert explained(mock) == lines("""
        Event 'Order Placed' from 'shop', put on event bus 'default'
          detail     {"status": "paid"}
          1 of 1 rule matched.
          matched    orders
                       to  API destination 'crm', delivered
                           POST https://crm.example/orders -> 200
        """)


def test_several_targets_and_what_came_of_them(
    mock: EventBridgeMock, events: Any
) -> None:
    mock.responses.post("https://billing.example/orders", status=429, body="slow\n")
    mock.responses.post("https://billing.example/orders", status=503, body="busy\x1b")
    queue = {"DeadLetterConfig": {"Arn": QUEUE_ARN}}
    retries = {"RetryPolicy": {"MaximumRetryAttempts": 2}}
    crm, billing = destination(events), destination(events, "billing")
    nowhere = "arn:aws:events:eu-west-1:123456789012:event-bus/nowhere"
    put_rule(
        events,
        "orders",
        None,
        target(billing, "billing", InputPath="$.detail", **queue, **retries),
        target(crm, "crm", **BROKEN),
        target(nowhere, "bus"),
    )
    put_event(events)

    assert explained(mock) == lines(r"""
        Event 'Order Placed' from 'shop', put on event bus 'default'
          detail     {"status": "paid"}
          1 of 1 rule matched.
          matched    orders
                       billing  API destination 'billing', dead_lettered
                                POST https://billing.example/orders -> 429, 503 (2 times)
                                SDK_CLIENT_ERROR: ApiDestination returned HTTP status 503 with payload: busy\x1b
                                input {"status":"paid"}
                       bus      event bus 'nowhere', which does not exist, see below
                       crm      API destination 'crm', failed
                                no request was sent
                                INVALID_JSON: Invalid input for target.
                                input "paid" 7
                                input is not valid JSON at line 1, column 8: '7'
            Event 'Order Placed' from 'shop', forwarded to event bus 'nowhere'
              This event bus does not exist: AWS accepts the event and drops it.
        """)  # noqa: E501 - as it is printed


def test_an_endpoint_that_does_not_answer(mock: EventBridgeMock, events: Any) -> None:
    url = "https://crm.example/orders"
    mock.responses.post(url, body=ConnectionError("no route"))
    put_rule(events, "orders", None, target(destination(events)))
    put_event(events)

    assert f"POST {url} -> no response\n" in explained(mock)


def test_rules_that_missed_come_nearest_first(
    mock: EventBridgeMock, events: Any
) -> None:
    order = {"total": [{"numeric": [">", 100]}], "currency": ["EUR"]}
    put_rule(events, "large", {"detail": {"order": order, "status": ["PAID"]}})
    put_rule(events, "refunds", {"detail-type": ["Order Refunded"]})
    put_rule(events, "untargeted")
    put_event(events, {"status": "paid", "order": {"total": 7}})

    assert explained(mock) == lines("""
        Event 'Order Placed' from 'shop', put on event bus 'default'
          detail     {"status": "paid", "order": {"total": 7}}
          1 of 3 rules matched.
          matched    untargeted
                       no targets, so nothing is sent
          missed     refunds
                       detail-type  wanted "Order Refunded", got "Order Placed"
          missed     large
                       detail.status          wanted "PAID", got "paid"
                       detail.order.total     wanted numeric > 100, got 7
                       detail.order.currency  wanted "EUR", got nothing
        """)


@pytest.mark.parametrize(
    ("wanted", "got"),
    [
        ([{"numeric": [">=", 100]}], 'wanted numeric >= 100, got "250" (a string)'),
        (["300"], 'wanted "300", got "250"'),
    ],
    ids=["a number", "a string"],
)
def test_a_string_is_named_where_a_number_is_wanted(
    mock: EventBridgeMock, events: Any, wanted: object, got: str
) -> None:
    put_rule(events, "large", {"detail": {"total": wanted}})
    put_event(events, {"total": "250"})

    assert explained(mock).splitlines()[-1].strip() == f"detail.total  {got}"


def test_a_miss_names_branches_and_elements_of_arrays(
    mock: EventBridgeMock, events: Any
) -> None:
    either = [{"status": ["open"]}, {"priority": [{"prefix": "high"}]}]
    put_rule(events, "either", {"detail": {"$or": either}})
    line = {"sku": ["tea"], "quantity": [{"numeric": [">=", 6]}]}
    put_rule(events, "lines", {"detail": {"lines": line}})
    put_event(
        events,
        {"lines": [{"sku": "tea", "quantity": 1}, {"sku": "cup", "quantity": 6}]},
    )

    text = "\n".join(explained(mock).splitlines()[2:])
    assert textwrap.dedent(text) == lines("""
        0 of 2 rules matched.
        missed     lines
                     detail.lines.quantity  wanted numeric >= 6 in the same element of detail.lines, got 1
        missed     either
                     detail.status    wanted "open", got nothing (detail.$or[0])
                     detail.priority  wanted prefix "high", got nothing (detail.$or[1])
        """)  # noqa: E501 - as it is printed


def test_what_was_not_asked(mock: EventBridgeMock, events: Any) -> None:
    put_rule(events, "off", State="DISABLED")
    put_rule(events, "off-too", {"source": ["bakery"]}, State="DISABLED")
    put_schedule(events, "rate(5 minutes)")
    events.put_rule(Name="tock", ScheduleExpression="rate(1 day)", State="DISABLED")
    events.create_event_bus(Name="partners")
    put_rule(events, "elsewhere", bus="partners")
    put_rule(events, "elsewhere-off", bus="partners", State="DISABLED")
    put_rule(events, "elsewhere-not", {"source": ["bakery"]}, bus="partners")
    put_event(events)

    assert explained(mock) == lines("""
        Event 'Order Placed' from 'shop', put on event bus 'default'
          detail     {"status": "paid"}
          0 of 4 rules matched.
          disabled   off, would match if it were enabled
          disabled   off-too, would not match if it were enabled
          disabled   tock, fires by rate(1 day) when enabled
          schedule   tick, rate(5 minutes)
          other bus  elsewhere on 'partners', would match
        """)


def test_a_bus_without_rules(mock: EventBridgeMock, events: Any) -> None:
    put_event(events, {})

    assert explained(mock) == lines("""
        Event 'Order Placed' from 'shop', put on event bus 'default'
          This event bus has no rules.
        """)


def test_no_other_bus_is_suggested_for_one_that_is_there(
    mock: EventBridgeMock, events: Any
) -> None:
    events.create_event_bus(Name="partner")
    events.create_event_bus(Name="partners")
    put_event(events, EventBusName="partner")

    assert mock.explain(mock.events.last).suggested_bus is None


@pytest.mark.parametrize(
    ("name", "end"),
    [("partner", " Did you mean 'partners'?"), ("nowhere", "")],
    ids=["a slip", "another"],
)
def test_an_unknown_bus_is_named_beside_rules_that_would_match(
    mock: EventBridgeMock, events: Any, name: str, end: str
) -> None:
    events.create_event_bus(Name="partners")
    put_rule(events, "orders", bus="partners")
    put_event(events, EventBusName=name)
    events.create_event_bus(Name=name)

    assert explained(mock) == lines(f"""
        Event 'Order Placed' from 'shop', put on event bus '{name}'
          detail     {{"status": "paid"}}
          This event bus does not exist: AWS accepts the event and drops it.{end}
          other bus  orders on 'partners', would match
        """)


def test_a_forwarded_event_is_followed_to_the_other_bus(
    mock: EventBridgeMock, events: Any, make_client: Callable[..., Any]
) -> None:
    there = make_client(region_name="us-east-1")
    near = events.create_event_bus(Name="near")["EventBusArn"]
    far = there.create_event_bus(Name="far")["EventBusArn"]
    put_rule(events, "forward", None, target(near, "a"), target(far, "b"))
    put_rule(there, "orders", None, target(destination(there)), bus="far")
    put_event(events)

    assert explained(mock) == lines("""
        Event 'Order Placed' from 'shop', put on event bus 'default'
          detail     {"status": "paid"}
          1 of 1 rule matched.
          matched    forward
                       a  event bus 'near', see below
                       b  event bus 'far', see below
            Event 'Order Placed' from 'shop', forwarded to event bus 'near'
              This event bus has no rules.
            Event 'Order Placed' from 'shop', forwarded to event bus 'far' in account 123456789012, Region us-east-1
              1 of 1 rule matched.
              matched    orders
                           to  API destination 'crm', delivered
                               POST https://crm.example/orders -> 200
        """)  # noqa: E501 - as it is printed


def test_an_archived_event_names_its_archive(
    mock: EventBridgeMock, events: Any
) -> None:
    bus = events.describe_event_bus()["Arn"]
    events.create_archive(ArchiveName="everything", EventSourceArn=bus)
    put_event(events)

    assert explained(mock) == lines("""
        Event 'Order Placed' from 'shop', put on event bus 'default'
          detail     {"status": "paid"}
          1 of 1 rule matched.
          matched    Events-Archive-everything
                       Events-Archive-everything  archive 'everything'
        """)


def test_a_scheduled_event_names_the_rule_that_fired(
    mock: EventBridgeMock, events: Any
) -> None:
    put_schedule(events, "rate(1 hour)")
    mock.advance(hours=1)

    assert explained(mock) == lines("""
        Event 'Scheduled Event' from 'aws.events', fired by the schedule of rule 'tick'
          1 of 1 rule matched.
          matched    tick
                       no targets, so nothing is sent
        """)


def test_the_rules_are_those_of_then(mock: EventBridgeMock, events: Any) -> None:
    put_event(events)
    put_rule(events, "late")

    assert explained(mock).splitlines()[-1] == "  This event bus has no rules."


def test_an_event_can_be_given_by_its_id(mock: EventBridgeMock, events: Any) -> None:
    put_event(events)
    event_id = put_event(events, Source="bakery")

    assert explained(mock, event_id).startswith("Event 'Order Placed' from 'bakery', ")
    assert repr(mock.explain(event_id)) == (
        f"<Explanation of event {event_id!r}: matched no rule>"
    )


def test_an_id_that_no_event_has(mock: EventBridgeMock, events: Any) -> None:
    put_event(events)

    with pytest.raises(KeyError) as caught:
        mock.explain("7")

    assert str(caught.value) == (
        "no event has the id '7'; mock.events and mock.service_events list all events."
    )


def test_nothing_else_can_be_explained(mock: EventBridgeMock) -> None:
    with pytest.raises(TypeError) as caught:
        mock.explain(7)

    assert str(caught.value) == (
        "event must be one of mock.events or mock.service_events, the id of one, or"
        " an envelope (a dict), not 7"
    )


@pytest.mark.parametrize(
    ("total", "expected"),
    [
        (Decimal("1.5"), TypeError("Object of type Decimal is not JSON serializable")),
        ({1, 2}, TypeError("Object of type set is not JSON serializable")),
        (nan, ValueError("Out of range float values are not JSON compliant")),
    ],
    ids=["decimal", "set", "not a number"],
)
def test_an_envelope_that_is_no_json_is_refused(
    mock: EventBridgeMock, total: object, expected: Exception
) -> None:
    """As `invoke` does. Python 3.12 and later name the number too."""
    beginning = (
        "event consists of what JSON can hold: dicts with strings as keys, lists,"
        f" strings, finite numbers, True, False and None. {expected}"
    )
    with pytest.raises(type(expected), match=f"^{beginning}"):
        mock.explain({"source": "shop", "detail": {"total": total}})


def test_an_envelope_can_have_what_is_written_as_json(
    mock: EventBridgeMock, events: Any
) -> None:
    put_rule(events, "orders", {"detail": {"tags": ["gift"]}})

    explanation = mock.explain({"detail": {"tags": ("gift", "urgent")}})

    assert [one.rule.name for one in explanation.matched] == ["orders"]


def test_an_envelope_is_tried_and_nothing_is_sent(
    mock: EventBridgeMock, events: Any
) -> None:
    central = events.create_event_bus(Name="central")["EventBusArn"]
    nowhere = "arn:aws:events:eu-west-1:123456789012:event-bus/nowhere"
    queue = "arn:aws:sqs:eu-west-1:123456789012:orders"
    arn = destination(events)
    put_rule(
        events,
        "orders",
        None,
        target(arn, "a", Input="7"),
        target(arn, "b", **BROKEN),
        target(queue, "c"),
        target(central, "d"),
        target(nowhere, "e"),
    )

    assert explained(mock, {"source": "shop", "detail": {"a": 1}}) == lines("""
        Event from 'shop', if it were put on event bus 'default'
          detail     {"a": 1}
          1 of 1 rule matched.
          matched    orders
                       a  API destination 'crm'
                          input 7
                       b  API destination 'crm'
                          INVALID_JSON: Invalid input for target.
                          input "" 7
                          input is not valid JSON at line 1, column 4: '7'
                       c  sqs 'orders'
                       d  event bus 'central', see below
                       e  event bus 'nowhere', which does not exist, see below
            Event from 'shop', forwarded to event bus 'central'
              This event bus has no rules.
            Event from 'shop', forwarded to event bus 'nowhere'
              This event bus does not exist: AWS accepts the event and drops it.
        """)
    assert (list(mock.events), list(mock.invocations)) == ([], [])


def test_an_empty_envelope_has_nothing_that_a_rule_wants(
    mock: EventBridgeMock, events: Any
) -> None:
    put_rule(events, "orders")

    assert explained(mock, {}) == lines("""
        Event, if it were put on event bus 'default'
          0 of 1 rule matched.
          missed     orders
                       source  wanted "shop", got nothing
        """)


def test_what_is_long_is_cut(mock: EventBridgeMock, events: Any) -> None:
    long = "x" * 60
    wanted = {name: ["y"] for name in ("a", long)}
    put_rule(events, "orders", {"detail": wanted})
    put_event(events, {"a": "z" * 500})

    assert explained(mock) == lines(f"""
        Event 'Order Placed' from 'shop', put on event bus 'default'
          detail     {{"a": "{"z" * 153}… (509 characters)
          0 of 1 rule matched.
          missed     orders
                       detail.a  wanted "y", got "{"z" * 59}… (502 characters)
                       detail.{long}  wanted "y", got nothing
        """)


def test_many_fields_and_rules_are_counted(mock: EventBridgeMock, events: Any) -> None:
    for number in range(12):
        put_rule(events, f"match-{number:02}")
        put_rule(events, f"miss-{number:02}", {"source": ["bakery"]})
    put_rule(events, "fields", {"detail": {f"f{n}": [n] for n in range(10)}})
    put_event(events)

    text = explained(mock).splitlines()

    assert text[-2:] == ["  … 2 more matched", "  … 3 more missed"]
    assert sum("matched    match-" in line for line in text) == 10


def test_many_fields_of_a_rule_are_counted(mock: EventBridgeMock, events: Any) -> None:
    put_rule(events, "fields", {"detail": {f"f{n}": [n] for n in range(10)}})
    put_event(events)

    assert explained(mock).splitlines()[-1] == " " * 15 + "… 2 more fields"


def test_three_hundred_rules_fit_on_a_screen(
    mock: EventBridgeMock, events: Any
) -> None:
    for number in range(300):
        put_rule(events, f"rule-{number:03}", {"source": [f"source-{number}"]})
    put_event(events)

    text = explained(mock).splitlines()

    assert text[2] == "  0 of 300 rules matched."
    assert text[-1] == "  … 290 more missed"
    assert len(text) == 24


SECRET = "not-a-secret"


def test_secrets_are_masked_before_anything_is_cut(
    mock: EventBridgeMock, events: Any
) -> None:
    """A secret that the end of a line falls into would be half there."""
    detail = {"a": "x" * 140 + SECRET + "y" * 40}
    arn = destination(events)
    put_rule(events, "orders", None, target(arn, InputPath="$.detail"))
    put_rule(events, "missed", {"detail": {"a": [SECRET]}})
    put_event(events, detail)

    text = explained(mock)

    assert "not-" not in text
    assert "***" in text


def test_lone_surrogates_can_be_printed(mock: EventBridgeMock, events: Any) -> None:
    put_event(events, "", Detail='{"a": "\\ud800"}', Source="\u2028shop")

    text = explained(mock)

    assert text.encode().decode() == text
    assert '{"a": "\\ud800"}' in text


def test_an_assertion_that_fails_explains_the_newest_events(
    mock: EventBridgeMock, events: Any
) -> None:
    put_rule(events, "orders", {"source": ["Shop"]}, target(destination(events)))
    put_event(events)

    with pytest.raises(AssertionError) as caught:
        mock.assert_invoked("crm")

    assert str(caught.value) == lines("""
        Expected one invocation of 'crm'; found none.
          No API destination was invoked.
          Event 'Order Placed' from 'shop', put on event bus 'default'
            detail     {"status": "paid"}
            0 of 1 rule matched.
            missed     orders
                         source  wanted "Shop", got "shop"
        """)


def test_it_explains_the_newest_three(mock: EventBridgeMock, events: Any) -> None:
    destination(events)
    for number in range(5):
        put_event(events, Source=f"shop-{number}")

    with pytest.raises(AssertionError) as caught:
        mock.assert_invoked("crm")

    text = str(caught.value)
    assert [n for n in range(5) if f"'shop-{n}'" in text] == [2, 3, 4]


def test_what_did_get_there_needs_no_explanation(
    mock: EventBridgeMock, events: Any
) -> None:
    put_rule(events, "orders", None, target(destination(events)))
    put_event(events, Source="bakery")
    put_event(events)

    with pytest.raises(AssertionError) as caught:
        mock.assert_invoked("crm", times=2)

    assert str(caught.value) == lines("""
        Expected 2 invocations of 'crm'; found one. Recorded invocations:
          1. <Invocation 'crm' POST https://crm.example/orders -> 200, delivered>
          Event 'Order Placed' from 'bakery', put on event bus 'default'
            detail     {"status": "paid"}
            0 of 1 rule matched.
            missed     orders
                         source  wanted "shop", got "bakery"
        """)


def test_too_many_invocations_need_none(mock: EventBridgeMock, events: Any) -> None:
    put_rule(events, "orders", None, target(destination(events)))
    put_event(events)
    put_event(events, Source="bakery")

    with pytest.raises(AssertionError) as caught:
        mock.assert_invoked("crm", times=0)

    assert "bakery" not in str(caught.value)


def test_an_explanation_has_no_hash(mock: EventBridgeMock, events: Any) -> None:
    """Nor has what it says of a rule, which has none."""
    put_rule(events)
    explanation = mock.explain({})

    with pytest.raises(TypeError, match="unhashable type: 'Explanation'"):
        hash(explanation)
    with pytest.raises(TypeError, match="unhashable type: 'RuleExplanation'"):
        hash(explanation.rules[0])


def test_a_broken_input_is_shown_with_its_position(
    mock: EventBridgeMock, events: Any
) -> None:
    transformer = {
        "InputPathsMap": {"note": "$.detail.note"},
        "InputTemplate": '"Note:"\n"<note>"',
    }
    arn = destination(events)
    put_rule(events, "orders", None, target(arn, InputTransformer=transformer))

    put_event(events, {"note": 'say "no"'})

    assert explained(mock).endswith(
        """
               to  API destination 'crm', failed
                   no request was sent
                   INVALID_JSON: Invalid input for target.
                   input "Note:"\\n"say "no""
                   input is not valid JSON at line 2, column 7: 'no""'"""
    )


def test_a_broken_input_with_a_secret_is_not_shown_from_its_position_on(
    mock: EventBridgeMock, events: Any
) -> None:
    """The rest of a secret would not be masked."""
    transformer = {
        "InputPathsMap": {"note": "$.detail.note"},
        "InputTemplate": '"<note>"',
    }
    arn = destination(events)
    put_rule(events, "orders", None, target(arn, InputTransformer=transformer))

    put_event(events, {"note": f'no" {SECRET}'})

    assert explained(mock).endswith(
        """
                   input "no" ***"
                   input is not valid JSON at line 1, column 6"""
    )


def test_an_input_that_ends_too_early(mock: EventBridgeMock, events: Any) -> None:
    transformer = {
        "InputPathsMap": {"note": "$.detail.note"},
        "InputTemplate": "<note>",
    }
    arn = destination(events)
    put_rule(events, "orders", None, target(arn, InputTransformer=transformer))

    put_event(events, {"note": "[1"})

    assert "not valid JSON at line 1, column 3: it ends too early" in explained(mock)


def test_an_escaped_placeholder_is_named(mock: EventBridgeMock, events: Any) -> None:
    transformer = {"InputTemplate": r'{"name":"\u003cname\u003e, \u003cname\u003e"}'}
    arn = destination(events)
    put_rule(events, "orders", None, target(arn, InputTransformer=transformer))

    put_event(events)

    text = explained(mock)
    assert text.count(r"\u003cname\u003e in the InputTemplate") == 1
    assert text.endswith(
        r"\u003cname\u003e in the InputTemplate is not a placeholder: AWS sends it"
        " unchanged, because it replaces only names between < and >"
    )


def test_an_empty_input_is_explained(mock: EventBridgeMock, events: Any) -> None:
    put_rule(events, "orders", None, target(destination(events), Input=""))

    put_event(events)

    assert explained(mock).endswith(
        "EMPTY_INPUT: The input is empty: AWS sends nothing, and no dead letter."
    )


ELSEWHERE = {
    "another Region": (
        {"region_name": "us-east-1"},
        "in us-east-1; {} in eu-west-1",
    ),
    "another account": (
        {"account_id": "111122223333"},
        "in account 111122223333; {} in account 123456789012",
    ),
    "both": (
        {"account_id": "111122223333", "region_name": "us-east-1"},
        "in account 111122223333, us-east-1; {} in account 123456789012, eu-west-1",
    ),
}


@pytest.mark.parametrize(("options", "where"), ELSEWHERE.values(), ids=ELSEWHERE)
def test_an_event_in_the_wrong_place_says_where_its_bus_is(
    mock: EventBridgeMock,
    events: Any,
    make_client: Any,
    options: dict[str, str],
    where: str,
) -> None:
    events.create_event_bus(Name="shop")
    with type(mock)(options):
        client = make_client("events", region_name=options.get("region_name"))
        put_event(client, EventBusName="shop")

    assert explained(mock).splitlines()[-1] == (
        f"  This event bus does not exist {where.format('the bus exists')}: AWS accepts"
        " the event and drops it."
    )


def test_an_event_in_the_wrong_place_says_which_rule_would_match(
    mock: EventBridgeMock, events: Any, make_client: Any
) -> None:
    there = make_client("events", region_name="us-east-1")
    put_rule(events, "disabled")
    events.disable_rule(Name="disabled")
    put_rule(events, "refunds", {"detail-type": ["Order Refunded"]})
    put_rule(events, "orders")
    put_event(there)
    without_rules = explained(mock).splitlines()[-1]
    put_rule(there, "refunds", {"detail-type": ["Order Refunded"]})
    put_event(there)

    where = "in us-east-1; rule 'orders' would match in eu-west-1."
    assert without_rules == f"  This event bus has no rules {where}"
    assert f"  0 of 1 rule matched {where}" in explained(mock).splitlines()


def test_an_event_whose_bus_exists_nowhere_else_says_no_more(
    mock: EventBridgeMock, events: Any, make_client: Any
) -> None:
    events.create_event_bus(Name="shop")
    put_event(make_client("events", region_name="us-east-1"), EventBusName="other")

    assert explained(mock).splitlines()[-1] == (
        "  This event bus does not exist: AWS accepts the event and drops it."
    )


def test_an_assertion_explains_an_input_that_is_not_valid_json(
    mock: EventBridgeMock, events: Any
) -> None:
    transformer = {
        "InputPathsMap": {"note": "$.detail.note"},
        "InputTemplate": '"note <note>"',
    }
    arn = destination(events)
    put_rule(events, "orders", None, target(arn, InputTransformer=transformer))
    put_event(events, {"note": 'say "ahoy"'})

    with pytest.raises(AssertionError) as caught:
        mock.assert_invoked("crm", json="note")

    assert str(caught.value).splitlines()[2:] == [
        "       not sent: Invalid input for target.",
        "  Event 'Order Placed' from 'shop', put on event bus 'default'",
        '    detail     {"note": "say \\"ahoy\\""}',
        "    1 of 1 rule matched.",
        "    matched    orders",
        "                 to  API destination 'crm', failed",
        "                     no request was sent",
        "                     INVALID_JSON: Invalid input for target.",
        '                     input "note say "ahoy""',
        "                     input is not valid JSON at line 1, column 12: 'ahoy\"\"'",
    ]


def test_an_event_that_nobody_published_is_seen_by_rules_now(
    clock: FrozenDateTimeFactory, mock: EventBridgeMock
) -> None:
    explained = mock.explain({"source": "shop", "time": "2020-01-01T00:00:00Z"})

    assert explained.event.ingestion_time == clock().replace(tzinfo=timezone.utc)


def test_elements_of_arrays_and_absent_fields_are_named(
    mock: EventBridgeMock, events: Any
) -> None:
    items = {"id": [1], "count": [2]}
    put_rule(events, "items", {"detail": {"items": items}})
    put_rule(events, "total", {"detail": {"total": [3]}})
    detail = {"items": [{"id": 1, "count": 5}, {"id": 4, "count": 2}]}

    lines = explained(mock, {"detail": detail}).splitlines()

    assert lines[-4:] == [
        "  missed     items",
        "               detail.items.count  wanted 2 in the same element of"
        " detail.items, got 5",
        "  missed     total",
        "               detail.total  wanted 3, got nothing",
    ]
