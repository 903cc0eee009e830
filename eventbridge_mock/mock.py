"""The mock that a test uses: its records, settings and assertions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from .activation.activation import ACTIVATIONS
from .activation.lifecycle import Lifecycle
from .arguments import (
    require_flag,
    require_number,
    require_place,
    require_string,
)
from .errors import NotActiveError
from .records import UNSET
from .records.wanted_destination import wanted_destination
from .state.scripted_errors import Fault
from .state.settling import force, settle

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime
    from os import PathLike

    import responses

    from .explanation.explanation import Explanation
    from .model.api_destination import ApiDestination
    from .model.archive import Archive, Replay
    from .model.backend import Backend
    from .model.backend_view import BackendView
    from .model.connection import Connection
    from .model.connection_state import ConnectionState
    from .model.event_bus import EventBus
    from .model.global_endpoint import GlobalEndpoint
    from .model.rule import Rule
    from .model.secret import Secret
    from .records.invocation_log import (
        DeadLetterLog,
        InvocationLog,
        Log,
        TokenRequestLog,
    )
    from .records.invocations import DeadLetter, HttpTask, Invocation
    from .records.published_events import PublishedEvent
    from .records.wanted_destination import NamedResource
    from .server.server import MockServer
    from .state.mock_state import MockState
    from .templates.deployment import Deployment


class EventBridgeMock(Lifecycle):
    """A mock of EventBridge: its resources, records, settings and assertions.

    `mock_api_destinations` creates one and explains the options. After `stop` the
    records stay readable; the next `start` begins with an empty mock.

        >>> from eventbridge_mock import mock_api_destinations
        >>> with mock_api_destinations() as mock:
        ...     list(mock.connections)
        []
    """

    @property
    def _view(self) -> BackendView:
        # Deliveries that are due may change what exists.
        self._state.run_due()
        return self._state.backends.view(self._state.backend)

    def __repr__(self) -> str:
        try:
            counts = self._state.counts()
        except NotActiveError:
            return "<EventBridgeMock, not started>"
        shown = (
            f"{count} {noun if count == 1 else _plural(noun)}"
            for noun, count in counts.items()
            if count
        )
        return f"<EventBridgeMock: {', '.join(shown) or 'empty'}>"

    @property
    def account_id(self) -> str:
        """The account of the mock, which clients use unless their key names another."""
        return self._state.options.account_id

    @property
    def region_name(self) -> str:
        """The Region of the mock, whose resources it shows."""
        return self._state.options.region_name

    @property
    def connections(self) -> Mapping[str, Connection]:
        """The connections of the mock's own account and Region by name."""
        return self._view.connections

    @property
    def api_destinations(self) -> Mapping[str, ApiDestination]:
        """The API destinations of the mock's own account and Region by name."""
        return self._view.api_destinations

    @property
    def event_buses(self) -> Mapping[str, EventBus]:
        """The event buses of the same account and Region by name, with `default`."""
        return self._view.event_buses

    @property
    def rules(self) -> Mapping[str | tuple[str, str], Rule]:
        """The rules of the same account and Region, with their targets.

        Rules of the default event bus are found by name, others by `(bus, name)`.
        """
        return self._view.rules

    @property
    def archives(self) -> Mapping[str, Archive]:
        """The archives by name, with the events that they have kept."""
        return self._view.archives

    @property
    def replays(self) -> Mapping[str, Replay]:
        """The replays by name."""
        return self._view.replays

    @property
    def endpoints(self) -> Mapping[str, GlobalEndpoint]:
        """The global endpoints with the mock's Region as primary Region, by name."""
        return self._view.endpoints

    @property
    def secrets(self) -> Mapping[str, Secret]:
        """The secrets of the connections of the same account and Region, by ARN."""
        return self._view.secrets

    def backend(
        self, account_id: str | None = None, region_name: str | None = None
    ) -> BackendView:
        """Return what exists in another account or Region.

        It has the same mappings: `connections`, `api_destinations`, `event_buses`,
        `rules`, `archives`, `replays`, `endpoints` and `secrets`. Raises ValueError for
        an account id that is not a string of 12 digits, and a Region without a name.
        """
        self._state.run_due()
        place = self._place(self._state, account_id, region_name)
        return self._state.backends.view(place)

    def _place(
        self, state: MockState, account_id: str | None, region_name: str | None
    ) -> Backend:
        require_place(account_id, region_name)
        return state.backends.of(
            account_id or state.options.account_id,
            region_name or state.options.region_name,
        )

    @property
    def responses(self) -> responses.RequestsMock:
        """The scripted replies of the endpoints, in the API of `responses`.

        For example::

            mock.responses.post("https://api.partner.example/orders", status=503)
        """
        return self._state.capture.responses

    def route(
        self,
        url_prefix: str,
        to: str | Callable[..., Any],
        *,
        timeout: float | None = None,
    ) -> None:
        """Send requests for URLs that begin with *url_prefix* to a receiver.

        *to* is the `http://127.0.0.1:...` of a server on this machine, a WSGI or an
        ASGI application. A scripted reply still comes first. An ASGI application has
        *timeout* seconds, by default 20, for each request, its start and its end.
        Raises ValueError for the URL of another machine, and for a *timeout* with a
        server or a WSGI application; TypeError if *to* is neither a URL nor an
        application; and ImportError if the library for the application is missing.
        """
        self._active_state.capture.route(url_prefix, to, timeout)

    def invoke(
        self,
        api_destination: str | NamedResource,
        event: object = None,
        *,
        body: str | bytes | None = None,
        http_parameters: Mapping[str, Any] | None = None,
        retry_policy: Mapping[str, Any] | None = None,
        dead_letter_config: Mapping[str, Any] | None = None,
    ) -> Invocation:
        """Deliver an event to an API destination directly, without a rule.

        *api_destination* is a name, an ARN, or a resource of a `Deployment`. *event* is
        sent as JSON (`{}` if None), unless *body* is given, which is sent unchanged.
        The other arguments are the HttpParameters, RetryPolicy and
        DeadLetterConfig of a target, as PutTargets takes them. The returned
        `Invocation` records the outcome. Raises KeyError for an API destination that
        does not exist, ValueError or TypeError for an event that cannot be written as
        JSON, TypeError for a *body* of another type, ValueError for parameters that the
        service model of PutTargets refuses, and the errors of the test's own callbacks.
        """
        wanted = wanted_destination(api_destination)
        view = self.backend(*wanted.place) if wanted.place else self._view
        destination = view.api_destinations[wanted.name]
        sent_unchanged = None if body is None else _bytes_of(body)
        from .aws.invoke_parameters import target_conditions  # noqa: PLC0415 - botocore

        conditions = target_conditions(
            http_parameters=http_parameters,
            retry_policy=retry_policy,
            dead_letter_config=dead_letter_config,
        )
        state = self._active_state
        backend = state.backends.of(*wanted.place) if wanted.place else state.backend
        return state.outbound.invoke(
            backend, destination, event, sent_unchanged, conditions
        )

    def publish(
        self,
        event: Mapping[str, Any] | None = None,
        /,
        *,
        source: str | None = None,
        detail_type: str | None = None,
        detail: Mapping[str, Any] | None = None,
        resources: Sequence[str] = (),
        time: datetime | str | None = None,
        account_id: str | None = None,
        region_name: str | None = None,
        event_bus_name: str = "default",
    ) -> PublishedEvent:
        """Put an event on an event bus as an AWS service does; return it.

        *event* is an envelope, such as the samples in AWS's documentation. Keywords
        replace its members; what is missing is filled in: version, id, time, account,
        region, resources and detail. Any source is allowed, `aws.s3` and
        `aws.partner/...` too. Rules, transformers and deliveries follow as after
        PutEvents.

        The event goes to the mock's own account and Region, and not to those in the
        envelope, unless *account_id* or *region_name* is given.

            >>> from eventbridge_mock import mock_api_destinations
            >>> with mock_api_destinations() as mock:
            ...     event = mock.publish(source="aws.s3", detail_type="Object Created")
            >>> event.envelope["detail-type"], event.origin
            ('Object Created', 'publish')

        Raises ValueError for an event without source or detail type, with an unknown
        member, or that is not valid JSON, and for an invalid account id or Region;
        TypeError for an event that is not a mapping; and KeyError for an event bus that
        does not exist.
        """
        given = {
            "source": source,
            "detail-type": detail_type,
            "detail": detail,
            # An empty string is refused, and so is 0.
            "resources": None if resources == () else resources,
            "time": time,
            "account": account_id,
            "region": region_name,
        }
        require_string("event_bus_name", event_bus_name)
        state = self._active_state
        state.run_due()
        return state.outbound.publish(
            self._place(state, account_id, region_name),
            event_bus_name,
            event,
            {name: value for name, value in given.items() if value is not None},
        )

    def deploy(
        self,
        source: str | PathLike[str] | Mapping[str, Any],
        *,
        stack_name: str | None = None,
        parameters: Mapping[str, Any] | None = None,
        secrets: Mapping[str, Any] | None = None,
        ssm: Mapping[str, Any] | None = None,
        imports: Mapping[str, str] | None = None,
        values: Mapping[str, Any] | None = None,
    ) -> Deployment:
        """Create the resources of a template, with AWS's own checks; return them.

        *source* is the path of a template, or a template as a mapping. The same
        *stack_name*, or the same path without one, updates the stack: resources are
        changed, replaced and deleted as CloudFormation does.

        *parameters* set the parameters of the template. Dynamic references find their
        values in *secrets*, by name or ARN, each a string or the members of a JSON
        object, and in *ssm*, by name. *imports* are exports of other stacks by name.
        *values* replace the made-up values of resources that are not created here:
        `"Role"` sets the value of Ref, `"Role.Arn"` the value of an attribute.

            >>> from eventbridge_mock import mock_api_destinations
            >>> template = {
            ...     "Resources": {
            ...         "Orders": {
            ...             "Type": "AWS::Events::EventBus",
            ...             "Properties": {"Name": "orders"},
            ...         }
            ...     }
            ... }
            >>> with mock_api_destinations() as mock:
            ...     deployment = mock.deploy(template)
            ...     sorted(mock.event_buses)
            ['default', 'orders']

        Raises `DeploymentError` for a template that cannot be deployed, and for a name
        given to which nothing in the template refers, and then keeps nothing of it.
        Raises TypeError for an argument of another type, and the errors of the test's
        own callbacks.
        """
        from .templates.deploy import deploy  # noqa: PLC0415 - for templates only
        from .templates.deployment import Deployment  # noqa: PLC0415 - the same
        from .templates.given_values import given_values  # noqa: PLC0415 - the same

        state = self._active_state
        state.run_due()
        given = given_values(
            parameters=parameters,
            secrets=secrets,
            ssm=ssm,
            imports=imports,
            values=values,
        )
        return Deployment(deploy(state, source, stack_name, given))

    @property
    def deployments(self) -> Mapping[str, Deployment]:
        """The deployments of `deploy` and of the marker's `template`, by stack name."""
        from .templates.deployment import deployments_of  # noqa: PLC0415 - for templates only

        return deployments_of(self._state.stacks)

    def advance(
        self,
        seconds: float = 0,
        *,
        minutes: float = 0,
        hours: float = 0,
        days: float = 0,
        weeks: float = 0,
        milliseconds: float = 0,
        microseconds: float = 0,
    ) -> None:
        """Move the virtual clock forward, and run what falls due on the way.

        A clock that freezegun has frozen moves too. Raises ValueError for a negative
        step and for a time after the year 9999, TypeError for what is not a number, and
        the errors of the test's own callbacks.
        """
        step = {
            "seconds": seconds,
            "minutes": minutes,
            "hours": hours,
            "days": days,
            "weeks": weeks,
            "milliseconds": milliseconds,
            "microseconds": microseconds,
        }
        for unit, number in step.items():
            require_number(unit, number)
        state = self._active_state
        now = state.clock.now()
        try:
            target = now + timedelta(**step)
        except (OverflowError, ValueError) as error:
            msg = f"advance() moves the clock to a date of the years 1 to 9999: {error}"
            raise ValueError(msg) from None
        if target < now:
            msg = (
                "advance() only moves the clock forward. To move it back, use the"
                " move_to of freezegun."
            )
            raise ValueError(msg)
        state.agenda.advance_to(target)

    def register_oauth_client(
        self, client_id: str, client_secret: str, *, expires_in: int = 3600
    ) -> None:
        """Register a client with the built-in authorization server.

        That server answers for authorization endpoints without a scripted reply. Once
        a client is registered, it refuses any other, and a wrong secret, with status
        401. *expires_in* is the lifetime of a token in whole seconds. Raises TypeError
        for an id or a secret that is not a string, and ValueError for an empty one and
        for an invalid lifetime.
        """
        server = self._active_state.authorization_server
        server.know(client_id, client_secret, expires_in)

    def settle(self) -> None:
        """Finish the pending state transitions, in all accounts and Regions.

        A connection whose authorization endpoint did not answer requests its token
        again.
        """
        state = self._active_state
        for backend in state.backends:
            settle(state, backend, backend.all_connections.names())

    def set_connection_state(
        self, name: str, state: ConnectionState | str, reason: str | None = None
    ) -> None:
        """Force the connection *name* into *state*; API destinations follow.

        *reason* becomes the StateReason; None removes it. Raises KeyError for a
        connection that does not exist, ValueError for an unknown state and for one
        that needs credentials the connection no longer has, and TypeError for a *name*
        or a *reason* that is not a string.
        """
        require_string("name", name)
        if not isinstance(reason, str | None):
            msg = f"reason must be a string or None, not {reason!r}"
            raise TypeError(msg)
        active_state = self._active_state
        active_state.run_due()
        force(active_state, name, state, reason)

    def fail_over(self, endpoint_name: str) -> None:
        """Make a global endpoint use its secondary Region, until `fail_back`.

        PutEvents with its EndpointId then puts events on the event bus of the secondary
        Region, as when AWS finds the health check unhealthy. The endpoint is of the
        mock's own account and Region. Raises KeyError for an endpoint that does not
        exist, and TypeError for a name that is not a string.
        """
        require_string("endpoint_name", endpoint_name)
        self._active_state.switch_endpoint(endpoint_name, is_failed_over=True)

    def fail_back(self, endpoint_name: str) -> None:
        """Make a global endpoint use its primary Region again.

        Raises KeyError for an endpoint that does not exist, and TypeError for a name
        that is not a string.
        """
        require_string("endpoint_name", endpoint_name)
        self._active_state.switch_endpoint(endpoint_name, is_failed_over=False)

    def fail(
        self,
        operation: str,
        code: str,
        message: str | None = None,
        *,
        times: int = 1,
        status: int = 400,
        entries: Iterable[int] = (),
    ) -> None:
        """Answer the next *times* attempts of an operation with an error of AWS.

        *operation* is one that the mock answers, such as `"CreateConnection"` or
        `"create_connection"`, in any account and Region. *code* and *status* are the
        code and the HTTP status of the error. botocore treats it as an error of AWS: it
        retries without waiting, if its retry mode says so, and raises the typed
        exception if one exists. Each HTTP request is an attempt. Several errors for one
        operation are used in the order in which they were scripted; after them the mock
        answers as usual. An unused error fails the test, as an unused reply does.

        *entries* are the indexes of entries in the next *times* requests of PutEvents:
        only these entries fail, with *code* and *message* in the response. The others
        are published.

            >>> import botocore.session
            >>> from eventbridge_mock import mock_api_destinations
            >>> with mock_api_destinations() as mock:
            ...     mock.fail("list_connections", "ThrottlingException", times=2)
            ...     events = botocore.session.get_session().create_client("events")
            ...     listed = events.list_connections()
            >>> listed["ResponseMetadata"]["RetryAttempts"]
            2

        Raises ValueError for an operation that the mock does not answer, an empty
        *code*, *times* that is not a whole number of at least 1, a *status* outside of
        400 to 599, and *entries* of another operation; and TypeError for an *operation*
        or a *message* that is not a string, and *entries* that are not indexes.
        """
        state = self._active_state  # an active mock has loaded what follows
        from .hook.scripted_errors import operation_named  # noqa: PLC0415 - imports botocore

        named = operation_named(operation)
        if not isinstance(entries, Iterable) or isinstance(
            entries, str | bytes | Mapping
        ):
            msg = f"entries are indexes of entries, such as (0, 2), not {entries!r}"
            raise TypeError(msg)
        indexes = tuple(entries)
        if indexes and named != ("events", "PutEvents"):
            msg = f"entries are for PutEvents; {named[1]} has none"
            raise ValueError(msg)
        fault = Fault(
            operation=named,
            code=code,
            message="Scripted with mock.fail." if message is None else message,
            status=status,
            entries=indexes,
        )
        state.faults.script(fault, times)

    def serve(self, host: str = "127.0.0.1", port: int = 0) -> MockServer:
        """Return a server of this mock over HTTP, for other processes and languages.

        It is a context manager, with `url` and `environment`. It listens on *host*, and
        warns if other machines can reach it, and on *port*, by default a free one. A
        `with` statement raises OSError for an address that cannot be used, and
        ImportError if werkzeug is not installed. At its end it raises the errors that
        the test's own code raised inside the server. Raises TypeError for a
        *host* that is not a string, and ValueError for a *port* that no address has.

            >>> from eventbridge_mock import mock_api_destinations
            >>> with mock_api_destinations(region_name="eu-west-1") as mock:
            ...     with mock.serve() as server:
            ...         server.environment["AWS_REGION"]
            'eu-west-1'
        """
        from .server.server import MockServer  # noqa: PLC0415 - for other processes only

        return MockServer(host, port)

    def reset(self) -> None:
        """Remove all resources, records and scripted replies and errors."""
        self._state.reset()

    @property
    def events(self) -> Log[PublishedEvent]:
        """The events that were published and that schedules made, oldest first.

        PutEvents, PutPartnerEvents, `publish` and replays publish events.
        """
        return self._state.publisher.events

    @property
    def service_events(self) -> Log[PublishedEvent]:
        """The events that EventBridge itself published, oldest first.

        Each one is a state that a connection or an API destination has reached, in any
        account and Region. Rules on the default event bus may match them. `events` does
        not have them.

            >>> import botocore.session
            >>> from eventbridge_mock import mock_api_destinations
            >>> key = {"ApiKeyName": "X-Key", "ApiKeyValue": "not-a-secret"}
            >>> with mock_api_destinations() as mock:
            ...     events = botocore.session.get_session().create_client("events")
            ...     created = events.create_connection(
            ...         Name="partner",
            ...         AuthorizationType="API_KEY",
            ...         AuthParameters={"ApiKeyAuthParameters": key},
            ...     )
            ...     mock.service_events.last.envelope["detail-type"]
            'Connection Authorized'
        """
        return self._state.service_events.log

    @property
    def invocations(self) -> InvocationLog:
        """The invocations of API destinations, oldest first."""
        return self._state.deliveries.invocations

    @property
    def token_requests(self) -> TokenRequestLog:
        """The requests for access tokens, oldest first."""
        return self._state.token_requests

    @property
    def http_tasks(self) -> Log[HttpTask]:
        """The HTTP tasks of state machines that moto has executed, oldest first."""
        return self._state.http_tasks.log

    @property
    def dead_letters(self) -> DeadLetterLog:
        """The messages for dead-letter queues, oldest first."""
        return self._state.deliveries.dead_letters

    def explain(self, event: PublishedEvent | str | Mapping[str, Any]) -> Explanation:
        """Explain which rules matched an event, which did not, and the outcomes.

        *event* is one of `events` or `service_events`, its id, or an envelope, which
        may be incomplete. An envelope is matched against the rules on the default event
        bus, and nothing is sent. `print` shows the explanation. Raises KeyError for an
        unknown id, TypeError or ValueError for an envelope that cannot be written as
        JSON, and TypeError for anything else.

            >>> from eventbridge_mock import mock_api_destinations
            >>> with mock_api_destinations() as mock:
            ...     print(mock.explain({"source": "shop"}))
            Event from 'shop', if it were put on event bus 'default'
              This event bus has no rules.
        """
        from .explanation.explain import explanation_of  # noqa: PLC0415 - has pattern matching

        return explanation_of(self._state, event)

    def assert_invoked(
        self,
        api_destination: str | NamedResource,
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

        *api_destination* is a name, an ARN, or a resource of a `Deployment`. *headers*
        and *query* compare only the names given, *json* and *body* the whole body. Any
        value may have its own equality, such as `unittest.mock.ANY`. Raises
        AssertionError with each invocation and its differences, without secrets, and
        ValueError for an invalid *times*.
        """
        from .assertions.checks import check_invoked  # noqa: PLC0415 - to assert only
        from .records.expectation import Expectation  # noqa: PLC0415 - the same

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
        wanted = wanted_destination(api_destination)
        return check_invoked(self._state, wanted, expectation, times=times)

    def assert_not_invoked(
        self,
        api_destination: str | NamedResource,
        *,
        method: object = UNSET,
        url: object = UNSET,
        headers: Mapping[str, object] | None = None,
        query: Mapping[str, object] | None = None,
        json: object = UNSET,
        body: object = UNSET,
        status: object = UNSET,
        must_exist: bool = True,
    ) -> tuple[Invocation, ...]:
        """Assert that no invocation is as described; return the others.

        The other keywords are the same as in `assert_invoked`. Raises AssertionError if
        an invocation matches, and, unless *must_exist* is False, for a name that no API
        destination ever had: a misspelt name does not show that nothing was invoked.
        Raises TypeError for a *must_exist* that is neither True nor False.
        """
        from .assertions.checks import check_not_invoked  # noqa: PLC0415 - to assert only
        from .records.expectation import Expectation  # noqa: PLC0415 - the same

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
        wanted = wanted_destination(api_destination)
        require_flag("must_exist", must_exist)
        return check_not_invoked(
            self._state, wanted, expectation, must_exist=must_exist
        )

    def assert_published(
        self,
        *,
        source: object = UNSET,
        detail_type: object = UNSET,
        detail: object = UNSET,
        resources: object = UNSET,
        event_bus_name: object = UNSET,
        times: int = 1,
    ) -> tuple[PublishedEvent, ...]:
        """Assert that PutEvents accepted exactly *times* such events; return them.

        *detail* and *resources* compare the whole value. Any value may have its own
        equality, such as `unittest.mock.ANY`. Events of PutPartnerEvents count too,
        events of `publish`, schedules and replays do not. Raises AssertionError with
        the nearest events and their differences.

            >>> import botocore.session
            >>> from eventbridge_mock import mock_api_destinations
            >>> entry = {"Source": "shop", "DetailType": "Order", "Detail": '{"n": 1}'}
            >>> with mock_api_destinations() as mock:
            ...     events = botocore.session.get_session().create_client("events")
            ...     put = events.put_events(Entries=[entry])
            ...     event, = mock.assert_published(source="shop", detail={"n": 1})
        """
        from .assertions.published import check_published  # noqa: PLC0415 - to assert only
        from .records.expectation import EventExpectation  # noqa: PLC0415 - the same

        __tracebackhide__ = True
        expectation = EventExpectation(
            source=source,
            detail_type=detail_type,
            detail=detail,
            resources=resources,
            event_bus_name=event_bus_name,
        )
        return check_published(self._state, expectation, times=times)

    def assert_not_published(
        self,
        *,
        source: object = UNSET,
        detail_type: object = UNSET,
        detail: object = UNSET,
        resources: object = UNSET,
        event_bus_name: object = UNSET,
    ) -> tuple[PublishedEvent, ...]:
        """Assert that PutEvents accepted no such event; return the accepted ones.

        The keywords are the same as in `assert_published`. Raises AssertionError with
        the events that match.
        """
        from .assertions.published import check_not_published  # noqa: PLC0415 - to assert only
        from .records.expectation import EventExpectation  # noqa: PLC0415 - the same

        __tracebackhide__ = True
        expectation = EventExpectation(
            source=source,
            detail_type=detail_type,
            detail=detail,
            resources=resources,
            event_bus_name=event_bus_name,
        )
        return check_not_published(self._state, expectation)

    def assert_dead_lettered(
        self,
        api_destination: str | NamedResource,
        *,
        times: int = 1,
        queue_arn: object = UNSET,
        error_code: object = UNSET,
        attributes: Mapping[str, object] | None = None,
        json: object = UNSET,
        body: object = UNSET,
        queue_failure: object = UNSET,
    ) -> tuple[DeadLetter, ...]:
        """Assert that exactly *times* dead letters are as expected; return them.

        Only dead letters of events for *api_destination* count. *attributes* compares
        only the names given, *json* and *body* the whole body; *error_code* is short
        for the attribute ERROR_CODE. Any value may have its own equality. A dead letter
        that reached no queue counts only if *queue_failure* is given, or if *times* is
        0. Raises AssertionError with each dead letter and its differences, or with the
        invocations if there are no dead letters.
        """
        from .assertions.checks import check_dead_lettered  # noqa: PLC0415 - to assert only
        from .records.expectation import DeadLetterExpectation  # noqa: PLC0415 - the same

        __tracebackhide__ = True
        expectation = DeadLetterExpectation(
            queue_arn=queue_arn,
            error_code=error_code,
            attributes=attributes,
            json=json,
            body=body,
            queue_failure=queue_failure,
            includes_lost=times == 0,
        )
        wanted = wanted_destination(api_destination)
        return check_dead_lettered(self._state, wanted, expectation, times=times)


def _plural(noun: str) -> str:
    return f"{noun}es" if noun.endswith("s") else f"{noun}s"


def _bytes_of(body: object) -> bytes:
    if isinstance(body, str):
        try:
            return body.encode()
        except UnicodeEncodeError as error:
            msg = f"body cannot be written as UTF-8: {error.reason}"
            raise ValueError(msg) from None
    if isinstance(body, bytes | bytearray | memoryview):
        return bytes(body)
    msg = (
        f"body must be a string or bytes, not a value of type {type(body).__name__}."
        " To send JSON, pass the event: mock.invoke(name, event)"
    )
    raise TypeError(msg)


def current_mock() -> EventBridgeMock:
    """Return the active mock, for a decorated test, which gets no argument for it.

    Raises NotActiveError if no mock is active.

        >>> from eventbridge_mock import current_mock, mock_api_destinations
        >>> @mock_api_destinations
        ... def test_nothing_is_there():
        ...     assert not current_mock().connections
        >>> test_nothing_is_there()
    """
    mock: EventBridgeMock = ACTIVATIONS.innermost.mock
    return mock
