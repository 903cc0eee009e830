"""`to_curl`: what was sent as a command that people can try."""

from __future__ import annotations

import shlex
import shutil
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

from eventbridge_mock.records.curl import curl_command
from tests.delivery.partner import URL, added

if TYPE_CHECKING:
    from collections.abc import Callable

    from eventbridge_mock import EventBridgeMock


def test_an_invocation_is_a_command(mock: EventBridgeMock, orders: str) -> None:
    command = mock.invoke(orders, {"order": 7, "name": "Zoë's"}).to_curl()

    assert command == (
        f"curl --request POST {URL}"
        " --header 'Content-Type: application/json; charset=utf-8'"
        " --header 'Authorization: ***'"
        " --header 'User-Agent: Amazon/EventBridge/ApiDestinations'"
        " --header 'Range: bytes=0-1048575'"
        " --header 'Accept-Encoding: gzip,deflate'"
        """ --data-raw '{"order":7,"name":"Zoë'"'"'s"}'"""
    )


def test_a_token_request_is_a_command(
    mock: EventBridgeMock, make_orders: Callable[..., None]
) -> None:
    make_orders("OAUTH_CLIENT_CREDENTIALS")

    assert mock.token_requests.last.to_curl() == (
        "curl --request POST https://auth.partner.example/token"
        " --header 'Accept-Encoding: gzip,deflate'"
        " --header 'User-Agent: Apache-HttpClient/UNAVAILABLE (Java/1.8.0_504)'"
        " --header 'Content-Type: application/x-www-form-urlencoded'"
        " --data-raw 'client_secret=***&client_id=shop'"
    )


def command(method: str = "POST", **changes: Any) -> list[str]:
    given = {"headers": [], "body": "", **changes}
    return shlex.split(curl_command(method, URL, **given))


@pytest.mark.parametrize("method", ["POST", "GET", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_the_method_is_named(method: str) -> None:
    assert command(method) == ["curl", "--request", method, URL]


def test_a_head_request_does_not_wait_for_a_body() -> None:
    assert command("HEAD") == ["curl", "--head", URL]


@pytest.mark.parametrize("name", ["Host", "content-length", "CONNECTION"])
def test_what_curl_works_out_is_left_to_it(name: str) -> None:
    assert command(headers=[(name, "a")]) == ["curl", "--request", "POST", URL]


@pytest.mark.parametrize(
    ("value", "argument"),
    [("a b", "X-A: a b"), ("", "X-A;"), ("it's", "X-A: it's"), ("$HOME", "X-A: $HOME")],
)
def test_a_header_is_one_argument(value: str, argument: str) -> None:
    """With `Name:` curl would leave an empty header out."""
    assert command(headers=[("X-A", value)])[4:] == ["--header", argument]


@pytest.mark.parametrize(
    ("body", "argument"),
    [
        ("@/etc/hosts", "@/etc/hosts"),
        ("a\nb", "a\nb"),
        ("Zoë ✓ '\"\\", "Zoë ✓ '\"\\"),
    ],
)
def test_a_body_is_one_argument(body: str, argument: str) -> None:
    assert command(body=body)[4:] == ["--data-raw", argument]


NO_TEXT = {
    "no UTF-8": b"\xff\xfe caf\xe9",
    "a zero byte": b"a\x00b",
    "every byte": bytes(range(256)),
    "like an option": b"-n\xff",
    "like a format": b"100%s \\n\xff",
    "quotes": b'it\'s "\xff" $HOME `id`',
    "digits behind": b"\xff7\x001",
    "line ends": b"\xff\r\n\n",
}


@pytest.mark.skipif(shutil.which("sh") is None, reason="there is no shell")
@pytest.mark.parametrize("body", NO_TEXT.values(), ids=NO_TEXT)
def test_what_no_argument_can_hold_is_piped(body: bytes) -> None:
    text = body.decode("utf-8", "surrogateescape")
    piped = curl_command("POST", URL, headers=[], body=text)
    printed, _, sent = piped.partition(" | ")
    shell = subprocess.run(["sh", "-c", printed], capture_output=True, check=True)  # noqa: S603, S607 - our own command, any shell

    assert (shell.stdout, shell.stderr) == (body, b"")
    assert sent == f"curl --request POST {URL} --data-binary @-"


def test_a_command_with_a_pipe_is_plain_text(
    mock: EventBridgeMock, orders: str
) -> None:
    command = mock.invoke(orders, body=b"it's 5 % \xff").to_curl()

    assert command.startswith("""printf 'it'"'"'s 5 %% \\377' | curl --request POST """)
    assert command.endswith("--header 'Accept-Encoding: gzip,deflate' --data-binary @-")


def test_secrets_in_what_is_piped_are_masked(
    mock: EventBridgeMock, make_orders: Callable[..., None]
) -> None:
    key = {"ApiKeyName": "X-Api-Key", "ApiKeyValue": "not-á-'secret'"}
    make_orders("API_KEY", auth={"ApiKeyAuthParameters": key})
    body = b"\xc3" + "not-á-'secret'".encode() + b"\x80"
    command = mock.invoke("orders", body=body).to_curl()

    assert command.startswith(r"printf '\303***\200' | curl ")


def test_secrets_are_masked_before_they_are_quoted(
    mock: EventBridgeMock, make_orders: Callable[..., None]
) -> None:
    secret = "not a secret's 'key'"
    pair = {"Key": "key", "Value": secret, "IsValueSecret": True}
    kinds = ("Header", "QueryString", "Body")
    groups = {f"{kind}Parameters": [pair] for kind in kinds}
    make_orders(auth={"InvocationHttpParameters": groups})
    words = shlex.split(mock.invoke("orders", {"order": 7}).to_curl())

    assert (words[3], words[-1]) == (f"{URL}?key=***", '{"order":7,"key":"***"}')
    assert "key: ***" in words


def test_the_last_attempt_is_the_command(
    mock: EventBridgeMock, make_orders: Callable[..., None]
) -> None:
    make_orders("OAUTH_CLIENT_CREDENTIALS")
    mock.responses.post(URL, status=401)
    mock.responses.post(URL, status=200)
    invocation = mock.invoke("orders", body="echo token-for-shop token-for-shop-2")

    assert invocation.to_curl().endswith("--data-raw 'echo *** ***'")


def test_what_was_not_sent_is_no_command(
    mock: EventBridgeMock, events: Any, orders: str
) -> None:
    events.delete_connection(Name="partner")
    invocation = mock.invoke(orders)

    with pytest.raises(ValueError) as caught:  # noqa: PT011 - the text is below
        invocation.to_curl()

    assert str(caught.value) == (
        "no request was sent: <Invocation 'orders' not sent, failed (API destination"
        " 'orders' is INACTIVE: its connection was deleted, and only"
        " UpdateApiDestination gives it another.)>"
    )


def test_a_parameter_that_is_no_secret_is_shown(
    mock: EventBridgeMock, make_orders: Callable[..., None]
) -> None:
    make_orders(auth=added("QueryStringParameters", ("shop", "north & south")))
    words = shlex.split(mock.invoke("orders").to_curl())

    assert words[3] == f"{URL}?shop=north%20%26%20south"
