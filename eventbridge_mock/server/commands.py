"""The commands and assertions of the control API: the methods of the mock, as JSON."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple
from unittest.mock import ANY

from ..activation.teardown_checks import teardown_failure
from ..records.invocation_log import snapshot
from .messages import RefusedError
from .queries import Reading, event_json, state_json
from .record_json import Json, RecordJson
from .record_kinds import DEAD_LETTERS, EVENTS, INVOCATIONS, numbers_of
from .resource_json import connection_json

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ..state.mock_state import MockState
    from .queries import ServerFacts
    from .record_kinds import RecordKind

_TYPE_NAMES = {
    str: "a string",
    int: "a whole number",
    float: "a number",
    bool: "true or false",
    dict: "an object",
    list: "an array",
}

# The exceptions with which a scripted endpoint gives no response.
_FAILURES: dict[str, Exception] = {
    "connection": ConnectionError("Connection refused by a scripted reply."),
    "timeout": TimeoutError("Timed out by a scripted reply."),
}
_STATUSES = range(100, 600)


class Order(NamedTuple):
    """A command to be carried out: the mock, its state, and the members given."""

    mock: Any  # an EventBridgeMock, which is a floor above
    state: MockState
    members: dict[str, Any]
    facts: ServerFacts


class Command(NamedTuple):
    """How a command is carried out, and the members that it takes, by type.

    The type `object` is any JSON value.
    """

    run: Callable[[Order], Json]
    members: Mapping[str, type] = {}
    required: tuple[str, ...] = ()

    def check(self, members: Mapping[str, Any]) -> None:
        """Raise RefusedError for members that the command does not take."""
        for name, value in members.items():
            if name not in self.members:
                names = ", ".join(self.members) or "none"
                msg = f"There is no member {name!r} here; allowed: {names}."
                raise RefusedError(400, "TypeError", msg)
            kind = self.members[name]
            if value is not None and not _is_a(kind, value):
                msg = f"{name} must be {_TYPE_NAMES[kind]}."
                raise RefusedError(400, "TypeError", msg)
        for name in self.required:
            if members.get(name) is None:
                raise RefusedError(400, "TypeError", f"The member {name!r} is missing.")


def _is_a(kind: type, value: object) -> bool:
    """Return whether *value* is of the JSON type of *kind*."""
    if kind is object:
        return True
    if isinstance(value, bool):
        return kind is bool
    return isinstance(value, (int, float) if kind is float else kind)


def _given(members: Mapping[str, Any]) -> dict[str, Any]:
    """Return the members that are not null, which is the same as not given."""
    return {name: value for name, value in members.items() if value is not None}


def _call(method_name: str) -> Callable[[Order], Json]:
    """Return a command that calls a method of the mock with the members."""

    def run(order: Order) -> Json:
        getattr(order.mock, method_name)(**_given(order.members))
        return {}

    return run


def _add_reply(order: Order) -> Json:
    members = _given(order.members)
    status = members.get("status", 200)
    if status not in _STATUSES:
        raise RefusedError(400, "ValueError", f"{status} is not a status of HTTP.")
    settings = _body_settings(order)
    headers = _string_values("headers", members.get("headers", {}))
    for name in list(headers):
        if name.lower() == "content-type":
            settings["content_type"] = headers.pop(name)
    order.mock.responses.add(
        method=members.get("method", "POST").upper(),
        url=members["url"],
        status=status,
        headers=headers,
        **settings,
    )
    return {}


def _body_settings(order: Order) -> dict[str, Any]:
    """Return the body of a reply, its JSON, or its failure, as `responses` takes it."""
    members, has_json = _given(order.members), "json" in order.members
    failure = members.get("failure")
    if failure not in {None, *_FAILURES}:
        msg = f"failure is one of {', '.join(_FAILURES)}, not {failure!r}."
        raise RefusedError(400, "ValueError", msg)
    if has_json + ("body" in members) + (failure is not None) > 1:
        msg = "A reply has one of body, json and failure."
        raise RefusedError(400, "ValueError", msg)
    if failure is not None:
        return {"body": _FAILURES[failure]}
    if has_json:
        return {"json": order.members["json"]}
    return {"body": members.get("body", "")}


def _string_values(name: str, values: Mapping[str, Any]) -> dict[str, str]:
    if not all(isinstance(value, str) for value in values.values()):
        raise RefusedError(400, "TypeError", f"The values in {name} must be strings.")
    return dict(values)


def forget_replies(order: Order) -> Json:
    """Forget the scripted replies."""
    order.mock.responses.reset()
    return {}


def _publish(order: Order) -> Json:
    members = _given(order.members)
    event = members.pop("event", None)
    published = order.mock.publish(event, **members)
    return event_json(order.state, published.id)


def _invoke(order: Order) -> Json:
    members = _given(order.members)
    invocation = order.mock.invoke(members.pop("api_destination"), **members)
    numbers = numbers_of(snapshot(order.state.deliveries.invocations))
    number = numbers[id(invocation)]
    return RecordJson(order.state).invocation(number, invocation, has_attempts=True)


def _advance(order: Order) -> Json:
    members = _given(order.members)
    if members.pop("to_next", False):
        due, now = order.state.agenda.next_time, order.state.clock.now()
        if due is not None and due > now:
            members["microseconds"] = members.get("microseconds", 0) + round(
                (due - now).total_seconds() * 1_000_000
            )
    order.mock.advance(**members)
    return state_json(Reading(order.state, {}, order.facts))


def _set_connection_state(order: Order) -> Json:
    order.mock.set_connection_state(**order.members)
    return connection_json(order.mock.connections[order.members["name"]])


def _explain(order: Order) -> Json:
    return RecordJson(order.state).explained(order.mock.explain(order.members["event"]))


def _deploy(order: Order) -> Json:
    members = _given(order.members)
    deployment = order.mock.deploy(members.pop("source"), **members)
    rendered = RecordJson(order.state)
    return {
        "resources": [
            {
                "logical_id": resource.logical_id,
                "stack_name": resource.stack_name,
                "type": resource.type,
                "name": resource.name,
                "arn": resource.arn,
                "url": resource.url,
            }
            for stack in deployment.stacks.values()
            for resource in stack.values()
        ],
        "outputs": rendered.value(dict(deployment.outputs)),
        "exports": rendered.value(dict(deployment.exports)),
        "left_out": dict(deployment.left_out),
        "made_up": dict(deployment.made_up),
    }


class _Regex:
    """Equals each string that an expression matches whole."""

    def __init__(self, expression: str) -> None:
        self._expression = re.compile(expression)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, str) and bool(self._expression.fullmatch(other))

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"<a string that matches {self._expression.pattern!r}>"


def _with_matchers(value: Any) -> Any:
    """Return *value* with matchers in place of `{"$any": true}` and `{"$regex": ...}`.

    Raises RefusedError for an expression that Python does not compile.
    """
    if isinstance(value, list):
        return [_with_matchers(item) for item in value]
    if not isinstance(value, dict):
        return value
    if value == {"$any": True}:
        return ANY
    if value.keys() == {"$regex"} and isinstance(value["$regex"], str):
        try:
            return _Regex(value["$regex"])
        except re.error as error:
            raise RefusedError(400, "ValueError", f"$regex: {error}") from None
    return {name: _with_matchers(member) for name, member in value.items()}


def _assertion(method_name: str, kind: RecordKind) -> Callable[[Order], Json]:
    """Return a command that calls an assertion of the mock on records of a *kind*."""

    def run(order: Order) -> Json:
        # A null is a value that is expected, where it may be one.
        expected = {name: _with_matchers(v) for name, v in order.members.items()}
        records = getattr(order.mock, method_name)(**expected)
        return {"records": kind.rendered(order.state, records)}

    return run


def _assert_everything_used(order: Order) -> Json:
    failure = teardown_failure(order.state)
    if failure:
        raise AssertionError(failure)
    return {}


_STEP = dict.fromkeys(
    ["seconds", "minutes", "hours", "days", "weeks", "milliseconds", "microseconds"],
    float,
)
_INVOCATION = {
    "api_destination": str,
    **dict.fromkeys(["method", "url", "json", "body", "status"], object),
    "headers": dict,
    "query": dict,
}
_EVENT = dict.fromkeys(
    ["source", "detail_type", "detail", "resources", "event_bus_name"], object
)
_DEAD_LETTER = {
    "api_destination": str,
    "times": int,
    "attributes": dict,
    **dict.fromkeys(
        ["queue_arn", "error_code", "json", "body", "queue_failure"], object
    ),
}
_FAULT = {
    "operation": str,
    "code": str,
    "message": str,
    "times": int,
    "status": int,
    "entries": list,
}

COMMANDS: dict[str, Command] = {
    "replies": Command(
        _add_reply,
        {
            "url": str,
            "method": str,
            "status": int,
            "headers": dict,
            "body": str,
            "json": object,
            "failure": str,
        },
        ("url",),
    ),
    "routes": Command(
        _call("route"), {"url_prefix": str, "to": str}, ("url_prefix", "to")
    ),
    "faults": Command(_call("fail"), _FAULT, ("operation", "code")),
    "publish": Command(
        _publish,
        {
            "event": dict,
            **dict.fromkeys(["source", "detail_type", "time", "account_id"], str),
            **dict.fromkeys(["region_name", "event_bus_name"], str),
            "detail": dict,
            "resources": list,
        },
    ),
    "invoke": Command(
        _invoke,
        {
            "api_destination": str,
            "event": object,
            "body": str,
            **dict.fromkeys(
                ["http_parameters", "retry_policy", "dead_letter_config"], dict
            ),
        },
        ("api_destination",),
    ),
    "advance": Command(_advance, {**_STEP, "to_next": bool}),
    "settle": Command(_call("settle")),
    "reset": Command(_call("reset")),
    "set-connection-state": Command(
        _set_connection_state,
        dict.fromkeys(["name", "state", "reason"], str),
        ("name", "state"),
    ),
    "register-oauth-client": Command(
        _call("register_oauth_client"),
        {"client_id": str, "client_secret": str, "expires_in": int},
        ("client_id", "client_secret"),
    ),
    "fail-over": Command(
        _call("fail_over"), {"endpoint_name": str}, ("endpoint_name",)
    ),
    "fail-back": Command(
        _call("fail_back"), {"endpoint_name": str}, ("endpoint_name",)
    ),
    "deploy": Command(
        _deploy,
        {
            "source": object,
            "stack_name": str,
            **dict.fromkeys(
                ["parameters", "secrets", "ssm", "imports", "values"], dict
            ),
        },
        ("source",),
    ),
    "explain": Command(_explain, {"event": object}, ("event",)),
    "assert/invoked": Command(
        _assertion("assert_invoked", INVOCATIONS),
        {**_INVOCATION, "times": int},
        ("api_destination",),
    ),
    "assert/not-invoked": Command(
        _assertion("assert_not_invoked", INVOCATIONS),
        _INVOCATION,
        ("api_destination",),
    ),
    "assert/published": Command(
        _assertion("assert_published", EVENTS), {**_EVENT, "times": int}
    ),
    "assert/not-published": Command(_assertion("assert_not_published", EVENTS), _EVENT),
    "assert/dead-lettered": Command(
        _assertion("assert_dead_lettered", DEAD_LETTERS),
        _DEAD_LETTER,
        ("api_destination",),
    ),
    "assert/everything-used": Command(_assert_everything_used),
}
