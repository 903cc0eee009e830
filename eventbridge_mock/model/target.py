"""What a rule's target asks of a delivery."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from .wire import wire

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpParameters:
    """What a target adds to a request.

    A value, not a name, may be a JSON path on the event.
    """

    path_parameter_values: tuple[str, ...] | None = wire()
    header_parameters: Mapping[str, str] | None = wire()
    query_string_parameters: Mapping[str, str] | None = wire()


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryPolicy:
    """How often, and for how long, a delivery is tried again.

    AWS guide "How EventBridge retries delivering events": 185 retries and 24 hours
    where nothing is given.
    """

    maximum_retry_attempts: int | None = wire()
    maximum_event_age_in_seconds: int | None = wire()


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetterConfig:
    """The queue for what could not be delivered; `arn` is that of an SQS queue."""

    arn: str | None = wire()


class TargetConditions(NamedTuple):
    """Under which conditions a target is delivered to; None for what is not said."""

    http_parameters: HttpParameters | None = None
    retry_policy: RetryPolicy | None = None
    dead_letter_config: DeadLetterConfig | None = None
