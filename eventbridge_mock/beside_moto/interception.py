"""Replace functions of moto while a mock is active, and put them back.

moto imports its services when they are first called. So each replacement waits until
the module of its function is loaded: `replace_loaded` looks for new ones when the mock
starts, when a botocore session is made, at calls of other services than `events`, and
each time that moto looks up a backend or its Region. This package never imports moto
itself; only once moto is loaded it imports `moto.backends`, as moto does for its first
request.
"""

from __future__ import annotations

import importlib
import inspect
import sys
import threading
from functools import wraps
from typing import TYPE_CHECKING, Any, NamedTuple

from .. import ids
from ..hook.replaced_methods import mark, original_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..state.mock_state import MockState
    from .replacement import Replacement

    Function = Callable[..., Any]

_ABSENT = object()


class _Replaced(NamedTuple):
    """A function of a class or module that ours replaces, and ours."""

    owner: Any
    name: str
    original: Any
    ours: Any


class MotoInterception:
    """The functions of moto that are replaced, for the state of *current_state*."""

    def __init__(self, current_state: Callable[[], MockState]) -> None:
        self._current_state = current_state
        self._lock = threading.RLock()
        # A new object for each mock; None while nothing is replaced.
        self._installation: object | None = None
        self._waiting: list[Replacement] | None = None
        self._replaced: list[_Replaced] = []
        self._modules_seen = 0

    def install(self) -> None:
        """Begin to replace what is loaded, and what will be."""
        self._installation = object()
        self.replace_loaded()

    def replace_loaded(self) -> None:
        """Replace the functions whose modules have been loaded since the last time."""
        count = len(sys.modules)
        if count == self._modules_seen or not _is_loaded("moto.core.models"):
            return
        with self._lock:
            if self._installation is None:
                return
            # Not replaced yet at its own first look-up of a backend, moto's events
            # would be lost until the second.
            importlib.import_module("moto.backends")
            waiting = self._list_waiting()
            ready = [each for each in waiting if _is_loaded(each.name.module)]
            for replacement in ready:
                waiting.remove(replacement)
                self._replace(replacement)
            self._modules_seen = count

    def _list_waiting(self) -> list[Replacement]:
        """Return the replacements that wait for their modules."""
        if self._waiting is None:
            from ..integrations import moto_names  # noqa: PLC0415 - with moto only
            from .replacement import Replacement  # noqa: PLC0415 - the same
            from .replacements import all_replacements  # noqa: PLC0415 - the same

            self._waiting = [
                Replacement(moto_names.GET_BACKEND, self._around_lookup),
                # Step Functions imports its parser within a call.
                Replacement(moto_names.GET_REGION, self._around_lookup),
                *all_replacements(self._current_state),
            ]
        return self._waiting

    def _around_lookup(self, original: Function) -> Function:
        def look_up(*args: Any, **kwargs: Any) -> Any:
            backend = original(*args, **kwargs)
            self.replace_loaded()
            return backend

        return look_up

    def _replace(self, replacement: Replacement) -> None:
        """Replace moto's function by ours, as the same kind of method."""
        found = replacement.found()
        if found is None:
            return
        owner, name = found.owner, replacement.name.name
        original = vars(owner).get(name, _ABSENT)
        method = inspect.getattr_static(owner, name)
        if isinstance(method, (classmethod, staticmethod)):
            ours: Any = type(method)(self._around(method.__func__, replacement))
        else:
            ours = self._around(method, replacement)
        self._replaced.append(_Replaced(owner, name, original, ours))
        setattr(owner, name, ours)

    def _around(self, function: Function, replacement: Replacement) -> Function:
        """Return our function for moto's, which moto's answers after the mock.

        A patch that began within the mock, and outlives it, may still call ours.
        """
        function = original_of(function)
        ours, installation = replacement.wrap(function), self._installation

        @wraps(function)
        def replaced(*args: Any, **kwargs: Any) -> Any:
            is_active = self._installation is installation
            return (ours if is_active else function)(*args, **kwargs)

        mark(replaced, function)
        return replaced

    def uninstall(self) -> None:
        """Leave moto as it was."""
        with self._lock:
            self._installation = None
            self._waiting, self._modules_seen = None, 0
            if self._replaced:
                ids.seed(None)  # moto's seed may have set them
            while self._replaced:
                _put_back(self._replaced[-1])
                # Last, so that an interruption loses nothing.
                self._replaced.pop()
        # An interruption at the end of a `with` statement may have left it taken.
        self._lock = threading.RLock()


def _is_loaded(module: str) -> bool:
    """Return whether *module* is imported, and its import is over."""
    loaded = sys.modules.get(module)
    spec = getattr(loaded, "__spec__", None)
    return loaded is not None and not getattr(spec, "_initializing", False)


def _put_back(replaced: _Replaced) -> None:
    """Undo one replacement, unless a patch of the test lies over ours."""
    owner, name, original, ours = replaced
    if vars(owner).get(name) is not ours:
        return
    if original is _ABSENT:
        delattr(owner, name)
    else:
        setattr(owner, name, original)
