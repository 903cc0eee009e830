"""The tracers, as a fixture of the tests."""

import pytest

from tests.instruments.tracers import tracer

__all__ = ["tracer"]


@pytest.fixture(autouse=True)
def all_are_installed() -> None:
    """Leave these tests to the environment that installs what they are about."""
    pytest.importorskip("behave", reason="`tox -e instruments` installs them")
