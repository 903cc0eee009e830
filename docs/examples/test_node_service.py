"""The service in `node_service` is written in JavaScript; Node.js runs its tests."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SERVICE = Path(__file__).with_name("node_service")
NODE = shutil.which("node")


@pytest.mark.skipif(NODE is None, reason="needs Node.js")
def test_a_service_in_node_is_tested_against_the_mock():
    tests = subprocess.run(  # noqa: S603 - the Node.js of this machine
        [NODE, "--test", "orders.test.mjs"],
        cwd=SERVICE,
        env={**os.environ, "PYTHON": sys.executable},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert tests.returncode == 0, tests.stdout + tests.stderr
