"""Pages of a list, and the tokens that lead from one to the next."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from typing import TYPE_CHECKING, TypeVar

from .errors import ValidationException

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..model.resources import Resources
    from .call import OperationCall, Response

R = TypeVar("R")

# Nobody recorded the size of a page without a Limit (docs/fidelity.md, row
# "default page size").
_DEFAULT_LIMIT = 100
_SEAL_BYTES = 16


def page(
    call: OperationCall,
    resources: Resources[R],
    *,
    member: str,
    keep: Callable[[R], bool],
    show: Callable[[R], object] = lambda resource: resource,
) -> Response:
    """Return one page of *resources* as the answer of a list operation.

    It has those that *keep* holds for, each as *show* makes it.

    A token holds the last name of its page, so it stays good when resources
    come and go, and a seal over the operation and its filters: with another
    filter it is refused (recorded on AWS 2026-09-26), with another Limit not.
    """
    seal = _seal(call)
    token = call.params.get("NextToken")
    found, last = resources.page(
        prefix=call.params.get("NamePrefix", ""),
        after=_open(token, seal) if token is not None else "",
        limit=call.params.get("Limit", _DEFAULT_LIMIT),
        keep=keep,
    )
    response: dict[str, object] = {member: [show(one) for one in found]}
    if last is not None:
        response["NextToken"] = base64.b64encode(seal + last.encode()).decode()
    return response


def _seal(call: OperationCall) -> bytes:
    filters = {
        name: value
        for name, value in call.params.items()
        if name not in {"Limit", "NextToken"}
    }
    scope = [call.operation_name, call.account_id, call.region_name, filters]
    text = json.dumps(scope, sort_keys=True)
    return hashlib.blake2b(text.encode(), digest_size=_SEAL_BYTES).digest()


def _open(token: str, seal: bytes) -> str:
    try:
        content = base64.b64decode(token, validate=True)
        name = content[_SEAL_BYTES:].decode()
    except (binascii.Error, UnicodeDecodeError):
        content, name = b"", ""
    if not content.startswith(seal):
        msg = "Parameter NextToken is not valid. Reason: The request is malformed."
        raise ValidationException(msg)
    return name
