"""Requests of odd types and odd strings: AWS's error or an answer, and no other."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventbridge_mock import mock_api_destinations
from tests import requests_to_aws
from tests.fuzz.calls import answer, client
from tests.fuzz.conftest import PROFILE
from tests.fuzz.inputs import as_json, nearly, spliced, strings, values

ENTRY = {
    "Source": "shop",
    "DetailType": "Order",
    "Detail": '{"total": 5}',
    "Resources": ["arn:aws:s3:::shop"],
    "Time": 1_700_000_000,
    "EventBusName": "default",
    "TraceHeader": "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1",
}
REQUESTS: dict[str, dict[str, Any]] = {
    "put_events": {"Entries": [ENTRY, ENTRY]},
    "put_partner_events": {"Entries": [ENTRY]},
    "put_rule": requests_to_aws.rule(
        ScheduleExpression="rate(5 minutes)", State="ENABLED"
    ),
    "put_targets": {
        "Rule": "orders",
        "Targets": [
            requests_to_aws.target(
                HttpParameters={
                    "PathParameterValues": ["5"],
                    "HeaderParameters": {"X-Shop": "$.detail.total"},
                    "QueryStringParameters": {"q": "$.detail.total"},
                },
                RetryPolicy={
                    "MaximumRetryAttempts": 3,
                    "MaximumEventAgeInSeconds": 60,
                },
                DeadLetterConfig={"Arn": requests_to_aws.QUEUE_ARN},
                InputTransformer={
                    "InputPathsMap": {"total": "$.detail.total"},
                    "InputTemplate": '{"t": <total>}',
                },
            )
        ],
    },
    "create_api_destination": requests_to_aws.api_destination(
        "arn:aws:events:us-east-1:123456789012:connection/partner/"
        "0f5b5d2e-6f6b-4b57-a0a8-2f6c1d7c9e11",
        InvocationRateLimitPerSecond=5,
    ),
    "put_permission": {
        "Action": "events:PutEvents",
        "Principal": "123456789012",
        "StatementId": "one",
        "Condition": {
            "Type": "StringEquals",
            "Key": "aws:PrincipalOrgID",
            "Value": "o",
        },
    },
    "tag_resource": {
        "ResourceARN": "arn:aws:events:us-east-1:123456789012:event-bus/default",
        "Tags": [{"Key": "a", "Value": "b"}],
    },
    "create_archive": {
        "ArchiveName": "all",
        "EventSourceArn": "arn:aws:events:us-east-1:123456789012:event-bus/default",
        "EventPattern": '{"source": ["shop"]}',
        "RetentionDays": 5,
    },
    "start_replay": {
        "ReplayName": "again",
        "EventSourceArn": "arn:aws:events:us-east-1:123456789012:archive/all",
        "EventStartTime": 1_700_000_000,
        "EventEndTime": 1_700_000_060,
        "Destination": {
            "Arn": "arn:aws:events:us-east-1:123456789012:event-bus/default",
            "FilterArns": [],
        },
    },
    **{
        f"create_connection of {kind}": requests_to_aws.connection(
            kind,
            InvocationHttpParameters={
                "HeaderParameters": [
                    {"Key": "X-A", "Value": "b", "IsValueSecret": True}
                ]
            },
        )
        for kind in requests_to_aws.AUTH_PARAMETERS
    },
}


@pytest.mark.parametrize("operation", REQUESTS)
def test_a_request_of_odd_types_is_answered_or_refused(operation: str) -> None:
    name, _, _ = operation.partition(" ")

    @PROFILE
    @given(params=nearly(REQUESTS[operation]).filter(lambda p: isinstance(p, dict)))
    def sent(params: dict[str, Any]) -> None:
        with mock_api_destinations(assert_all_responses_were_used=False) as mock:
            answer(
                client(), name, {k: v for k, v in params.items() if k.isidentifier()}
            )
            assert repr(mock)

    sent()


def test_what_botocore_cannot_send_is_no_answer() -> None:
    with mock_api_destinations():
        assert answer(client(), "put_events", {"Entries": [5]}) is None


def test_any_other_error_is_raised() -> None:
    with mock_api_destinations(), pytest.raises(AttributeError):
        answer(client(), "no_operation", {})


PATTERN = {
    "source": ["shop", {"prefix": "s"}, {"anything-but": ["x"]}],
    "detail": {
        "total": [{"numeric": [">", 0, "<=", 5]}, {"exists": True}],
        "host": [{"cidr": "10.0.0.0/24"}, {"wildcard": "a*b"}],
        "name": [
            {"equals-ignore-case": "A"},
            {"suffix": {"equals-ignore-case": ".PNG"}},
        ],
        "$or": [{"a": ["b"]}, {"c": [{"anything-but": {"prefix": "d"}}]}],
    },
}
EVENT = {
    "id": "1",
    "account": "123456789012",
    "source": "shop",
    "time": "2026-03-04T05:06:07Z",
    "region": "us-east-1",
    "resources": [],
    "detail-type": "Order",
    "detail": {"total": 5, "host": "10.0.0.1", "name": "a"},
}


@PROFILE
@given(
    pattern=nearly(PATTERN).map(as_json) | spliced(json.dumps(PATTERN)) | strings,
    event=nearly(EVENT).map(as_json) | spliced(json.dumps(EVENT)),
)
def test_a_pattern_and_an_event_are_matched_or_refused(
    pattern: str, event: str
) -> None:
    with mock_api_destinations():
        caller = client()
        answer(caller, "test_event_pattern", {"EventPattern": pattern, "Event": event})
        answer(caller, "put_rule", {"Name": "r", "EventPattern": pattern})


@PROFILE
@given(
    expression=spliced(
        "rate(5 minutes)",
        "cron(0 12 * * ? *)",
        "cron(0/5 8-17 ? JAN,FEB MON-FRI 2026-2030)",
        "cron(0 10 L-3W * ? *)",
        "cron(15 10 ? * 6#3 2026)",
    )
)
def test_a_schedule_is_taken_or_refused(expression: str) -> None:
    with mock_api_destinations(delivery="on_time") as mock:
        answer(client(), "put_rule", {"Name": "r", "ScheduleExpression": expression})
        mock.advance(minutes=10)


@PROFILE
@given(token=strings, limit=values)
@pytest.mark.parametrize(
    "operation",
    [
        "list_connections",
        "list_api_destinations",
        "list_rules",
        "list_event_buses",
        "list_archives",
        "list_replays",
        "list_endpoints",
        "list_event_sources",
    ],
)
def test_a_next_token_is_refused_or_answered(
    operation: str, token: str, limit: object
) -> None:
    with mock_api_destinations():
        answer(client(), operation, {"NextToken": token, "Limit": limit})


@PROFILE
@given(days=values, force=st.sampled_from([None, True, False]))
def test_a_recovery_window_is_kept_or_refused(days: object, force: object) -> None:
    with mock_api_destinations():
        created = client().create_connection(**requests_to_aws.connection())
        described = client().describe_connection(Name="partner")
        params = {
            "SecretId": described["SecretArn"],
            "RecoveryWindowInDays": days,
            "ForceDeleteWithoutRecovery": force,
        }
        answer(client("secretsmanager"), "delete_secret", params)
        assert created["ConnectionArn"]
