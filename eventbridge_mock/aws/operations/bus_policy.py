"""The resource policy of an event bus: how AWS stores it, and what AWS refuses.

The texts and the stored form were recorded in us-east-1 and us-west-2, 2026-09-13;
analogies have a row in docs/fidelity.md ("what else of a whole policy is refused").
"""

from __future__ import annotations

import json
import re
from fnmatch import fnmatchcase
from functools import cache
from typing import TYPE_CHECKING, Any

from ...model.arn import parse_arn
from ...targets.clients import session
from ..errors import ValidationException

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ...model.event_bus import EventBus

_VERSIONS = ("2012-10-17", "2008-10-17")
_EFFECTS = ("Allow", "Deny")
_MEMBERS = ("Sid", "Effect", "Principal", "Action", "Resource")
_PRINCIPAL_KINDS = frozenset({"AWS", "Service", "Federated", "CanonicalUser"})
_ACCOUNT_ID = re.compile(r"\d{12}")
_NOBODY = "0" * 12
_IDENTITY = re.compile(r"arn:aws[a-z-]*:(?:iam|sts)::\d{12}:.+", re.DOTALL)
_BLANKS = re.compile(r"[ \t\n\r]*")

_decode = json.JSONDecoder().raw_decode


def policy_text(policy: Mapping[str, Any]) -> str:
    """Return *policy* as compact JSON, the form that AWS stores."""
    return json.dumps(policy, separators=(",", ":"), ensure_ascii=False)


def statements_of(event_bus: EventBus) -> list[dict[str, Any]]:
    """Return the statements of the stored policy of *event_bus*."""
    if event_bus.policy is None:
        return []
    statements: list[dict[str, Any]] = json.loads(event_bus.policy)["Statement"]
    return statements


def stored_principal(principal: Any, partition: str) -> Any:
    """Return *principal* as AWS stores it: an account as the ARN of its root user.

    Raise ValidationException for a principal that cannot exist.
    """
    if principal in ("*", {"AWS": "*"}):
        return "*"
    if not isinstance(principal, dict) or not principal.keys() <= _PRINCIPAL_KINDS:
        raise _invalid_principal()
    stored = dict(principal)
    if "AWS" in stored:
        identities = stored["AWS"]
        stored["AWS"] = (
            [_stored_identity(identity, partition) for identity in identities]
            if isinstance(identities, list)
            else _stored_identity(identities, partition)
        )
    return stored


def _stored_identity(identity: Any, partition: str) -> str:
    text = str(identity)
    if text == _NOBODY:
        return text
    if _ACCOUNT_ID.fullmatch(text):
        return f"arn:{partition}:iam::{text}:root"
    if text != "*" and not _IDENTITY.fullmatch(text):
        raise _invalid_principal()
    return text


def _invalid_principal() -> ValidationException:
    return ValidationException("Policy contains an invalid principal")


def stored_policy(text: str, event_bus: EventBus) -> str:
    """Return the policy *text* as AWS stores it for *event_bus*.

    Raise ValidationException for a policy that AWS refuses.
    """
    policy = _parsed(text)
    given = policy["Statement"]
    statements = given if isinstance(given, list) else [given]
    if not statements:
        msg = "Could not parse the policy: Statement is empty!"
        raise ValidationException(msg)
    ids: set[str] = set()
    for number, statement in enumerate(statements):
        _require_members(statement)
        _require_resources(statement, event_bus)
        problem = _action_problem(statement)
        if statement["Sid"] in ids:
            problem = "The Statement Ids in the policy are not unique"
        if problem is not None:
            msg = f"Invalid statement at {_position(text, number)}: {problem}"
            raise ValidationException(msg)
        ids.add(statement["Sid"])
    partition = parse_arn(event_bus.arn).partition
    stored = [_stored_statement(statement, partition) for statement in statements]
    others = {name: value for name, value in policy.items() if name != "Statement"}
    return policy_text({"Version": policy["Version"], **others, "Statement": stored})


def _parsed(text: str) -> dict[str, Any]:
    try:
        policy = json.loads(text)
    except (RecursionError, ValueError):
        msg = "This policy contains invalid Json"
        raise ValidationException(msg) from None
    if not isinstance(policy, dict):
        raise _not_a_policy()
    for name in ("Version", "Statement"):
        if name not in policy:
            raise _missing(name)
    if policy["Version"] not in _VERSIONS:
        raise _not_a_policy()
    return policy


def _not_a_policy() -> ValidationException:
    return ValidationException("This text appears not to be a policy")


def _missing(name: str) -> ValidationException:
    return ValidationException(f"Missing required field {name}")


def _require_members(statement: Any) -> None:
    if not isinstance(statement, dict):
        raise _not_a_policy()
    for name in _MEMBERS:
        if not statement.get(name):
            raise _missing(name)
    if (
        not isinstance(statement["Sid"], str)
        or statement["Effect"] not in _EFFECTS
        or not isinstance(statement.get("Condition", {}), dict)
    ):
        raise _not_a_policy()


def _require_resources(statement: Mapping[str, Any], event_bus: EventBus) -> None:
    """Refuse every resource but the event bus, its rules, and a pattern of them."""
    for resource in _listed(statement["Resource"]):
        relative_id = resource.split(":", 5)[-1]
        is_own = fnmatchcase(event_bus.arn, resource)
        if not is_own and not relative_id.startswith("rule/"):
            msg = f'The relative-id "{relative_id}" is invalid for ARN "{resource}"'
            raise ValidationException(msg)


def _action_problem(statement: Mapping[str, Any]) -> str | None:
    """Return what is wrong with the actions of *statement*, or None."""
    actions = _listed(statement["Action"])
    if not all(action == "*" or action.startswith("events:") for action in actions):
        return (
            "Action field includes AWS services that are inconsistent with specified"
            " vendor"
        )
    unknown = [f'"{action}"' for action in actions if not _is_action(action)]
    if unknown:
        return f"The following action names are invalid: {', '.join(unknown)}"
    return None


def _is_action(action: str) -> bool:
    pattern = action.removeprefix("events:")
    return any(fnmatchcase(name, pattern) for name in _action_names())


@cache
def _action_names() -> tuple[str, ...]:
    """Return the names of all operations of the service, which its policies name."""
    return tuple(session().get_service_model("events").operation_names)


def _listed(value: Any) -> list[str]:
    return [str(item) for item in (value if isinstance(value, list) else [value])]


def _stored_statement(statement: Mapping[str, Any], partition: str) -> dict[str, Any]:
    """Return *statement* with its members in AWS's order, Condition the last."""
    ordered = {name: statement[name] for name in _MEMBERS}
    ordered["Principal"] = stored_principal(statement["Principal"], partition)
    return {
        **ordered,
        **{name: statement[name] for name in statement if name not in ordered},
    }


def _position(text: str, number: int) -> str:
    """Return the line and the column of a statement in the policy *text*."""
    start = dict(_values_in(text, _after_blanks(text, 0)))["Statement"]
    if text[start] == "[":
        start = [place for _, place in _values_in(text, start)][number]
    line = text.count("\n", 0, start) + 1
    column = start - text.rfind("\n", 0, start)
    return f"line {line} column {column}"


def _values_in(text: str, start: int) -> Iterator[tuple[str, int]]:
    """Yield where the values of the object or list at *start* begin, with their names.

    An item of a list has no name.
    """
    is_object = text[start] == "{"
    index = _after_blanks(text, start + 1)
    while text[index] not in "}]":
        name = ""
        if is_object:
            name, index = _decode(text, index)
            index = _after_blanks(text, _after_blanks(text, index) + 1)
        yield name, index
        index = _after_blanks(text, _decode(text, index)[1])
        if text[index] == ",":
            index = _after_blanks(text, index + 1)


def _after_blanks(text: str, index: int) -> int:
    blanks = _BLANKS.match(text, index)
    return blanks.end() if blanks else index
