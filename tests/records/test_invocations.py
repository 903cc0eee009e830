"""The records of what was sent, and the logs that keep them."""

from __future__ import annotations

import dataclasses
import datetime
from types import MappingProxyType
from typing import Any
from unittest.mock import ANY

import pytest

from eventbridge_mock import Attempt, Invocation
from eventbridge_mock.records.http_message import NO_HEADERS, hide_in_headers
from eventbridge_mock.records.invocation_log import (
    InvocationLog,
    Log,
    TokenRequestLog,
    snapshot,
)
from eventbridge_mock.records.invocations import Headers, HttpRequest, TokenRequest

URL = "https://api.partner.example/orders"
NOW = datetime.datetime(2026, 10, 25, tzinfo=datetime.timezone.utc)
SECRET = "not-a-secret"


def request(url: str = URL, **changes: Any) -> HttpRequest:
    return HttpRequest(method="POST", url=url, headers=Headers(()), body=b"", **changes)


def attempt(**changes: Any) -> Attempt:
    return Attempt(number=1, time=NOW, request=request(), **changes)


def invocation(name: str = "orders", **changes: Any) -> Invocation:
    return Invocation(
        api_destination=name,
        api_destination_arn="arn:destination",
        connection_arn="arn:connection",
        account_id="123456789012",
        region_name="eu-west-1",
        **changes,
    )


@pytest.mark.parametrize("name", ["X-Shop", "x-shop", "X-SHOP"])
def test_headers_are_found_in_any_case(name: str) -> None:
    headers = Headers([("X-Shop", "north")])

    assert (headers[name], headers.get(name), name in headers) == (
        "north",
        "north",
        True,
    )


@pytest.mark.parametrize("name", ["X-Other", 7, None])
def test_headers_do_not_have_others(name: Any) -> None:
    headers = Headers([("X-Shop", "north")])

    assert name not in headers
    assert headers.get(name) is None


def test_a_missing_header_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        Headers(())["X-Shop"]


def test_headers_keep_their_spelling() -> None:
    headers = Headers([("X-Shop", "north"), ("Host", "api.partner.example")])

    assert list(headers.items()) == [
        ("X-Shop", "north"),
        ("Host", "api.partner.example"),
    ]
    assert len(headers) == 2


def test_headers_print_as_a_dict() -> None:
    assert repr(Headers([("X-Shop", "north")])) == "{'X-Shop': 'north'}"


def test_headers_print_without_secrets() -> None:
    headers = Headers([("X-Api-Key", SECRET)], frozenset([SECRET]))

    assert repr(headers) == "{'X-Api-Key': '***'}"


@pytest.mark.parametrize(
    "other",
    [
        {"X-Shop": "north"},
        {"x-shop": "north"},
        {"X-SHOP": ANY},
        MappingProxyType({"X-Shop": "north"}),
        Headers([("x-shop", "north")], frozenset([SECRET])),
    ],
    ids=["dict", "another case", "anything", "mapping", "headers"],
)
def test_headers_equal_a_mapping_in_any_case(other: object) -> None:
    assert Headers([("X-Shop", "north")]) == other
    assert other == Headers([("X-Shop", "north")])


@pytest.mark.parametrize(
    "other",
    [
        {},
        {"X-Shop": "North"},
        {"X-Shop": "north", "Host": "api.partner.example"},
        {"X-Shop": "north", "x-shop": "north"},
        {7: "north"},
        [("X-Shop", "north")],
    ],
    ids=["none", "another value", "one more", "a name twice", "no name", "a list"],
)
def test_headers_equal_nothing_else(other: object) -> None:
    assert Headers([("X-Shop", "north")]) != other


def test_headers_have_no_hash() -> None:
    with pytest.raises(TypeError, match="unhashable type: 'Headers'"):
        hash(Headers(()))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", {}),
        ("?a=1", {"a": "1"}),
        ("?a=1&a=2", {"a": ["1", "2"]}),
        ("?a=1&a=2&a=3", {"a": ["1", "2", "3"]}),
        ("?a=&b", {"a": "", "b": ""}),
        ("?a%20b=c%26d+e", {"a b": "c&d e"}),
    ],
)
def test_a_query_is_decoded(query: str, expected: dict[str, Any]) -> None:
    assert request(f"{URL}{query}").query == expected


def test_a_request_prints_without_secrets() -> None:
    sent = request(f"{URL}?key={SECRET}", sensitive_texts=frozenset([SECRET]))

    assert str(sent) == f"POST {URL}?key=***"
    assert repr(sent) == f"<HttpRequest POST {URL}?key=***>"


@pytest.mark.parametrize(
    ("status", "expected"),
    [(None, False), (199, False), (200, True), (299, True), (300, False)],
)
def test_a_status_from_200_to_299_is_success(status: Any, expected: object) -> None:
    assert attempt(status=status).is_success is expected


def test_an_attempt_without_an_answer_has_no_headers() -> None:
    unanswered = attempt(error="TimeoutError: 5 s")

    assert (dict(unanswered.response_headers), unanswered.response_body) == ({}, b"")


@pytest.mark.parametrize("record", [request(), attempt(), invocation()], ids=repr)
def test_records_cannot_be_changed(record: Any) -> None:
    field = dataclasses.fields(record)[0].name

    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(record, field, "other")


def test_an_invocation_shows_its_last_attempt() -> None:
    first = attempt(status=503)
    second = Attempt(
        number=2,
        time=NOW,
        request=HttpRequest(
            method="PUT",
            url=f"{URL}?a=1",
            headers=Headers([("X-Shop", "north")]),
            body=b"[7]",
        ),
        status=202,
    )
    sent = invocation(attempts=(first, second))

    assert (sent.method, sent.url, sent.status) == ("PUT", f"{URL}?a=1", 202)
    assert (sent.headers["x-shop"], sent.query) == ("north", {"a": "1"})
    assert (sent.body, sent.json(), sent.request) == (b"[7]", [7], second.request)


def test_an_invocation_is_pending_at_first() -> None:
    assert repr(invocation()) == "<Invocation 'orders' not sent, pending>"


def test_a_failure_after_an_attempt_is_not_said_twice() -> None:
    failed = invocation(
        attempts=(attempt(error="TimeoutError: 5 s"),),
        outcome="failed",
        failure="TimeoutError: 5 s",
    )

    assert repr(failed) == (
        f"<Invocation 'orders' POST {URL} -> TimeoutError: 5 s, failed>"
    )


@pytest.fixture
def log() -> InvocationLog:
    return InvocationLog(
        [
            invocation(attempts=(attempt(status=503),), outcome="failed"),
            invocation("crm", attempts=(attempt(status=200),), outcome="delivered"),
            invocation(attempts=(attempt(status=200),), outcome="delivered"),
        ]
    )


def test_a_log_is_a_sequence(log: InvocationLog) -> None:
    assert len(log) == 3
    assert log[-1] is log.last
    assert list(log) == [log[0], log[1], log[2]]
    assert log[0] in log


def test_a_slice_of_a_log_is_a_log(log: InvocationLog) -> None:
    part = log[1:]

    assert isinstance(part, InvocationLog)
    assert part == [log[1], log[2]]


def test_a_log_equals_any_sequence_of_the_same(log: InvocationLog) -> None:
    assert log == list(log)
    assert log == tuple(log)
    assert log == InvocationLog(log)
    assert log != list(log)[:2]


@pytest.mark.parametrize("other", ["", {}, None, 0])
def test_an_empty_log_equals_nothing_else(other: object) -> None:
    assert InvocationLog() != other


def test_a_log_cannot_be_hashed(log: InvocationLog) -> None:
    with pytest.raises(TypeError):
        hash(log)


def test_a_log_prints_its_records(log: InvocationLog) -> None:
    assert repr(log[:1]) == f"[<Invocation 'orders' POST {URL} -> 503, failed>]"


def test_an_empty_log_has_no_last_record() -> None:
    with pytest.raises(IndexError):
        _ = InvocationLog().last


def test_a_log_cannot_be_changed(log: InvocationLog) -> None:
    for name in ("append", "clear", "record", "replace", "__setitem__", "__delitem__"):
        assert not hasattr(log, name)


def test_a_log_shows_the_records_that_it_is_given() -> None:
    records = [invocation()]
    log = InvocationLog(records)
    records[0] = invocation("billing")

    assert log == snapshot(log) == (invocation("billing"),)


def test_to_finds_the_invocations_of_a_destination(log: InvocationLog) -> None:
    assert log.to("orders") == [log[0], log[2]]
    assert log.to("nobody") == []


def test_an_outcome_that_there_is_not_is_refused(log: InvocationLog) -> None:
    with pytest.raises(
        ValueError, match="^unknown outcome 'Delivered'; known are deliv"
    ):
        log.with_outcome("Delivered")


def test_with_outcome_finds_what_ended_so(log: InvocationLog) -> None:
    assert log.with_outcome("failed") == [log[0]]
    assert log.with_outcome("dead_lettered") == []


def test_matching_finds_what_assert_invoked_would_count(log: InvocationLog) -> None:
    assert log.matching(status=200) == [log[1], log[2]]
    assert log.matching() == log


def test_questions_can_be_put_together(log: InvocationLog) -> None:
    found = log.to("orders").with_outcome("delivered").matching(method="POST", url=URL)

    assert found == [log[2]]


def test_a_token_request_prints_its_connection() -> None:
    asked = TokenRequest(
        connection="partner",
        connection_arn="arn:connection",
        account_id="123456789012",
        region_name="eu-west-1",
        attempts=(attempt(status=200),),
    )

    assert repr(Log([asked])) == f"[<TokenRequest for 'partner' POST {URL} -> 200>]"


def token_request(connection: str) -> TokenRequest:
    return TokenRequest(
        connection=connection,
        connection_arn="arn:connection",
        account_id="123456789012",
        region_name="eu-west-1",
        attempts=(attempt(status=200),),
    )


def test_token_requests_are_found_by_connection() -> None:
    first, second = token_request("partner"), token_request("other")

    assert TokenRequestLog([first, second]).of("partner") == [first]


@pytest.mark.parametrize(
    "other",
    [
        dataclasses.replace(request(), body=b"other"),
        dataclasses.replace(request(), method="PUT"),
        "POST",
        None,
    ],
)
def test_records_are_compared_by_what_they_hold(other: object) -> None:
    assert request() == request()
    assert request() != other


@pytest.mark.parametrize("record", [request(), attempt(), invocation()])
def test_records_have_no_hash(record: object) -> None:
    """What they hold has none either."""
    with pytest.raises(TypeError, match="unhashable type"):
        hash(record)


def test_headers_hide_more_when_they_are_told() -> None:
    headers = Headers([("X-A", "one"), ("X-B", "two")], frozenset({"one"}))
    hidden = hide_in_headers(headers, frozenset({"two"}))

    assert repr(hidden) == "{'X-A': '***', 'X-B': '***'}"
    assert hide_in_headers(headers, frozenset({"one"})) is headers
    assert hide_in_headers(NO_HEADERS, frozenset({"one"})) is NO_HEADERS
