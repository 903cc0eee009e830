"""Child processes of multiprocessing, by each of its methods.

Calls in a child are answered by its copy of the mock, by the mock of its parent over
HTTP, or not at all.
"""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.connecting import FINDS_THESE_TESTS

if TYPE_CHECKING:
    from pathlib import Path

METHODS = multiprocessing.get_all_start_methods()

# `spawn` and `forkserver` import the file of the program in the child.
PROGRAM = (
    FINDS_THESE_TESTS
    + """
import multiprocessing, os
import botocore.session
from botocore.exceptions import NoCredentialsError
from eventbridge_mock import current_mock, mock_api_destinations
from eventbridge_mock.errors import NotActiveError
from tests import requests_to_aws

def create(environment, name):
    os.environ.update(environment)
    client = botocore.session.Session().create_client("events")
    try:
        client.create_connection(**requests_to_aws.connection(Name=name))
    except NoCredentialsError as error:
        print("child:", error)
    try:
        print("child:", list(current_mock().connections))
    except NotActiveError:
        print("child: no mock is active")

def in_a_child(*arguments):
    child = context.Process(target=create, args=arguments)
    child.start()
    child.join(60)
    print("exit code:", child.exitcode, flush=True)
    child.kill()
    print("parent:", list(mock.connections), flush=True)

if __name__ == "__main__":
    context = multiprocessing.get_context(sys.argv[1])
    with mock_api_destinations(region_name="eu-west-1") as mock:
        in_a_child({}, "of-the-child")
        with mock.serve() as server:
            in_a_child(server.environment, "over-http")
"""
)

EXPECTED = {
    "fork": [
        "child: ['of-the-child']",
        "exit code: 0",
        "parent: []",
        "child: ['over-http']",
        "exit code: 0",
        "parent: []",
    ],
    "spawn": [
        "child: Unable to locate credentials",
        "child: no mock is active",
        "exit code: 0",
        "parent: []",
        "child: no mock is active",
        "exit code: 0",
        "parent: ['over-http']",
    ],
}
EXPECTED["forkserver"] = EXPECTED["spawn"]


def output_of(program: str, folder: Path, *arguments: str) -> list[str]:
    """Return what *program*, as a file of its own, prints in the end."""
    file = folder / "program.py"
    file.write_text(program)
    environment = {name: os.environ[name] for name in os.environ if name != "HOME"}
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-W", "ignore", str(file), *arguments],
        # No credentials of the machine's are found.
        env={**environment, "HOME": str(folder)},
        capture_output=True,
        check=False,
        text=True,
        timeout=180,
    )
    assert done.stderr == ""
    return done.stdout.splitlines()


@pytest.mark.parametrize("method", METHODS)
def test_a_child_is_answered_as_its_method_says(tmp_path: Path, method: str) -> None:
    pytest.importorskip("werkzeug")

    assert output_of(PROGRAM, tmp_path, method) == EXPECTED[method]
