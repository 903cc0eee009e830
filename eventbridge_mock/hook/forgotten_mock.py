"""Recognize a call to EventBridge that failed because no mock was active.

botocore is taken from the loaded modules, and never imported: a test that fails for
another reason does not pay for it.
"""

from __future__ import annotations

import sys
import traceback
from typing import TYPE_CHECKING, Any

from .guard import WAYS_TO_TURN_ON

if TYPE_CHECKING:
    from collections.abc import Iterator

_PACKAGES = ("botocore", "aiobotocore")
# The errors of botocore.exceptions that a client without a mock leads to, by their
# names. Errors of connections are subclasses of the last two.
_ERRORS = (
    "NoRegionError",
    "NoCredentialsError",
    "PartialCredentialsError",
    "ProfileNotFound",
    "NoAuthTokenError",
    "ConnectionError",
    "HTTPClientError",
)
# Set by an activation that ends with an exception.
_STATE = "_eventbridge_mock_state"


def forgotten_mock(error: BaseException, *, in_import: bool = False) -> str | None:
    """Return how to turn a mock on, if *error* shows that one was forgotten.

    *in_import* says that a test module raised it as it was imported.
    """
    exceptions: Any = sys.modules.get("botocore.exceptions")
    if exceptions is None:
        return None
    kinds = tuple(getattr(exceptions, name) for name in _ERRORS)
    chain = list(_chain(error))
    if any(hasattr(cause, _STATE) for cause in chain):
        return None
    for cause in chain:
        if isinstance(cause, kinds) and _comes_from_events(cause):
            ways_out = _AT_IMPORT if in_import else WAYS_TO_TURN_ON
            return (
                "EventBridge was called, and no mock was active:"
                f" {type(cause).__name__}.\n{ways_out}"
            )
    return None


_AT_IMPORT = (
    "The module makes its client while it is imported, before any mock. Make it in a"
    " function or a fixture, or set AWS_DEFAULT_REGION for the run: a mock also answers"
    " the clients that were made before it."
)


def _chain(error: BaseException) -> Iterator[BaseException]:
    """Yield *error*, its causes, and the members of exception groups."""
    seen: list[BaseException] = []
    left: list[BaseException | None] = [error]
    while left:
        cause = left.pop(0)
        if cause is not None and not any(cause is other for other in seen):
            seen.append(cause)
            yield cause
            left += [cause.__cause__, cause.__context__]
            left += getattr(cause, "exceptions", ())


def _comes_from_events(error: BaseException) -> bool:
    """Return whether a client for `events` raised *error*, or one was to be made."""
    return any(
        frame.f_locals.get("service_name") == "events"
        for frame, _ in traceback.walk_tb(error.__traceback__)
        if str(frame.f_globals.get("__name__")).partition(".")[0] in _PACKAGES
    )
