"""The commands and assertions of the control API: the methods of the mock, as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..activation.teardown_checks import teardown_failure
from ..records.invocation_log import snapshot
from ..records.invocations import identity_of
from .command import Command, Order
from .expected_json import with_matchers
from .messages import RefusedError
from .queries import Reading, event_json, state_json
from .record_json import Json, RecordJson
from .record_kinds import DEAD_LETTERS, EVENTS, INVOCATIONS, numbers_of
from .resource_json import connection_json

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from .record_kinds import RecordKind

# The exceptions with which a scripted endpoint gives no response.
_FAILURES: dict[str, Exception] = {
    "connection": ConnectionError("Connection refused by a scripted reply."),
    "timeout": TimeoutError("Timed out by a scripted reply."),
}
_STATUSES = range(100, 600)


def _call(method_name: str) -> Callable[[Order], Json]:
    """Return a command that calls a method of the mock with the members."""

    def run(order: Order) -> Json:
        getattr(order.mock, method_name)(**order.given)
        return {}

    return run


def _add_reply(order: Order) -> Json:
    members = order.given
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
    members, has_json = order.given, "json" in order.members
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
    members = order.given
    event = members.pop("event", None)
    published = order.mock.publish(event, **members)
    return event_json(order.state, published.id)


def _invoke(order: Order) -> Json:
    members = order.given
    invocation = order.mock.invoke(members.pop("api_destination"), **members)
    numbers = numbers_of(snapshot(order.state.deliveries.invocations))
    number = numbers[identity_of(invocation)]
    return RecordJson(order.state).invocation(number, invocation, has_attempts=True)


def _advance(order: Order) -> Json:
    members = order.given
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
    members = order.given
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


def _assertion(method_name: str, kind: RecordKind) -> Callable[[Order], Json]:
    """Return a command that calls an assertion of the mock on records of a *kind*."""

    def run(order: Order) -> Json:
        # A null is a value that is expected, where it may be one.
        expected = {name: with_matchers(v) for name, v in order.members.items()}
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
