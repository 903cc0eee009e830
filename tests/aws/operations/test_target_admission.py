"""What PutTargets admits by the kind of the target, and what it refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.aws.operations.answers import TOO_MANY, members, not_an_arn, refusal
from tests.requests_to_aws import (
    API_DESTINATION_ARN,
    QUEUE_ARN,
    ROLE_ARN,
    queue_target,
    rule,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from eventbridge_mock import EventBridgeMock

DONE = {"FailedEntryCount": 0, "FailedEntries": []}

ACCOUNT_ID, OTHER_ACCOUNT_ID = "123456789012", "210987654321"
BUS_ARN = f"arn:aws:events:eu-west-1:{ACCOUNT_ID}:event-bus/shop"
OWN_BUS_ARN = f"arn:aws:events:eu-west-1:{ACCOUNT_ID}:event-bus/default"
LOG_GROUP_ARN = f"arn:aws:logs:eu-west-1:{ACCOUNT_ID}:log-group:/orders:*"
TRANSFORMER = {"InputPathsMap": {}, "InputTemplate": '{"message":"owned"}'}


@pytest.fixture
def orders(events: Any) -> Any:
    """A client that sees the rule `orders`, which has one target."""
    events.put_rule(**rule())
    events.put_targets(Rule="orders", Targets=[queue_target("kept", Input="1")])
    return events


def refused(events: Any, *targets: dict[str, Any]) -> tuple[str, str]:
    """Return the refusal of a PutTargets, which has changed nothing."""
    before = listed(events)
    answer = refusal(events.put_targets, Rule="orders", Targets=list(targets))
    assert listed(events) == before
    return answer


def listed(events: Any) -> list[dict[str, Any]]:
    """Return the targets of the rule."""
    targets: list[dict[str, Any]] = events.list_targets_by_rule(Rule="orders")[
        "Targets"
    ]
    return targets


def accepted(events: Any, target: dict[str, Any]) -> None:
    """Put *target*, which is listed as it was given."""
    assert members(events.put_targets(Rule="orders", Targets=[target])) == DONE
    assert target in listed(events)


def arn_of(service: str, resource: str, account_id: str = ACCOUNT_ID) -> str:
    """Return an ARN in the Region of the client."""
    return f"arn:aws:{service}:eu-west-1:{account_id}:{resource}"


NEED_A_ROLE = {
    "batch": arn_of("batch", "job-queue/orders"),
    "codebuild": arn_of("codebuild", "project/orders"),
    "codepipeline": arn_of("codepipeline", "orders"),
    "ecs": arn_of("ecs", "cluster/orders"),
    "bus": BUS_ARN,
    "bus of another Region": BUS_ARN.replace("eu-west-1", "us-east-1"),
    "bus of another account": BUS_ARN.replace(ACCOUNT_ID, OTHER_ACCOUNT_ID),
    "API destination": API_DESTINATION_ARN,
    "firehose": arn_of("firehose", "deliverystream/orders"),
    "glue": arn_of("glue", "workflow/orders"),
    "inspector": arn_of("inspector", "target/orders"),
    "kinesis": arn_of("kinesis", "stream/orders"),
    "redshift": arn_of("redshift", "cluster:orders"),
    "sagemaker": arn_of("sagemaker", "pipeline/orders"),
    "ssm": arn_of("ssm", "automation-definition/orders:1"),
    "ssm-incidents": arn_of("ssm-incidents", "response-plan/orders"),
    "states": arn_of("states", "stateMachine:orders"),
    "topic of another account": arn_of("sns", "orders", OTHER_ACCOUNT_ID),
}


@pytest.mark.parametrize("arn", NEED_A_ROLE.values(), ids=NEED_A_ROLE)
def test_some_kinds_need_a_role(orders: Any, arn: str) -> None:
    """Recorded in us-east-1, 2026-09-15 and 2026-09-26; others measured 2026-09-07."""
    assert refused(orders, {"Id": "kept", "Arn": arn}) == (
        "ValidationException",
        f"RoleArn is required for target {arn}.",
    )


NEED_NONE = {
    "queue": QUEUE_ARN,
    "queue of another account": QUEUE_ARN.replace(ACCOUNT_ID, OTHER_ACCOUNT_ID),
    "topic": arn_of("sns", "orders"),
    "function": arn_of("lambda", "function:orders"),
    "log group": LOG_GROUP_ARN,
    "log group without the end": LOG_GROUP_ARN.removesuffix(":*"),
}


@pytest.mark.parametrize("arn", NEED_NONE.values(), ids=NEED_NONE)
def test_other_kinds_need_none(orders: Any, arn: str) -> None:
    """Recorded in us-east-1, 2026-09-13 and 2026-09-15."""
    accepted(orders, {"Id": "other", "Arn": arn})


@pytest.mark.parametrize("arn", [QUEUE_ARN, arn_of("sns", "orders")])
def test_a_role_that_is_not_needed_goes_with_the_next_target(
    orders: Any, arn: str
) -> None:
    """Recorded in us-east-1, 2026-09-15: nobody asks whether the role exists."""
    accepted(orders, {"Id": "other", "Arn": arn, "RoleArn": ROLE_ARN})

    accepted(orders, {"Id": "other", "Arn": arn})


def bus_target(**changes: Any) -> dict[str, Any]:
    """Return a target that is an event bus."""
    return {"Id": "kept", "Arn": BUS_ARN, "RoleArn": ROLE_ARN, **changes}


BUS_REFUSALS: dict[str, tuple[dict[str, Any], str]] = {
    "Input": (
        {"Input": "1"},
        "Modifying the input for target kept is not supported.",
    ),
    "InputPath": (
        {"InputPath": "$.detail"},
        "Modifying the input for target kept is not supported.",
    ),
    "InputTransformer": (
        {"InputTransformer": TRANSFORMER},
        "Modifying the input for target kept is not supported.",
    ),
    "RetryPolicy": (
        {"RetryPolicy": {"MaximumRetryAttempts": 1}},
        "Retry policy is not supported for Event bus targets.",
    ),
    "itself": (
        {"Arn": OWN_BUS_ARN},
        "Source EventBus and Target EventBus must not be the same.",
    ),
    "Region that is none": (
        {"Arn": BUS_ARN.replace("eu-west-1", "moon-1")},
        not_an_arn(BUS_ARN.replace("eu-west-1", "moon-1"))[1],
    ),
    "Region that looks like one": (
        {"Arn": BUS_ARN.replace("eu-west-1", "eu-wets-1")},
        not_an_arn(BUS_ARN.replace("eu-west-1", "eu-wets-1"))[1],
    ),
}


@pytest.mark.parametrize(
    ("changes", "message"), BUS_REFUSALS.values(), ids=BUS_REFUSALS
)
def test_an_event_bus_takes_the_event_as_it_is(
    orders: Any, changes: dict[str, Any], message: str
) -> None:
    """Recorded in us-east-1, 2026-09-15."""
    assert refused(orders, bus_target(**changes)) == ("ValidationException", message)


BUS_TARGETS: dict[str, dict[str, Any]] = {
    "missing bus": {},
    "another Region": {"Arn": BUS_ARN.replace("eu-west-1", "us-west-2")},
    "missing account": {"Arn": BUS_ARN.replace(ACCOUNT_ID, "999999999999")},
    "default bus of another Region": {
        "Arn": OWN_BUS_ARN.replace("eu-west-1", "us-west-2")
    },
    "dead letters": {"DeadLetterConfig": {"Arn": QUEUE_ARN}},
}


@pytest.mark.parametrize("changes", BUS_TARGETS.values(), ids=BUS_TARGETS)
def test_nobody_asks_whether_an_event_bus_exists(
    orders: Any, changes: dict[str, Any]
) -> None:
    """Recorded in us-east-1, 2026-09-15; a dead-letter queue is shown."""
    accepted(orders, bus_target(**changes))


def test_the_rule_of_a_custom_event_bus_may_target_the_default_one(
    orders: Any,
) -> None:
    """Only the event bus of the rule itself is refused."""
    orders.create_event_bus(Name="shop")
    orders.put_rule(**rule(EventBusName="shop"))
    where = {"Rule": "orders", "EventBusName": "shop"}

    assert refusal(orders.put_targets, Targets=[bus_target()], **where) == (
        "ValidationException",
        "Source EventBus and Target EventBus must not be the same.",
    )
    default = bus_target(Arn=OWN_BUS_ARN)
    assert members(orders.put_targets(Targets=[default], **where)) == DONE


def log_target(**changes: Any) -> dict[str, Any]:
    """Return a target that is a log group."""
    return {"Id": "kept", "Arn": LOG_GROUP_ARN, **changes}


INPUT_OF_LOGS = (
    "Input and InputPath are not valid forms of input for target kept. The only valid"
    " form of input is InputTransformer."
)
STREAM_ARN = arn_of("logs", "log-group:/orders:log-stream:a")

LOG_REFUSALS: dict[str, tuple[dict[str, Any], str]] = {
    "RoleArn": (
        {"RoleArn": ROLE_ARN},
        f"RoleArn is not supported for target {LOG_GROUP_ARN}.",
    ),
    "Input": ({"Input": "1"}, INPUT_OF_LOGS),
    "InputPath": ({"InputPath": "$.detail"}, INPUT_OF_LOGS),
    "log stream": ({"Arn": STREAM_ARN}, not_an_arn(STREAM_ARN)[1]),
    "text template": (
        {"InputTransformer": {"InputPathsMap": {}, "InputTemplate": '"a line"'}},
        "Input for target kept is not a valid JSON text.",
    ),
}


@pytest.mark.parametrize(
    ("changes", "message"), LOG_REFUSALS.values(), ids=LOG_REFUSALS
)
def test_a_log_group_takes_a_transformer_alone(
    orders: Any, changes: dict[str, Any], message: str
) -> None:
    """Recorded in us-east-1, 2026-09-13; a template of text was reported in 2021."""
    assert refused(orders, log_target(**changes)) == ("ValidationException", message)


def test_a_template_for_a_log_group_needs_no_timestamp(orders: Any) -> None:
    """Recorded in us-east-1, 2026-09-13; the map comes back sorted by name."""
    paths = {"z": "$.time", "a": "$.id"}
    template = '{"timestamp":<z>,"message":<a>}'
    transformer = {"InputPathsMap": paths, "InputTemplate": template}
    accepted(orders, log_target(InputTransformer=TRANSFORMER))

    accepted(orders, log_target(InputTransformer=transformer))

    shown = listed(orders)[0]["InputTransformer"]["InputPathsMap"]
    assert list(shown.items()) == [("a", "$.id"), ("z", "$.time")]


FIFO_ARN = f"{QUEUE_ARN}.fifo"
BATCH_ARN, CLUSTER_ARN = NEED_A_ROLE["batch"], NEED_A_ROLE["ecs"]
JOB = {"JobDefinition": "orders", "JobName": "orders"}
TASK = {"TaskDefinitionArn": arn_of("ecs", "task-definition/orders")}

OWN_PARAMETERS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "FIFO queue": (FIFO_ARN, "SqsParameters", {"MessageGroupId": "orders"}),
    "batch": (BATCH_ARN, "BatchParameters", JOB),
    "ecs": (CLUSTER_ARN, "EcsParameters", TASK),
}


@pytest.mark.parametrize(
    ("arn", "member", "parameters"), OWN_PARAMETERS.values(), ids=OWN_PARAMETERS
)
def test_some_kinds_need_parameters_of_their_own(
    orders: Any, arn: str, member: str, parameters: dict[str, Any]
) -> None:
    """Reported by many users; for ECS by analogy (docs/fidelity.md)."""
    target = {"Id": "kept", "Arn": arn, "RoleArn": ROLE_ARN}

    assert refused(orders, target) == (
        "ValidationException",
        f"Parameter(s) {member} must be specified for target: kept.",
    )
    accepted(orders, {**target, member: parameters})


def test_a_fifo_queue_is_looked_at_before_the_rule(events: Any) -> None:
    """The order is our choice (docs/fidelity.md)."""
    target = {"Id": "fifo", "Arn": FIFO_ARN}

    assert refusal(events.put_targets, Rule="none", Targets=[target]) == (
        "ValidationException",
        "Parameter(s) SqsParameters must be specified for target: fifo.",
    )


def test_the_partition_aws_passes_in_another(
    mock: EventBridgeMock, make_client: Callable[..., Any]
) -> None:
    """Our choice (docs/fidelity.md)."""
    events = make_client(region_name="cn-north-1")
    events.put_rule(**rule())

    there = QUEUE_ARN.replace("eu-west-1", "cn-north-1")
    accepted(events, queue_target(Arn=there))
    other = there.replace("arn:aws:", "arn:aws-us-gov:")
    assert refused(events, {"Id": "other", "Arn": other}) == not_an_arn(other)


NO_TARGETS = {
    "no ARN": "not-an-arn",
    "no resource": arn_of("sqs", ""),
    "another partition": QUEUE_ARN.replace("arn:aws:", "arn:aws-cn:"),
    "unknown partition": QUEUE_ARN.replace("arn:aws:", "arn:moon:"),
    "Region that is none": QUEUE_ARN.replace("eu-west-1", "moon-1"),
    "log stream": STREAM_ARN,
}


@pytest.mark.parametrize("arn", NO_TARGETS.values(), ids=NO_TARGETS)
def test_the_arn_of_a_target_has_a_form(orders: Any, arn: str) -> None:
    """Recorded in us-east-1 and us-west-2, 2026-09-13 to 2026-09-23."""
    assert refused(orders, {"Id": "kept", "Arn": arn}) == not_an_arn(arn)


def test_the_region_of_the_call_exists(
    mock: EventBridgeMock, make_client: Callable[..., Any]
) -> None:
    """Even one that is newer than the installed botocore."""
    events = make_client(region_name="eu-north-9")
    events.put_rule(**rule())

    there = queue_target(Arn=QUEUE_ARN.replace("eu-west-1", "eu-north-9"))
    accepted(events, there)


@pytest.mark.parametrize("resource", ["::", "rule/orders"])
def test_events_has_two_kinds_of_targets(orders: Any, resource: str) -> None:
    """Recorded in us-east-1, 2026-09-16, for the ARN without a resource."""
    arn = f"arn:aws:events:eu-west-1:{resource}"
    if resource == "rule/orders":
        arn = arn_of("events", resource)

    assert refused(orders, {"Id": "kept", "Arn": arn, "RoleArn": ROLE_ARN}) == (
        "ValidationException",
        f"Parameter {arn} is not valid. Reason: Service as target config for ARN:"
        f" {arn} not found. The API call hasn't been recognized as managed rules call",
    )


def test_one_bad_target_refuses_all(orders: Any) -> None:
    """The whole call is refused."""
    assert refused(orders, queue_target("new"), log_target(RoleArn=ROLE_ARN)) == (
        "ValidationException",
        f"RoleArn is not supported for target {LOG_GROUP_ARN}.",
    )


def test_a_sixth_target_refuses_all(orders: Any) -> None:
    """Recorded on AWS 2025-01-08."""
    five = [queue_target(f"queue-{number}") for number in range(5)]

    assert refused(orders, *five) == TOO_MANY


@pytest.mark.parametrize(
    "changes", [{"Input": "null"}, {"RetryPolicy": {"MaximumRetryAttempts": 0}}]
)
def test_a_target_is_replaced_as_a_whole(orders: Any, changes: dict[str, Any]) -> None:
    """Recorded in us-east-1, 2026-09-13."""
    accepted(orders, queue_target("kept", **changes))

    accepted(orders, queue_target("kept"))

    assert listed(orders) == [queue_target("kept")]


def test_targets_are_listed_by_id(orders: Any) -> None:
    """Recorded in us-east-1, 2026-09-15 and 2026-09-19."""
    orders.put_targets(Rule="orders", Targets=[queue_target("b"), queue_target("a")])

    assert [target["Id"] for target in listed(orders)] == ["a", "b", "kept"]
