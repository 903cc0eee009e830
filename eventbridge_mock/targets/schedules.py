"""Invoke the target of a schedule of EventBridge Scheduler.

A target is an event bus, another target that a rule may have too, or an operation of
AWS. Which of the "templated targets" of the Scheduler guide are modelled, `_TEMPLATED`
says; any operation that botocore knows can be called.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from ..model.arn import is_arn, parse_arn
from ..model.target import Target
from ..records.envelope import time_text
from ..records.failure import Failure
from .errors import unassumable_role
from .operations import call_operation, operation_of
from .put_events import put_events
from .roles import SCHEDULER, may_assume
from .send import Payload, send_to

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from ..integrations.moto_scheduler import StoredSchedule

# Scheduler guide "Universal targets", in any partition.
_PUT_EVENTS = ":scheduler:::aws-sdk:eventbridge:putEvents"

# Scheduler guide "Templated targets".
_TEMPLATED = frozenset({"firehose", "kinesis", "lambda", "sns", "sqs", "states"})


class Firing(NamedTuple):
    """One invocation of a schedule's target, with all its attempts."""

    schedule: StoredSchedule
    time: datetime
    execution_id: str


def loss(target: Mapping[str, Any]) -> str:
    """Say what did not happen when a schedule fired."""
    if _puts_events(target):
        return "no event was published, because PutEvents failed"
    return f"its target {target['Arn']} was not invoked"


def invoke(firing: Firing, number: int, now: datetime) -> Failure | None:
    """Invoke the target of a schedule; return why that failed, if it did."""
    target = firing.schedule.target
    role_arn = target.get("RoleArn")
    if not may_assume(role_arn, SCHEDULER):
        return unassumable_role(str(role_arn), SCHEDULER)
    try:
        if _puts_events(target):
            return _put(firing, number, now)
        operation = operation_of(target["Arn"])
        if operation is None:
            return _send(firing, number)
        params = _parameters(_input(firing, number), "the operation")
    except ValueError as error:
        return Failure("INVALID_JSON", f"The Input of the schedule: {error}")
    return call_operation(operation, params, parse_arn(firing.schedule.arn), role_arn)


def _puts_events(target: Mapping[str, Any]) -> bool:
    arn = target["Arn"]
    return arn.endswith(_PUT_EVENTS) or ":event-bus/" in arn


def _send(firing: Firing, number: int) -> Failure | None:
    """Send the Input of a schedule to its templated target."""
    schedule, arn = firing.schedule, firing.schedule.target["Arn"]
    if is_arn(arn):
        service = parse_arn(arn).service
        if service not in _TEMPLATED:
            msg = (
                f"eventbridge_mock does not model schedules for targets of {service!r}."
            )
            return Failure("SDK_CLIENT_ERROR", msg)
    target = Target(
        id=schedule.name,
        arn=arn,
        role_arn=schedule.target.get("RoleArn"),
        kinesis_parameters=schedule.target.get("KinesisParameters"),
        sqs_parameters=schedule.target.get("SqsParameters"),
    )
    return send_to(target, Payload(_input(firing, number).encode(), {}), SCHEDULER)


def _put(firing: Firing, number: int, now: datetime) -> Failure | None:
    """Call PutEvents; return why that failed, if it did.

    freezegun may have moved the clock past *now*, the time that an entry gets. Raises
    ValueError for an Input of the universal target that is not a JSON object.
    """
    schedule = firing.schedule
    region_name, params = _request(schedule, _input(firing, number))
    for entry in params.get("Entries", ()):
        if isinstance(entry, dict):
            entry.setdefault("Time", now)
    return put_events(schedule.account_id, region_name, params, "schedule")


def _input(firing: Firing, number: int) -> str:
    """Return the Input with the values of Scheduler's context attributes in it.

    Scheduler guide "Adding context attributes".
    """
    text: str = firing.schedule.target.get("Input") or _default_input(firing)
    for name, value in {
        "schedule-arn": firing.schedule.arn,
        "scheduled-time": time_text(firing.time),
        "execution-id": firing.execution_id,
        "attempt-number": str(number),
    }.items():
        text = text.replace(f"<aws.scheduler.{name}>", value)
    return text


def _default_input(firing: Firing) -> str:
    """Return the input of a target for which the schedule has none.

    It is a "default notification" (service model of Scheduler), with the members that
    users report. For an event bus and for an operation, no member is our choice.
    """
    schedule = firing.schedule
    target = schedule.target
    if _puts_events(target) or operation_of(target["Arn"]) is not None:
        return "{}"
    return json.dumps(
        {
            "version": "0",
            "id": firing.execution_id,
            "detail-type": "Scheduled Event",
            "source": "aws.scheduler",
            "account": schedule.account_id,
            "time": time_text(firing.time),
            "region": schedule.region_name,
            "resources": [schedule.arn],
            "detail": "{}",
        },
        separators=(",", ":"),
    )


def _parameters(text: str, operation: str) -> dict[str, Any]:
    """Return the parameters of *operation* in *text*.

    Raises ValueError if it is not a JSON object.
    """
    params = json.loads(text)
    if not isinstance(params, dict):
        msg = f"a JSON object with the parameters of {operation} is expected"
        raise ValueError(msg)  # noqa: TRY004 - the string has the value, not the caller
    return params


def _request(schedule: StoredSchedule, text: str) -> tuple[str, Mapping[str, Any]]:
    """Return the Region and the parameters of PutEvents for an Input of *text*.

    Raises ValueError for an Input of the universal target that is not a JSON object.
    """
    arn = schedule.target["Arn"]
    if arn.endswith(_PUT_EVENTS):
        return schedule.region_name, _parameters(text, "PutEvents")
    parameters = schedule.target.get("EventBridgeParameters", {})
    entry = {
        "EventBusName": arn,
        "Source": parameters.get("Source", ""),
        "DetailType": parameters.get("DetailType", ""),
        "Detail": text,
        "Resources": [schedule.arn],
    }
    return parse_arn(arn).region_name, {"Entries": [entry]}
