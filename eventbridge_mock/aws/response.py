"""Make what botocore expects of an answered call.

A `before-call` handler returns the HTTP response and what was parsed from it.
Both are made from the members that an operation returned; the HTTP body is
written only if somebody reads it.
"""

from __future__ import annotations

import datetime
import json
import uuid
from enum import Enum
from typing import TYPE_CHECKING, Any

from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from dateutil.tz import tzlocal

if TYPE_CHECKING:
    from botocore.model import Shape

    from .errors import AwsError

Answer = tuple[AWSResponse, dict[str, Any]]


class MockedResponse(AWSResponse):
    """An HTTP response whose body is written when it is read."""

    def __init__(
        self, url: str, status: int, headers: dict[str, str], members: dict[str, Any]
    ) -> None:
        super().__init__(url, status, HTTPHeaders.from_dict(headers), raw=None)
        self._members = members

    @property
    def content(self) -> bytes:
        """The body: JSON with times as whole seconds, as AWS sends them."""
        return json.dumps(self._members, default=_epoch_seconds).encode()


def success(url: str, shape: Shape | None, members: dict[str, Any]) -> Answer:
    """Return the answer with those of *members* that *shape* declares."""
    parsed = {} if shape is None else _declared(shape, members)
    return _answer(url, 200, parsed, dict(parsed))


def failure(url: str, error: AwsError) -> Answer:
    """Return the answer that botocore turns into a typed exception."""
    parsed = {"Error": {"Message": error.message, "Code": error.code}}
    body = {"__type": error.code, "message": error.message}
    return _answer(url, error.status, parsed, body)


def _answer(
    url: str, status: int, parsed: dict[str, Any], body: dict[str, Any]
) -> Answer:
    request_id = str(uuid.uuid4())
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
    """Return *value* as botocore would parse it, undeclared members left out."""
    if isinstance(value, dict) and shape.type_name == "structure":
        return {
            name: _declared(member, value[name])
            for name, member in shape.members.items()
            if name in value
        }
    if isinstance(value, list):
        return [_declared(shape.member, item) for item in value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime.datetime):
        # botocore gives times in the local zone, whole seconds in our case.
        return datetime.datetime.fromtimestamp(_epoch_seconds(value), tzlocal())
    return value


def _epoch_seconds(value: datetime.datetime) -> int:
    return int(value.timestamp())
