"""What was sent: invocations, their attempts, and the log that keeps them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import parse_qsl, urlsplit

from .masking import mask

if TYPE_CHECKING:
    from datetime import datetime

Outcome = Literal["delivered", "failed", "dead_lettered", "pending"]


class Headers(Mapping[str, str]):
    """HTTP headers: looked up without regard to case, printed without secrets."""

    __slots__ = ("_by_lower_name", "secrets")

    def __init__(
        self, headers: Iterable[tuple[str, str]], secrets: frozenset[str] = frozenset()
    ) -> None:
        self._by_lower_name = {name.lower(): (name, value) for name, value in headers}
        self.secrets = secrets

    def __getitem__(self, name: str) -> str:
        return self._by_lower_name[name.lower()][1]

    def __iter__(self) -> Iterator[str]:
        return (name for name, _ in self._by_lower_name.values())

    def __len__(self) -> int:
        return len(self._by_lower_name)

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name.lower() in self._by_lower_name

    def __repr__(self) -> str:
        return mask(repr(dict(self)), self.secrets)


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpRequest:
    """An HTTP request as it was sent.

    `secrets` are the texts in it that must not be printed, in any spelling.
    """

    method: str
    url: str
    headers: Headers
    body: bytes = field(repr=False)
    secrets: frozenset[str] = field(default=frozenset(), repr=False)

    @property
    def query(self) -> dict[str, str | list[str]]:
        """The decoded query; a list for a name that stands there repeatedly."""
        query: dict[str, str | list[str]] = {}
        parts = urlsplit(self.url).query
        for name, value in parse_qsl(parts, keep_blank_values=True):
            before = query.get(name)
            if before is None:
                query[name] = value
            else:
                query[name] = [
                    *([before] if isinstance(before, str) else before),
                    value,
                ]
        return query

    def __str__(self) -> str:
        return mask(f"{self.method} {self.url}", self.secrets)

    def __repr__(self) -> str:
        return f"<HttpRequest {self}>"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One HTTP try: what was sent when, and what came back.

    `error` tells why there was no answer; then `status` is None. `number`
    counts from 1. `time` is aware, in UTC.

        >>> from datetime import datetime, timezone
        >>> from eventbridge_mock import Attempt
        >>> from eventbridge_mock.invocations import Headers, HttpRequest
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
    response_headers: Headers = field(default_factory=lambda: Headers(()))
    response_body: bytes = b""
    error: str | None = None

    @property
    def is_success(self) -> bool:
        """Whether the endpoint took the request, with a status from 200 to 299."""
        return self.status is not None and 200 <= self.status < 300  # noqa: PLR2004 - HTTP

    def __repr__(self) -> str:
        return f"<Attempt {self.number}: {self.request} -> {self.status or self.error}>"


class _Exchange:
    """What an invocation and a token request share: the last attempt's parts."""

    __slots__ = ()
    attempts: tuple[Attempt, ...]

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
        return self.request.headers if self.request else Headers(())

    @property
    def query(self) -> dict[str, str | list[str]]:
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Invocation(_Exchange):
    """An event on its way to one API destination.

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

    def __repr__(self) -> str:
        sent = f"{self.request} -> {self._answer}" if self.request else "not sent"
        why = f" ({self.failure})" if self.failure and not self.request else ""
        return f"<Invocation {self.api_destination!r} {sent}, {self.outcome}{why}>"

    @property
    def _answer(self) -> str:
        last = self.attempts[-1]
        return str(last.status) if last.status else str(last.error)


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenRequest(_Exchange):
    """A request for an access token, sent for an OAuth connection."""

    connection: str
    connection_arn: str
    account_id: str
    region_name: str
    attempts: tuple[Attempt, ...]

    def __repr__(self) -> str:
        last = self.attempts[-1]
        answer = last.status or last.error
        return f"<TokenRequest for {self.connection!r} {last.request} -> {answer}>"
