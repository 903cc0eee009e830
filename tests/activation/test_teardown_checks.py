"""Where a complaint sends its reader."""

from __future__ import annotations

from pathlib import Path

import eventbridge_mock
from eventbridge_mock.activation.teardown_checks import where_to_read

HEADING = "Scripted replies that were never used"


def test_the_page_that_a_complaint_names_is_there() -> None:
    """In the wheel, and in a checkout."""
    text = where_to_read(Path(eventbridge_mock.__file__).parent)
    page = Path(text.removeprefix(f'See "{HEADING}" in '))

    assert f"### {HEADING}\n" in page.read_text()


def test_the_page_of_the_wheel_goes_before_that_of_a_checkout(tmp_path: Path) -> None:
    package = tmp_path / "eventbridge_mock"
    before = where_to_read(package)
    (package / "guide").mkdir(parents=True)
    (package / "guide" / "assertions.md").touch()
    after = where_to_read(package)

    assert before.endswith(f"in {tmp_path / 'docs' / 'guide' / 'assertions.md'}")
    assert after.endswith(f"in {package / 'guide' / 'assertions.md'}")
