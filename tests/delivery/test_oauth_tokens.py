"""The access tokens of OAuth connections: how long they serve, and their renewal."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import freezegun
import pytest

from eventbridge_mock.delivery.authorization import TokenRefusedError, read_token
from eventbridge_mock.replies.reply import Reply
from tests import requests_to_aws
from tests.copies import within_a_copy
from tests.delivery.partner import ONCE, QUEUE, TOKEN_URL, URL

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from eventbridge_mock import EventBridgeMock, Invocation

NOW = datetime(2026, 9, 24, 12, tzinfo=timezone.utc)
REFUSED = "The authorization endpoint answered HTTP status 401."


@pytest.fixture(autouse=True)
def frozen() -> Iterator[None]:
    with freezegun.freeze_time(NOW):
        yield


@pytest.fixture
def oauth(make_orders: Callable[..., None]) -> str:
    """The name of an API destination on an OAuth connection."""
    make_orders("OAUTH_CLIENT_CREDENTIALS")
    return "orders"


def tokens_of(invocation: Invocation) -> list[str]:
    """Return what the attempts of *invocation* were authorized with."""
    return [
        attempt.request.headers["Authorization"].removeprefix("Bearer ")
        for attempt in invocation.attempts
    ]


@pytest.mark.parametrize(
    ("expires_in", "seconds"),
    [
        ("3600", 3600),
        ("0", 0),
        ("-1", -1),
        ("30.5", 30.5),
        ('"3600"', 3600),
        ('" 3600 "', 3600),
        ("1e3", 1000),
        ("3155760000", 3155760000),
        ("3155760001", None),
        ("1e999", None),
        ("-1e999", None),
        ("1" + "0" * 400, None),
        ("NaN", None),
        ('"NaN"', None),
        ("true", None),
        ("false", None),
        ("null", None),
        ('""', None),
        ('"an hour"', None),
        ("[3600]", None),
        ('{"seconds": 3600}', None),
    ],
    ids=lambda value: str(value)[:20],
)
def test_a_token_lives_as_long_as_its_endpoint_says(
    expires_in: str, seconds: float | None
) -> None:
    """Without a usable number of seconds it never ends: our choice."""
    body = f'{{"access_token":"a","expires_in":{expires_in}}}'.encode()
    token = read_token(Reply(status=200, body=body), NOW)

    end = None if seconds is None else NOW + timedelta(seconds=seconds)
    assert (token.value, token.expiration_time) == ("a", end)


def test_a_token_may_come_without_its_life() -> None:
    token = read_token(Reply(status=201, body=b'{"access_token":"a"}'), NOW)

    assert (token.expiration_time, repr(token)) == (
        None,
        "AccessToken(expiration_time=None)",
    )


REDIRECTED = "The authorization endpoint answered HTTP status {}: redirection is not"
NO_JSON = "The authorization endpoint's response is not valid JSON."
NO_TOKEN = "The authorization endpoint's response contains no access_token."


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        *(
            (
                Reply(status=status, body=b'{"access_token":"a"}'),
                f"The authorization endpoint answered HTTP status {status}.",
            )
            for status in (0, 100, 199, 400, 401, 404, 429, 500, 503, 600)
        ),
        *(
            (
                Reply(status=status, body=b'{"access_token":"a"}'),
                f"{REDIRECTED.format(status)} allowed.",
            )
            for status in (300, 301, 302, 303, 307, 308, 399)
        ),
        (Reply(status=200), NO_JSON),
        (Reply(status=200, body=b"access_token=a"), NO_JSON),
        (Reply(status=200, body=b'{"access_token":"a"'), NO_JSON),
        (Reply(status=200, body=b"\xff\xfe\xfd"), NO_JSON),
        (Reply(status=200, body=b"[" * 100_000), NO_JSON),
        (Reply(status=200, body=b"null"), NO_TOKEN),
        (Reply(status=200, body=b'"a"'), NO_TOKEN),
        (Reply(status=200, body=b"7"), NO_TOKEN),
        (Reply(status=200, body=b'[{"access_token":"a"}]'), NO_TOKEN),
        (Reply(status=200, body=b"{}"), NO_TOKEN),
        (Reply(status=200, body=b'{"ACCESS_TOKEN":"a"}'), NO_TOKEN),
        (Reply(status=200, body=b'{"access_token":null}'), NO_TOKEN),
        (Reply(status=200, body=b'{"access_token":""}'), NO_TOKEN),
        (Reply(status=200, body=b'{"access_token":true}'), NO_TOKEN),
        (Reply(status=200, body=b'{"access_token":["a"]}'), NO_TOKEN),
        (Reply(status=200, body=b'{"id_token":"a"}'), NO_TOKEN),
    ],
    ids=lambda value: str(getattr(value, "body", value))[:24],
)
def test_what_is_no_token_is_refused(reply: Reply, reason: str) -> None:
    """That redirection is refused was reported 2026-09-30; the texts are ours."""
    with pytest.raises(TokenRefusedError) as caught:
        read_token(reply, NOW)

    assert str(caught.value) == reason


@pytest.mark.parametrize(
    ("passed", "number"), [(0, 1), (3539, 1), (3540, 1), (3541, 2), (3600, 2)]
)
def test_a_token_is_renewed_in_its_last_minute(
    mock: EventBridgeMock, oauth: str, passed: int, number: int
) -> None:
    """During an invocation, when fewer than 60 s are left (AWS guide)."""
    mock.advance(passed)
    mock.invoke(oauth)

    assert len(mock.token_requests) == number


def test_nothing_is_renewed_in_the_background(
    mock: EventBridgeMock, oauth: str
) -> None:
    """AWS guide "Authorization methods for connections"."""
    mock.advance(days=7)

    assert len(mock.token_requests) == 1


@pytest.mark.parametrize("expires_in", [0, 1, 59])
def test_a_short_token_serves_once(
    mock: EventBridgeMock, make_orders: Callable[..., None], expires_in: int
) -> None:
    mock.register_oauth_client("shop", requests_to_aws.PASSWORD, expires_in=expires_in)
    grant_type = {"Key": "grant_type", "Value": "client_credentials"}
    oauth = {
        **requests_to_aws.OAUTH["OAuthParameters"],
        "OAuthHttpParameters": {"BodyParameters": [grant_type]},
    }
    make_orders("OAUTH_CLIENT_CREDENTIALS", auth={"OAuthParameters": oauth})
    used = [tokens_of(mock.invoke("orders")) for _ in range(2)]

    assert used == [["token-for-shop-2"], ["token-for-shop-3"]]


@pytest.mark.parametrize("status", [401, 407])
def test_a_refused_token_is_renewed(
    mock: EventBridgeMock, oauth: str, status: int
) -> None:
    """Service model, and AWS guide "Authorization methods for connections"."""
    mock.responses.post(URL, status=status)
    mock.responses.post(URL, status=200)
    invocation = mock.invoke(oauth)

    assert tokens_of(invocation) == ["token-for-shop", "token-for-shop-2"]
    assert invocation.outcome == "delivered"
    assert mock.connections["partner"].connection_state == "AUTHORIZED"


def test_without_retries_the_renewed_token_serves_the_next_event(
    mock: EventBridgeMock, oauth: str
) -> None:
    """So AWS advises a retry policy of more than 0."""
    mock.responses.post(URL, status=401)
    mock.responses.post(URL, status=200)
    first = mock.invoke(oauth, retry_policy=ONCE)
    second = mock.invoke(oauth, retry_policy=ONCE)

    assert (first.outcome, second.outcome) == ("failed", "delivered")
    assert tokens_of(second) == ["token-for-shop-2"]
    assert len(mock.token_requests) == 2


def test_each_refusal_renews_the_token(mock: EventBridgeMock, oauth: str) -> None:
    mock.responses.post(URL, status=401)
    invocation = mock.invoke(oauth, retry_policy={"MaximumRetryAttempts": 2})

    assert tokens_of(invocation) == [
        "token-for-shop",
        "token-for-shop-2",
        "token-for-shop-3",
    ]
    assert mock.connections["partner"].connection_state == "AUTHORIZED"


@pytest.mark.parametrize("status", [403, 409, 429, 503])
def test_other_failures_keep_the_token(
    mock: EventBridgeMock, oauth: str, status: int
) -> None:
    mock.responses.post(URL, status=status)
    invocation = mock.invoke(oauth, retry_policy={"MaximumRetryAttempts": 2})

    assert {*tokens_of(invocation)} == {"token-for-shop"}
    assert len(mock.token_requests) == 1


def test_a_renewal_that_is_refused_deauthorizes(
    mock: EventBridgeMock, events: Any, oauth: str
) -> None:
    """AWS guide "De-authorizing connections": the token cannot be refreshed."""
    mock.responses.post(URL, status=401)
    mock.responses.post(TOKEN_URL, status=401)
    invocation = mock.invoke(oauth, dead_letter_config=QUEUE)
    described = events.describe_connection(Name="partner")

    assert (invocation.error_code, len(invocation.attempts)) == (
        "CONNECTION_FAILURE",
        1,
    )
    assert invocation.failure == f"No access token for connection 'partner': {REFUSED}"
    assert (described["ConnectionState"], described["StateReason"]) == (
        "DEAUTHORIZED",
        REFUSED,
    )
    assert "RETRY_ATTEMPTS" not in mock.dead_letters.last.attributes


def test_a_renewal_without_an_answer_is_tried_again(
    mock: EventBridgeMock, oauth: str
) -> None:
    mock.responses.post(URL, status=401)
    mock.responses.post(URL, status=200)
    mock.responses.post(TOKEN_URL, body=ConnectionError("no route"))
    mock.responses.post(TOKEN_URL, json={"access_token": "renewed"})
    invocation = mock.invoke(oauth)

    assert tokens_of(invocation) == ["token-for-shop", "renewed"]
    assert mock.connections["partner"].connection_state == "AUTHORIZED"


def test_a_token_that_no_answer_brings_uses_up_the_retries(
    mock: EventBridgeMock, oauth: str
) -> None:
    mock.responses.post(TOKEN_URL, body=ConnectionError("no route"))
    mock.advance(hours=2)
    policy = {"MaximumRetryAttempts": 2}
    invocation = mock.invoke(oauth, retry_policy=policy, dead_letter_config=QUEUE)

    assert (invocation.attempts, invocation.outcome) == ((), "dead_lettered")
    assert mock.dead_letters.last.attributes["ERROR_MESSAGE"] == (
        "No access token for connection 'partner': Could not connect to the specified"
        " endpoint."
    )
    assert mock.dead_letters.last.attributes["RETRY_ATTEMPTS"] == "2"
    assert len(mock.token_requests) == 1 + 3


def test_an_expired_token_that_cannot_be_renewed_deauthorizes(
    mock: EventBridgeMock, oauth: str
) -> None:
    mock.responses.post(TOKEN_URL, status=302, headers={"Location": URL})
    mock.advance(hours=2)
    invocation = mock.invoke(oauth)
    connection = mock.connections["partner"]

    assert (invocation.attempts, invocation.error_code) == ((), "CONNECTION_FAILURE")
    assert connection.state_reason == f"{REDIRECTED.format(302)} allowed."
    assert len(mock.token_requests) == 2


def test_a_token_is_renewed_once_for_all_events(
    mock: EventBridgeMock, oauth: str
) -> None:
    """Two events are refused with one token; the second finds a newer one."""

    def answer(request: Any) -> tuple[int, dict[str, str], str]:
        if len(mock.invocations) == 1:
            mock.invoke(oauth)
        is_first = request.headers["Authorization"].endswith("-shop")
        return (401 if is_first else 200), {}, ""

    mock.responses.add_callback("POST", URL, answer)
    invocation = mock.invoke(oauth)

    assert tokens_of(invocation) == ["token-for-shop", "token-for-shop-2"]
    assert len(mock.token_requests) == 2


def test_new_credentials_need_a_new_token(
    mock: EventBridgeMock, events: Any, oauth: str
) -> None:
    client = {"ClientParameters": {"ClientID": "other"}}
    events.update_connection(
        Name="partner",
        AuthorizationType="OAUTH_CLIENT_CREDENTIALS",
        AuthParameters={"OAuthParameters": client},
    )

    assert tokens_of(mock.invoke(oauth)) == ["token-for-other"]


def test_each_connection_has_its_token(
    mock: EventBridgeMock, events: Any, oauth: str
) -> None:
    parameters = requests_to_aws.connection("OAUTH_CLIENT_CREDENTIALS", Name="second")
    arn = events.create_connection(**parameters)["ConnectionArn"]
    events.create_api_destination(**requests_to_aws.api_destination(arn, Name="others"))

    assert tokens_of(mock.invoke("others")) == ["token-for-shop-2"]
    assert tokens_of(mock.invoke(oauth)) == ["token-for-shop"]


def test_a_recreated_connection_starts_without_a_token(
    mock: EventBridgeMock, events: Any, make_orders: Callable[..., None], oauth: str
) -> None:
    events.delete_connection(Name="partner")
    events.delete_api_destination(Name=oauth)
    make_orders("OAUTH_CLIENT_CREDENTIALS")

    assert tokens_of(mock.invoke(oauth)) == ["token-for-shop-2"]


def test_each_test_of_a_class_has_the_tokens_of_its_set_up(
    pytester: pytest.Pytester,
) -> None:
    pytester.makepyfile(
        """
        import botocore.session
        import pytest
        from eventbridge_mock import current_mock, mock_api_destinations
        from tests.requests_to_aws import api_destination, connection

        @mock_api_destinations(region_name="eu-west-1")
        class TestOrders:
            @pytest.fixture(scope="class", autouse=True)
            def orders(self):
                events = botocore.session.get_session().create_client("events")
                oauth = connection("OAUTH_CLIENT_CREDENTIALS")
                arn = events.create_connection(**oauth)["ConnectionArn"]
                events.create_api_destination(**api_destination(arn))

            @pytest.mark.parametrize("number", [1, 2])
            def test_it(self, number):
                sent = current_mock().invoke("orders").headers["Authorization"]
                assert sent == "Bearer token-for-shop"
                assert not current_mock().token_requests
        """
    )
    result = pytester.runpytest_inprocess("-p", "no:randomly")

    result.assert_outcomes(passed=2)


def test_an_inner_mock_has_the_tokens_of_the_outer(
    mock: EventBridgeMock, oauth: str
) -> None:
    with type(mock)({}) as inner:
        inner.invoke(oauth)

        assert tokens_of(inner.invocations.last) == ["token-for-shop"]


@pytest.mark.parametrize(
    ("token", "sent"),
    [("Zoë ✓", "Zoë ✓"), ("\ud800", "?"), ("a b", "a b"), ("a,b=c", "a,b=c")],
)
def test_a_token_is_any_text(
    mock: EventBridgeMock, make_orders: Callable[..., None], token: str, sent: str
) -> None:
    mock.responses.post(TOKEN_URL, json={"access_token": token})
    make_orders("OAUTH_CLIENT_CREDENTIALS")
    invocation = mock.invoke("orders")

    assert tokens_of(invocation) == [sent]
    assert token not in repr(invocation.headers)


def test_an_earlier_token_is_masked_in_a_copy_too(
    mock: EventBridgeMock, make_orders: Callable[..., None]
) -> None:
    """An endpoint may repeat any token that was granted before the copy began."""
    for value in ("granted-first", "granted-second", "granted-third"):
        mock.responses.post(TOKEN_URL, json={"access_token": value})
    make_orders("OAUTH_CLIENT_CREDENTIALS")
    mock.responses.post(URL, status=401)
    mock.responses.post(URL)
    mock.invoke("orders")

    def invoke(copy: EventBridgeMock) -> None:
        copy.responses.post(URL, status=401)
        copy.responses.post(URL, status=400, body="granted-first granted-second")
        sent = copy.invoke("orders", dead_letter_config=QUEUE)
        with pytest.raises(AssertionError) as caught:
            copy.assert_invoked("orders", body="granted-first granted-second")

        assert tokens_of(sent) == ["granted-second", "granted-third"]
        assert {"granted-first", "granted-second"} <= sent.sensitive_texts
        assert "granted" not in str(caught.value)

    within_a_copy(invoke)


def test_a_copy_knows_the_same_clients(mock: EventBridgeMock, oauth: str) -> None:
    """Once it knows one, the authorization server refuses all others."""
    mock.register_oauth_client("stock", "not-a-secret", expires_in=3600)

    def invoke(copy: EventBridgeMock) -> None:
        copy.advance(hours=25)

        assert tokens_of(copy.invoke(oauth)) == []
        assert [request.status for request in copy.token_requests] == [401]

    within_a_copy(invoke)
