"""The aws-cli, as people type it."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from tests import requests_to_aws

pytest.importorskip("awscli", reason="needs awscli: `tox -e clients` installs it")
# Beside the Python that has it, so that no other version is taken.
AWS = str(Path(sys.executable).with_name("aws"))


@pytest.fixture
def aws(run):
    return lambda *arguments: run([sys.executable, AWS, *arguments])


def test_an_event_goes_from_the_aws_cli_to_the_partner(aws, mock):
    basic = "BasicAuthParameters={Username=shop,Password=not-a-secret}"
    connection = json.loads(
        aws(
            *("events", "create-connection", "--name", "partner"),
            *("--authorization-type", "BASIC", "--auth-parameters", basic),
        )
    )
    # As JSON, because version 1 of the aws-cli takes a URL for a file to read.
    parameters = requests_to_aws.api_destination(connection["ConnectionArn"])
    destination = json.loads(
        aws(
            *("events", "create-api-destination"),
            *("--cli-input-json", json.dumps(parameters)),
        )
    )
    pattern = '{"source": ["shop"]}'
    aws("events", "put-rule", "--name", "orders", "--event-pattern", pattern)
    target = f"Id=partner,Arn={destination['ApiDestinationArn']}"
    role = "RoleArn=arn:aws:iam::123456789012:role/deliver"
    aws("events", "put-targets", "--rule", "orders", "--targets", f"{target},{role}")
    entry = {"Source": "shop", "DetailType": "Order placed", "Detail": '{"number": 7}'}

    put = json.loads(aws("events", "put-events", "--entries", json.dumps([entry])))

    (invocation,) = mock.assert_invoked("orders", status=200)
    assert put == {
        "FailedEntryCount": 0,
        "Entries": [{"EventId": invocation.event["id"]}],
    }
    assert invocation.headers["Authorization"] == "Basic c2hvcDpub3QtYS1zZWNyZXQ="


def test_the_aws_cli_turns_all_pages(aws, mock, events):
    for number in range(101):
        events.put_rule(Name=f"rule-{number}", ScheduleExpression="rate(1 day)")

    listed = json.loads(aws("events", "list-rules", "--query", "Rules[].Name"))

    assert len(listed) == 101


def test_the_aws_cli_prints_an_error_of_aws(aws, mock, run):
    with pytest.raises(AssertionError) as raised:
        aws("events", "describe-connection", "--name", "nobody")

    assert (
        "An error occurred (ResourceNotFoundException) when calling the"
        " DescribeConnection operation: Failed to describe the connection(s)."
        " Connection 'nobody' does not exist."
    ) in str(raised.value)


def test_a_scripted_error_is_tried_again_by_the_aws_cli(aws, mock):
    mock.fail("ListConnections", "ThrottlingException", times=2)

    assert json.loads(aws("events", "list-connections")) == {"Connections": []}
