"""The file that keeps resources over restarts."""

from __future__ import annotations

import json
import os
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

import pytest

from eventbridge_mock import mock_api_destinations
from eventbridge_mock.activation.activation import ACTIVATIONS
from eventbridge_mock.server.state_file import StateFile, StateFileError
from tests import requests_to_aws
from tests.exclusion import functions_that_wait

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from eventbridge_mock import EventBridgeMock

BUS_ARN = "arn:aws:events:eu-west-1:123456789012:event-bus/default"


def state_file(path: Path) -> StateFile:
    return StateFile(str(path), ACTIVATIONS.current_state())


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "mock.json"


def fill(make_client: Callable[..., Any], mock: EventBridgeMock) -> None:
    """Make one of everything."""
    events = make_client()
    for kind in requests_to_aws.AUTH_PARAMETERS:
        events.create_connection(**requests_to_aws.connection(kind, Name=kind))
    events.update_connection(Name="BASIC", Description="é\ud83d\ude00")
    arn = mock.connections["BASIC"].connection_arn
    events.create_api_destination(**requests_to_aws.api_destination(arn))
    events.create_event_bus(Name="shop", Tags=[{"Key": "team", "Value": "shop"}])
    events.put_rule(**requests_to_aws.rule(EventBusName="shop"))
    target = {
        "Id": "partner",
        "Arn": mock.api_destinations["orders"].api_destination_arn,
        "RoleArn": requests_to_aws.ROLE_ARN,
        "InputTransformer": {"InputPathsMap": {"n": "$.n"}, "InputTemplate": "<n>"},
        "HttpParameters": {"HeaderParameters": {"X-Id": "1"}},
        "RetryPolicy": {"MaximumRetryAttempts": 1},
    }
    events.put_targets(Rule="orders", EventBusName="shop", Targets=[target])
    events.put_rule(Name="hourly", ScheduleExpression="rate(1 hour)")
    events.create_archive(ArchiveName="all", EventSourceArn=BUS_ARN)
    mock.publish(source="shop", detail_type="Order Placed", detail={"n": [1, None]})
    begin = datetime(2026, 1, 1, tzinfo=timezone.utc)
    events.start_replay(
        ReplayName="again",
        EventSourceArn=mock.archives["all"].archive_arn,
        EventStartTime=begin,
        EventEndTime=begin.replace(month=2),
        Destination={"Arn": BUS_ARN},
    )
    for region_name in ("eu-west-1", "us-east-1"):
        make_client(region_name=region_name).create_event_bus(Name="global")
    arn = mock.event_buses["global"].arn
    events.create_endpoint(
        Name="orders",
        RoutingConfig={
            "FailoverConfig": {
                "Primary": {"HealthCheck": "arn:aws:route53:::healthcheck/1"},
                "Secondary": {"Route": "us-east-1"},
            }
        },
        ReplicationConfig={"State": "DISABLED"},
        EventBuses=[
            {"EventBusArn": arn},
            {"EventBusArn": arn.replace("eu-west-1", "us-east-1")},
        ],
    )
    events.create_partner_event_source(
        Name="aws.partner/example.com/shop", Account="123456789012"
    )


def everything(mock: EventBridgeMock) -> dict[str, Any]:
    view = mock.backend()
    names = (
        "connections api_destinations event_buses rules archives replays endpoints"
        " secrets"
    )
    return {name: dict(getattr(view, name)) for name in names.split()}


def test_everything_is_as_it_was(path: Path, make_client: Callable[..., Any]) -> None:
    with mock_api_destinations(region_name="eu-west-1") as mock:
        fill(make_client, mock)
        before = everything(mock)
        state_file(path).save_if_changed()

    with mock_api_destinations(region_name="eu-west-1") as mock:
        assert state_file(path).load() is True
        assert everything(mock) == before
        sources = make_client().list_event_sources()["EventSources"]
        assert [each["Name"] for each in sources] == ["aws.partner/example.com/shop"]
        event = mock.publish(source="shop", detail_type="Order", event_bus_name="shop")
        assert event.matched_rules == ("orders",)
        mock.advance(hours=1)
        assert mock.events.last.origin == "schedule"


def test_a_file_that_does_not_exist_is_new(mock: EventBridgeMock, path: Path) -> None:
    assert state_file(path).load() is False


def test_a_file_is_written_when_something_has_changed(
    mock: EventBridgeMock, events: Any, path: Path
) -> None:
    file = state_file(path)
    file.save_if_changed()
    first = path.stat().st_ino
    file.save_if_changed()
    assert path.stat().st_ino == first

    events.create_connection(**requests_to_aws.connection())
    file.save_if_changed()

    assert path.stat().st_ino != first
    assert [each.name for each in path.parent.iterdir()] == ["mock.json"]


def test_a_file_that_cannot_be_written_leaves_nothing(
    mock: EventBridgeMock, path: Path
) -> None:
    path.mkdir()  # nothing can take its place

    with pytest.raises(OSError, match="directory"):
        state_file(path)._write()  # noqa: SLF001 - the folder exists, so it is not new

    assert list(path.parent.iterdir()) == [path]


def test_a_link_that_somebody_laid_is_not_followed(
    mock: EventBridgeMock, path: Path, tmp_path: Path
) -> None:
    """Otherwise who can write to the folder decides who reads the secrets."""
    elsewhere = tmp_path / "elsewhere"
    path.parent.mkdir(exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    beside.symlink_to(elsewhere)

    state_file(path).save_if_changed()

    assert not elsewhere.exists()
    assert not path.is_symlink()
    assert path.stat().st_mode & 0o777 == 0o600


def written(path: Path, make_client: Callable[..., Any]) -> dict[str, Any]:
    with mock_api_destinations(region_name="eu-west-1") as mock:
        fill(make_client, mock)
        state_file(path).save_if_changed()
    return json.loads(path.read_text())


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        pytest.param(b"", "JSONDecodeError: Expecting value: line 1 column 1 (char 0)"),
        pytest.param(
            b"\xff\x00\xff",
            "UnicodeDecodeError: 'utf-8' codec can't decode byte 0xff in position 0:"
            " invalid start byte",
        ),
        pytest.param(b"[]", "ValueError: eventbridge_mock did not write it"),
        pytest.param(
            b'{"format": "eventbridge_mock state", "version": 2}',
            "ValueError: version 2 is not 1",
        ),
        pytest.param(
            b'{"format": "eventbridge_mock state", "version": 1}',
            "KeyError: 'backends'",
        ),
        pytest.param(
            b'{"format": "eventbridge_mock state", "version": 1, "event_sources": [],'
            b' "backends": [{"$model": "Path"}]}',
            "KeyError: 'Path'",
        ),
        pytest.param(
            b'{"format": "eventbridge_mock state", "version": 1, "event_sources": [],'
            b' "backends": [{}]}',
            "ValueError: an object has 0 marks of a kind, not one",
        ),
    ],
)
def test_a_damaged_file_is_refused(
    mock: EventBridgeMock, path: Path, content: bytes, reason: str
) -> None:
    path.write_bytes(content)

    with pytest.raises(StateFileError) as raised:
        state_file(path).load()

    assert str(raised.value) == (
        f"The state file {path} cannot be read ({reason}). Restore it, or remove it to"
        " start with nothing."
    )


def test_a_file_that_is_cut_anywhere_is_refused(
    path: Path, make_client: Callable[..., Any]
) -> None:
    written(path, make_client)
    content = path.read_bytes()

    with mock_api_destinations(region_name="eu-west-1") as mock:
        for length in range(0, len(content) - 2, 997):
            path.write_bytes(content[:length])
            with pytest.raises(StateFileError):
                state_file(path).load()
            assert not mock.connections


def test_a_rule_on_a_bus_that_is_gone_is_damage(
    path: Path, make_client: Callable[..., Any]
) -> None:
    document = written(path, make_client)
    document["backends"][0]["$map"]["event_buses"] = []
    path.write_text(json.dumps(document))

    with mock_api_destinations(region_name="eu-west-1") as mock:
        with pytest.raises(StateFileError, match="KeyError: 'shop'"):
            state_file(path).load()
        assert not mock.connections


def test_resources_are_saved_and_restored_by_one_thread_at_a_time(
    make_client: Callable[..., Any], path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with mock_api_destinations(region_name="eu-west-1") as mock:
        fill(make_client, mock)
        backend = ACTIVATIONS.current_state().backend

        waits = functions_that_wait(
            backend, "lock", state_file(path).save_if_changed, monkeypatch
        )

        assert waits == ["_models_in", "_content_of"]
    with mock_api_destinations(region_name="eu-west-1"):
        backend = ACTIVATIONS.current_state().backend

        waits = functions_that_wait(backend, "lock", state_file(path).load, monkeypatch)

        assert "_restore" in waits
