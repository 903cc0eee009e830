"""The reading part of the control API: what exists, and what has happened."""

from __future__ import annotations

from functools import cache, partial
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from ..arguments import is_whole_number
from ..explanation.explain import explanation_of
from ..integrations import moto
from ..records.invocation_log import snapshot
from ..records.invocations import OUTCOMES, identity_of
from .messages import RefusedError
from .record_json import Json, RecordJson, counts_of, time_json
from .record_kinds import (
    DEAD_LETTERS,
    EVENTS,
    INVOCATIONS,
    SERVICE_EVENTS,
    TOKEN_REQUESTS,
    numbers_of,
)
from .resource_json import resources_json, state_machine_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from ..records.published_events import PublishedEvent
    from ..state.mock_state import MockState
    from .record_kinds import RecordKind

R = TypeVar("R")

_MOST_RECORDS = 1000


class ServerFacts(NamedTuple):
    """The properties of the server itself."""

    url: Callable[[], str]
    environment: Callable[[], dict[str, str]]


class Reading(NamedTuple):
    """A request that reads: the state it is about, its parameters, its server."""

    state: MockState
    parameters: Mapping[str, Any]
    facts: ServerFacts


class Query(NamedTuple):
    """How a path is read, and the parameters that it takes."""

    read: Callable[..., Json]
    parameters: Mapping[str, type] = {}


def state_json(reading: Reading) -> Json:
    """Return the options, the clock, and how much there is of everything."""
    state, options = reading.state, reading.state.options
    return {
        "version": _version(),
        "url": reading.facts.url(),
        "account_id": options.account_id,
        "region_name": options.region_name,
        "delivery": options.delivery,
        "transitions": options.transitions,
        "unmatched_endpoint": options.unmatched_endpoint,
        "now": time_json(state.clock.now()),
        "is_frozen": state.clock.is_frozen,
        "next_due": time_json(state.agenda.next_time),
        "has_moto": moto.is_active(),
        "environment": reading.facts.environment(),
        "counts": counts_of(state),
    }


@cache
def _version() -> str:
    from importlib.metadata import version  # noqa: PLC0415 - costs 10 ms

    return version("eventbridge-mock")


@cache
def description() -> bytes:
    """Return the OpenAPI description of the control API."""
    return (Path(__file__).parent / "control-api.yaml").read_bytes()


def _newest(reading: Reading, kind: RecordKind) -> Iterator[tuple[int, Any]]:
    """Yield the records that the parameters `after` and `limit` leave, numbered."""
    records = kind.records(reading.state)
    after = reading.parameters.get("after", 0)
    limit = reading.parameters.get("limit", _MOST_RECORDS)
    count = len(records)
    for index in range(max(after, count - limit), count):
        yield index + 1, records[index]


def _listed(member: str, kind: RecordKind, reading: Reading) -> Json:
    """Return the newest records of a *kind* as the array *member*."""
    newest = list(_newest(reading, kind))
    shown = RecordJson(reading.state)
    return {member: [kind.render(shown, *each) for each in newest]}


def _event(kind: RecordKind, reading: Reading, key: str) -> Json:
    """Return the event of a number or an id."""
    event = _numbered(kind.records(reading.state), key)
    return event_json(reading.state, event or key)


def event_json(state: MockState, event: PublishedEvent | str) -> Json:
    """Return an event, or the one of an id, with its explanation.

    Raises KeyError for an unknown id.
    """
    explanation = explanation_of(state, event)
    logs = snapshot(state.publisher.events), tuple(state.service_events.log)
    numbers = numbers_of(logs[0]) | numbers_of(logs[1])
    found, rendered = explanation.event, RecordJson(state)
    shown = rendered.event(numbers[identity_of(found)], found)
    return {**shown, **rendered.explained(explanation)}


def _invocations(reading: Reading) -> Json:
    parameters, outcome = reading.parameters, reading.parameters.get("outcome")
    if outcome is not None and outcome not in OUTCOMES:
        msg = f"outcome is one of {', '.join(OUTCOMES)}, not {outcome!r}."
        raise RefusedError(400, "ValueError", msg)
    name = parameters.get("api_destination")
    newest = list(_newest(reading, INVOCATIONS))
    rendered = RecordJson(reading.state)
    return {
        "invocations": [
            rendered.invocation(number, each)
            for number, each in newest
            if outcome in {None, each.outcome} and name in {None, each.api_destination}
        ]
    }


def _invocation(reading: Reading, text: str) -> Json:
    invocations = INVOCATIONS.records(reading.state)
    invocation = _numbered(invocations, text)
    if invocation is None:
        msg = f"There is no invocation {text!r}; there are {len(invocations)}."
        raise RefusedError(404, "KeyError", msg)
    rendered = RecordJson(reading.state)
    return rendered.invocation(int(text), invocation, has_attempts=True)


def _numbered(records: Sequence[R], text: str) -> R | None:
    """Return the record whose number *text* is, from 1 on, if it is one."""
    number = int(text) if is_whole_number(text) else 0
    return records[number - 1] if 0 < number <= len(records) else None


def _attempts(reading: Reading) -> Json:
    attempts = sorted(
        (
            (attempt.time, number, attempt)
            for number, each in enumerate(INVOCATIONS.records(reading.state), 1)
            for attempt in each.attempts
        ),
        key=itemgetter(0),
    )
    rendered = RecordJson(reading.state)
    first = len(attempts) - reading.parameters.get("limit", _MOST_RECORDS)
    return {
        "attempts": [
            {"invocation": number, **rendered.attempt(attempt)}
            for _, number, attempt in attempts[max(first, 0) :]
        ]
    }


def _resources(reading: Reading) -> Json:
    state, options = reading.state, reading.state.options
    state.run_due()
    backend = state.backends.of(
        reading.parameters.get("account_id", options.account_id),
        reading.parameters.get("region_name", options.region_name),
    )
    return resources_json(backend, state.backends)


def _connection_states(_: Reading) -> Json:
    return state_machine_json()


def _replies(reading: Reading) -> Json:
    state = reading.state
    capture = state.used_capture
    return {
        "replies": [
            _reply_json(reply)
            for reply in (capture.scripted_replies() if capture else ())
        ],
        "routes": [
            {"url_prefix": prefix, "to": to if isinstance(to, str) else repr(to)}
            for prefix, to in (capture.listed_routes() if capture else ())
        ],
        "faults": [
            {
                "operation": fault.operation[1],
                "code": fault.code,
                "status": fault.status,
                "entries": list(fault.entries),
                "left": left,
            }
            for fault, left in state.faults.pending()
        ],
    }


def _reply_json(reply: Any) -> Json:
    body = getattr(reply, "body", None)
    is_failure = isinstance(body, Exception)
    pattern = getattr(reply.url, "pattern", None)
    return {
        "method": reply.method,
        "url": reply.url if pattern is None else pattern,
        # A callback decides the status itself.
        "status": None if is_failure else getattr(reply, "status", None),
        "failure": type(body).__name__ if is_failure else None,
        "call_count": reply.call_count,
    }


_PAGE = {"after": int, "limit": int}

QUERIES = {
    "state": Query(state_json),
    "events": Query(partial(_listed, "events", EVENTS), _PAGE),
    "service-events": Query(partial(_listed, "events", SERVICE_EVENTS), _PAGE),
    "invocations": Query(
        _invocations, {**_PAGE, "api_destination": str, "outcome": str}
    ),
    "attempts": Query(_attempts, {"limit": int}),
    "token-requests": Query(partial(_listed, "token_requests", TOKEN_REQUESTS), _PAGE),
    "dead-letters": Query(partial(_listed, "dead_letters", DEAD_LETTERS), _PAGE),
    "resources": Query(_resources, {"account_id": str, "region_name": str}),
    "connection-states": Query(_connection_states),
    "replies": Query(_replies),
}

# A path with one more part, which is an argument.
QUERIES_OF_ONE = {
    "events": Query(partial(_event, EVENTS)),
    "service-events": Query(partial(_event, SERVICE_EVENTS)),
    "invocations": Query(_invocation),
}
