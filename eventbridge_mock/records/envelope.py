"""The envelope of an event: the members that rules see, in AWS's order."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

from ..ids import new_uuid
from .http_message import encode, refusing_other_than_json

if TYPE_CHECKING:
    from collections.abc import Sequence

# In the order that was recorded on AWS 2025-01-08; `replay-name` has its place in
# replayed events (recorded in us-east-1, 2026-09-16).
_MEMBERS = (
    "version",
    "id",
    "detail-type",
    "source",
    "account",
    "time",
    "region",
    "replay-name",
    "resources",
    "detail",
)


def envelope(
    *,
    detail_type: str,
    source: str,
    account_id: str,
    time: datetime,
    region_name: str,
    detail: Any,
    resources: Sequence[str] = (),
) -> dict[str, Any]:
    """Return the envelope of a new event, with a new id and *time* in whole seconds."""
    text = time_text(time)
    return {
        "version": "0",
        "id": new_uuid(),
        "detail-type": detail_type,
        "source": source,
        "account": account_id,
        "time": text,
        "region": region_name,
        "resources": list(resources),
        "detail": detail,
    }


def time_text(time: datetime) -> str:
    """Return *time* as events have it: UTC in whole seconds."""
    utc = time.astimezone(timezone.utc) if time.tzinfo else time
    return f"{utc.replace(tzinfo=None, microsecond=0).isoformat()}Z"


def parsed_time(text: str) -> datetime:
    """Return the instant of the time of an event."""
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def completed_envelope(
    sample: Mapping[str, Any] | None,
    given: Mapping[str, Any],
    filled: Mapping[str, Any],
) -> dict[str, Any]:
    """Return the envelope of *sample* with the *given* members laid over it.

    Members that neither has come from *filled*. Raises TypeError for a sample that is
    not a mapping, and ValueError for members that events do not have, for an event
    without source or detail-type, and for what is not valid JSON.
    """
    if not isinstance(sample, Mapping | None):
        msg = (
            "publish() takes the envelope of an event, a mapping such as the samples in"
            f" AWS's documentation, not {sample!r}"
        )
        raise TypeError(msg)
    members = {**(sample or {}), **given}
    _require_members_of_events(members)
    _require_types(members)
    complete = {**filled, **{k: v for k, v in members.items() if v is not None}}
    complete["time"] = _required_time(complete["time"])
    return {
        name: _copied(name, complete[name]) for name in _MEMBERS if name in complete
    }


def _require_members_of_events(members: Mapping[str, Any]) -> None:
    unknown = [name for name in members if name not in _MEMBERS]
    if unknown:
        msg = (
            f"events have no member {unknown[0]!r}. Their members are"
            f" {', '.join(_MEMBERS)}; keyword arguments of publish() give them too."
        )
        raise ValueError(msg)
    for name in ("source", "detail-type"):
        value = members.get(name)
        if not isinstance(value, str) or not value:
            keyword = name.replace("-", "_")
            msg = (
                f"an event needs a {name}, a string: publish({keyword}=...) gives one;"
                f" it is {value!r} here."
            )
            raise ValueError(msg)


def _require_types(members: Mapping[str, Any]) -> None:
    """Raise ValueError for members with values that no event of AWS has."""
    detail, resources = members.get("detail"), members.get("resources")
    for name in ("version", "id", "account", "region"):
        if not isinstance(members.get(name), str | None):
            msg = f"the {name} of an event is a string, not {members[name]!r}"
            raise ValueError(msg)  # noqa: TRY004 - as for its other members
    if not isinstance(detail, Mapping | None):
        msg = f"the detail of an event is a mapping, not {detail!r}"
        raise ValueError(msg)  # noqa: TRY004 - as for its other members
    if resources is not None and (
        not isinstance(resources, list | tuple)
        or not all(isinstance(arn, str) for arn in resources)
    ):
        msg = f"the resources of an event are a list of ARNs, not {resources!r}"
        raise ValueError(msg)


def _required_time(time: object) -> str:
    """Return *time*, a datetime or the string of one, as events have it."""
    if isinstance(time, datetime):
        return time_text(time)
    try:
        parsed_time(str(time))
    except ValueError:
        msg = f"the time of an event is such as 2026-03-04T05:06:07Z, not {time!r}"
        raise ValueError(msg) from None
    return str(time)


def _copied(name: str, value: Any) -> Any:
    """Return a copy of *value*, so that no change of the original reaches the event.

    Raises ValueError for what JSON cannot hold.
    """
    try:
        with refusing_other_than_json(f"the {name} of an event"):
            return json.loads(encode(value))
    except TypeError as error:
        raise ValueError(*error.args) from None
