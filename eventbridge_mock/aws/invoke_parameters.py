"""The arguments of `invoke` that are members of a target."""

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
from .validation import validator_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from botocore.model import StructureShape

# The operation whose targets have these members.
_PUT_TARGETS = ("events", "PutTargets")

_MODELS: dict[str, Any] = {
    "HttpParameters": HttpParameters,
    "RetryPolicy": RetryPolicy,
    "DeadLetterConfig": DeadLetterConfig,
}


def target_conditions(**given: Mapping[str, Any] | None) -> TargetConditions:
    """Return the conditions that are *given* in the form of a target's members.

    Raise ValueError for a value that the service model of PutTargets does not allow.
    """
    conditions: dict[str, Any] = {}
    for name, members in given.items():
        if members is not None:
            member = "".join(part.capitalize() for part in name.split("_"))
            _require_valid(name, members, _shape(member))
            # A copy, because retries may come after the caller has changed it.
            conditions[name] = from_wire(_MODELS[member], deepcopy(members))
    return TargetConditions(**conditions)


def _require_valid(
    name: str, members: Mapping[str, Any], shape: StructureShape
) -> None:
    report = ParamValidator().validate(members, shape)
    if report.has_errors():
        msg = f"{name}: {report.generate_report()}"
        raise ValueError(msg)
    try:
        validator_of(_PUT_TARGETS, shape)(dict(members))
    except ValidationException as error:
        msg = f"{name}: {error}"
        raise ValueError(msg) from None


@cache
def _shape(name: str) -> StructureShape:
    """Return a shape of the service model, which is read only once."""
    shape = session().get_service_model("events").shape_for(name)
    return cast("StructureShape", shape)
