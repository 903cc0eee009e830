"""Free the locks in a process that was forked while a mock was active.

Only the thread that forks continues in the new process. A lock that another thread had
at that moment would be locked for good, so all locks are replaced by new ones there.
"""

from __future__ import annotations

import os
import sys
import threading
from collections import deque
from contextlib import suppress
from typing import Any

_PACKAGE = __name__.partition(".")[0]
_KINDS = (threading.Lock, threading.RLock)
_NEW_LOCKS = {type(make()): make for make in _KINDS}


def renew_locks_when_forked(root: object) -> None:
    """Replace the locks of *root* and of all it keeps, in each forked process."""
    # Where nothing forks there is no such function.
    with suppress(AttributeError):
        os.register_at_fork(after_in_child=lambda: renew_locks(root))


def renew_locks(root: object) -> None:
    """Replace the locks of our modules, of *root* and of all it keeps."""
    modules = [
        module
        for name, module in tuple(sys.modules.items())
        if name.partition(".")[0] == _PACKAGE
    ]
    for module in modules:
        _renew(vars(module))
    seen: set[int] = set()
    left: deque[Any] = deque([root])
    while left:
        found = left.popleft()
        if id(found) not in seen:
            seen.add(id(found))
            left.extend(_kept_by(found))


def _kept_by(found: Any) -> list[Any]:
    """Return what *found*, an object of ours or a container, keeps; renew its locks."""
    kept: list[Any] = []
    if isinstance(found, dict):
        kept += found.values()
    elif isinstance(found, (list, tuple, deque)):
        kept += found
    if type(found).__module__.partition(".")[0] == _PACKAGE:
        attributes: dict[str, Any] = getattr(found, "__dict__", {})
        _renew(attributes)
        kept += attributes.values()
        names = getattr(type(found), "__slots__", ())
        kept += [getattr(found, name, None) for name in names]
    return kept


def _renew(attributes: dict[str, Any]) -> None:
    for name, value in tuple(attributes.items()):
        make = _NEW_LOCKS.get(type(value))
        if make is not None:
            attributes[name] = make()
