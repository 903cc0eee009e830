"""Archives as DescribeArchive shows them, the events in them, and replays."""

from __future__ import annotations

import json
from dataclasses import field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from ..frozen import frozen
from .archives import MANAGED_BY, RULE_NAME_PREFIX
from .arn import parse_arn
from .rule import Rule, RuleState
from .target import InputTransformer, Target
from .wire import NOT_ON_WIRE, WireEnum, wire

if TYPE_CHECKING:
    from collections.abc import Mapping

# Recorded in us-east-1, 2026-09-16.
DISABLED_BY_FORCE = "Managed rule for the archive was forcefully deleted."
_NOT_REPLAYED = {"replay-name": [{"exists": False}]}
_MINUTE = timedelta(minutes=1)


class ArchiveState(WireEnum):
    """Whether an archive keeps events; the others pass at once here."""

    ENABLED = "ENABLED"
    DISABLED = "DISABLED"
    CREATING = "CREATING"
    UPDATING = "UPDATING"
    CREATE_FAILED = "CREATE_FAILED"
    UPDATE_FAILED = "UPDATE_FAILED"


class ReplayState(WireEnum):
    """The states of a replay."""

    STARTING = "STARTING"
    RUNNING = "RUNNING"
    CANCELLING = "CANCELLING"
    COMPLETED = "COMPLETED"
    CANCELLED = "CANCELLED"
    FAILED = "FAILED"

    @property
    def is_final(self) -> bool:
        """Whether a replay stays in this state."""
        return self in _FINAL_STATES


_FINAL_STATES = {ReplayState.COMPLETED, ReplayState.CANCELLED, ReplayState.FAILED}


class ArchivedEvent(NamedTuple):
    """An event in an archive.

    `envelope` is the event as rules saw it, `time` the event's own, `size` the number
    of bytes of its JSON.
    """

    envelope: Mapping[str, Any]
    time: datetime
    ingestion_time: datetime
    size: int


@frozen
class Archive:
    """An archive; fields are the members of its Describe in snake case.

    `event_pattern` is the string of the request. `events` are the archived events, the
    oldest first.
    """

    archive_arn: str
    archive_name: str
    event_source_arn: str
    description: str | None = wire()
    event_pattern: str | None = wire()
    state: ArchiveState = ArchiveState.ENABLED
    state_reason: str | None = wire()
    kms_key_identifier: str | None = wire()
    retention_days: int = 0
    size_bytes: int = 0
    event_count: int = 0
    creation_time: datetime
    events: tuple[ArchivedEvent, ...] = field(
        default=(), repr=False, metadata=NOT_ON_WIRE
    )
    # It ends the ARN in the input of the managed rule's target.
    uuid: str = field(repr=False, metadata=NOT_ON_WIRE)

    @property
    def rule_name(self) -> str:
        """The name of the managed rule on the event bus that is archived."""
        return f"{RULE_NAME_PREFIX}{self.archive_name}"

    @property
    def rule_pattern(self) -> str:
        """The event pattern of the managed rule: no replayed event matches it."""
        given = json.loads(self.event_pattern) if self.event_pattern else {}
        return json.dumps(
            {**_NOT_REPLAYED, **given, **_NOT_REPLAYED},
            separators=(",", ":"),
            ensure_ascii=False,
        )

    def disabled(self) -> Archive:
        """Return this archive as it is after its rule has lost its target."""
        return replace(
            self, state=ArchiveState.DISABLED, state_reason=DISABLED_BY_FORCE
        )

    def managed_rule(
        self, *, event_bus_name: str, rule_arn: str, created_by: str, pattern: object
    ) -> Rule:
        """Return the rule that archives what *pattern*, its compiled pattern, matches.

        Its members were recorded in us-east-1, 2026-09-16.
        """
        return Rule(
            name=self.rule_name,
            arn=rule_arn,
            event_bus_name=event_bus_name,
            state=RuleState.ENABLED,
            created_by=created_by,
            event_pattern=self.rule_pattern,
            managed_by=MANAGED_BY,
            tags={},
            targets=(self._managed_target(),),
            pattern=pattern,
        )

    def _managed_target(self) -> Target:
        arn = parse_arn(self.archive_arn)
        template = (
            f'{{"archive-arn": "{self.archive_arn}:{self.uuid}","event":'
            ' <aws.events.event.json>,"ingestion-time":'
            " <aws.events.event.ingestion-time>}"
        )
        return Target(
            id=self.rule_name,
            arn=f"arn:{arn.partition}:events:{arn.region_name}:::",
            input_transformer=InputTransformer(
                input_paths_map={}, input_template=template
            ),
        )


@frozen
class ReplayDestination:
    """The event bus of a replay, and the rules that may match; empty for all."""

    arn: str
    filter_arns: tuple[str, ...] | None = wire()


@frozen
class Replay:
    """A replay; fields are the members of its Describe in snake case.

    `event_source_arn` is the ARN of the archive.
    """

    replay_name: str
    replay_arn: str
    description: str | None = wire()
    state: ReplayState = ReplayState.STARTING
    state_reason: str | None = wire()
    event_source_arn: str
    destination: ReplayDestination = field(metadata={"model": ReplayDestination})
    event_start_time: datetime
    event_end_time: datetime
    event_last_replayed_time: datetime | None = wire()
    replay_start_time: datetime
    replay_end_time: datetime | None = wire()

    def selects(self, event: ArchivedEvent) -> bool:
        """Return whether *event* is in the window, which does not include its end."""
        return self.event_start_time <= event.time < self.event_end_time

    def last_minute_with_events(
        self, events: tuple[ArchivedEvent, ...]
    ) -> datetime | None:
        """Return the start of the last minute of the window in which *events* lie.

        None lies there if the result is None. The whole minutes count in which the
        window begins and ends (recorded in us-east-1, 2026-09-16).
        """
        minutes = [event.time.replace(second=0, microsecond=0) for event in events]
        return max(
            (
                minute
                for minute in minutes
                if self.event_start_time - _MINUTE < minute < self.event_end_time
            ),
            default=None,
        )
