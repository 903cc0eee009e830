"""The values that a test passes with a template, and a check that it uses them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from ..arguments import require_mapping
from ..errors import DeploymentError
from ..frozen import frozen
from ..model.resources import closest_name
from .template import section

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .stack_template import StackTemplate


# The name in a dynamic reference.
_STORED_NAME = re.compile(r"\{\{resolve:[a-z-]+:([^:{}]+)")


class GivenNames(Mapping[str, Any]):
    """Values by name, and the names that were looked up."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = values
        self._used: set[str] = set()

    def __getitem__(self, name: str) -> Any:
        value = self._values[name]
        self._used.add(name)
        return value

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def unused(self) -> list[str]:
        """Return the names that nothing has looked up, in their order."""
        return [name for name in self._values if name not in self._used]


@frozen
class GivenValues:
    """The values that a test passes with a template, as `mock.deploy` explains."""

    parameters: Mapping[str, Any]
    secrets: GivenNames
    ssm: GivenNames
    imports: GivenNames
    values: GivenNames

    def __repr__(self) -> str:
        # Tracebacks show this, and it holds secrets.
        return "<GivenValues>"


def given_values(**arguments: Mapping[str, Any] | None) -> GivenValues:
    """Return the values; raise TypeError for one whose names are not strings."""
    for argument, members in arguments.items():
        require_mapping(argument, members)
    parameters = arguments.pop("parameters", None)
    named = {name: GivenNames(members or {}) for name, members in arguments.items()}
    return GivenValues(parameters=parameters or {}, **named)


def require_use(given: GivenValues, templates: Iterable[StackTemplate]) -> None:
    """Raise DeploymentError for a name that the *templates* do not use.

    A name in them, or in a parameter, counts as used: the condition of the reference
    may not hold.
    """
    unused = [
        (argument, name)
        for argument in ("secrets", "ssm", "imports", "values")
        for name in getattr(given, argument).unused()
    ]
    if not unused:
        return
    bodies = [template.body for template in templates]
    bodies.append({"Parameters": dict(given.parameters)})
    strings = list(_strings_in(bodies))
    for argument, name in unused:
        if not any(_is_named(name, argument, text) for text in strings):
            close = closest_name(name, _names_in(bodies, argument))
            hint = f" Did you mean {close}?" if close else ""
            msg = f"{argument}: nothing in the template refers to {name!r}.{hint}"
            raise DeploymentError(msg)


def _names_in(bodies: Iterable[Mapping[str, Any]], argument: str) -> list[str]:
    """Return the names in *bodies*; another string in them may be a secret."""
    if argument == "values":
        return [name for body in bodies for name in section(body, "Resources")]
    if argument == "imports":
        return []
    strings = (text for body in bodies for text in _strings_in(body))
    return [name for text in strings for name in _STORED_NAME.findall(text)]


def _is_named(name: str, argument: str, text: str) -> bool:
    """Return whether a string of a template has the *name*.

    A secret may have its stage behind a colon, and a value the attribute of a resource
    behind a dot.
    """
    if argument == "secrets":
        name = name.partition(":")[0] if not name.startswith("arn:") else name
    elif argument == "values":
        name = name.rpartition(".")[2]
    return name in text


def _strings_in(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for name, member in value.items():
            yield str(name)
            yield from _strings_in(member)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _strings_in(item)
