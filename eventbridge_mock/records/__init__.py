"""The records: frozen, comparable, without secrets in reprs."""

from __future__ import annotations

from enum import Enum


class Unset(Enum):
    """The default of an argument for which None means something."""

    UNSET = "not given"

    def __repr__(self) -> str:
        return f"<{self.value}>"


UNSET = Unset.UNSET
