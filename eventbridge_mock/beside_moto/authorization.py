"""Let moto's IAM pass what EventBridge itself sends.

With `set_initial_no_auth_action_count` moto's IAM checks the user or role behind each
call. A target without a role is reached by EventBridge as a service, which on AWS the
policy of the target allows; moto's IAM knows no policies of targets and no services. A
target with a role is reached with the role's credentials, and its policies hold
(`targets.clients`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..integrations.moto import SERVICE_HEADER
from ..integrations.moto_names import AUTHORIZE
from .replacement import Replacement

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ..state.mock_state import MockState
    from .replacement import Function


def replacements(_current_state: Callable[[], MockState]) -> Iterator[Replacement]:
    """Yield what leaves out the check."""

    def around_authorize(original: Function) -> Function:
        def authorize(self: Any, *args: Any, **kwargs: Any) -> None:
            if SERVICE_HEADER not in self.headers:
                original(self, *args, **kwargs)

        return authorize

    yield Replacement(AUTHORIZE, around_authorize)
