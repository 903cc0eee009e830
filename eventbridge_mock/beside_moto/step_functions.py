"""Run the HTTP tasks of state machines that moto executes.

With `mock_aws(config={"stepfunctions": {"execute_state_machine": True}})` moto runs
state machines, but its parser knows no `arn:aws:states:::http:invoke`. It asks for the
class of a task by the service's name, and gets for `http` one that hands the parameters
over to `state/http_tasks.py`. moto resolves the paths in the parameters before that,
and retries, catches and writes the history after it.
"""

from __future__ import annotations

import inspect
import sys
from functools import cache
from typing import TYPE_CHECKING, Any

from ..integrations.moto_names import (
    CUSTOM_ERROR,
    FAILURE_EVENT,
    TASK_CLASS,
    TASK_OF_SERVICE,
    find,
)
from ..state.http_tasks import HttpTaskError
from .replacement import Replacement

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ..state.mock_state import MockState
    from .replacement import Function

_SERVICE = "http"
_OPERATION = "invoke"
_MEMBERS = frozenset(
    {
        "ApiEndpoint",
        "Authentication",
        "Headers",
        "InvocationConfig",
        "Method",
        "QueryParameters",
        "RequestBody",
        "Transform",
    }
)


def replacements(current_state: Callable[[], MockState]) -> Iterator[Replacement]:
    """Yield what runs HTTP tasks."""

    def around_task(original: Function) -> Function:
        def state_task_service_for(service_name: str) -> Any:
            found = find(TASK_CLASS) if service_name == _SERVICE else None
            if found is None or find(FAILURE_EVENT) is None:
                return original(service_name)
            return _task_class(found.owner)(current_state)

        return state_task_service_for

    yield Replacement(TASK_OF_SERVICE, around_task)
    yield Replacement(CUSTOM_ERROR, _around_custom_error)


def _around_custom_error(original: Function) -> Function:
    def init(self: Any, error_name: str | None) -> None:
        """Let a Retry or a Catch name an error of HTTP tasks, which moto refuses."""
        if error_name is not None and error_name.startswith("States.Http."):
            self.error_name = error_name
        else:
            original(self, error_name)

    return init


@cache
def _task_class(moto_task: Any) -> Any:
    """Return the class of HTTP tasks, made of moto's class of tasks."""

    class HttpTaskState(moto_task):  # type: ignore[misc]
        """A task state with the resource `http:invoke`."""

        def __init__(self, current_state: Callable[[], MockState]) -> None:
            super().__init__()
            self._current_state = current_state

        def from_state_props(self, state_props: Any) -> None:
            super().from_state_props(state_props)
            if self.resource.api_action != _OPERATION:
                msg = f"The resource {self.resource.resource_arn} is not recognized."
                raise ValueError(msg)

        def _get_supported_parameters(self) -> frozenset[str]:
            return _MEMBERS

        def _eval_service_task(
            self,
            env: Any,
            resource_runtime_part: Any,
            normalised_parameters: dict[str, Any],
            state_credentials: Any = None,
        ) -> None:
            # moto before 5.1.10 hands over no `Credentials` of a task.
            runs_as = state_credentials or env.aws_execution_details
            output = self._current_state().http_tasks.run(
                normalised_parameters, resource_runtime_part.region, runs_as.role_arn
            )
            env.stack.append(output)

        def _from_error(self, env: Any, ex: Exception) -> Any:
            if isinstance(ex, HttpTaskError):
                return _failure_event(env, ex)
            return super()._from_error(env=env, ex=ex)

    return HttpTaskState


def _failure_event(env: Any, error: HttpTaskError) -> Any:
    """Return moto's record of a task that failed with *error*."""
    failure_event = sys.modules[FAILURE_EVENT.module].FailureEvent
    custom_error = sys.modules[CUSTOM_ERROR.module].CustomErrorName
    name = custom_error(None)
    name.error_name = error.error
    details = {
        "error": error.error,
        "cause": error.cause,
        "resourceType": _SERVICE,
        "resource": _OPERATION,
    }
    # moto 5.0.13 takes no `env`.
    is_new = "env" in inspect.signature(failure_event).parameters
    return failure_event(
        **({"env": env} if is_new else {}),
        error_name=name,
        event_type="TaskFailed",
        event_details={"taskFailedEventDetails": details},
    )
