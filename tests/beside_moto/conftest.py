"""Both mocks at once, for the tests of moto's services."""

from __future__ import annotations

from tests.integrations.conftest import mock_beside_moto  # noqa: F401 - a fixture
