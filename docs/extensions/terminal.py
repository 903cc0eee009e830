"""Show the output of a program that runs while the pages are built."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from html import escape
from pathlib import Path

_SGR = re.compile(r"\x1b\[([0-9;]*)m")
_OTHER_CODES = re.compile(r"\x1b\[[0-9;?]*[A-Za-ln-z]")
_PASSED, _FAILED = 0, 1
_SECONDS_TO_WAIT = 300


def run_pytest(files: dict[str, str]) -> str:
    """Run the tests among *files* as a user would; return what pytest prints."""
    options = ["-q", "--color=yes", "-p", "no:cacheprovider", "-p", "no:asyncio"]
    return _run(files, ["-m", "pytest", *options])


def run_script(files: dict[str, str], name: str) -> str:
    """Run the file of that *name*; return what it prints."""
    return _run(files, [name])


def _run(files: dict[str, str], arguments: list[str]) -> str:
    with tempfile.TemporaryDirectory() as directory:
        for name, source in files.items():
            Path(directory, name).write_text(source, "utf-8")
        Path(directory, "pytest.ini").write_text("[pytest]\n", "utf-8")
        environment = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("AWS_", "PYTEST_", "PYTHONSAFEPATH"))
        }
        finished = subprocess.run(  # noqa: S603 - our own examples
            [sys.executable, *arguments],
            cwd=directory,
            env={**environment, "COLUMNS": "80"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=_SECONDS_TO_WAIT,
            check=False,
        )
    if finished.returncode not in {_PASSED, _FAILED}:
        raise ValueError(finished.stdout)
    return finished.stdout


def screen(command: str, output: str) -> str:
    """Return a terminal with *command* and its coloured *output*, as HTML."""
    return (
        f'<pre class="screen" role="region" tabindex="0" aria-label="A terminal'
        f' after {escape(command)}"><span class="prompt">$ </span>'
        f"{escape(command)}\n{coloured(output.strip())}</pre>"
    )


def coloured(output: str) -> str:
    """Return *output* as HTML, with a span for what its escape codes colour."""
    output = _OTHER_CODES.sub("", output)
    first, *parts = re.split(r"(?=\x1b\[[0-9;]*m)", output)
    html = [escape(first)]
    codes: set[str] = set()
    for part in parts:
        match = _SGR.match(part)
        numbers = set(match[1].split(";")) if match else set()
        codes = set() if numbers <= {"0", ""} else codes | (numbers - {"0"})
        content = escape(_SGR.sub("", part))
        classes = " ".join(f"sgr-{number}" for number in sorted(codes))
        html.append(f'<span class="{classes}">{content}</span>' if codes else content)
    return "".join(html)
