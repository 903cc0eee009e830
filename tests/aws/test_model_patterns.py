"""The patterns of the service model, as they are run."""

from __future__ import annotations

import re
import subprocess
import sys
import unicodedata
from itertools import compress
from operator import itemgetter

import botocore.session
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventbridge_mock.aws.model_patterns import compiled, compiled_with_length

SERVICE_MODEL = botocore.session.Session().get_service_model("events")


def _pattern(shape_name: str) -> str | None:
    shape = SERVICE_MODEL.shape_for(shape_name)
    return shape.metadata.get("pattern")


PATTERNS = {
    shape_name: pattern
    for shape_name in SERVICE_MODEL.shape_names
    if (pattern := _pattern(shape_name)) is not None
}

# Patterns in which the space belongs to the words and to the blanks between them.
WORDS = {
    shape_name: pattern
    for shape_name, pattern in PATTERNS.items()
    if pattern.startswith("^[ \\t]*")
}


def test_the_model_has_patterns_of_words_between_blanks() -> None:
    assert WORDS.keys() >= {
        "AuthHeaderParameters",
        "AuthHeaderParametersSensitive",
        "HeaderValue",
        "HeaderValueSensitive",
    }


@pytest.mark.parametrize("shape_name", PATTERNS)
def test_each_pattern_of_the_model_compiles(shape_name: str) -> None:
    assert isinstance(compiled(PATTERNS[shape_name]), re.Pattern)


@pytest.mark.parametrize("shape_name", WORDS)
@given(text=st.text(" \t:aé\x7f\x1f\n~", max_size=8))
def test_the_rewritten_pattern_agrees_with_the_model(
    shape_name: str, text: str
) -> None:
    original = re.compile(WORDS[shape_name])

    assert bool(compiled(WORDS[shape_name]).fullmatch(text)) == bool(
        original.fullmatch(text)
    )


@pytest.mark.parametrize(
    ("shape_name", "rewritten"),
    [
        (
            "AuthHeaderParametersSensitive",
            r"\t*[^\x00-\x1F:\x7F]+(?:\t+[^\x00-\x1F:\x7F]+)*\t*",
        ),
        ("HeaderValueSensitive", r"\t*[\x20-\x7E]+(?:\t+[\x20-\x7E]+)*\t*"),
    ],
)
def test_words_between_blanks_are_read_once(shape_name: str, rewritten: str) -> None:
    """No character fits two places, so that there is one way to read a text."""
    assert compiled(WORDS[shape_name]).pattern == rewritten


@pytest.mark.parametrize("blank", [" ", "\t"], ids=["spaces", "tabs"])
def test_512_characters_of_words_that_end_in_a_colon_are_refused(blank: str) -> None:
    """The original would try each of the 2**170 ways to share the spaces."""
    text = f"ab{blank}" * 170 + "a:"

    assert len(text) == 512
    assert compiled(WORDS["AuthHeaderParameters"]).fullmatch(text) is None


@pytest.mark.parametrize("line_end", ["\n", "\r", "\x85", "\u2028", "\u2029"])
def test_a_dot_matches_no_line_end(line_end: str) -> None:
    """AWS's patterns are Java's; `java.util.regex.Pattern`, "Line terminators"."""
    assert compiled(".*").fullmatch(f"one{line_end}two") is None


def test_a_dot_matches_any_other_character() -> None:
    assert compiled(".*").fullmatch("\x00\t\x0b\x0c é\U0001f600")


@pytest.mark.parametrize(
    ("pattern", "text"), [(r"a\.b", "a.b"), ("[.]", "."), (r"[\].]", ".")]
)
def test_a_dot_that_stands_for_itself_stays(pattern: str, text: str) -> None:
    assert compiled(pattern).pattern == pattern
    assert compiled(pattern).fullmatch(text)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [(r"\d", "\u0663"), (r"\w", "\xe9"), (r"\s", "\xa0")],
    ids=["digit", "word character", "blank"],
)
def test_a_character_class_is_of_ascii(pattern: str, text: str) -> None:
    r"""So in Java unless `UNICODE_CHARACTER_CLASS` is set: `\d` is `[0-9]`."""
    assert compiled(pattern).fullmatch(text) is None


CATEGORIES = "CLMNPSZ"


EVERYTHING = "".join(map(chr, range(sys.maxunicode + 1)))


@pytest.fixture(scope="module")
def category_of_each() -> str:
    """The first letter of the category of each character, as `unicodedata` has it."""
    return "".join(map(itemgetter(0), map(unicodedata.category, EVERYTHING)))


@pytest.mark.parametrize("category", CATEGORIES)
def test_a_category_of_unicode_has_the_characters_of_the_category(
    category: str, category_of_each: str
) -> None:
    members = "".join(compress(EVERYTHING, map(category.__eq__, category_of_each)))
    others = "".join(compress(EVERYTHING, map(category.__ne__, category_of_each)))
    pattern = compiled(rf"\p{{{category}}}+")

    assert pattern.fullmatch(members)
    assert pattern.search(others) is None


COUNTING = r"""
import unicodedata
from eventbridge_mock.aws.model_patterns import compiled

category, asked = unicodedata.category, []

def counted(character):
    asked.append(character)
    return category(character)

unicodedata.category = counted
compiled(r"[\p{L}\p{Z}\p{N}]")
print(len(asked) == len(set(asked)))
"""


def test_no_character_is_asked_twice_for_its_category() -> None:
    """Going through all of them is what takes the time."""
    output = subprocess.check_output(  # noqa: S603 - our own program
        [sys.executable, "-c", COUNTING], text=True
    )

    assert output == "True\n"


def test_a_pattern_does_not_allow_a_last_line_feed() -> None:
    r"""Python's `$` matches in front of one."""
    assert compiled("^[a-z]+$").fullmatch("name\n") is None


@pytest.mark.parametrize(
    ("low", "high", "lengths"),
    [
        (0, float("inf"), [0, 1, 2, 3, 4]),
        (2, float("inf"), [2, 3, 4]),
        (0, 3, [0, 1, 2, 3]),
        (1, 2, [1, 2]),
    ],
    ids=["any length", "a minimum", "a maximum", "both"],
)
def test_a_pattern_with_a_length_matches_strings_of_that_length(
    low: int, high: float, lengths: list[int]
) -> None:
    pattern = compiled_with_length("a*|b*", low, high)

    for letter in "ab":
        matched = [n for n in range(5) if pattern.fullmatch(letter * n)]
        assert matched == lengths
    assert pattern.fullmatch("ab") is None


def test_a_line_end_counts_as_a_character() -> None:
    assert compiled_with_length("[^a]*", 1, 2).fullmatch("b\n")
    assert not compiled_with_length("[^a]*", 1, 2).fullmatch("bb\n")
