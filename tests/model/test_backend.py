"""What exists in one place, and in all of them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from eventbridge_mock.model.api_destination import ApiDestination, ApiDestinationState
from eventbridge_mock.model.backend import Backend, Backends, destination_state
from eventbridge_mock.model.connection_state import ConnectionState, SettlingOutcome
from tests.model.instances import (
    API_DESTINATION,
    CONNECTION,
    LATER,
    NOW,
    SECRET,
    connection,
)


@pytest.fixture
def backend() -> Backend:
    """A connection, its secret, and two API destinations, one of them on it."""
    made = Backend("123456789012", "eu-west-1")
    made.all_secrets.put(SECRET.arn, SECRET)
    made.put_connection(CONNECTION, now=NOW)
    made.all_api_destinations.put("orders", API_DESTINATION)
    made.all_api_destinations.put(
        "other", replace(API_DESTINATION, name="other", connection_arn="arn:other")
    )
    return made


def orders(**changes: object) -> ApiDestination:
    """Return the API destination on the connection, with *changes*."""
    return replace(API_DESTINATION, **changes)  # type: ignore[arg-type] # its fields


def test_a_backend_is_seen_by_name(backend: Backend) -> None:
    assert dict(backend.view.connections) == {"partner": CONNECTION}
    assert list(backend.view.api_destinations) == ["orders", "other"]
    assert dict(backend.view.secrets) == {SECRET.arn: SECRET}


@pytest.mark.parametrize(
    ("view", "noun"),
    [
        ("connections", "connection"),
        ("api_destinations", "API destination"),
        ("secrets", "secret of a connection"),
        ("rules", "rule"),
    ],
)
def test_what_is_not_there_is_named(view: str, noun: str) -> None:
    empty = Backend("123456789012", "eu-west-1")

    with pytest.raises(KeyError) as caught:
        getattr(empty.view, view)["partner"]

    assert str(caught.value) == (
        f"no {noun} 'partner' in account 123456789012, Region eu-west-1."
        " None exists there; mock.backend(account_id, region_name) shows other"
        " places."
    )


@pytest.mark.parametrize("state", ConnectionState)
def test_a_destination_is_active_on_a_usable_connection(
    state: ConnectionState,
) -> None:
    """AUTHORIZED or ACTIVE (recorded on AWS 2024-12-09; AWS guide)."""
    is_usable = state in {ConnectionState.AUTHORIZED, ConnectionState.ACTIVE}

    found = destination_state(connection(connection_state=state))

    assert found is (
        ApiDestinationState.ACTIVE if is_usable else ApiDestinationState.INACTIVE
    )


def test_destinations_follow_their_connection(backend: Backend) -> None:
    """INACTIVE, with a new LastModifiedTime (recorded on AWS 2026-09-26)."""
    others = backend.view.api_destinations["other"]

    backend.put_connection(
        connection(connection_state=ConnectionState.DEAUTHORIZED), now=LATER
    )

    assert backend.view.api_destinations["orders"] == orders(
        api_destination_state=ApiDestinationState.INACTIVE, last_modified_time=LATER
    )
    assert backend.view.api_destinations["other"] == others


@pytest.mark.parametrize(
    "state", [ConnectionState.DEAUTHORIZING, ConnectionState.DELETING]
)
def test_destinations_wait_while_it_leaves(
    backend: Backend, state: ConnectionState
) -> None:
    """Still ACTIVE right after the call (recorded on AWS 2026-09-26)."""
    backend.begin(connection(connection_state=state), now=LATER)

    assert backend.view.api_destinations["orders"] == API_DESTINATION
    assert list(backend.unsettled) == ["partner"]


def test_a_lasting_state_ends_the_waiting(backend: Backend) -> None:
    backend.begin(connection(connection_state=ConnectionState.UPDATING), now=NOW)
    assert list(backend.unsettled) == ["partner"]

    backend.begin(CONNECTION, now=LATER)

    assert list(backend.unsettled) == []


def test_a_deletion_settles(backend: Backend) -> None:
    """`ConnectionArn: ""` where it was still ACTIVE (recorded 2026-09-26)."""
    leaving = connection(connection_state=ConnectionState.DELETING)
    backend.put_connection(leaving, now=NOW)

    backend.settle_connection(leaving, SettlingOutcome.DONE, None, now=LATER)

    assert dict(backend.view.connections) == {}
    assert dict(backend.view.secrets) == {}
    assert list(backend.unsettled) == []
    assert backend.view.api_destinations["orders"] == orders(
        api_destination_state=ApiDestinationState.INACTIVE,
        connection_arn="",
        last_modified_time=LATER,
    )


def test_a_connection_without_a_secret_has_none_to_forget(backend: Backend) -> None:
    backend.forget_secret(connection(secret_arn=None))

    assert list(backend.view.secrets) == [SECRET.arn]


def test_a_copy_is_independent(backend: Backend) -> None:
    leaving = connection(connection_state=ConnectionState.DELETING)
    backend.begin(leaving, now=NOW)
    twin = backend.copy()

    backend.settle_connection(leaving, SettlingOutcome.DONE, None, now=LATER)

    assert (twin.account_id, twin.region_name) == ("123456789012", "eu-west-1")
    assert dict(twin.view.connections) == {"partner": leaving}
    assert twin.view.api_destinations["orders"] == API_DESTINATION
    assert dict(twin.view.secrets) == {SECRET.arn: SECRET}
    assert list(twin.unsettled) == ["partner"]


def test_each_place_has_one_backend() -> None:
    backends = Backends()

    here = backends.of("123456789012", "eu-west-1")

    assert backends.of("123456789012", "eu-west-1") is here
    assert backends.of("123456789012", "us-west-2") is not here
    assert backends.of("210987654321", "eu-west-1") is not here
    assert [repr(each.view) for each in backends] == [
        "<BackendView of account 123456789012, Region eu-west-1>",
        "<BackendView of account 123456789012, Region us-west-2>",
        "<BackendView of account 210987654321, Region eu-west-1>",
    ]


def test_cleared_backends_are_empty(backend: Backend) -> None:
    """Who holds one of their mappings sees that too."""
    views = (
        backend.view.connections,
        backend.view.api_destinations,
        backend.view.secrets,
    )
    backend.begin(connection(connection_state=ConnectionState.DELETING), now=NOW)
    backends = Backends()
    here = backends.of("123456789012", "eu-west-1")
    here.put_connection(CONNECTION, now=NOW)

    backends.clear()
    backend.clear()

    assert backends.of("123456789012", "eu-west-1") is here
    assert dict(here.view.connections) == {}
    assert [dict(view) for view in views] == [{}, {}, {}]
    assert list(backend.unsettled) == []


def test_copied_backends_are_independent() -> None:
    backends = Backends()
    here = backends.of("123456789012", "eu-west-1")
    here.put_connection(CONNECTION, now=NOW)

    twin = Backends()
    twin.copy_from(backends)
    here.put_connection(connection(name="second"), now=NOW)

    copied = twin.of("123456789012", "eu-west-1")
    assert list(copied.view.connections) == ["partner"]
    assert list(here.view.connections) == ["partner", "second"]


def test_a_test_sees_mappings_and_nothing_more() -> None:
    """Neither the lock nor what changes the resources."""
    view = Backends().of("123456789012", "eu-west-1").view

    assert [name for name in dir(view) if not name.startswith("_")] == [
        "api_destinations",
        "archives",
        "connections",
        "endpoints",
        "event_buses",
        "replays",
        "rules",
        "secrets",
    ]
