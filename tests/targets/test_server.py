"""The server of these tests, in the language of old versions of botocore."""

from __future__ import annotations

import urllib.error
import urllib.request
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest

from tests.targets.server import Message

if TYPE_CHECKING:
    from tests.targets.server import AwsServer


def post(aws: AwsServer, **form: str) -> str:
    """Send a form; return the body of the response."""
    fields = {name.replace("_", "."): value for name, value in form.items()}
    request = urllib.request.Request(aws.url, urlencode(fields).encode())  # noqa: S310
    with urllib.request.urlopen(request, timeout=10) as response:  # noqa: S310
        content: bytes = response.read()
    return content.decode()


def test_the_url_of_a_queue(aws: AwsServer) -> None:
    url = f"<QueueUrl>{aws.url}/123456789012/undelivered</QueueUrl>"

    assert url in post(aws, Action="GetQueueUrl", QueueName="undelivered")
    assert aws.received == []


def test_a_message_is_read_with_its_attributes(aws: AwsServer) -> None:
    post(
        aws,
        Action="SendMessage",
        QueueUrl="url",
        MessageBody="{}",
        MessageAttribute_1_Name="one",
        MessageAttribute_1_Value_StringValue="1",
        MessageSystemAttribute_1_Name="AWSTraceHeader",
        MessageSystemAttribute_1_Value_StringValue="Root=1",
    )

    (request,) = aws.received
    assert request.message == Message("url", "{}", {"one": "1"}, "Root=1")


def test_a_refusal_has_its_code(aws: AwsServer) -> None:
    aws.refuse(400, "AccessDenied")

    with pytest.raises(urllib.error.HTTPError) as caught:
        post(aws, Action="SendMessage", QueueUrl="url", MessageBody="{}")

    with caught.value as response:
        assert b"<Code>AccessDenied</Code>" in response.read()
