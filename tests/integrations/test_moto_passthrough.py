"""What moto is told to let through goes through."""

from __future__ import annotations

from typing import Any

import botocore.session
import pytest

from eventbridge_mock import UnmockedAwsCallError, mock_api_destinations
from tests.conftest import REGION_NAME
from tests.integrations.beside_moto import client, moto


class LeftTheProcessError(Exception):
    """The HTTP client of botocore was asked to send."""


def let_through(**passthrough: list[str]) -> Any:
    return moto.mock_aws(
        config={"core": {"passthrough": {"services": [], "urls": [], **passthrough}}}
    )


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the URLs that leave, each of which raises."""
    urls: list[str] = []

    def send(_session: Any, request: Any) -> Any:
        urls.append(request.url)
        raise LeftTheProcessError

    monkeypatch.setattr("botocore.httpsession.URLLib3Session.send", send)
    return urls


QUEUES = f"https://sqs.{REGION_NAME}.amazonaws.com/"


@pytest.mark.parametrize(
    ("passthrough", "leaves"),
    [
        pytest.param({"services": ["sqs"]}, True, id="service"),
        pytest.param({"urls": [r"https://sqs\..*"]}, True, id="url"),
        pytest.param({"services": ["s3"]}, False, id="other service"),
        pytest.param({"urls": [r"https://sns\..*"]}, False, id="other url"),
    ],
)
@pytest.mark.parametrize("order", ["moto outside", "moto inside"])
def test_a_call_goes_where_moto_lets_it(
    sent: list[str], order: str, passthrough: Any, *, leaves: bool
) -> None:
    mocks = [let_through(**passthrough), mock_api_destinations(region_name=REGION_NAME)]
    if order == "moto inside":
        mocks.reverse()
    with mocks[0], mocks[1]:
        if leaves:
            with pytest.raises(LeftTheProcessError):
                client("sqs").list_queues()
        else:
            client("sqs").list_queues()

    assert sent == ([QUEUES] if leaves else [])


def test_events_are_the_mocks_all_the_same(sent: list[str]) -> None:
    """It owns the service, whatever moto would do with it."""
    with (
        let_through(services=["events"]),
        mock_api_destinations(region_name=REGION_NAME),
    ):
        assert client("events").list_rules()["Rules"] == []

    assert sent == []


def test_a_delivery_does_not_go_through(sent: list[str]) -> None:
    with (
        let_through(services=["sqs"]),
        mock_api_destinations(region_name=REGION_NAME) as mock,
    ):
        events = client("events")
        events.put_rule(Name="orders", EventPattern='{"source": ["shop"]}')
        arn = f"arn:aws:sqs:{REGION_NAME}:123456789012:orders"
        events.put_targets(Rule="orders", Targets=[{"Id": "queue", "Arn": arn}])
        entry = {"Source": "shop", "DetailType": "Order", "Detail": "{}"}
        events.put_events(Entries=[entry])
        (outcome,) = mock.events.last.matches[0].outcomes

    assert sent == []
    assert outcome.failure is not None
    assert outcome.failure.startswith("SDK_CLIENT_ERROR: No answer from sqs")


def test_nothing_goes_through_once_moto_has_stopped(sent: list[str]) -> None:
    with mock_api_destinations(region_name=REGION_NAME):
        with let_through(services=["sqs"]):
            pass
        with pytest.raises(UnmockedAwsCallError):
            client(
                "sqs", aws_access_key_id="k", aws_secret_access_key="s"
            ).list_queues()

    assert sent == []


def test_a_client_finds_its_credentials_for_that(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """They may have to be fetched, which a client of this mock does not do."""
    resolver = botocore.session.Session().get_component("credential_provider")
    asked: list[str] = []
    monkeypatch.setattr(
        type(resolver), "load_credentials", lambda _self: asked.append("asked")
    )
    with let_through(services=["sqs"]), mock_api_destinations():
        botocore.session.Session().get_credentials()
    with moto.mock_aws(), mock_api_destinations():
        botocore.session.Session().get_credentials()

    assert asked == ["asked"]
