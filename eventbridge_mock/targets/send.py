"""Targets of other AWS services, and dead-letter queues.

Both are reached by ordinary calls of botocore. moto answers them while it is active,
and a server such as LocalStack where AWS_ENDPOINT_URL names one. The guard stops a
call that nobody answers, which is then recorded as the target's failure.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from ..errors import UnmockedAwsCallError
from ..expressions.json_path import MISSING, InvalidPathError, JsonPath
from ..ids import new_uuid
from ..model.arn import Arn, is_arn, parse_arn
from ..records.failure import Failure
from ..records.http_message import encode
from .clients import may_be_answered, target_client, trace_header_sent
from .errors import FailedCallError, failure_of_call, unassumable_role
from .roles import EVENTBRIDGE, may_assume

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ..model.target import Target
    from ..records.invocations import DeadLetter


class Payload(NamedTuple):
    """The *body* for a target, made by its input of the event *envelope*.

    The trace header is sent beside the body.
    """

    body: bytes
    envelope: Mapping[str, Any]
    trace_header: str | None = None

    @property
    def text(self) -> str:
        """The body as a string."""
        return self.body.decode("utf-8", "replace")


class _Sending(NamedTuple):
    """One payload on its way to one target."""

    service_name: str
    arn: Arn
    target: Target
    payload: Payload

    def call(self, method_name: str, **params: Any) -> Any:
        """Return the response of the service to one call."""
        return call_service(
            self.service_name, self.arn, self.target.role_arn, method_name, **params
        )


def send_to(
    target: Target, payload: Payload, principal: str = EVENTBRIDGE
) -> Failure | None:
    """Deliver *payload* to *target*; return None when the service has taken it.

    *principal* is the service of AWS that assumes the target's role.
    """
    arn = _parsed(target.arn)
    if arn is None:
        return Failure("INVALID_PARAMETER", f"{target.arn!r} is not an ARN.")
    if arn.service not in _SENDERS:
        msg = (
            f"eventbridge_mock does not model targets of {arn.service!r}:"
            f" nothing was sent to {target.arn}."
        )
        return Failure("SDK_CLIENT_ERROR", msg)
    if not may_assume(target.role_arn, principal):
        return unassumable_role(str(target.role_arn), principal)
    service_name, send = _SENDERS[arn.service]
    try:
        return send(_Sending(service_name, arn, target, payload))
    except FailedCallError as error:
        return error.failure
    except UnmockedAwsCallError as error:
        return failure_of_call(service_name, error)


def put_dead_letter(
    dead_letter: DeadLetter, trace_header: str | None = None
) -> Failure | None:
    """Put *dead_letter* into its queue; return why the queue did not take it, if so.

    Where nobody answers for SQS, the record of the mock is all there is, and nothing
    has failed.
    """
    if not may_be_answered():
        return None
    arn = _parsed(dead_letter.queue_arn)
    if arn is None or arn.service != "sqs":
        msg = f"{dead_letter.queue_arn!r} is not the ARN of an SQS queue."
        return Failure("INVALID_PARAMETER", msg)
    attributes = {
        name: {"DataType": "String", "StringValue": value}
        for name, value in dead_letter.attributes.items()
    }
    try:
        _send_message(
            arn, None, dead_letter.body, trace_header, MessageAttributes=attributes
        )
    except FailedCallError as error:
        return error.failure
    except UnmockedAwsCallError:
        pass
    return None


def call_service(
    service_name: str, arn: Arn, role_arn: str | None, method_name: str, **params: Any
) -> Any:
    """Return a service's response, in the account and the Region of *arn*.

    Raises FailedCallError, and UnmockedAwsCallError if nothing answers the service.
    """
    try:
        client = target_client(service_name, arn.account_id, arn.region_name, role_arn)
        return getattr(client, method_name)(**params)
    except UnmockedAwsCallError:
        raise
    # The client runs the code that answers it in this process: moto, its extras, the
    # HTTP libraries below them. Each raises errors of its own, and all of them are
    # failures of the target and not of PutEvents.
    except Exception as error:
        raise FailedCallError(failure_of_call(service_name, error)) from error


def _parsed(text: str) -> Arn | None:
    return parse_arn(text) if is_arn(text) else None


def _send_message(
    arn: Arn, role_arn: str | None, body: str, trace_header: str | None, **params: Any
) -> None:
    """Send a message to a queue."""
    queue = call_service("sqs", arn, role_arn, "get_queue_url", QueueName=arn.resource)
    call_service(
        "sqs",
        arn,
        role_arn,
        "send_message",
        QueueUrl=queue["QueueUrl"],
        MessageBody=body,
        **params,
        **_traced(trace_header),
    )


def _traced(trace_header: str | None) -> dict[str, Any]:
    """Return the members of SendMessage for a trace header.

    Recorded on AWS 2026-09-22: without a header there is no attribute.
    """
    if trace_header is None:
        return {}
    value = {"DataType": "String", "StringValue": trace_header}
    return {"MessageSystemAttributes": {"AWSTraceHeader": value}}


def _to_sqs(sending: _Sending) -> None:
    """Send a message; a FIFO queue gets the group that the target names."""
    parameters = sending.target.sqs_parameters or {}
    given = {name: value for name, value in parameters.items() if value is not None}
    payload, role_arn = sending.payload, sending.target.role_arn
    _send_message(sending.arn, role_arn, payload.text, payload.trace_header, **given)


def _to_sns(sending: _Sending) -> None:
    sending.call("publish", TopicArn=sending.target.arn, Message=sending.payload.text)


def _to_lambda(sending: _Sending) -> None:
    """Invoke a function without waiting for its result."""
    with trace_header_sent(sending.payload.trace_header):
        sending.call(
            "invoke",
            FunctionName=sending.target.arn,
            InvocationType="Event",
            Payload=sending.payload.body,
        )


def _to_logs(sending: _Sending) -> Failure | None:
    """Write an event into a new stream of a log group.

    The form of the stream's name, and the message of a failure for lack of permission,
    were recorded on AWS 2026-09-13.
    """
    group = sending.arn.resource.removeprefix("log-group:").removesuffix(":*")
    stream = {"logGroupName": group, "logStreamName": new_uuid()}
    try:
        sending.call("create_log_stream", **stream)
        answer = sending.call(
            "put_log_events", **stream, logEvents=[_log_event(sending)]
        )
    except FailedCallError as error:
        if error.failure.code != "NO_PERMISSIONS":
            raise
        message = f"Could not complete putLogEvents call for {group}."
        return Failure("NO_PERMISSIONS", message)
    rejected = answer.get("rejectedLogEventsInfo")
    if rejected:
        msg = f"logs.PutLogEvents rejected the event: {json.dumps(rejected)}"
        return Failure("INVALID_PARAMETER", msg)
    return None


def _log_event(sending: _Sending) -> dict[str, Any]:
    """Return the log event for a payload.

    A template for a log group makes `timestamp`, in milliseconds, and `message` (AWS
    guide "CloudWatch Logs groups as targets"); any other payload is the message, at
    the time of the event (recorded on AWS 2026-09-13).
    """
    payload = sending.payload
    try:
        made = json.loads(payload.body)
    except ValueError:
        made = None
    if isinstance(made, dict) and made.keys() == {"timestamp", "message"}:
        message = made["message"]
        text = message if isinstance(message, str) else json.dumps(message)
        return {"timestamp": _milliseconds(made["timestamp"]), "message": text}
    timestamp = _milliseconds(payload.envelope["time"])
    return {"timestamp": timestamp, "message": payload.text}


def _milliseconds(time: object) -> object:
    """Return an ISO time in milliseconds; a number, and any other value, as it is.

    The client refuses a value that is not a time.
    """
    text = str(time)
    if text.isdecimal():
        return int(text)
    try:
        # Python 3.10 does not read "Z".
        instant = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        return time
    return int(instant.timestamp() * 1000)


def _to_kinesis(sending: _Sending) -> Failure | None:
    try:
        key = _partition_key(sending)
    except InvalidPathError as error:
        return Failure("INVALID_PARAMETER", f"PartitionKeyPath: {error}")
    sending.call(
        "put_record",
        StreamName=sending.arn.resource.removeprefix("stream/"),
        Data=sending.payload.body,
        PartitionKey=key,
    )
    return None


def _partition_key(sending: _Sending) -> str:
    """Return the value that the target's path finds in the event, as compact JSON.

    A value that is missing or null gives `{}`, and without a path the key is the
    event's id and a UUID (recorded on AWS 2026-09-19). A target of a schedule has the
    key itself (service model of Scheduler).
    """
    parameters = sending.target.kinesis_parameters or {}
    if "PartitionKey" in parameters:
        return str(parameters["PartitionKey"])
    envelope = dict(sending.payload.envelope)
    path = parameters.get("PartitionKeyPath")
    if not path:
        return f"{envelope['id']}_{new_uuid()}"
    value = JsonPath.parse(path).find(envelope)
    return "{}" if value is MISSING or value is None else encode(value).decode()


def _to_firehose(sending: _Sending) -> None:
    sending.call(
        "put_record",
        DeliveryStreamName=sending.arn.resource.removeprefix("deliverystream/"),
        Record={"Data": sending.payload.body},
    )


def _to_step_functions(sending: _Sending) -> None:
    sending.call(
        "start_execution",
        stateMachineArn=sending.target.arn,
        input=sending.payload.text,
    )


# By the service that the ARN names: botocore's name for it, and the function that
# sends to it.
_SENDERS: dict[str, tuple[str, Callable[[_Sending], Failure | None]]] = {
    "sqs": ("sqs", _to_sqs),
    "sns": ("sns", _to_sns),
    "lambda": ("lambda", _to_lambda),
    "logs": ("logs", _to_logs),
    "kinesis": ("kinesis", _to_kinesis),
    "firehose": ("firehose", _to_firehose),
    "states": ("stepfunctions", _to_step_functions),
}
