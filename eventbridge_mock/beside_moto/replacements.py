"""All functions of moto that are replaced, from the modules that replace them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import (
    authorization,
    producers,
    resets,
    scheduler,
    stacks,
    step_functions,
    tagging,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ..state.mock_state import MockState
    from .replacement import Replacement


def all_replacements(current_state: Callable[[], MockState]) -> Iterator[Replacement]:
    """Yield the replacements, which use the state that *current_state* returns."""
    for module in (
        authorization,
        producers,
        resets,
        scheduler,
        stacks,
        step_functions,
        tagging,
    ):
        yield from module.replacements(current_state)
