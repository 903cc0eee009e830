"""How long tests take, as pytest says, while freezegun has frozen the time."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest

TESTS = """
import pytest
from datetime import timedelta
from freezegun import freeze_time

@pytest.fixture
def frozen():
    with freeze_time("2030-01-01") as frozen:
        yield frozen

def test_frozen(frozen, eventbridge_mock):
    eventbridge_mock.advance(days=400)
    frozen.tick(timedelta(days=400))
"""


def durations(output: str) -> list[float]:
    """Return the seconds that pytest lists."""
    listed = re.findall(r"^([\d.]+)s ", output, re.MULTILINE)
    return [float(seconds) for seconds in listed]


def test_a_frozen_clock_does_not_measure_tests(inner: pytest.Pytester) -> None:
    inner.makepyfile(test_module=TESTS)

    result = inner.runpytest_subprocess("--durations=0", "-vv")

    result.assert_outcomes(passed=1)
    listed = durations(result.stdout.str())
    assert len(listed) == 3
    assert max(listed) < 60
