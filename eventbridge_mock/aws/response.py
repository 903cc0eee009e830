"""Make what botocore expects of an answered call.

A `before-call` handler returns the HTTP response and what was parsed from it.
Both are made from the members that an operation returned; the HTTP body is
written only if somebody reads it.
"""

from __future__ import annotations

import datetime
import json
import time
import weakref
from enum import Enum
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from botocore.awsrequest import AWSResponse, HeadersDict
from dateutil.tz import tzlocal

from ..model.wire import field_names
from .arn import new_uuid

if TYPE_CHECKING:
    from botocore.model import Shape, StructureShape

    from ..faults import Fault
    from .errors import AwsError

# Types of values that are parsed as they are.
_PLAIN = frozenset({str, int, bool})

Answer = tuple[AWSResponse, dict[str, Any]]


class MockedResponse(AWSResponse):
    """An HTTP response of which only those parts are made that are looked at."""

    raw = None

    def __init__(
        self, url: str, status: int, headers: dict[str, str], members: dict[str, Any]
    ) -> None:
        self.url = url
        self.status_code = status
        self._plain_headers = headers
        self._members = members

    @property
    def headers(self) -> HeadersDict:  # type: ignore[override] # made when read
        """The headers, in botocore's own type."""
        return HeadersDict(self._plain_headers)

    @property
    def content(self) -> bytes:
        """The body: JSON with times as whole seconds, as AWS sends them."""
        return json.dumps(self._members, default=_epoch_seconds).encode()


def success(url: str, shape: Shape | None, result: object) -> Answer:
    """Return the answer with those members of *result* that *shape* declares."""
    parsed = {} if shape is None else _declared(shape, result)
    return _answer(url, 200, parsed, dict(parsed))


def failure(url: str, error: AwsError | Fault) -> Answer:
    """Return the answer that botocore turns into a typed exception."""
    parsed = {"Error": {"Message": error.message, "Code": error.code}}
    body = {"__type": error.code, "message": error.message}
    return _answer(url, error.status, parsed, body)


def _answer(
    url: str, status: int, parsed: dict[str, Any], body: dict[str, Any]
) -> Answer:
    request_id = new_uuid()
    headers = {
        "x-amzn-requestid": request_id,
        "content-type": "application/x-amz-json-1.1",
    }
    parsed["ResponseMetadata"] = {
        "RequestId": request_id,
        "HTTPStatusCode": status,
        "HTTPHeaders": headers,
        "RetryAttempts": 0,
    }
    return MockedResponse(url, status, headers, body), parsed


def _declared(shape: Any, value: Any) -> Any:
    """Return *value*, a model or members, as botocore would parse it.

    What *shape* does not declare is left out, and what is unset.
    """
    type_name = shape.type_name
    if type_name == "timestamp":
        return _local_time(value, datetime.datetime, time.tzname)
    if type_name == "structure":
        return _declared_members(shape, value)
    if type_name == "list":
        return [_declared(shape.member, item) for item in value]
    if type_name == "map":
        return dict(value)
    return value._value_ if isinstance(value, Enum) else value


def _declared_members(shape: StructureShape, value: Any) -> dict[str, Any]:
    """Return those of the members of *shape* that a model or a dict has.

    A group without items has none: whether AWS repeats an empty group is not
    recorded (docs/fidelity.md, row "empty parameter groups").
    """
    if isinstance(value, dict):
        return {
            name: _declared(member, value[name])
            for name, member in shape.members.items()
            if name in value
        }
    members: dict[str, Any] = {}
    for name, field, member in _declared_fields(shape, type(value)):
        found = getattr(value, field)
        if type(found) in _PLAIN:
            members[name] = found
        elif found is not None and (found or type(found) is not tuple):
            members[name] = _declared(member, found)
    return members


# By the class of the model, and by shape, of which every client has its own.
_DECLARED_FIELDS: weakref.WeakKeyDictionary[
    Shape, dict[type, tuple[tuple[str, str, Shape], ...]]
] = weakref.WeakKeyDictionary()


def _declared_fields(
    shape: StructureShape, model: type
) -> tuple[tuple[str, str, Shape], ...]:
    """Return the members of *shape* that *model* has, with field and own shape."""
    by_model = _DECLARED_FIELDS.get(shape)
    if by_model is None:
        by_model = _DECLARED_FIELDS[shape] = {}
    known = by_model.get(model)
    if known is None:
        fields = field_names(model)
        known = by_model[model] = tuple(
            (name, fields[name], member)
            for name, member in shape.members.items()
            if name in fields
        )
    return known


@lru_cache(maxsize=1024)
def _local_time(
    instant: datetime.datetime,
    datetime_class: type[datetime.datetime],
    zone: tuple[str, str],  # noqa: ARG001 - what is cached depends on it
) -> datetime.datetime:
    """Return *instant* as botocore gives it: in the local zone, whole seconds.

    dateutil needs 15 µs for this, and within a test most times are the same.
    """
    return datetime_class.fromtimestamp(_epoch_seconds(instant), tzlocal())


def _epoch_seconds(value: datetime.datetime) -> int:
    return int(value.timestamp())
