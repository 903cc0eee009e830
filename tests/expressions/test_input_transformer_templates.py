"""What an InputTemplate makes of an event."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from eventbridge_mock.expressions.input_transformer import (
    InvalidJsonError,
    input_complaint,
)
from tests.expressions.events import filled, sent

# Recorded on AWS between 2024-05 and 2025-10, but for the cases marked as a choice.
JSON_TEMPLATES = [
    pytest.param('{"a": <name>}', '{"a": "Zoë"}', id="text"),
    pytest.param('{"a": <number>}', '{"a": 7}', id="number"),
    pytest.param('{"a": <price>}', '{"a": 2.5}', id="fraction"),
    pytest.param('{"a": <paid>}', '{"a": true}', id="boolean"),
    pytest.param('{"a": <gift>}', '{"a": null}', id="null"),
    pytest.param('{"a": <one>}', '{"a": ["HIGH"]}', id="list"),
    pytest.param(
        '{"a": <payload>}',
        '{"a": {"acc_id":"0a787ecb-4015","sf_id":"baz"}}',
        id="object",
    ),
    pytest.param('{"a": <missing>}', '{"a": ""}', id="missing"),
    pytest.param('{"a": "<name>"}', '{"a": "Zoë"}', id="text in quotes"),
    pytest.param('{"a": "no <number>"}', '{"a": "no 7"}', id="number in quotes"),
    pytest.param('{"a": "<paid>"}', '{"a": "true"}', id="boolean in quotes"),
    pytest.param('{"a": "<gift>"}', '{"a": "null"}', id="null in quotes, a choice"),
    pytest.param('{"a": "<missing>"}', '{"a": ""}', id="missing in quotes"),
    pytest.param('{"a": "x<missing>y"}', '{"a": "xy"}', id="missing between letters"),
    pytest.param(
        '{"a": "u/<number>/v/<number>"}', '{"a": "u/7/v/7"}', id="twice in quotes"
    ),
    pytest.param(
        '{"a": {"b": {"c": "of <name>"}}, "d": <number>}',
        '{"a": {"b": {"c": "of Zoë"}}, "d": 7}',
        id="nested",
    ),
    pytest.param(
        '{"a": "<quote>", "b": <quote>}',
        r'{"a": "say \"no\"\n\\ then", "b": "say \"no\"\n\\ then"}',
        id="escaped, a choice",
    ),
    pytest.param(
        r'{"a": "in \"<number>\", \\<name>"}',
        r'{"a": "in \"7\", \\Zoë"}',
        id="escapes of the template",
    ),
    pytest.param('{\n  "a" : 1\n}\n', '{\n  "a" : 1\n}\n', id="blanks, a choice"),
    pytest.param('[<name>, "<number>", 1]', '["Zoë", "7", 1]', id="a list, a choice"),
    pytest.param("<two>", '["ACTIVE","INACTIVE"]', id="a value alone, a choice"),
    pytest.param("7", "7", id="a number, a choice"),
    pytest.param("{}", "{}", id="no variable, a choice"),
    pytest.param('{"a": "1 < 2 <a b> </b> <>"}', '{"a": "1 < 2 <a b> </b> <>"}'),
]


@pytest.mark.parametrize(("template", "text"), JSON_TEMPLATES)
def test_a_json_template_is_filled_in(template: str, text: str) -> None:
    assert filled(template) == text


# Recorded on AWS between 2024-05 and 2025-10, but for the cases marked as a choice.
LINES = [
    pytest.param('"<type> of <name>"', '"order placed of Zoë"', id="text"),
    pytest.param('"no variable"', '"no variable"', id="no variable"),
    pytest.param('"<number> <price> <paid>"', '"7 2.5 true"', id="scalars"),
    pytest.param('"<gift>"', '"null"', id="null, a choice"),
    pytest.param('"a<missing>b"', '"ab"', id="missing"),
    pytest.param('"<one>"', '"[HIGH]"', id="a list of one"),
    pytest.param('"<two> is"', '"[ACTIVE,INACTIVE] is"', id="a list of two"),
    pytest.param('"<payload>"', '"{acc_id:0a787ecb-4015,sf_id:baz}"', id="an object"),
    pytest.param('"a <name>"\n"b <paid>"', '"a Zoë"\n"b true"', id="two lines"),
    pytest.param(
        '\n "a"\r\n\n"b" ', '\n "a"\r\n\n"b" ', id="blanks around lines, a choice"
    ),
    pytest.param('"{[/Check <name>"', '"{[/Check Zoë"', id="special characters"),
    pytest.param('"key: <name>"', '"key: Zoë"', id="a colon"),
    pytest.param(r'"\"<name>\""', r'"\"Zoë\""', id="escaped quotes in the template"),
    pytest.param(
        '"<quote>"', r'"say \"no\"\n\\ then"', id="escaped quotes in text, a choice"
    ),
    pytest.param(
        '"<quotes>"', r'"{k:[say \"no\"]}"', id="escaped quotes in a list, a choice"
    ),
]


@pytest.mark.parametrize(("template", "text"), LINES)
def test_lines_in_quotes_are_filled_in_and_keep_their_quotes(
    template: str, text: str
) -> None:
    assert filled(template) == text


NO_JSON = "InputTemplate is no JSON when filled in."
NO_LINES = "InputTemplate begins with a quote, but is not made of lines in quotes."


@pytest.mark.parametrize(
    ("template", "problem"),
    [
        ("<name> items", NO_JSON),
        ("bare words", NO_JSON),
        ("'<name>'", NO_JSON),
        ('{"a": <name>', NO_JSON),
        ('{"a": <name> <name>}', NO_JSON),
        ('{"a": 1<number>}', NO_JSON),
        ('{"a": "<name>}', NO_JSON),
        (r'{"a": "\<name>"}', NO_JSON),
        (r'{"a": "\u00<number>"}', NO_JSON),
        ('{"a": "two\nlines"}', NO_JSON),
        ('{"a": NaN}', NO_JSON),
        ("[" * 8192, NO_JSON),
        (" ", NO_JSON),
        ('"a" "b"', NO_LINES),
        ('"a": <name>', NO_LINES),
        ('"a"\n<name>', NO_LINES),
        ('"a"\n7', NO_LINES),
        ('"two\nlines"', NO_LINES),
        ('"', NO_LINES),
        (r'"\<name>"', NO_LINES),
    ],
)
def test_what_can_never_be_json_is_not_deliverable(template: str, problem: str) -> None:
    """Bare words: recorded on AWS between 2024-05 and 2025-10."""
    with pytest.raises(InvalidJsonError) as caught:
        filled(template)

    assert str(caught.value) == problem


@pytest.mark.parametrize(("name", "kind"), [("one", "list"), ("payload", "object")])
@pytest.mark.parametrize("template", ['{{"a": "<{}>"}}', '["of <{}>"]'])
def test_a_list_or_an_object_in_a_quoted_value_is_not_deliverable(
    name: str, kind: str, template: str
) -> None:
    """A list: recorded on AWS between 2024-05 and 2025-10."""
    with pytest.raises(InvalidJsonError) as caught:
        filled(template.format(name))

    assert str(caught.value) == (
        f"<{name}> stands in the quotes of a JSON value for a {kind}."
    )


def test_a_long_hostile_template_is_read_in_one_pass() -> None:
    template = '"' + "\\<a" * 100_000

    with pytest.raises(InvalidJsonError):
        filled(template)


NUMBERS = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3)
    ),
)

PIECES = st.text(st.sampled_from('"\\<>a{}[]:, \n\r7ë')) | st.sampled_from(
    ["<a>", '"<a>"', "<aws.events.event>", '"<aws.events.rule-arn>"', '{"k": <a>}']
)


def outcome(value: Any, template: str) -> str:
    """Return what is sent, or a JSON text where nothing is."""
    paths = {"a": "$.detail"}
    transformer = {"InputPathsMap": paths, "InputTemplate": template}
    assume(input_complaint({"Id": "crm", "InputTransformer": transformer}) is None)
    try:
        return sent({"detail": value}, input_paths_map=paths, input_template=template)
    except InvalidJsonError:
        return "null"


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(VALUES, st.lists(PIECES).map("".join))
def test_whatever_is_sent_is_json(value: Any, template: str) -> None:
    """Lines in quotes are JSON each."""
    text = outcome(value, template)
    lines = text.split("\n") if text.lstrip().startswith('"') else [text]

    for line in filter(str.strip, lines):
        json.loads(line)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(VALUES)
def test_a_bare_variable_is_its_value(value: Any) -> None:
    assert json.loads(outcome(value, '{"k": [<a>]}')) == {"k": [value]}


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text())
def test_text_in_quotes_is_that_text(value: str) -> None:
    assert json.loads(outcome(value, '{"k": "<<a>>"}')) == {"k": f"<{value}>"}
    assert json.loads(outcome(value, '"a <a>"')) == f"a {value}"
