"""PutPartnerEvents: events of a partner, for the account of its customer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...model.event_source import EventSourceState
from .event_sources import source_of_partner
from .events import BusAddress, EntryError, answer_entries, check_entry, event_of_entry

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ...records.published_events import PublishedEvent
    from ..call import OperationCall, OperationResult


def put_partner_events(call: OperationCall) -> OperationResult:
    """Accept the entries that are complete, as PutEvents does.

    An event goes to the customer's partner event bus. It is lost while the event
    source is not active (docs/fidelity.md, "Partner event sources").
    """
    return answer_entries(call, _partner_event)


def _partner_event(call: OperationCall, entry: Mapping[str, Any]) -> PublishedEvent:
    """Return the event of *entry*, in the account of the customer."""
    check_entry(entry)
    source = source_of_partner(call, entry["Source"])
    if source is None:
        msg = "Not authorized for the source."
        raise EntryError(msg, code="NotAuthorizedForSourceException")
    bus = BusAddress(source.account, call.region_name, source.name)
    event = event_of_entry(
        call, entry, bus, account_id=source.account, region_name=call.region_name
    )
    event.origin = "put_partner_events"
    if source.state is not EventSourceState.ACTIVE:
        event.only_rules = ()
    return event
