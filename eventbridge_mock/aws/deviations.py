"""Where AWS checks a request by another rule than the service model has.

Each deviation belongs to one operation of one service, because the services of AWS
share names of operations and of shapes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..frozen import frozen

if TYPE_CHECKING:
    from .call import OperationKey


@frozen
class Deviation:
    """How AWS checks one shape of one operation."""

    # A pattern that AWS checks and the model does not have.
    added_pattern: str | None = None
    # Whether AWS checks the pattern that the model has.
    is_pattern_checked: bool = True
    # Whether AWS takes an empty string in spite of a minimal length.
    is_empty_accepted: bool = False
    # Whether AWS reports the length before the pattern.
    is_length_first: bool = False
    # Whether AWS takes the values of an enumeration in lower case too.
    is_lower_case_accepted: bool = False
    # The values of an enumeration in the order that AWS prints them.
    enum_order: str | None = None
    # Members of a structure that AWS prints and not every botocore's model has.
    printed_members: tuple[str, ...] = ()


NO_DEVIATION = Deviation()

# Recorded on AWS 2026-09-26.
_HTTP_METHODS = Deviation(enum_order="HEAD, POST, PATCH, DELETE, PUT, GET, OPTIONS")
_TOKEN = Deviation(
    added_pattern=(
        r"^(?:[A-Za-z0-9+\/]{4})*"
        r"(?:[A-Za-z0-9+\/]{4}|[A-Za-z0-9+\/]{3}=|[A-Za-z0-9+\/]{2}={2})$"
    )
)
# Recorded on AWS 2024-11-16 and 2024-12-09.
_OAUTH_METHODS = Deviation(is_lower_case_accepted=True)

_LENGTH_FIRST = Deviation(is_length_first=True)
# Recorded in us-east-1, 2026-09-16, for the names, name prefixes and event buses of
# archives.
_ARCHIVES = {"ArchiveName": _LENGTH_FIRST, "EventBusArn": _LENGTH_FIRST}
_ARCHIVE_STATES = Deviation(
    enum_order="CREATE_FAILED, ENABLED, UPDATING, UPDATE_FAILED, CREATING, DISABLED"
)

# By operation, then by the name of the shape in the service model.
DEVIATIONS: dict[OperationKey, dict[str, Deviation]] = {
    ("events", "CreateApiDestination"): {"ApiDestinationHttpMethod": _HTTP_METHODS},
    ("events", "UpdateApiDestination"): {"ApiDestinationHttpMethod": _HTTP_METHODS},
    ("events", "ListApiDestinations"): {"NextToken": _TOKEN},
    ("events", "ListConnections"): {"NextToken": _TOKEN},
    ("events", "CreateConnection"): {"ConnectionOAuthHttpMethod": _OAUTH_METHODS},
    ("events", "UpdateConnection"): {"ConnectionOAuthHttpMethod": _OAUTH_METHODS},
    # AWS takes an empty value and one with a line end for a header of a target
    # (recorded on AWS 2026-09-26).
    ("events", "PutTargets"): {"HeaderValue": Deviation(is_pattern_checked=False)},
    # Recorded in us-east-1, 2026-09-13: a text of UpdateEventBus says that an empty ARN
    # removes the dead-letter queue.
    ("events", "UpdateEventBus"): {"ResourceArn": Deviation(is_empty_accepted=True)},
    # Nobody recorded the order (docs/fidelity.md, row "the order of the values in the
    # error for an unknown State of ListReplays").
    ("events", "ListReplays"): {
        "ReplayState": Deviation(
            enum_order="CANCELLED, CANCELLING, COMPLETED, FAILED, RUNNING, STARTING"
        )
    },
    # Recorded in us-east-1, 2026-09-13.
    ("events", "PutPermission"): {"Principal": _LENGTH_FIRST},
    ("events", "CreateArchive"): _ARCHIVES,
    ("events", "DescribeArchive"): _ARCHIVES,
    ("events", "UpdateArchive"): _ARCHIVES,
    ("events", "DeleteArchive"): _ARCHIVES,
    ("events", "ListArchives"): {**_ARCHIVES, "ArchiveState": _ARCHIVE_STATES},
    # Recorded on AWS 2025-01-08.
    ("events", "PutEvents"): {
        "PutEventsRequestEntry": Deviation(
            printed_members=("KmsKeyIdentifier", "InternalMetadata")
        )
    },
}
