"""The pages and the README are in plain English: a few phrases are read twice.

codespell looks at the spelling, in `tox -e lint`.
"""

from __future__ import annotations

import inspect
import re
from pathlib import Path
from types import FunctionType
from typing import TYPE_CHECKING

import pytest

import eventbridge_mock
import eventbridge_mock.errors
import eventbridge_mock.types

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
PAGES = {
    str(page.relative_to(ROOT)): page
    for page in [ROOT / "README.md", *sorted(ROOT.joinpath("docs").rglob("*.md"))]
    # Its entries keep the words of their release.
    if page.name != "changelog.md"
}
_NO_PROSE = re.compile(r"(?ms)^( *)```.*?^\1```|`[^`\n]*`|\]\([^)]*\)")

# A phrase, and what to write in its place.
PHRASES = {
    r"(?<!there )\b(?:is|are|was) no (?!longer|more|reason)": "is not",
    r", as (?:the|they|that|this|there|it) (?!does|is by|are|stand)": "because",
    r"\b(?:is|are|was|were) held against\b": "is compared with",
    r"\bthere (?:is|are|was|were)[.,;:]": "exists",
    r"\b(?:whoever|whatsoever|heretofore)\b": "a noun",
    r"\bin order to\b": "to",
    r"\bwhat becomes? of\b": "the outcome of",
    r"\btells? of\b": "reports",
    r"\blikewise\b": "too",
    r"\ball else\b": "everything else",
    r"\bnone of this mock's business\b": "not answered by this mock",
    r"\butili[sz]e": "use",
    r"\bth(?:at|ose) of\b": "the noun",
    r"\bsuch an?\b": "this, or the noun",
    r"\b(?:whatever|however often)\b": "with any, or even if",
    r"\b(?:tell|tells|told)\b": "says, or shows",
    r"\bstands? (?:in|for)\b": "is in, or replaces",
    r"\bholds? if\b": "matches if",
    r"\banew\b": "again",
    r"\bgo(?:es)? on\b": "continues",
    r"\bgets there\b": "reaches it",
    r"\btr(?:y|ies|ied) again\b": "retry",
    r"\bin what\b": "how, or the noun",
    r"\bwhat \w+ (?:makes?|made) of\b": "the result, or the verdict",
    r"\bdoes the work of\b": "is the same as",
    r"\bas it was given\b": "unchanged",
    r"\b(?:is|are) looked (?:at|for)\b": "is checked, or is searched",
    r"\bnone (?:is|are|of)\b": "no, and the noun",
    # A statement that opens with "What"; a question ends in "?".
    r"^(?:- |\d\. )?What [^?|\n]*[.:]": "a noun, or Return",
}


def phrases_in(text: str) -> list[str]:
    """Return each phrase with its line, and what to write in its place."""
    prose = _NO_PROSE.sub(lambda code: re.sub(r"[^\n]", "x", code[0]), text)
    return [
        f"line {prose.count(chr(10), 0, match.start()) + 1}: {match[0].strip()!r},"
        f" better {better!r}"
        for phrase, better in PHRASES.items()
        for match in re.finditer(f"(?im){phrase}", prose)
    ]


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_a_page_is_in_plain_english(page: Path) -> None:
    assert phrases_in(page.read_text("utf-8")) == []


def docstrings() -> Iterator[tuple[str, str]]:
    """Yield the name and the docstring of each public object, and of its members."""
    for module in (eventbridge_mock, eventbridge_mock.types, eventbridge_mock.errors):
        for name, thing in inspect.getmembers(module, callable):
            yield name, thing.__doc__ or ""
            for member, value in vars(thing).items():
                if isinstance(value, FunctionType | property):
                    yield f"{name}.{member}", value.__doc__ or ""


def test_the_docstrings_of_the_api_are_in_plain_english() -> None:
    found = {name: phrases_in(docstring) for name, docstring in docstrings()}

    assert {name: phrases for name, phrases in found.items() if phrases} == {}


# In code these also have another meaning, or the text is AWS's.
_OTHER_MEANINGS = (", as ", r"\bin what", r"\bthere (?:is", r"\btr(?:y")
_RULES_OF_CODE = re.compile(
    "|".join(phrase for phrase in PHRASES if not phrase.startswith(_OTHER_MEANINGS)),
    re.IGNORECASE | re.MULTILINE,
)
# A docstring or a string with a blank in it, or the words of a comment.
_WORDS = re.compile(
    r"""(?sx) \"{3}(?P<doc>.*?)\"{3}
    | "(?P<string>(?:[^"\\\n]|\\.)*[ ](?:[^"\\\n]|\\.)*)"
    | (?<![^\s])\#:?[ ](?P<comment>[^\n]*)
    | "(?:[^"\\\n]|\\.)*" """
)


def test_the_package_is_in_plain_english() -> None:
    package = Path(eventbridge_mock.__file__).parent
    found = [
        f"{path.relative_to(package)}: {match[0].strip()!r} in {text.strip()[:80]!r}"
        for path in sorted(package.rglob("*.py"))
        for words in _WORDS.finditer(path.read_text("utf-8"))
        for text in [re.sub("`[^`\n]*`", "x", words[words.lastgroup or 0])]
        for match in _RULES_OF_CODE.finditer(text)
    ]

    assert found == []


def test_the_control_api_is_described_in_plain_english() -> None:
    description = Path(eventbridge_mock.__file__).parent / "server/control-api.yaml"

    assert phrases_in(description.read_text("utf-8")) == []


def test_code_is_not_prose() -> None:
    text = "```python\nx is no y\n```\nA number is no string, `a is no b`.\n"

    assert phrases_in(text) == ["line 4: 'is no', better 'is not'"]
