"""Work that libraries repeat in each test, and that one time a process is enough for.

Without it, half of the time of a run would go into reading service models, the
metadata of installed distributions and the names in all modules again.
"""

from __future__ import annotations

import functools
import importlib.metadata
from typing import TYPE_CHECKING, Any

import botocore.session
import freezegun.api

if TYPE_CHECKING:
    from types import ModuleType

    from botocore.loaders import Loader


def share_what_is_read_once() -> None:
    """Let sessions share models, runs of pytest metadata, and clocks be cheap."""
    _share_service_models()
    _read_metadata_once()
    freezegun.api._get_module_attributes_hash = _names_of  # noqa: SLF001 - no public way


def _share_service_models() -> None:
    """Give the loaders of all sessions one cache."""
    create_loader = botocore.session.create_loader
    shared: dict[Any, Any] = {}

    def create(*arguments: Any) -> Loader:
        loader = create_loader(*arguments)
        loader._cache = shared  # noqa: SLF001 - no public way
        return loader

    botocore.session.create_loader = create


def _read_metadata_once() -> None:
    """Read the installed distributions once: each run of pytester asks for all."""
    distributions = importlib.metadata.distributions
    cached = functools.cache(lambda: list(distributions()))
    for name in ("entry_points", "files"):
        read = getattr(importlib.metadata.Distribution, name).fget
        once = functools.cached_property(read)
        once.__set_name__(importlib.metadata.PathDistribution, name)
        setattr(importlib.metadata.PathDistribution, name, once)
    importlib.metadata.distributions = cached


def _names_of(module: ModuleType) -> tuple[int, tuple[str, ...]]:
    """Return what changes when a module gets a name.

    freezegun asks it of each module at each start, and would sort the names.
    """
    return id(module), tuple(getattr(module, "__dict__", ()))
