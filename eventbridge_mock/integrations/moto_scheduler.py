"""Read the schedules that moto's EventBridge Scheduler stores, and delete one.

moto stores schedules and never runs them. Its names in use are public;
tests/integrations/test_moto_names.py fails when moto drops one:

- `moto.scheduler.models.scheduler_backends`, and of a backend in it `schedule_groups`
  and `delete_schedule`
- `schedules` of a group, and the attributes of a schedule that `_stored` reads
"""

from __future__ import annotations

import copy
import sys
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

from ..frozen import frozen
from . import moto

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


# Loaded if anything has used moto's Scheduler in this process.
MODULE = "moto.scheduler.models"


@frozen
class StoredSchedule:
    """A schedule as moto stores it; times are aware datetimes in UTC."""

    arn: str
    account_id: str
    region_name: str
    group_name: str
    name: str
    expression: str
    time_zone: str
    start_time: datetime | None
    end_time: datetime | None
    is_enabled: bool
    is_deleted_at_end: bool
    target: Mapping[str, Any]


def stored_schedules() -> list[StoredSchedule]:
    """Return the schedules of all accounts and Regions; none if moto is not active."""
    return [_stored(*found) for found in _found()]


def delete_schedule(schedule: StoredSchedule) -> None:
    """Delete *schedule* from moto, if it is still there."""
    for backend, _, stored in list(_found()):
        if stored.arn == schedule.arn:
            backend.delete_schedule(schedule.group_name, schedule.name)


def _found() -> Iterator[tuple[Any, str, Any]]:
    """Yield each schedule, after its backend and the name of its group."""
    models = sys.modules.get(MODULE) if moto.is_active() else None
    if models is None:
        return
    for backends in list(models.scheduler_backends.values()):
        for backend in list(backends.values()):
            for group in list(backend.schedule_groups.values()):
                for schedule in list(group.schedules.values()):
                    yield backend, group.name, schedule


def _stored(backend: Any, group_name: str, schedule: Any) -> StoredSchedule:
    return StoredSchedule(
        arn=schedule.arn,
        account_id=backend.account_id,
        region_name=backend.region_name,
        group_name=group_name,
        name=schedule.name,
        expression=schedule.schedule_expression,
        # moto 5.0.13 keeps None.
        time_zone=schedule.schedule_expression_timezone or "UTC",
        start_time=_time(schedule.start_date),
        end_time=_time(schedule.end_date),
        # moto stores None for a State that an update leaves out.
        is_enabled=schedule.state != "DISABLED",
        is_deleted_at_end=schedule.action_after_completion == "DELETE",
        target=copy.deepcopy(schedule.target),
    )


def _time(seconds: float | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, timezone.utc)
