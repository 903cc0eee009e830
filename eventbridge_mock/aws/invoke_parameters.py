"""What a test gives `invoke` in the place of a target, by the members of one."""

from __future__ import annotations

from copy import deepcopy
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from botocore.validate import ParamValidator

from ..model.target import (
    DeadLetterConfig,
    HttpParameters,
    RetryPolicy,
    TargetConditions,
)
from ..model.wire import from_wire
from ..targets.clients import session
from .errors import ValidationException
from .validation import validate

if TYPE_CHECKING:
    from collections.abc import Mapping

    from botocore.model import StructureShape


_MODELS: dict[str, Any] = {
    "HttpParameters": HttpParameters,
    "RetryPolicy": RetryPolicy,
    "DeadLetterConfig": DeadLetterConfig,
}


def target_conditions(**given: Mapping[str, Any] | None) -> TargetConditions:
    """Return the conditions that are *given* as the members of a target have them.

    Raises ValueError for what the service model of PutTargets does not allow.
    """
    members = {name: members for name, members in given.items() if members is not None}
    for name, value in members.items():
        report = ParamValidator().validate(value, _shape(_member(name)))
        if report.has_errors():
            msg = f"{name}: {report.generate_report()}"
            raise ValueError(msg)
        try:
            validate(_shape(_member(name)), dict(value))
        except ValidationException as error:
            msg = f"{name}: {error}"
            raise ValueError(msg) from None
    return TargetConditions(
        **{
            # A copy: there may be retries after the caller has changed it.
            name: from_wire(_MODELS[_member(name)], deepcopy(value))
            for name, value in members.items()
        }
    )


def _member(name: str) -> str:
    return "".join(part.capitalize() for part in name.split("_"))


@cache
def _shape(name: str) -> StructureShape:
    """Return a shape of the service model, which is read but once."""
    shape = session().get_service_model("events").shape_for(name)
    return cast("StructureShape", shape)
