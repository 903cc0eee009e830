"""The way to what is not EventBridge: other services, by ordinary calls."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .delivery.failure import Failure
    from .model.target import Target
    from .records.invocations import DeadLetter


class OtherServices(Protocol):
    """What the module `aws.other_targets` offers to those below it."""

    def send_to(
        self, target: Target, payload: bytes, envelope: Mapping[str, Any]
    ) -> Failure | None:
        """Send *payload* to *target*; return what failed, if anything did."""
        ...

    def put_dead_letter(self, dead_letter: DeadLetter) -> Failure | None:
        """Put *dead_letter* into its queue; return what failed, if anything did."""
        ...
