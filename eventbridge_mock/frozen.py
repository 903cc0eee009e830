"""Frozen classes that share their methods.

The standard library's `dataclass` compiles six methods for each class, which takes a
millisecond: for the classes that a first call needs, far longer than the call. A class
under `frozen` is a dataclass too, so that `fields` and `replace` work, but its fields
are described when somebody asks, and all classes have the methods below.

The shared `__init__` needs twice the time of a compiled one. A class that has made
`COMPILED_AFTER` instances gets its own, which pays off in a long run of tests and costs
a single test nothing. The few classes that most calls make instances of have a `maker`:
Python needs longer to call a class with keywords than to set its fields.
"""

from __future__ import annotations

import inspect
from dataclasses import MISSING, Field, FrozenInstanceError, dataclass, fields, replace
from functools import cache
from itertools import count
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

T = TypeVar("T")

COMPILED_AFTER = 100

if TYPE_CHECKING:
    from collections.abc import Iterator

    from typing_extensions import dataclass_transform
else:

    def dataclass_transform(**_: bool) -> Any:
        """Do nothing: it is for type checkers alone."""
        return lambda decorator: decorator


@dataclass_transform(frozen_default=True, kw_only_default=True)
def frozen(cls: type[T]) -> type[T]:
    """Return *cls* with slots for its fields, which only its construction sets.

    Arguments are keyword-only. A method that *cls* defines or inherits stays.
    """
    defaults = {name: vars(cls).get(name, MISSING) for name in cls.__annotations__}
    names = {*defaults, "__dict__", "__weakref__"}
    namespace = {key: value for key, value in vars(cls).items() if key not in names}
    shared = {
        name: method
        for name, method in _SHARED.items()
        if getattr(cls, name, None) is getattr(object, name, None)
    }
    slots = {"__slots__": tuple(defaults)}
    metaclass: Any = type(cls)
    made = metaclass(cls.__name__, cls.__bases__, {**namespace, **shared, **slots})
    made.__qualname__ = cls.__qualname__
    made.__declared_fields__ = defaults
    made.__frozen_fields__ = tuple(
        (
            name,
            vars(made)[name].__set__,
            default.default if isinstance(default, Field) else default,
        )
        for name, default in defaults.items()
    )
    made.__frozen_class__ = made
    made.__instance_numbers__ = count(1)
    frozen_class: type[T] = made
    return frozen_class


def maker(cls: type[T]) -> type[T]:
    """Return a function to be called as *cls* is, which takes a third of the time.

    A class that is not frozen is its own maker.
    """
    frozen_class: Any = cls
    is_frozen = hasattr(cls, "__frozen_fields__")
    make: type[T] = _compiled_maker(frozen_class) if is_frozen else cls
    return make


class _DataclassAttribute:
    """An attribute of all dataclasses, made when `fields` or its like asks for it."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __get__(self, instance: object, owner: type[Any]) -> Any:
        declared = owner.__declared_fields__.items()
        namespace = {name: value for name, value in declared if value is not MISSING}
        for name in ("__annotations__", "__doc__", "__module__"):
            namespace[name] = getattr(owner, name)
        twin: Any = type(owner.__name__, (), namespace)
        dataclass(init=False, repr=False, eq=False, kw_only=True)(twin)
        twin.__dataclass_params__.frozen = True
        for name in ("__dataclass_fields__", "__dataclass_params__"):
            setattr(owner, name, getattr(twin, name))
        return getattr(owner, self._name)


def _init(self: Any, /, **values: Any) -> None:
    cls = self.__frozen_class__
    if next(cls.__instance_numbers__) == COMPILED_AFTER:
        cls.__init__ = _compiled_init(cls)
    take = values.pop
    for name, put, default in cls.__frozen_fields__:
        value = take(name, default)
        put(self, _produced(cls, name) if value is MISSING else value)
    if values:
        _compiled_init(cls)(self, **values)  # raises TypeError in Python's words
    if hasattr(self, "__post_init__"):
        self.__post_init__()


def _compiled_init(cls: type[Any]) -> Any:
    """Return `_init` written out for the fields of *cls*."""
    puts = {f"put_{name}": put for name, put, _ in cls.__frozen_fields__}
    lines = [f"put_{name}(self, {value})" for name, value in _values(cls)]
    init = _compiled(cls, ["self", "/"], [*lines, *_last_lines(cls)], puts)
    init.__qualname__ = f"{cls.__qualname__}.__init__"
    return init


@cache
def _compiled_maker(cls: type[Any]) -> Any:
    """Return a function that makes instances of *cls*.

    An instance is of a class that guards nothing until its fields are set: setting an
    attribute takes a tenth of the time of the descriptors that `_init` has to call.
    """
    slots: Any = vars(cls)["__slots__"]
    unguarded = {"__slots__": slots, "__setattr__": object.__setattr__}
    names = {"unguarded": type(cls.__name__, cls.__bases__, unguarded)}
    lines = [f"self.{name} = {value}" for name, value in _values(cls)]
    lines = ["self = unguarded()", *lines, "self.__class__ = cls", *_last_lines(cls)]
    return _compiled(cls, [], [*lines, "return self"], names)


def _values(cls: type[Any]) -> Iterator[tuple[str, str]]:
    """Yield each field of *cls*, and the expression of its value from the argument."""
    for name, _, default in cls.__frozen_fields__:
        produced = f"produced(cls, {name!r}) if {name} is MISSING else {name}"
        yield name, produced if default is MISSING else name


def _last_lines(cls: type[Any]) -> list[str]:
    return ["self.__post_init__()"] if hasattr(cls, "__post_init__") else []


def _compiled(
    cls: type[Any], parameters: list[str], lines: list[str], names: dict[str, Any]
) -> Any:
    """Return a function of *lines*, with the fields of *cls* as keywords."""
    defaults = {f"default_{name}": each for name, _, each in cls.__frozen_fields__}
    namespace = {"cls": cls, "MISSING": MISSING, "produced": _produced}
    namespace |= {**defaults, **names}
    keywords = [f"{name}=default_{name}" for name, _, _ in cls.__frozen_fields__]
    head = ", ".join([*parameters, *(["*", *keywords] if keywords else [])])
    source = "\n ".join([f"def function({head}):", *lines, "pass"])
    exec(source, namespace)  # noqa: S102 - made of names of fields
    return namespace["function"]


def _produced(cls: Any, name: str) -> Any:
    """Return the default that a factory makes; raise TypeError if none does."""
    factory = cls.__dataclass_fields__[name].default_factory
    if factory is MISSING:
        msg = f"{cls.__qualname__}() needs a value for {name!r}"
        raise TypeError(msg)
    return factory()


def _repr(self: Any) -> str:
    shown = (
        f"{field.name}={getattr(self, field.name)!r}"
        for field in fields(self)
        if field.repr
    )
    return f"{type(self).__qualname__}({', '.join(shown)})"


def _compared(self: Any) -> tuple[Any, ...]:
    return tuple(getattr(self, field.name) for field in fields(self) if field.compare)


def _eq(self: object, other: object) -> Any:
    # pytest prints all fields, secrets too, of objects that differ by an `__eq__` which
    # `dataclass` has compiled. Of these it prints the reprs.
    if type(other) is not type(self):
        return NotImplemented
    return _compared(self) == _compared(other)


def _hash(self: Any) -> int:
    return hash(_compared(self))


def _refuse_to_set(self: object, name: str, value: object) -> NoReturn:
    del self, value
    msg = f"cannot assign to {name!r}"
    raise FrozenInstanceError(msg)


def _refuse_to_delete(self: object, name: str) -> NoReturn:
    del self
    msg = f"cannot delete {name!r}"
    raise FrozenInstanceError(msg)


def _get_state(self: Any) -> list[Any]:
    """Return what `copy` and `pickle` keep."""
    return [getattr(self, name) for name, _, _ in self.__frozen_fields__]


def _set_state(self: Any, state: list[Any]) -> None:
    for (_, put, _), value in zip(self.__frozen_fields__, state, strict=True):
        put(self, value)


class _Signature:
    """The signature of a frozen class, built when `help` asks for it."""

    def __get__(self, instance: object, owner: type[Any]) -> inspect.Signature:
        return inspect.Signature(
            [
                inspect.Parameter(
                    field.name,
                    inspect.Parameter.KEYWORD_ONLY,
                    default=_default(field),
                    annotation=field.type,
                )
                for field in fields(owner)
            ]
        )


def _default(field: Field[Any]) -> Any:
    if field.default is not MISSING:
        return field.default
    if field.default_factory is not MISSING:
        return field.default_factory()
    return inspect.Parameter.empty


_SHARED = {
    "__init__": _init,
    "__repr__": _repr,
    "__eq__": _eq,
    "__hash__": _hash,
    "__setattr__": _refuse_to_set,
    "__delattr__": _refuse_to_delete,
    "__getstate__": _get_state,
    "__setstate__": _set_state,
    "__signature__": _Signature(),
    "__replace__": replace,
    "__match_args__": (),
    "__dataclass_fields__": _DataclassAttribute("__dataclass_fields__"),
    "__dataclass_params__": _DataclassAttribute("__dataclass_params__"),
}
