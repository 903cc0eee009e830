"""Public names whose modules are imported when a name is first used.

pytest imports this package at every start, through the entry point of the plugin.
Importing botocore there would cost each of those runs 130 ms.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


def lazy_names(
    namespace: dict[str, Any], modules: dict[str, str]
) -> tuple[Callable[[str], object], Callable[[], list[str]]]:
    """Return `__getattr__` and `__dir__` for the module of *namespace*.

    *modules* has the module that defines each name, relative to this package.
    """
    own_name = namespace["__name__"]

    def find(name: str) -> object:
        if name not in modules:
            msg = f"module {own_name!r} has no attribute {name!r}"
            raise AttributeError(msg)
        module = import_module(f".{modules[name]}", __package__)
        namespace[name] = getattr(module, name)
        return namespace[name]

    def list_names() -> list[str]:
        return sorted({*namespace, *modules})

    return find, list_names
