"""What a target adds to a request, its JSON paths resolved on the event."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..expressions.json_path import MISSING, JsonPath, is_json_path

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ..model.target import HttpParameters


@dataclass(frozen=True, slots=True)
class TargetParameters:
    """The HttpParameters of a target as one event makes them."""

    path_values: tuple[str, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    query: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, parameters: HttpParameters | None, event: Any) -> TargetParameters:
        """Resolve *parameters* on the original *event*, never the transformed one.

        What a path does not find leaves its header or query parameter out, and is
        nothing in a URL's path (docs/fidelity.md, row "a path that finds nothing").
        Raises InvalidPathError for a value that begins as a path but is none.
        """
        if parameters is None:
            return cls()
        found = (
            _resolved(one, event) for one in parameters.path_parameter_values or ()
        )
        return cls(
            tuple("" if value is None else value for value in found),
            tuple(_pairs(parameters.header_parameters or {}, event)),
            tuple(_pairs(parameters.query_string_parameters or {}, event)),
        )


def _pairs(values: Mapping[str, str], event: Any) -> Iterator[tuple[str, str]]:
    for key, value in values.items():
        resolved = _resolved(value, event)
        if resolved is not None:
            yield key, resolved


def _resolved(value: str, event: Any) -> str | None:
    """Return *value*, or the text of what it points to; None if that is nothing."""
    if not is_json_path(value):
        return value
    found = JsonPath.parse(value).find(event)
    if found is MISSING:
        return None
    if isinstance(found, str):
        return found
    return json.dumps(found, separators=(",", ":"), ensure_ascii=False)
