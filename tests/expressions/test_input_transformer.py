"""What Input and InputPath make of an event, and what PutTargets refuses."""

from __future__ import annotations

import json
from types import MappingProxyType
from typing import Any

import pytest

from eventbridge_mock.expressions.input_transformer import (
    InvalidJsonError,
    input_complaint,
)
from tests.expressions.events import EVENT, RULE_ARN, filled, sent


def test_without_instructions_the_event_is_sent_as_compact_json() -> None:
    assert sent({"version": "0", "detail": {"ë": [1, None]}}) == (
        '{"version":"0","detail":{"ë":[1,null]}}'
    )


def test_an_event_need_not_be_a_dictionary() -> None:
    event = MappingProxyType({"detail": MappingProxyType({"order": 7})})

    assert sent(event) == '{"detail":{"order":7}}'


def test_half_of_a_surrogate_pair_is_sent_as_a_question_mark() -> None:
    """Our choice: it is what Java makes of one."""
    assert sent({"detail": json.loads(r'"\ud83d!"')}) == '{"detail":"?!"}'


@pytest.mark.parametrize("text", ['{ "a" :  1 }', '"text"', "7", "null", "[]", "ë"])
def test_an_input_is_sent_as_it_was_given(text: str) -> None:
    assert sent(input=text) == text


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("$.detail.name", '"Zoë"'),
        ("$.detail.payload", '{"acc_id":"0a787ecb-4015","sf_id":"baz"}'),
        ("$.detail.two", '["ACTIVE","INACTIVE"]'),
        ("$.detail.two[1]", '"INACTIVE"'),
        ("$.detail.number", "7"),
        ("$.detail.paid", "true"),
        ("$.detail.gift", "null"),
        ("$.detail-type", '"order placed"'),
    ],
)
def test_an_input_path_sends_a_part(path: str, text: str) -> None:
    """A string and an object: recorded on AWS between 2024-05 and 2025-10."""
    assert sent(input_path=path) == text


def test_the_input_path_of_everything_sends_the_event() -> None:
    assert json.loads(sent(input_path="$")) == EVENT


def test_an_input_path_that_finds_nothing_is_not_deliverable() -> None:
    """Our choice: nobody recorded it."""
    with pytest.raises(InvalidJsonError) as caught:
        sent(input_path="$.detail.missing")

    assert str(caught.value) == "InputPath $.detail.missing finds nothing in the event."


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("aws.events.rule-arn", RULE_ARN),
        ("aws.events.rule-name", "orders"),
        ("aws.events.event.ingestion-time", "2026-01-02T03:04:05Z"),
    ],
)
def test_a_reserved_variable_is_known_without_a_path(name: str, value: str) -> None:
    """Recorded on AWS between 2024-05 and 2025-10; whole seconds are our choice."""
    assert sent(input_template=f"<{name}>") == f'"{value}"'
    assert sent(input_template=f'{{"a":"<{name}>"}}') == f'{{"a":"{value}"}}'
    assert sent(input_template=f'"of <{name}>"') == f'"of {value}"'


def test_the_reserved_event_has_no_detail() -> None:
    """Recorded on AWS between 2024-05 and 2025-10; milliseconds were reported."""
    assert sent(input_template="<aws.events.event>") == (
        '{"id":"7bf73129-1428-4cd3-a780-95db273d1602","account":"123456789012",'
        '"detailType":"order placed","time":1767323045678,"source":"shop",'
        '"region":"eu-west-1","resources":[],"version":"0"}'
    )


def test_the_reserved_json_event_is_the_whole_event() -> None:
    text = sent(input_template='{"event": <aws.events.event.json>}')

    assert text == '{"event": ' + sent() + "}"


@pytest.mark.parametrize("name", ["aws.events.event", "aws.events.event.json"])
@pytest.mark.parametrize("template", ['{{"a": "<{}>"}}', '"<{}>"', '"all of <{}>"'])
def test_a_whole_event_in_quotes_is_not_deliverable(name: str, template: str) -> None:
    """AWS guide "Amazon EventBridge input transformation": outside quotes only."""
    with pytest.raises(InvalidJsonError) as caught:
        filled(template.format(name))

    assert str(caught.value) == (
        f"<{name}> can only be a value of its own, outside quotes."
    )


ONLY_ONE = "Only one of Input, InputPath, or InputTransformer must be provided"
TRANSFORMER = {"InputPathsMap": {"a": "$.a"}, "InputTemplate": "<a>"}


@pytest.mark.parametrize(
    "given",
    [
        {"Input": "1", "InputPath": "$"},
        {"Input": "1", "InputTransformer": TRANSFORMER},
        {"InputPath": "$", "InputTransformer": TRANSFORMER},
        {"Input": "no json", "InputPath": "$", "InputTransformer": TRANSFORMER},
    ],
)
def test_two_instructions_are_refused(given: dict[str, Any]) -> None:
    """Recorded on AWS between 2024-05 and 2025-10."""
    assert input_complaint({"Id": "crm", **given}) == f"{ONLY_ONE} for target crm."


@pytest.mark.parametrize(
    "text",
    [
        "",
        "word",
        "'a'",
        '{"a": }',
        "{a: 1}",
        "NaN",
        "[-Infinity]",
        '"a" "b"',
        '"two\nlines"',
        "[" * 8192,
    ],
)
def test_an_input_that_is_no_json_is_refused(text: str) -> None:
    """Reported 2026-09-07."""
    assert input_complaint({"Id": "crm", "Input": text}) == (
        "JSON syntax error in input for target crm"
    )


def test_an_input_may_be_nested_deeper_than_python_reads() -> None:
    """How deep that is depends on the Python."""
    complaint = input_complaint({"Id": "crm", "Input": "[" * 4096 + "]" * 4096})

    assert complaint in {None, "JSON syntax error in input for target crm"}


@pytest.mark.parametrize("path", ["detail", "", "$.detail['k']", "$detail"])
@pytest.mark.parametrize("place", ["InputPath", "InputPathsMap"])
def test_a_path_that_is_none_is_refused(path: str, place: str) -> None:
    """Reported 2026-09-07."""
    given = {
        "InputPath": {"InputPath": path},
        "InputPathsMap": {
            "InputTransformer": {"InputPathsMap": {"a": path}, "InputTemplate": "1"}
        },
    }[place]

    assert input_complaint({"Id": "crm", **given}) == (
        "InputPath for target crm is invalid."
    )


@pytest.mark.parametrize(
    ("template", "name"),
    [
        ("<b>", "b"),
        ('{"b": "a <b>"}', "b"),
        ('"<a> <b> <c>"', "b"),
        ("bare <b>", "b"),
        ("<aws.events.event.detail>", "aws.events.event.detail"),
        ("<AWS.events.rule-arn>", "AWS.events.rule-arn"),
        ('{"<a>": 1}', "a"),
        ('{"key of <a>"\n : 1}', "a"),
        ("{<a>: 1}", "a"),
    ],
)
def test_a_placeholder_that_is_unknown_or_a_key_is_refused(
    template: str, name: str
) -> None:
    """Recorded on AWS between 2024-05 and 2025-10; a key: service model."""
    transformer = {"InputPathsMap": {"a": "$.a"}, "InputTemplate": template}

    assert input_complaint({"Id": "crm", "InputTransformer": transformer}) == (
        f"InputTemplate for target crm contains invalid placeholder {name}."
    )


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"Input": "7"},
        {"Input": '{"a": [1, "b", null]}'},
        {"Input": "1" * 8000},
        {"InputPath": "$"},
        {"InputPath": "$.a[0]"},
        {"InputTransformer": TRANSFORMER},
        {"InputTransformer": {"InputTemplate": "<aws.events.event.json>"}},
        {"InputTransformer": {"InputTemplate": "bare words"}},
        {"InputTransformer": {"InputTemplate": '"1 < 2, </b>, <a b>, <>"'}},
        {"InputTransformer": {**TRANSFORMER, "InputTemplate": '"of: <a>": <a>'}},
    ],
)
def test_all_else_is_accepted(given: dict[str, Any]) -> None:
    assert input_complaint({"Id": "crm", **given}) is None
