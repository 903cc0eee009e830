"""Plain replies are answered quickly, and no differently for that."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
import requests
import responses
from responses import matchers

from eventbridge_mock.records.invocations import Headers, HttpRequest
from eventbridge_mock.replies.capture import Capture
from eventbridge_mock.replies.plain_replies import RegistryCache, ReplyCache

if TYPE_CHECKING:
    from eventbridge_mock import EventBridgeMock

URL = "https://api.partner.example/orders"


def order(url: str = URL, method: str = "POST") -> HttpRequest:
    return HttpRequest(
        method=method, url=url, headers=Headers([("X-Id", "7")]), body=b"{}"
    )


@pytest.fixture
def capture() -> Capture:
    return Capture()


def statuses(capture: Capture, number: int) -> list[int | None]:
    return [capture.send(order(), "accept").status for _ in range(number)]


def test_a_plain_reply_is_given_again_and_again(capture: Capture) -> None:
    reply = capture.responses.post(URL, status=503)

    assert statuses(capture, 3) == [503, 503, 503]
    assert (reply.call_count, len(capture.responses.calls)) == (3, 3)
    assert capture.responses.assert_call_count(URL, 3)


def test_the_same_reply_costs_no_new_object(capture: Capture) -> None:
    capture.responses.post(URL, status=503)
    request = order()

    assert capture.send(request, "accept") is capture.send(request, "accept")


def test_replies_are_used_up_to_the_last(capture: Capture) -> None:
    for status in (500, 502, 503):
        capture.responses.post(URL, status=status)

    assert statuses(capture, 5) == [500, 502, 503, 503, 503]


def test_a_reply_added_later_follows(capture: Capture) -> None:
    capture.responses.post(URL, status=503)
    before = statuses(capture, 2)
    capture.responses.post(URL, status=200)

    assert (before, statuses(capture, 2)) == ([503, 503], [200, 200])


def test_a_reply_added_after_none_was_found_is_found(capture: Capture) -> None:
    capture.responses.get(URL, status=503)
    before = statuses(capture, 2)
    capture.responses.post(URL, status=503)

    assert (before, statuses(capture, 2)) == ([200, 200], [503, 503])


def test_a_removed_reply_is_gone(capture: Capture) -> None:
    capture.responses.post(URL, status=503)
    before = statuses(capture, 2)
    capture.responses.remove("POST", URL)

    assert (before, statuses(capture, 1)) == ([503, 503], [200])


@pytest.mark.parametrize("change", ["replace", "upsert"])
def test_a_replaced_reply_is_another(capture: Capture, change: str) -> None:
    """For `responses`, replies to the same method and URL are equal."""
    capture.responses.post(URL, status=503)
    before = statuses(capture, 2)
    getattr(capture.responses, change)("POST", URL, status=202)

    assert (before, statuses(capture, 2)) == ([503, 503], [202, 202])


def test_a_reset_forgets_what_was_known(capture: Capture) -> None:
    capture.responses.post(URL, status=503)
    statuses(capture, 2)
    capture.responses.reset()

    assert (statuses(capture, 1), len(capture.responses.calls)) == ([200], 0)


@pytest.mark.parametrize(
    ("change", "answer"),
    [
        ({"status": 202}, (202, b"later", "1")),
        ({"body": "other"}, (503, b"other", "1")),
        ({"headers": {"X-Try": "2"}}, (503, b"later", "2")),
        ({"method": "GET"}, (200, b"", None)),
        ({"url": f"{URL}/moved"}, (200, b"", None)),
        (
            {"match": [matchers.header_matcher({"X-Id": "8"})]},
            (200, b"", None),
        ),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_a_reply_may_be_changed_after_it_was_given(
    capture: Capture, change: dict[str, Any], answer: tuple[object, ...]
) -> None:
    scripted: Any = capture.responses.post(
        URL, body="later", status=503, headers={"X-Try": "1"}
    )
    statuses(capture, 2)
    for name, value in change.items():
        setattr(scripted, name, value)
    reply = capture.send(order(), "accept")

    assert (reply.status, reply.body, reply.headers.get("X-Try")) == answer


def test_headers_may_be_changed_in_place(capture: Capture) -> None:
    headers = {"X-Try": "1"}
    capture.responses.post(URL, headers=headers)
    before = capture.send(order(), "accept")
    headers["X-Try"] = "2"
    after = capture.send(order(), "accept")

    assert (before.headers["X-Try"], after.headers["X-Try"]) == ("1", "2")
    assert capture.responses.calls[0].response.headers["X-Try"] == "1"


def test_a_matcher_is_asked_each_time(capture: Capture) -> None:
    answers = iter([(True, ""), (False, "not again"), (True, "")])
    capture.responses.post(URL, status=503, match=[lambda _: next(answers)])

    assert statuses(capture, 3) == [503, 200, 503]


def test_a_matcher_sees_query_and_arguments(capture: Capture) -> None:
    seen = []

    def look(request: Any) -> tuple[bool, str]:
        seen.append((request.params, request.req_kwargs))
        return True, ""

    capture.responses.post(URL, match=[look])
    capture.send(order(f"{URL}?a=1&b=2&b="), "accept")

    arguments = {"timeout": 5, "stream": False}
    assert seen == [({"a": "1", "b": ["2", ""]}, arguments)]


def test_a_matcher_may_send_too(capture: Capture) -> None:
    def send_another(_: object) -> tuple[bool, str]:
        return capture.send(order(f"{URL}/other"), "accept").status == 202, ""

    capture.responses.post(f"{URL}/other", status=202)
    capture.responses.post(URL, status=503, match=[send_another])

    assert statuses(capture, 1) == [503]


def test_a_pattern_is_found_again(capture: Capture) -> None:
    capture.responses.post(re.compile(".*/orders"), status=503)

    assert statuses(capture, 2) == [503, 503]


def test_a_full_cache_of_urls_begins_anew(capture: Capture) -> None:
    cache, registry = RegistryCache(most=2), capture.responses.get_registry()
    urls = [f"{URL}/{number}" for number in range(5)]
    replies = [capture.responses.post(url) for url in urls]
    found = []
    for url, reply in [*zip(urls, replies, strict=True)] * 2:
        assert not cache.has(registry, "POST", url)
        cache.add(registry, "POST", url, reply)
        assert cache.has(registry, "POST", url)
        found.append(cache.get("POST", url))

    assert found == replies * 2


def test_a_full_cache_of_replies_begins_anew(capture: Capture) -> None:
    cache = ReplyCache(most=2)
    replies: list[Any] = [
        capture.responses.post(f"{URL}/{status}", status=status)
        for status in (200, 201, 202)
    ]
    plain: list[Any] = [cache.plain_reply(reply, order()) for reply in replies * 2]

    assert [one.reply.status for one in plain] == [200, 201, 202] * 2
    assert cache.plain_reply(replies[2], order()) is plain[-1]


def test_a_file_is_read_once(capture: Capture, tmp_path: Any) -> None:
    """As `responses` has it: the file was read to its end."""
    path = tmp_path / "body"
    path.write_bytes(b"once")
    with path.open("rb") as file:
        capture.responses.post(URL, body=file)
        bodies = [capture.send(order(), "accept").body]

    assert bodies == [b"once"]


def test_headers_may_be_pairs(capture: Capture) -> None:
    pairs: Any = [("X-Try", "1"), ("X-Try", "2")]
    capture.responses.post(URL, headers=pairs)

    assert capture.send(order(), "accept").headers["X-Try"] == "1, 2"


class TestCalls:
    """What `mock.responses.calls` shows of a plain reply."""

    @pytest.fixture
    def call(self, capture: Capture) -> responses.Call:
        reply = capture.responses.post(
            URL, json={"why": "busy"}, status=503, headers={"Set-Cookie": "a=b"}
        )
        capture.send(order(f"{URL}?a=1"), "accept")
        assert reply.calls[0] is capture.responses.calls[0]
        return reply.calls[0]

    def test_the_request_is_one_of_requests(self, call: responses.Call) -> None:
        request = call.request

        assert isinstance(request, requests.PreparedRequest)
        assert (request.method, request.url) == ("POST", f"{URL}?a=1")
        assert (request.headers["x-id"], request.body) == ("7", b"{}")

    def test_the_matchers_attributes_are_there(self, call: responses.Call) -> None:
        request: Any = call.request

        assert request.params == {"a": "1"}
        assert request.req_kwargs == {"timeout": 5, "stream": False}

    def test_the_response_is_one_of_requests(self, call: responses.Call) -> None:
        response: Any = call.response

        assert isinstance(response, requests.Response)
        assert (response.status_code, response.json()) == (503, {"why": "busy"})
        assert (response.url, dict(response.cookies)) == (f"{URL}?a=1", {"a": "b"})
        assert response.request is call.request

    def test_the_parts_stay_the_same(self, call: responses.Call) -> None:
        assert call.request is call.request
        assert call.response is call.response

    def test_a_call_is_a_pair(self, call: responses.Call) -> None:
        request, response = call

        assert (request, response) == (call.request, call.response)
        assert (call[0], call[-1]) == (call.request, call.response)

    def test_a_call_is_printed_without_its_parts(self, call: responses.Call) -> None:
        assert repr(call) == f"<PlainCall POST {URL}?a=1 -> 503>"


@pytest.mark.parametrize(
    "error", [requests.Timeout("5 s"), ConnectionRefusedError("nobody")]
)
def test_a_failure_is_not_raised_for_each_call(
    capture: Capture, error: OSError
) -> None:
    capture.responses.post(URL, body=error)
    replies = [capture.send(order(), "accept") for _ in range(3)]
    call = capture.responses.calls[2]

    assert [reply.error for reply in replies] == [
        f"{type(error).__name__}: {error}"
    ] * 3
    assert (call.response, error.__traceback__) == (error, None)
    assert call.response.request is call.request


def test_a_failed_call_is_printed_with_its_error(capture: Capture) -> None:
    capture.responses.post(URL, body=ConnectionRefusedError("nobody"))
    capture.send(order(), "accept")

    assert repr(capture.responses.calls[0]) == (
        f"<PlainCall POST {URL} -> ConnectionRefusedError: nobody>"
    )


def test_any_other_exception_reaches_the_test(capture: Capture) -> None:
    capture.responses.post(URL, body=LookupError("the test's own"))

    with pytest.raises(LookupError, match="the test's own"):
        capture.send(order(), "accept")


def test_retries_build_one_response(mock: EventBridgeMock, orders: str) -> None:
    mock.responses.post(URL, status=503, body="busy")
    attempts = mock.invoke(orders).attempts

    assert len(attempts) == 186
    assert len({id(attempt.response_body) for attempt in attempts}) == 1
