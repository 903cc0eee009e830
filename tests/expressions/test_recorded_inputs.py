"""What AWS made of inputs, paths and templates, in us-east-1 on 2026-09-13.

There the targets were SQS queues; that API destinations get the same is our guess.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.aws.operations.answers import refusal
from tests.state.setting import QUEUE_ARN, destination, put_event, put_rule, target

if TYPE_CHECKING:
    from eventbridge_mock import EventBridgeMock

DETAIL = {
    "word": "brig",
    "count": 7,
    "sunk": True,
    "gone": None,
    "hull": {"wood": "oak", "masts": 3},
    "crew": ["ann", "bob", {"k": 5}],
    "boats": [{"n": "dinghy"}, {"n": "gig"}],
    "dash-ed": "d",
    "under_ed": "u",
    "slash/ed": "s",
    "dot.ed": "t",
    "quoted": 'cry "ahoy"',
    "escaped": "row\nback\\slash\tend",
}


def template(text: str, **paths: str) -> dict[str, Any]:
    """Return a target's members; *paths* are given without `$.detail.`."""
    given: dict[str, Any] = {"InputTemplate": text}
    if paths:
        given["InputPathsMap"] = {
            name: path if path.startswith("!") else f"$.detail.{path}"
            for name, path in paths.items()
        }
        for name, path in given["InputPathsMap"].items():
            given["InputPathsMap"][name] = path.removeprefix("!")
    return {"InputTransformer": given}


def path(text: str) -> dict[str, Any]:
    return {"InputPath": text}


SENT = [
    ({"Input": '{ "a": true }'}, '{ "a": true }'),
    ({"Input": '[1,"two"]'}, '[1,"two"]'),
    ({"Input": '"fix"'}, '"fix"'),
    ({"Input": "17"}, "17"),
    ({"Input": "null"}, "null"),
    (path("$.detail.hull"), '{"wood":"oak","masts":3}'),
    (path("$.detail.crew"), '["ann","bob",{"k":5}]'),
    (path("$.detail.word"), '"brig"'),
    (path("$.detail.count"), "7"),
    (path("$.detail.crew[1]"), '"bob"'),
    (path("$.detail.boats[1].n"), '"gig"'),
    (path("$.detail.boats[*].n"), '["dinghy","gig"]'),
    (path("$.detail.dash-ed"), '"d"'),
    (path("$.detail.under_ed"), '"u"'),
    (path("$.detail.slash/ed"), '"s"'),
    (path(""), "{}"),
    (path("$.detail.nowhere"), "{}"),
    (path("$.detail.gone"), "{}"),
    (template('{"value":<value>}', value="nowhere"), '{"value":""}'),
    (template('{"value":<value>}', value="crew[1]"), '{"value":"bob"}'),
    (template('{"value":<value>}', value="boats[*].n"), '{"value":["dinghy","gig"]}'),
    (template('{"value":<value>}', value="slash/ed"), '{"value":"s"}'),
    (
        template(
            '{"a":<a>,"b":<b>,"c":<c>,"d":<d>,"e":<e>,"f":<f>}',
            a="word",
            b="count",
            c="sunk",
            d="gone",
            e="hull",
            f="crew",
        ),
        '{"a":"brig","b":7,"c":true,"d":null,"e":{"wood":"oak","masts":3},'
        '"f":["ann","bob",{"k":5}]}',
    ),
    (
        template('"a=<a>; e=<e>; f=<f>"', a="word", e="hull", f="crew"),
        '"a=brig; e={wood:oak,masts:3}; f=[ann,bob,{k:5}]"',
    ),
    (
        template('{"value":<value>}', value="escaped"),
        '{"value":"row\\nback\\\\slash\\tend"}',
    ),
    (template('{"value":<value>}', value="quoted"), '{"value":"cry \\"ahoy\\""}'),
    (template('"pre \\"<value>\\" post"', value="word"), '"pre \\"brig\\" post"'),
    (template('"pre <value> post"', value="nowhere"), '"pre  post"'),
    (template('{"a":1,"m":<m>,"z":2}', m="nowhere"), '{"a":1,"m":"","z":2}'),
    (template('"pre <who> post"'), '"pre <who> post"'),
    (template("<v>", v="count"), "7"),
    (template("<v>", v="gone"), "null"),
    (template('"one <v>"\n"two <v>"', v="word"), '"one brig"\n"two brig"'),
    (template("null"), "null"),
    (template('["fix",<v>]', v="count"), '["fix",7]'),
    (template("[<v>]", v="gone"), "[null]"),
    (template('{"value":[<m>]}', m="nowhere"), '{"value":[""]}'),
    (template('{"value":"pre <m> post"}', m="nowhere"), '{"value":"pre  post"}'),
    (
        template('{"value":"pre <v> post"}', v="quoted"),
        '{"value":"pre cry \\"ahoy\\" post"}',
    ),
    (
        template('{"value":"pre <v> post"}', v="escaped"),
        '{"value":"pre row\\nback\\\\slash\\tend post"}',
    ),
    (
        template('"<aws.events.rule-name> ran <aws.events.rule-arn>"'),
        '"orders ran arn:aws:events:eu-west-1:123456789012:rule/orders"',
    ),
]


def names(rows: list[Any]) -> list[str]:
    return [f"{number} {json.dumps(row[0])}" for number, row in enumerate(rows)]


def deliver(events: Any, given: dict[str, Any]) -> None:
    """Publish the event to a target with the members *given*."""
    put_rule(
        events,
        "orders",
        None,
        target(destination(events), "t", DeadLetterConfig={"Arn": QUEUE_ARN}, **given),
    )
    put_event(events, DETAIL)


@pytest.mark.parametrize(("given", "sent"), SENT, ids=names(SENT))
def test_what_a_target_gets(
    given: dict[str, Any], sent: str, mock: EventBridgeMock, events: Any
) -> None:
    deliver(events, given)

    (invocation,) = mock.invocations
    assert (invocation.body, invocation.outcome) == (sent.encode(), "delivered")
    assert list(mock.dead_letters) == []


BROKEN = [
    (template('"pre <value> post"', value="quoted"), '"pre cry "ahoy" post"'),
    (
        template('"pre <value> post"', value="escaped"),
        '"pre row\nback\\slash\tend post"',
    ),
    (template("[1,<m>,2]", m="nowhere"), "[1,,2]"),
    (template("<v>", v="hull"), "{wood:oak,masts:3}"),
    (template("<v>", v="word"), "brig"),
    (template("[<v>]", v="hull"), "[{wood:oak,masts:3}]"),
    (
        template('{"value":"pre <v> post"}', v="hull"),
        '{"value":"pre {"wood":"oak","masts":3} post"}',
    ),
    (template('{"value":<who>}'), '{"value":<who>}'),
    (template('{"value":<aws.events.unheard>}'), '{"value":<aws.events.unheard>}'),
]


@pytest.mark.parametrize(("given", "body"), BROKEN, ids=names(BROKEN))
def test_a_broken_input_becomes_a_dead_letter(
    given: dict[str, Any], body: str, mock: EventBridgeMock, events: Any
) -> None:
    deliver(events, given)

    (letter,) = mock.dead_letters
    assert (letter.body, dict(letter.attributes)) == (
        body,
        {
            "ERROR_CODE": "INVALID_JSON",
            "ERROR_MESSAGE": "Invalid input for target.",
            "RULE_ARN": "arn:aws:events:eu-west-1:123456789012:rule/orders",
            "TARGET_ARN": letter.attributes["TARGET_ARN"],
        },
    )
    (invocation,) = mock.invocations
    assert (invocation.outcome, list(invocation.attempts)) == ("dead_lettered", [])


@pytest.mark.parametrize(
    "given",
    [{"Input": ""}, template("<v>", v="nowhere")],
    ids=["Input", "template"],
)
def test_an_empty_input_arrives_nowhere(
    given: dict[str, Any], mock: EventBridgeMock, events: Any
) -> None:
    """AWS brought it to neither target nor queue within 90 s."""
    deliver(events, given)

    (invocation,) = mock.invocations
    assert (invocation.outcome, list(invocation.attempts)) == ("failed", [])
    assert list(mock.dead_letters) == []


QUEUE = "arn:aws:sqs:eu-west-1:123456789012:harbour"


def deliver_to_queue(events: Any, given: dict[str, Any]) -> None:
    """Publish the event to a queue that nothing answers for."""
    dead_letters = {"DeadLetterConfig": {"Arn": QUEUE_ARN}}
    put_rule(events, "orders", None, target(QUEUE, "t", **dead_letters, **given))
    put_event(events, DETAIL)


def test_a_broken_input_of_a_queue_becomes_a_dead_letter(
    mock: EventBridgeMock, events: Any
) -> None:
    deliver_to_queue(events, template("[<v>]", v="word"))

    (letter,) = mock.dead_letters
    assert (letter.body, letter.attributes["ERROR_CODE"]) == ("[brig]", "INVALID_JSON")
    assert letter.attributes["TARGET_ARN"] == QUEUE


def test_an_empty_input_of_a_queue_arrives_nowhere(
    mock: EventBridgeMock, events: Any
) -> None:
    deliver_to_queue(events, template("<v>", v="nowhere"))

    assert list(mock.dead_letters) == []
    assert "EMPTY_INPUT: The input is empty" in str(mock.explain(mock.events.last))


def test_an_empty_input_is_listed(mock: EventBridgeMock, events: Any) -> None:
    put_rule(events, "orders", None, target(destination(events), "t", Input=""))

    (listed,) = events.list_targets_by_rule(Rule="orders")["Targets"]
    assert listed["Input"] == ""
    assert mock.rules["orders"].targets[0].input == ""


BAD_PATH = "InputPath for target t is invalid."
ONLY_JSON = (
    "InputTemplate for target t contains placeholder aws.events.event.json valid only"
    " for JSON template."
)
ONLY_ONE = (
    "Only one of Input, InputPath, or InputTransformer must be provided for target t."
)
KEY = "InputTemplate placeholder present as a JSON object key for target t."
BAD_PATHS = [
    "$.detail.hull.*",
    "$['detail']['word']",
    '$["detail"]["word"]',
    "$.detail['dot.ed']",
    "$..word",
    "$.detail.crew[-1]",
    "$.detail.crew[0:2]",
    "detail.word",
]
REFUSED = [
    *((path(text), BAD_PATH) for text in BAD_PATHS),
    *(
        (template('{"value":<value>}', value=f"!{text}"), BAD_PATH)
        for text in [*BAD_PATHS, ""]
    ),
    (template('"all <aws.events.event.json>"'), ONLY_JSON),
    (template("[<aws.events.event.json>]"), ONLY_JSON),
    (template('{"a":"<aws.events.event.json>"}'), ONLY_JSON),
    ({"Input": "{}", **path("$.detail")}, ONLY_ONE),
    ({**path("$.detail"), **template("null")}, ONLY_ONE),
    (
        {"Input": "no-json"},
        "JSON syntax error in input for target t:"
        ' [Source: (String)"no-json"; line: 1, column: 1]',
    ),
    (
        template("hey <v>", v="word"),
        "Invalid InputTemplate for target t :"
        ' [Source: (String)"hey null"; line: 1, column: 1].',
    ),
    (template('{"<v>":1}', v="word"), KEY),
    (template("{<v>:1}", v="word"), KEY),
    (
        template('"pre <who> post"', v="word"),
        "InputTemplate for target t contains invalid placeholder who.",
    ),
    (
        template('"<aws.events.unheard>"', v="word"),
        "InputTemplate for target t contains invalid placeholder aws.events.unheard.",
    ),
]


@pytest.mark.parametrize(("given", "message"), REFUSED, ids=names(REFUSED))
def test_what_put_targets_refuses(
    given: dict[str, Any], message: str, mock: EventBridgeMock, events: Any
) -> None:
    arn = destination(events)
    put_rule(events, "orders", None, target(arn, "t", Input="1"))

    assert refusal(
        events.put_targets, Rule="orders", Targets=[target(arn, "t", **given)]
    ) == ("ValidationException", message)
    assert [kept.input for kept in mock.rules["orders"].targets] == ["1"]


def test_times_of_the_event_and_of_its_ingestion(
    mock: EventBridgeMock, events: Any
) -> None:
    from freezegun import freeze_time  # noqa: PLC0415 - for this test alone

    put_rule(
        events,
        "orders",
        None,
        target(
            destination(events),
            "t",
            **template(
                '{"at":<aws.events.event.ingestion-time>,"of":<aws.events.event>}'
            ),
        ),
    )
    with freeze_time("2026-09-13T12:17:30.408Z"):
        put_event(events, DETAIL, Time="2026-09-12T01:02:03Z")

    sent = mock.invocations.last.json()
    assert sent["at"] == "2026-09-13T12:17:30.408Z"
    assert sent["of"]["time"] == 1789174923000
    assert "detail" not in sent["of"]


ESCAPED = '{"value":"\\u003cv\\u003e"}'


def test_an_escaped_placeholder_stays_as_it_is(
    mock: EventBridgeMock, events: Any
) -> None:
    """Reported of templates that Terraform's jsonencode wrote."""
    deliver(events, template(ESCAPED, v="word"))

    assert mock.invocations.last.body == ESCAPED.encode()
