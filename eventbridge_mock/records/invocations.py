"""The records of requests: invocations, token requests, attempts, dead letters."""

from __future__ import annotations

import json
from dataclasses import field
from typing import TYPE_CHECKING, Any, Literal, get_args

from ..frozen import frozen
from .curl import curl_command
from .http_message import NO_HEADERS, Headers, HttpRequest
from .masking import (
    NO_SENSITIVE_TEXTS,
    mask_header,
    mask_text,
    mask_value,
    sensitive_texts,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

__all__ = [
    "NO_HEADERS",
    "OUTCOMES",
    "Attempt",
    "DeadLetter",
    "Headers",
    "HttpRequest",
    "HttpTask",
    "Invocation",
    "Outcome",
    "TokenRequest",
]

Outcome = Literal["delivered", "failed", "dead_lettered", "pending"]
OUTCOMES: tuple[str, ...] = get_args(Outcome)


@frozen
class Attempt:
    """One HTTP request and its response.

    `number` counts from 1, `time` is an aware datetime in UTC. Without a response
    `status` is None and `error` says why.

        >>> from datetime import datetime, timezone
        >>> from eventbridge_mock import Attempt
        >>> from eventbridge_mock.records.invocations import Headers, HttpRequest
        >>> url = "https://api.partner.example/orders"
        >>> request = HttpRequest(method="GET", url=url, headers=Headers(()), body=b"")
        >>> now = datetime(2026, 9, 24, tzinfo=timezone.utc)
        >>> Attempt(number=1, time=now, request=request, status=503).is_success
        False
    """

    number: int
    time: datetime
    request: HttpRequest
    status: int | None = None
    response_headers: Headers = field(default_factory=lambda: NO_HEADERS)
    response_body: bytes = b""
    error: str | None = None

    # Headers have no hash.
    __hash__ = None  # type: ignore[assignment]

    @property
    def sensitive_texts(self) -> frozenset[str]:
        """The secrets in the request, which are not printed."""
        return self.request.sensitive_texts

    @property
    def is_success(self) -> bool:
        """Whether the endpoint accepted the request, with a status from 200 to 299."""
        return self.status is not None and 200 <= self.status < 300  # noqa: PLR2004 - HTTP

    def __repr__(self) -> str:
        return f"<Attempt {self.number}: {self.request} -> {self.answer}>"

    @property
    def answer(self) -> str | int | None:
        """The status, or the error if there was no response."""
        return self.error if self.status is None else self.status


class _Exchange:
    """The properties of the last attempt, of an invocation or a token request."""

    __slots__ = ()
    attempts: tuple[Attempt, ...]

    @property
    def request(self) -> HttpRequest | None:
        """The request of the last attempt; None if nothing was sent."""
        return self.attempts[-1].request if self.attempts else None

    @property
    def method(self) -> str | None:
        """The HTTP method."""
        return self.request.method if self.request else None

    @property
    def url(self) -> str | None:
        """The whole URL, with its query."""
        return self.request.url if self.request else None

    @property
    def headers(self) -> Headers:
        """The headers; names are found in any case."""
        return self.request.headers if self.request else NO_HEADERS

    @property
    def query(self) -> Mapping[str, str | list[str]]:
        """The decoded query; a name that occurs repeatedly has a list of values."""
        return self.request.query if self.request else {}

    @property
    def body(self) -> bytes:
        """The body as it was sent."""
        return self.request.body if self.request else b""

    @property
    def status(self) -> int | None:
        """The HTTP status of the response; None if none came."""
        return self.attempts[-1].status if self.attempts else None

    @property
    def sensitive_texts(self) -> frozenset[str]:
        """The secrets in the requests, which are not printed."""
        return sensitive_texts(
            text
            for attempt in self.attempts
            for text in attempt.request.sensitive_texts
        )

    def json(self) -> Any:
        """Return the body parsed as JSON.

        Raises json.JSONDecodeError, a ValueError, if it is not valid JSON.
        """
        return json.loads(self.body)

    def to_curl(self) -> str:
        """Return a curl command that sends the request of the last attempt.

        Secrets in it are masked. Raises ValueError if nothing was sent.
        """
        request = self.request
        if request is None:
            msg = f"no request was sent: {self!r}"
            raise ValueError(msg)
        texts, headers = self.sensitive_texts, request.headers.items()
        return curl_command(
            request.method,
            mask_text(request.url, texts),
            [(name, mask_header(name, value, texts)) for name, value in headers],
            # Bytes that are not UTF-8 become the same bytes again.
            mask_value(request.body.decode("utf-8", "surrogateescape"), texts),
        )


@frozen
class Invocation(_Exchange):
    """One event for one API destination, and its attempts.

    `outcome` is "pending" while another attempt is due, at `next_attempt_time`.
    `failure` says why the event was not delivered, or not yet, with secrets masked;
    `error_code` is AWS's code for that (AWS guide "Using dead-letter queues").

    >>> import botocore.session
    >>> from eventbridge_mock import mock_api_destinations
    >>> basic = {"Username": "shop", "Password": "not-a-secret"}
    >>> with mock_api_destinations() as mock:
    ...     events = botocore.session.get_session().create_client("events")
    ...     connection = events.create_connection(
    ...         Name="partner",
    ...         AuthorizationType="BASIC",
    ...         AuthParameters={"BasicAuthParameters": basic},
    ...     )
    ...     destination = events.create_api_destination(
    ...         Name="orders",
    ...         ConnectionArn=connection["ConnectionArn"],
    ...         InvocationEndpoint="https://api.partner.example/orders",
    ...         HttpMethod="POST",
    ...     )
    ...     invocation = mock.invoke("orders", {"order": 7})
    >>> invocation
    <Invocation 'orders' POST https://api.partner.example/orders -> 200, delivered>
    >>> invocation.json()
    {'order': 7}
    """

    api_destination: str
    api_destination_arn: str
    connection_arn: str
    account_id: str
    region_name: str
    event: Any = field(repr=False, default=None)
    rule_arn: str | None = None
    target_id: str | None = None
    attempts: tuple[Attempt, ...] = ()
    outcome: Outcome = "pending"
    failure: str | None = None
    error_code: str | None = None
    next_attempt_time: datetime | None = None
    # The position among all invocations. An attempt changes the record, but not this.
    _number: int | None = field(default=None, repr=False, compare=False)

    # Events and headers have no hash.
    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        last = self.attempts[-1] if self.attempts else None
        sent = f"{last.request} -> {last.answer}" if last else "not sent"
        count = len(self.attempts)
        after = f" after {count} attempts" if count > 1 else ""
        why = f" ({self.failure})" if self.failure and not last else ""
        return (
            f"<Invocation {self.api_destination!r} {sent}, {self.outcome}{after}{why}>"
        )


def identity_of(record: object) -> int:
    """Return a number that *record* shares with no other record of its log.

    An attempt replaces the record of an invocation by another one of this number.
    """
    number = getattr(record, "_number", None)
    return id(record) if number is None else number


@frozen
class TokenRequest(_Exchange):
    """A request for an access token of an OAuth connection."""

    connection: str
    connection_arn: str
    account_id: str
    region_name: str
    attempts: tuple[Attempt, ...]

    # Headers have no hash.
    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        last = self.attempts[-1]
        return f"<TokenRequest for {self.connection!r} {last.request} -> {last.answer}>"


@frozen
class HttpTask(_Exchange):
    """One attempt of an HTTP task of Step Functions, over a connection.

    `error` and `cause` are those that the state machine gets, with secrets in the cause
    masked; both are None if the task succeeded. Nothing was sent if the connection
    cannot be used.
    """

    connection: str
    connection_arn: str
    account_id: str
    region_name: str
    attempts: tuple[Attempt, ...] = ()
    error: str | None = None
    cause: str | None = None

    # Headers have no hash.
    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        last = self.attempts[-1] if self.attempts else None
        sent = f"{last.request} -> {last.answer}" if last else "not sent"
        failed = f", {self.error}" if self.error else ""
        return f"<HttpTask over {self.connection!r} {sent}{failed}>"


@frozen
class DeadLetter:
    """A message for a dead-letter queue: an event that could not be delivered.

    `body` is the input that the target was to get, and `attributes` are the message
    attributes, all of them strings: RULE_ARN, TARGET_ARN, ERROR_CODE, ERROR_MESSAGE,
    and after the last retry EXHAUSTED_RETRY_CONDITION and RETRY_ATTEMPTS (AWS guide
    "Using dead-letter queues"). `queue_failure` says why the message did not reach
    its queue, for example because moto has no such queue. It is None if the message
    arrived, and if no mock or server of SQS was asked.

        >>> from eventbridge_mock import DeadLetter
        >>> queue_arn = "arn:aws:sqs:eu-west-1:123456789012:undelivered"
        >>> code = {"ERROR_CODE": "NO_RESOURCE"}
        >>> DeadLetter(queue_arn=queue_arn, body="{}", attributes=code, invocation=None)
        <DeadLetter in 'undelivered': NO_RESOURCE>
    """

    queue_arn: str
    body: str
    attributes: Mapping[str, str]
    invocation: Invocation | None
    queue_failure: str | None = None

    # The event of an invocation has no hash.
    __hash__ = None  # type: ignore[assignment]

    def json(self) -> Any:
        """Return the body parsed as JSON.

        Raises json.JSONDecodeError, a ValueError, if it is not valid JSON.
        """
        return json.loads(self.body)

    @property
    def sensitive_texts(self) -> frozenset[str]:
        """The secrets that an endpoint may have repeated, which are not printed."""
        if self.invocation is None:
            return NO_SENSITIVE_TEXTS
        return self.invocation.sensitive_texts

    def __repr__(self) -> str:
        where = f"in {self.queue_arn.rpartition(':')[2]!r}"
        if self.queue_failure is not None:
            where = f"lost, not {where} ({self.queue_failure})"
        code = self.attributes.get("ERROR_CODE")
        message = self.attributes.get("ERROR_MESSAGE")
        # An invocation has the same message with its secrets masked.
        if self.invocation is not None and self.invocation.failure is not None:
            message = self.invocation.failure
        return f"<DeadLetter {where}: {code}{f', {message}' if message else ''}>"
