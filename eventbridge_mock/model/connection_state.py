"""The states of a connection, and the only tables by which they change.

Theory of operation
-------------------
An operation puts a connection into a state that its answer shows at once
(`STATE_AFTER_OPERATION`). Some of these states pass: AWS leaves them by itself a second
later. That is settling (`STATE_AFTER_SETTLING`), and its outcome may depend on the
answer of the authorization endpoint. A mock with `transitions="eager"` settles right
after the answer, so that the next call finds the settled state; one with "manual" waits
for `settle()`.

The kind of a connection decides which states it goes through. A *public* connection
with a user name or a key is AUTHORIZED at once (recorded on AWS 2024-12-09 and
2026-09-24), one that needs a token is AUTHORIZING first. A *private* one ends in ACTIVE
or FAILED_CONNECTIVITY (AWS guide, "Connection states in EventBridge"); that it goes
through CREATING and UPDATING is our choice (docs/fidelity.md, row "private
connections").

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

    # Plain attributes, because every operation on a connection asks for them.
    #: Whether AWS leaves this state by itself.
    is_transitional: bool
    #: Whether API destinations on a connection in this state are ACTIVE.
    is_usable: bool
    #: Whether the connection is losing its parameters or itself.
    is_leaving: bool


class ConnectionKind(Enum):
    """The kind of a connection, which decides the states that it goes through."""

    PUBLIC = "a user name or key, public endpoint"
    PUBLIC_OAUTH = "a token, public endpoints"
    PRIVATE = "a user name or key, private endpoint"
    PRIVATE_OAUTH = "a token, private endpoint"
    PRIVATE_TOKEN = "a token from a private endpoint, public endpoint"

    # The hash of `Enum`, for each look into a table, is a function of Python.
    __hash__ = object.__hash__


class SettlingOutcome(Enum):
    """The outcome of settling."""

    DONE = "nothing stood in the way"
    REFUSED = "the authorization endpoint refused"
    UNREACHABLE = "the authorization endpoint did not answer"


# Short, for the tables below.
_STATE = ConnectionState
_KIND = ConnectionKind
_OUTCOME = SettlingOutcome

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

# The state None means that the connection is gone. An operation brings no kind but the
# private one into CREATING and UPDATING, but a test can force any.
STATE_AFTER_SETTLING: dict[
    tuple[ConnectionState, SettlingOutcome, ConnectionKind], ConnectionState | None
] = {
    **{(_STATE.CREATING, _OUTCOME.DONE, kind): _AUTHORIZED_AS[kind] for kind in _KIND},
    **{(_STATE.UPDATING, _OUTCOME.DONE, kind): _AUTHORIZED_AS[kind] for kind in _KIND},
    **{
        (_STATE.AUTHORIZING, _OUTCOME.DONE, kind): _AUTHORIZED_AS[kind]
        for kind in _KIND
    },
    **{
        (_STATE.AUTHORIZING, _OUTCOME.REFUSED, kind): _STATE.DEAUTHORIZED
        for kind in _KIND
    },
    # Recorded on AWS 2026-09-24: still AUTHORIZING, with a StateReason.
    (
        _STATE.AUTHORIZING,
        _OUTCOME.UNREACHABLE,
        _KIND.PUBLIC_OAUTH,
    ): _STATE.AUTHORIZING,
    (
        _STATE.AUTHORIZING,
        _OUTCOME.UNREACHABLE,
        _KIND.PRIVATE_OAUTH,
    ): _STATE.FAILED_CONNECTIVITY,
    (
        _STATE.AUTHORIZING,
        _OUTCOME.UNREACHABLE,
        _KIND.PRIVATE_TOKEN,
    ): _STATE.FAILED_CONNECTIVITY,
    **{
        (_STATE.DEAUTHORIZING, _OUTCOME.DONE, kind): _STATE.DEAUTHORIZED
        for kind in _KIND
    },
    **{(_STATE.DELETING, _OUTCOME.DONE, kind): None for kind in _KIND},
}

STATE_AFTER_REJECTION = {
    _STATE.AUTHORIZED: _STATE.DEAUTHORIZED,
    _STATE.ACTIVE: _STATE.DEAUTHORIZED,
}

for _state in ConnectionState:
    _state.is_transitional = any(_state is key[0] for key in STATE_AFTER_SETTLING)
    _state.is_usable = _state in {_STATE.AUTHORIZED, _STATE.ACTIVE}
    _state.is_leaving = _state in {_STATE.DEAUTHORIZING, _STATE.DELETING}

# A connection that is leaving stays in its state.
STATE_AFTER_SECRET_DELETION = {
    state: state if state.is_leaving else _STATE.DEAUTHORIZED for state in _STATE
}
