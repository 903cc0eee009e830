"""Run something in a copy of the active mock."""

from __future__ import annotations

import unittest
from typing import TYPE_CHECKING, Any

from eventbridge_mock import current_mock, mock_api_destinations

if TYPE_CHECKING:
    from collections.abc import Callable

    from eventbridge_mock import EventBridgeMock


def within_a_copy(act: Callable[[EventBridgeMock], Any]) -> None:
    """Call *act* with a copy of the active mock.

    Each test of a decorated class that sets itself up begins with one.
    """

    @mock_api_destinations
    class Copy(unittest.TestCase):
        @classmethod
        def setUpClass(cls) -> None:
            """Begin a mock for the class, which joins the active one."""

        def test_it(self) -> None:
            act(current_mock())

    result = unittest.TestResult()
    unittest.TestSuite([Copy("test_it")]).run(result)
    assert (result.testsRun, result.errors, result.failures) == (1, [], [])
