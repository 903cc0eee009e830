"""Targets that are not of EventBridge."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..delivery.failure import Failure

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..invocations import DeadLetter
    from ..model.target import Target


def send_to(
    target: Target, payload: bytes, envelope: Mapping[str, Any]
) -> Failure | None:
    """Say that *target* is not reached."""
    return Failure("UNKNOWN", f"{target.arn} is not reached")


def put_dead_letter(dead_letter: DeadLetter) -> bool:
    """Say that no queue took *dead_letter*."""
    return False
