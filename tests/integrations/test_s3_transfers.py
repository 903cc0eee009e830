"""Transfers that the AWS Common Runtime would send past botocore are refused."""

from __future__ import annotations

import sys
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import boto3
import pytest

from eventbridge_mock import UnmockedAwsCallError, mock_api_destinations

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytest.importorskip("awscrt")
from boto3.s3.transfer import TransferConfig
from s3transfer.crt import CRTTransferManager

CONFIG = TransferConfig(preferred_transfer_client="crt")
TEXT = (
    "s3.PutObject would have gone to AWS through the Common Runtime (awscrt), which no"
    " mock can answer.\n"
    "Ways out: have boto3 send the transfer itself with"
    ' TransferConfig(preferred_transfer_client="classic"), so that moto\'s mock_aws'
    " can answer it, or let it through with mock_api_destinations(passthrough=('s3',)),"
    " which sends it with the credentials that the client finds."
)


@pytest.fixture
def s3() -> Any:
    return boto3.Session().client(
        "s3",
        region_name="eu-west-1",
        aws_access_key_id="testing",
        aws_secret_access_key="testing",
    )


@pytest.fixture
def order(tmp_path: Path) -> str:
    path = tmp_path / "order"
    path.write_text("{}")
    return str(path)


@pytest.fixture
def manager(monkeypatch: pytest.MonkeyPatch, sent: list[str]) -> Any:
    """A transfer manager that sends nothing, but would."""
    made = CRTTransferManager(None, SimpleNamespace(translate_crt_exception=None))
    monkeypatch.setattr(made, "_submit_transfer", lambda kind, _: sent.append(kind))
    return made


@pytest.fixture
def sent() -> list[str]:
    """The transfers that the manager would have sent."""
    return []


def test_an_upload_of_boto3_is_refused(
    s3: Any, order: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """boto3 uses the Common Runtime in one process at a time."""
    monkeypatch.setattr("boto3.crt.acquire_crt_s3_process_lock", lambda _: object())
    monkeypatch.setattr("boto3.crt.CRT_S3_CLIENT", None)
    with mock_api_destinations(), pytest.raises(UnmockedAwsCallError) as caught:
        s3.upload_file(order, "shop", "order", Config=CONFIG)

    assert str(caught.value) == TEXT


@pytest.mark.parametrize(
    ("transfer", "operation"),
    [
        (lambda manager, path: manager.upload(path, "shop", "order"), "s3.PutObject"),
        (lambda manager, path: manager.download("shop", "order", path), "s3.GetObject"),
        (lambda manager, path: manager.delete("shop", "order"), "s3.DeleteObject"),
    ],
    ids=["upload", "download", "delete"],
)
def test_each_way_of_the_manager_is_refused(
    manager: Any, transfer: Callable[..., Any], operation: str
) -> None:
    with mock_api_destinations(), pytest.raises(UnmockedAwsCallError) as caught:
        transfer(manager, "order.json")

    assert str(caught.value).startswith(f"{operation} would have gone to AWS through")


def test_passthrough_lets_it_go(manager: Any, sent: list[str]) -> None:
    with mock_api_destinations(passthrough=("s3",)):
        manager.upload("order.json", "shop", "order")

    assert sent == ["put_object"]


def test_after_the_mock_it_goes_again(manager: Any, sent: list[str]) -> None:
    with mock_api_destinations(), pytest.raises(UnmockedAwsCallError):
        manager.upload("order.json", "shop", "order")

    manager.upload("order.json", "shop", "order")

    assert sent == ["put_object"]


def test_a_runtime_that_is_imported_within_the_mock_is_known_to_new_sessions(
    manager: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """boto3 makes a session of its own for the Common Runtime."""
    crt = sys.modules["s3transfer.crt"]
    monkeypatch.delitem(sys.modules, "s3transfer.crt")
    with mock_api_destinations():
        monkeypatch.setitem(sys.modules, "s3transfer.crt", crt)
        boto3.Session()

        with pytest.raises(UnmockedAwsCallError):
            manager.upload("order.json", "shop", "order")
