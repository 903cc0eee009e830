"""Run modules of decorated classes, and what is said of replies they never use."""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import TYPE_CHECKING

import eventbridge_mock
from eventbridge_mock.activation.teardown_checks import where_to_read

if TYPE_CHECKING:
    import pytest

PRELUDE = """
import asyncio
import unittest
import pytest
from eventbridge_mock import current_mock, mock_api_destinations
from eventbridge_mock.errors import NotActiveError
from tests.connecting import connect, orders_at
"""
UNUSED = f"""\
Scripted replies were never used:
  POST https://api.partner.example/orders
Remove the replies, or allow unused ones with assert_all_responses_were_used=False.
{where_to_read(Path(eventbridge_mock.__file__).parent)}"""


def run(inner: pytest.Pytester, body: str, *arguments: str) -> pytest.RunResult:
    """Run a module of tests that begins with PRELUDE."""
    inner.makepyfile(test_module=PRELUDE + inspect.cleandoc(body))
    return inner.runpytest(*arguments)
