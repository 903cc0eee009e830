"""How many inputs each test of this directory is given."""

from __future__ import annotations

import os
from datetime import timedelta

from hypothesis import HealthCheck, settings

# The number of examples, for `tox -e fuzz`. Only there an input that takes long fails:
# the time of a sample depends on what else runs on the machine.
EXAMPLES = os.environ.get("EVENTBRIDGE_MOCK_FUZZ_EXAMPLES")

settings.register_profile(
    "fuzz-sample", max_examples=15, deadline=None, derandomize=True, database=None
)
settings.register_profile(
    "fuzz",
    max_examples=int(EXAMPLES or 1),
    deadline=timedelta(seconds=20),
    suppress_health_check=list(HealthCheck),
    print_blob=True,
)
PROFILE = settings.get_profile("fuzz" if EXAMPLES else "fuzz-sample")

# For inputs of which each takes long.
SLOW_PROFILE = settings(PROFILE, max_examples=max(PROFILE.max_examples // 3, 1))
