"""The page is for everybody: phones, keyboards, screen readers, dark rooms.

And it is safe: what an event says is shown, and never run.
"""

from __future__ import annotations

import itertools
import json

import pytest

from tests.browser.conftest import NARROW, WIDE

expect = pytest.importorskip("playwright.sync_api", reason="needs playwright").expect

ENDPOINT = "https://api.partner.example/orders"
PLACES = [
    "#/events",
    "#/events/1",
    "#/requests/i1",
    "#/connections/partner",
    "#/dead-letters/1",
]
HOSTILE = "</script><script>hacked=1</script><img src=x onerror='hacked=1'>\"`'"


@pytest.fixture
def trouble(mock, shop):
    """An event that became a dead letter, and one that no rule matched."""
    mock.responses.post(ENDPOINT, status=503)
    mock.responses.post(ENDPOINT, status=400, body="<h1>no</h1>")
    shop()
    shop("250")
    mock.advance(hours=1)


def open_all_parts(page):
    """Open what an item hides, once it is there."""
    page.locator("#detail > *").first.wait_for(state="attached")
    for summary in page.locator("#detail details > summary").all():
        summary.click()


def violations(page):
    """Return what axe finds, each with the elements that it is about."""
    axe = pytest.importorskip(
        "axe_playwright_python.sync_playwright", reason="needs axe-playwright-python"
    ).Axe()
    found = axe.run(page).response["violations"]
    return {each["id"]: [node["html"] for node in each["nodes"]] for each in found}


@pytest.mark.parametrize("place", PLACES)
def test_axe_finds_nothing(open_page, trouble, place):
    """Contrast, names, roles, landmarks, headings: WCAG 2.2 AA and good practice."""
    page = open_page(place)
    open_all_parts(page)

    found = {}
    for scheme, size in itertools.product(("light", "dark"), (WIDE, NARROW)):
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size(size)
        found[scheme, size["width"]] = violations(page)

    assert {key: each for key, each in found.items() if each} == {}


@pytest.mark.parametrize("dialog", ["publish", "reply", "advance", "reset"])
def test_axe_finds_nothing_in_a_dialog(open_page, trouble, dialog):
    page = open_page()

    page.locator(f"[data-opens={dialog}]").click()

    assert violations(page) == {}


@pytest.mark.parametrize("place", ["", *PLACES])
def test_nothing_is_wider_than_the_screen(open_page, trouble, place):
    page = open_page(place)
    open_all_parts(page)

    widest = {}
    for width in (320, 390, 768, 1024):
        page.set_viewport_size({"width": width, "height": 800})
        widest[width] = page.evaluate("document.documentElement.scrollWidth")

    assert {width: found for width, found in widest.items() if found > width} == {}


def test_a_phone_shows_the_list_or_the_item(open_page, trouble):
    page = open_page(viewport=NARROW)
    expect(page.locator("#detail")).to_be_hidden()

    page.locator(".row").first.click()

    expect(page.locator("#rows")).to_be_hidden()
    expect(page.locator("#item-heading")).to_be_focused()
    page.get_by_role("link", name="← Events").click()
    expect(page.locator("#rows")).to_be_visible()


def test_going_back_leads_back(open_page, trouble):
    page = open_page()
    page.locator(".row").first.click()
    expect(page.locator("#item-heading")).to_be_visible()

    page.go_back()

    expect(page.locator("#detail")).to_contain_text("Pick an event")


def test_the_keyboard_alone_is_enough(open_page, trouble):
    page = open_page()

    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    for _ in range(3):  # the search, the filter, the first row
        page.keyboard.press("Tab")
    expect(page.locator(".row").first).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.locator(".row").nth(1)).to_be_focused()
    page.keyboard.press("Enter")

    expect(page.locator(".row").nth(1)).to_have_attribute("aria-current", "true")
    expect(page.locator(".row").nth(1)).to_be_focused()
    expect(page.locator("#item-heading")).to_be_visible()


def test_a_dialog_gives_the_focus_back(open_page):
    page = open_page()
    button = page.get_by_role("banner").get_by_role("button", name="Publish")
    button.focus()

    page.keyboard.press("Enter")
    expect(page.get_by_label("Begin with")).to_be_focused()
    page.keyboard.press("Escape")

    expect(button).to_be_focused()


def test_landmarks_are_named(open_page):
    page = open_page()

    expect(page.get_by_role("banner")).to_have_count(1)
    expect(page.get_by_role("navigation", name="Views")).to_have_count(1)
    expect(page.get_by_role("main")).to_have_count(1)
    expect(page.get_by_role("region", name="Events")).to_have_count(1)


def test_nothing_moves_for_who_wants_no_motion(open_page, shop):
    page = open_page(reduced_motion="reduce")

    shop()

    row = page.locator(".row")
    expect(row).to_have_count(1)
    name = row.evaluate("row => getComputedStyle(row).animationName")
    assert name == "none"


def test_a_new_row_is_marked_for_others(open_page, shop):
    page = open_page(reduced_motion="no-preference")

    shop()

    row = page.locator(".row")
    expect(row).to_have_count(1)
    name = row.evaluate("row => getComputedStyle(row).animationName")
    assert name == "arrive"


def test_hostile_content_is_shown_and_not_run(open_page, mock, events, shop):
    mock.responses.post(
        ENDPOINT, status=400, body=HOSTILE, headers={"X-Hostile": HOSTILE}
    )
    shop(250, DetailType=HOSTILE, detail={HOSTILE: HOSTILE})
    mock.publish(source=HOSTILE, detail_type=HOSTILE, detail={"constructor": HOSTILE})
    pattern = {"detail": {HOSTILE: [HOSTILE], "__proto__": {"length": [1]}}}
    events.put_rule(Name="hostile", EventPattern=json.dumps(pattern))
    shop(250, DetailType=HOSTILE, Source="shop", EventBusName="default")
    page = open_page()
    for place in [*PLACES, "#/events/2", "#/events/3"]:
        page.goto(f"{page.url.partition('#')[0]}{place}")
        expect(page.locator("#item-heading, .row").first).to_be_visible()
        open_all_parts(page)

    expect(page.locator("#item-heading")).to_have_text(HOSTILE)
    assert page.evaluate("window.hacked") is None
    assert page.locator("img, iframe, object, embed, script[src]").count() == 0
    assert page.locator("script").count() == 1


def test_scripts_of_others_are_forbidden(browser, url):
    page = browser.new_page()
    page.goto(url)

    page.evaluate(
        """() => {
            const script = document.createElement("script");
            script.textContent = "window.hacked = 1";
            document.body.append(script);
        }"""
    )

    assert page.evaluate("window.hacked") is None
    page.close()


def test_a_page_of_thousands_of_events_stays_quick(open_page, mock, shop):
    for number in range(2000):
        shop(number)
    page = open_page(viewport=WIDE)
    expect(page.locator(".row")).to_have_count(500)

    shop(7777, DetailType="Order of tea")

    expect(page.locator(".row .name").first).to_have_text("Order of tea")
    expect(page.locator(".row")).to_have_count(500)
    expect(page.locator(".views .count").first).to_have_text("2001")
