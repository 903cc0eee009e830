"""Follow the schedules that moto's EventBridge Scheduler stores.

`state/stored_schedules.py` fires them. A schedule whose target is an API destination or
a connection is refused, and one whose role does not trust Scheduler, if moto's IAM has
the role; moto would store them.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from ..integrations.moto_names import CREATE_SCHEDULE, UPDATE_SCHEDULE
from ..model.arn import is_arn, parse_arn
from ..targets.roles import SCHEDULER, may_assume
from .replacement import Replacement

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ..state.mock_state import MockState
    from .replacement import Function

# Scheduler has no templated target for either, and its universal targets are operations
# (Scheduler guide "Managing targets"). The text is our choice (docs/fidelity.md,
# "EventBridge Scheduler").
_NO_TARGETS = frozenset({"api-destination", "connection"})
_REFUSAL = "ValidationException", "Provided Arn is not in correct format."

# As users report it; not recorded.
_NOT_TRUSTED = (
    "ValidationException",
    (
        "The execution role you provide must allow AWS EventBridge Scheduler to assume"
        " the role."
    ),
)


def replacements(current_state: Callable[[], MockState]) -> Iterator[Replacement]:
    """Yield what plans the schedules that moto stores."""

    def around_store(original: Function) -> Function:
        def store_schedule(self: Any, *args: Any, **kwargs: Any) -> Any:
            _refuse(kwargs.get("target"))
            schedule = original(self, *args, **kwargs)
            current_state().follow_schedules()
            return schedule

        return store_schedule

    for name in (CREATE_SCHEDULE, UPDATE_SCHEDULE):
        yield Replacement(name, around_store)


def _refuse(target: Any) -> None:
    """Raise moto's error for a target that Scheduler refuses."""
    arn = (target or {}).get("Arn", "")
    json_error = sys.modules["moto.core.exceptions"].JsonRESTError
    if is_arn(arn):
        parsed = parse_arn(arn)
        if parsed.service == "events" and parsed.kind in _NO_TARGETS:
            raise json_error(*_REFUSAL)
    if not may_assume((target or {}).get("RoleArn"), SCHEDULER):
        raise json_error(*_NOT_TRUSTED)
