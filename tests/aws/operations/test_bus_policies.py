"""The resource policy of an event bus: its form, and what AWS refuses.

Recorded in us-east-1 and us-west-2, 2026-09-13, unless a test says otherwise.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.aws.operations.answers import (
    at_most,
    fits,
    invalid,
    members,
    refusal,
    violation,
)
from tests.aws.operations.newer_members import needs_event_bus_times
from tests.aws.operations.times import LATER

if TYPE_CHECKING:
    from freezegun.api import FrozenDateTimeFactory

BUS_ARN = "arn:aws:events:eu-west-1:123456789012:event-bus/default"
OTHER_BUS_ARN = BUS_ARN.replace("default", "other")
CONDITION = {"Type": "StringEquals", "Key": "aws:PrincipalOrgID", "Value": "o-shop1"}
PERMISSION = {
    "Action": "events:PutEvents",
    "Principal": "222222222222",
    "StatementId": "first",
}
STATEMENT = {
    "Sid": "first",
    "Effect": "Allow",
    "Principal": {"AWS": "222222222222"},
    "Action": "events:PutEvents",
    "Resource": BUS_ARN,
}


def policy(*statements: Any, **changes: Any) -> str:
    """Return a policy as compact JSON."""
    whole = {"Version": "2012-10-17", "Statement": list(statements), **changes}
    return compact(whole)


def compact(value: Any) -> str:
    """Return *value* as AWS stores a policy."""
    return json.dumps(value, separators=(",", ":"))


def statement(**changes: Any) -> dict[str, Any]:
    """Return a statement with *changes*; None leaves a member out."""
    changed = {**STATEMENT, **changes}
    return {name: value for name, value in changed.items() if value is not None}


def stored(events: Any) -> str:
    """Return the policy of the default event bus."""
    text: str = events.describe_event_bus()["Policy"]
    listed = {bus["Name"]: bus for bus in events.list_event_buses()["EventBuses"]}
    assert listed["default"]["Policy"] == text
    return text


REFUSED_PERMISSIONS: dict[str, tuple[dict[str, Any], str]] = {
    "nothing": ({}, "Parameter(s) Action must be specified."),
    "no principal": (
        {"Action": "events:PutEvents", "StatementId": "first"},
        "Parameter(s) Principal must be specified.",
    ),
    "no id": (
        {"Action": "events:PutEvents", "Principal": "*"},
        "Parameter(s) StatementId must be specified.",
    ),
    **{
        action: (
            {**PERMISSION, "Action": action},
            "Provided value in parameter 'action' is not supported.",
        )
        for action in (
            "events:PutRule",
            "events:PutTargets",
            "events:DescribeEventBus",
            "events:NoSuchAction",
        )
    },
    "condition.key": (
        {**PERMISSION, "Condition": {**CONDITION, "Key": "events:source"}},
        "Provided value in parameter 'condition.key' is not supported.",
    ),
    "condition.type": (
        {**PERMISSION, "Condition": {**CONDITION, "Type": "StringLike"}},
        "Provided value in parameter 'condition.type' is not supported.",
    ),
    "condition.value": (
        {**PERMISSION, "Condition": {**CONDITION, "Value": "not-an-org"}},
        "Provided value in parameter 'condition.value' is invalid.",
    ),
    **{
        f"Policy and {member}": (
            {"Policy": policy(STATEMENT), member: value},
            "Action, Principal, StatementId and Condition could not be combined with"
            " Policy parameter.",
        )
        for member, value in {**PERMISSION, "Condition": CONDITION}.items()
    },
}


@pytest.mark.parametrize(
    ("given", "message"), REFUSED_PERMISSIONS.values(), ids=REFUSED_PERMISSIONS
)
def test_a_permission_has_parts(
    events: Any, given: dict[str, Any], message: str
) -> None:
    """A missing StatementId is our choice, by analogy."""
    refused = refusal(events.put_permission, EventBusName="default", **given)

    assert refused == ("ValidationException", message)
    assert "Policy" not in events.describe_event_bus()


def test_an_action_is_a_name(events: Any) -> None:
    refused = refusal(events.put_permission, **{**PERMISSION, "Action": "events:*"})

    assert refused == invalid(violation("action", "events:*", fits("events:[a-zA-Z]+")))


PRINCIPAL = r"(\d{12}|\*)"


def test_the_length_of_a_principal_comes_before_its_pattern(events: Any) -> None:
    """Other than for the name of a connection."""
    root = "arn:aws:iam::222222222222:root"

    refused = refusal(events.put_permission, **{**PERMISSION, "Principal": root})

    assert refused == invalid(
        violation("principal", root, at_most(12)),
        violation("principal", root, fits(PRINCIPAL)),
    )


def test_a_short_principal_breaks_the_pattern_alone(events: Any) -> None:
    refused = refusal(events.put_permission, **{**PERMISSION, "Principal": "123"})

    assert refused == invalid(violation("principal", "123", fits(PRINCIPAL)))


STORED_PRINCIPALS: dict[str, tuple[str, Any]] = {
    "account": ("222222222222", {"AWS": "arn:aws:iam::222222222222:root"}),
    "zeros": ("000000000000", {"AWS": "000000000000"}),
    "everybody": ("*", "*"),
}


@pytest.mark.parametrize(
    ("principal", "shown"), STORED_PRINCIPALS.values(), ids=STORED_PRINCIPALS
)
def test_a_permission_is_stored_as_a_statement(
    events: Any, principal: str, shown: Any
) -> None:
    events.put_permission(**{**PERMISSION, "Principal": principal})

    assert stored(events) == policy(statement(Principal=shown))


@pytest.mark.parametrize(
    ("principal", "shown"), STORED_PRINCIPALS.values(), ids=STORED_PRINCIPALS
)
def test_the_principal_of_a_whole_policy_is_stored_the_same_way(
    events: Any, principal: str, shown: Any
) -> None:
    given = statement(Principal={"AWS": principal})

    events.put_permission(Policy=policy(given))

    assert stored(events) == policy(statement(Principal=shown))


def test_a_condition_comes_last(events: Any) -> None:
    events.put_permission(**PERMISSION, Condition=CONDITION)

    condition = {"StringEquals": {"aws:PrincipalOrgID": "o-shop1"}}
    root = {"AWS": "arn:aws:iam::222222222222:root"}
    expected = statement(Principal=root, Condition=condition)
    assert stored(events) == policy(expected)


def test_the_order_of_a_whole_policy_is_that_of_aws(events: Any) -> None:
    """The members of a statement too."""
    given = statement(Condition={"Null": {"aws:SourceArn": "true"}})
    reversed_members = dict(reversed(given.items()))
    text = json.dumps(
        {"Statement": reversed_members, "Id": "shop", "Version": "2012-10-17"}, indent=1
    )

    events.put_permission(Policy=text)

    root = {"AWS": "arn:aws:iam::222222222222:root"}
    assert stored(events) == compact(
        {
            "Version": "2012-10-17",
            "Id": "shop",
            "Statement": [{**given, "Principal": root}],
        }
    )


def test_a_whole_policy_replaces_what_there_is(events: Any) -> None:
    """One statement need not be in a list."""
    events.put_permission(**PERMISSION)

    events.put_permission(
        Policy=policy(Statement=statement(Sid="b", Principal="*")),
    )

    assert stored(events) == policy(statement(Sid="b", Principal="*"))


def test_a_known_id_is_replaced(events: Any) -> None:
    events.put_permission(**PERMISSION)
    events.put_permission(**{**PERMISSION, "Principal": "*"})

    assert stored(events) == policy(statement(Principal="*"))


ACCEPTED: dict[str, dict[str, Any]] = {
    "any resource": {"Resource": "*"},
    "rule of the event bus": {
        "Resource": "arn:aws:events:eu-west-1:123456789012:rule/orders"
    },
    "all actions": {"Action": "events:*"},
    "some actions": {"Action": ["events:PutRule", "events:Describe*"]},
    "service": {"Principal": {"Service": "sns.amazonaws.com"}},
    "role": {"Principal": {"AWS": "arn:aws:iam::222222222222:role/orders"}},
    "everybody": {"Principal": "*"},
    "several": {"Principal": {"AWS": ["arn:aws:iam::222222222222:root"]}},
    "deny": {"Effect": "Deny", "Principal": "*"},
}


@pytest.mark.parametrize("changes", ACCEPTED.values(), ids=ACCEPTED)
def test_a_whole_policy_may_have_more_than_a_permission(
    events: Any, changes: dict[str, Any]
) -> None:
    """Lists, and a rule as the resource, are our choice."""
    given = statement(**{"Principal": "*", **changes})

    events.put_permission(Policy=policy(given))

    assert stored(events) == policy(given)


AT_38 = "Invalid statement at line 1 column 38: "
AT_SECOND = len(policy(STATEMENT)) - 1 + len(",")

REFUSED_POLICIES: dict[str, tuple[str, str]] = {
    "no version": ("{}", "Missing required field Version"),
    "no statement": (
        policy(),
        "Could not parse the policy: Statement is empty!",
    ),
    "null": ("null", "This text appears not to be a policy"),
    "list": ("[]", "This text appears not to be a policy"),
    "broken": ("{", "This policy contains invalid Json"),
    "empty": ("", "This policy contains invalid Json"),
    "deep": ("[" * 100_000, "This policy contains invalid Json"),
    **{
        f"no {member}": (
            policy(statement(**{member: None})),
            f"Missing required field {member}",
        )
        for member in ("Sid", "Effect", "Principal", "Action", "Resource")
    },
    "no Statement": ('{"Version":"2012-10-17"}', "Missing required field Statement"),
    "statement that is none": (policy("a"), "This text appears not to be a policy"),
    **{
        f"{member} that is {value}": (
            policy(statement(**{member: value})),
            "This text appears not to be a policy",
        )
        for member, value in (
            ("Sid", 5),
            ("Sid", ["first"]),
            ("Effect", "Perhaps"),
            ("Effect", ["Allow"]),
            ("Condition", "always"),
        )
    },
    "another version": (
        policy(STATEMENT, Version="2020-01-01"),
        "This text appears not to be a policy",
    ),
    "other event bus": (
        policy(statement(Resource=OTHER_BUS_ARN)),
        f'The relative-id "event-bus/other" is invalid for ARN "{OTHER_BUS_ARN}"',
    ),
    "other event bus in a list": (
        policy(statement(Resource=[BUS_ARN, OTHER_BUS_ARN])),
        f'The relative-id "event-bus/other" is invalid for ARN "{OTHER_BUS_ARN}"',
    ),
    "one id twice": (
        policy(STATEMENT, STATEMENT),
        f"Invalid statement at line 1 column {AT_SECOND}:"
        " The Statement Ids in the policy are not unique",
    ),
    "other service": (
        policy(statement(Action="iam:ListUsers")),
        f"{AT_38}Action field includes AWS services that are inconsistent with"
        " specified vendor",
    ),
    "other service in the only statement": (
        policy(Statement=statement(Action="iam:ListUsers")),
        "Invalid statement at line 1 column 37: Action field includes AWS services that"
        " are inconsistent with specified vendor",
    ),
    "unknown action": (
        policy(statement(Action="events:NoSuchAction")),
        f'{AT_38}The following action names are invalid: "events:NoSuchAction"',
    ),
    "unknown actions": (
        policy(statement(Action=["events:A", "events:PutRule", "events:B"])),
        f'{AT_38}The following action names are invalid: "events:A", "events:B"',
    ),
    "unknown principal": (
        policy(statement(Principal={"AWS": "nobody"})),
        "Policy contains an invalid principal",
    ),
    "principal of no kind": (
        policy(statement(Principal="nobody")),
        "Policy contains an invalid principal",
    ),
}


@pytest.mark.parametrize(
    ("text", "message"), REFUSED_POLICIES.values(), ids=REFUSED_POLICIES
)
def test_a_whole_policy_is_checked(events: Any, text: str, message: str) -> None:
    """What is not among the recorded cases follows from them (docs/fidelity.md)."""
    events.put_permission(**PERMISSION)
    before = stored(events)

    assert refusal(events.put_permission, Policy=text) == (
        "ValidationException",
        message,
    )
    assert stored(events) == before


def test_the_place_of_a_statement_is_that_in_the_text(events: Any) -> None:
    """The lines and columns of the text that was given."""
    text = json.dumps(
        {"Version": "2012-10-17", "Statement": [statement(Action="iam:ListUsers")]},
        indent=1,
    )

    _, message = refusal(events.put_permission, Policy=text)

    assert message.startswith("Invalid statement at line 4 column 3: ")


def test_blanks_do_not_count_towards_the_size(events: Any) -> None:
    """Number from AWS documentation; our choice of text."""
    fitting = policy(statement(Principal="*", Condition={"Null": {"aws:a": ""}}))
    filler = "a" * (10_240 - len(fitting))
    fitting = fitting.replace('""', f'"{filler}"')
    events.put_permission(Policy=f"  {json.dumps(json.loads(fitting), indent=8)}  ")

    assert stored(events) == fitting
    assert refusal(events.put_permission, **{**PERMISSION, "StatementId": "b"}) == (
        "PolicyLengthExceededException",
        "The event bus policy is too long.",
    )
    assert stored(events) == fitting


def test_a_policy_of_one_byte_too_many_is_refused(events: Any) -> None:
    """Number from AWS documentation; our choice of text."""
    fitting = policy(statement(Principal="*", Condition={"Null": {"aws:a": ""}}))
    filler = "a" * (10_241 - len(fitting))

    assert refusal(
        events.put_permission, Policy=fitting.replace('""', f'"{filler}"')
    ) == ("PolicyLengthExceededException", "The event bus policy is too long.")
    assert "Policy" not in events.describe_event_bus()


REFUSED_REMOVALS: dict[str, tuple[dict[str, Any], tuple[str, str]]] = {
    "nothing": (
        {},
        ("ValidationException", "Parameter(s) StatementId must be specified."),
    ),
    "not all": (
        {"RemoveAllPermissions": False},
        ("ValidationException", "Parameter(s) StatementId must be specified."),
    ),
    "both": (
        {"StatementId": "first", "RemoveAllPermissions": True},
        (
            "ValidationException",
            "StatementId could not be combined with All parameter.",
        ),
    ),
    "unknown": (
        {"StatementId": "other"},
        (
            "ResourceNotFoundException",
            "Statement with the provided id does not exist.",
        ),
    ),
}


@pytest.mark.parametrize("has_policy", [True, False], ids=["policy", "none"])
@pytest.mark.parametrize(
    ("given", "error"), REFUSED_REMOVALS.values(), ids=REFUSED_REMOVALS
)
def test_a_removal_names_one_or_all(
    events: Any, given: dict[str, Any], error: tuple[str, str], *, has_policy: bool
) -> None:
    if has_policy:
        events.put_permission(**PERMISSION)

    assert refusal(events.remove_permission, **given) == error
    assert ("Policy" in events.describe_event_bus()) is has_policy


def test_all_of_nothing_can_be_removed(events: Any) -> None:
    assert members(events.remove_permission(RemoveAllPermissions=True)) == {}


@needs_event_bus_times
def test_a_change_moves_one_time(clock: FrozenDateTimeFactory, events: Any) -> None:
    before = events.describe_event_bus()["CreationTime"]
    clock.move_to(LATER)

    events.put_permission(**PERMISSION)

    described = events.describe_event_bus()
    assert described["LastModifiedTime"] == LATER
    assert described["CreationTime"] == before
