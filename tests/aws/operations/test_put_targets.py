"""PutTargets: what is kept, what is replaced, and what is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from eventbridge_mock.model.target import HttpParameters, RetryPolicy, Target
from tests.aws.operations.answers import (
    NAME_PATTERN,
    TOO_MANY,
    fits,
    invalid,
    members,
    no_event_bus,
    no_rule,
    not_an_arn,
    refusal,
    violation,
)
from tests.requests_to_aws import (
    API_DESTINATION_ARN,
    QUEUE_ARN,
    ROLE_ARN,
    queue_target,
    rule,
    target,
)

if TYPE_CHECKING:
    from eventbridge_mock import EventBridgeMock

PATH_VALUE = r"^(?!\s*$).+"
QUERY_VALUE = r"[^\x00-\x09\x0B\x0C\x0E-\x1F\x7F]+"

DONE = {"FailedEntryCount": 0, "FailedEntries": []}


@pytest.fixture
def orders(events: Any) -> Any:
    """A client that sees the rule `orders`, which has no targets."""
    events.put_rule(**rule())
    return events


def put(events: Any, *targets: dict[str, Any]) -> dict[str, Any]:
    """Return the members of the answer to a PutTargets."""
    return members(events.put_targets(Rule="orders", Targets=list(targets)))


def refused(events: Any, *targets: dict[str, Any]) -> tuple[str, str]:
    """Return the refusal of a PutTargets, which has changed nothing."""
    before = listed(events)
    found = refusal(events.put_targets, Rule="orders", Targets=list(targets))
    assert listed(events) == before
    return found


def listed(events: Any) -> list[dict[str, Any]]:
    """Return the targets of the rule."""
    found: list[dict[str, Any]] = events.list_targets_by_rule(Rule="orders")["Targets"]
    return found


def test_the_answer_counts_no_failure(orders: Any) -> None:
    """Recorded on AWS 2026-09-26; that there is such a destination is not asked."""
    assert put(orders, target()) == DONE


@pytest.mark.parametrize(
    "http_parameters",
    [
        {},
        {"PathParameterValues": ["1", "$.detail.id", "more than there are"]},
        {"HeaderParameters": {"Authorization": "a", "User-Agent": "b", "Host": "c"}},
        {"HeaderParameters": {"X-Empty": "", "X-Lines": "one\ntwo"}},
        {"QueryStringParameters": {"page": "1", "lines": "one\ntwo"}},
    ],
    ids=["empty", "path", "headers of AWS", "header values", "query values"],
)
def test_http_parameters_are_kept(orders: Any, http_parameters: dict[str, Any]) -> None:
    """All of these were accepted by AWS 2026-09-26."""
    put(orders, target(HttpParameters=http_parameters))

    assert listed(orders) == [target(HttpParameters=http_parameters)]


def test_an_empty_list_is_dropped(orders: Any) -> None:
    """As in the parameters of a connection (docs/fidelity.md)."""
    put(orders, target(HttpParameters={"PathParameterValues": []}))

    assert listed(orders) == [target(HttpParameters={})]


def test_a_test_sees_the_targets(orders: Any, mock: EventBridgeMock) -> None:
    """As frozen models."""
    values = {"PathParameterValues": ["7"], "HeaderParameters": {"X-Shop": "a"}}
    put(orders, target(HttpParameters=values, RetryPolicy={}))

    assert mock.rules["orders"].targets == (
        Target(
            id="partner",
            arn=API_DESTINATION_ARN,
            role_arn=ROLE_ARN,
            http_parameters=HttpParameters(
                path_parameter_values=("7",), header_parameters={"X-Shop": "a"}
            ),
            retry_policy=RetryPolicy(),
        ),
    )


def test_a_known_id_is_replaced(orders: Any) -> None:
    """As a whole (service model, the description of PutTargets)."""
    put(orders, target(Input='"a"'), queue_target())

    put(orders, target(InputPath="$.detail"))

    assert listed(orders) == [target(InputPath="$.detail"), queue_target()]


def test_the_last_of_the_same_id_holds(orders: Any) -> None:
    """Our choice (docs/fidelity.md)."""
    put(orders, queue_target(Input="1"), queue_target(Input="2"))

    assert listed(orders) == [queue_target(Input="2")]


def test_five_targets_are_allowed(orders: Any) -> None:
    """Recorded on AWS 2025-01-08."""
    five = [queue_target(f"queue-{number}") for number in range(5)]
    put(orders, *five)

    assert refused(orders, queue_target("one-more")) == TOO_MANY
    assert put(orders, queue_target("queue-0", Input="1")) == DONE


def test_six_at_once_are_refused(orders: Any) -> None:
    """Recorded on AWS 2025-01-08; none of them is added."""
    six = [queue_target(f"queue-{number}") for number in range(6)]

    assert refused(orders, *six) == TOO_MANY
    assert listed(orders) == []


@pytest.mark.parametrize(
    "arn",
    [
        API_DESTINATION_ARN,
        "arn:aws:kinesis:eu-west-1:123456789012:stream/orders",
        "arn:aws:states:eu-west-1:123456789012:stateMachine:orders",
    ],
    ids=["API destination", "stream", "state machine"],
)
def test_some_targets_need_a_role(orders: Any, arn: str) -> None:
    """The text recorded on AWS 2026-09-26 for an API destination."""
    assert refused(orders, {"Id": "partner", "Arn": arn}) == (
        "ValidationException",
        f"RoleArn is required for target {arn}.",
    )


@pytest.mark.parametrize(
    "arn",
    [
        QUEUE_ARN,
        "arn:aws:lambda:eu-west-1:123456789012:function:orders",
        "arn:aws:logs:eu-west-1:123456789012:log-group:/orders:*",
    ],
    ids=["queue", "function", "log group"],
)
def test_other_targets_need_no_role(orders: Any, arn: str) -> None:
    """Service model, the description of PutTargets."""
    assert put(orders, {"Id": "other", "Arn": arn}) == DONE


def test_an_update_needs_the_role_too(orders: Any) -> None:
    """Recorded on AWS 2026-09-26: the old target stays."""
    put(orders, target())

    found = refused(orders, {"Id": "partner", "Arn": API_DESTINATION_ARN})

    assert found == (
        "ValidationException",
        f"RoleArn is required for target {API_DESTINATION_ARN}.",
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"RoleArn": "not-an-arn"},
        {"Arn": "not-an-arn"},
        {"DeadLetterConfig": {"Arn": "not-an-arn"}},
    ],
    ids=["role", "target", "queue"],
)
def test_what_is_not_an_arn_is_refused(orders: Any, changes: dict[str, Any]) -> None:
    """Recorded on AWS 2026-09-26 for the role; the others are our choice."""
    assert refused(orders, target(**changes)) == not_an_arn("not-an-arn")


@pytest.mark.parametrize(
    ("queue_arn", "message"),
    [
        (
            "arn:aws:sns:eu-west-1:123456789012:orders",
            "sns is not supported as a dead letter resource",
        ),
        (f"{QUEUE_ARN}.fifo", "SQS FIFO is not supported by Dead Letter Queues"),
    ],
    ids=["topic", "FIFO"],
)
def test_dead_letters_go_to_a_standard_queue_nearby(
    orders: Any, queue_arn: str, message: str
) -> None:
    """Measured on AWS 2026-09-07."""
    found = refused(orders, target(DeadLetterConfig={"Arn": queue_arn}))

    assert found == ("ValidationException", message)


def test_dead_letters_stay_in_the_region(orders: Any) -> None:
    """Recorded in us-east-1, 2026-09-13, for an event bus."""
    queue_arn = "arn:aws:sqs:us-west-2:123456789012:orders"

    assert refused(orders, target(DeadLetterConfig={"Arn": queue_arn})) == (
        "AccessDeniedException",
        f"Access to the resource {queue_arn} is denied. Reason: You must specify a dead"
        " letter queue in the same region.",
    )


def test_an_empty_dead_letter_config_is_kept(orders: Any) -> None:
    """Arn is not required (service model)."""
    put(orders, target(DeadLetterConfig={}))

    assert listed(orders) == [target(DeadLetterConfig={})]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"Input": "1", "InputPath": "$.detail"},
            "Only one of Input, InputPath, or InputTransformer must be provided for"
            " target partner.",
        ),
        (
            {"Input": "no-json"},
            "JSON syntax error in input for target partner:"
            ' [Source: (String)"no-json"; line: 1, column: 1]',
        ),
        ({"InputPath": "detail"}, "InputPath for target partner is invalid."),
        (
            {
                "InputTransformer": {
                    "InputPathsMap": {"no": "$.detail.no"},
                    "InputTemplate": '{"id": <id>}',
                }
            },
            "InputTemplate for target partner contains invalid placeholder id.",
        ),
    ],
    ids=["two", "no JSON", "no path", "placeholder"],
)
def test_the_input_is_checked(
    orders: Any, changes: dict[str, Any], message: str
) -> None:
    """Recorded on AWS between 2024-05 and 2025-10, or measured 2026-09-07."""
    assert refused(orders, queue_target(), target(**changes)) == (
        "ValidationException",
        message,
    )


def test_what_is_wrong_with_a_target_is_told_with_its_number(orders: Any) -> None:
    """The form recorded on AWS 2025-01-08 and 2026-09-26."""
    http_parameters = {
        "PathParameterValues": [""],
        "QueryStringParameters": {"key": ""},
    }
    path = "targets.2.member"

    found = refused(
        orders, queue_target(), target("a b", HttpParameters=http_parameters)
    )

    assert found == invalid(
        violation(f"{path}.id", "a b", fits(NAME_PATTERN)),
        violation(
            f"{path}.httpParameters.pathParameterValues",
            "[]",
            f"must satisfy constraint: [Member {fits(PATH_VALUE)}]",
        ),
        violation(
            f"{path}.httpParameters.queryStringParameters", "{key=}", "MAP"
        ).replace(
            "Member MAP",
            "Map value must satisfy constraint: [Member must have length less than or"
            " equal to 512, Member must have length greater than or equal to 0,"
            f" Member {fits(QUERY_VALUE)}]",
        ),
    )


def test_the_model_bounds_the_retry_policy(orders: Any) -> None:
    """Service model."""
    policy = {"MaximumRetryAttempts": 186, "MaximumEventAgeInSeconds": 86401}
    path = "targets.1.member.retryPolicy"

    assert refused(orders, target(RetryPolicy=policy)) == invalid(
        violation(
            f"{path}.maximumRetryAttempts",
            "186",
            "must have value less than or equal to 185",
        ),
        violation(
            f"{path}.maximumEventAgeInSeconds",
            "86401",
            "must have value less than or equal to 86400",
        ),
    )


def test_100_paths_are_allowed(orders: Any) -> None:
    """Service model; the form of the text is that of a list."""
    paths = {f"id{number}": "$.id" for number in range(101)}
    shown = ", ".join(f"{name}={path}" for name, path in paths.items())
    transformer = {"InputPathsMap": paths, "InputTemplate": "<id0>"}

    assert refused(orders, target(InputTransformer=transformer)) == invalid(
        violation(
            "targets.1.member.inputTransformer.inputPathsMap",
            f"{{{shown}}}",
            "must have length less than or equal to 100",
        )
    )


def test_a_rule_that_does_not_exist(events: Any) -> None:
    """Recorded on AWS 2025-01-08."""
    found = refusal(events.put_targets, Rule="orders", Targets=[queue_target()])

    assert found == no_rule("orders")


def test_an_event_bus_that_does_not_exist(events: Any) -> None:
    """Recorded on AWS 2025-01-08."""
    found = refusal(
        events.put_targets,
        Rule="orders",
        EventBusName="shop",
        Targets=[queue_target()],
    )

    assert found == no_event_bus("shop")


def test_a_rule_of_a_custom_event_bus(orders: Any) -> None:
    """The rule of the same name on the default one has no part in it."""
    arn = orders.create_event_bus(Name="shop")["EventBusArn"]
    orders.put_rule(**rule(EventBusName="shop"))

    orders.put_targets(Rule="orders", EventBusName=arn, Targets=[queue_target()])

    there = orders.list_targets_by_rule(Rule="orders", EventBusName="shop")
    assert there["Targets"] == [queue_target()]
    assert listed(orders) == []
