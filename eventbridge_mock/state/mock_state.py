"""Everything that one activation of the mock keeps.

The backends are made at once. The parts that reply and send are made, and their modules
imported, when something first needs them, because many tests only create resources.
"""

from __future__ import annotations

import sys
import threading
from collections import Counter
from typing import TYPE_CHECKING

from ..clock import Clock
from ..delivery.agenda import Agenda
from ..integrations import moto_scheduler
from ..model.backend import Backends
from .scripted_errors import Faults
from .service_events import ServiceEvents

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from ..delivery.deliveries import DeliveryRunner
    from ..model.archive import Replay
    from ..model.backend import Backend
    from ..model.rule import Rule
    from ..model.stack import Stacks
    from ..options import Options
    from ..records.invocation_log import TokenRequestLog
    from ..records.published_events import PublishedEvent
    from ..replies.authorization_server import AuthorizationServer
    from ..replies.capture import Capture
    from .http_tasks import HttpTasks
    from .outbound import Outbound
    from .publisher import Publisher
    from .stored_schedules import StoredSchedules


class MockState:
    """The resources, the records and the options of one activation."""

    def __init__(
        self,
        options: Options,
        around: Capture | None = None,
        clock: Clock | None = None,
    ) -> None:
        self.options = options
        self.has_failed = False
        # Whether a fixture of a wider scope than a test began it.
        self.outlives_test = False
        # How often everything was forgotten.
        self.resets = 0
        self.clock = clock or Clock()
        self.agenda = Agenda(self.clock)
        self.backends = Backends()
        self._stacks: Stacks | None = None
        self.faults = Faults()
        # How often which operation refused an entry with which code and message.
        self.refused_entries: Counter[tuple[str, str, str]] = Counter()
        self.service_events = ServiceEvents(self)
        # Functions that remove the resources of moto's services here, the oldest first.
        self.removals_at_motos_reset: list[Callable[[], None]] = []
        self._around = around
        self._capture: Capture | None = None
        self._authorization_server: AuthorizationServer | None = None
        self._outbound: Outbound | None = None
        self._schedules: StoredSchedules | None = None
        self._http_tasks: HttpTasks | None = None
        self._lock = threading.Lock()

    @property
    def capture(self) -> Capture:
        """The part that replies to requests."""
        if self._capture is None:
            from ..replies.capture import Capture  # noqa: PLC0415 - for requests only

            with self._lock:
                # Of two threads that make one, the first wins.
                self._capture = self._capture or Capture(self._around)
                if self.is_stopped:
                    self._capture.stop()
        return self._capture

    @property
    def used_capture(self) -> Capture | None:
        """The part that replies to requests, if anything has needed it."""
        return self._capture

    @property
    def authorization_server(self) -> AuthorizationServer:
        """The part that answers requests for tokens to which no reply is scripted."""
        if self._authorization_server is None:
            from ..replies.authorization_server import (  # noqa: PLC0415 - for OAuth only
                AuthorizationServer,
            )

            with self._lock:
                server = self._authorization_server or AuthorizationServer()
                self._authorization_server = server
        return self._authorization_server

    @property
    def outbound(self) -> Outbound:
        """The part that sends, made now if it was not needed before."""
        if self._outbound is None:
            from .outbound import Outbound  # noqa: PLC0415 - for what sends only

            outbound = Outbound(
                self.agenda,
                self.backends,
                self.capture,
                self.authorization_server,
                self,
                service_events=self.service_events,
            )
            with self._lock:
                self._outbound = self._outbound or outbound
        return self._outbound

    @property
    def schedules(self) -> StoredSchedules:
        """The schedules of EventBridge Scheduler that moto stores."""
        if self._schedules is None:
            from .stored_schedules import StoredSchedules  # noqa: PLC0415 - beside moto

            made = StoredSchedules(self)
            with self._lock:
                self._schedules = self._schedules or made
        return self._schedules

    @property
    def stacks(self) -> Stacks:
        """The templates that were deployed."""
        if self._stacks is None:
            from ..model.stack import Stacks  # noqa: PLC0415 - for templates only

            with self._lock:
                self._stacks = self._stacks or Stacks()
        return self._stacks

    @property
    def used_stacks(self) -> Stacks | None:
        """The templates that were deployed, if anything has needed them."""
        return self._stacks

    @property
    def http_tasks(self) -> HttpTasks:
        """The HTTP tasks of Step Functions."""
        if self._http_tasks is None:
            from .http_tasks import HttpTasks  # noqa: PLC0415 - beside moto

            made = HttpTasks(self)
            with self._lock:
                self._http_tasks = self._http_tasks or made
        return self._http_tasks

    @property
    def deliveries(self) -> DeliveryRunner:
        """The deliveries to API destinations, with their records."""
        return self.outbound.deliveries

    @property
    def publisher(self) -> Publisher:
        """The publisher, with the record of events."""
        return self.outbound.publisher

    @property
    def token_requests(self) -> TokenRequestLog:
        """The requests for access tokens."""
        return self.outbound.token_requests

    @property
    def may_wait(self) -> bool:
        """Whether a delivery may wait for a server or an application."""
        if self.options.unmatched_endpoint == "send":
            return True
        capture = self._capture or self._around
        return capture is not None and capture.has_routes

    @property
    def now(self) -> datetime:
        """The current instant in whole seconds, as AWS keeps its times."""
        return self.clock.this_second()

    @property
    def backend(self) -> Backend:
        """The backend of the mock's own account and Region."""
        return self.backends.of(self.options.account_id, self.options.region_name)

    def copy(self) -> MockState:
        """Return a state with a copy of the resources here, and with no records.

        The replies and errors that were scripted here answer there too.
        """
        twin = MockState(self.options, self.capture, self.clock.copy())
        twin.backends.copy_from(self.backends)
        if self._stacks is not None:
            twin._stacks = self._stacks.copy()
        if self._authorization_server is not None:
            twin.authorization_server.copy_from(self._authorization_server)
        twin.faults = Faults(around=self.faults)
        if self._outbound is not None:
            twin.outbound.copy_from(self._outbound, twin.backends)
        twin.follow_schedules()
        return twin

    def empty(self) -> MockState:
        """Return a state that shares only the options with this one."""
        state = MockState(self.options)
        state.follow_schedules()
        return state

    def follow_schedules(self) -> None:
        """Plan the schedules of EventBridge Scheduler that moto has, if it has any."""
        if moto_scheduler.MODULE in sys.modules:
            self.schedules.follow()

    def run_due(self) -> None:
        """Run what has fallen due by now."""
        self.agenda.run_due()

    @property
    def is_stopped(self) -> bool:
        """Whether the mock has stopped. A thread may still be within a call."""
        return self.agenda.is_stopped

    def end_receivers(self) -> None:
        """End the applications that answer, whose calls are still answered."""
        if self._capture is not None:
            self._capture.end_receivers()

    def stop(self) -> None:
        """End all that is pending; the records stay readable."""
        with self._lock:
            self.agenda.stop()
            capture = self._capture
        if capture is not None:
            capture.stop()

    def run_follow_ups(
        self, backend: Backend, follow_ups: Iterable[PublishedEvent | Rule | Replay]
    ) -> None:
        """Do what an operation leads to: publish events, plan rules, replay.

        The lock of *backend* is free meanwhile, because a scripted reply may call back.
        """
        from ..model.rule import Rule  # noqa: PLC0415 - for rules and events only

        for follow_up in follow_ups:
            if isinstance(follow_up, Rule):
                self._plan(backend, follow_up)
            else:
                self.outbound.run_follow_up(backend, follow_up)

    def _plan(self, backend: Backend, rule: Rule) -> None:
        """Plan when *rule* fires.

        Most rules have no schedule, and never had one: nothing is made for them.
        """
        if rule.schedule_expression or self._outbound is not None:
            self.outbound.rule_schedules.plan(backend, rule)

    def counts(self) -> dict[str, int]:
        """Return how many things of each kind exist and are recorded."""
        views = [backend.view for backend in self.backends]
        recorded = self._outbound.counts() if self._outbound is not None else {}
        tasks = self._http_tasks.records if self._http_tasks is not None else ()
        return {
            "connection": sum(len(view.connections) for view in views),
            "API destination": sum(len(view.api_destinations) for view in views),
            # Each has a default one, which nobody made.
            "event bus": sum(len(view.event_buses) - 1 for view in views),
            "rule": sum(len(view.rules) for view in views),
            "archive": sum(len(view.archives) for view in views),
            "replay": sum(len(view.replays) for view in views),
            "global endpoint": sum(len(view.endpoints) for view in views),
            "stack": 0 if self._stacks is None else len([*self._stacks]),
            **recorded,
            "HTTP task": len(tasks),
            "service event": self.service_events.count,
        }

    def sensitive_texts(self) -> frozenset[str]:
        """Return the secrets that exist and those that were sent: none may print."""
        from ..delivery.http_request import sensitive_texts_in  # noqa: PLC0415 - rare
        from ..records.masking import sensitive_texts  # noqa: PLC0415 - for failures

        stored = (
            value
            for backend in self.backends
            for secret in backend.all_secrets.snapshot()
            for version in secret.versions.values()
            for value in sensitive_texts_in(version.auth_parameters)
        )
        sent = self._outbound.sensitive_texts() if self._outbound is not None else ()
        tasks = self._http_tasks.records if self._http_tasks is not None else ()
        in_tasks = (text for task in tasks for text in task.sensitive_texts)
        return sensitive_texts([*stored, *sent, *in_tasks])

    def switch_endpoint(self, name: str, *, is_failed_over: bool) -> None:
        """Set the Region that the global endpoint *name* uses.

        Raises KeyError for an endpoint that does not exist.
        """
        with self.backend.lock:
            self.backend.switch_endpoint(name, is_failed_over=is_failed_over)

    def follow_motos_reset(self) -> None:
        """Remove what moto's services made here, the newest first."""
        while self.removals_at_motos_reset:
            self.removals_at_motos_reset.pop()()

    def reset(self) -> None:
        """Forget all resources, records, replies and scripted errors."""
        if self._capture is not None:
            self._capture.reset()  # may refuse, before anything is forgotten
        self.resets += 1
        self.backends.clear()
        if self._stacks is not None:
            self._stacks.clear()
        self.agenda.clear()
        self.service_events.clear()
        self.removals_at_motos_reset.clear()
        if self._outbound is not None:
            self._outbound.clear()
        self.faults.clear()
        self.refused_entries.clear()
        if self._authorization_server is not None:
            self._authorization_server.clear()
        if self._schedules is not None:
            self._schedules.clear()
        if self._http_tasks is not None:
            self._http_tasks.records.clear()
        self.follow_schedules()
