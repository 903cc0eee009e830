"""What was sent: invocations, their attempts, and the log that keeps them."""

from __future__ import annotations

import json
from dataclasses import field
from typing import TYPE_CHECKING, Any, Literal, get_args

from ..frozen import frozen
from .curl import curl_command
from .http_message import NO_HEADERS, Headers, HttpRequest
from .masking import mask

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
    "Invocation",
    "Outcome",
    "TokenRequest",
]

Outcome = Literal["delivered", "failed", "dead_lettered", "pending"]
OUTCOMES: tuple[str, ...] = get_args(Outcome)


@frozen
class Attempt:
    """One HTTP try: what was sent when, and what came back.

    `error` tells why there was no answer; then `status` is None. `number`
    counts from 1. `time` is aware, in UTC.

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

    # What it holds, such as headers and events, has no hash either.
    __hash__ = None  # type: ignore[assignment]

    @property
    def secrets(self) -> frozenset[str]:
        """The texts that must not be printed."""
        return self.request.secrets

    @property
    def is_success(self) -> bool:
        """Whether the endpoint took the request, with a status from 200 to 299."""
        return self.status is not None and 200 <= self.status < 300  # noqa: PLR2004 - HTTP

    def __repr__(self) -> str:
        return f"<Attempt {self.number}: {self.request} -> {self.answer}>"

    @property
    def answer(self) -> str | int | None:
        """The status, or why there is none."""
        return self.error if self.status is None else self.status


class _Exchange:
    """What an invocation and a token request share: the last attempt's parts."""

    __slots__ = ()
    attempts: tuple[Attempt, ...]

    # What it holds, such as headers and events, has no hash either.
    __hash__ = None  # type: ignore[assignment]

    @property
    def request(self) -> HttpRequest | None:
        """The request of the last attempt; None if there was none."""
        return self.attempts[-1].request if self.attempts else None

    @property
    def method(self) -> str | None:
        """The HTTP method."""
        return self.request.method if self.request else None

    @property
    def url(self) -> str | None:
        """The whole URL, query included."""
        return self.request.url if self.request else None

    @property
    def headers(self) -> Headers:
        """The headers, looked up without regard to case."""
        return self.request.headers if self.request else NO_HEADERS

    @property
    def query(self) -> Mapping[str, str | list[str]]:
        """The decoded query string; a list for a name given repeatedly."""
        return self.request.query if self.request else {}

    @property
    def body(self) -> bytes:
        """The body as sent."""
        return self.request.body if self.request else b""

    @property
    def status(self) -> int | None:
        """The HTTP status of the answer; None if none came."""
        return self.attempts[-1].status if self.attempts else None

    @property
    def secrets(self) -> frozenset[str]:
        """The texts in the requests that must not be printed."""
        return frozenset(
            secret for attempt in self.attempts for secret in attempt.request.secrets
        )

    def json(self) -> Any:
        """Return the body parsed as JSON.

        Raises json.JSONDecodeError, a ValueError, for another kind of body.
        """
        return json.loads(self.body)

    def to_curl(self) -> str:
        """Return a curl command that sends the request of the last attempt.

        The values of secrets are masked. Raises ValueError if nothing was sent.
        """
        if self.request is None:
            msg = f"nothing was sent: {self!r}"
            raise ValueError(msg)
        return curl_command(
            self.request.method,
            self.request.url,
            self.request.headers.items(),
            self.request.body,
            hide=lambda text: mask(text, self.secrets),
        )


@frozen
class Invocation(_Exchange):
    """An event on its way to one API destination.

    `outcome` is "pending" while there are tries to come, the next of them at
    `next_attempt_time`. `failure` tells why the event was not delivered, or not yet,
    with secrets masked, and `error_code` is what AWS calls that (AWS guide "Using
    dead-letter queues").

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

    def __repr__(self) -> str:
        last = self.attempts[-1] if self.attempts else None
        sent = f"{last.request} -> {last.answer}" if last else "not sent"
        count = len(self.attempts)
        tries = f" after {count} attempts" if count > 1 else ""
        why = f" ({self.failure})" if self.failure and not self.request else ""
        text = f"{self.api_destination!r} {sent}, {self.outcome}{tries}{why}"
        return f"<Invocation {mask(text, self.secrets)}>"


@frozen
class TokenRequest(_Exchange):
    """A request for an access token, sent for an OAuth connection."""

    connection: str
    connection_arn: str
    account_id: str
    region_name: str
    attempts: tuple[Attempt, ...]

    def __repr__(self) -> str:
        last = self.attempts[-1]
        return f"<TokenRequest for {self.connection!r} {last.request} -> {last.answer}>"


@frozen
class DeadLetter:
    """What was sent to a dead-letter queue because it could not be delivered.

    `body` is the event as the target's input made it, and `attributes` are the
    message attributes, all of them texts: RULE_ARN, TARGET_ARN, ERROR_CODE,
    ERROR_MESSAGE, and after the last retry EXHAUSTED_RETRY_CONDITION and
    RETRY_ATTEMPTS (AWS guide "Using dead-letter queues"). `queue_failure` tells why
    moto's queue did not take it, as when there is none; without moto it is None.

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

    # What it holds, such as headers and events, has no hash either.
    __hash__ = None  # type: ignore[assignment]

    def json(self) -> Any:
        """Return the body parsed as JSON.

        Raises json.JSONDecodeError, a ValueError, for another kind of body.
        """
        return json.loads(self.body)

    @property
    def secrets(self) -> frozenset[str]:
        """The texts that must not be printed."""
        return self.invocation.secrets if self.invocation else frozenset()

    def __repr__(self) -> str:
        where = f"in {self.queue_arn.rpartition(':')[2]!r}"
        if self.queue_failure is not None:
            where = f"lost, not {where} ({self.queue_failure})"
        message = self.attributes.get("ERROR_MESSAGE", "")
        text = f"{self.attributes.get('ERROR_CODE')}{message and f', {message}'}"
        return f"<DeadLetter {where}: {mask(text, self.secrets)}>"
