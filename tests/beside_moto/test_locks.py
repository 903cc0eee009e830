"""What threads must not do at the same time beside moto."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from eventbridge_mock.activation.activation import ACTIVATIONS
from eventbridge_mock.beside_moto import producers
from eventbridge_mock.beside_moto.interception import MotoInterception
from tests.beside_moto.test_producers import put, s3_with_a_bucket
from tests.exclusion import functions_that_wait
from tests.integrations.beside_moto import client

if TYPE_CHECKING:
    from eventbridge_mock import EventBridgeMock

pytest.importorskip("moto.s3.models")


def test_moto_is_replaced_and_put_back_by_one_thread_at_a_time(
    mock_beside_moto: EventBridgeMock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By an interception of its own, on top of the active one."""
    interception = MotoInterception(ACTIVATIONS.current_state)

    def use() -> None:
        interception.install()
        interception.uninstall()

    waits = functions_that_wait(interception, "_lock", use, monkeypatch)

    assert waits == ["replace_loaded", "uninstall"]


def test_an_event_of_s3_is_caught_by_one_thread_at_a_time(
    mock_beside_moto: EventBridgeMock, monkeypatch: pytest.MonkeyPatch
) -> None:
    s3 = s3_with_a_bucket()

    waits = functions_that_wait(producers, "_LOCK", lambda: put(s3), monkeypatch)

    assert {*waits} == {"_event_of_an_object"}


def test_resources_are_searched_by_their_tags_by_one_thread_at_a_time(
    mock_beside_moto: EventBridgeMock, monkeypatch: pytest.MonkeyPatch
) -> None:
    tagging = client("resourcegroupstaggingapi")
    backend = ACTIVATIONS.current_state().backend

    waits = functions_that_wait(backend, "lock", tagging.get_resources, monkeypatch)

    assert waits == ["_tagged_in"]


def test_secrets_are_shown_to_moto_by_one_thread_at_a_time(
    mock_beside_moto: EventBridgeMock, monkeypatch: pytest.MonkeyPatch
) -> None:
    backend = ACTIVATIONS.current_state().backend

    waits = functions_that_wait(
        backend, "lock", client("events").list_connections, monkeypatch
    )

    assert waits == ["_answered", "_show_secrets"]
