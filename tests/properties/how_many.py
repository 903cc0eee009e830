"""How many examples each property is given."""

from __future__ import annotations

import os

# The number of examples for a test with random inputs, set by `tox -e fuzz`.
ASKED_FOR = int(os.environ.get("EVENTBRIDGE_MOCK_FUZZ_EXAMPLES", "0"))


def examples(few: int) -> int:
    """Return *few*, or for `tox -e fuzz` so many times more as it has hundreds."""
    return max(few, few * ASKED_FOR // 100)
