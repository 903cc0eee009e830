"""The object that a test holds."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from .activation import ACTIVATIONS, Activation
from .assertions import check_invoked, check_not_invoked
from .delivery.http_request import encode
from .errors import NotActiveError
from .expectation import UNSET, Expectation
from .options import combine

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType

    import responses
    from typing_extensions import Self

    from .invocation_log import InvocationLog, Log
    from .invocations import Invocation, TokenRequest
    from .model.api_destination import ApiDestination
    from .model.backend import Backend
    from .model.connection import Connection
    from .model.connection_state import ConnectionState
    from .model.secret import Secret
    from .options import GivenOptions
    from .state import MockState


class EventBridgeMock:
    """A mock of EventBridge, and what a test can ask and tell it.

    `mock_api_destinations` makes one and explains the options. After `stop` the
    record stays readable; the next `start` begins with nothing.

        >>> from eventbridge_mock import mock_api_destinations
        >>> with mock_api_destinations() as mock:
        ...     list(mock.connections)
        []
    """

    def __init__(self, given: GivenOptions | None = None) -> None:
        self._given: GivenOptions = given or {}
        combine(self._given)  # a bad option is reported where it was written
        self._activations: list[Activation] = []
        self._last_state: MockState | None = None

    def start(self) -> Self:
        """Begin to answer; within another activation, join its state."""
        self.begin()
        return self

    def begin(self, *, from_copy: bool = False) -> None:
        """Begin an activation; *from_copy* gives it a state of its own.

        For the decorators and the pytest plugin; tests call `start`.
        """
        activation = ACTIVATIONS.start(self, self._given, from_copy=from_copy)
        self._activations.append(activation)
        self._last_state = activation.state

    def stop(self) -> None:
        """End what `start` began, and restore everything.

        Raises AssertionError for scripted replies that were never used and for
        refused endpoints, and NotActiveError without a `start` before.
        """
        __tracebackhide__ = True
        complaint = self.end()
        if complaint:
            raise AssertionError(complaint)

    def end(self) -> str | None:
        """End the newest activation; return what the test has to hear, if any.

        For the decorators and the pytest plugin; tests call `stop`.
        """
        if not self._activations:
            msg = "stop() without start(): this mock is not active."
            raise NotActiveError(msg)
        activation = self._activations.pop()
        if not ACTIVATIONS.stop(activation):
            return None
        return activation.state.complaint()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        exception_type: type[BaseException] | None,
        exception: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        __tracebackhide__ = True
        complaint = self.end()
        if complaint and exception is not None:
            _add_note(exception, complaint)
        elif complaint:
            raise AssertionError(complaint)

    async def __aenter__(self) -> Self:
        return self.start()

    async def __aexit__(
        self,
        exception_type: type[BaseException] | None,
        exception: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        __tracebackhide__ = True
        self.__exit__(exception_type, exception, traceback)

    @property
    def _state(self) -> MockState:
        if self._last_state is None:
            msg = (
                "this mock was never started: use it as a decorator, in a `with`"
                " statement, or call start() first."
            )
            raise NotActiveError(msg)
        return self._last_state

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
        """The replies of the endpoints: script them as with `responses`.

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
        sent as it is. Raises KeyError for an API destination that does not
        exist; whatever goes wrong after that is in the returned `Invocation`.
        """
        destination = self.api_destinations[api_destination]
        if body is None:
            body = encode({} if event is None else event)
        elif isinstance(body, str):
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
        self._state.force(self._backend, self.connections[name], state, reason)

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
        return check_not_invoked(self.invocations, api_destination, expectation)

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
    return ACTIVATIONS.innermost.mock


def _add_note(exception: BaseException, note: str) -> None:
    if sys.version_info >= (3, 11):
        exception.add_note(note)
    else:
        # What add_note does; pytest prints such notes on Python 3.10 too.
        notes = [*getattr(exception, "__notes__", ()), note]
        setattr(exception, "__notes__", notes)  # noqa: B010 - unknown to 3.10's types
