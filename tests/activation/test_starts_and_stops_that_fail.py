"""A start or a stop that fails half-way restores everything else."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import botocore
import botocore.session
import pytest
from botocore.client import BaseClient
from botocore.credentials import CredentialResolver
from botocore.endpoint import Endpoint

from eventbridge_mock import current_mock, mock_api_destinations
from eventbridge_mock.errors import NotActiveError
from tests.conftest import REGION_NAME
from tests.requests_to_aws import connection

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Breaking = Callable[[pytest.MonkeyPatch, Path], None]

METHODS = (
    (BaseClient, "_emit_api_params"),
    (BaseClient, "_make_api_call"),
    (Endpoint, "_send"),
    (CredentialResolver, "load_credentials"),
)
MOTO = find_spec("moto") and import_module("moto.backends")
MESSAGE = "this machine is broken"


def fail(*_: object, **__: object) -> Any:
    raise OSError(MESSAGE)


class ReadOnly(dict[str, str]):
    """An environment that takes no change."""

    __setitem__ = __delitem__ = fail


def a_profile_that_is_looked_up(patches: pytest.MonkeyPatch, folder: Path) -> None:
    """Make a botocore session part of each start, for a new file each time."""
    file = folder / "config"
    file.write_text(f"[profile {folder.name}]\n")
    patches.setenv("AWS_CONFIG_FILE", str(file))
    patches.setenv("AWS_PROFILE", folder.name)


def without(owner: type, name: str) -> Breaking:
    """Take a method of botocore away, as a later version may."""
    return lambda patches, _: patches.delattr(owner, name)


def a_read_only_environment(patches: pytest.MonkeyPatch, _: Path) -> None:
    patches.setattr(os, "environ", ReadOnly(os.environ))


def an_initializer_that_fails(patches: pytest.MonkeyPatch, folder: Path) -> None:
    a_profile_that_is_looked_up(patches, folder)
    patches.setattr(botocore, "_INITIALIZERS", [fail])


def a_configuration_that_cannot_be_read(
    patches: pytest.MonkeyPatch, folder: Path
) -> None:
    a_profile_that_is_looked_up(patches, folder)
    patches.setattr("botocore.configloader.load_config", fail)


def moto_without_a_module(patches: pytest.MonkeyPatch, _: Path) -> None:
    pytest.importorskip("moto.core.models")
    patches.setitem(sys.modules, "moto.backends", None)


def moto_with_schedules_of_another_form(patches: pytest.MonkeyPatch, _: Path) -> None:
    models = pytest.importorskip("moto.scheduler.models")
    patches.setattr("eventbridge_mock.integrations.moto.is_active", lambda: True)
    patches.delattr(models, "scheduler_backends")


def aiobotocore_without_a_class(patches: pytest.MonkeyPatch, _: Path) -> None:
    pytest.importorskip("aiobotocore.session")
    patches.delattr("aiobotocore.endpoint.AioEndpoint")


BROKEN: dict[str, tuple[Breaking, type[Exception]]] = {
    **{name: (without(owner, name), AttributeError) for owner, name in METHODS},
    "environment": (a_read_only_environment, OSError),
    "initializer": (an_initializer_that_fails, OSError),
    "configuration": (a_configuration_that_cannot_be_read, OSError),
    "moto.backends": (moto_without_a_module, ImportError),
    "moto.scheduler": (moto_with_schedules_of_another_form, AttributeError),
    "aiobotocore": (aiobotocore_without_a_class, AttributeError),
}


def what_is_changed() -> dict[str, Any]:
    """Return all that a mock changes while it is active."""
    return {
        "environment": dict(os.environ),
        "initializers": list(botocore._INITIALIZERS),  # noqa: SLF001 - where they are
        "get_backend": getattr(MOTO, "get_backend", None),
        **{name: vars(owner).get(name) for owner, name in METHODS},
    }


@pytest.mark.parametrize("broken", BROKEN)
def test_a_start_that_fails_leaves_nothing_behind(
    make_client: Callable[..., Any], tmp_path: Path, broken: str
) -> None:
    break_it, error = BROKEN[broken]
    whole = what_is_changed()
    with pytest.MonkeyPatch.context() as patches:
        break_it(patches, tmp_path)
        before = what_is_changed()
        mock = mock_api_destinations(region_name="ap-south-1")

        with pytest.raises(error):
            mock.start()
        assert what_is_changed() == before
        with pytest.raises(NotActiveError):
            current_mock()

    assert what_is_changed() == whole
    with mock_api_destinations(region_name=REGION_NAME) as following:
        make_client().create_connection(**connection())
        assert list(following.connections) == ["partner"]
    assert what_is_changed() == whole


def test_an_inner_start_that_fails_leaves_the_outer_mock_as_it_was(
    make_client: Callable[..., Any], tmp_path: Path
) -> None:
    client = make_client()
    with mock_api_destinations(region_name=REGION_NAME) as outer:
        within = what_is_changed()
        inner = mock_api_destinations(region_name="ap-south-1", delivery="on_time")
        with pytest.MonkeyPatch.context() as patches:
            a_read_only_environment(patches, tmp_path)
            with pytest.raises(OSError, match=MESSAGE):
                inner.start()
        client.create_connection(**connection())

        assert what_is_changed() == within
        assert list(outer.connections) == ["partner"]
        assert outer.region_name == REGION_NAME


def test_a_client_that_cannot_be_left_hinders_no_other(
    make_client: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = what_is_changed()
    first, broken, last = (make_client() for _ in range(3))
    mock = mock_api_destinations().start()
    for client in (first, broken, last):
        client.list_connections()
    monkeypatch.setattr(broken.meta.events, "unregister", fail)
    with pytest.raises(OSError, match=MESSAGE):
        mock.stop()

    assert what_is_changed() == before
    event = "before-call.events.ListConnections"
    for client in (first, last):
        handlers = client.meta.events._emitter._lookup_cache.get(event, ())  # noqa: SLF001 - no public way
        assert not handlers
