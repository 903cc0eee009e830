"""The AWS SDK for JavaScript, version 3, in Node.js."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

HERE = Path(__file__).parent
SECONDS = 180


@pytest.fixture(scope="session")
def sdk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A directory where Node.js finds the SDK; skip where npm cannot install it."""
    if "EVENTBRIDGE_MOCK_CLIENTS" not in os.environ:
        pytest.skip("asks the registry of npm: `tox -e clients` runs it")
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        pytest.skip("needs Node.js and npm")
    directory = tmp_path_factory.mktemp("javascript")
    install = [npm, "install", "--no-audit", "--no-fund", "--ignore-scripts"]
    installed = subprocess.run(  # noqa: S603 - the npm of this machine
        [*install, "@aws-sdk/client-eventbridge@3"],
        cwd=directory,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    if installed.returncode != 0:
        pytest.skip(f"npm cannot install the SDK: {installed.stderr[-500:]}")
    yield directory
    shutil.rmtree(directory)


@pytest.fixture
def node(sdk: Path, run: Callable[..., str]) -> Callable[[str], str]:
    """Run a file of this directory beside the SDK."""

    def run_file(name: str) -> str:
        shutil.copy(HERE / name, sdk)
        return run(["node", name], cwd=sdk)

    return run_file


def test_the_first_example_of_the_guide_on_delivery(node, mock):
    invocation = json.loads(node("delivery.mjs"))

    assert (invocation["method"], invocation["status"]) == ("PUT", 200)
    assert invocation["url"] == (
        "https://partner.example/customers/c%2F7/orders/1001?channel=web&version=2"
    )
    assert invocation["request"]["headers"] == {
        "Content-Type": "application/json; charset=utf-8",
        "X-Order": "1001",
        "X-Shop": "teapots",
        "X-Api-Key": "***",
        "User-Agent": "Amazon/EventBridge/ApiDestinations",
        "Range": "bytes=0-1048575",
        "Accept-Encoding": "gzip,deflate",
        "Connection": "close",
        "Host": "partner.example",
        "Content-Length": "60",
    }
    assert json.loads(invocation["request"]["body"]) == {
        "detail": {"customer": "c/7", "number": 1001},
        "shop": "teapots",
    }
    assert mock.invocations.last.headers["X-Api-Key"] == "not-a-secret"


def test_errors_retries_and_many_events_at_once(node, mock):
    mock.fail("ListConnections", "ThrottlingException", times=2)

    printed = json.loads(node("errors.mjs"))

    assert printed == {
        "name": "ResourceNotFoundException",
        "message": "Failed to describe the connection(s)."
        " Connection 'nobody' does not exist.",
        "status": 400,
        "attempts": 3,
        "ids": 300,
    }
    assert len({event.id for event in mock.events}) == 300
