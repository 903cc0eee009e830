"""Make what botocore expects of an answered call.

A `before-call` handler returns the HTTP response and what was parsed from it.
Both are made from the members that an operation returned; the HTTP body is
written only if somebody reads it.
"""

from __future__ import annotations

import datetime
import json
import time
from enum import Enum
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from botocore.awsrequest import AWSResponse, HeadersDict
from dateutil.tz import tzlocal

from ..model.wire import field_names
from .arn import new_uuid

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from botocore.model import Shape

    from ..faults import Fault
    from .errors import AwsError

# Types of values that are parsed as they are.
_PLAIN = frozenset({str, int, bool})

Answer = tuple[AWSResponse, dict[str, Any]]


class MockedResponse(AWSResponse):
    """An HTTP response of which only those parts are made that are looked at."""

    def __init__(
        self, url: str, status: int, headers: dict[str, str], members: dict[str, Any]
    ) -> None:
        self.url = url
        self.status_code = status
        self.raw = None
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
    if type(value) in _PLAIN:
        return value
    if shape.type_name == "structure":
        members = shape.members
        return {
            name: _declared(members[name], found)
            for name, found in _set_members(value, members)
        }
    if shape.type_name == "list":
        return [_declared(shape.member, item) for item in value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime.datetime):
        return _local_time(_epoch_seconds(value), datetime.datetime, time.tzname)
    return value


def _set_members(value: Any, names: Iterable[str]) -> Iterator[tuple[str, Any]]:
    """Yield those of the members *names* that a model or a dict has a value for.

    A group without items has none: whether AWS repeats an empty group is not
    recorded (docs/fidelity.md, row "empty parameter groups").
    """
    if isinstance(value, dict):
        yield from ((name, value[name]) for name in names if name in value)
        return
    kind: Any = type(value)
    fields = field_names(kind)
    for name in names:
        if name in fields:
            found = getattr(value, fields[name])
            if found is not None and (found or type(found) is not tuple):
                yield name, found


@lru_cache(maxsize=1024)
def _local_time(
    seconds: int,
    datetime_class: type[datetime.datetime],
    zone: tuple[str, str],  # noqa: ARG001 - what is cached depends on it
) -> datetime.datetime:
    """Return an instant as botocore gives it: in the local zone, whole seconds.

    dateutil needs 15 µs for this, and within a test most times are the same.
    """
    return datetime_class.fromtimestamp(seconds, tzlocal())


def _epoch_seconds(value: datetime.datetime) -> int:
    return int(value.timestamp())
