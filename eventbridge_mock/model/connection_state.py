"""The states of a connection, and the only tables by which they change.

Theory of operation
-------------------
An operation puts a connection into a state that its answer shows at once
(`STATE_AFTER_OPERATION`). Some of these states do not last: AWS moves on a second
later by itself. That is settling (`STATE_AFTER_SETTLING`), and its outcome may
hang on what the authorization endpoint says. A mock with `transitions="eager"`
settles right after the answer, so that the next call finds the settled state,
and one with "manual" waits for `settle()`.

Which states a connection goes through depends on its kind. A *public*
connection with a user name or a key is AUTHORIZED at once (recorded on AWS
2024-12-09 and 2026-09-24), one that needs a token is AUTHORIZING first. A
*private* one ends in ACTIVE or FAILED_CONNECTIVITY (AWS guide, "Connection
states in EventBridge"); that it goes through CREATING and UPDATING is our choice
(docs/fidelity.md, row "private connections").

EventBridge itself deauthorizes a connection whose credentials an endpoint refuses
(`STATE_AFTER_REJECTION`), and one whose secret somebody deletes
(`STATE_AFTER_SECRET_DELETION`; AWS guide "De-authorizing connections").

A test can also force a state (`EventBridgeMock.set_connection_state`): that is the
one way around the tables.
"""

from __future__ import annotations

from enum import Enum

from .wire import WireEnum


class ConnectionState(WireEnum):
    """The state of a connection; the members are the strings on the wire."""

    CREATING = "CREATING"
    UPDATING = "UPDATING"
    DELETING = "DELETING"
    AUTHORIZED = "AUTHORIZED"
    DEAUTHORIZED = "DEAUTHORIZED"
    AUTHORIZING = "AUTHORIZING"
    DEAUTHORIZING = "DEAUTHORIZING"
    ACTIVE = "ACTIVE"
    FAILED_CONNECTIVITY = "FAILED_CONNECTIVITY"

    @property
    def is_transitional(self) -> bool:
        """Whether AWS leaves this state by itself."""
        return self in _TRANSITIONAL

    @property
    def is_usable(self) -> bool:
        """Whether API destinations on such a connection are ACTIVE."""
        return self is ConnectionState.AUTHORIZED or self is ConnectionState.ACTIVE

    @property
    def is_leaving(self) -> bool:
        """Whether the connection is losing its parameters or itself."""
        return self is ConnectionState.DEAUTHORIZING or self is ConnectionState.DELETING


class ConnectionKind(Enum):
    """What decides which states a connection goes through."""

    PUBLIC = "a user name or key, public endpoint"
    PUBLIC_OAUTH = "a token, public endpoints"
    PRIVATE = "a user name or key, private endpoint"
    PRIVATE_OAUTH = "a token, private endpoint"
    PRIVATE_TOKEN = "a token from a private endpoint, public endpoint"


class Settling(Enum):
    """What settling found."""

    DONE = "nothing stood in the way"
    REFUSED = "the authorization endpoint refused"
    UNREACHABLE = "the authorization endpoint did not answer"


# Short, for the tables below.
_STATE = ConnectionState
_KIND = ConnectionKind

_AUTHORIZED_AS = {
    _KIND.PUBLIC: _STATE.AUTHORIZED,
    _KIND.PUBLIC_OAUTH: _STATE.AUTHORIZED,
    _KIND.PRIVATE: _STATE.ACTIVE,
    _KIND.PRIVATE_OAUTH: _STATE.ACTIVE,
    _KIND.PRIVATE_TOKEN: _STATE.AUTHORIZED,
}

STATE_AFTER_OPERATION: dict[tuple[str, ConnectionKind], ConnectionState] = {
    ("CreateConnection", _KIND.PUBLIC): _STATE.AUTHORIZED,
    ("CreateConnection", _KIND.PUBLIC_OAUTH): _STATE.AUTHORIZING,
    ("CreateConnection", _KIND.PRIVATE): _STATE.CREATING,
    ("CreateConnection", _KIND.PRIVATE_OAUTH): _STATE.AUTHORIZING,
    ("CreateConnection", _KIND.PRIVATE_TOKEN): _STATE.AUTHORIZING,
    ("UpdateConnection", _KIND.PUBLIC): _STATE.AUTHORIZED,
    ("UpdateConnection", _KIND.PUBLIC_OAUTH): _STATE.AUTHORIZING,
    ("UpdateConnection", _KIND.PRIVATE): _STATE.UPDATING,
    ("UpdateConnection", _KIND.PRIVATE_OAUTH): _STATE.AUTHORIZING,
    ("UpdateConnection", _KIND.PRIVATE_TOKEN): _STATE.AUTHORIZING,
    **{("DeauthorizeConnection", kind): _STATE.DEAUTHORIZING for kind in _KIND},
    **{("DeleteConnection", kind): _STATE.DELETING for kind in _KIND},
}

# None stands for a connection that is gone. An operation brings no kind but the
# private one into CREATING and UPDATING, but a test can force any.
STATE_AFTER_SETTLING: dict[
    tuple[ConnectionState, Settling, ConnectionKind], ConnectionState | None
] = {
    **{(_STATE.CREATING, Settling.DONE, kind): _AUTHORIZED_AS[kind] for kind in _KIND},
    **{(_STATE.UPDATING, Settling.DONE, kind): _AUTHORIZED_AS[kind] for kind in _KIND},
    **{
        (_STATE.AUTHORIZING, Settling.DONE, kind): _AUTHORIZED_AS[kind]
        for kind in _KIND
    },
    **{
        (_STATE.AUTHORIZING, Settling.REFUSED, kind): _STATE.DEAUTHORIZED
        for kind in _KIND
    },
    # Recorded on AWS 2026-09-24: still AUTHORIZING, with a StateReason.
    (
        _STATE.AUTHORIZING,
        Settling.UNREACHABLE,
        _KIND.PUBLIC_OAUTH,
    ): _STATE.AUTHORIZING,
    (
        _STATE.AUTHORIZING,
        Settling.UNREACHABLE,
        _KIND.PRIVATE_OAUTH,
    ): _STATE.FAILED_CONNECTIVITY,
    (
        _STATE.AUTHORIZING,
        Settling.UNREACHABLE,
        _KIND.PRIVATE_TOKEN,
    ): _STATE.FAILED_CONNECTIVITY,
    **{
        (_STATE.DEAUTHORIZING, Settling.DONE, kind): _STATE.DEAUTHORIZED
        for kind in _KIND
    },
    **{(_STATE.DELETING, Settling.DONE, kind): None for kind in _KIND},
}

STATE_AFTER_REJECTION = {
    _STATE.AUTHORIZED: _STATE.DEAUTHORIZED,
    _STATE.ACTIVE: _STATE.DEAUTHORIZED,
}

# One that is leaving goes on doing so.
STATE_AFTER_SECRET_DELETION = {
    state: state if state.is_leaving else _STATE.DEAUTHORIZED for state in _STATE
}

_TRANSITIONAL = frozenset(state for state, _, _ in STATE_AFTER_SETTLING)
