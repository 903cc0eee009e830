"""The tables of states, row by row."""

from __future__ import annotations

import pytest

from eventbridge_mock.model.connection_state import (
    STATE_AFTER_OPERATION,
    STATE_AFTER_SETTLING,
    ConnectionKind,
    ConnectionState,
)
from eventbridge_mock.model.connection_state import SettlingOutcome as Outcome

S, K = ConnectionState, ConnectionKind

OPERATIONS = [
    "CreateConnection",
    "UpdateConnection",
    "DeauthorizeConnection",
    "DeleteConnection",
]
PASSING = {S.CREATING, S.UPDATING, S.AUTHORIZING, S.DEAUTHORIZING, S.DELETING}


@pytest.mark.parametrize("kind", K)
@pytest.mark.parametrize("operation", OPERATIONS)
def test_every_operation_leads_somewhere(operation: str, kind: ConnectionKind) -> None:
    """Whatever the kind of connection."""
    assert STATE_AFTER_OPERATION[operation, kind] in ConnectionState


def test_no_other_operation_changes_a_state() -> None:
    """The four that change a connection."""
    assert sorted({operation for operation, _ in STATE_AFTER_OPERATION}) == sorted(
        OPERATIONS
    )


@pytest.mark.parametrize(
    ("operation", "kind", "state"),
    [
        ("CreateConnection", K.PUBLIC, S.AUTHORIZED),
        ("CreateConnection", K.PUBLIC_OAUTH, S.AUTHORIZING),
        ("CreateConnection", K.PRIVATE, S.CREATING),
        ("CreateConnection", K.PRIVATE_OAUTH, S.AUTHORIZING),
        ("CreateConnection", K.PRIVATE_TOKEN, S.AUTHORIZING),
        ("UpdateConnection", K.PUBLIC, S.AUTHORIZED),
        ("UpdateConnection", K.PUBLIC_OAUTH, S.AUTHORIZING),
        ("UpdateConnection", K.PRIVATE, S.UPDATING),
        ("UpdateConnection", K.PRIVATE_OAUTH, S.AUTHORIZING),
        ("UpdateConnection", K.PRIVATE_TOKEN, S.AUTHORIZING),
    ],
)
def test_the_state_an_answer_shows(
    operation: str, kind: ConnectionKind, state: ConnectionState
) -> None:
    """Recorded on AWS 2024-12-09 for public connections; the rest is our choice."""
    assert STATE_AFTER_OPERATION[operation, kind] is state


@pytest.mark.parametrize("kind", K)
@pytest.mark.parametrize(
    ("operation", "state"),
    [("DeauthorizeConnection", S.DEAUTHORIZING), ("DeleteConnection", S.DELETING)],
)
def test_every_kind_leaves_in_the_same_way(
    operation: str, state: ConnectionState, kind: ConnectionKind
) -> None:
    """Recorded on AWS 2024-12-09 and 2026-09-24."""
    assert STATE_AFTER_OPERATION[operation, kind] is state


@pytest.mark.parametrize("state", S)
def test_which_states_pass(state: ConnectionState) -> None:
    """Those whose names end in -ING."""
    assert state.is_transitional is (state in PASSING)
    assert state.is_transitional is state.name.endswith("ING")


@pytest.mark.parametrize("state", S)
def test_which_states_are_usable(state: ConnectionState) -> None:
    """AUTHORIZED, and ACTIVE for private APIs (AWS guide, "Connection states")."""
    assert state.is_usable is (state in {S.AUTHORIZED, S.ACTIVE})


@pytest.mark.parametrize("state", S)
def test_which_states_are_leaving(state: ConnectionState) -> None:
    """Those in which parameters or the connection itself go."""
    assert state.is_leaving is (state in {S.DEAUTHORIZING, S.DELETING})


@pytest.mark.parametrize("state", sorted(PASSING))
def test_every_passing_state_can_end(state: ConnectionState) -> None:
    """When nothing stands in its way."""
    assert all((state, Outcome.DONE, kind) in STATE_AFTER_SETTLING for kind in K)


# AWS guide, "Connection states in EventBridge"; AUTHORIZING after an unreachable
# endpoint is recorded on AWS 2026-09-24.
ENDS = [
    (S.CREATING, K.PRIVATE, Outcome.DONE, S.ACTIVE),
    (S.UPDATING, K.PRIVATE, Outcome.DONE, S.ACTIVE),
    (S.CREATING, K.PRIVATE_OAUTH, Outcome.DONE, S.ACTIVE),
    (S.CREATING, K.PUBLIC, Outcome.DONE, S.AUTHORIZED),
    (S.UPDATING, K.PUBLIC_OAUTH, Outcome.DONE, S.AUTHORIZED),
    (S.UPDATING, K.PRIVATE_TOKEN, Outcome.DONE, S.AUTHORIZED),
    (S.AUTHORIZING, K.PUBLIC_OAUTH, Outcome.DONE, S.AUTHORIZED),
    (S.AUTHORIZING, K.PRIVATE_OAUTH, Outcome.DONE, S.ACTIVE),
    (S.AUTHORIZING, K.PRIVATE_TOKEN, Outcome.DONE, S.AUTHORIZED),
    (S.AUTHORIZING, K.PUBLIC, Outcome.DONE, S.AUTHORIZED),
    (S.AUTHORIZING, K.PRIVATE, Outcome.DONE, S.ACTIVE),
    (S.AUTHORIZING, K.PUBLIC_OAUTH, Outcome.REFUSED, S.DEAUTHORIZED),
    (S.AUTHORIZING, K.PRIVATE_OAUTH, Outcome.REFUSED, S.DEAUTHORIZED),
    (S.AUTHORIZING, K.PRIVATE_TOKEN, Outcome.REFUSED, S.DEAUTHORIZED),
    (S.AUTHORIZING, K.PUBLIC_OAUTH, Outcome.UNREACHABLE, S.AUTHORIZING),
    (
        S.AUTHORIZING,
        K.PRIVATE_OAUTH,
        Outcome.UNREACHABLE,
        S.FAILED_CONNECTIVITY,
    ),
    (
        S.AUTHORIZING,
        K.PRIVATE_TOKEN,
        Outcome.UNREACHABLE,
        S.FAILED_CONNECTIVITY,
    ),
    *((S.DEAUTHORIZING, kind, Outcome.DONE, S.DEAUTHORIZED) for kind in K),
    *((S.DELETING, kind, Outcome.DONE, None) for kind in K),
]


@pytest.mark.parametrize(
    ("state", "kind", "settling", "end"),
    ENDS,
    ids=[f"{row[0].value} {row[1].name} {row[2].name}" for row in ENDS],
)
def test_where_a_passing_state_ends(
    state: ConnectionState,
    kind: ConnectionKind,
    settling: Outcome,
    end: ConnectionState | None,
) -> None:
    assert STATE_AFTER_SETTLING[state, settling, kind] is end


def test_a_state_that_lasts_does_not_end() -> None:
    with pytest.raises(KeyError):
        STATE_AFTER_SETTLING[S.AUTHORIZED, Outcome.DONE, K.PUBLIC]
