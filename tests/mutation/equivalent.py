"""The faults that change nothing a test could see, each with its reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from tests.mutation.mutants import Mutant


class Equivalent(NamedTuple):
    """Mutants of *kind* in *path* whose source contains *before*."""

    path: str
    kind: str
    before: str
    reason: str


EQUIVALENT: tuple[Equivalent, ...] = ()


def reason_of(mutant: Mutant) -> str | None:
    """Return why no test can notice *mutant*; None if one should."""
    for known in EQUIVALENT:
        if (
            known.path == mutant.path
            and known.kind == mutant.kind
            and known.before in mutant.before
        ):
            return known.reason
    return None
