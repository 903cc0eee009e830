"""Everything that one activation of the mock holds, and what moves it."""

from __future__ import annotations

from collections import deque
from copy import deepcopy
from typing import TYPE_CHECKING, Any

from ..clock import Clock
from ..delivery.authorization import TokenRefusedError, UnreachableError
from ..delivery.deliveries import Deliveries
from ..delivery.tokens import AccessTokens
from ..model.backend import Backends
from ..model.connection_state import ConnectionState, Settling
from ..model.wire import secret_values
from ..records.http_message import encode
from ..records.invocation_log import TokenRequestLog
from ..records.masking import secret_texts
from ..records.published_events import PublishedEvent
from ..replies.authorization_server import AuthorizationServer
from ..replies.capture import Capture
from .destinations import delivery_to
from .publisher import Publisher
from .rule_schedules import RuleSchedules
from .scripted_errors import Faults

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime, timedelta

    from ..model.api_destination import ApiDestination
    from ..model.backend import Backend
    from ..model.connection import Connection
    from ..model.rule import Rule
    from ..model.target import TargetConditions
    from ..options import Options
    from ..records.invocations import Invocation, TokenRequest


class MockState:
    """The backends, what was sent, and the options in force."""

    def __init__(
        self,
        options: Options,
        around: Capture | None = None,
        clock: Clock | None = None,
    ) -> None:
        self.options = options
        self.has_failed = False
        # Whether a fixture of a wider scope than a test's has begun it.
        self.outlives_test = False
        self.clock = clock or Clock()
        self.capture = Capture(around)
        self.backends = Backends()
        self.faults = Faults()
        self.authorization_server = AuthorizationServer()
        self._tokens = AccessTokens(
            self.capture, self.authorization_server, self._options_in_force, self._note
        )
        self.deliveries = Deliveries(
            self.clock,
            self.capture,
            self._tokens,
            self._options_in_force,
        )
        self.token_requests = TokenRequestLog(catch_up=self.deliveries.catch_up)
        self.publisher = Publisher(self.backends, self.deliveries)
        self._rule_schedules = RuleSchedules(
            self.clock, self.deliveries.schedule, self.publisher
        )

    def _options_in_force(self) -> Options:
        return self.options

    def _note(self, token_request: TokenRequest) -> None:
        self.token_requests.record(token_request)

    @property
    def may_wait(self) -> bool:
        """Whether a delivery may have to wait, for a server or an application."""
        return self.options.unmatched_endpoint == "send" or self.capture.has_routes

    @property
    def now(self) -> datetime:
        """The current instant in whole seconds, as AWS keeps its times."""
        return self.clock.this_second()

    @property
    def backend(self) -> Backend:
        """The backend of the mock's own account and Region."""
        return self.backends.of(self.options.account_id, self.options.region_name)

    def copy(self) -> MockState:
        """Return a state that begins with what exists here, and no record.

        What was scripted here answers there too.
        """
        twin = MockState(self.options, self.capture, self.clock.copy())
        twin.backends.take_from(self.backends)
        twin.authorization_server.copy_from(self.authorization_server)
        twin.faults = Faults(around=self.faults)
        self._tokens.copy_to(twin._tokens)
        for backend in twin.backends:
            twin._rule_schedules.plan_all(backend)
        return twin

    def empty(self) -> MockState:
        """Return a state that shares with this one the options alone."""
        return MockState(self.options)

    def catch_up(self) -> None:
        """Do what has fallen due by now."""
        self.deliveries.catch_up()

    def stop(self) -> None:
        """Leave undone what has not fallen due; the record stays readable."""
        self.capture.stop()
        self.deliveries.stop()

    def advance(self, step: timedelta) -> None:
        """Move the clock on by *step* and do what falls due on the way."""
        self.deliveries.advance_to(self.clock.now() + step)

    def follow_up(
        self, backend: Backend, consequences: Iterable[PublishedEvent | Rule]
    ) -> None:
        """Do what an operation leads to: publish its events, plan its rules.

        The lock of *backend* is not held: a scripted reply may call back.
        """
        for consequence in consequences:
            if isinstance(consequence, PublishedEvent):
                self.publisher.publish(consequence)
            else:
                self._rule_schedules.plan(backend, consequence)

    def settle(self, backend: Backend, names: Iterable[str]) -> None:
        """Move those of the connections *names* on that are in a passing state.

        The lock is not held while an authorization endpoint answers: its
        scripted reply may be code of the test that calls back. If that raises, what
        is left settles with the next call.
        """
        left = deque(names)
        try:
            while left:
                self._settle_one(backend, left[0])
                left.popleft()
        finally:
            if left:
                with backend.lock:
                    backend.unsettled.update(dict.fromkeys(left))

    def _settle_one(self, backend: Backend, name: str) -> None:
        connection = backend.all_connections.get(name)
        if connection is None or not connection.connection_state.is_transitional:
            return
        settling, reason = self._find_out(backend, connection)
        with backend.lock:
            if backend.all_connections.get(name) is connection:
                backend.settle_connection(connection, settling, reason, now=self.now)

    def _find_out(
        self, backend: Backend, connection: Connection
    ) -> tuple[Settling, str | None]:
        if connection.connection_state is not ConnectionState.AUTHORIZING:
            return Settling.DONE, None
        secret = backend.secret_of(connection)
        oauth = secret.auth_parameters.oauth_parameters if secret else None
        if oauth is None:
            return Settling.DONE, None
        try:
            self._tokens.request(connection, oauth, self.clock.now())
        except TokenRefusedError as error:
            return Settling.REFUSED, str(error)
        except UnreachableError as error:
            return Settling.UNREACHABLE, str(error)
        return Settling.DONE, None

    def secrets(self) -> frozenset[str]:
        """Return the texts that no failure may show, those of all that exists."""
        stored = (
            value
            for backend in self.backends
            for secret in backend.all_secrets.snapshot()
            for version in secret.versions.values()
            for value in secret_values(version.auth_parameters)
        )
        invocations = self.deliveries.invocations.as_they_stand()
        sent = (text for one in invocations for text in one.secrets)
        return secret_texts([*stored, *sent])

    def invoke(
        self,
        backend: Backend,
        api_destination: ApiDestination,
        event: Any,
        body: bytes | None,
        conditions: TargetConditions,
    ) -> Invocation:
        """Deliver *event*, or *body* in its place, to *api_destination*; record it."""
        encoded = encode({} if event is None else event)
        delivery = delivery_to(
            backend,
            api_destination.api_destination_arn,
            event=deepcopy(event),
            body=encoded if body is None else body,
            conditions=conditions,
        )
        return self.deliveries.begin(delivery).invocation

    def force(
        self,
        backend: Backend,
        name: str,
        state: ConnectionState | str,
        reason: str | None,
    ) -> None:
        """Put the connection *name* into *state*, whatever the tables say.

        Raises ValueError for an unknown state, or a usable one without credentials.
        """
        if state not in list(ConnectionState):
            names = ", ".join(one.value for one in ConnectionState)
            msg = f"no state {state!r}; a connection's states are {names}"
            raise ValueError(msg)
        state = ConnectionState(state)
        with backend.lock:
            connection = backend.connections[name]
            if state.is_usable and connection.secret_arn is None:
                msg = (
                    f"connection {connection.name!r} has no credentials left and"
                    f" cannot be {state.value}: give it some with UpdateConnection"
                )
                raise ValueError(msg)
            forced = connection.in_state(state, reason=reason, now=self.now)
            backend.put_connection(forced, now=self.now)
            # A forced state stays until the test, or an operation, ends it.
            backend.unsettled.pop(connection.name, None)

    def reset(self) -> None:
        """Forget what exists, what was sent and what was scripted."""
        self.capture.reset()  # refuses, before anything is forgotten, where it must
        self.backends.clear()
        self.deliveries.clear()
        self.publisher.clear()
        self._rule_schedules.clear()
        self.faults.clear()
        self.token_requests.clear()
        self.authorization_server.clear()
        self._tokens.clear()
