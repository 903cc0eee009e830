"""boto3 in a process that knows nothing of the mock but its environment."""

from __future__ import annotations

import json
import sys

PROGRAM = """
import json
import boto3

events = boto3.client("events")
connection = events.create_connection(
    Name="partner",
    AuthorizationType="BASIC",
    AuthParameters={
        "BasicAuthParameters": {"Username": "shop", "Password": "not-a-secret"}
    },
)
destination = events.create_api_destination(
    Name="orders",
    ConnectionArn=connection["ConnectionArn"],
    InvocationEndpoint="https://partner.example/orders",
    HttpMethod="POST",
)
events.put_rule(Name="orders", EventPattern='{"source": ["shop"]}')
events.put_targets(
    Rule="orders",
    Targets=[
        {
            "Id": "partner",
            "Arn": destination["ApiDestinationArn"],
            "RoleArn": "arn:aws:iam::123456789012:role/deliver",
        }
    ],
)
entry = {"Source": "shop", "DetailType": "Order placed", "Detail": '{"number": 7}'}
put = events.put_events(Entries=[entry])
try:
    events.describe_rule(Name="nothing")
except events.exceptions.ResourceNotFoundException as error:
    refused = str(error)
secret_arn = events.describe_connection(Name="partner")["SecretArn"]
secret = boto3.client("secretsmanager").get_secret_value(SecretId=secret_arn)
print(json.dumps([put["Entries"][0]["EventId"], refused, secret["SecretString"]]))
"""


def test_boto3_in_a_process_of_its_own(run, mock):
    printed = json.loads(run([sys.executable, "-c", PROGRAM]))

    (invocation,) = mock.assert_invoked("orders", status=200)
    event_id, refused, secret = printed
    assert invocation.event["id"] == event_id
    assert invocation.json()["detail"] == {"number": 7}
    assert refused == (
        "An error occurred (ResourceNotFoundException) when calling the DescribeRule"
        " operation: Rule nothing does not exist on EventBus default."
    )
    assert json.loads(secret) == {"username": "shop", "password": "not-a-secret"}
