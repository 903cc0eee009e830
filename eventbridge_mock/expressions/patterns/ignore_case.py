"""Text in any case, as a whole, at the beginning or at the end.

Like the open-source engine, aws/event-ruler, this compares each character of the
pattern in its lower and in its upper case. `ß` in a pattern therefore fits `ß` and
`SS`, and `SS` does not fit `ß`.
"""

from __future__ import annotations

from typing import Any

from ...frozen import frozen
from .matchers import quoted


@frozen
class EqualsIgnoreCase:
    """The *text* in any case."""

    text: str

    @property
    def wanted(self) -> str:
        """What it asks for, in a few words."""
        return f"equals-ignore-case {quoted(self.text)}"

    def fits(self, value: Any) -> bool:
        """Return whether *value* is the text but for its case."""
        return isinstance(value, str) and _end_of_beginning(self.text, value) == len(
            value
        )


@frozen
class PrefixIgnoreCase:
    """Text that begins with *text* in any case, or has it *anywhere*."""

    text: str
    anywhere: bool = False

    @property
    def wanted(self) -> str:
        """What it asks for, in a few words."""
        return f"prefix equals-ignore-case {quoted(self.text)}"

    def fits(self, value: Any) -> bool:
        """Return whether *value* begins with the text but for its case."""
        if not isinstance(value, str):
            return False
        if self.anywhere:
            return self.text.upper() in value.upper()
        return _end_of_beginning(self.text, value) is not None


@frozen
class SuffixIgnoreCase:
    """Text that ends with *text* in any case."""

    text: str

    @property
    def wanted(self) -> str:
        """What it asks for, in a few words."""
        return f"suffix equals-ignore-case {quoted(self.text)}"

    def fits(self, value: Any) -> bool:
        """Return whether *value* ends with the text but for its case."""
        if not isinstance(value, str):
            return False
        end = len(value)
        for character in reversed(self.text):
            for form in (character.lower(), character.upper()):
                if value.endswith(form, 0, end):
                    end -= len(form)
                    break
            else:
                return False
        return True


def _end_of_beginning(text: str, value: str) -> int | None:
    """Return where *text* ends that *value* begins with in any case, or None."""
    position = 0
    for character in text:
        for form in (character.lower(), character.upper()):
            if value.startswith(form, position):
                position += len(form)
                break
        else:
            return None
    return position
