"""Follow moto's reset and moto's seed.

moto resets its backends when the outermost `mock_aws` starts and ends, and at a request
for `moto-api/reset` (moto's page "Configuring Moto's state"). The resources that its
services have made here go with them; everything else is the mock's own and stays.

`moto-api/seed` makes moto's ids repeatable (moto's page "Deterministic Identifiers"),
and the mock's ids too, until the mock stops.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .. import ids
from ..integrations.moto_names import RESET, SEED
from .replacement import Replacement

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ..state.mock_state import MockState
    from .replacement import Function


def replacements(current_state: Callable[[], MockState]) -> Iterator[Replacement]:
    """Yield what follows a reset and a seed."""

    def around_reset(original: Function) -> Function:
        def reset(cls: Any) -> None:
            original(cls)
            current_state().follow_motos_reset()

        return reset

    def around_seed(original: Function) -> Function:
        def seed(self: Any, a: Any = None, *args: Any, **kwargs: Any) -> None:
            original(self, a, *args, **kwargs)
            ids.seed(a)

        return seed

    yield Replacement(RESET, around_reset)
    yield Replacement(SEED, around_seed)
