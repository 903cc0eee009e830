"""A row for a pytest process that runs one test, as somebody does who works on it.

Its cost is the time of the processor, for all that the process does: importing,
activating, making a client, one call.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from tests.bench.imports import clean_environment
from tests.bench.row import Row, TimesPeer

if TYPE_CHECKING:
    from tests.bench.row import Sample

PLUGIN = "eventbridge_mock.pytest_plugin"
# For the others, because `-p` alone makes pytest read all installed distributions.
NO_PLUGIN = "no_plugin"
CALL = """
    created = client.create_connection(
        Name="partner",
        AuthorizationType="BASIC",
        AuthParameters={
            "BasicAuthParameters": {"Username": "shop", "Password": "not-a-secret"}
        },
    )
    assert created["ConnectionState"] == "AUTHORIZED"
"""
CLIENT = """
    client = botocore.session.get_session().create_client(
        "events",
        region_name="us-east-1",
        aws_access_key_id="testing",
        aws_secret_access_key="testing",
    )
"""
WITH_OURS = f"""
def test_orders(eventbridge_mock, eventbridge_client):
    client = eventbridge_client
{CALL}
"""
WITH_STUBBER = f"""
import botocore.session
from botocore.stub import Stubber

def test_orders():
{CLIENT}
    stubber = Stubber(client)
    stubber.add_response("create_connection", {{"ConnectionState": "AUTHORIZED"}})
    stubber.activate()
{CALL}
"""
WITH_MOTO = f"""
import botocore.session
from moto import mock_aws

@mock_aws
def test_orders():
{CLIENT}
{CALL}
"""


def rows() -> list[Row]:
    """Return the row."""
    return [
        Row(
            name="a pytest process with one test, CPU",
            ours=cpu_seconds_of(WITH_OURS, PLUGIN),
            stubber=cpu_seconds_of(WITH_STUBBER, NO_PLUGIN),
            moto=cpu_seconds_of(WITH_MOTO, NO_PLUGIN),
            budgets=(TimesPeer(1.12, "stubber"),),
        )
    ]


def cpu_seconds_of(test: str, plugin: str) -> Sample:
    """Return what measures a pytest process that runs *test* with *plugin*."""

    def sample() -> float:
        with tempfile.TemporaryDirectory() as directory:
            Path(directory, "test_orders.py").write_text(test, encoding="utf-8")
            Path(directory, f"{NO_PLUGIN}.py").touch()
            command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
            before = cpu_seconds_of_children()
            subprocess.run(  # noqa: S603 - our own test, our own interpreter
                [*command, "-p", plugin],
                check=True,
                stdout=subprocess.DEVNULL,
                cwd=directory,
                env=clean_environment(),
            )
            return cpu_seconds_of_children() - before

    return sample


def cpu_seconds_of_children() -> float:
    """Return what all processes together have taken that were started and ended."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime
