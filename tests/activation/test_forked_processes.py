"""Processes that a test forks, and the ids that the mock makes in each."""

from __future__ import annotations

import subprocess
import sys

FORKING = """
import os
from eventbridge_mock.aws.new_arns import new_uuid

for _ in range(2):
    child = os.fork()
    if not child:
        print(new_uuid(), flush=True)
        os._exit(0)
    os.waitpid(child, 0)
print(new_uuid())
"""


def test_processes_that_were_forked_make_ids_of_their_own() -> None:
    output = subprocess.check_output(  # noqa: S603 - our own program
        [sys.executable, "-c", FORKING], text=True
    )

    assert len({*output.split()}) == 3
