"""The code of a test that answers raises: the test sees it, and so does the record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.delivery.partner import QUEUE, TOKEN_URL, URL
from tests.state.setting import put_event, put_rule, target

if TYPE_CHECKING:
    from collections.abc import Callable

    from eventbridge_mock import EventBridgeMock

# Stands in the requests of a BASIC connection.
SECRET = "not-a-secret"


def by_wsgi(mock: EventBridgeMock, error: BaseException) -> None:
    def application(environ: Any, start_response: Any) -> Any:
        raise error

    mock.route(URL, application)


def by_asgi(mock: EventBridgeMock, error: BaseException) -> None:
    async def application(scope: Any, receive: Any, send: Any) -> None:
        raise error

    mock.route(URL, application)


def by_callback(mock: EventBridgeMock, error: BaseException) -> None:
    def answer(request: Any) -> Any:
        raise error

    mock.responses.add_callback("POST", URL, answer)


def by_body(mock: EventBridgeMock, error: BaseException) -> None:
    mock.responses.post(URL, body=error)


@pytest.mark.parametrize("answer_by", [by_wsgi, by_asgi, by_callback, by_body])
def test_the_attempt_is_on_record(
    mock: EventBridgeMock, orders: str, answer_by: Callable[..., None]
) -> None:
    answer_by(mock, LookupError("no such cup"))

    with pytest.raises(LookupError):
        mock.invoke(orders, {"order": 7})
    invocation = mock.invocations.last
    (attempt,) = invocation.attempts

    assert attempt.request.body == b'{"order":7}'
    assert (attempt.status, attempt.error) == (None, "LookupError: no such cup")
    assert invocation.failure == (
        "The code that answers the request raised LookupError: no such cup"
    )
    assert repr(invocation) == (
        f"<Invocation 'orders' POST {URL} -> LookupError: no such cup, failed>"
    )


def test_an_error_without_a_text_is_its_type(
    mock: EventBridgeMock, orders: str
) -> None:
    by_callback(mock, KeyboardInterrupt())

    with pytest.raises(KeyboardInterrupt):
        mock.invoke(orders)

    assert mock.invocations.last.attempts[0].error == "KeyboardInterrupt"


def test_what_it_repeats_of_secrets_is_masked(
    mock: EventBridgeMock, orders: str
) -> None:
    by_callback(mock, LookupError(f"{SECRET} opens nothing"))

    with pytest.raises(LookupError):
        mock.invoke(orders, dead_letter_config=QUEUE)
    invocation = mock.invocations.last

    error = "LookupError: *** opens nothing"
    assert invocation.attempts[0].error == error
    assert invocation.failure == f"The code that answers the request raised {error}"
    assert repr(mock.dead_letters.last).endswith(f"raised {error}>")


def test_the_attempts_before_it_stay(mock: EventBridgeMock, orders: str) -> None:
    mock.responses.post(URL, status=503)
    by_callback(mock, LookupError("no such cup"))

    with pytest.raises(LookupError):
        mock.invoke(orders)

    attempts = mock.invocations.last.attempts
    assert [one.answer for one in attempts] == [503, "LookupError: no such cup"]


def test_an_explanation_names_the_error(
    mock: EventBridgeMock, events: Any, orders: str
) -> None:
    arn = mock.api_destinations[orders].api_destination_arn
    put_rule(events, "orders", None, target(arn))
    by_callback(mock, LookupError("no such cup"))

    with pytest.raises(LookupError):
        put_event(events)

    assert str(mock.explain(mock.events.last)).splitlines()[-3:] == [
        "               to  API destination 'orders', failed",
        f"                   POST {URL} -> no response",
        "                   INTERNAL_ERROR: The code that answers the request raised"
        " LookupError: no such cup",
    ]


def test_a_token_request_is_on_record(
    mock: EventBridgeMock, make_orders: Callable[..., None]
) -> None:
    def answer(request: Any) -> Any:
        raise LookupError(SECRET)

    mock.responses.add_callback("POST", TOKEN_URL, answer)

    with pytest.raises(LookupError):
        make_orders("OAUTH_CLIENT_CREDENTIALS")

    (attempt,) = mock.token_requests.last.attempts
    assert (attempt.request.url, attempt.error) == (TOKEN_URL, "LookupError: ***")


def test_an_error_before_anything_is_sent_leaves_no_attempt(
    mock: EventBridgeMock, make_orders: Callable[..., None]
) -> None:
    """It may speak of what the record of an unsent request does not know to hide."""
    make_orders("OAUTH_CLIENT_CREDENTIALS")
    mock.responses.post(URL, status=401)
    mock.responses.post(TOKEN_URL, body=LookupError(SECRET))

    with pytest.raises(LookupError):
        mock.invoke("orders")
    invocation = mock.invocations.last

    assert [one.answer for one in invocation.attempts] == [401]
    assert invocation.failure == "The code that answers the request raised an error."
