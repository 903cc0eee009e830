"""moto's own server application behind the same port."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import pytest
from moto import mock_aws

from eventbridge_mock.integrations import moto

if TYPE_CHECKING:
    from tests.server.browsing import Browser


def create_queue(browser: Browser) -> Any:
    return browser.call(
        "CreateQueue",
        {"QueueName": "orders"},
        target="AmazonSQS",
        scope="eu-west-1/sqs",
        key="111122223333",
    )


def test_moto_answers_in_the_account_of_the_key(browser: Browser) -> None:
    with mock_aws():
        answer = create_queue(browser)

    assert answer.json()["QueueUrl"].endswith("/111122223333/orders")


def test_an_operation_of_eventbridge_is_never_motos(browser: Browser) -> None:
    with mock_aws():
        assert browser.call("MakeWish", {}).status == 501


def test_what_moto_needs_is_named_where_it_is_missing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    moto._server_application.cache_clear()  # noqa: SLF001 - it is made once
    monkeypatch.setitem(sys.modules, "moto.server", None)

    with pytest.raises(ImportError, match=r"install moto\[server\]"):
        moto.server_application("123456789012")
