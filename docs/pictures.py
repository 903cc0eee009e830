"""Take the pictures of the page of the server, for `guide/page.md`.

`tox -e pictures` does it, on a machine with Chromium. An argument names the directory
that the pictures are put in, by default that of the documentation.
"""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
from playwright.sync_api import sync_playwright

from eventbridge_mock import mock_api_destinations

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from eventbridge_mock import EventBridgeMock

STATIC = Path(__file__).parent / "_static"
ORDERS = "https://partner.example/orders"
QUEUE = "arn:aws:sqs:us-east-1:123456789012:undelivered"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
WIDE = {"width": 1180, "height": 860}
# The name of each picture, the place on the page, the window and the colours.
PICTURES = [
    ("page-light", "#/events/3", WIDE, "light"),
    ("page-dark", "#/events/3", WIDE, "dark"),
    ("page-connection-light", "#/connections/crm", WIDE, "light"),
    ("page-connection-dark", "#/connections/crm", WIDE, "dark"),
]


def set_up() -> None:
    """Create two connections, their API destinations and three rules."""
    events = boto3.client("events", "us-east-1")
    key = {"ApiKeyName": "X-Api-Key", "ApiKeyValue": "not-a-secret"}
    oauth = {
        "ClientParameters": {"ClientID": "shop", "ClientSecret": "not-a-secret"},
        "AuthorizationEndpoint": "https://login.example/token",
        "HttpMethod": "POST",
    }
    partner = connect(events, "partner", "API_KEY", {"ApiKeyAuthParameters": key})
    crm = connect(events, "crm", "OAUTH_CLIENT_CREDENTIALS", {"OAuthParameters": oauth})
    large = {"source": ["shop"], "detail": {"total": [{"numeric": [">=", 100]}]}}
    route(events, "large-orders", large, destination(events, "orders", ORDERS, partner))
    placed = {"source": ["shop"], "detail-type": ["Order placed"]}
    customers = destination(events, "customers", "https://crm.example/v1/orders", crm)
    route(events, "all-orders", placed, customers)
    nightly = "cron(0 3 * * ? *)"
    events.put_rule(Name="nightly", ScheduleExpression=nightly, State="DISABLED")


def connect(events: Any, name: str, kind: str, auth: dict[str, Any]) -> str:
    created = events.create_connection(
        Name=name, AuthorizationType=kind, AuthParameters=auth
    )
    return created["ConnectionArn"]


def destination(events: Any, name: str, url: str, connection: str) -> str:
    created = events.create_api_destination(
        Name=name,
        ConnectionArn=connection,
        InvocationEndpoint=url,
        HttpMethod="POST",
        InvocationRateLimitPerSecond=50,
    )
    return created["ApiDestinationArn"]


def route(events: Any, name: str, pattern: dict[str, Any], arn: str) -> None:
    events.put_rule(Name=name, EventPattern=json.dumps(pattern))
    role = "arn:aws:iam::123456789012:role/deliver"
    target = {"Id": "partner", "Arn": arn, "RoleArn": role, "InputPath": "$.detail"}
    target["DeadLetterConfig"] = {"Arn": QUEUE}
    events.put_targets(Rule=name, Targets=[target])


def happen(mock: EventBridgeMock) -> None:
    """Publish events that are delivered, missed, tried again and given up."""
    events = boto3.client("events", "us-east-1")

    def place(kind: str, **detail: Any) -> None:
        entry = {"Source": "shop", "DetailType": kind, "Detail": json.dumps(detail)}
        events.put_events(Entries=[entry])

    place("Order placed", number=1001, total=250, currency="EUR")
    place("Order placed", number=1002, total="250", currency="EUR")
    for _ in range(3):
        mock.responses.post(ORDERS, status=503, body="busy")
    mock.responses.post(ORDERS, status=200)
    place("Order placed", number=1003, total=900, currency="EUR")
    mock.advance(minutes=5)
    bucket = {"name": "orders"}
    mock.publish(source="aws.s3", detail_type="Object Created", detail=bucket)
    mock.responses.post(ORDERS, status=400, body="unknown currency")
    place("Order paid", number=1004, total=120, currency="XXX")
    mock.responses.post(ORDERS, status=503, body="busy")
    place("Order paid", number=1003, total=900, currency="EUR")


def take_pictures(browser: Browser, url: str, directory: Path) -> None:
    for name, place, size, scheme in PICTURES:
        page = browser.new_page(
            viewport=size, color_scheme=scheme, reduced_motion="reduce"
        )
        page.goto(f"{url}/{place}")
        page.locator("#item-heading").wait_for()
        page.screenshot(path=directory / f"{name}.png")
        page.close()


def main(directory: Path = STATIC) -> None:
    """Take all pictures."""
    options = {"delivery": "on_time", "assert_all_responses_were_used": False}
    with (
        mock_api_destinations(**options) as mock,
        mock.serve() as server,
        sync_playwright() as playwright,
    ):
        set_up()
        happen(mock)
        chromium = shutil.which("chromium") or shutil.which("chromium-browser")
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        take_pictures(browser, server.url, directory)
        browser.close()


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
