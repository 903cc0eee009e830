"""Taking hold of the process, when that goes wrong."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from botocore.client import BaseClient
from botocore.exceptions import ConfigParseError

from eventbridge_mock import current_mock, mock_api_destinations
from eventbridge_mock.errors import NotActiveError

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A broken file of the machine, in which a profile is looked up."""
    path = tmp_path / "config"
    path.write_text("this is not a configuration")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(path))
    monkeypatch.setenv("AWS_PROFILE", "shop")
    return path


def test_nothing_is_held_after_a_start_that_failed(broken: Path) -> None:
    before = dict(os.environ), vars(BaseClient)["_make_api_call"]

    with pytest.raises(ConfigParseError, match=str(broken)):
        mock_api_destinations().start()

    assert (dict(os.environ), vars(BaseClient)["_make_api_call"]) == before
    with pytest.raises(NotActiveError):
        current_mock()


def test_a_start_can_be_tried_again_after_one_that_failed(broken: Path) -> None:
    with pytest.raises(ConfigParseError, match=str(broken)):
        mock_api_destinations().start()

    broken.write_text("[profile shop]\n")
    with mock_api_destinations() as mock:
        assert current_mock() is mock
