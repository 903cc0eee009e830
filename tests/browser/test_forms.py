"""The forms of the page: publish, script a reply, move the clock on, remove all."""

from __future__ import annotations

import pytest

from eventbridge_mock import mock_api_destinations

expect = pytest.importorskip("playwright.sync_api", reason="needs playwright").expect

ENDPOINT = "https://api.partner.example/orders"


def opened(page, button):
    """Press a button of the bar; return the dialog that it opens."""
    page.get_by_role("banner").get_by_role("button", name=button).click()
    return page.get_by_role("dialog")


def samples(page):
    return page.locator("#publish-sample option").all_text_contents()


def test_every_sample_is_an_event_that_can_be_published(open_page, mock):
    page = open_page()
    opened(page, "Publish")
    names = samples(page)
    page.keyboard.press("Escape")

    for count, name in enumerate(names, 1):
        dialog = opened(page, "Publish")
        dialog.get_by_label("Begin with").select_option(name)
        dialog.get_by_role("button", name="Publish").click()
        expect(dialog).to_be_hidden()
        expect(page.locator(".row")).to_have_count(count)

    sources = {event.envelope["source"] for event in mock.events}
    assert {"aws.s3", "aws.ec2", "aws.cloudwatch", "aws.codepipeline"} <= sources
    assert {"aws.guardduty", "aws.events", "aws.ecs", "aws.states"} <= sources
    assert len(mock.events) == len(names)


def test_a_published_event_is_shown(open_page, mock):
    page = open_page()
    dialog = opened(page, "Publish")

    event = '{"source": "aws.s3", "detail-type": "Object Deleted"}'
    dialog.get_by_label("Event", exact=True).fill(event)
    dialog.get_by_role("button", name="Publish").click()

    expect(page.locator("#item-heading")).to_have_text("Object Deleted")
    assert mock.events.last.origin == "publish"


def test_an_event_is_put_on_the_chosen_bus(open_page, events, mock):
    events.create_event_bus(Name="orders")
    page = open_page()
    dialog = opened(page, "Publish")

    dialog.get_by_label("Event bus").select_option("orders")
    dialog.get_by_role("button", name="Publish").click()

    expect(dialog).to_be_hidden()
    assert mock.events.last.event_bus_name == "orders"


def test_an_event_is_published_again(open_page, mock, shop):
    shop()
    page = open_page("#/events/1")

    page.get_by_role("button", name="Publish it again").click()
    page.get_by_role("dialog").get_by_role("button", name="Publish").click()

    expect(page.locator(".row")).to_have_count(2)
    first, second = mock.events
    assert second.envelope["detail"] == first.envelope["detail"]
    assert second.id != first.id


@pytest.mark.parametrize(
    ("event", "fault"),
    [
        pytest.param("{", "The event is not valid JSON: ", id="not JSON"),
        pytest.param('{"source": "shop"}', "detail", id="no detail type"),
        pytest.param("[]", "", id="not an object"),
    ],
)
def test_an_event_that_cannot_be_published_is_explained(open_page, mock, event, fault):
    page = open_page()
    dialog = opened(page, "Publish")

    dialog.get_by_label("Event", exact=True).fill(event)
    dialog.get_by_role("button", name="Publish").click()

    expect(dialog.get_by_role("alert")).to_contain_text(fault)
    expect(dialog.get_by_role("alert")).not_to_be_empty()
    expect(dialog).to_be_visible()
    assert not mock.events


def test_a_scripted_reply_answers_the_next_request(open_page, mock, shop):
    page = open_page()
    dialog = opened(page, "Script a reply")
    expect(dialog.get_by_label("URL")).to_have_value(ENDPOINT)

    dialog.get_by_label("Status").fill("429")
    dialog.get_by_label("Headers").fill("Retry-After: 60\nX-Reason: too busy: wait")
    dialog.get_by_label("Body").fill("later")
    dialog.get_by_role("button", name="Script the reply").click()

    expect(dialog).to_be_hidden()
    shop()
    (attempt,) = mock.invocations.last.attempts
    assert (attempt.status, attempt.response_body) == (429, b"later")
    assert attempt.response_headers["X-Reason"] == "too busy: wait"


def test_a_broken_connection_is_scripted(open_page, mock, shop):
    page = open_page()
    dialog = opened(page, "Script a reply")

    dialog.get_by_label("Answer").select_option("none: the connection breaks")
    expect(dialog.get_by_label("Status")).to_be_hidden()
    dialog.get_by_role("button", name="Script the reply").click()

    expect(dialog).to_be_hidden()
    shop()
    (attempt,) = mock.invocations.last.attempts
    assert attempt.status is None


def test_replies_are_listed_with_their_use(open_page, mock, shop):
    mock.responses.post(ENDPOINT, status=503)
    shop()
    mock.responses.post("https://other.example/", status=200)
    page = open_page()

    rows = opened(page, "Script a reply").locator("#reply-list li")

    expect(rows).to_have_text(
        [
            f"POST {ENDPOINT}→503given 1 time",
            "POST https://other.example/→200not given yet",
        ]
    )


def test_a_header_without_a_colon_is_refused(open_page, orders, mock):
    page = open_page()
    dialog = opened(page, "Script a reply")

    dialog.get_by_label("Headers").fill("Retry-After 60")
    dialog.get_by_role("button", name="Script the reply").click()

    expect(dialog.get_by_role("alert")).to_have_text(
        "“Retry-After 60” is not a header: it has no colon."
    )
    assert not mock.responses.registered()


def test_the_clock_is_moved_on(open_page, mock):
    page = open_page()
    dialog = opened(page, "Move the clock on")

    dialog.get_by_label("How far").fill("3")
    dialog.get_by_label("Unit").select_option("hours")
    dialog.get_by_role("button", name="Advance").click()

    expect(dialog).to_be_hidden()
    expect(page.locator("#clock-label")).to_contain_text("virtual, 3 h")


def test_a_step_of_the_clock_is_one_click(open_page, mock):
    page = open_page()

    opened(page, "Move the clock on").get_by_role("button", name="+ 24 h").click()

    expect(page.locator("#clock-label")).to_contain_text("virtual, 1 d")


def test_the_clock_is_moved_on_to_what_is_due(open_page, mock, shop):
    mock.responses.post(ENDPOINT, status=503)
    shop()
    page = open_page("#/events/1")
    expect(page.locator("#clock-label")).to_contain_text("next due in")

    dialog = opened(page, "Move the clock on")
    dialog.get_by_role("button", name="to what is due next").click()

    expect(page.locator(".attempts")).to_contain_text("Attempt 2")


def test_a_clock_that_somebody_else_moves_is_shown(open_page, mock):
    page = open_page()

    mock.advance(hours=5)

    expect(page.locator("#clock-label")).to_contain_text("virtual, 5 h")


def test_a_step_back_is_refused(open_page, mock):
    page = open_page()
    dialog = opened(page, "Move the clock on")

    dialog.get_by_label("How far").fill("-3")
    dialog.get_by_role("button", name="Advance").click()

    is_valid = dialog.get_by_label("How far").evaluate("field => field.validity.valid")
    assert not is_valid
    expect(dialog).to_be_visible()


def test_everything_is_removed_after_a_question(open_page, mock, shop):
    shop()
    page = open_page("#/events/1")

    dialog = opened(page, "Reset")
    expect(dialog).to_contain_text("This cannot be undone.")
    dialog.get_by_role("button", name="Remove everything").click()

    expect(page.locator("#detail h2")).to_have_text("No events yet")
    assert not mock.connections


def test_a_dialog_that_is_cancelled_changes_nothing(open_page, mock, shop):
    shop()
    page = open_page()

    dialog = opened(page, "Reset")
    dialog.get_by_role("button", name="Cancel").click()

    expect(dialog).to_be_hidden()
    assert len(mock.events) == 1


def test_a_server_that_stops_is_noticed(browser, mock):
    page = browser.new_page()
    with mock.serve() as server:
        page.goto(server.url)
        page.locator("#clock-label", has_text="virtual").wait_for()

    expect(page.locator("#clock-label")).to_have_text("The server does not answer.")
    page.get_by_role("button", name="Publish").click()
    page.get_by_role("dialog").get_by_role("button", name="Publish").click()
    expect(page.get_by_role("alert")).to_have_text("The server does not answer.")
    page.close()


def test_a_server_without_an_active_mock_says_so(browser):
    page = browser.new_page()
    with mock_api_destinations() as first, first.serve() as server:
        first.stop()
        page.goto(server.url)
        expect(page.locator("#clock-label")).to_contain_text("active")

        first.start()
        expect(page.locator("#clock-label")).to_have_text("virtual clock")
        page.close()


def test_a_server_that_comes_back_is_listened_to_again(browser, mock):
    page = browser.new_page()
    with mock.serve() as server:
        port = int(server.url.rpartition(":")[2])
        page.goto(server.url)
        page.locator("#clock-label", has_text="virtual").wait_for()
    expect(page.locator("#clock-label")).to_have_text("The server does not answer.")
    mock.publish(source="shop", detail_type="Order placed")

    with mock.serve(port=port):
        expect(page.locator(".row .name")).to_have_text("Order placed", timeout=15_000)
        page.close()
