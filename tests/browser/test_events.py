"""The events on the page: as they arrive, with their rules and deliveries."""

from __future__ import annotations

import re

import pytest

from tests.requests_to_aws import PASSWORD

expect = pytest.importorskip("playwright.sync_api", reason="needs playwright").expect
ENDPOINT = "https://api.partner.example/orders"


def test_without_events_it_says_how_a_program_gets_here(open_page, url):
    page = open_page()

    expect(page.locator("#detail h2")).to_have_text("No events yet")
    expect(page.locator("#detail pre")).to_contain_text(
        f"export AWS_ENDPOINT_URL_EVENTBRIDGE={url.rstrip('/')}\n"
    )


def test_an_event_appears_as_it_is_published(open_page, shop):
    page = open_page()

    shop()

    row = page.locator(".row")
    expect(row).to_have_count(1)
    expect(row.locator(".name")).to_have_text("Order placed")
    expect(row.locator(".under")).to_have_text("shop")
    expect(row.locator(".badge")).to_have_text("✓1 delivered")


def test_a_new_event_is_announced(open_page, shop):
    page = open_page()

    shop()

    expect(page.get_by_role("status")).to_have_text(
        "New event: Order placed from shop, 1 delivered."
    )


def test_several_new_events_are_announced_together(open_page, shop):
    page = open_page()

    for _ in range(3):
        shop()

    expect(page.get_by_role("status")).to_have_text("3 new events.")


def test_a_matched_rule_shows_the_fields_that_fit(open_page, shop):
    shop()
    page = open_page("#/events/1")

    card = page.get_by_role("article").filter(has_text="large-orders")
    expect(card.locator(".badge").first).to_have_text("✓matched")
    expect(card.locator(".fields li")).to_have_text(
        [
            re.compile(r'fits: sourcewanted .*"shop".*got "shop"'),
            re.compile(r"fits: detail\.totalwanted .*100.*got 250"),
        ]
    )


def test_a_missed_rule_shows_the_fields_that_do_not_fit(open_page, shop):
    shop("250")
    page = open_page("#/events/1")

    card = page.get_by_role("article").filter(has_text="large-orders")
    expect(card.locator(".badge")).to_have_text("✕missed")
    expect(card.locator(".fields .misses")).to_have_text(
        '✕does not fit: detail.totalwanted numeric >= 100, got "250" (a string)'
    )
    expect(card.locator(".fields .fits .path")).to_have_text("fits: source")


def test_a_way_of_an_or_is_told_from_fields_that_fit(open_page, events, shop):
    either = '{"detail": {"$or": [{"total": [250]}, {"number": [7]}]}}'
    events.put_rule(Name="either", EventPattern=either)
    shop()
    page = open_page("#/events/1")

    card = page.get_by_role("article").filter(has_text="either")
    expect(card.locator(".badge")).to_have_text("✓matched")
    expect(card.locator(".note")).to_have_text(
        "The rule has no targets, so nothing is sent."
    )
    expect(card.locator(".fields li")).to_have_count(2)


@pytest.mark.parametrize(
    ("rule", "verdict", "note"),
    [
        pytest.param(
            {"EventPattern": '{"source": ["shop"]}', "State": "DISABLED"},
            "disabled",
            "It would match if it were enabled.",
            id="disabled, would match",
        ),
        pytest.param(
            {"EventPattern": '{"source": ["bank"]}', "State": "DISABLED"},
            "disabled",
            "It would not match if it were enabled.",
            id="disabled, would not match",
        ),
        pytest.param(
            {"ScheduleExpression": "rate(1 day)"},
            "on a schedule",
            "It fires by rate(1 day), not by events.",
            id="on a schedule",
        ),
        pytest.param(
            {"ScheduleExpression": "rate(1 day)", "State": "DISABLED"},
            "disabled",
            "It fires by rate(1 day) when it is enabled.",
            id="disabled, on a schedule",
        ),
    ],
)
def test_a_rule_that_is_not_asked_says_why(open_page, events, rule, verdict, note):
    events.put_rule(Name="other", **rule)
    entry = {"Source": "shop", "DetailType": "Order placed", "Detail": "{}"}
    events.put_events(Entries=[entry])
    page = open_page("#/events/1")

    card = page.get_by_role("article").filter(
        has=page.get_by_role("heading", name="other", exact=True)
    )
    expect(card.locator(".badge")).to_contain_text(verdict)
    expect(card.locator(".note")).to_have_text(note)


def test_an_event_bus_that_does_not_exist_is_named_with_a_similar_one(
    open_page, events, shop
):
    events.create_event_bus(Name="orders")
    shop(EventBusName="ordres")
    page = open_page("#/events/1")

    expect(page.locator("#detail > .note")).to_have_text(
        "The event bus “ordres” does not exist: AWS accepts the event and drops it."
        " Did you mean “orders”?"
    )
    expect(page.locator(".row .badge")).to_have_text("✕no such event bus")


def test_a_forwarded_event_shows_the_rules_there(open_page, events, shop):
    bus = events.create_event_bus(Name="archive")["EventBusArn"]
    role = "arn:aws:iam::123456789012:role/deliver"
    events.put_rule(Name="forward", EventPattern='{"source": ["shop"]}')
    events.put_targets(
        Rule="forward", Targets=[{"Id": "bus", "Arn": bus, "RoleArn": role}]
    )
    pattern = '{"source": ["bank"]}'
    events.put_rule(Name="there", EventBusName="archive", EventPattern=pattern)
    shop()
    page = open_page("#/events/1")

    there = page.get_by_role("heading", name="Rules on event bus archive")
    expect(there).to_be_visible()
    expect(page.get_by_role("heading", name="there", exact=True)).to_be_visible()


def test_attempts_are_a_timeline_on_the_virtual_clock(open_page, mock, shop):
    mock.responses.post(ENDPOINT, status=503)
    shop()
    page = open_page("#/events/1")
    expect(page.locator("#detail .delivery .badge").first).to_have_text("…pending")
    expect(page.locator(".attempts .due")).to_contain_text("The next attempt is due")

    mock.advance(hours=25)

    expect(page.locator("#detail .delivery .badge").first).to_have_text(
        "✉\ufe0edead-lettered"
    )
    rows = page.locator(".attempts > li")
    expect(rows).to_have_count(9)  # five, a button for the others, three
    expect(rows.first).to_contain_text("+ 0 s")
    page.get_by_role("button", name="more attempts").click()
    attempts = len(mock.invocations.last.attempts)
    expect(rows).to_have_count(attempts)
    expect(rows.last).to_contain_text(re.compile(rf"\+ 23 h \d+ min.*{attempts}"))
    expect(page.locator(".track .stroke")).to_have_count(attempts)


def test_a_few_attempts_are_dots(open_page, mock, shop):
    mock.responses.post(ENDPOINT, status=503)
    mock.responses.post(ENDPOINT, status=200)
    shop()
    mock.advance(hours=1)
    page = open_page("#/events/1")

    expect(page.locator(".track .bad")).to_have_count(1)
    expect(page.locator(".track .good")).to_have_count(1)
    expect(page.get_by_role("img", name="2 attempts within")).to_be_visible()


def test_an_attempt_shows_request_and_response_without_secrets(open_page, mock, shop):
    echo = f'{{"got": "{PASSWORD}"}}'
    mock.responses.post(ENDPOINT, status=503, body=echo, headers={"X-Busy": "yes"})
    shop(250, detail={"note": PASSWORD})
    page = open_page("#/events/1")

    page.get_by_text("Attempt 1").click()

    request = page.get_by_role("group", name="Request")
    expect(request).to_contain_text(f"POST {ENDPOINT}\n")
    expect(request).to_contain_text("Authorization: ***")
    expect(request).to_contain_text('"total": 250')
    response = page.get_by_role("group", name="Response")
    expect(response).to_contain_text("HTTP 503")
    expect(response).to_contain_text("X-Busy: yes")
    expect(response).to_contain_text('"got": "***"')
    assert PASSWORD not in page.content()


def test_an_endpoint_that_cannot_be_reached_shows_the_error(open_page, mock, shop):
    mock.responses.post(ENDPOINT, body=ConnectionError("nobody there"))
    shop()
    page = open_page("#/events/1")

    page.get_by_text("Attempt 1").click()

    expect(page.locator(".attempts .badge")).to_have_text("✕no response")
    expect(page.locator(".exchange .note")).not_to_be_empty()


def test_the_curl_command_is_copied(open_page, mock, shop):
    shop()
    page = open_page("#/events/1", permissions=["clipboard-read", "clipboard-write"])

    page.get_by_text("As a curl command").click()
    page.get_by_role("button", name="Copy: curl command").click()

    expect(page.get_by_role("status")).to_have_text("curl command: copied.")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == mock.invocations.last.to_curl()


def test_without_a_clipboard_the_text_is_selected(open_page, mock, shop):
    """Browsers give none to a page over http from another machine."""
    shop()
    page = open_page("#/events/1")
    page.evaluate("Object.defineProperty(navigator, 'clipboard', {value: undefined})")

    page.get_by_role("button", name="Copy: Explanation").click()

    expect(page.get_by_role("status")).to_have_text(
        "Explanation: selected; copy it with the keyboard."
    )
    selected = page.evaluate("getSelection().toString()")
    assert selected.strip() == str(mock.explain(mock.events.last)).strip()


def test_what_is_open_stays_open_when_the_event_changes(open_page, mock, shop):
    mock.responses.post(ENDPOINT, status=503)
    shop()
    page = open_page("#/events/1")
    page.get_by_text("Attempt 1").click()

    mock.advance(seconds=7)

    expect(page.get_by_text("Attempt 2")).to_be_visible()
    expect(page.locator(".attempts details").first).to_have_attribute("open", "")
    focused = page.evaluate("document.activeElement.textContent")
    assert "Attempt 1" in focused


def test_the_explanation_is_there_in_words(open_page, mock, shop):
    shop("250")
    page = open_page("#/events/1")

    text = page.get_by_role("group", name="Explanation").text_content()

    assert text == str(mock.explain(mock.events.last))


@pytest.mark.parametrize(
    ("chosen", "shown"),
    [
        ("All events", ["Order lost", "Order small", "Order placed"]),
        ("Not delivered", ["Order lost"]),
        ("Pending", []),
        ("No rule matched", ["Order small"]),
        (
            "of EventBridge itself",
            ["API Destination Activated", "Connection Authorized"],
        ),
    ],
)
def test_the_list_is_filtered(open_page, mock, shop, chosen, shown):
    shop()
    shop(1, DetailType="Order small")
    mock.responses.post(ENDPOINT, status=400)
    shop(DetailType="Order lost")
    page = open_page()

    page.get_by_label("Show").select_option(chosen)

    expect(page.locator(".row .name")).to_have_text(shown)


@pytest.mark.parametrize(
    "sought", ["placed", "SHOP", "large-orders", "1001", "orders"], ids=str
)
def test_the_search_looks_at_names_rules_and_details(open_page, mock, shop, sought):
    shop()
    mock.publish(source="bank", detail_type="Paid")
    page = open_page()

    page.get_by_label("Search").fill(sought)

    expect(page.locator(".row .name")).to_have_text(["Order placed"])


def test_a_search_that_nothing_matches_says_so(open_page, shop):
    shop()
    page = open_page()

    page.get_by_label("Search").fill("nothing of the kind")

    expect(page.locator("#rows")).to_have_text("Nothing matches the search.")


def test_of_many_events_the_newest_are_shown_and_others_on_demand(open_page, mock):
    for number in range(501):
        mock.publish(source="shop", detail_type=f"Order {number}")
    page = open_page()
    expect(page.locator(".row")).to_have_count(500)
    expect(page.locator(".row .name").first).to_have_text("Order 500")

    page.get_by_role("button", name="Show older ones").click()

    expect(page.locator(".row")).to_have_count(501)
    expect(page.locator(".row .name").last).to_have_text("Order 0")


def test_an_event_of_eventbridge_itself_is_shown(open_page, shop):
    page = open_page("#/events/s1")

    expect(page.locator("#detail .subtitle")).to_contain_text(
        "published by EventBridge itself"
    )


@pytest.mark.parametrize("place", ["#/events/7", "#/events/%", "#/events/a%2Fb"])
def test_an_event_that_is_not_there_is_not_found(open_page, shop, place):
    page = open_page(place)

    expect(page.locator("#item-heading")).to_have_text("Not found")
