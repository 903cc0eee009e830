"""What moto's S3 publishes is published here."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from eventbridge_mock.errors import MotoChangedWarning
from tests.conftest import REGION_NAME
from tests.integrations.beside_moto import ORDERS, both, client, moto
from tests.requests_to_aws import ROLE_ARN
from tests.state.setting import destination, put_rule, target

if TYPE_CHECKING:
    from collections.abc import Callable

    from eventbridge_mock import EventBridgeMock
    from eventbridge_mock.types import PublishedEvent

pytest.importorskip("moto.s3.models")

BUCKET = {"source": ["aws.s3"], "detail": {"bucket": {"name": ["uploads"]}}}


def s3_with_a_bucket(**versioning: str) -> Any:
    """Make the bucket `uploads`, which sends its events to EventBridge."""
    s3 = client("s3")
    s3.create_bucket(
        Bucket="uploads",
        CreateBucketConfiguration={"LocationConstraint": REGION_NAME},
    )
    s3.put_bucket_notification_configuration(
        Bucket="uploads",
        NotificationConfiguration={"EventBridgeConfiguration": {}},
    )
    if versioning:
        s3.put_bucket_versioning(
            Bucket="uploads", VersioningConfiguration=dict(versioning)
        )
    return s3


def of_objects(mock: EventBridgeMock) -> list[PublishedEvent]:
    return [event for event in mock.events if "Object" in event.envelope["detail-type"]]


def put(s3: Any) -> None:
    s3.put_object(Bucket="uploads", Key="a b.csv", Body=b"text")


def delete(s3: Any) -> None:
    put(s3)
    s3.delete_object(Bucket="uploads", Key="a b.csv")


def copy(s3: Any) -> None:
    put(s3)
    s3.copy_object(Bucket="uploads", Key="copy", CopySource="uploads/a b.csv")


def tag(s3: Any) -> None:
    put(s3)
    s3.put_object_tagging(
        Bucket="uploads",
        Key="a b.csv",
        Tagging={"TagSet": [{"Key": "a", "Value": "b"}]},
    )


def test_an_uploaded_object_is_an_event(mock_beside_moto: EventBridgeMock) -> None:
    """Its members are moto's (docs/fidelity.md), its id and time the mock's own."""
    put(s3_with_a_bucket())

    event = of_objects(mock_beside_moto)[0]
    assert event.origin == "moto"
    assert event.event_bus_name == "default"
    assert (event.account_id, event.region_name) == ("123456789012", REGION_NAME)
    assert event.envelope == {
        "version": "0",
        "id": event.id,
        "detail-type": "Object Created",
        "source": "aws.s3",
        "account": "123456789012",
        "time": event.envelope["time"],
        "region": REGION_NAME,
        "resources": ["arn:aws:s3:::uploads"],
        "detail": {
            "version": "0",
            "bucket": {"name": "uploads"},
            "object": {
                "key": "a b.csv",
                "size": 4,
                "eTag": "1cb251ec0d568de6a929b520c4aed8d1",
                "version-id": "null",
                "sequencer": "617f08299329d189",
            },
            "request-id": "N4N7GDK58NMKJ12R",
            "requester": "123456789012",
            "source-ip-address": "1.2.3.4",
            "reason": "ObjectCreated",
        },
    }
    assert event.envelope["time"].endswith("Z")
    assert len({each.id for each in of_objects(mock_beside_moto)}) == 2


@pytest.mark.parametrize(
    ("act", "detail_types"),
    [
        pytest.param(put, ["Object Created", "Object Tags Added"], id="put"),
        pytest.param(
            delete,
            ["Object Created", "Object Tags Added", "Object Deleted"],
            id="delete",
        ),
        pytest.param(
            copy, ["Object Created", "Object Tags Added", "Object Created"], id="copy"
        ),
        pytest.param(
            tag, ["Object Created", "Object Tags Added", "Object Tags Added"], id="tag"
        ),
    ],
)
def test_each_act_has_motos_events(
    mock_beside_moto: EventBridgeMock, act: Callable[[Any], None], detail_types: Any
) -> None:
    act(s3_with_a_bucket())

    events = of_objects(mock_beside_moto)
    assert [event.envelope["detail-type"] for event in events] == detail_types


def test_a_bucket_without_the_configuration_is_silent(
    mock_beside_moto: EventBridgeMock,
) -> None:
    s3 = client("s3")
    s3.create_bucket(
        Bucket="uploads", CreateBucketConfiguration={"LocationConstraint": REGION_NAME}
    )
    put(s3)

    assert of_objects(mock_beside_moto) == []


def test_moto_has_no_event_for_a_delete_marker(
    mock_beside_moto: EventBridgeMock,
) -> None:
    """docs/fidelity.md, row "the events that moto's S3 has"."""
    delete(s3_with_a_bucket(Status="Enabled"))

    kinds = [event.envelope["detail-type"] for event in of_objects(mock_beside_moto)]
    assert kinds == ["Object Created", "Object Tags Added"]


def test_a_new_bucket_is_an_event_of_cloudtrail(
    mock_beside_moto: EventBridgeMock,
) -> None:
    """The form is that of the AWS guide, "Events delivered via CloudTrail"."""
    client("s3").create_bucket(
        Bucket="uploads", CreateBucketConfiguration={"LocationConstraint": REGION_NAME}
    )

    (event,) = mock_beside_moto.events
    detail = event.envelope["detail"]
    assert event.origin == "moto"
    assert event.envelope == {
        "version": "0",
        "id": event.id,
        "detail-type": "AWS API Call via CloudTrail",
        "source": "aws.s3",
        "account": "123456789012",
        "time": event.envelope["time"],
        "region": REGION_NAME,
        "resources": [],
        "detail": {
            "eventVersion": "1.08",
            "eventTime": event.envelope["time"],
            "eventSource": "s3.amazonaws.com",
            "eventName": "CreateBucket",
            "awsRegion": REGION_NAME,
            "sourceIPAddress": "1.2.3.4",
            "requestParameters": {"bucketName": "uploads"},
            "responseElements": None,
            "resources": [
                {
                    "accountId": "123456789012",
                    "ARN": "arn:aws:s3:::uploads",
                    "type": "AWS::S3::Bucket",
                }
            ],
            "requestID": "N4N7GDK58NMKJ12R",
            "eventID": detail["eventID"],
            "readOnly": False,
            "eventType": "AwsApiCall",
            "managementEvent": True,
            "recipientAccountId": "123456789012",
        },
    }


def test_an_upload_reaches_a_partner_transformed(
    mock_beside_moto: EventBridgeMock,
) -> None:
    events = client("events")
    transformer = {
        "InputPathsMap": {"key": "$.detail.object.key"},
        "InputTemplate": '{"file": <key>}',
    }
    created = {**BUCKET, "detail-type": ["Object Created"]}
    put_rule(
        events,
        "uploaded",
        created,
        target(destination(events), InputTransformer=transformer),
    )

    put(s3_with_a_bucket())

    mock_beside_moto.assert_invoked("crm", json={"file": "a b.csv"})
    event = of_objects(mock_beside_moto)[0]
    assert event.matched_rules == ("uploaded",)
    assert "uploaded" in str(mock_beside_moto.explain(event))


def test_a_queue_gets_the_event_once(mock_beside_moto: EventBridgeMock) -> None:
    sqs = client("sqs")
    url = sqs.create_queue(QueueName="uploads")["QueueUrl"]
    arn = f"arn:aws:sqs:{REGION_NAME}:123456789012:uploads"
    created = {**BUCKET, "detail-type": ["Object Created"]}
    put_rule(client("events"), "uploaded", created, {"Id": "queue", "Arn": arn})

    put(s3_with_a_bucket())

    received = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10)["Messages"]
    (body,) = (json.loads(message["Body"]) for message in received)
    assert body == of_objects(mock_beside_moto)[0].envelope


def test_rules_of_moto_itself_get_nothing() -> None:
    """What moto has of EventBridge is out of sight while the mock is active."""
    with moto.mock_aws():
        arn = f"arn:aws:sqs:{REGION_NAME}:123456789012:uploads"
        sqs = client("sqs")
        url = sqs.create_queue(QueueName="uploads")["QueueUrl"]
        put_rule(client("events"), "motos", BUCKET, {"Id": "queue", "Arn": arn})
        with both("moto outside") as mock:
            put(s3_with_a_bucket())
            assert of_objects(mock)
        assert "Messages" not in sqs.receive_message(QueueUrl=url)

        put(client("s3"))
        assert "Messages" in sqs.receive_message(QueueUrl=url)


@pytest.mark.parametrize("order", ORDERS)
def test_another_account_has_its_own_events(order: str) -> None:
    with both(order) as mock:
        credentials = client("sts").assume_role(
            RoleArn="arn:aws:iam::111122223333:role/deployer", RoleSessionName="tests"
        )["Credentials"]
        s3 = client(
            "s3",
            aws_access_key_id=credentials["AccessKeyId"],
            aws_secret_access_key=credentials["SecretAccessKey"],
            aws_session_token=credentials["SessionToken"],
        )
        s3.create_bucket(
            Bucket="elsewhere",
            CreateBucketConfiguration={"LocationConstraint": REGION_NAME},
        )

        (event,) = mock.events
        assert (event.account_id, event.envelope["account"]) == ("111122223333",) * 2


def test_an_error_of_the_tests_own_code_is_not_swallowed(
    mock_beside_moto: EventBridgeMock,
) -> None:
    """moto swallows each error of its own delivery."""

    def answer(_request: Any) -> Any:
        msg = "broken reply"
        raise ValueError(msg)

    events = client("events")
    put_rule(
        events, "uploaded", {"detail-type": ["Object Created"]},
        target(destination(events), RoleArn=ROLE_ARN),
    )  # fmt: skip
    mock_beside_moto.responses.add_callback(
        "POST", "https://crm.example/orders", callback=answer
    )
    s3 = s3_with_a_bucket()

    with pytest.raises(ValueError, match="broken reply"):
        put(s3)


def test_a_moto_that_sends_in_another_way_warns(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import moto.s3.notifications  # noqa: PLC0415 - a dependency of this file

    def send(account_id: str, bucket: Any, event_name: Any, key: Any) -> None:
        """Send nothing to a rule."""

    monkeypatch.setattr(moto.s3.notifications, "_send_event_bridge_message", send)
    with both("moto outside") as mock:
        s3 = s3_with_a_bucket()
        with pytest.warns(MotoChangedWarning) as caught:
            put(s3)

        assert of_objects(mock) == []
    assert str(caught[0].message) == (
        f"eventbridge_mock does not know moto {moto.__version__}:"
        " moto.s3.notifications._send_event_bridge_message sends events in another"
        " way. So the events of S3 objects are not published here."
    )
