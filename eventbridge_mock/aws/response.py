"""Make the response that botocore expects for an answered call.

A `before-call` handler returns the HTTP response and the parsed response. Both are made
from the result of an operation. The HTTP body is written only if somebody reads it.
"""

from __future__ import annotations

import datetime
import json
import time
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from botocore.awsrequest import AWSResponse, HeadersDict
from dateutil.tz import tzlocal

from ..ids import new_uuid
from ..model.wire import field_names

if TYPE_CHECKING:
    from botocore.model import StructureShape

    from ..state.scripted_errors import Fault
    from .errors import AwsError

# Types of values that are parsed as they are.
_PLAIN = frozenset({str, int, bool})

Answer = tuple[AWSResponse, dict[str, Any]]
# Makes of the result of an operation what botocore would parse.
Parse = Callable[[Any], dict[str, Any]]


class MockedResponse(AWSResponse):
    """An HTTP response whose parts are made when somebody reads them."""

    raw = None

    def __init__(
        self,
        url: str,
        status: int,
        headers: dict[str, str],
        members: dict[str, Any] | None,
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
        """The body: JSON with times in seconds, empty for an operation without output.

        The success of DeleteRule and DeleteEventBus was recorded in us-east-1,
        2026-09-16.
        """
        if self._members is None:
            return b""
        return _UnprintedBody(
            json.dumps(self._members, default=_epoch_seconds).encode()
        )


class _UnprintedBody(bytes):
    """A body that botocore's log shows without its content, which may be a secret."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"<body of {len(self)} bytes>"


def success(url: str, parse: Parse | None, result: object) -> Answer:
    """Return the answer with what *parse*, made by `parser_of`, makes of *result*."""
    if parse is None:
        return _answer(url, 200, {}, None)
    parsed = parse(result)
    return _answer(url, 200, parsed, dict(parsed))


def parser_of(shape: StructureShape | None) -> Parse | None:
    """Return a function that returns the members of a result that *shape* declares.

    It is None for an operation without output, which declares none.
    """
    return None if shape is None else _StructureParser(shape).parsed


def failure(url: str, error: AwsError | Fault) -> Answer:
    """Return the answer that botocore turns into a typed exception."""
    parsed = {"Error": {"Message": error.message, "Code": error.code}}
    body = {"__type": error.code, "message": error.message}
    return _answer(url, error.status, parsed, body)


def _answer(
    url: str, status: int, parsed: dict[str, Any], body: dict[str, Any] | None
) -> Answer:
    headers = {"content-type": "application/x-amz-json-1.1"}
    http_response = MockedResponse(url, status, headers, body)
    request_id = headers["x-amzn-requestid"] = new_uuid()
    parsed["ResponseMetadata"] = {
        "RequestId": request_id,
        "HTTPStatusCode": status,
        "HTTPHeaders": headers,
        "RetryAttempts": 0,
    }
    return http_response, parsed


# A member, the field of a model that has it, and the function that converts its value
# into the one botocore would parse.
_Member = tuple[str, str, Callable[[Any], Any]]


class _StructureParser:
    """Makes of a model, or of members, what botocore would parse.

    It keeps no shape that leads back to its own and would then outlive its client.
    """

    def __init__(self, shape: StructureShape) -> None:
        self._shapes = shape.members
        self._members: dict[type, tuple[_Member, ...]] = {}

    def parsed(self, value: Any) -> dict[str, Any]:
        """Return the members of *value* that the shape declares.

        Unset members are left out. A group without items is left out too, because
        nobody recorded whether AWS repeats an empty group (docs/fidelity.md, row
        "empty parameter groups").
        """
        model = type(value)
        declared = self._members.get(model) or self._declared(model)
        if model is dict:
            return {
                name: convert(value[name])
                for name, _, convert in declared
                if name in value
            }
        members: dict[str, Any] = {}
        for name, field, convert in declared:
            member = getattr(value, field)
            if type(member) in _PLAIN:
                members[name] = member
            elif member is not None and (member or type(member) is not tuple):
                members[name] = convert(member)
        return members

    def _declared(self, model: type) -> tuple[_Member, ...]:
        """Return the members of the shape that *model* has; a dict may have all."""
        shapes = self._shapes
        fields = dict.fromkeys(shapes, "") if model is dict else field_names(model)
        declared = self._members[model] = tuple(
            (name, fields[name], _converter(shape))
            for name, shape in shapes.items()
            if name in fields
        )
        return declared


def _converter(shape: Any) -> Callable[[Any], Any]:
    if shape.type_name == "structure":
        return _StructureParser(shape).parsed
    if shape.type_name == "list":
        convert = _converter(shape.member)
        return lambda items: [convert(item) for item in items]
    return _CONVERTERS.get(shape.type_name, _as_it_is)


def _as_it_is(value: Any) -> Any:
    return value


def _in_local_time(instant: datetime.datetime) -> datetime.datetime:
    return _local_time(instant, datetime.datetime, time.tzname)


_CONVERTERS: dict[str, Callable[[Any], Any]] = {
    "map": dict,
    # Makes a plain string from a member of an enum.
    "string": str.__str__,
    "timestamp": _in_local_time,
}


@lru_cache(maxsize=1024)
def _local_time(
    instant: datetime.datetime,
    datetime_class: type[datetime.datetime],
    zone: tuple[str, str],  # noqa: ARG001 - what is cached depends on it
) -> datetime.datetime:
    """Return *instant* as botocore does, in the local zone.

    dateutil needs 15 µs for this, and within a test most times are the same.
    """
    return datetime_class.fromtimestamp(_epoch_seconds(instant), tzlocal())


def _epoch_seconds(value: datetime.datetime) -> float:
    """Return a time as AWS sends it: times of event buses have milliseconds.

    Recorded in us-east-1, 2026-09-13. All others are kept in whole seconds.
    """
    seconds = value.timestamp()
    return seconds if value.microsecond else int(seconds)
