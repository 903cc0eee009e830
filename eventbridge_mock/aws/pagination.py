"""Pages of a list, and the tokens that lead from one page to the next."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import TYPE_CHECKING, TypeVar

from .errors import InternalException, ValidationException

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..model.resources import Resources
    from .call import OperationCall, OperationResult

R = TypeVar("R")

# Nobody recorded the size of a page without a Limit (docs/fidelity.md, row
# "default page size").
_DEFAULT_LIMIT = 100
_SEAL_BYTES = 16

# Recorded on AWS 2026-09-26 for API destinations. ListRuleNamesByTarget gives no reason
# (recorded in us-west-2, 2026-09-23), and neither do other lists (docs/fidelity.md, row
# "a token of another list").
_REASON = " Reason: The request is malformed."
_LISTS_WITH_A_REASON = frozenset(
    {("events", "ListApiDestinations"), ("events", "ListConnections")}
)
# Recorded in us-east-1, 2026-09-16, for archives; of replays it is our choice
# (docs/fidelity.md, row "a token of another list").
_LISTS_WITH_TWO_REASONS = frozenset(
    {("events", "ListArchives"), ("events", "ListReplays")}
)


def page(
    call: OperationCall,
    resources: Resources[R],
    *,
    member: str,
    keep: Callable[[R], bool],
    show: Callable[[R], object] = lambda resource: resource,
    event_bus_arn: str = "",
) -> OperationResult:
    """Return one page of *resources* as the result of a list operation.

    The page has the resources that *keep* is true for, each as *show* makes it.
    *event_bus_arn* is the event bus of a list of rules or targets.

    A token holds the last name of its page, so it stays valid when resources come and
    go. Before the name it has two seals: over the operation and its filters, and over
    the event bus. The filters and the event bus may not change between pages, the Limit
    and the way the event bus is named may.
    """
    seals = _seals(call, event_bus_arn)
    shown, last = resources.page(
        prefix=call.params.get("NamePrefix", ""),
        after=_last_name(call, seals),
        limit=_limit(call),
        keep=keep,
    )
    result: dict[str, object] = {member: [show(resource) for resource in shown]}
    if last is not None:
        content = b"".join([*seals, last.encode()])
        result["NextToken"] = base64.b64encode(content).decode()
    return result


def _limit(call: OperationCall) -> int:
    """Return the size of a page; ListEndpoints has another name for it."""
    limit: int = call.params.get("Limit") or call.params.get(
        "MaxResults", _DEFAULT_LIMIT
    )
    return limit


def _seals(call: OperationCall, event_bus_arn: str) -> tuple[bytes, bytes]:
    filters = {
        name: value
        for name, value in call.params.items()
        if name not in {"EventBusName", "Limit", "MaxResults", "NextToken"}
    }
    scope = [call.operation, call.account_id, call.region_name, filters]
    return _seal(json.dumps(scope, sort_keys=True)), _seal(event_bus_arn)


def _seal(text: str) -> bytes:
    return hashlib.blake2b(text.encode(), digest_size=_SEAL_BYTES).digest()


def _last_name(call: OperationCall, seals: tuple[bytes, bytes]) -> str:
    """Return the last name of the page before, an empty string on the first page."""
    token = call.params.get("NextToken")
    if token is None:
        return ""
    try:
        content = base64.b64decode(token, validate=True)
        name = content[2 * _SEAL_BYTES :].decode()
    except ValueError:
        content, name = b"", ""
    if not content.startswith(seals[0]):
        msg = f"Parameter NextToken is not valid.{_reason(call, content)}"
        raise ValidationException(msg)
    if not content.startswith(seals[1], _SEAL_BYTES):
        # Recorded in us-west-2, 2026-09-23.
        msg = "Service encountered unexpected problem. Please try again."
        raise InternalException(msg)
    return name


def _reason(call: OperationCall, content: bytes) -> str:
    """Return why a token with this *content* is refused; nothing if it has none."""
    if call.operation in _LISTS_WITH_TWO_REASONS:
        is_invalid = len(content) >= 2 * _SEAL_BYTES
        return f" Reason: {'Token invalid.' if is_invalid else 'Malformed request.'}"
    return _REASON if call.operation in _LISTS_WITH_A_REASON else ""
