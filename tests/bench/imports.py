"""Rows for what an import costs, each time in a new interpreter."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from textwrap import dedent
from typing import TYPE_CHECKING

from tests.bench.row import AtMost, Claim, Row

if TYPE_CHECKING:
    from tests.bench.row import Sample

TIMED = """
{before}
from time import perf_counter
start = perf_counter()
{timed}
print(perf_counter() - start)
"""

CALL = """
client = boto3.client(
    "events",
    region_name="us-east-1",
    aws_access_key_id="testing",
    aws_secret_access_key="testing",
)
"""
FIRST_CALL_OF_OURS = f"""
import boto3
from eventbridge_mock import mock_api_destinations
with mock_api_destinations():
    {CALL.strip()}
    client.list_connections()
"""
FIRST_CALL_OF_STUBBER = f"""
import boto3
from botocore.stub import Stubber
{CALL.strip()}
with Stubber(client) as stubber:
    stubber.add_response("list_connections", {{"Connections": []}})
    client.list_connections()
"""
FIRST_CALL_OF_MOTO = f"""
import boto3
from moto import mock_aws
with mock_aws():
    {CALL.strip()}
    client.list_connections()
"""

UNUSED_PLUGIN = """
import sys
import pytest
status = pytest.main(["-q", "-p", "eventbridge_mock.pytest_plugin", sys.argv[1]])
assert status == pytest.ExitCode.OK, status
print("botocore" in sys.modules)
"""


def rows() -> list[Row]:
    """Return the rows."""
    return [
        Row(
            name="import, over botocore.session",
            ours=over_botocore("from eventbridge_mock import mock_api_destinations"),
            stubber=over_botocore("from botocore.stub import Stubber"),
            moto=over_botocore("from moto import mock_aws"),
            budgets=(AtMost(15),),
            rounds=8,
        ),
        Row(
            name="pytest plugin, not used",
            ours=seconds_in_new_interpreter(
                before="import pytest", timed="import eventbridge_mock.pytest_plugin"
            ),
            stubber=None,
            moto=None,
            budgets=(AtMost(5), Claim("no botocore", unused_plugin_spares_botocore)),
            rounds=8,
        ),
        Row(
            name="first call of a new process",
            ours=seconds_in_new_interpreter(timed=FIRST_CALL_OF_OURS),
            stubber=seconds_in_new_interpreter(timed=FIRST_CALL_OF_STUBBER),
            moto=seconds_in_new_interpreter(timed=FIRST_CALL_OF_MOTO),
            rounds=4,
        ),
    ]


def over_botocore(statement: str) -> Sample:
    """Return what measures an import where botocore is imported already."""
    return seconds_in_new_interpreter(before="import botocore.session", timed=statement)


def seconds_in_new_interpreter(*, timed: str, before: str = "") -> Sample:
    """Return what measures the statements *timed*, run after those *before*."""
    script = TIMED.format(before=before, timed=timed)

    def sample() -> float:
        return float(output_of(script))

    return sample


def unused_plugin_spares_botocore() -> bool:
    """Run a test that has nothing to do with AWS, with the plugin loaded."""
    with tempfile.TemporaryDirectory() as directory:
        test = Path(directory, "test_unrelated.py")
        test.write_text(
            dedent(
                """
                def test_addition():
                    assert 1 + 1 == 2
                """
            ),
            encoding="utf-8",
        )
        return output_of(UNUSED_PLUGIN, str(test)).splitlines()[-1] == "False"


def output_of(script: str, *arguments: str) -> str:
    """Run *script* in a new interpreter, and return what it prints."""
    return subprocess.run(  # noqa: S603 - our own script, our own interpreter
        [sys.executable, "-c", script, *arguments],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
        env=clean_environment(),
    ).stdout


def clean_environment() -> dict[str, str]:
    """Return the environment of a process with no pytest plugin but those named."""
    environment = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    # Otherwise each interpreter would compile the modules anew.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    return environment
