"""Targets other than API destinations, and dead-letter queues.

They are reached by ordinary calls of botocore. moto answers these while it is
active, and so does LocalStack where AWS_ENDPOINT_URL names it; a call that nobody
answers is stopped by the guard, and told as a failure of the delivery.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from ..expressions.json_path import MISSING, InvalidPathError, JsonPath
from ..ids import new_uuid
from ..integrations import moto
from ..model.arn import Arn, parse_arn
from ..records.failure import Failure
from .clients import target_client
from .errors import NOT_ANSWERED, failure_of_call

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ..model.target import Target
    from ..records.invocations import DeadLetter


class _Sending(NamedTuple):
    """One payload on its way to one target."""

    client: Any
    arn: Arn
    target: Target
    payload: bytes
    envelope: Mapping[str, Any]

    @property
    def text(self) -> str:
        """The payload as text."""
        return self.payload.decode("utf-8", "replace")


def send_to(
    target: Target, payload: bytes, envelope: Mapping[str, Any]
) -> Failure | None:
    """Deliver *payload*, which *target*'s input made of an event, to *target*.

    *envelope* is the event that rules see. Returns None when it was delivered.
    """
    arn = _parsed(target.arn)
    if arn is None:
        return Failure("INVALID_PARAMETER", f"{target.arn!r} is not an ARN.")
    if arn.service not in _SENDERS:
        msg = (
            f"Targets of {arn.service!r} are not modelled by eventbridge_mock:"
            f" nothing was sent to {target.arn}."
        )
        return Failure("SDK_CLIENT_ERROR", msg)
    service_name, send = _SENDERS[arn.service]
    try:
        client = target_client(service_name, arn.account_id, arn.region_name)
        return send(_Sending(client, arn, target, payload, envelope))
    except NOT_ANSWERED as error:
        return failure_of_call(service_name, error)


def put_dead_letter(dead_letter: DeadLetter) -> Failure | None:
    """Put *dead_letter* into its queue; return why the queue did not take it, if so.

    Only moto's queues are asked: without it there are none, and the record of the
    mock is all there is.
    """
    if not moto.is_active():
        return None
    arn = _parsed(dead_letter.queue_arn)
    if arn is None or arn.service != "sqs":
        msg = f"{dead_letter.queue_arn!r} is not the ARN of an SQS queue."
        return Failure("INVALID_PARAMETER", msg)
    try:
        client = target_client("sqs", arn.account_id, arn.region_name)
        client.send_message(
            QueueUrl=_queue_url(client, arn),
            MessageBody=dead_letter.body,
            MessageAttributes={
                name: {"DataType": "String", "StringValue": value}
                for name, value in dead_letter.attributes.items()
            },
        )
    except NOT_ANSWERED as error:
        return failure_of_call("sqs", error)
    return None


def _parsed(text: str) -> Arn | None:
    is_arn = text.startswith("arn:") and text.count(":") >= len(Arn._fields)
    return parse_arn(text) if is_arn else None


def _queue_url(client: Any, arn: Arn) -> str:
    url: str = client.get_queue_url(QueueName=arn.resource)["QueueUrl"]
    return url


def _to_sqs(sending: _Sending) -> None:
    """Send a message; one of a FIFO queue has the group that the target names."""
    parameters = sending.target.sqs_parameters or {}
    sending.client.send_message(
        QueueUrl=_queue_url(sending.client, sending.arn),
        MessageBody=sending.text,
        **{name: value for name, value in parameters.items() if value is not None},
    )


def _to_sns(sending: _Sending) -> None:
    sending.client.publish(TopicArn=sending.target.arn, Message=sending.text)


def _to_lambda(sending: _Sending) -> None:
    """Invoke a function without waiting for what it returns."""
    sending.client.invoke(
        FunctionName=sending.target.arn,
        InvocationType="Event",
        Payload=sending.payload,
    )


def _to_logs(sending: _Sending) -> Failure | None:
    """Write an event into a new stream of a log group.

    The name of the stream is our choice (docs/fidelity.md, row "a log group as a
    target").
    """
    group = sending.arn.resource.removeprefix("log-group:").removesuffix(":*")
    stream = {"logGroupName": group, "logStreamName": new_uuid()}
    sending.client.create_log_stream(**stream)
    answer = sending.client.put_log_events(**stream, logEvents=[_log_event(sending)])
    rejected = answer.get("rejectedLogEventsInfo")
    if rejected:
        msg = f"logs.PutLogEvents rejected the event: {json.dumps(rejected)}"
        return Failure("INVALID_PARAMETER", msg)
    return None


def _log_event(sending: _Sending) -> dict[str, Any]:
    """Return what is logged.

    A template for a log group makes `timestamp`, in milliseconds, and `message` (AWS
    guide "CloudWatch Logs groups as targets"); any other payload is the message, at
    the time of the event.
    """
    try:
        made = json.loads(sending.payload)
    except ValueError:
        made = None
    if isinstance(made, dict) and made.keys() == {"timestamp", "message"}:
        message = made["message"]
        text = message if isinstance(message, str) else json.dumps(message)
        return {"timestamp": _milliseconds(made["timestamp"]), "message": text}
    timestamp = _milliseconds(sending.envelope["time"])
    return {"timestamp": timestamp, "message": sending.text}


def _milliseconds(time: object) -> object:
    """Return an ISO time in milliseconds; a number stays, and so does nonsense.

    The client refuses that.
    """
    text = str(time)
    if text.isdecimal():
        return int(text)
    try:
        # Python 3.10 reads no "Z".
        instant = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        return time
    return int(instant.timestamp() * 1000)


def _to_kinesis(sending: _Sending) -> Failure | None:
    try:
        key = _partition_key(sending)
    except InvalidPathError as error:
        return Failure("INVALID_PARAMETER", f"PartitionKeyPath: {error}")
    sending.client.put_record(
        StreamName=sending.arn.resource.removeprefix("stream/"),
        Data=sending.payload,
        PartitionKey=key,
    )
    return None


def _partition_key(sending: _Sending) -> str:
    """Return what the target's path finds in the event, or the event's id.

    That is the default in the service model. A path that finds nothing gives it too
    (docs/fidelity.md, row "a partition key that is not there").
    """
    envelope = dict(sending.envelope)
    path = (sending.target.kinesis_parameters or {}).get("PartitionKeyPath")
    found = JsonPath.parse(path).find(envelope) if path else MISSING
    if found is MISSING:
        found = envelope["id"]
    return found if isinstance(found, str) else json.dumps(found)


def _to_firehose(sending: _Sending) -> None:
    sending.client.put_record(
        DeliveryStreamName=sending.arn.resource.removeprefix("deliverystream/"),
        Record={"Data": sending.payload},
    )


def _to_step_functions(sending: _Sending) -> None:
    sending.client.start_execution(
        stateMachineArn=sending.target.arn, input=sending.text
    )


# By the service that the ARN names: botocore's name for it, and how to send.
_SENDERS: dict[str, tuple[str, Callable[[_Sending], Failure | None]]] = {
    "sqs": ("sqs", _to_sqs),
    "sns": ("sns", _to_sns),
    "lambda": ("lambda", _to_lambda),
    "logs": ("logs", _to_logs),
    "kinesis": ("kinesis", _to_kinesis),
    "firehose": ("firehose", _to_firehose),
    "states": ("stepfunctions", _to_step_functions),
}
