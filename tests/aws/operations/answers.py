"""Read answers and errors of a client whole."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import botocore.session
import pytest
from botocore.exceptions import ClientError

_UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"

# What an endpoint and the ARN of a connection have to look like (service model).
ENDPOINT_PATTERN = (
    r"^((%[0-9A-Fa-f]{2}|[-()_.!~*';/?:@\x26=+$,A-Za-z0-9])+)([).!';/?:,])?$"
)
CONNECTION_ARN_PATTERN = (
    r"^arn:aws([a-z]|\-)*:events:([a-z]|\d|\-)*:([0-9]{12})?:connection"
    r"\/[\.\-_A-Za-z0-9]+\/[\-A-Za-z0-9]+$"
)
NAME_PATTERN = r"[\.\-_A-Za-z0-9]+"
EVENT_BUS_NAME_PATTERN = r"[/\.\-_A-Za-z0-9]+"
# It has changed between versions of botocore.
EVENT_BUS_NAME_OR_ARN_PATTERN = (
    botocore.session.Session()
    .get_service_model("events")
    .shape_for("EventBusNameOrArn")
    .metadata["pattern"]
)
CREDENTIAL_PATTERN = r"^[ \t]*[^\x00-\x1F:\x7F]+([ \t]+[^\x00-\x1F:\x7F]+)*[ \t]*$"
TOKEN_PATTERN = (
    r"^(?:[A-Za-z0-9+\/]{4})*"
    r"(?:[A-Za-z0-9+\/]{4}|[A-Za-z0-9+\/]{3}=|[A-Za-z0-9+\/]{2}={2})$"
)


@dataclass(frozen=True, eq=False)
class Matching:
    """Equal to every text that fits a pattern as a whole."""

    pattern: str

    def __eq__(self, other: object) -> bool:
        return re.fullmatch(self.pattern, str(other)) is not None

    __hash__ = None  # type: ignore[assignment] # not a key


def arn_of(kind: str, name: str, *, place: str = "aws:eu-west-1") -> Matching:
    """Return what equals the ARN of a connection or an API destination.

    It ends in a UUID in lower case (recorded on AWS 2024-12-09 and 2026-09-26).
    """
    partition, region_name = place.split(":")
    return Matching(
        f"arn:{partition}:events:{region_name}:123456789012:{kind}/{name}/{_UUID}"
    )


def secret_arn_of(name: str) -> Matching:
    """Return what equals the ARN of the secret of the connection *name*.

    Six random characters end it (recorded on AWS 2026-09-24).
    """
    return Matching(
        "arn:aws:secretsmanager:eu-west-1:123456789012:secret:"
        f"events!connection/{name}/{_UUID}-[A-Za-z0-9]{{6}}"
    )


def members(answer: dict[str, Any]) -> dict[str, Any]:
    """Return the members of a successful *answer*."""
    metadata = answer["ResponseMetadata"]
    assert metadata["HTTPStatusCode"] == 200
    assert metadata["RequestId"] == metadata["HTTPHeaders"]["x-amzn-requestid"]
    return {name: answer[name] for name in answer if name != "ResponseMetadata"}


def refusal(method: Any, **params: Any) -> tuple[str, str]:
    """Return the code and the message of the error that *method* raises.

    It has HTTP status 400, a RequestId, and if the service model knows the
    error, its own class (recorded on AWS 2026-09-26).
    """
    with pytest.raises(ClientError) as caught:
        method(**params)

    answer = caught.value.response
    error, metadata = answer["Error"], answer["ResponseMetadata"]
    own_class = getattr(method.__self__.exceptions, error["Code"], ClientError)
    assert type(caught.value) is own_class
    assert metadata["HTTPStatusCode"] == 400
    assert metadata["RequestId"] == metadata["HTTPHeaders"]["x-amzn-requestid"]
    assert sorted(error) == ["Code", "Message"]
    return error["Code"], error["Message"]


def violation(path: str, value: str, rule: str) -> str:
    """Return what a message says about one broken constraint."""
    return f"Value '{value}' at '{path}' failed to satisfy constraint: Member {rule}"


def invalid(*violations: str) -> tuple[str, str]:
    """Return the refusal of a request that breaks the constraints so."""
    plural = "s" if len(violations) > 1 else ""
    return (
        "ValidationException",
        f"{len(violations)} validation error{plural} detected: {'; '.join(violations)}",
    )


def fits(pattern: str) -> str:
    """Return the rule that a text has to match *pattern*."""
    return f"must satisfy regular expression pattern: {pattern}"


def at_most(length: int) -> str:
    """Return the rule that a text may not be longer than *length*."""
    return f"must have length less than or equal to {length}"


def at_least(length: int) -> str:
    """Return the rule that a text may not be shorter than *length*."""
    return f"must have length greater than or equal to {length}"


def no_event_bus(name: str) -> tuple[str, str]:
    """Return the refusal of an event bus that does not exist.

    Recorded on AWS 2025-01-08.
    """
    return "ResourceNotFoundException", f"Event bus {name} does not exist."


def no_rule(name: str, event_bus_name: str = "default") -> tuple[str, str]:
    """Return the refusal of a rule that does not exist.

    Recorded on AWS 2025-01-08.
    """
    return (
        "ResourceNotFoundException",
        f"Rule {name} does not exist on EventBus {event_bus_name}.",
    )


def not_an_arn(text: str) -> tuple[str, str]:
    """Return the refusal of a text that is no ARN.

    Recorded on AWS 2026-09-26 for the role of a target.
    """
    return (
        "ValidationException",
        f"Parameter {text} is not valid."
        " Reason: Provided Arn is not in correct format.",
    )


TOO_MANY = (
    "LimitExceededException",
    "The requested resource exceeds the maximum number allowed.",
)
MALFORMED_TOKEN = (
    "ValidationException",
    "Parameter NextToken is not valid. Reason: The request is malformed.",
)
# Of the lists of event buses, rules and targets: recorded in us-west-2, 2026-09-23, for
# ListRuleNamesByTarget.
INVALID_TOKEN = ("ValidationException", "Parameter NextToken is not valid.")
