"""What a target's Input, InputPath or InputTransformer makes of an event."""

from __future__ import annotations

from datetime import timezone
from functools import partial
from typing import TYPE_CHECKING, Any

from ..frozen import frozen
from .input_template import (
    InputTemplate,
    InvalidJsonError,
    Place,
    is_json,
    json_text,
)
from .json_path import MISSING, InvalidPathError, JsonPath

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime

__all__ = [
    "InvalidJsonError",
    "TransformerContext",
    "input_complaint",
    "transformed",
]


# Recorded on AWS between 2024-05 and 2025-10.
_WITHOUT_DETAIL = (
    "id",
    "account",
    "detailType",
    "time",
    "source",
    "region",
    "resources",
    "version",
)


@frozen
class TransformerContext:
    """What a template may ask for that is not in the event."""

    rule_arn: str
    rule_name: str
    ingestion_time: datetime


def transformed(
    event: Mapping[str, Any],
    context: TransformerContext,
    *,
    input: str | None,  # noqa: A002 - the API calls it so
    input_path: str | None,
    input_paths_map: Mapping[str, str] | None,
    input_template: str | None,
) -> bytes:
    """Return what a target is sent of *event*; without instructions, all of it.

    Raises:
        InvalidJsonError: That would be no JSON.
    """
    if input is not None:
        text = input
    elif input_template is not None:
        value_of = partial(_value, event, context, input_paths_map or {})
        text = InputTemplate.parse(input_template).filled(value_of)
    else:
        text = json_text(_part(event, input_path))
    # Half of a surrogate pair is valid in JSON, and cannot be sent
    # (docs/fidelity.md, row "half of a surrogate pair").
    return text.encode(errors="replace")


def _part(event: Mapping[str, Any], input_path: str | None) -> Any:
    """Return what *input_path* selects of *event*."""
    if input_path is None:
        return event
    value = JsonPath.parse(input_path).find(event)
    if value is MISSING:
        # Nobody recorded it (docs/fidelity.md, row "InputPath that finds nothing").
        msg = f"InputPath {input_path} finds nothing in the event."
        raise InvalidJsonError(msg)
    return value


def _value(
    event: Mapping[str, Any],
    context: TransformerContext,
    paths: Mapping[str, str],
    name: str,
) -> Any:
    """Return what *name* stands for in a template, or MISSING."""
    if name in _RESERVED:
        return _RESERVED[name](event, context)
    return JsonPath.parse(paths[name]).find(event)


def _without_detail(event: Mapping[str, Any], context: TransformerContext) -> Any:
    """Return the event as `<aws.events.event>` shows it.

    That its time is in milliseconds since the epoch was reported.
    """
    own = {
        "detailType": event.get("detail-type"),
        "time": round(context.ingestion_time.timestamp() * 1000),
    }
    return {key: own.get(key, event.get(key)) for key in _WITHOUT_DETAIL}


def _ingestion_time(_: Mapping[str, Any], context: TransformerContext) -> str:
    """Return the time in ISO 8601, in whole seconds as those of events are."""
    utc = context.ingestion_time.astimezone(timezone.utc)
    return utc.strftime("%Y-%m-%dT%H:%M:%SZ")


# Recorded on AWS between 2024-05 and 2025-10.
_RESERVED: dict[str, Callable[[Mapping[str, Any], TransformerContext], Any]] = {
    "aws.events.rule-arn": lambda _, context: context.rule_arn,
    "aws.events.rule-name": lambda _, context: context.rule_name,
    "aws.events.event.ingestion-time": _ingestion_time,
    "aws.events.event": _without_detail,
    "aws.events.event.json": lambda event, _: event,
}


def input_complaint(target: Mapping[str, Any]) -> str | None:
    """Return AWS's error for the input of *target*, as PutTargets takes it, if any.

    The text about several of the three, and that about a placeholder, were recorded on
    AWS between 2024-05 and 2025-10; the others were reported 2026-09-07.
    """
    of_target = f"for target {target['Id']}"
    given = {"Input", "InputPath", "InputTransformer"} & target.keys()
    if len(given) > 1:
        return (
            "Only one of Input, InputPath, or InputTransformer must be provided"
            f" {of_target}."
        )
    if "Input" in target and not is_json(target["Input"]):
        return f"JSON syntax error in input {of_target}"
    if not all(_is_path(path) for path in _paths(target)):
        return f"InputPath {of_target} is invalid."
    name = next(_invalid_placeholders(target.get("InputTransformer", {})), None)
    if name is not None:
        return f"InputTemplate {of_target} contains invalid placeholder {name}."
    return None


def _paths(target: Mapping[str, Any]) -> Iterator[str]:
    """Yield each path in *target*."""
    if "InputPath" in target:
        yield target["InputPath"]
    yield from target.get("InputTransformer", {}).get("InputPathsMap", {}).values()


def _is_path(text: str) -> bool:
    try:
        JsonPath.parse(text)
    except InvalidPathError:
        return False
    return True


def _invalid_placeholders(transformer: Mapping[str, Any]) -> Iterator[str]:
    """Yield the names in a template that are not known, or stand for a key."""
    known = _RESERVED.keys() | transformer.get("InputPathsMap", {}).keys()
    template = InputTemplate.parse(transformer.get("InputTemplate", ""))
    for one in template.placeholders:
        if one.name not in known or one.place is Place.KEY:
            yield one.name
