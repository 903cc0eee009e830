"""Pages of other origins get nothing, and nothing shows a secret."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

import pytest

from eventbridge_mock.server import application
from tests import requests_to_aws

if TYPE_CHECKING:
    from pathlib import Path

    from eventbridge_mock import EventBridgeMock
    from tests.server.browsing import Browser


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "LOCALHOST:80",
        "127.0.0.1:4588",
        "[::1]:4588",
        "[fe80::1%25eth0]",
        "192.168.0.7",
        "mock:4588",
        "mock.localhost",
        "host.docker.internal:4588",
        "mock.shop.internal",
    ],
)
def test_a_name_that_no_stranger_can_have_is_answered(
    browser: Browser, host: str
) -> None:
    assert browser.get("state", Host=host).status == 200


@pytest.mark.parametrize(
    "host",
    ["attacker.example", "127.0.0.1.attacker.example", "localhost.a.com."],
)
@pytest.mark.parametrize("part", ["control API", "AWS"])
def test_the_name_of_a_stranger_is_refused(
    browser: Browser, host: str, part: str
) -> None:
    message = (
        f"This server does not answer for the host {host!r}: use an IP address,"
        " localhost, or the name given with --host."
    )
    if part == "AWS":
        answer = browser.call("ListRules", {}, Host=host)
        assert answer.json() == {"__type": "Forbidden", "message": message}
    else:
        answer = browser.get("state", Host=host)
        assert answer.json() == {"error": "Forbidden", "message": message}
    assert answer.status == 403


def test_a_page_of_another_origin_is_refused(
    browser: Browser, mock: EventBridgeMock, orders: str
) -> None:
    answers = [
        browser.post("reset", {}, Origin=origin)
        for origin in ("https://attacker.example", "null", "http://localhost:1")
    ]

    assert [answer.status for answer in answers] == [403, 403, 403]
    assert answers[0].json()["message"] == (
        "Requests of pages from 'https://attacker.example' are refused."
    )
    assert orders in mock.api_destinations


def test_the_own_page_may_send_commands(browser: Browser) -> None:
    named = f"{browser.host}:{browser.port}"

    answer = browser.post("settle", {}, Host=named, Origin=f"http://{named}")

    assert answer.status == 200


@pytest.mark.parametrize("path", ["/", "/_eventbridge_mock/reset"])
def test_no_preflight_is_answered(browser: Browser, path: str) -> None:
    answer = browser.send("OPTIONS", path, headers={"Origin": "https://a.example"})

    assert answer.status == 403
    assert not [name for name in answer.headers if name.startswith("access-control")]


def test_nothing_is_logged_or_printed(
    browser: Browser,
    events: Any,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG)
    caplog.clear()

    browser.call("CreateConnection", requests_to_aws.connection())
    browser.call("CreateConnection", b"{")

    assert requests_to_aws.PASSWORD not in caplog.text
    assert "werkzeug" not in {record.name for record in caplog.records}
    assert capfd.readouterr() == ("", "")


def test_tokens_are_masked(
    browser: Browser, events: Any, mock: EventBridgeMock
) -> None:
    token = {"access_token": "tok-1", "id_token": 'a"b', "expires_in": 60}
    mock.responses.post("https://auth.partner.example/token", json=token)

    events.create_connection(**requests_to_aws.connection("OAUTH_CLIENT_CREDENTIALS"))

    (request,) = browser.get("token-requests").json()["token_requests"]
    assert request["attempts"][0]["response"]["body"] == (
        '{"access_token": "***", "id_token": "***", "expires_in": 60}'
    )
    assert requests_to_aws.PASSWORD not in str(request)


def test_a_token_request_without_a_response_has_none(
    browser: Browser, events: Any, mock: EventBridgeMock
) -> None:
    mock.responses.post(
        "https://auth.partner.example/token", body=ConnectionError("refused")
    )

    events.create_connection(**requests_to_aws.connection("OAUTH_CLIENT_CREDENTIALS"))

    (request,) = browser.get("token-requests").json()["token_requests"]
    assert request["attempts"][0]["response"] is None


def test_the_secret_value_of_a_parameter_is_not_shown(
    browser: Browser, events: Any
) -> None:
    extra = {
        "InvocationHttpParameters": {
            "HeaderParameters": [
                {"Key": "X-Secret", "Value": "not-shown", "IsValueSecret": True},
                {"Key": "X-Plain", "Value": "shown", "IsValueSecret": False},
            ]
        }
    }
    connection = requests_to_aws.connection()
    connection["AuthParameters"] = {**connection["AuthParameters"], **extra}
    events.create_connection(**connection)

    body = browser.get("resources").body

    assert b"not-shown" not in body
    assert b'"Value": "shown"' in body


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A page in place of the one that is shipped."""
    path = tmp_path / "page.html"
    monkeypatch.setattr(application, "_PAGE", path)
    application._page.cache_clear()  # noqa: SLF001 - it is read once
    yield path
    application._page.cache_clear()  # noqa: SLF001 - the same


def test_the_page_runs_its_own_script_only(browser: Browser, page: Path) -> None:
    page.write_text("<style>a</style><script>b</script>")

    answer = browser.send("GET", "/", headers={"Accept": "text/html,*/*"})

    assert answer.body == b"<style>a</style><script>b</script>"
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["content-security-policy"] == (
        "default-src 'none'; connect-src 'self'; img-src data:; base-uri 'none';"
        " form-action 'none'; frame-ancestors 'none';"
        " script-src 'sha256-PiPoFgA5WUoziU9lZOGxNIu9egCI1CxKy3PurtWcAJ0=';"
        " style-src 'sha256-ypeBEsobvcr6wjGzmiPcTaeG7/gUfE5yuYB3ha/uSLs='"
    )
    assert answer.headers["cache-control"] == "no-store"


def test_the_head_of_the_page_has_no_body(browser: Browser, page: Path) -> None:
    page.write_text("<p>mock</p>")

    answer = browser.send("HEAD", "/")

    assert (answer.status, answer.body, answer.headers["content-length"]) == (
        200,
        b"",
        "11",
    )


def test_a_page_that_is_missing_is_not_found(browser: Browser, page: Path) -> None:
    assert browser.send("GET", "/").status == 404
