"""A target of a rule, and the conditions of its deliveries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from ..frozen import frozen
from .wire import wire

if TYPE_CHECKING:
    from collections.abc import Mapping


@frozen
class HttpParameters:
    """The parameters that a target adds to a request.

    A value, not a name, may be a JSON path on the event.
    """

    path_parameter_values: tuple[str, ...] | None = wire()
    header_parameters: Mapping[str, str] | None = wire()
    query_string_parameters: Mapping[str, str] | None = wire()


@frozen
class RetryPolicy:
    """The number of retries of a delivery, and the time for them.

    AWS guide "How EventBridge retries delivering events": 185 retries and 24 hours by
    default.
    """

    maximum_retry_attempts: int | None = wire()
    maximum_event_age_in_seconds: int | None = wire()


@frozen
class DeadLetterConfig:
    """The SQS queue for events that could not be delivered."""

    arn: str | None = wire()


@frozen
class InputTransformer:
    """The template that replaces the event, and its paths into the event."""

    input_paths_map: Mapping[str, str] | None = wire()
    input_template: str | None = wire()


@frozen
class Target:
    """A target of a rule; fields are the members of the API's Target in snake case.

    The parameters of targets other than API destinations are kept as they were given.
    Two of them are sensitive in the service model.
    """

    id: str
    arn: str
    role_arn: str | None = wire()
    input: str | None = wire()
    input_path: str | None = wire()
    input_transformer: InputTransformer | None = wire(model=InputTransformer)
    kinesis_parameters: Mapping[str, Any] | None = wire()
    run_command_parameters: Mapping[str, Any] | None = wire()
    ecs_parameters: Mapping[str, Any] | None = wire()
    batch_parameters: Mapping[str, Any] | None = wire()
    sqs_parameters: Mapping[str, Any] | None = wire()
    http_parameters: HttpParameters | None = wire(model=HttpParameters)
    redshift_data_parameters: Mapping[str, Any] | None = wire(is_secret=True)
    sage_maker_pipeline_parameters: Mapping[str, Any] | None = wire()
    dead_letter_config: DeadLetterConfig | None = wire(model=DeadLetterConfig)
    retry_policy: RetryPolicy | None = wire(model=RetryPolicy)
    app_sync_parameters: Mapping[str, Any] | None = wire(is_secret=True)


class TargetConditions(NamedTuple):
    """The conditions of the deliveries to a target; None for one that is not given."""

    http_parameters: HttpParameters | None = None
    retry_policy: RetryPolicy | None = None
    dead_letter_config: DeadLetterConfig | None = None
