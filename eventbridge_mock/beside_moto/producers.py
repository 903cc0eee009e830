"""Publish the events of moto's S3 here, and not inside of moto.

moto makes the event of an object itself (`Object Created` and the others of a bucket
with an EventBridgeConfiguration): its own function is called with a bus that keeps
the event in place of sending it. Only id and time come from the mock.

For a new bucket moto has no such event. The one here has the form of CloudTrail's (AWS
guide "AWS service events delivered via AWS CloudTrail"), which is how AWS reports
CreateBucket. What differs from AWS is in docs/fidelity.md, row "the events that moto's
S3 has" and the rows after it.
"""

from __future__ import annotations

import sys
import threading
import warnings
from collections import defaultdict
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, NamedTuple

from ..errors import MotoChangedWarning
from ..ids import new_uuid
from ..integrations.moto_names import BUCKET_EVENT, S3_EVENT
from ..model.event_bus import DEFAULT_EVENT_BUS_NAME
from ..records.envelope import time_text
from .replacement import Replacement

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime

    from ..state.mock_state import MockState
    from .replacement import Function

# The members of an event that the mock makes, also if moto wrote them.
_OWN_MEMBERS = ("id", "time")

# Held while moto's events backends are exchanged for the ones that keep an event.
_LOCK = threading.Lock()


def replacements(current_state: Callable[[], MockState]) -> Iterator[Replacement]:
    """Yield what publishes the events of moto's services."""

    def around_s3_event(original: Function) -> Function:
        def send_event(account_id: str, bucket: Any, event_name: Any, key: Any) -> None:
            event = _event_of_an_object(original, account_id, bucket, event_name, key)
            if event is not None:
                _publish(current_state(), event)

        return send_event

    def around_bucket_event(_original: Function) -> Function:
        def send_notification(
            source: str, event_name: str, region: str, resources: Any, detail: Any
        ) -> None:
            state = current_state()
            call = _ApiCall(source, event_name, region, resources, detail)
            _publish(state, call.event(state.clock.now()))

        return send_notification

    yield Replacement(S3_EVENT, around_s3_event)
    yield Replacement(BUCKET_EVENT, around_bucket_event)


def _publish(state: MockState, event: Mapping[str, Any]) -> None:
    """Put an event of moto on the default event bus of its account and Region."""
    state.run_due()
    state.outbound.publish(
        state.backends.of(event["account"], event["region"]),
        DEFAULT_EVENT_BUS_NAME,
        {name: value for name, value in event.items() if name not in _OWN_MEMBERS},
        {},
        "moto",
    )


def _event_of_an_object(
    original: Function, account_id: str, bucket: Any, event_name: Any, key: Any
) -> dict[str, Any] | None:
    """Return the event that moto's function sends; warn and return None if none."""
    kept: list[dict[str, Any]] = []
    with _LOCK:
        models: Any = sys.modules["moto.events.models"]
        backends = models.events_backends
        models.events_backends = _backends_that_keep(kept)
        try:
            original(account_id, bucket, event_name, key)
        finally:
            models.events_backends = backends
    if not kept:
        message = (
            f"eventbridge_mock does not know moto {sys.modules['moto'].__version__}:"
            f" {S3_EVENT} sends events in another way. So {S3_EVENT.loss}."
        )
        warnings.warn(message, MotoChangedWarning, stacklevel=2)
        return None
    return kept[0]


def _backends_that_keep(kept: list[dict[str, Any]]) -> Any:
    """Return events backends, by account and Region, whose one rule keeps an event."""

    def keep(event: dict[str, Any], **_: object) -> None:
        kept.append(event)

    rule = SimpleNamespace(send_to_targets=keep)
    bus = SimpleNamespace(rules={"all": rule})
    backend = SimpleNamespace(event_buses={DEFAULT_EVENT_BUS_NAME: bus})
    return defaultdict(lambda: defaultdict(lambda: backend))


class _ApiCall(NamedTuple):
    """A call of an AWS service, as moto reports it."""

    source: str
    name: str
    region_name: str
    bucket_arns: list[str]
    detail: Mapping[str, Any]

    def event(self, now: datetime) -> dict[str, Any]:
        """Return the event that CloudTrail makes of the call."""
        account_id = self.detail["requester"]
        service = self.source.removeprefix("aws.")
        return {
            "detail-type": "AWS API Call via CloudTrail",
            "source": self.source,
            "account": account_id,
            "region": self.region_name,
            "resources": [],
            "detail": {
                "eventVersion": "1.08",
                "eventTime": time_text(now),
                "eventSource": f"{service}.amazonaws.com",
                "eventName": self.name,
                "awsRegion": self.region_name,
                "sourceIPAddress": self.detail["source-ip-address"],
                "requestParameters": {"bucketName": self.detail["bucket"]["name"]},
                "responseElements": None,
                "resources": [
                    {"accountId": account_id, "ARN": arn, "type": "AWS::S3::Bucket"}
                    for arn in self.bucket_arns
                ],
                "requestID": self.detail["request-id"],
                "eventID": new_uuid(),
                "readOnly": False,
                "eventType": "AwsApiCall",
                "managementEvent": True,
                "recipientAccountId": account_id,
            },
        }
