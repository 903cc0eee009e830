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
"""

from __future__ import annotations

from enum import Enum


class ConnectionState(str, Enum):
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


_S = ConnectionState
_K = ConnectionKind

STATE_AFTER_OPERATION: dict[tuple[str, ConnectionKind], ConnectionState] = {
    ("CreateConnection", _K.PUBLIC): _S.AUTHORIZED,
    ("CreateConnection", _K.PUBLIC_OAUTH): _S.AUTHORIZING,
    ("CreateConnection", _K.PRIVATE): _S.CREATING,
    ("CreateConnection", _K.PRIVATE_OAUTH): _S.AUTHORIZING,
    ("CreateConnection", _K.PRIVATE_TOKEN): _S.AUTHORIZING,
    ("UpdateConnection", _K.PUBLIC): _S.AUTHORIZED,
    ("UpdateConnection", _K.PUBLIC_OAUTH): _S.AUTHORIZING,
    ("UpdateConnection", _K.PRIVATE): _S.UPDATING,
    ("UpdateConnection", _K.PRIVATE_OAUTH): _S.AUTHORIZING,
    ("UpdateConnection", _K.PRIVATE_TOKEN): _S.AUTHORIZING,
    **{("DeauthorizeConnection", kind): _S.DEAUTHORIZING for kind in _K},
    **{("DeleteConnection", kind): _S.DELETING for kind in _K},
}

# A connection in DELETING is gone once settled: it has no row here but None.
STATE_AFTER_SETTLING: dict[
    tuple[ConnectionState, Settling],
    dict[ConnectionKind, ConnectionState] | ConnectionState | None,
] = {
    (_S.CREATING, Settling.DONE): {_K.PRIVATE_OAUTH: _S.ACTIVE},
    (_S.UPDATING, Settling.DONE): {_K.PRIVATE_OAUTH: _S.ACTIVE},
    (_S.AUTHORIZING, Settling.DONE): {
        _K.PUBLIC_OAUTH: _S.AUTHORIZED,
        _K.PRIVATE_OAUTH: _S.ACTIVE,
        _K.PRIVATE_TOKEN: _S.AUTHORIZED,
    },
    (_S.AUTHORIZING, Settling.REFUSED): _S.DEAUTHORIZED,
    (_S.AUTHORIZING, Settling.UNREACHABLE): {
        # Recorded on AWS 2026-09-24: still AUTHORIZING, with a StateReason.
        _K.PUBLIC_OAUTH: _S.AUTHORIZING,
        _K.PRIVATE_OAUTH: _S.FAILED_CONNECTIVITY,
        _K.PRIVATE_TOKEN: _S.FAILED_CONNECTIVITY,
    },
    (_S.DEAUTHORIZING, Settling.DONE): _S.DEAUTHORIZED,
    (_S.DELETING, Settling.DONE): None,
}

_TRANSITIONAL = frozenset(state for state, _ in STATE_AFTER_SETTLING)


def settled(
    state: ConnectionState, kind: ConnectionKind, settling: Settling
) -> ConnectionState | None:
    """Return where *state* leads, or None for a connection that is then gone.

    A kind that has no row, because only a test can force it into that state, ends
    as if it had just been created.
    """
    outcome = STATE_AFTER_SETTLING[state, settling]
    if not isinstance(outcome, dict):
        return outcome
    return outcome.get(kind, _S.ACTIVE if kind is _K.PRIVATE else _S.AUTHORIZED)
