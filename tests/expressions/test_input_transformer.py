"""What Input and InputPath make of an event, and what PutTargets refuses."""

from __future__ import annotations

import json
from types import MappingProxyType
from typing import Any

import pytest

from eventbridge_mock.expressions.input_transformer import (
    EmptyInputError,
    InvalidInputError,
    input_error,
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
        ("$.detail.gift", "{}"),
        ("$.detail.missing", "{}"),
        ("", "{}"),
        ("$.detail-type", '"order placed"'),
    ],
)
def test_an_input_path_sends_a_part(path: str, text: str) -> None:
    """Recorded on AWS between 2024-05 and 2025-10, and in us-east-1, 2026-09-13."""
    assert sent(input_path=path) == text


def test_the_input_path_of_everything_sends_the_event() -> None:
    assert json.loads(sent(input_path="$")) == EVENT


@pytest.mark.parametrize(
    "given",
    [{"input": ""}, {"input_template": "<a>", "input_paths_map": {"a": "$.detail.no"}}],
    ids=["Input", "template"],
)
def test_an_empty_input_is_not_sent(given: dict[str, Any]) -> None:
    """Recorded in us-east-1, 2026-09-13: neither target nor queue saw anything."""
    with pytest.raises(EmptyInputError) as caught:
        sent(**given)

    assert str(caught.value) == (
        "The input is empty: AWS sends nothing, and no dead letter."
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("aws.events.rule-arn", RULE_ARN),
        ("aws.events.rule-name", "orders"),
        ("aws.events.event.ingestion-time", "2026-01-02T03:04:05.678Z"),
    ],
)
def test_a_reserved_variable_is_known_without_a_path(name: str, value: str) -> None:
    """Recorded on AWS between 2024-05 and 2025-10; milliseconds 2026-09-13."""
    assert sent(input_template=f'{{"a":<{name}>}}') == f'{{"a":"{value}"}}'
    assert sent(input_template=f'{{"a":"<{name}>"}}') == f'{{"a":"{value}"}}'
    assert sent(input_template=f'"of <{name}>"') == f'"of {value}"'


def test_the_reserved_event_has_no_detail() -> None:
    """Recorded on AWS between 2024-05 and 2025-10; its own time 2026-09-13."""
    assert sent(input_template='{"e":<aws.events.event>}') == (
        '{"e":{"id":"7bf73129-1428-4cd3-a780-95db273d1602","account":"123456789012",'
        '"detailType":"order placed","time":1767323040000,"source":"shop",'
        '"region":"eu-west-1","resources":[],"version":"0"}}'
    )


@pytest.mark.parametrize(
    ("time", "shown"),
    [
        ("2026-01-02T03:04:05.678Z", "1767323045678"),
        ("2026-01-02T03:04:05+01:00", '"2026-01-02T03:04:05+01:00"'),
        ("noon", '"noon"'),
        (None, "null"),
    ],
)
def test_the_time_of_an_event_that_no_bus_made(time: Any, shown: str) -> None:
    text = sent({"time": time}, input_template='{"e":<aws.events.event>}')

    assert f'"time":{shown},' in text


def test_the_reserved_json_event_is_the_whole_event() -> None:
    text = sent(input_template='{"event": <aws.events.event.json>}')

    assert text == '{"event": ' + sent() + "}"


def test_the_reserved_event_in_the_quotes_of_a_typed_template_is_broken() -> None:
    with pytest.raises(InvalidInputError) as caught:
        filled('{"a":"<aws.events.event>"}')

    assert caught.value.body.startswith(b'{"a":"{"id":"7bf73129')
    assert caught.value.position == 8


def test_the_reserved_event_in_a_line_has_no_quotes() -> None:
    """What objects in text give: nobody recorded this one."""
    assert filled('"<aws.events.event>"').startswith('"{id:7bf73129')


TARGET = {"Id": "crm", "Arn": "arn:aws:sqs:eu-west-1:123456789012:orders"}
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
    assert input_error({**TARGET, **given}) == f"{ONLY_ONE} for target crm."


@pytest.mark.parametrize(
    "text",
    [
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
    """Recorded in us-east-1, 2026-09-13, for a word."""
    complaint = input_error({**TARGET, "Input": text})

    assert complaint is not None
    assert complaint.startswith(
        'JSON syntax error in input for target crm: [Source: (String)"'
    )


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("no-json", 1, 1),
        ("  no-json", 1, 3),
        ('{"a": no}', 1, 7),
        ("[1,\n2,]", 2, 3),
        ("[,]", 1, 3),
        ("[1] [2]", 1, 5),
        ("[NaN]", 1, 1),
    ],
)
def test_the_position_of_what_is_wrong(text: str, line: int, column: int) -> None:
    """Recorded in us-east-1, 2026-09-13, for a word; the others are our choice."""
    complaint = input_error({**TARGET, "Input": text})

    assert complaint == (
        "JSON syntax error in input for target crm:"
        f' [Source: (String)"{text}"; line: {line}, column: {column}]'
    )


def test_an_input_may_be_nested_deeper_than_python_reads() -> None:
    """How deep that is depends on the Python."""
    complaint = input_error({**TARGET, "Input": "[" * 4096 + "]" * 4096})

    assert complaint is None or complaint.endswith("; line: 1, column: 1]")


@pytest.mark.parametrize("path", ["detail", "$.detail['k']", "$detail", "$.é", "$.a b"])
@pytest.mark.parametrize("place", ["InputPath", "InputPathsMap"])
def test_a_path_that_is_none_is_refused(path: str, place: str) -> None:
    """Recorded in us-east-1, 2026-09-13."""
    given = {
        "InputPath": {"InputPath": path},
        "InputPathsMap": {
            "InputTransformer": {"InputPathsMap": {"a": path}, "InputTemplate": "1"}
        },
    }[place]

    assert input_error({**TARGET, **given}) == ("InputPath for target crm is invalid.")


@pytest.mark.parametrize(
    ("template", "name"),
    [
        ("<b>", "b"),
        ('{"b": "a <b>"}', "b"),
        ('"<a> <b> <c>"', "b"),
        ("bare <b>", "b"),
        ("<aws.events.event.detail>", "aws.events.event.detail"),
        ("<AWS.events.rule-arn>", "AWS.events.rule-arn"),
    ],
)
def test_a_placeholder_that_the_map_does_not_have_is_refused(
    template: str, name: str
) -> None:
    """Recorded on AWS between 2024-05 and 2025-10."""
    transformer = {"InputPathsMap": {"a": "$.a"}, "InputTemplate": template}

    assert input_error({**TARGET, "InputTransformer": transformer}) == (
        f"InputTemplate for target crm contains invalid placeholder {name}."
    )


def complaint_about(template: str) -> str | None:
    transformer = {"InputPathsMap": {"a": "$.a"}, "InputTemplate": template}
    return input_error({**TARGET, "InputTransformer": transformer})


@pytest.mark.parametrize("template", ['{"<a>": 1}', '{"key of <a>"\n : 1}', "{<a>: 1}"])
def test_a_placeholder_that_is_a_key_is_refused(template: str) -> None:
    """Recorded in us-east-1, 2026-09-13."""
    assert complaint_about(template) == (
        "InputTemplate placeholder present as a JSON object key for target crm."
    )


@pytest.mark.parametrize(
    ("template", "sample", "column"),
    [
        ("bare words", "bare words", 1),
        ("of <a>", "of null", 1),
        ("'<a>'", "'null'", 1),
        (" ", " ", 2),
        ('{"a": <a>', '{"a": null', 11),
        ('{"a": <a> <a>}', '{"a": null null}', 12),
        ('{"a": 1<a>}', '{"a": 1null}', 8),
        ('{"a": "<a>}', '{"a": "null}', 7),
        ('{"a": NaN}', '{"a": NaN}', 1),
        ('"', '"', 1),
    ],
)
def test_a_template_that_does_not_begin_with_json_is_refused(
    template: str, sample: str, column: int
) -> None:
    """Recorded in us-east-1, 2026-09-13, for bare words."""
    assert complaint_about(template) == (
        "Invalid InputTemplate for target crm :"
        f' [Source: (String)"{sample}"; line: 1, column: {column}].'
    )


def test_a_template_that_is_nested_too_deeply_is_refused() -> None:
    complaint = complaint_about("[" * 100_000)

    assert complaint is not None
    assert complaint.endswith("; line: 1, column: 1].")


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"Input": "7"},
        {"Input": ""},
        {"InputPath": ""},
        {"Input": '{"a": [1, "b", null]}'},
        {"Input": "1" * 8000},
        {"InputPath": "$"},
        {"InputPath": "$.a[0]"},
        {"InputTransformer": TRANSFORMER},
        {"InputTransformer": {"InputTemplate": '{"a": <aws.events.event.json>}'}},
        {"InputTransformer": {"InputTemplate": '{"a": <unknown>}'}},
        {"InputTransformer": {"InputTemplate": '"<aws.events.unheard>"'}},
        {"InputTransformer": {"InputTemplate": "<a> items"}},
        {"InputTransformer": {"InputTemplate": '"1 < 2, </b>, <a b>, <>"'}},
        {"InputTransformer": {**TRANSFORMER, "InputTemplate": '"of: <a>": <a>'}},
    ],
)
def test_all_else_is_accepted(given: dict[str, Any]) -> None:
    assert input_error({**TARGET, **given}) is None


LOG_GROUP = "arn:aws:logs:eu-west-1:123456789012:log-group:/aws/events/orders"


@pytest.mark.parametrize(
    ("arn", "template", "is_refused"),
    [
        (LOG_GROUP, '"order <a>"', True),
        (LOG_GROUP, "[<a>]", True),
        (LOG_GROUP, '{"message":<a>}', False),
        (LOG_GROUP.replace(":logs:", ":sqs:"), '"order <a>"', False),
        ("logs", '"order <a>"', False),
    ],
)
def test_a_log_group_takes_no_text(arn: str, template: str, is_refused: bool) -> None:  # noqa: FBT001
    """Reported 2021."""
    transformer = {"InputPathsMap": {"a": "$.a"}, "InputTemplate": template}
    target = {"Id": "crm", "Arn": arn, "InputTransformer": transformer}

    assert input_error(target) == (
        "Input for target crm is not a valid JSON text." if is_refused else None
    )
