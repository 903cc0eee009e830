"""What an InputTemplate makes of an event."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from eventbridge_mock.expressions import escaped_placeholders
from eventbridge_mock.expressions.input_transformer import (
    EmptyInputError,
    InvalidInputError,
    input_error,
)
from tests.expressions.events import filled, sent

# Recorded on AWS between 2024-05 and 2025-10, and in us-east-1, 2026-09-13, but for the
# cases marked as a choice.
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
        id="escaped",
    ),
    pytest.param(
        r'{"a": "in \"<number>\", \\<name>"}',
        r'{"a": "in \"7\", \\Zoë"}',
        id="escapes of the template",
    ),
    pytest.param('{\n  "a" : 1\n}\n', '{\n  "a" : 1\n}\n', id="blanks, a choice"),
    pytest.param("{}", "{}", id="no variable, a choice"),
    pytest.param('{"a": "<number>, <1"}', '{"a": "7, <1"}', id="no placeholder"),
    pytest.param('{"a": "of <two>"}', None, id="a list in quotes"),
    pytest.param('{"a": "of <payload>"}', None, id="an object in quotes"),
    pytest.param(
        '{"a": "<numbers>"}', '{"a": "[1,2]"}', id="numbers in quotes, a choice"
    ),
    pytest.param(r'{"a": "\<name>"}', None, id="a backslash before it"),
    pytest.param('{"a": "1 < 2 <a b> </b> <>"}', '{"a": "1 < 2 <a b> </b> <>"}'),
]


def rendered(template: str) -> str | None:
    """Return what is sent, or None where that would not be JSON."""
    try:
        return filled(template)
    except InvalidInputError:
        return None


@pytest.mark.parametrize(("template", "text"), JSON_TEMPLATES)
def test_a_typed_template_is_rendered(template: str, text: str | None) -> None:
    assert rendered(template) == text


# Recorded on AWS between 2024-05 and 2025-10, and in us-east-1, 2026-09-13, but for the
# cases marked as a choice.
LINES = [
    pytest.param('"<type> of <name>"', '"order placed of Zoë"', id="text"),
    pytest.param('"no variable"', '"no variable"', id="no variable"),
    pytest.param('"<number> <price> <paid>"', '"7 2.5 true"', id="scalars"),
    pytest.param('"<gift>"', '"null"', id="null"),
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
    pytest.param('"<quote>"', None, id="quotes in a string"),
    pytest.param('"<quotes>"', None, id="quotes in a list, a choice"),
    pytest.param('[<number>, "<name>"]', '[7, "Zoë"]', id="a list"),
    pytest.param("[<name>]", None, id="a string in a list"),
    pytest.param("<numbers>", "[1,2]", id="a list alone, a choice"),
    pytest.param("7", "7", id="a number, a choice"),
    pytest.param('"a"\n<number>', '"a"\n7', id="a line without quotes, a choice"),
    pytest.param('"a"\n<name>', None, id="a word in a line, a choice"),
    pytest.param('"a" "b"', None, id="two in a line, a choice"),
    pytest.param("<number> items", None, id="bare words"),
    pytest.param('<name>"', None, id="broken from the start"),
]


@pytest.mark.parametrize(("template", "text"), LINES)
def test_a_template_that_is_text_is_rendered(template: str, text: str | None) -> None:
    assert rendered(template) == text


@pytest.mark.parametrize(
    ("template", "body", "position"),
    [
        ('"say <quote>"', '"say say "no"\n\\ then"', 10),
        ("[1,<missing>,2]", "[1,,2]", 3),
        ('"a"\n\n<name>', '"a"\n\nZoë', 5),
        ("<two>", "[ACTIVE,INACTIVE]", 1),
        ('{"a": "<two>"}', '{"a": "["ACTIVE","INACTIVE"]"}', 9),
        (' "<name>" <number>', ' "Zoë" 7', 7),
    ],
)
def test_a_broken_input_carries_its_text_and_the_position(
    template: str, body: str, position: int
) -> None:
    with pytest.raises(InvalidInputError) as caught:
        filled(template)

    assert str(caught.value) == "Invalid input for target."
    assert (caught.value.body.decode(), caught.value.position) == (body, position)


@pytest.mark.parametrize(
    ("template", "escaped"),
    [
        ('{"a":"<a>"}', ()),
        (r'{"a":"\u003ca\u003e"}', (r"\u003ca\u003e",)),
        (r'"\u003Ca.b\u003E \u003ca\u003e"', (r"\u003Ca.b\u003E", r"\u003ca\u003e")),
        (r'"\u003c \u003e"', ()),
    ],
)
def test_what_was_meant_as_a_placeholder_is_found(
    template: str, escaped: tuple[str, ...]
) -> None:
    assert escaped_placeholders(template) == escaped


def test_a_long_hostile_template_is_read_in_one_pass() -> None:
    template = '"' + "\\<a" * 100_000

    with pytest.raises(InvalidInputError):
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
    target = {"Id": "crm", "Arn": "", "InputTransformer": transformer}
    assume(input_error(target) is None)
    try:
        return sent({"detail": value}, input_paths_map=paths, input_template=template)
    except (InvalidInputError, EmptyInputError):
        return "null"


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(VALUES, st.lists(PIECES).map("".join))
@example("x", '"<a>"\n"b"')
def test_whatever_is_sent_is_json(value: Any, template: str) -> None:
    """A template that is text may give lines of JSON."""
    text = outcome(value, template)
    try:
        json.loads(text)
    except ValueError:
        assert not template.lstrip().startswith("{")
        for line in filter(str.strip, text.split("\n")):
            json.loads(line)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(VALUES)
def test_a_bare_variable_is_its_value(value: Any) -> None:
    assert json.loads(outcome(value, '{"k": [<a>]}')) == {"k": [value]}


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text())
def test_text_in_quotes_is_that_text(value: str) -> None:
    assert json.loads(outcome(value, '{"k": "<<a>>"}')) == {"k": f"<{value}>"}
