"""The operations on partner event sources, of the partner's side and the customer's.

Nobody recorded them. States and times follow the service model's descriptions; texts
and the rest are our choice (docs/fidelity.md, "Partner event sources").
"""

from __future__ import annotations

from dataclasses import replace
from functools import wraps
from typing import TYPE_CHECKING

from ...model.event_source import PENDING_PERIOD, EventSource, EventSourceState
from ..errors import (
    InvalidStateException,
    ResourceAlreadyExistsException,
    ResourceNotFoundException,
)
from ..new_arns import event_source_arn
from ..pagination import page

if TYPE_CHECKING:
    from collections.abc import Callable

    from ...model.resources import Resources
    from ..call import OperationCall, OperationResult

    Operation = Callable[[OperationCall], OperationResult]


def _under_lock(operation: Operation) -> Operation:
    """Return *operation* as it runs while no other account changes a source."""

    @wraps(operation)
    def locked(call: OperationCall) -> OperationResult:
        with call.backends.event_sources.lock:
            return operation(call)

    return locked


@_under_lock
def create_partner_event_source(call: OperationCall) -> OperationResult:
    """Offer a new event source to the account of a customer."""
    name, sources = call.params["Name"], _sources(call)
    current = sources.get(name)
    if current is not None and current.state is not EventSourceState.DELETED:
        msg = f"Event source {name} already exists."
        raise ResourceAlreadyExistsException(msg)
    source = EventSource(
        name=name,
        arn=event_source_arn(call, name),
        account=call.params["Account"],
        created_by=name.split("/")[1],
        creation_time=call.now,
        expiration_time=call.now + PENDING_PERIOD,
        partner_account_id=call.account_id,
    )
    sources.put(name, source)
    return {"EventSourceArn": source.arn}


@_under_lock
def delete_partner_event_source(call: OperationCall) -> OperationResult:
    """Delete an event source. A missing one succeeds."""
    sources = _sources(call)
    source = sources.get(call.params["Name"])
    if (
        source is not None
        and _is_partners(call, source)
        and source.account == call.params["Account"]
    ):
        _end(call, sources, source)
    return {}


@_under_lock
def describe_partner_event_source(call: OperationCall) -> OperationResult:
    """Show an event source to the partner."""
    return _existing(call, call.params["Name"], _is_partners)


@_under_lock
def list_partner_event_sources(call: OperationCall) -> OperationResult:
    """List the event sources of a partner by name."""
    return page(
        call,
        _sources(call),
        member="PartnerEventSources",
        keep=lambda source: _is_partners(call, source),
    )


@_under_lock
def list_partner_event_source_accounts(call: OperationCall) -> OperationResult:
    """List the account that an event source was offered to."""
    existing = _existing(call, call.params["EventSourceName"], _is_partners)
    return page(
        call,
        _sources(call),
        member="PartnerEventSourceAccounts",
        keep=lambda source: source is existing,
    )


@_under_lock
def describe_event_source(call: OperationCall) -> OperationResult:
    """Show an event source to the customer."""
    return _existing(call, call.params["Name"], _is_customers)


@_under_lock
def list_event_sources(call: OperationCall) -> OperationResult:
    """List the event sources that were offered to a customer, by name."""
    return page(
        call,
        _sources(call),
        member="EventSources",
        keep=lambda source: _is_customers(call, source),
    )


@_under_lock
def activate_event_source(call: OperationCall) -> OperationResult:
    """Let events reach the matching event bus again."""
    source = _existing(call, call.params["Name"], _is_customers)
    if source.state is not EventSourceState.PENDING or not _has_bus(call, source):
        raise _invalid_state(source)
    _activate(call, source)
    return {}


@_under_lock
def deactivate_event_source(call: OperationCall) -> OperationResult:
    """Let no events reach the matching event bus."""
    source = _existing(call, call.params["Name"], _is_customers)
    if source.state is not EventSourceState.ACTIVE:
        raise _invalid_state(source)
    _deactivate(call, source)
    return {}


def source_of_partner(call: OperationCall, name: str) -> EventSource | None:
    """Return the event source *name*, if the partner of *call* has it."""
    with call.backends.event_sources.lock:
        source = _sources(call).get(name)
    return source if source is not None and _is_partners(call, source) else None


def matching_event_source(call: OperationCall) -> EventSource:
    """Return the event source that a new event bus matches.

    Raises ResourceNotFoundException or InvalidStateException.
    """
    with call.backends.event_sources.lock:
        source = _existing(call, call.params["EventSourceName"], _is_customers)
    if source.state is not EventSourceState.PENDING:
        raise _invalid_state(source)
    return source


def begin_matching(call: OperationCall) -> None:
    """Activate the event source that a new event bus matches."""
    with call.backends.event_sources.lock:
        _activate(call, matching_event_source(call))


def end_matching(call: OperationCall, event_bus_name: str) -> None:
    """Follow the deletion of an event bus, which an event source may have matched."""
    with call.backends.event_sources.lock:
        sources = _sources(call)
        source = sources.get(event_bus_name)
        if source is None or not _is_customers(call, source):
            return
        if source.state is EventSourceState.DELETED:
            sources.remove(source.name)
        else:
            _deactivate(call, source)


def _sources(call: OperationCall) -> Resources[EventSource]:
    """Return the event sources of the Region, after deleting what has expired."""
    sources = call.backends.event_sources.in_region(call.region_name)
    for source in sources.snapshot():
        if source.expiration_time is not None and source.expiration_time <= call.now:
            _end(call, sources, source)
    return sources


def _end(
    call: OperationCall, sources: Resources[EventSource], source: EventSource
) -> None:
    """Delete *source*; a customer with a matching event bus sees it as DELETED."""
    if _has_bus(call, source):
        deleted = replace(source, state=EventSourceState.DELETED, expiration_time=None)
        sources.put(source.name, deleted)
    else:
        sources.remove(source.name)


def _has_bus(call: OperationCall, source: EventSource) -> bool:
    customer = call.backends.of(source.account, call.region_name)
    return source.name in customer.buses.event_buses


def _activate(call: OperationCall, source: EventSource) -> None:
    active = replace(source, state=EventSourceState.ACTIVE, expiration_time=None)
    _sources(call).put(source.name, active)


def _deactivate(call: OperationCall, source: EventSource) -> None:
    pending = replace(
        source,
        state=EventSourceState.PENDING,
        expiration_time=source.expiration_time or call.now + PENDING_PERIOD,
    )
    _sources(call).put(source.name, pending)


def _existing(
    call: OperationCall,
    name: str,
    may_see: Callable[[OperationCall, EventSource], bool],
) -> EventSource:
    """Return the event source *name*, if the account of *call* may see it."""
    source = _sources(call).get(name)
    if source is None or not may_see(call, source):
        msg = f"Event source {name} does not exist."
        raise ResourceNotFoundException(msg)
    return source


def _is_partners(call: OperationCall, source: EventSource) -> bool:
    return (
        source.partner_account_id == call.account_id
        and source.state is not EventSourceState.DELETED
    )


def _is_customers(call: OperationCall, source: EventSource) -> bool:
    return source.account == call.account_id


def _invalid_state(source: EventSource) -> InvalidStateException:
    return InvalidStateException(
        f"Event source {source.name} is not in a valid state for this operation."
    )
