"""The faults that change nothing a test could see, each with its reason."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from tests.mutation.mutants import Mutant


class Equivalent(NamedTuple):
    """Faults in modules *path*, a pattern, in lines that contain *code*.

    They turn *before* into *text*.
    """

    path: str
    code: str
    before: str
    text: str
    reason: str


_GUARD = (
    "It keeps code that is not written yet from changing a value, adding an attribute,"
    " or confusing arguments; all code that there is abides by it."
)

EQUIVALENT: tuple[Equivalent, ...] = (
    Equivalent("*", "dataclass(", "True", "(False)", _GUARD),
)


def reason_of(mutant: Mutant) -> str | None:
    """Return why no test can notice *mutant*; None if one should."""
    for known in EQUIVALENT:
        if (
            fnmatchcase(mutant.path, known.path)
            and known.code in mutant.code
            and (mutant.before, mutant.text) == (known.before, known.text)
        ):
            return known.reason
    return None
