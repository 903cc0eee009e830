"""TestEventPattern: the verdicts recorded on AWS in us-east-1, 2026-09-13."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from tests.aws.operations.answers import members, refusal

if TYPE_CHECKING:
    from eventbridge_mock import EventBridgeMock

ENVELOPE = {
    "version": "0",
    "id": "6f7f0a6c-2f2c-4a7a-9d57-3a3b1f0b3f9e",
    "detail-type": "Lantern Lit",
    "source": "harbour",
    "account": "123456789012",
    "time": "2026-09-13T12:00:00Z",
    "region": "us-east-1",
    "resources": [],
}


def event(detail: Any) -> str:
    """Return an event with *detail*, which may be a string of JSON."""
    detail = detail if isinstance(detail, str) else json.dumps(detail)
    return f'{json.dumps(ENVELOPE)[:-1]}, "detail": {detail}}}'


def pattern(detail: Any) -> str:
    """Return the pattern for *detail*, which may be a string of JSON."""
    detail = detail if isinstance(detail, str) else json.dumps(detail)
    return f'{{"detail": {detail}}}'


def matches(events: Any, of_detail: Any, detail: Any) -> bool:
    answer = events.test_event_pattern(
        EventPattern=pattern(of_detail), Event=event(detail)
    )
    (verdict,) = members(answer).values()
    return verdict


def reason(events: Any, of_detail: Any) -> str:
    """Return why a pattern is refused; PutRule has to give the same error."""
    text = pattern(of_detail)
    refused = refusal(
        events.test_event_pattern, EventPattern=text, Event=event({"v": 1})
    )
    assert refusal(events.put_rule, Name="a", EventPattern=text) == refused
    code, message = refused
    assert code == "InvalidEventPatternException"
    head, _, why = message.partition("Event pattern is not valid. Reason: ")
    assert head == ""
    return why


def positioned(why: str, of_detail: str, column: int) -> str:
    source = f'(String)"{pattern(of_detail)}"'
    return f"{why}\n at [Source: {source}; line: 1, column: {column}]"


def at(marker: str, of_detail: str) -> int:
    """Return the column that follows *marker* in the pattern."""
    text = pattern(of_detail)
    return text.index(marker) + len(marker) + 1


OR_VERDICTS = [
    # `$or` beside a sibling: (a or b) and c.
    ('{"$or": [{"a": [1]}, {"b": [2]}], "c": [3]}', {"a": 1, "c": 3}, True),
    ('{"$or": [{"a": [1]}, {"b": [2]}], "c": [3]}', {"b": 2, "c": 3}, True),
    ('{"$or": [{"a": [1]}, {"b": [2]}], "c": [3]}', {"a": 1, "c": 4}, False),
    ('{"$or": [{"a": [1]}, {"b": [2]}], "c": [3]}', {"c": 3}, False),
    # The branch is later: its `a` takes the place of the one before.
    ('{"a": [0], "$or": [{"a": [1]}, {"b": [2]}]}', {"a": 1}, True),
    ('{"a": [0], "$or": [{"a": [1]}, {"b": [2]}]}', {"a": 0}, False),
    ('{"a": [0], "$or": [{"a": [1]}, {"b": [2]}]}', {"a": 0, "b": 2}, True),
    # The sibling is later: it takes the place of the branch's.
    ('{"$or": [{"a": [1]}, {"b": [2]}], "a": [0]}', {"a": 0}, True),
    ('{"$or": [{"a": [1]}, {"b": [2]}], "a": [0]}', {"a": 1}, False),
]


@pytest.mark.parametrize(("of_detail", "detail", "expected"), OR_VERDICTS)
def test_or_stands_beside_other_keys_in_the_order_of_the_text(
    of_detail: str, detail: Any, expected: Any, events: Any
) -> None:
    assert matches(events, of_detail, detail) is expected


RESERVED = [
    "prefix",
    "suffix",
    "numeric",
    "exists",
    "cidr",
    "wildcard",
    "equals-ignore-case",
    "anything-but",
    "exactly",
]


@pytest.mark.parametrize("name", RESERVED)
@pytest.mark.parametrize(
    "branch",
    [
        '{{"{}": ["x"]}}',
        '{{"nested": {{"{}": ["x"]}}}}',
        '{{"a": {{"b": {{"{}": [1]}}}}}}',
    ],
    ids=["direct", "nested", "deeper"],
)
def test_an_operator_is_no_key_at_any_depth_of_a_branch(
    branch: str, name: str, events: Any
) -> None:
    of_detail = f'{{"$or": [{branch.format(name)}, {{"b": [1]}}]}}'

    assert reason(events, of_detail) == positioned(
        f"{name} is Ruler reserved fieldName which cannot be used inside $or.",
        of_detail,
        at(f'"{name}": [', of_detail),
    )


@pytest.mark.parametrize("name", RESERVED)
def test_beside_an_or_and_outside_of_one_an_operator_is_a_key(
    name: str, events: Any
) -> None:
    of_detail = {"$or": [{"a": [1]}, {"b": [1]}], name: [1], "c": {name: [2]}}
    detail = {"a": 1, name: 1, "c": {name: 2}}

    assert matches(events, of_detail, detail)
    assert not matches(events, of_detail, {**detail, name: 2})


def test_an_or_in_a_branch_has_objects_only(events: Any) -> None:
    of_detail = '{"$or": [{"a": [1], "$or": ["x"]}, {"b": [1]}]}'

    assert reason(events, of_detail) == positioned(
        "Only JSON object is allowed in array of $or relationship.",
        of_detail,
        at('"$or": ["', of_detail),
    )


def test_a_branch_inside_a_branch_has_no_operator_either(events: Any) -> None:
    of_detail = '{"$or": [{"$or": [{"c": [1]}, {"d": {"prefix": ["x"]}}]}, {"b": [1]}]}'

    assert reason(events, of_detail).startswith("prefix is Ruler reserved fieldName")


def combinations(factor: int) -> dict[str, Any]:
    """Return a pattern with 2 ** *factor* combinations."""
    return {f"f{n}": {"$or": [{"a": [1]}, {"b": [1]}]} for n in range(factor)}


def test_512_combinations_pass_and_1024_do_not(events: Any) -> None:
    matching = {f"f{n}": {"a": 1} for n in range(9)}

    assert matches(events, combinations(9), matching)
    assert reason(events, combinations(10)) == (
        "Or operator is producing over 1000 rule combinations"
    )


@pytest.mark.parametrize(
    ("block", "why"),
    [
        ("10.0.0.1/32", "IPv4 mask bits must be < 32"),
        ("2001:db8::1/128", "IPv6 mask bits must be < 128"),
        ("::ffff:192.0.2.0/120", "Nonstandard IP address: ::ffff:192.0.2.0"),
        ("10.0.0.0", "Malformed CIDR, one '/' required"),
    ],
)
def test_a_block_that_is_refused(block: str, why: str, events: Any) -> None:
    assert reason(events, {"v": [{"cidr": block}]}) == why


@pytest.mark.parametrize(
    ("block", "value", "expected"),
    [
        ("10.0.0.1/31", "10.0.0.0", True),
        ("10.0.0.1/31", "10.0.0.2", False),
        ("2001:db8::1/127", "2001:db8::", True),
        ("2001:db8::1/127", "2001:db8::2", False),
        ("010.0.0.0/8", "10.255.0.1", True),
        # Addresses of the two families are compared as hexadecimal digits.
        ("10.0.0.0/8", "a00::1", True),
        ("10.0.0.0/8", "aff::1", True),
        ("10.0.0.0/8", "b00::1", False),
        ("::/0", "10.0.0.1", True),
        ("0.0.0.0/0", "2001:db8::1", True),
        ("10.0.0.1/0", 1, True),
        ("2001:db8::/0", 1, True),
        ("10.0.0.0/8", 1, False),
        ("0.0.0.0/0", "harbour", False),
        ("0.0.0.0/0", True, False),
        ("0.0.0.0/0", None, False),
        # Digits that are the beginning of the block's and no more.
        ("::/1", "00.0.0.0", False),
        ("::/1", "0.0.0.1", True),
    ],
)
def test_a_block_compares_hexadecimal_digits(
    block: str, value: Any, expected: Any, events: Any
) -> None:
    assert matches(events, {"v": [{"cidr": block}]}, {"v": value}) is expected


@pytest.mark.parametrize(
    "operator", ["prefix", "suffix", "wildcard", "equals-ignore-case"]
)
def test_a_list_of_nothing_inside_anything_but_fails_inside_aws(
    operator: str, events: Any
) -> None:
    text = pattern({"v": [{"anything-but": {operator: []}}]})
    for method, params in (
        (events.test_event_pattern, {"Event": event({"v": 1})}),
        (events.put_rule, {"Name": "a"}),
    ):
        with pytest.raises(ClientError) as caught:
            method(EventPattern=text, **params)

        answer = caught.value.response
        assert answer["Error"] == {"Code": "InternalFailure", "Message": ""}
        assert answer["ResponseMetadata"]["HTTPStatusCode"] == 500


@pytest.mark.parametrize("operand", ["[]", '[1, "a"]', '["a", 1]'])
def test_anything_but_wants_values_of_one_kind(operand: str, events: Any) -> None:
    of_detail = f'{{"v": [{{"anything-but": {operand}}}]}}'

    assert reason(events, of_detail) == positioned(
        "Inside anything but list, either all values are number or string, mixed type"
        " is not supported",
        of_detail,
        at(f'"anything-but": {operand}', of_detail),
    )


@pytest.mark.parametrize(
    ("operand", "value", "expected"),
    [
        ("a", ["a", "b"], True),
        ("a", ["a"], False),
        ("a", [["a"], ["b"]], True),
        ("a", [], False),
        ("abc", 1, True),
        ("abc", True, True),
        ("abc", None, True),
        ("abc", "abc", False),
        (1, "1", True),
        (1, 1.0, False),
        *(
            ({operator: ["a"]}, value, True)
            for operator in ("prefix", "suffix", "wildcard", "equals-ignore-case")
            for value in (1, True, None)
        ),
    ],
)
def test_anything_but_is_true_of_whatever_is_something_else(
    operand: Any, value: Any, expected: Any, events: Any
) -> None:
    of_detail = {"v": [{"anything-but": operand}]}

    assert matches(events, of_detail, {"v": value}) is expected


INEXACT = [
    "9007199254740993",
    "1.0000000000000001",
    "0.1234567890123456789",
    "1e309",
    "1e-400",
]


@pytest.mark.parametrize("number", INEXACT)
def test_a_number_that_no_double_holds_is_not_compared(
    number: str, events: Any
) -> None:
    of_detail = f'{{"v": [{{"numeric": ["=", {number}]}}]}}'

    assert reason(events, of_detail) == positioned(
        f"Cannot compare number : {number}",
        of_detail,
        at(f"{number}]", of_detail),
    )


@pytest.mark.parametrize("number", INEXACT)
@pytest.mark.parametrize("operand", ["{}", "[{}]", "[1, {}]"])
def test_anything_but_a_number_that_no_double_holds_is_refused(
    operand: str, number: str, events: Any
) -> None:
    of_detail = f'{{"v": [{{"anything-but": {operand.format(number)}}}]}}'

    assert reason(events, of_detail) == f"Cannot compare number : {number}"


@pytest.mark.parametrize(
    ("literal", "value", "expected"),
    [
        ("9007199254740993", "9007199254740993", True),
        ("9007199254740993", "9007199254740992", False),
        ("9007199254740993", '"9007199254740993"', False),
        ("1.0000000000000001", "1.0000000000000001", False),
        ("1.0000000000000001", "1", False),
        ("0.1234567890123456789", "0.1234567890123456789", False),
        ("1e309", "1e309", False),
        ("1e-400", "1e-400", False),
        ("9007199254740992", "9007199254740992", True),
        ("9007199254740992", "9007199254740993", False),
        ("1e100", "1e100", True),
        ("-0", "0", True),
        ("0", "-0", True),
        ("0", "-0.0", True),
        ("1", "1.0", True),
        ("1.0", "1e0", True),
        ("1e0", "1", True),
        ("0.1", "0.1", True),
    ],
)
def test_a_literal_number_is_exact_or_digits(
    literal: str, value: str, expected: Any, events: Any
) -> None:
    verdict = matches(events, f'{{"v": [{literal}]}}', f'{{"v": {value}}}')

    assert verdict is expected


@pytest.mark.parametrize(
    ("operand", "value", "expected"),
    [
        ('[">", 5000000000]', "5000000001", True),
        ('["=", 5000000001]', "5000000001", True),
        ('["=", 1e+100]', "1e100", True),
        # An event's number that no double holds is in no range.
        ('[">", 0]', "9007199254740993", False),
        ('[">", 0]', "1e309", False),
    ],
)
def test_numeric_compares_what_doubles_hold(
    operand: str, value: str, expected: Any, events: Any
) -> None:
    of_detail = f'{{"v": [{{"numeric": {operand}}}]}}'

    assert matches(events, of_detail, f'{{"v": {value}}}') is expected


@pytest.mark.parametrize(
    ("operand", "why"),
    [
        ("[]", "Invalid member in numeric match: ]"),
        ('["=", 1, "<", 3]', "Too many elements in numeric expression"),
        ('["<", 2, ">", 0]', "Too many elements in numeric expression"),
        ('[">", 3, "<", 1]', "Bottom must be less than top"),
        ('[">=", 1, "<=", 1]', "Bottom must be less than top"),
        ('["!=", 1]', "Unrecognized numeric range operator: !="),
        ('[">", 0, ">", 1]', "Bad numeric range operator: >"),
        ('[">", 9007199254740993]', "Cannot compare number : 9007199254740993"),
        ('["<", 9007199254740993]', "Cannot compare number : 9007199254740993"),
        ('[">", 1, "<", 1e309]', "Cannot compare number : 1e309"),
        ('[">", 1e309, "<", 1e310]', "Cannot compare number : 1e309"),
    ],
)
def test_numeric_that_is_refused(operand: str, why: str, events: Any) -> None:
    refused = reason(events, f'{{"v": [{{"numeric": {operand}}}]}}')

    assert refused.partition("\n at ")[0] == why


DOUBLED = [
    # In the pattern the last list counts, and objects merge.
    ('{"v": [0], "v": [1]}', '{"v": 1}', True),
    ('{"v": [0], "v": [1]}', '{"v": 0}', False),
    ('{"a": {"x": [1]}, "a": {"y": [2]}}', '{"a": {"x": 1, "y": 2}}', True),
    ('{"a": {"x": [1]}, "a": {"y": [2]}}', '{"a": {"y": 2}}', False),
    ('{"a": {"x": [1]}, "a": {"y": [2]}}', '{"a": {"x": 1}}', False),
    ('{"a.b": [1], "a": {"b": [2]}}', '{"a": {"b": 2}}', True),
    ('{"a.b": [1], "a": {"b": [2]}}', '{"a": {"b": 1}}', False),
    ('{"a": {"b": [2]}, "a.b": [1]}', '{"a": {"b": 1}}', True),
    # In the event all occurrences count.
    ('{"v": [0]}', '{"v": 0, "v": 1}', True),
    ('{"v": [1]}', '{"v": 0, "v": 1}', True),
    ('{"v": [2]}', '{"v": 0, "v": 1}', False),
    ('{"v": {"a": [1], "b": [2]}}', '{"v": {"a": 1}, "v": {"b": 2}}', True),
    ('{"v": [1]}', '{"w": [{"v": 0, "v": 1}]}', False),
    ('{"w": {"v": [1]}}', '{"w": [{"v": 0, "v": 1, "u": 2}]}', True),
    # An empty key is a key.
    ('{"": {"v": [1]}}', '{"": {"v": 1}}', True),
    ('{"": {"v": [1]}}', '{"v": 1}', False),
    ('{"v": [1]}', '{"": {"v": 1}}', False),
]


@pytest.mark.parametrize(("of_detail", "detail", "expected"), DOUBLED)
def test_keys_that_are_doubled_or_empty(
    of_detail: str, detail: str, expected: Any, events: Any
) -> None:
    assert matches(events, of_detail, detail) is expected


def test_each_occurrence_of_a_doubled_key_is_checked(events: Any) -> None:
    of_detail = '{"v": [{"prefix": 1}], "v": [1]}'

    assert reason(events, of_detail).startswith("prefix match pattern must be a string")


def test_an_empty_key_at_the_top_is_a_key_of_its_own(events: Any) -> None:
    text = '{"": {"source": ["harbour"]}}'
    inside = json.dumps({**ENVELOPE, "": {"source": "harbour"}})

    verdicts = [
        events.test_event_pattern(EventPattern=text, Event=given)["Result"]
        for given in (json.dumps(ENVELOPE), inside)
    ]

    assert verdicts == [False, True]


@pytest.mark.parametrize(
    ("of_detail", "value", "expected"),
    [
        ({"b": [{"exists": False}], "a": [1]}, [{"a": 1}, {"b": 2}], True),
        ({"b": [{"exists": False}], "a": [1]}, [{"a": 1, "b": 0}, {"b": 2}], False),
        ({"a": [{"exists": False}]}, [{"b": 1}, {"a": 1}], False),
        ({"a": [{"exists": False}]}, [{"b": 1}], True),
        ({"a": [{"exists": False}]}, [], True),
    ],
)
def test_absence_across_an_array(
    of_detail: Any, value: Any, expected: Any, events: Any
) -> None:
    assert matches(events, {"v": of_detail}, {"v": value}) is expected


CASES = [
    ("ß", "ß", True),
    ("ß", "SS", True),
    ("ß", "ss", False),
    ("ß", "Ss", False),
    ("ﬀ", "ﬀ", True),
    ("ﬀ", "FF", True),
    ("ﬀ", "ff", False),
    ("İ", "i̇", True),
    ("İ", "İ", True),
    ("İ", "i", False),
    ("Straße", "STRASSE", True),
    ("Straße", "straße", True),
    ("Straße", "strasse", False),
    ("K", "\u212a", False),
    ("S", "\u017f", False),
    ("\u212a", "K", False),
    ("😀", "😀", False),
    ("😀", "??", True),
    ("a😀b", "A??B", True),
    # Half of a surrogate pair is a half too.
    ("\ud83d", "?", True),
    ("\ud83d", "a", False),
    ("aé", "AÉ", True),
]


@pytest.mark.parametrize(("word", "value", "expected"), CASES)
@pytest.mark.parametrize("place", ["whole", "prefix", "suffix", "anything-but"])
def test_a_case_that_is_ignored(
    place: str, word: str, value: str, expected: Any, events: Any
) -> None:
    expression = {"equals-ignore-case": word}
    if place != "whole":
        expression = {place: expression}
    given = {"prefix": f"{value}:", "suffix": f":{value}"}.get(place, value)

    verdict = matches(events, {"v": [expression]}, {"v": given})

    assert verdict is (expected if place != "anything-but" else not expected)


REQUIRED = ["id", "detail-type", "source", "account", "time", "region"]
NOT_VALID = ("ValidationException", "Parameter Event is not valid.")
BAD_TIME = (
    "ValidationException",
    "Parameter Event is not valid. Reason: Invalid time.",
)


@pytest.mark.parametrize("name", REQUIRED)
def test_an_event_without_a_required_member_is_refused(name: str, events: Any) -> None:
    given = {key: value for key, value in ENVELOPE.items() if key != name}

    assert (
        refusal(
            events.test_event_pattern,
            EventPattern='{"source": ["harbour"]}',
            Event=json.dumps(given),
        )
        == NOT_VALID
    )


@pytest.mark.parametrize("text", ["{}", "[]", "1", '"a"', "{", '{"detail": {"v": 1}}'])
def test_what_is_no_event_is_refused(text: str, events: Any) -> None:
    assert (
        refusal(events.test_event_pattern, EventPattern='{"source": ["a"]}', Event=text)
        == NOT_VALID
    )


@pytest.mark.parametrize("name", ["version", "resources"])
def test_other_members_may_be_missing(name: str, events: Any) -> None:
    given = {key: value for key, value in ENVELOPE.items() if key != name}

    assert events.test_event_pattern(
        EventPattern='{"source": ["harbour"]}', Event=json.dumps(given)
    )["Result"]


@pytest.mark.parametrize("name", ["id", "detail-type", "source", "account", "region"])
def test_a_member_of_another_type_does_not_match(name: str, events: Any) -> None:
    text = json.dumps({name: [ENVELOPE[name]]})
    verdicts = [
        events.test_event_pattern(
            EventPattern=text, Event=json.dumps({**ENVELOPE, name: value})
        )["Result"]
        for value in (ENVELOPE[name], 1)
    ]

    assert verdicts == [True, False]


@pytest.mark.parametrize(
    "time", [1789300000, "soon", "", "2026-09-31T12:00:00Z", "2026-09-13", None]
)
def test_a_time_that_is_none_is_refused(time: Any, events: Any) -> None:
    """A number and text that is no time are recorded; null is our choice."""
    assert (
        refusal(
            events.test_event_pattern,
            EventPattern='{"source": ["harbour"]}',
            Event=json.dumps({**ENVELOPE, "time": time}),
        )
        == BAD_TIME
    )


@pytest.mark.parametrize(
    "time",
    [
        "2026-09-13T12:00:00Z",
        "2026-09-13T12:00:00.123Z",
        "2026-09-13T12:00:00+02:00",
    ],
)
def test_a_time_of_iso_8601_is_taken(time: str, events: Any) -> None:
    assert events.test_event_pattern(
        EventPattern=json.dumps({"time": [time]}),
        Event=json.dumps({**ENVELOPE, "time": time}),
    )["Result"]


@pytest.mark.parametrize(
    ("text", "why", "column"),
    [
        ("{}", "Empty objects are not allowed", 3),
        ("[]", "Filter is not an object", 2),
        (
            "{",
            "Unexpected end-of-input: expected close marker for Object (start marker at"
            ' [Source: (String)"{"; line: 1, column: 1])',
            2,
        ),
        (
            "{bad",
            "Unexpected character ('b' (code 98)): was expecting double-quote to start"
            " field name",
            2,
        ),
    ],
)
def test_a_pattern_that_is_no_json(
    text: str, why: str, column: int, mock: EventBridgeMock, events: Any
) -> None:
    """Recorded on AWS 2026-09-16, where an archive was given the pattern."""
    assert refusal(events.put_rule, Name="a", EventPattern=text) == (
        "InvalidEventPatternException",
        f"Event pattern is not valid. Reason: {why}\n"
        f' at [Source: (String)"{text}"; line: 1, column: {column}]',
    )
    assert dict(mock.rules) == {}
