"""What is no event pattern, and the reason that AWS gives."""

from __future__ import annotations

import json

import pytest

from eventbridge_mock.expressions.patterns.event_pattern import (
    EventPattern,
    InvalidPatternError,
)


def reason(text: str) -> str:
    with pytest.raises(InvalidPatternError) as caught:
        EventPattern.compile(text)
    return str(caught.value)


def place(text: str, column: int, line: int = 1) -> str:
    return f'\n at [Source: (String)"{text}"; line: {line}, column: {column}]'


ONE_KEY = "Only one key allowed in match expression"
VALUE = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')"
NOT_TEXT = "match pattern must be a string"
NOT_A_VALUE = "Value of anything-but must be an array or single string/number value."
NO_NAN = "enable `JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS` to allow"
NO_COMMENT = (
    "maybe a (non-standard) comment? (not recognized as one since Feature"
    " 'ALLOW_COMMENTS' not enabled for parser)"
)


def test_one_combination_more_than_a_thousand():
    """Number as above; in branches of one field."""
    branches = [{str(number): [1]} for number in range(1000)]
    EventPattern.compile(json.dumps({"$or": branches}))

    assert reason(json.dumps({"$or": [*branches, {"1000": [1]}]})) == (
        "Or operator is producing over 1000 rule combinations"
    )


@pytest.mark.parametrize(
    "name",
    [
        "exactly",
        "equals-ignore-case",
        "prefix",
        "suffix",
        "anything-but",
        "exists",
        "wildcard",
        "numeric",
        "cidr",
        "=",
        "<",
        "<=",
        ">",
        ">=",
        "regex",
    ],
)
def test_a_reserved_name_is_refused_in_or_and_fits_elsewhere(name):
    """The open-source engine, aws/event-ruler."""
    EventPattern.compile(f'{{"{name}": ["a"]}}')

    assert reason(f'{{"$or": [{{"{name}": ["a"]}}, {{"b": ["c"]}}]}}').startswith(
        f"{name} is Ruler reserved fieldName which cannot be used inside $or.\n"
    )


@pytest.mark.parametrize(
    ("line_end", "line"),
    [("\n", 2), ("\r\n", 2), ("\r", 2), ("\n\r", 3), ("\r\r\n", 3)],
)
def test_a_line_ends_as_jackson_counts(line_end, line):
    """A lone carriage return ends a line too (Jackson's documentation)."""
    text = f'{{"a":{line_end}  []}}'

    assert reason(text).endswith(f"; line: {line}, column: 5]")


@pytest.mark.parametrize(
    ("text", "message", "column"),
    [
        ("", "Filter is not an object", 1),
        ("[]", "Filter is not an object", 2),
        ('"text"', "Filter is not an object", 2),
        ("{}", "Empty objects are not allowed", 3),
        ('{"a": {}}', "Empty objects are not allowed", 9),
        ('{"a": []}', "Empty arrays are not allowed", 9),
        ('{"a": "b"}', '"a" must be an object or an array', 8),
        ('{"a": -12.5e+3}', '"a" must be an object or an array', 15),
        ('{"$or": {}}', "It must be an Array followed with $or.", 10),
        (
            '{"$or": [[]]}',
            "Only JSON object is allowed in array of $or relationship.",
            11,
        ),
        (
            '{"$or": []}',
            "There must have at least 2 Objects in $or relationship.",
            11,
        ),
        (
            '{"$or": [{"prefix": ["a"]}, {"b": ["c"]}]}',
            "prefix is Ruler reserved fieldName which cannot be used inside $or.",
            22,
        ),
        (
            '{"a": [[]]}',
            "Match value must be String, number, true, false, or null",
            9,
        ),
    ],
)
def test_the_outside_of_a_pattern(text, message, column):
    """The open-source engine, aws/event-ruler."""
    assert reason(text) == message + place(text, column)


@pytest.mark.parametrize(
    ("expression", "message", "column"),
    [
        ("{}", "Match expression name not found", 10),
        ('{"PREFIX": "a"}', "Unrecognized match type PREFIX", 20),
        ('{"exactly": 1}', f"exact {NOT_TEXT}", 21),
        ('{"exactly": "a", "b": 1}', ONE_KEY, 31),
        ('{"prefix": 1}', f"prefix {NOT_TEXT}", 20),
        ('{"prefix": "a", "b": 1}', ONE_KEY, 30),
        ('{"prefix": {}}', "Prefix expression name not found", 21),
        ('{"suffix": {}}', "Suffix expression name not found", 21),
        ('{"suffix": {"prefix": "a"}}', "Unsupported suffix pattern: prefix", 31),
        (
            '{"suffix": {"equals-ignore-case": 1}}',
            f"equals-ignore-case {NOT_TEXT}",
            43,
        ),
        ('{"suffix": []}', f"suffix {NOT_TEXT}", 20),
        ('{"equals-ignore-case": []}', f"equals-ignore-case {NOT_TEXT}", 32),
        ('{"wildcard": 1}', f"wildcard {NOT_TEXT}", 22),
        ('{"wildcard": "é**"}', "Consecutive wildcard characters at pos 3", 26),
        ('{"wildcard": "\\\\*\\\\a"}', "Invalid escape character at pos 3", 29),
        ('{"wildcard": "a\\\\"}', "Invalid escape character at pos 2", 26),
        ('{"cidr": 1}', f"prefix {NOT_TEXT}", 18),
        (
            '{"exists": "true"}',
            "exists match pattern must be either true or false.",
            20,
        ),
    ],
)
def test_match_expressions(expression, message, column):
    """The open-source engine, aws/event-ruler."""
    text = f'{{"a": [{expression}]}}'

    assert reason(text) == message + place(text, column)


@pytest.mark.parametrize(
    ("operand", "message"),
    [
        ("1", "Value of numeric must be an array."),
        ("[]", "Invalid member in numeric match: ]"),
        ("[1]", "Invalid member in numeric match: 1"),
        ("[null]", "Invalid member in numeric match: null"),
        ('["!=", 1]', "Unrecognized numeric range operator: !="),
        ('["=", "1"]', "Value of equals must be numeric"),
        ('["<=", null]', "Value of <= must be numeric"),
        ('["=", 1, 2]', "Too many elements in numeric expression"),
        ('[">", 1, 2]', "Bad value in numeric range: 2"),
        ('[">", 1, ">", 2]', "Bad numeric range operator: >"),
        ('[">", 1, "<"]', "Value of < must be numeric"),
        ('[">", 1, "<", 2, 3]', "Too many terms in numeric range expression"),
        ('[">=", 1, "<=", 1]', "Bottom must be less than top"),
        ('["=", 1], "b": 1', ONE_KEY),
    ],
)
def test_numeric(operand, message):
    """The open-source engine, aws/event-ruler; some recorded on AWS 2024-11."""
    text = f'{{"a": [{{"numeric": {operand}}}]}}'

    assert reason(text).partition("\n")[0] == message


@pytest.mark.parametrize(
    ("operand", "message", "positions"),
    [
        ("true", NOT_A_VALUE, 1),
        ("{}", "Anything-But expression name not found", 1),
        ('{"numeric": [">", 1]}', "Unsupported anything-but pattern: numeric", 1),
        ('{"prefix": {"equals-ignore-case": "a"}}', NOT_A_VALUE, 1),
        ('{"prefix": ""}', "Null prefix/suffix not allowed", 1),
        ('{"suffix": [""]}', "Null prefix/suffix not allowed", 2),
        ('{"suffix": [1]}', f"prefix/suffix {NOT_TEXT}", 2),
        ('{"wildcard": [1]}', f"wildcard {NOT_TEXT}", 2),
        ('{"wildcard": ["**"]}', "Consecutive wildcard characters at pos 1", 1),
        ('{"wildcard": "*", "prefix": "a"}', ONE_KEY, 1),
        (
            '{"equals-ignore-case": 1}',
            "Inside anything-but/equals-ignore-case list, number|start|null|boolean"
            " is not supported.",
            1,
        ),
        (
            "[null]",
            "Inside anything but list, start|null|boolean is not supported.",
            2,
        ),
        (
            '[1, "1"]',
            "Inside anything but list, either all values are number or string, mixed"
            " type is not supported",
            1,
        ),
        ('"a", "b": 1', ONE_KEY, 1),
    ],
)
def test_anything_but(operand, message, positions):
    """In a list the position stands twice: recorded on AWS 2024-11 to 2025-10."""
    text = f'{{"a": [{{"anything-but": {operand}}}]}}'

    found = reason(text).split("\n")

    assert (found[0], len(found) - 1) == (message, positions)


@pytest.mark.parametrize(
    ("block", "message"),
    [
        ("10.0.0.0", "Malformed CIDR, one '/' required"),
        ("10.0.0.0/", "Malformed CIDR, one '/' required"),
        ("10.0.0.0/8/8", "Malformed CIDR, one '/' required"),
        ("10.0.0.0/x", "Malformed CIDR, mask bits must be an integer"),
        ("10.0.0.0/4294967296", "Malformed CIDR, mask bits must be an integer"),
        ("10.0.0.0/-1", "Malformed CIDR, mask bits must not be negative"),
        ("10.0.0/8", "Nonstandard IP address: 10.0.0"),
        ("10.0.0.256/8", "Nonstandard IP address: 10.0.0.256"),
        ("/8", "Nonstandard IP address: "),
        ("1::2::3/8", "Nonstandard IP address: 1::2::3"),
        ("12345::/8", "Nonstandard IP address: 12345::"),
        ("1:2:3:4:5:6:7/8", "Nonstandard IP address: 1:2:3:4:5:6:7"),
        ("1:2:3:4:5:6:7:8:9/8", "Nonstandard IP address: 1:2:3:4:5:6:7:8:9"),
        ("10.0.0.5/32", "IPv4 mask bits must be < 32"),
        ("2001:db8::/128", "IPv6 mask bits must be < 128"),
    ],
)
def test_cidr_comes_without_a_position(block, message):
    """Recorded on AWS 2024-11 to 2025-10, and the open-source engine."""
    assert reason(json.dumps({"a": [{"cidr": block}]})) == message


@pytest.mark.parametrize(
    "wildcard", ["*:*:*:*:*:event-bus/*", "*a*b*c*d*e*f*g*h*i*j*k*", "*aaaaaaaaaaa"]
)
@pytest.mark.parametrize("negated", [False, True])
def test_wildcards_that_are_too_complex(wildcard, negated):
    """Recorded on AWS 2024-11 to 2025-10 for the first."""
    expression = {"wildcard": wildcard}
    text = json.dumps({"a": [{"anything-but": expression} if negated else expression]})

    assert reason(text) == (
        "Rule is too complex - try using fewer wildcard characters or fewer repeating"
        " character sequences after a wildcard character"
    )


def test_more_than_a_thousand_combinations():
    """Recorded in us-east-1, 2026-09-13."""
    branches = [{str(number): [1]} for number in range(10)]
    pattern = {name: {"$or": branches} for name in "abc"}
    EventPattern.compile(json.dumps(pattern))
    pattern["d"] = {"$or": branches[:2]}

    assert reason(json.dumps(pattern)) == (
        "Or operator is producing over 1000 rule combinations"
    )


@pytest.mark.parametrize(
    ("text", "message", "column"),
    [
        ("this is no JSON", f"Unrecognized token 'this': was expecting {VALUE}", 5),
        (
            "{'a': 1}",
            "Unexpected character (''' (code 39)): was expecting double-quote to"
            " start field name",
            2,
        ),
        (
            '{"a" 1}',
            "Unexpected character ('1' (code 49)): was expecting a colon to separate"
            " field name and value",
            6,
        ),
        (
            '{"a": [1 2]}',
            "Unexpected character ('2' (code 50)): was expecting comma to separate"
            " Array entries",
            10,
        ),
        ('{"a": }', "Unexpected character ('}' (code 125)): expected a value", 7),
        (
            '{"a": *}',
            f"Unexpected character ('*' (code 42)): expected a valid value {VALUE}",
            7,
        ),
        (
            '{"a": \u2192}',
            "Unexpected character ('\u2192' (code 8594 / 0x2192)): expected a valid"
            f" value {VALUE}",
            7,
        ),
        ("{/", f"Unexpected character ('/' (code 47)): {NO_COMMENT}", 2),
        ('{"a": tru}', f"Unrecognized token 'tru': was expecting {VALUE}", 10),
        ('{"a": NaN}', f"Non-standard token 'NaN': {NO_NAN}", 10),
        ('{"a": 01}', "Invalid numeric value: Leading zeroes not allowed", 8),
        (
            '{"a": -}',
            "Unexpected character ('}' (code 125)) in numeric value: expected digit"
            " (0-9) to follow minus sign, for valid numeric value",
            8,
        ),
        (
            '{"a": 1.',
            "Unexpected character ((CTRL-CHAR, code 0)) in numeric value: Decimal"
            " point not followed by a digit",
            8,
        ),
        (
            '{"a": 1e}',
            "Unexpected character ('}' (code 125)) in numeric value: Exponent"
            " indicator not followed by a digit",
            9,
        ),
        ('{"a', "Unexpected end-of-input in field name", 4),
        ('{"a"', "Unexpected end-of-input within/between Object entries", 5),
        (
            '{"a": ["b',
            "Unexpected end-of-input: was expecting closing quote for a string value",
            10,
        ),
        (
            '{"a": ["\\x"]}',
            "Unrecognized character escape 'x' (code 120)",
            10,
        ),
        (
            '{"a": ["\\u12x"]}',
            "Unexpected character ('x' (code 120)): expected a hex-digit for character"
            " escape sequence",
            13,
        ),
        (
            '{"a": ["\\',
            "Unexpected end-of-input in character escape sequence",
            10,
        ),
        (
            '{"a": ["\\u12',
            "Unexpected end-of-input in character escape sequence",
            13,
        ),
        (
            "}",
            f"Unexpected character ('}}' (code 125)): expected a valid value {VALUE}",
            1,
        ),
    ],
)
def test_what_is_no_json(text, message, column):
    """The beginnings are recorded on AWS 2024-11 to 2025-10, and the position of
    `{bad` in us-east-1, 2026-09-16; the rest follows Jackson, the engine's parser.
    """
    assert reason(text) == message + place(text, column)


@pytest.mark.parametrize(
    ("text", "message", "column"),
    [
        (
            "{",
            "Unexpected end-of-input: expected close marker for Object (start marker"
            " at",
            2,
        ),
        (
            '{"a": [1]]',
            "Unexpected close marker ']': expected '}' (for Object starting at",
            11,
        ),
    ],
)
def test_what_is_not_closed(text, message, column):
    """The words of Jackson, the parser that the open-source engine uses."""
    start = f'[Source: (String)"{text}"; line: 1, column: 1]'

    assert reason(text) == f"{message} {start})" + place(text, column)


def test_positions_count_lines_and_utf_16():
    text = '{"a":\r\n ["\U0001f600", []]}'

    assert reason(text).endswith("; line: 2, column: 10]")


def test_control_characters_are_written_out_in_positions():
    text = '{"a": ["\t"]}'

    assert reason(text) == (
        "Illegal unquoted character ((CTRL-CHAR, code 9)): has to be escaped using"
        " backslash to be included in string value" + place('{"a": ["\\u0009"]}', 9)
    )


def test_a_control_character_between_tokens():
    assert reason("\x01{}").startswith(
        "Illegal character ((CTRL-CHAR, code 1)): only regular white space (\\r, \\n,"
        " \\t) is allowed between tokens\n at "
    )


def test_a_long_pattern_is_cut_in_positions():
    text = '{"a": ["' + "x" * 600 + '", []]}'

    assert reason(text).endswith(
        f'(String)"{text[:500]}"[truncated 115 chars]; line: 1, column: 613]'
    )


def test_a_very_long_number():
    assert reason(f'{{"a": [{"1" * 1001}]}}') == (
        "Number value length (1001) exceeds the maximum allowed (1000, from"
        " `StreamReadConstraints.getMaxNumberLength()`)"
    )


def test_what_follows_the_pattern_is_not_read():
    """The open-source engine, aws/event-ruler, stops at the closing brace."""
    assert EventPattern.compile('{"a": ["b"]} }').matches({"a": "b"})


def test_other_errors_come_before_what_is_counted():
    branches = ", ".join(f'{{"{number}": [1]}}' for number in range(1001))
    wildcard = '[{"wildcard": "*:*:*:*:*:event-bus/*"}]'

    assert reason(f'{{"a": {wildcard}, "$or": [{branches}], "b": []}}').startswith(
        "Empty arrays are not allowed"
    )
