"""The patterns of the service model, as Python can run them."""

from __future__ import annotations

import re
from functools import cache

# The model spells "words between blanks" as `W+([ \t]+W+)*` where W itself holds
# the space. Python's engine would try each of the 2**n ways to share n spaces
# between the two, for minutes. A text over W and tabs with one W in it is the
# same set of texts, and takes one pass; tests/aws/test_patterns.py compares both.
_WORDS_BETWEEN_BLANKS = re.compile(
    r"\^\[ \\t\]\*(?P<word>\[.*\])\+\(\[ \\t\]\+(?P=word)\+\)\*\[ \\t\]\*\$"
)

# In Java's patterns, which AWS's are, a dot matches none of these.
_LINE_ENDS = "\\n\\r\\u0085\\u2028\\u2029"


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """Return *pattern* compiled; it is meant to match a whole text."""
    words = _WORDS_BETWEEN_BLANKS.fullmatch(pattern)
    if words and re.match(words["word"], " "):
        word = words["word"]
        return re.compile(f"\\t*{word}(?:{word}|\\t)*")
    return re.compile(_with_java_dots(pattern))


def _with_java_dots(pattern: str) -> str:
    """Replace each dot that stands for any character, outside of classes."""
    replaced, in_class = [], False
    for token in re.findall(r"\\.|.", pattern, re.DOTALL):
        in_class = (in_class or token == "[") and token != "]"
        replaced.append(f"[^{_LINE_ENDS}]" if token == "." and not in_class else token)
    return "".join(replaced)
