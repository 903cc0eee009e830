"""The expectations of an assertion: which records are as expected, and why not."""

from __future__ import annotations

from dataclasses import fields
from itertools import islice
from typing import TYPE_CHECKING, Any

from ..arguments import require_mapping
from ..frozen import frozen
from ..model.arn import parse_arn
from . import UNSET
from .differences import (
    attribute_differences,
    body_differences,
    compares_whole,
    document_differences,
    first_of,
    holds_a_secret,
    is_empty,
    json_differences,
    named_differences,
    shown_value,
    text_differences,
    url_differences,
)
from .masking import MASK, NO_SENSITIVE_TEXTS, masked_repr

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from .invocations import DeadLetter, HttpRequest, Invocation
    from .published_events import PublishedEvent

# Strings that begin so are meant as JSON.
_BRACKETS = ("{", "[")

_ORIGIN_OF_A_TOKEN = (
    " A token of OAuth comes from the reply to the newest of mock.token_requests, which"
    " is sent when the connection is created: script that reply before."
)


@frozen
class Expectation:
    """The expected properties of an invocation.

    `headers` and `query` need only hold for the names given; `json` and `body`
    compare whole. Any value may be an object with its own equality.
    """

    method: object = UNSET
    url: object = UNSET
    headers: Mapping[str, object] | None = None
    query: Mapping[str, object] | None = None
    json: object = UNSET
    body: object = UNSET
    status: object = UNSET

    def __post_init__(self) -> None:
        require_mapping("headers", self.headers)
        require_mapping("query", self.query)

    def matches(self, invocation: Invocation) -> bool:
        """Return whether *invocation* was sent and is as expected."""
        return is_empty(self._differences(invocation, NO_SENSITIVE_TEXTS))

    def differences(self, invocation: Invocation, texts: frozenset[str]) -> list[str]:
        """Return a line for each difference, with sensitive *texts* masked."""
        return first_of(self._differences(invocation, texts))

    def hints(self, records: Iterable[Invocation]) -> Iterator[str]:
        """Yield how to expect less of *records*, which are not as expected."""
        sent = [record for record in records if record.attempts]
        yield from _hints_on_json(self.json, [record.body for record in sent])
        for name, value in (self.headers or {}).items():
            yield from islice(_hints_on_secrets(name, value, sent), 1)

    def _differences(
        self, invocation: Invocation, texts: frozenset[str]
    ) -> Iterator[str]:
        if not invocation.attempts:
            # Expecting nothing in particular still expects a request.
            yield f"not sent: {invocation.failure}"
            return
        attempt = invocation.attempts[-1]
        request = attempt.request
        yield from text_differences("method", self.method, request.method, texts)
        yield from url_differences(self.url, request.url, texts)
        if self.headers:
            yield from named_differences(
                "headers", self.headers, request.headers, texts
            )
        if self.query:
            yield from named_differences("query", self.query, request.query, texts)
        yield from document_differences(self.json, request.body, texts)
        yield from body_differences(self.body, request.body, texts)
        yield from text_differences("status", self.status, attempt.status, texts)

    def describe(self, near: Iterable[Invocation], texts: frozenset[str]) -> str:
        """Return ` with ...` for the properties that were given, if any.

        Sensitive *texts* are masked. An expected header or parameter is masked too if
        *near* has a secret there.
        """
        requests = [record.attempts[-1].request for record in near if record.attempts]
        given = given_properties(self)
        for kind in ("headers", "query"):
            if kind in given:
                names = _sensitive_names(requests, kind, texts)
                given[kind] = {
                    name: MASK if str(name).lower() in names else value
                    for name, value in given[kind].items()
                }
        return described(given, texts)


@frozen
class DeadLetterExpectation:
    """The expected properties of a dead letter.

    `attributes` need only hold for the names given; `json` and `body` compare whole. A
    dead letter that reached no queue is as expected if *queue_failure* says so, or if
    *queue_failure* is not given and *includes_lost*.
    """

    queue_arn: object = UNSET
    error_code: object = UNSET
    attributes: Mapping[str, object] | None = None
    json: object = UNSET
    body: object = UNSET
    queue_failure: object = UNSET
    includes_lost: bool = False

    def __post_init__(self) -> None:
        require_mapping("attributes", self.attributes)

    def matches(self, dead_letter: DeadLetter) -> bool:
        """Return whether *dead_letter* is as expected."""
        return is_empty(self._differences(dead_letter, NO_SENSITIVE_TEXTS))

    def differences(self, dead_letter: DeadLetter, texts: frozenset[str]) -> list[str]:
        """Return a line for each difference, with sensitive *texts* masked."""
        return first_of(self._differences(dead_letter, texts))

    def _differences(
        self, dead_letter: DeadLetter, texts: frozenset[str]
    ) -> Iterator[str]:
        attributes, body = dead_letter.attributes, dead_letter.body.encode()
        code = attributes.get("ERROR_CODE")
        failure = None if self.expects_a_queue else self.queue_failure
        yield from text_differences(
            "queue_arn", self.queue_arn, dead_letter.queue_arn, texts
        )
        yield from text_differences("error_code", self.error_code, code, texts)
        yield from attribute_differences(self.attributes, attributes, texts)
        yield from document_differences(self.json, body, texts)
        yield from body_differences(self.body, body, texts)
        yield from text_differences(
            "queue_failure", failure, dead_letter.queue_failure, texts
        )

    def hints(self, records: Iterable[DeadLetter]) -> Iterator[str]:
        """Yield how to expect less of *records*, which are not as expected."""
        return _hints_on_json(self.json, [record.body.encode() for record in records])

    @property
    def expects_a_queue(self) -> bool:
        """Whether only a dead letter that reached its queue is as expected."""
        return self.queue_failure is UNSET and not self.includes_lost

    def describe(self, texts: frozenset[str]) -> str:
        """Return ` with ...` for the properties that were given, if any."""
        given = given_properties(self)
        given.pop("includes_lost", None)
        return described(given, texts)


@frozen
class EventExpectation:
    """The expected properties of a published event.

    `detail` and `resources` compare whole. Any value may have its own equality.
    """

    source: object = UNSET
    detail_type: object = UNSET
    detail: object = UNSET
    resources: object = UNSET
    event_bus_name: object = UNSET

    def matches(self, event: PublishedEvent) -> bool:
        """Return whether *event* is as expected."""
        return is_empty(self._differences(event, NO_SENSITIVE_TEXTS))

    def differences(self, event: PublishedEvent, texts: frozenset[str]) -> list[str]:
        """Return a line for each difference, with sensitive *texts* masked."""
        return first_of(self._differences(event, texts))

    def _differences(
        self, event: PublishedEvent, texts: frozenset[str]
    ) -> Iterator[str]:
        of = event.envelope
        yield from text_differences("source", self.source, of["source"], texts)
        yield from text_differences(
            "detail_type", self.detail_type, of["detail-type"], texts
        )
        for name, expected in (("detail", self.detail), ("resources", self.resources)):
            if expected is not UNSET:
                yield from json_differences(name, expected, of[name], texts)
        yield from text_differences(
            "event_bus_name", self.event_bus_name, event.event_bus_name, texts
        )

    def hints(self, events: Iterable[PublishedEvent]) -> Iterator[str]:
        """Yield how to expect less of *events*, which are not as expected."""
        differences = (
            json_differences(
                "detail", self.detail, event.envelope["detail"], NO_SENSITIVE_TEXTS
            )
            for event in events
        )
        return compares_whole("detail", differences)

    def describe(self, texts: frozenset[str]) -> str:
        """Return ` with ...` for the properties that were given, if any."""
        return described(given_properties(self), texts)


def _hints_on_secrets(
    name: str, expected: object, records: Iterable[Invocation]
) -> Iterator[str]:
    """Yield where a secret header of *records* that is not as expected comes from."""
    for record in records:
        value, texts = record.headers.get(name), record.sensitive_texts
        is_wrong = value is not None and value != expected
        if is_wrong and holds_a_secret("headers", name, str(value), texts):
            connection = parse_arn(record.connection_arn).name
            origin = _ORIGIN_OF_A_TOKEN if str(value).startswith("Bearer ") else ""
            yield (
                f"  headers[{name!r}] holds a secret of connection {connection!r}: look"
                " at the AuthParameters it was created or updated with. The value that"
                f" was sent is in the invocation's .headers[{name!r}].{origin}"
            )


def _hints_on_json(expected: object, bodies: Sequence[bytes]) -> Iterator[str]:
    if bodies and isinstance(expected, str) and expected.lstrip()[:1] in _BRACKETS:
        yield (
            "  json= got a string. Pass the object that it is the JSON of, or compare"
            " the text with body=."
        )
    differences = (
        document_differences(expected, body, NO_SENSITIVE_TEXTS) for body in bodies
    )
    yield from compares_whole("json", differences)


def given_properties(expectation: Any) -> dict[str, Any]:
    """Return the properties of *expectation* that were given."""
    values = (
        (field, getattr(expectation, field.name)) for field in fields(expectation)
    )
    return {field.name: value for field, value in values if value is not field.default}


def described(given: Mapping[str, object], texts: frozenset[str]) -> str:
    """Return ` with ...` for the *given* properties, with sensitive *texts* masked."""
    shown = (
        f"{name}={(shown_value if name in _PLAIN else masked_repr)(value, texts)}"
        for name, value in given.items()
    )
    return f" with {', '.join(shown)}" if given else ""


# Properties that are not values in a request, and so never a secret as a whole.
_PLAIN = frozenset(
    {
        "method",
        "url",
        "queue_arn",
        "error_code",
        "queue_failure",
        "source",
        "detail_type",
        "event_bus_name",
    }
)


def _sensitive_names(
    requests: Iterable[HttpRequest], kind: str, texts: frozenset[str]
) -> set[str]:
    """Return the lower-case names of the headers or parameters with a secret."""
    return {
        name.lower()
        for request in requests
        for name, value in getattr(request, kind).items()
        if holds_a_secret(kind, name, value, texts)
    }
