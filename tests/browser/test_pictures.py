"""The pictures of the documentation can be taken again."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"
PNG = b"\x89PNG\r\n\x1a\n"


def test_each_picture_of_the_guide_is_taken(browser, tmp_path):
    guide = DOCS.joinpath("guide", "page.md").read_text("utf-8")
    shown = set(re.findall(r"_static/(page-[\w-]+\.png)", guide))

    command = [sys.executable, DOCS / "pictures.py", tmp_path]
    subprocess.run(command, check=True, timeout=120)  # noqa: S603 - our own script

    taken = {path.name for path in tmp_path.iterdir()}
    assert taken == shown
    assert all(path.read_bytes().startswith(PNG) for path in tmp_path.iterdir())
