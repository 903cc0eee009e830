"""The path of an event, as one event took it when the pages were built."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import botocore.session

from eventbridge_mock import mock_api_destinations

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eventbridge_mock import EventBridgeMock

ENDPOINT = "https://partner.example/orders"
ENTRY = {
    "Source": "shop",
    "DetailType": "Order placed",
    "Detail": json.dumps({"number": 1001, "total": 250}),
}
PATTERN = {"source": ["shop"], "detail": {"total": [{"numeric": [">=", 100]}]}}
TRANSFORMER = {
    "InputPathsMap": {"number": "$.detail.number", "sum": "$.detail.total"},
    "InputTemplate": '{"order": <number>, "amount": <sum>}',
}
LONGEST_LINE = 72
# What the partner answers, so that the picture has a retry.
STATUSES = (503, 200)


def steps() -> Iterator[tuple[str, str, str]]:
    """Publish an event; yield the title, a sentence and the value of each step."""
    with mock_api_destinations() as mock:
        arrange()
        for status in STATUSES:
            mock.responses.post(ENDPOINT, status=status)
        events = client()
        events.put_events(Entries=[ENTRY])
        yield from steps_of(mock)


def steps_of(mock: EventBridgeMock) -> Iterator[tuple[str, str, str]]:
    event = mock.events.last
    invocation = mock.invocations.last
    connection = mock.connections["partner"]
    request = invocation.attempts[-1].request
    yield "Entry", "Your code calls PutEvents.", written(ENTRY)
    yield "Event", "EventBridge puts the event on a bus.", written(event.envelope)
    (rule,) = event.matched_rules
    yield "Rule", f"The event pattern of '{rule.name}' matches.", written(PATTERN)
    yield (
        "Target",
        "The input transformer of the target fills its template.",
        f"{TRANSFORMER['InputTemplate']}\n→ {invocation.body.decode()}",
    )
    yield (
        "Connection",
        "The connection adds its authorization and its parameters.",
        f"{connection.authorization_type} → X-Api-Key: …",
    )
    headers = [f"{name}: {value}" for name, value in shown_headers(request.headers)]
    lines = [f"{request.method} {request.url}", *headers, "", request.body.decode()]
    yield "Request", "The API destination has the method and the URL.", "\n".join(lines)
    answers = [
        f"attempt {attempt.number}, {seconds_after(invocation, attempt):g} s:"
        f" {attempt.status}"
        for attempt in invocation.attempts
    ]
    yield (
        "Attempts",
        "The partner's reply decides: delivered, retried, or given up.",
        "\n".join([*answers, f"→ {invocation.outcome}"]),
    )


def seconds_after(invocation: Any, attempt: Any) -> float:
    return (attempt.time - invocation.attempts[0].time).total_seconds()


def shown_headers(headers: Any) -> Iterator[tuple[str, str]]:
    """Yield the headers that say most; the key stays secret."""
    yield "Content-Type", headers["Content-Type"]
    yield "X-Api-Key", "…"
    yield "User-Agent", headers["User-Agent"]


def written(value: Any) -> str:
    """Return JSON, with a line for each member if one line would be too long."""
    line = json.dumps(value)
    if len(line) <= LONGEST_LINE:
        return line
    members = [f"  {json.dumps(name)}: {json.dumps(value[name])}" for name in value]
    return "{\n" + ",\n".join(members) + "\n}"


def client() -> Any:
    return botocore.session.get_session().create_client("events", "us-east-1")


def arrange() -> None:
    """Create a connection, an API destination, a rule and its target."""
    events = client()
    key = {"ApiKeyName": "X-Api-Key", "ApiKeyValue": "not-a-secret"}
    connection = events.create_connection(
        Name="partner",
        AuthorizationType="API_KEY",
        AuthParameters={"ApiKeyAuthParameters": key},
    )
    destination = events.create_api_destination(
        Name="orders",
        ConnectionArn=connection["ConnectionArn"],
        InvocationEndpoint=ENDPOINT,
        HttpMethod="POST",
    )
    events.put_rule(Name="large-orders", EventPattern=json.dumps(PATTERN))
    target = {
        "Id": "partner",
        "Arn": destination["ApiDestinationArn"],
        "RoleArn": "arn:aws:iam::123456789012:role/invoke-partner",
        "InputTransformer": TRANSFORMER,
    }
    events.put_targets(Rule="large-orders", Targets=[target])
