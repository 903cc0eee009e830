"""A Chromium, and the page of a server in front of a mock."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from eventbridge_mock import mock_api_destinations
from tests import requests_to_aws

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page

    from eventbridge_mock import EventBridgeMock

# So that it starts in a container, and asks nobody for anything but the page.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
WIDE = {"width": 1280, "height": 860}
NARROW = {"width": 390, "height": 844}
# How long the page may take to show a change, in milliseconds.
PATIENCE = 10_000


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, driven by Playwright; the test is skipped where one is missing."""
    playwright_api = pytest.importorskip(
        "playwright.sync_api", reason="needs playwright: `tox -e browser` installs it"
    )
    found = filter(None, map(shutil.which, ("chromium", "chromium-browser")))
    path = next(found, None)
    if path is None:
        pytest.skip("needs Chromium: apt-get install chromium")
    playwright_api.expect.set_options(timeout=PATIENCE)
    with playwright_api.sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield running
        running.close()


@pytest.fixture
def mock() -> Iterator[EventBridgeMock]:
    """A mock whose retries wait for the clock."""
    with mock_api_destinations(
        region_name="eu-west-1",
        delivery="on_time",
        assert_all_responses_were_used=False,
    ) as active:
        yield active


@pytest.fixture
def url(mock: EventBridgeMock) -> Iterator[str]:
    """The address of a server in front of the mock."""
    with mock.serve() as server:
        yield f"{server.url}/"


# Chromium says this of each answer that is an error, which a test may want.
ANSWERED_WITH_AN_ERROR = "Failed to load resource: the server responded with"


class Faults:
    """What went wrong in a page, and where it asked for something."""

    def __init__(self, page: Page) -> None:
        self.messages: list[str] = []
        self.requests: list[str] = []
        page.on("pageerror", lambda error: self.messages.append(str(error)))
        page.on("console", lambda message: self.messages.append(message.text))
        page.on("request", lambda request: self.requests.append(request.url))


@pytest.fixture
def open_page(browser: Browser, url: str) -> Iterator[Callable[..., Page]]:
    """Open the page at a fragment such as `#/events/1`; nothing in it may go wrong."""
    contexts, opened = [], []

    def open_at(fragment: str = "", **settings: Any) -> Page:
        settings.setdefault("viewport", WIDE)
        settings.setdefault("reduced_motion", "reduce")
        contexts.append(browser.new_context(**settings))
        page = contexts[-1].new_page()
        page.set_default_timeout(PATIENCE)
        opened.append(Faults(page))
        page.goto(f"{url}{fragment}")
        page.locator("#clock-label", has_text="virtual").wait_for()
        return page

    yield open_at
    for context in contexts:
        context.close()

    messages = [message for faults in opened for message in faults.messages]
    assert [each for each in messages if ANSWERED_WITH_AN_ERROR not in each] == []
    asked = {request for faults in opened for request in faults.requests}
    assert {request for request in asked if not request.startswith(url)} == set()


@pytest.fixture
def shop(events: Any, orders: str) -> Callable[..., str]:
    """Put an order on the event bus; return the id of the event.

    Of `large-orders` the API destination `orders` gets the detail, and the queue
    `undelivered` what it cannot get.
    """
    arn = events.describe_api_destination(Name=orders)["ApiDestinationArn"]
    pattern = {"source": ["shop"], "detail": {"total": [{"numeric": [">=", 100]}]}}
    events.put_rule(Name="large-orders", EventPattern=json.dumps(pattern))
    target = requests_to_aws.target(
        Arn=arn,
        InputPath="$.detail",
        DeadLetterConfig={"Arn": "arn:aws:sqs:eu-west-1:123456789012:undelivered"},
    )
    events.put_targets(Rule="large-orders", Targets=[target])

    def place_order(total: object = 250, **changes: Any) -> str:
        detail = {"number": 1001, "total": total, **changes.pop("detail", {})}
        entry = {
            "Source": "shop",
            "DetailType": "Order placed",
            "Detail": json.dumps(detail),
            **changes,
        }
        return str(events.put_events(Entries=[entry])["Entries"][0]["EventId"])

    return place_order
