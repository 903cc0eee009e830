"""The object that a test holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .activation import ACTIVATIONS
from .assertions import check_invoked, check_not_invoked
from .expectation import UNSET, Expectation
from .lifecycle import Lifecycle

if TYPE_CHECKING:
    from collections.abc import Mapping

    import responses

    from .invocation_log import InvocationLog, Log
    from .invocations import Invocation, TokenRequest
    from .model.api_destination import ApiDestination
    from .model.backend import Backend
    from .model.connection import Connection
    from .model.connection_state import ConnectionState
    from .model.secret import Secret


class EventBridgeMock(Lifecycle):
    """A mock of EventBridge, and what a test can ask and tell it.

    `mock_api_destinations` makes one and explains the options. After `stop` the
    record stays readable; the next `start` begins with nothing.

        >>> from eventbridge_mock import mock_api_destinations
        >>> with mock_api_destinations() as mock:
        ...     list(mock.connections)
        []
    """

    @property
    def _backend(self) -> Backend:
        return self._state.backend

    @property
    def account_id(self) -> str:
        """The account that clients work in unless their key names another."""
        return self._state.options.account_id

    @property
    def region_name(self) -> str:
        """The Region whose resources the mock shows."""
        return self._state.options.region_name

    @property
    def connections(self) -> Mapping[str, Connection]:
        """The connections of the mock's own account and Region by name."""
        return self._backend.connections

    @property
    def api_destinations(self) -> Mapping[str, ApiDestination]:
        """The API destinations of the mock's own account and Region by name."""
        return self._backend.api_destinations

    @property
    def secrets(self) -> Mapping[str, Secret]:
        """The secrets of the connections there, by ARN."""
        return self._backend.secrets

    def backend(
        self, account_id: str | None = None, region_name: str | None = None
    ) -> Backend:
        """Return what exists in another account or Region.

        It has the same mappings: `connections`, `api_destinations`, `secrets`.
        """
        options = self._state.options
        return self._state.backends.of(
            account_id or options.account_id, region_name or options.region_name
        )

    @property
    def invocations(self) -> InvocationLog:
        """The invocations of API destinations, the oldest first."""
        return self._state.invocations

    @property
    def token_requests(self) -> Log[TokenRequest]:
        """The requests for access tokens, the oldest first."""
        return self._state.token_requests

    @property
    def responses(self) -> responses.RequestsMock:
        """The scripted replies of the endpoints, in the API of `responses`.

        mock.responses.post("https://api.partner.example/orders", status=503)
        """
        return self._state.capture.responses

    def invoke(
        self,
        api_destination: str,
        event: object = None,
        *,
        body: str | bytes | None = None,
    ) -> Invocation:
        """Deliver an event straight to an API destination, no rule needed.

        *event* is sent as JSON (`{}` if None), unless *body* is given, which is
        sent as it is. An answer that is no success, or none, is recorded in the
        returned `Invocation`. Raises KeyError for an API destination that does not
        exist, ValueError or TypeError for an event that is no JSON, and whatever
        the test's own callbacks raise.
        """
        destination = self.api_destinations[api_destination]
        if isinstance(body, str):
            body = body.encode()
        return self._state.invoke(self._backend, destination, event, body)

    def settle(self) -> None:
        """Finish the pending state transitions, in all accounts and Regions.

        A connection that could not reach its authorization endpoint asks again.
        """
        for backend in self._state.backends:
            self._state.settle(backend, backend.all_connections.names())

    def set_connection_state(
        self, name: str, state: ConnectionState | str, reason: str | None = None
    ) -> None:
        """Force the connection *name* into *state*; API destinations follow.

        *reason* becomes the StateReason; None leaves none. Raises KeyError for a
        connection that does not exist and ValueError for a state that there is
        not or that needs credentials the connection no longer has.
        """
        self._state.force(self._backend, name, state, reason)

    def assert_invoked(
        self,
        api_destination: str,
        *,
        times: int = 1,
        method: object = UNSET,
        url: object = UNSET,
        headers: Mapping[str, object] | None = None,
        query: Mapping[str, object] | None = None,
        json: object = UNSET,
        body: object = UNSET,
        status: object = UNSET,
    ) -> tuple[Invocation, ...]:
        """Assert that exactly *times* invocations are as expected; return them.

        *headers* and *query* need only hold for the names given; *json* and
        *body* compare whole. Any value may have its own equality, such as
        `unittest.mock.ANY`. Raises AssertionError with each invocation and how
        it differs; the values of secrets are not shown.
        """
        __tracebackhide__ = True
        expectation = Expectation(
            method=method,
            url=url,
            headers=headers,
            query=query,
            json=json,
            body=body,
            status=status,
        )
        return check_invoked(
            self.invocations,
            api_destination,
            expectation,
            times=times,
            known=list(self.api_destinations),
            secrets=self._state.secrets,
        )

    def assert_not_invoked(
        self,
        api_destination: str,
        *,
        method: object = UNSET,
        url: object = UNSET,
        headers: Mapping[str, object] | None = None,
        query: Mapping[str, object] | None = None,
        json: object = UNSET,
        body: object = UNSET,
        status: object = UNSET,
    ) -> tuple[Invocation, ...]:
        """Assert that no invocation is as described; return the others of it.

        The keywords are those of `assert_invoked`.
        """
        __tracebackhide__ = True
        expectation = Expectation(
            method=method,
            url=url,
            headers=headers,
            query=query,
            json=json,
            body=body,
            status=status,
        )
        return check_not_invoked(
            self.invocations,
            api_destination,
            expectation,
            known=list(self.api_destinations),
            secrets=self._state.secrets,
        )

    def reset(self) -> None:
        """Forget everything: what exists, what was sent, what was scripted."""
        self._state.reset()


def current_mock() -> EventBridgeMock:
    """Return the active mock, for a decorated test that was not handed one.

    Raises NotActiveError when none is active.

        >>> from eventbridge_mock import current_mock, mock_api_destinations
        >>> @mock_api_destinations
        ... def test_nothing_is_there():
        ...     assert not current_mock().connections
        >>> test_nothing_is_there()
    """
    mock: EventBridgeMock = ACTIVATIONS.innermost.mock
    return mock
