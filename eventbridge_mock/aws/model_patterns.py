"""Translate the patterns of the service model, which are Java's, for Python."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

# The model spells "words between blanks" as `W+([ \t]+W+)*` where W itself holds
# the space. Python's engine would try each of the 2**n ways to share n spaces between
# the two, for minutes. Runs of W between tabs match the same strings, each in one way
# only; tests/aws/test_model_patterns.py compares both.
_WORDS_BETWEEN_BLANKS = re.compile(
    r"\^\[ \\t\]\*(?P<word>\[.*\])\+\(\[ \\t\]\+(?P=word)\+\)\*\[ \\t\]\*\$"
)

# In Java a dot does not match these.
_LINE_ENDS = "\\n\\r\\u0085\\u2028\\u2029"

_TOKEN = re.compile(r"\\p\{(?P<category>\w)\}|\\.|\(\?|.", re.DOTALL)


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """Return *pattern* compiled, for `fullmatch`."""
    words = _WORDS_BETWEEN_BLANKS.fullmatch(pattern)
    word = words["word"] if words else ""
    if word and re.match(word, " ") and not re.match(word, "\t"):
        pattern = f"\\t*{word}+(?:\\t+{word}+)*\\t*"
    # In Java `\d` and its kin mean ASCII.
    return re.compile(_translated(pattern), re.ASCII)


def compiled_with_length(pattern: str, low: int, high: float) -> re.Pattern[str]:
    """Return what matches strings of *pattern* with *low* to *high* characters."""
    plain = compiled(pattern)
    if not low and high == float("inf"):
        return plain
    most = "" if high == float("inf") else high
    return re.compile(rf"(?=(?s:.){{{low},{most}}}\Z)(?:{plain.pattern})", re.ASCII)


def _translated(pattern: str) -> str:
    """Replace the parts that Python reads otherwise: a dot, categories of Unicode.

    Groups capture nothing, because nobody reads them; that saves a third of the time.
    """
    translated, in_class = [], False
    for token in _TOKEN.finditer(pattern):
        text = token[0]
        if token["category"]:
            members = _category_members(token["category"])
            text = members if in_class else f"[{members}]"
        elif text == "." and not in_class:
            text = f"[^{_LINE_ENDS}]"
        elif text == "(" and not in_class:
            text = "(?:"
        else:
            in_class = (in_class or text == "[") and text != "]"
        translated.append(text)
    return "".join(translated)


@cache
def _category_members(category: str) -> str:
    r"""Return the members of a category such as L, of `\p{L}`, as ranges."""
    runs = re.finditer(f"{category}+", _category_of_each_character())
    return "".join(f"\\U{run.start():08x}-\\U{run.end() - 1:08x}" for run in runs)


@cache
def _category_of_each_character() -> str:
    """Return the first letter of the category of each character, in one string.

    Of ten planes no character is assigned, and two are for private use (The Unicode
    Standard, 2.8 "Unicode Allocation"): all C, so they are not gone through.
    """
    plane = 0x10000
    return "".join(
        (
            _categories(range(4 * plane)),
            "C" * (10 * plane),
            _categories(range(14 * plane, 15 * plane)),
            "C" * (2 * plane),
        )
    )


def _categories(codes: range) -> str:
    # All categories have two letters.
    return "".join(map(unicodedata.category, map(chr, codes)))[::2]
