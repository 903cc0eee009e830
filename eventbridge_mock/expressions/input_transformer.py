"""Make the input of a target from an event: Input, InputPath or InputTransformer."""

from __future__ import annotations

from datetime import datetime, timezone
from functools import partial
from typing import TYPE_CHECKING, Any

from ..frozen import frozen
from .input_template import (
    InputTemplate,
    JsonSyntaxError,
    PlaceInTemplate,
    check_first_json,
    check_json,
    check_json_lines,
    json_text,
)
from .json_path import MISSING, InvalidPathError, JsonPath
from .patterns.json_scanner import JsonScanner

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

__all__ = [
    "EmptyInputError",
    "InvalidInputError",
    "TransformerContext",
    "input_error",
    "rendered_input",
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
_WHOLE_EVENT = "aws.events.event.json"


class InvalidInputError(Exception):
    """A rendered input is not valid JSON: AWS makes it a dead letter as it is.

    The error code is INVALID_JSON, the message this one (recorded in us-east-1,
    2026-09-13). `body` is the input, `position` counts its characters up to the fault.
    """

    def __init__(self, text: str, position: int) -> None:
        super().__init__("Invalid input for target.")
        self.body = _encoded(text)
        self.position = position


class EmptyInputError(Exception):
    """A rendered input is empty: AWS was seen to send nothing, and no dead letter.

    That was watched for 90 s in us-east-1, 2026-09-13.
    """


@frozen
class TransformerContext:
    """The values of a template that are not in the event."""

    rule_arn: str
    rule_name: str
    ingestion_time: datetime


def rendered_input(
    event: Mapping[str, Any],
    context: TransformerContext,
    *,
    input: str | None,  # noqa: A002 - the API calls it so
    input_path: str | None,
    input_paths_map: Mapping[str, str] | None,
    input_template: str | None,
) -> bytes:
    """Return the input of a target for *event*: all of it, without instructions.

    Raises:
        InvalidInputError: The input would not be valid JSON.
        EmptyInputError: The input would be empty.
    """
    if input_template is not None:
        value_of = partial(_value, event, context, input_paths_map or {})
        text = _rendered(InputTemplate.parse(input_template), value_of)
    elif input is not None:
        text = input
    else:
        text = json_text(_part(event, input_path))
    if not text:
        msg = "The input is empty: AWS sends nothing, and no dead letter."
        raise EmptyInputError(msg)
    return _encoded(text)


def _encoded(text: str) -> bytes:
    """Return an input in UTF-8.

    Half of a surrogate pair is valid in JSON, and cannot be sent (docs/fidelity.md,
    row "half of a surrogate pair").
    """
    return text.encode(errors="replace")


def _rendered(template: InputTemplate, value_of: Callable[[str], Any]) -> str:
    """Return the rendered *template*, or raise InvalidInputError."""
    text = template.rendered(value_of)
    try:
        if template.is_typed:
            check_json(text)
        elif text:
            check_json_lines(text)
    except JsonSyntaxError as error:
        raise InvalidInputError(text, error.position) from None
    return text


def _part(event: Mapping[str, Any], input_path: str | None) -> Any:
    """Return the part of *event* at *input_path*.

    An empty object replaces a missing value, null and an empty path (recorded in
    us-east-1, 2026-09-13).
    """
    if input_path is None:
        return event
    value = JsonPath.parse(input_path).find(event) if input_path else None
    return {} if value is None or value is MISSING else value


def _value(
    event: Mapping[str, Any],
    context: TransformerContext,
    paths: Mapping[str, str],
    name: str,
) -> Any:
    """Return the value of *name* in a template, or MISSING.

    Raises:
        KeyError: Nobody defined it.
    """
    if name in _RESERVED:
        return _RESERVED[name](event, context)
    return JsonPath.parse(paths[name]).find(event)


def _without_detail(event: Mapping[str, Any], _: TransformerContext) -> Any:
    """Return the event as `<aws.events.event>` shows it.

    Its time is the event's own, in milliseconds since the epoch (recorded in us-east-1,
    2026-09-13).
    """
    own = {
        "detailType": event.get("detail-type"),
        "time": _milliseconds(event.get("time")),
    }
    return {key: own.get(key, event.get(key)) for key in _WITHOUT_DETAIL}


def _milliseconds(time: Any) -> Any:
    """Return a *time* in UTC as milliseconds; anything else is returned as it is."""
    try:
        utc = datetime.fromisoformat(f"{time}".removesuffix("Z") + "+00:00")
    except ValueError:
        return time
    return round(utc.timestamp() * 1000)


def _ingestion_time(_: Mapping[str, Any], context: TransformerContext) -> str:
    """Return the time in ISO 8601 (recorded in us-east-1, 2026-09-13)."""
    utc = context.ingestion_time.astimezone(timezone.utc).replace(tzinfo=None)
    return f"{utc.isoformat(timespec='milliseconds')}Z"


# Recorded on AWS between 2024-05 and 2025-10.
_RESERVED: dict[str, Callable[[Mapping[str, Any], TransformerContext], Any]] = {
    "aws.events.rule-arn": lambda _, context: context.rule_arn,
    "aws.events.rule-name": lambda _, context: context.rule_name,
    "aws.events.event.ingestion-time": _ingestion_time,
    "aws.events.event": _without_detail,
    _WHOLE_EVENT: lambda event, _: event,
}


def input_error(target: Mapping[str, Any]) -> str | None:
    """Return AWS's error for the input of *target*, as PutTargets takes it, or None.

    Recorded in us-east-1, 2026-09-13, but for the error about an unknown placeholder,
    which was recorded on AWS between 2024-05 and 2025-10.
    """
    of_target = f"for target {target['Id']}"
    if len({"Input", "InputPath", "InputTransformer"} & target.keys()) > 1:
        return (
            "Only one of Input, InputPath, or InputTransformer must be provided"
            f" {of_target}."
        )
    # An empty Input is accepted.
    fault = _fault(check_json, target.get("Input") or "null")
    if fault is not None:
        return f"JSON syntax error in input {of_target}: {fault}"
    if not all(map(_is_path, _paths(target))):
        return f"InputPath {of_target} is invalid."
    if "InputTransformer" not in target:
        return None
    error = _template_error(of_target, target["InputTransformer"])
    if error is None and _is_text_for_logs(target):
        # Reported 2021.
        return f"Input {of_target} is not a valid JSON text."
    return error


def _is_text_for_logs(target: Mapping[str, Any]) -> bool:
    """Return whether the template of a log group is text: its events are JSON."""
    template = target["InputTransformer"].get("InputTemplate", "")
    is_typed = InputTemplate.parse(template).is_typed
    return not is_typed and target["Arn"].split(":")[2:3] == ["logs"]


def _template_error(of_target: str, transformer: Mapping[str, Any]) -> str | None:
    """Return AWS's error for a template, or None."""
    template = InputTemplate.parse(transformer.get("InputTemplate", ""))
    placeholders = list(template.placeholders)
    if any(each.place is PlaceInTemplate.KEY for each in placeholders):
        return f"InputTemplate placeholder present as a JSON object key {of_target}."
    if any(
        each.name == _WHOLE_EVENT and each.place is not PlaceInTemplate.VALUE
        for each in placeholders
    ):
        return (
            f"InputTemplate {of_target} contains placeholder {_WHOLE_EVENT} valid only"
            " for JSON template."
        )
    for each in placeholders:
        if not _is_known(each.name, transformer):
            return (
                f"InputTemplate {of_target} contains invalid placeholder {each.name}."
            )
    fault = _fault(check_first_json, template.sample)
    return None if fault is None else f"Invalid InputTemplate {of_target} : {fault}."


def _is_known(name: str, transformer: Mapping[str, Any]) -> bool:
    """Return whether AWS takes the placeholder; without a map it takes any."""
    paths = transformer.get("InputPathsMap")
    return paths is None or name in paths or name in _RESERVED


def _fault(check: Callable[[str], Any], text: str) -> str | None:
    """Return where *text* is not valid JSON, in the form of AWS's parser, or None.

    AWS names the start of the token (recorded for bare words in us-east-1,
    2026-09-13).
    """
    try:
        check(text)
    except JsonSyntaxError as error:
        return JsonScanner(text).location(error.position)
    return None


def _paths(target: Mapping[str, Any]) -> Iterator[str]:
    """Yield each path in *target*; an InputPath may be empty."""
    if target.get("InputPath"):
        yield target["InputPath"]
    yield from target.get("InputTransformer", {}).get("InputPathsMap", {}).values()


def _is_path(text: str) -> bool:
    try:
        JsonPath.parse(text)
    except InvalidPathError:
        return False
    return True
