"""The part of a mock that sends: tokens, deliveries, the publisher, the schedules.

A mock makes it with the first schedule, event or delivery, or when a test looks at one
of its records. Until then the modules below are not imported.
"""

from __future__ import annotations

import threading
from copy import deepcopy
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ..delivery.authorization import TokenRefusedError, UnreachableError
from ..delivery.deliveries import DeliveryRunner
from ..delivery.tokens import AccessTokens
from ..model.archive import Replay
from ..model.connection_state import SettlingOutcome
from ..records.envelope import completed_envelope, envelope
from ..records.http_message import encode, refusing_other_than_json
from ..records.invocation_log import TokenRequestLog, snapshot
from ..records.published_events import PublishedEvent
from .destinations import order_delivery
from .publisher import Publisher

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ..delivery.agenda import Agenda
    from ..delivery.delivery_order import OptionsSource
    from ..model.api_destination import ApiDestination
    from ..model.auth_parameters import OAuthParameters
    from ..model.backend import Backend, Backends
    from ..model.connection import Connection
    from ..model.target import TargetConditions
    from ..records.invocations import Invocation, TokenRequest
    from ..records.published_events import Origin
    from ..replies.authorization_server import AuthorizationServer
    from ..replies.capture import Capture
    from .replays import ReplayRunner
    from .rule_schedules import RuleSchedules
    from .service_events import ServiceEvents


class Outbound:
    """The parts that send, and the records of what they sent."""

    def __init__(
        self,
        agenda: Agenda,
        backends: Backends,
        capture: Capture,
        authorization_server: AuthorizationServer,
        settings: OptionsSource,
        *,
        service_events: ServiceEvents,
    ) -> None:
        self._agenda = agenda
        self._service_events = service_events
        self._token_requests: list[TokenRequest] = []
        self.tokens = AccessTokens(
            capture, authorization_server, settings, self._token_requests
        )
        self.deliveries = DeliveryRunner(agenda, capture, self.tokens, settings)
        self.publisher = Publisher(backends, self.deliveries, service_events)
        self._settings = settings
        self._rule_schedules: RuleSchedules | None = None
        self._lock = threading.Lock()

    @property
    def rule_schedules(self) -> RuleSchedules:
        """The rules with a schedule, made when the first is put."""
        if self._rule_schedules is None:
            from .rule_schedules import RuleSchedules  # noqa: PLC0415 - for schedules

            made = RuleSchedules(self._agenda.clock, self._agenda, self.publisher)
            with self._lock:
                # Of two threads that make one, the first wins.
                self._rule_schedules = self._rule_schedules or made
        return self._rule_schedules

    @cached_property
    def replays(self) -> ReplayRunner:
        """The replays, made when the first is started."""
        from .replays import ReplayRunner  # noqa: PLC0415 - for replays only

        return ReplayRunner(self._agenda, self.publisher, self._settings)

    @property
    def token_requests(self) -> TokenRequestLog:
        """A view of the requests for access tokens, the oldest first."""
        return TokenRequestLog(self._token_requests, self._agenda.run_due)

    def run_follow_up(
        self, backend: Backend, follow_up: PublishedEvent | Replay
    ) -> None:
        """Publish an event, or start a replay."""
        if isinstance(follow_up, Replay):
            self.replays.start(backend, follow_up)
        else:
            self.publisher.publish(follow_up)

    def publish(
        self,
        backend: Backend,
        event_bus_name: str,
        sample: Mapping[str, Any] | None,
        given: Mapping[str, Any],
        origin: Origin = "publish",
    ) -> PublishedEvent:
        """Publish *sample* on a bus, with the *given* members laid over it.

        Raises KeyError for a bus that does not exist, and what `completed_envelope`
        raises.
        """
        now = self._agenda.clock.now()
        filled = envelope(
            detail_type="",
            source="",
            account_id=backend.account_id,
            time=now,
            region_name=backend.region_name,
            detail={},
        )
        event = PublishedEvent(
            completed_envelope(sample, given, filled),
            event_bus_name=backend.view.event_buses[event_bus_name].name,
            account_id=backend.account_id,
            region_name=backend.region_name,
            ingestion_time=now,
            origin=origin,
        )
        self.publisher.publish(event)
        return event

    def request_token(
        self, connection: Connection, oauth: OAuthParameters
    ) -> tuple[SettlingOutcome, str | None]:
        """Ask for the first token of *connection*; return the result and its reason."""
        try:
            self.tokens.request(connection, oauth, self._agenda.clock.now())
        except TokenRefusedError as error:
            return SettlingOutcome.REFUSED, str(error)
        except UnreachableError as error:
            return SettlingOutcome.UNREACHABLE, str(error)
        return SettlingOutcome.DONE, None

    def invoke(
        self,
        backend: Backend,
        api_destination: ApiDestination,
        event: Any,
        body: bytes | None,
        conditions: TargetConditions,
    ) -> Invocation:
        """Deliver *event*, or *body* in its place, to *api_destination*."""
        with refusing_other_than_json("event"):
            encoded = encode({} if event is None else event)
            event = deepcopy(event)
        order = order_delivery(
            backend,
            api_destination.api_destination_arn,
            api_destination.name,
            event=event,
            body=encoded if body is None else body,
            conditions=conditions,
            service_events=self._service_events,
        )
        delivery = self.deliveries.open_record(order, self._agenda.clock.now())
        self.deliveries.run(delivery)
        return delivery.invocation

    def counts(self) -> dict[str, int]:
        """Return the number of records of each kind, without running what is due."""
        return {
            "event": len(snapshot(self.publisher.events)),
            "invocation": len(snapshot(self.deliveries.invocations)),
            "token request": len(self._token_requests),
            "dead letter": len(snapshot(self.deliveries.dead_letters)),
        }

    def sensitive_texts(self) -> Iterator[str]:
        """Yield the strings in the requests that no failure may show."""
        for invocation in snapshot(self.deliveries.invocations):
            yield from invocation.sensitive_texts
        for request in tuple(self._token_requests):
            yield from request.sensitive_texts

    def copy_from(self, other: Outbound, backends: Backends) -> None:
        """Take over the access tokens of *other*, and plan the rules of *backends*."""
        self.tokens.copy_from(other.tokens)
        for backend in backends:
            self.rule_schedules.plan_all(backend)
            self.replays.plan_all(backend)

    def clear(self) -> None:
        """Forget all records and plans."""
        self.deliveries.clear()
        self.publisher.clear()
        if self._rule_schedules is not None:
            self._rule_schedules.clear()
        self._token_requests.clear()
        self.tokens.clear()
