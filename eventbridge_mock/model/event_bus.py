"""An event bus as DescribeEventBus shows it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .frozen import refusing_changes
from .target import DeadLetterConfig
from .wire import BESIDE, wire

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

DEFAULT_EVENT_BUS_NAME = "default"


@refusing_changes
@dataclass(frozen=True, slots=True, kw_only=True)
class LogConfig:
    """What an event bus logs, and in how much detail."""

    include_detail: str | None = wire()
    level: str | None = wire()


@refusing_changes
@dataclass(frozen=True, slots=True, kw_only=True)
class EventBus:
    """An event bus; fields are the members of its Describe in snake case.

    `policy` is the JSON text of the resource policy, None without permissions.
    `tags` are values by key.
    """

    name: str
    arn: str
    creation_time: datetime
    last_modified_time: datetime
    description: str | None = None
    kms_key_identifier: str | None = None
    dead_letter_config: DeadLetterConfig | None = wire(model=DeadLetterConfig)
    log_config: LogConfig | None = wire(model=LogConfig)
    policy: str | None = None
    managed_by: str | None = None
    tags: Mapping[str, str] = field(metadata=BESIDE)

    # Its tags have none, so an event bus is no key.
    __hash__ = None  # type: ignore[assignment]
