"""Move connections from state to state: as they settle, or as a test forces them."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from ..model.connection_state import ConnectionState, SettlingOutcome

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..model.backend import Backend
    from ..model.connection import Connection
    from .mock_state import MockState


def settle(mock: MockState, backend: Backend, names: Iterable[str]) -> None:
    """Move the connections *names* out of their transitional states.

    The lock is free while an authorization endpoint answers, because its scripted
    reply may be code of the test that calls back. If that code raises, the other
    connections settle with the next call. The states reached are published.
    """
    left = deque(names)
    try:
        while left:
            _settle_one(mock, backend, left[0])
            left.popleft()
    finally:
        if left:
            with backend.lock:
                backend.unsettled.update(dict.fromkeys(left))
        mock.service_events.publish_changes(backend)


def _settle_one(mock: MockState, backend: Backend, name: str) -> None:
    connection = backend.all_connections.get(name)
    if connection is None or not connection.connection_state.is_transitional:
        return
    outcome, reason = _outcome(mock, backend, connection)
    with backend.lock:
        if backend.all_connections.get(name) is connection:
            backend.settle_connection(connection, outcome, reason, now=mock.now)


def _outcome(
    mock: MockState, backend: Backend, connection: Connection
) -> tuple[SettlingOutcome, str | None]:
    """Return how *connection* settles, and why; an OAuth one requests its token."""
    if connection.connection_state is not ConnectionState.AUTHORIZING:
        return SettlingOutcome.DONE, None
    secret = backend.secret_of(connection)
    oauth = secret.auth_parameters.oauth_parameters if secret else None
    if oauth is None:
        return SettlingOutcome.DONE, None
    return mock.outbound.request_token(connection, oauth)


def force(
    mock: MockState,
    name: str,
    state: ConnectionState | str,
    reason: str | None,
) -> None:
    """Put the connection *name* into *state*, also against the tables of states.

    It is one of the mock's own account and Region. Raises KeyError for a connection
    that does not exist, and ValueError for an unknown state and for a usable state of a
    connection without credentials.
    """
    if state not in list(ConnectionState):
        names = ", ".join(known.value for known in ConnectionState)
        msg = f"no state {state!r}; a connection's states are {names}"
        raise ValueError(msg)
    state, backend = ConnectionState(state), mock.backend
    with backend.lock:
        connection = mock.backends.view(backend).connections[name]
        if state.is_usable and connection.secret_arn is None:
            msg = (
                f"connection {connection.name!r} has no credentials left and"
                f" cannot be {state.value}: give it some with UpdateConnection"
            )
            raise ValueError(msg)
        forced = connection.in_state(state, reason=reason, now=mock.now)
        backend.put_connection(forced, now=mock.now)
        # A forced state stays until the test or an operation changes it.
        backend.unsettled.pop(connection.name, None)
    mock.service_events.publish_changes(backend)
