"""Requests, connections with their states, and dead letters on the page."""

from __future__ import annotations

import re

import pytest

from tests.requests_to_aws import PASSWORD

expect = pytest.importorskip("playwright.sync_api", reason="needs playwright").expect

ENDPOINT = "https://api.partner.example/orders"


def go_to(page, view):
    page.get_by_role("navigation").get_by_role("link", name=view).click()


def test_an_invocation_without_an_event_is_a_request(open_page, mock, orders):
    mock.invoke("orders", {"number": 7})
    page = open_page()

    go_to(page, "Requests")
    page.locator(".row", has_text="orders").click()

    expect(page.locator("#item-heading")).to_have_text("orders")
    expect(page.locator("#detail .subtitle")).to_have_text(f"POST {ENDPOINT}")
    page.get_by_text("Attempt 1").click()
    expect(page.get_by_role("group", name="Request")).to_contain_text('"number": 7')


def test_a_request_leads_to_its_event(open_page, shop):
    shop()
    page = open_page("#/requests/i1")

    page.get_by_role("link", name="Order placed from shop").click()

    expect(page).to_have_url(re.compile(r"#/events/1$"))
    expect(page.locator("#item-heading")).to_have_text("Order placed")


def test_an_invocation_that_was_not_sent_says_why(open_page, mock, make_orders):
    make_orders(InvocationEndpoint="https://api.partner.example/*")
    mock.invoke("orders")
    page = open_page("#/requests/i1")

    expect(page.locator("#detail")).to_contain_text("Nothing was sent.")
    expect(page.locator("#detail .note")).not_to_be_empty()
    expect(page.locator(".row .under")).to_have_text("nothing was sent")


def test_a_token_request_shows_no_secret(open_page, mock, make_orders):
    make_orders("OAUTH_CLIENT_CREDENTIALS")
    page = open_page("#/requests")

    page.get_by_label("Show").select_option("Token requests")
    page.locator(".row", has_text="Token for partner").click()
    page.get_by_text("Attempt 1").click()

    expect(page.get_by_role("group", name="Request")).to_contain_text("POST https://")
    expect(page.get_by_role("group", name="Response")).to_contain_text("HTTP 200")
    assert PASSWORD not in page.content()
    token = mock.token_requests.last.attempts[-1].response_body
    assert token.decode() not in page.content()


def test_invocations_alone_are_shown_on_demand(open_page, mock, make_orders):
    make_orders("OAUTH_CLIENT_CREDENTIALS")
    mock.invoke("orders")
    page = open_page("#/requests")
    expect(page.locator(".row")).to_have_count(2)

    page.get_by_label("Show").select_option("Invocations")

    expect(page.locator(".row .name")).to_have_text(["orders"])


def test_a_connection_shows_its_state_in_the_machine(open_page, make_orders):
    make_orders("OAUTH_CLIENT_CREDENTIALS")
    page = open_page("#/connections/partner")

    machine = page.get_by_role("img", name="It is AUTHORIZED")
    expect(machine).to_be_visible()
    expect(machine.locator(".now text")).to_have_text("AUTHORIZED")
    names = machine.locator("g text").all_text_contents()
    assert names == [
        "AUTHORIZING",
        "AUTHORIZED",
        "DEAUTHORIZING",
        "DEAUTHORIZED",
        "DELETING",
        "deleted",
    ]
    possible = machine.locator(".label.possible").all_text_contents()
    assert {"Update", "Deauthorize", "Delete"} < set(possible)


def test_the_ways_out_of_a_state_are_there_in_words(open_page, orders):
    page = open_page("#/connections/partner")

    expect(page.locator(".ways")).to_contain_text(
        "DeauthorizeConnection leads to DEAUTHORIZING"
    )


def test_a_change_of_state_is_shown_as_it_happens(open_page, events, orders):
    page = open_page("#/connections/partner")

    events.deauthorize_connection(Name="partner")

    expect(page.locator(".machine .now text")).to_have_text("DEAUTHORIZED")
    expect(page.locator(".row .badge")).to_have_text("✕DEAUTHORIZED")
    expect(page.locator("#detail > .note")).to_contain_text("DeauthorizeConnection")
    expect(page.get_by_role("article").locator(".badge")).to_have_text("✕INACTIVE")


def test_a_state_is_forced(open_page, mock, orders):
    page = open_page("#/connections/partner")

    page.get_by_label("Force a state").select_option("AUTHORIZING")
    page.get_by_role("button", name="Force").click()

    expect(page.locator(".machine .now text")).to_have_text("AUTHORIZING")
    assert mock.connections["partner"].connection_state == "AUTHORIZING"


def test_a_state_that_cannot_be_forced_is_explained(open_page, events, orders):
    events.deauthorize_connection(Name="partner")
    page = open_page("#/connections/partner")

    page.get_by_label("Force a state").select_option("AUTHORIZED")
    page.get_by_role("button", name="Force").click()

    expect(page.get_by_role("alert")).to_contain_text("partner")


def test_api_destinations_are_shown_with_their_connection(open_page, make_orders):
    make_orders(InvocationRateLimitPerSecond=7)
    page = open_page("#/connections/partner")

    card = page.get_by_role("article").filter(has_text="orders")
    expect(card).to_contain_text(f"POST {ENDPOINT}")
    expect(card).to_contain_text("at most 7 a second")


def test_connections_are_filtered_by_their_use(open_page, events, orders):
    page = open_page("#/connections")
    page.get_by_label("Show").select_option("Not usable")
    expect(page.locator(".row")).to_have_count(0)

    events.deauthorize_connection(Name="partner")

    expect(page.locator(".row .name")).to_have_text(["partner"])


def test_a_connection_that_is_deleted_is_gone(open_page, events, orders):
    page = open_page("#/connections/partner")

    events.delete_api_destination(Name="orders")
    events.delete_connection(Name="partner")

    expect(page.locator("#item-heading")).to_have_text("Not found")
    expect(page.locator(".row")).to_have_count(0)


def test_a_connection_shows_no_secret(open_page, make_orders):
    make_orders("API_KEY")
    page = open_page("#/connections/partner")

    expect(page.get_by_role("group", name="Connection")).to_contain_text("X-Api-Key")
    assert PASSWORD not in page.content()


def test_a_dead_letter_tells_why_and_leads_to_its_event(open_page, mock, shop):
    mock.responses.post(ENDPOINT, status=400, body="no such order")
    shop()
    page = open_page("#/dead-letters")

    page.locator(".row", has_text="undelivered").click()

    expect(page.locator("#item-heading")).to_have_text("SDK_CLIENT_ERROR")
    expect(page.locator("#detail > .note").first).to_contain_text("no such order")
    attributes = page.locator(".facts.long")
    expect(attributes).to_contain_text("RULE_ARN")
    message = page.get_by_role("group", name="Message", exact=True)
    expect(message).to_contain_text('"number": 1001')
    page.get_by_role("link", name="Order placed from shop").click()
    expect(page).to_have_url(re.compile(r"#/events/1$"))


def test_a_dead_letter_is_counted_as_it_is_made(open_page, mock, shop):
    page = open_page("#/dead-letters")
    mock.responses.post(ENDPOINT, status=400)

    shop()

    expect(page.locator(".row")).to_have_count(1)
    link = page.get_by_role("link", name="Dead letters")
    expect(link).to_have_text("Dead letters1")


@pytest.mark.parametrize(
    ("view", "heading"),
    [
        ("requests", "No requests yet"),
        ("connections", "No connections yet"),
        ("dead-letters", "No dead letters"),
        ("nonsense", "No events yet"),
    ],
)
def test_an_empty_view_says_so(open_page, view, heading):
    page = open_page(f"#/{view}")

    expect(page.locator("#detail h2")).to_have_text(heading)


@pytest.mark.parametrize("item", ["requests/t7", "requests/i7", "dead-letters/7"])
def test_an_item_that_is_gone_is_not_found(open_page, item):
    page = open_page(f"#/{item}")

    expect(page.locator("#item-heading")).to_have_text("Not found")
    expect(page.locator("#detail .note")).not_to_be_empty()
