"""The message that EventBridge puts into a dead-letter queue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..records.http_message import Masked
from ..records.invocations import DeadLetter
from ..records.masking import NO_SENSITIVE_TEXTS

if TYPE_CHECKING:
    from ..model.target import DeadLetterConfig
    from ..records.failure import Failure
    from ..records.invocations import Invocation
    from .failure import ExhaustedCondition


def dead_letter(
    config: DeadLetterConfig | None,
    *,
    rule_arn: str | None,
    target_arn: str,
    body: bytes,
    failure: Failure,
    schedule_arn: str | None = None,
    invocation: Invocation | None = None,
    exhausted: ExhaustedCondition | None = None,
    retries: int = 0,
) -> DeadLetter | None:
    """Return the dead letter of a failed event; None without a queue.

    Attributes and their order: AWS guide "Using dead-letter queues", and real
    messages, reported 2023 to 2026. The last two are present only if the retries were
    used up, RULE_ARN only if a rule caused the delivery, SCHEDULE_ARN only if a
    schedule of EventBridge Scheduler did (our choice, docs/fidelity.md, "EventBridge
    Scheduler").
    """
    if config is None or config.arn is None or not failure.has_dead_letter:
        return None
    attributes = {
        "RULE_ARN": rule_arn,
        "SCHEDULE_ARN": schedule_arn,
        "TARGET_ARN": target_arn,
        "ERROR_CODE": failure.code,
        "ERROR_MESSAGE": failure.message,
        "EXHAUSTED_RETRY_CONDITION": exhausted,
        "RETRY_ATTEMPTS": str(retries) if exhausted else None,
    }
    texts = {name: value for name, value in attributes.items() if value is not None}
    return DeadLetter(
        queue_arn=config.arn,
        body=body.decode("utf-8", "replace"),
        # An endpoint may repeat in its response what it was sent.
        attributes=Masked(
            texts,
            invocation.sensitive_texts if invocation else NO_SENSITIVE_TEXTS,
            is_free_text=True,
        ),
        invocation=invocation,
    )
