"""Each operation of EventBridge's service model is answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import botocore.session
import pytest
from botocore import xform_name
from botocore.exceptions import ClientError

from eventbridge_mock.aws.dispatch import OPERATIONS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from botocore.model import Shape, StructureShape

MODEL = botocore.session.Session().get_service_model("events")
ANSWERED = {name for service, name in OPERATIONS if service == "events"}

# Valid strings, by the name of a member; any other string is `shop`.
_EVENT_BUS = "arn:aws:events:eu-west-1:123456789012:event-bus/default"
STRINGS = {
    "EventSourceName": "aws.partner/shop.example/orders",
    "Account": "123456789012",
    "EventSourceArn": _EVENT_BUS,
    "Arn": _EVENT_BUS,
    "EventBusArn": _EVENT_BUS,
    "TargetArn": _EVENT_BUS,
    "ResourceARN": _EVENT_BUS,
    "HealthCheck": "arn:aws:route53:::healthcheck/0f5b5d2e",
    "Route": "us-west-2",
    "ConnectionArn": "arn:aws:events:eu-west-1:123456789012:connection/shop/0f5b5d2e",
    "InvocationEndpoint": "https://api.partner.example",
    "EventPattern": '{"source": ["shop"]}',
    "Event": "{}",
}
PARTNERS = "aws.partner/shop.example/orders"
NAMES_OF_SOURCES = {
    "ActivateEventSource",
    "CreatePartnerEventSource",
    "DeactivateEventSource",
    "DeletePartnerEventSource",
    "DescribeEventSource",
    "DescribePartnerEventSource",
}


def value(shape: Shape, name: str) -> Any:
    """Return the smallest valid value of *shape*, the member *name*."""
    if shape.type_name == "structure":
        return dict(required(shape))
    if shape.type_name == "list":
        return [value(shape.member, name)] * max(1, shape.metadata.get("min", 1))
    if shape.type_name == "timestamp":
        return 0
    enum = shape.metadata.get("enum")
    return enum[0] if enum else STRINGS.get(name, "shop")


def required(shape: StructureShape) -> Iterator[tuple[str, Any]]:
    """Yield the required members of *shape* with the smallest valid values."""
    for name in shape.required_members:
        yield name, value(shape.members[name], name)


def parameters(operation_name: str) -> dict[str, Any]:
    """Return the smallest valid parameters of an operation."""
    shape = MODEL.operation_model(operation_name).input_shape
    given = dict(required(shape)) if shape else {}
    if operation_name in NAMES_OF_SOURCES:
        given["Name"] = PARTNERS
    if operation_name == "ListPartnerEventSources":
        given["NamePrefix"] = f"{PARTNERS}/"
    return given


@pytest.mark.parametrize("operation_name", MODEL.operation_names)
def test_an_operation_is_answered_by_the_mock(operation_name: str, events: Any) -> None:
    """It succeeds, or is refused for what it names or lacks, not for its form."""
    call = getattr(events, xform_name(operation_name))
    try:
        answer = call(**parameters(operation_name))
    except ClientError as error:
        answer = error.response
        assert "failed to satisfy constraint" not in answer["Error"]["Message"]

    assert answer["ResponseMetadata"]["RequestId"]


def test_the_operations_are_those_of_the_service_model() -> None:
    """A newer botocore that has a 58th fails this; the oldest has fewer."""
    assert set(MODEL.operation_names) <= ANSWERED
    assert len(ANSWERED) == 57
