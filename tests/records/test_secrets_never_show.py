"""The values of secrets are in no repr, no text of a failure and no log."""

from __future__ import annotations

import base64
import json
import logging
from pprint import pformat
from typing import TYPE_CHECKING, Any

import botocore.session
import pytest

from eventbridge_mock import mock_api_destinations
from eventbridge_mock.activation.activation import ACTIVATIONS
from eventbridge_mock.aws.call import IncomingCall, OperationCall, Origin
from tests import requests_to_aws

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from eventbridge_mock import EventBridgeMock, Invocation

# With all that an encoding may change: blanks, quotes, a backslash, no ASCII.
SECRET = 'not a "secret" \\ at-all/+&=%é✓'
BASIC = {"Username": "shop", "Password": SECRET}
API_KEY = {"ApiKeyName": "X-Api-Key", "ApiKeyValue": "not a secret/+ at all"}
TOKEN = "not-a-token/+="
DEAD = {"dead_letter_config": {"Arn": "arn:aws:sqs:eu-west-1:123456789012:undelivered"}}

# The header parameters of AWS are ASCII.
HEADER_SECRET = "not-a-header-secret"


def secret_parameters(header: str = "X-Tenant") -> dict[str, Any]:
    """Return parameters of which all values are secret."""
    return {
        "HeaderParameters": [
            {"Key": header, "Value": HEADER_SECRET, "IsValueSecret": True}
        ],
        "QueryStringParameters": [
            {"Key": "key", "Value": SECRET, "IsValueSecret": True}
        ],
        "BodyParameters": [{"Key": "key", "Value": SECRET, "IsValueSecret": True}],
    }


AUTH_PARAMETERS = {
    "BASIC": {"BasicAuthParameters": BASIC},
    "API_KEY": {"ApiKeyAuthParameters": API_KEY},
    "OAUTH_CLIENT_CREDENTIALS": {
        "OAuthParameters": {
            "ClientParameters": {"ClientID": "shop", "ClientSecret": SECRET},
            "AuthorizationEndpoint": "https://auth.partner.example/token",
            "HttpMethod": "GET",
            "OAuthHttpParameters": secret_parameters(),
        }
    },
}
# What an endpoint may repeat of what it is sent.
CREDENTIALS = {
    "BASIC": base64.b64encode(f"shop:{SECRET}".encode()).decode(),
    "API_KEY": API_KEY["ApiKeyValue"],
    "OAUTH_CLIENT_CREDENTIALS": f"Bearer {TOKEN}, {TOKEN}",
}
FRAGMENTS = [
    "at-all",
    "at all",
    "at%20all",
    "at+all",
    "YXQtYWxs",  # what is left of them in base64, in two of three positions
    "not-a",
    "LWFsbC8r",
]


def assert_secret_free(text: str) -> None:
    __tracebackhide__ = True
    shown = [fragment for fragment in FRAGMENTS if fragment in text]

    assert not shown, text


@pytest.fixture(params=list(AUTH_PARAMETERS))
def invocation(
    request: pytest.FixtureRequest,
    mock: EventBridgeMock,
    events: Any,
    make_orders: Callable[..., None],
) -> Invocation:
    """An invocation with a secret in each place that can hold one."""
    mock.responses.get(
        "https://auth.partner.example/token", json={"access_token": TOKEN}
    )
    echo = f"{CREDENTIALS[request.param]} {HEADER_SECRET}"
    mock.responses.post(
        "https://api.partner.example/orders",
        status=503,
        body=f"{echo} {SECRET} {json.dumps(SECRET)}",
        headers={"X-Echo": echo},
    )
    make_orders(
        request.param,
        auth={
            **AUTH_PARAMETERS[request.param],
            "InvocationHttpParameters": secret_parameters(),
        },
    )
    invoked = mock.invoke(
        "orders", {"order": 7}, retry_policy={"MaximumRetryAttempts": 2}, **DEAD
    )
    if request.param != "OAUTH_CLIENT_CREDENTIALS":
        mock.responses.remove("GET", "https://auth.partner.example/token")
    return invoked


def reachable(thing: Any, seen: set[int]) -> Iterator[Any]:
    """Yield *thing* and all objects of ours behind its public attributes."""
    if id(thing) in seen:
        return
    seen.add(id(thing))
    if isinstance(thing, (dict, list, tuple, frozenset)):
        members = thing.values() if isinstance(thing, dict) else thing
        for member in members:
            yield from reachable(member, seen)
    elif type(thing).__module__.startswith("eventbridge_mock"):
        yield thing
        if hasattr(thing, "__iter__") and not isinstance(thing, str):
            values = thing.values() if hasattr(thing, "values") else thing
            for member in list(values):
                yield from reachable(member, seen)
        for name in dir(thing):
            if not name.startswith("_") and name not in SILENT:
                yield from reachable(getattr(thing, name), seen)


# Asking for these has effects, or fails where there is nothing.
SILENT = {"last", "responses"}


def test_the_values_are_sent(invocation: Invocation) -> None:
    assert SECRET in invocation.query["key"]
    assert invocation.json() == {"order": 7, "key": SECRET}
    assert invocation.headers["X-Tenant"] == HEADER_SECRET


def test_nothing_that_can_be_reached_prints_them(
    mock: EventBridgeMock, invocation: Invocation
) -> None:
    things = list(reachable(mock, set()))

    assert {
        "Invocation",
        "DeadLetter",
        "Headers",
        "HttpRequest",
        "Masked",
        "Attempt",
        "Connection",
        "Secret",
    } <= {type(thing).__name__ for thing in things}
    for thing in things:
        assert_secret_free(f"{thing!r} {thing!s} {thing} {pformat(thing)}")
        assert_secret_free(repr(getattr(thing, "sensitive_texts", None)))


def test_the_mappings_do_not_print_them(
    mock: EventBridgeMock, invocation: Invocation
) -> None:
    assert_secret_free(
        f"{mock.connections!r} {mock.secrets!r} {mock.api_destinations!r}"
        f" {mock.invocations!r} {mock.token_requests!r} {mock.backend().secrets!r}"
    )


WRONG = {
    "nothing": {},
    "status": {"status": 200},
    "method": {"method": "GET"},
    "url": {"url": "https://api.partner.example/"},
    "headers": {"headers": {"Authorization": "wrong", "X-Tenant": "wrong"}},
    "query": {"query": {"key": "wrong"}},
    "json": {"json": {"order": 7, "key": "wrong"}},
    "body as bytes": {"body": b"wrong"},
    "body as text": {"body": "wrong"},
}


@pytest.mark.parametrize("expected", WRONG.values(), ids=WRONG)
def test_a_failed_assertion_does_not_show_them(
    mock: EventBridgeMock, invocation: Invocation, expected: dict[str, Any]
) -> None:
    with pytest.raises(AssertionError) as caught:
        mock.assert_invoked("orders", times=2, **expected)

    assert_secret_free(str(caught.value))


def test_what_was_expected_is_not_shown_if_it_is_secret(
    mock: EventBridgeMock, invocation: Invocation
) -> None:
    names = {"Authorization", "X-Api-Key", "X-Tenant"} & {*invocation.headers}
    expected = {name: invocation.headers[name] for name in names}
    with pytest.raises(AssertionError) as caught:
        mock.assert_invoked("orders", headers=expected, status=200)

    assert_secret_free(str(caught.value))


@pytest.mark.parametrize(
    "expected",
    [
        {"query": {"key": SECRET}},
        {"json": {"order": 7, "key": SECRET}},
        {"headers": {"X-Tenant": HEADER_SECRET}},
    ],
    ids=["query", "json", "headers"],
)
def test_what_was_not_to_be_is_not_shown_if_it_is_secret(
    mock: EventBridgeMock, invocation: Invocation, expected: dict[str, Any]
) -> None:
    with pytest.raises(AssertionError) as caught:
        mock.assert_not_invoked("orders", **expected)

    assert_secret_free(str(caught.value))


def test_a_body_that_is_not_json_is_shown_without_them(
    mock: EventBridgeMock, invocation: Invocation
) -> None:
    body = f"key={invocation.headers['X-Tenant']}"
    mock.invoke("orders", body=body)
    with pytest.raises(AssertionError) as caught:
        mock.assert_invoked("orders", json={})

    assert_secret_free(str(caught.value))


def test_why_an_endpoint_was_not_reached_is_told_without_them(
    mock: EventBridgeMock, invocation: Invocation
) -> None:
    url = str(invocation.url)
    mock.responses.replace(
        "POST",
        "https://api.partner.example/orders",
        body=ConnectionError(f"cannot reach {url}"),
    )
    failed = mock.invoke("orders")

    assert failed.attempts[0].error == (
        "ConnectionError: cannot reach https://api.partner.example/orders?key=***"
    )


def test_what_a_test_hears_at_its_end_is_told_without_them(
    make_client: Callable[..., Any],
) -> None:
    parameters = {
        "BasicAuthParameters": BASIC,
        "InvocationHttpParameters": secret_parameters(),
    }
    mock = mock_api_destinations(region_name="eu-west-1", unmatched_endpoint="refuse")
    mock.start()
    events = make_client()
    connection = requests_to_aws.connection(AuthParameters=parameters)
    arn = events.create_connection(**connection)["ConnectionArn"]
    events.create_api_destination(**requests_to_aws.api_destination(arn))
    mock.invoke("orders")

    with pytest.raises(AssertionError) as caught:
        mock.stop()

    assert_secret_free(str(caught.value))


def test_an_endpoint_repeats_them(
    mock: EventBridgeMock, invocation: Invocation
) -> None:
    """Else the tests of dead letters would prove nothing."""
    message = mock.dead_letters.last.attributes["ERROR_MESSAGE"]
    repeated = [one for one in FRAGMENTS if one in message]

    assert SECRET in message
    assert HEADER_SECRET in message
    assert len(repeated) >= 2
    assert HEADER_SECRET in invocation.attempts[0].response_headers["X-Echo"]


def test_the_failure_of_an_invocation_does_not_show_them(
    invocation: Invocation,
) -> None:
    assert str(invocation.failure).startswith(
        "ApiDestination returned HTTP status 503 with payload: ***"
    )
    assert_secret_free(str(invocation.failure))


def test_a_command_does_not_show_them(
    mock: EventBridgeMock, invocation: Invocation
) -> None:
    token_requests = [one.to_curl() for one in mock.token_requests]

    assert_secret_free(" ".join([invocation.to_curl(), *token_requests]))


WRONG_LETTER: dict[str, dict[str, Any]] = {
    "nothing": {},
    "queue": {"queue_arn": "wrong"},
    "code": {"error_code": "wrong"},
    "attributes": {"attributes": {"ERROR_MESSAGE": "wrong"}},
    "json": {"json": {}},
    "body": {"body": "wrong"},
}


@pytest.mark.parametrize("expected", WRONG_LETTER.values(), ids=WRONG_LETTER)
def test_a_dead_letter_that_was_not_expected_does_not_show_them(
    mock: EventBridgeMock, invocation: Invocation, expected: dict[str, Any]
) -> None:
    with pytest.raises(AssertionError) as caught:
        mock.assert_dead_lettered("orders", times=2, **expected)

    assert "503 with payload: ***" in str(caught.value)
    assert_secret_free(str(caught.value))


def test_a_dead_letter_that_was_expected_does_not_show_them(
    mock: EventBridgeMock, invocation: Invocation
) -> None:
    attributes = mock.dead_letters.last.attributes
    with pytest.raises(AssertionError) as caught:
        mock.assert_dead_lettered("orders", times=0, attributes={**attributes})

    assert_secret_free(str(caught.value))


def test_a_secret_in_a_dead_letters_body_is_masked(
    mock: EventBridgeMock, invocation: Invocation
) -> None:
    mock.invoke("orders", body=SECRET, retry_policy={"MaximumRetryAttempts": 0}, **DEAD)
    with pytest.raises(AssertionError) as caught:
        mock.assert_dead_lettered("orders", body="wrong")

    assert "body: '***', expected 'wrong'" in str(caught.value)
    assert_secret_free(str(caught.value))


@pytest.fixture
def renewing(mock: EventBridgeMock, make_orders: Callable[..., None]) -> str:
    """The name of an API destination whose endpoint speaks of old tokens."""
    for number in range(1, 4):
        mock.responses.post(
            "https://auth.partner.example/token",
            json={"access_token": f"not-a-token-{number}", "expires_in": 0},
        )

    def answer(_: object) -> tuple[int, dict[str, str], str]:
        count = len(mock.token_requests)
        granted = [f"not-a-token-{number + 1}" for number in range(count)]
        return 403, {"X-Echo": granted[0]}, " ".join(granted)

    mock.responses.add_callback("POST", "https://api.partner.example/orders", answer)
    make_orders("OAUTH_CLIENT_CREDENTIALS")
    return "orders"


def test_tokens_that_have_expired_are_masked_too(
    mock: EventBridgeMock, renewing: str
) -> None:
    """They come out of hand, but endpoints may still speak of them."""
    mock.invoke(renewing, **DEAD)
    last = mock.invoke(renewing, **DEAD)

    assert last.headers["Authorization"] == "Bearer not-a-token-3"
    assert last.attempts[0].response_headers["X-Echo"] == "not-a-token-1"
    assert str(last.failure).endswith("payload: *** *** ***")
    for thing in reachable(mock, set()):
        assert_secret_free(f"{thing!r} {thing!s}")


def test_a_token_that_was_refused_is_masked_in_the_error_of_the_next_request(
    mock: EventBridgeMock, make_orders: Callable[..., None]
) -> None:
    make_orders("OAUTH_CLIENT_CREDENTIALS")
    mock.responses.post("https://api.partner.example/orders", status=401)
    error = ConnectionError("no more token-for-shop")
    mock.responses.post("https://auth.partner.example/token", body=error)
    mock.invoke("orders", retry_policy={"MaximumRetryAttempts": 0})
    (attempt,) = mock.token_requests.last.attempts

    assert attempt.error == "ConnectionError: no more ***"


def test_a_secret_header_is_masked_as_it_is_sent(
    mock: EventBridgeMock, make_orders: Callable[..., None]
) -> None:
    """Blanks around it are not sent (RFC 9110, 5.5)."""
    pair = {"Key": "X-A", "Value": "  not\ta-secret  ", "IsValueSecret": True}
    make_orders(auth={"InvocationHttpParameters": {"HeaderParameters": [pair]}})
    invocation = mock.invoke("orders")

    assert invocation.headers["X-A"] == "not\ta-secret"
    assert "'X-A': '***'" in repr(invocation.headers)


@pytest.mark.parametrize("secret", ["not\ud800this", "\ud800"])
def test_half_a_surrogate_pair_is_masked(
    mock: EventBridgeMock, make_orders: Callable[..., None], secret: str
) -> None:
    """JSON can escape it, and the pattern of a password takes it."""
    pair = {"Key": "key", "Value": secret, "IsValueSecret": True}
    groups = {"QueryStringParameters": [pair], "BodyParameters": [pair]}
    key = {"ApiKeyName": "X-Key", "ApiKeyValue": secret}
    make_orders(
        "API_KEY",
        auth={"ApiKeyAuthParameters": key, "InvocationHttpParameters": groups},
    )
    invocation = mock.invoke("orders", {})

    assert "***" in repr(invocation)
    assert "this" not in f"{invocation!r} {invocation.headers!r} {invocation.to_curl()}"


@pytest.fixture
def all_logs(caplog: pytest.LogCaptureFixture) -> None:
    """Have everything logged from here on."""
    caplog.set_level(logging.DEBUG)


def test_no_log_of_ours_has_them(
    all_logs: None, invocation: Invocation, caplog: pytest.LogCaptureFixture
) -> None:
    records = caplog.get_records("setup")
    ours = [one for one in records if one.name.startswith("eventbridge_mock")]

    assert records, "botocore logs each call"
    assert_secret_free("\n".join(record.getMessage() for record in ours))


def test_calls_of_operations_print_no_parameters(
    monkeypatch: pytest.MonkeyPatch, mock: EventBridgeMock
) -> None:
    """Tracebacks of pytest show the arguments of each function."""
    model = botocore.session.Session().get_service_model("events")
    body = SECRET.encode()
    incoming = IncomingCall(
        operation=("events", "CreateConnection"),
        operation_model=model.operation_model("CreateConnection"),
        body=body,
        url="https://events.eu-west-1.amazonaws.com/",
        account_id="123456789012",
        origin=Origin("events", "eu-west-1", "aws"),
    )
    call = OperationCall(incoming, {"Password": SECRET}, ACTIVATIONS.current_state())

    assert repr(incoming) == "<IncomingCall events.CreateConnection>"
    assert repr(call) == "<OperationCall events.CreateConnection>"


def test_a_password_in_a_body_is_masked(mock: EventBridgeMock, orders: str) -> None:
    """The body is the test's own, the password that of the connection."""
    mock.invoke(orders, body=f"password={requests_to_aws.PASSWORD}")
    with pytest.raises(AssertionError) as caught:
        mock.assert_invoked(orders, body="password=wrong")

    assert str(caught.value).splitlines()[-1] == (
        "       body: 'password=***', expected 'password=wrong'"
    )


def test_a_password_in_the_text_of_an_error_is_masked(
    mock: EventBridgeMock, orders: str
) -> None:
    error = ConnectionError(f"no route for {requests_to_aws.PASSWORD}")
    mock.responses.post("https://api.partner.example/orders", body=error)

    (attempt,) = mock.invoke(orders).attempts

    assert attempt.error == "ConnectionError: no route for ***"


COMPARED = {
    "queries": "invocation.query == {}",
    "headers": 'invocation.headers == {"Accept": "wrong"}',
    "parameters": "one.auth_parameters == other.auth_parameters",
    "body parameters": "pairs[0] == pairs[1]",
    "requests": "invocation.attempts[0].request == again.attempts[0].request",
    "attempts": "invocation.attempts[0] == again.attempts[0]",
    "invocations": "invocation == again",
    "responses": "invocation.attempts[0] == attempt",
    "response headers": "invocation.attempts[0].response_headers == {}",
    "logs": "mock.invocations == [again, invocation]",
    "dead letters": "letter == mock.dead_letters[1]",
    "logs of dead letters": "mock.dead_letters == [mock.dead_letters[1], letter]",
    "dead attributes": "letter.attributes == {'ERROR_CODE': 'wrong'}",
    "dead attributes of two": "letter.attributes == mock.dead_letters[1].attributes",
    "failures": "invocation.failure == again.failure + 'wrong'",
    "bodies": "letter.json() == {}",
}


@pytest.mark.parametrize("compared", COMPARED.values(), ids=COMPARED)
def test_what_pytest_says_of_a_comparison_does_not_show_them(
    pytester: pytest.Pytester, compared: str
) -> None:
    pytester.makepyfile(
        f"""
        import dataclasses
        from tests.requests_to_aws import AUTH_PARAMETERS, api_destination, connection

        URL = "https://api.partner.example/orders"

        def test_it(eventbridge_mock, eventbridge_client):
            mock, events = eventbridge_mock, eventbridge_client
            for name, key in ("a", "not-a-key-1"), ("b", "not-a-key-2"):
                given = {{"ApiKeyName": "X-Api-Key", "ApiKeyValue": key}}
                pair = {{"Key": "key", "Value": key, "IsValueSecret": True}}
                both = {{"BodyParameters": [pair], "QueryStringParameters": [pair]}}
                auth = {{
                    "ApiKeyAuthParameters": given,
                    "InvocationHttpParameters": both,
                }}
                params = connection("API_KEY", Name=name, AuthParameters=auth)
                arn = events.create_connection(**params)["ConnectionArn"]
                events.create_api_destination(**api_destination(arn, Name=name))
            def answer(request):
                key = request.headers["X-Api-Key"]
                return 403, {{"X-Echo": key}}, f"{{key}} {{len(mock.invocations)}}"

            mock.responses.add_callback("POST", URL, answer)
            dead = {{"dead_letter_config": {{"Arn": "arn:aws:sqs:eu-west-1:1:q"}}}}
            invocation = mock.invoke("a", {{"order": 7}}, **dead)
            again = mock.invoke("b", {{"order": 8}}, **dead)
            attempt = dataclasses.replace(again.attempts[0], request=again.request)
            letter = mock.dead_letters[0]
            one, other = mock.secrets.values()
            pairs = [
                each.auth_parameters.invocation_http_parameters.body_parameters[0]
                for each in (one, other)
            ]
            assert {compared}
        """
    )
    outcome = pytester.runpytest_inprocess("-vv", "-p", "no:randomly", "--tb=short")

    outcome.assert_outcomes(failed=1)
    outcome.stdout.fnmatch_lines(["E *assert *"])
    shown = [line for line in outcome.outlines if line.startswith("E")]
    assert "not-a-key" not in "\n".join(shown)
