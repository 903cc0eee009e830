"""Parameters that make a request of any operation, from its service model."""

from __future__ import annotations

from typing import Any

# Parameters that decide where the request goes.
_ENDPOINTS = {
    "PredictEndpoint": "https://realtime.machinelearning.us-east-1.amazonaws.com",
    "KvsARN": "arn:aws:cloudfront::123456789012:key-value-store/orders",
    "ChannelARN": "arn:aws:kinesis:us-east-1:123456789012:channel/orders",
    "ConsumerARN": (
        "arn:aws:kinesis:us-east-1:123456789012:stream/orders/consumer/shop:1"
    ),
    "ResourceARN": "arn:aws:kinesis:us-east-1:123456789012:stream/orders",
    "StreamARN": "arn:aws:kinesis:us-east-1:123456789012:stream/orders",
}


def parameters(shape: Any) -> dict[str, Any]:
    """Return the required members of an operation's input; *shape* may be None.

    The values have the types of the model, which is all that a serializer needs. Of a
    union, which requires no member and needs one, the first is given.
    """
    if shape is None:
        return {}
    names = shape.required_members or list(shape.members)[: shape.is_tagged_union]
    return {name: _member(name, shape.members[name]) for name in names}


def _member(name: str, shape: Any) -> Any:
    return _ENDPOINTS.get(name) or _VALUES[shape.type_name](shape)


_VALUES: dict[str, Any] = {
    "structure": parameters,
    "list": lambda shape: [],
    "map": lambda shape: {},
    "string": lambda shape: next(iter(shape.enum), "orders"),
    "integer": lambda shape: 1,
    "long": lambda shape: 1,
    "float": lambda shape: 1.0,
    "double": lambda shape: 1.0,
    "boolean": lambda shape: True,
    "blob": lambda shape: b"orders",
    "timestamp": lambda shape: 1_700_000_000,
}
