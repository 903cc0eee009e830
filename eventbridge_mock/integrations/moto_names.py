"""The names of moto that are replaced while a mock is active, in one table.

moto calls them when one of its services does something to EventBridge. Most are
private, so a release of moto may drop one. `find` then warns and names the loss;
tests/integrations/test_moto_names.py fails for each name that the installed moto lacks.
"""

from __future__ import annotations

import inspect
import sys
import warnings
from functools import lru_cache
from typing import Any, NamedTuple

from ..errors import MotoChangedWarning


class MotoName(NamedTuple):
    """A function of moto, and what is lost without it.

    `owner` is the class that has it, or an empty string for a function of the module.
    `parameters` must be among its parameters. `since` is the first version of moto that
    has it.
    """

    module: str
    owner: str
    name: str
    parameters: tuple[str, ...]
    loss: str
    since: tuple[int, ...] = (5, 0, 13)

    def __str__(self) -> str:
        return ".".join(filter(None, (self.module, self.owner, self.name)))


GET_BACKEND = MotoName(
    "moto.backends",
    "",
    "get_backend",
    ("name",),
    "services of moto that are imported during a test are not connected to this mock",
)
GET_REGION = MotoName(
    "moto.core.base_backend",
    "AccountSpecificBackend",
    "__getitem__",
    ("region_name",),
    "parts of moto that are imported during a call are connected with the next",
)
RESET = MotoName(
    "moto.core.base_backend",
    "BackendDict",
    "reset",
    ("cls",),
    "resources that moto's services made stay when moto is reset",
)
SEED = MotoName(
    "moto.moto_api._internal.moto_random",
    "MotoRandom",
    "seed",
    ("a",),
    "moto's seed does not make the ids of EventBridge repeatable",
)
S3_EVENT = MotoName(
    "moto.s3.notifications",
    "",
    "_send_event_bridge_message",
    ("account_id", "bucket", "event_name", "key"),
    "the events of S3 objects are not published here",
)
# S3 imports moto.events.notifications.send_notification under this name.
BUCKET_EVENT = MotoName(
    "moto.s3.models",
    "",
    "events_send_notification",
    ("source", "event_name", "region", "resources", "detail"),
    "the event of a new S3 bucket is not published here",
)

_TAGGING = "moto.resourcegroupstaggingapi.models", "ResourceGroupsTaggingAPIBackend"
TAGGED_RESOURCES = MotoName(
    *_TAGGING,
    "_get_resources_generator",
    ("self", "tag_filters", "resource_type_filters"),
    "the Resource Groups Tagging API does not find event buses and rules",
)
TAG_KEYS = MotoName(
    *_TAGGING,
    "_get_tag_keys_generator",
    ("self",),
    "the Resource Groups Tagging API lacks the tag keys of event buses and rules",
)
TAG_VALUES = MotoName(
    *_TAGGING,
    "_get_tag_values_generator",
    ("self", "tag_key"),
    "the Resource Groups Tagging API lacks the tag values of event buses and rules",
)
TAG_RESOURCES = MotoName(
    *_TAGGING,
    "tag_resources",
    ("self", "resource_arns", "tags"),
    "the Resource Groups Tagging API does not tag event buses and rules",
)
UNTAG_RESOURCES = MotoName(
    *_TAGGING,
    "untag_resources",
    ("self", "resource_arn_list", "tag_keys"),
    "the Resource Groups Tagging API does not untag event buses and rules",
    since=(5, 1, 10),
)
AUTHORIZE = MotoName(
    "moto.core.responses",
    "ActionAuthenticatorMixin",
    "_authenticate_and_authorize_action",
    ("self", "iam_request_cls", "resource"),
    "moto's IAM refuses deliveries without a role",
)


CREATE_SCHEDULE = MotoName(
    "moto.scheduler.models",
    "EventBridgeSchedulerBackend",
    "create_schedule",
    ("target",),
    "new schedules of EventBridge Scheduler do not fire",
)
UPDATE_SCHEDULE = MotoName(
    "moto.scheduler.models",
    "EventBridgeSchedulerBackend",
    "update_schedule",
    ("target",),
    "changed schedules of EventBridge Scheduler do not fire",
)


RESOURCE_CLASS = MotoName(
    "moto.cloudformation.parsing",
    "",
    "resource_class_from_type",
    ("resource_type",),
    "the AWS::Events resources of stacks are not made here",
)
CREATE_STACK = MotoName(
    "moto.cloudformation.models",
    "CloudFormationBackend",
    "create_stack",
    ("name", "template"),
    "the resources of a stack that fails stay here",
)
UPDATE_STACK = MotoName(
    "moto.cloudformation.models",
    "CloudFormationBackend",
    "update_stack",
    ("name", "template"),
    "a stack whose update fails keeps the new template",
)
UPDATE_RESOURCES = MotoName(
    "moto.cloudformation.parsing",
    "ResourceMap",
    "update",
    ("template", "parameters"),
    "the resources of an update that fails stay changed here",
)


_TASKS = "moto.stepfunctions.parser.asl.component.state.exec.state_task"
_ERRORS = "moto.stepfunctions.parser.asl.component.common.error_name"
TASK_OF_SERVICE = MotoName(
    f"{_TASKS}.state_task_factory",
    "",
    "state_task_service_for",
    ("service_name",),
    "HTTP tasks of state machines are refused",
)
TASK_CLASS = MotoName(
    f"{_TASKS}.service.state_task_service",
    "StateTaskService",
    "_eval_service_task",
    ("env", "resource_runtime_part", "normalised_parameters"),
    "HTTP tasks of state machines are refused",
)
FAILURE_EVENT = MotoName(
    f"{_ERRORS}.failure_event",
    "FailureEvent",
    "__init__",
    ("error_name", "event_type", "event_details"),
    "HTTP tasks of state machines are refused",
)
CUSTOM_ERROR = MotoName(
    f"{_ERRORS}.custom_error_name",
    "CustomErrorName",
    "__init__",
    ("error_name",),
    "a Retry or Catch of a state machine cannot name an error of HTTP tasks",
)


class Found(NamedTuple):
    """The module or class that has a function of moto, and the function there."""

    owner: Any
    function: Any


def find(name: MotoName) -> Found | None:
    """Return the function *name* of a loaded module.

    Warns with MotoChangedWarning and returns None if moto has it no more, or with other
    parameters.
    """
    if _version() < name.since:
        return None
    owner: Any = sys.modules[name.module]
    if name.owner:
        owner = getattr(owner, name.owner, None)
    function = getattr(owner, name.name, None)
    if function is None:
        _warn(name, "is not there")
        return None
    parameters = _parameters(getattr(function, "__func__", function))
    missing = [each for each in name.parameters if each not in parameters]
    # A patch of a test may take anything.
    if missing and "kwargs" not in parameters:
        _warn(name, f"has no parameter {missing[0]!r}")
        return None
    return Found(owner, function)


@lru_cache(maxsize=256)  # each activation asks
def _parameters(function: Any) -> tuple[str, ...]:
    return tuple(inspect.signature(function).parameters)


def _version() -> tuple[int, ...]:
    """Return the version of the loaded moto, such as (5, 1, 0)."""
    version = str(sys.modules["moto"].__version__)
    return tuple(int(part) for part in version.split(".")[:3] if part.isdecimal())


def _warn(name: MotoName, change: str) -> None:
    message = (
        f"eventbridge_mock does not know moto {sys.modules['moto'].__version__}:"
        f" {name} {change}. So {name.loss}."
    )
    warnings.warn(message, MotoChangedWarning, stacklevel=2)
