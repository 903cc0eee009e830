"""The HttpParameters of a target, with the values that one event gives them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..expressions.json_path import MISSING, JsonPath, is_json_path

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..model.target import HttpParameters


@dataclass(frozen=True, slots=True)
class TargetParameters:
    """The path values, headers and query parameters that a target adds to a request."""

    path_values: tuple[str, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    query: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, parameters: HttpParameters, event: Any) -> TargetParameters:
        """Resolve *parameters* on the original *event*, never the transformed one.

        Recorded on AWS 2026-10-01, through Pipes.
        """
        return cls(
            tuple(
                _resolved(value, event)
                for value in parameters.path_parameter_values or ()
            ),
            _pairs(parameters.header_parameters or {}, event),
            _pairs(parameters.query_string_parameters or {}, event),
        )


NO_PARAMETERS = TargetParameters()


def _pairs(values: Mapping[str, str], event: Any) -> tuple[tuple[str, str], ...]:
    return tuple((name, _resolved(value, event)) for name, value in values.items())


def _resolved(value: str, event: Any) -> str:
    """Return *value*, or the text of what it finds in *event* if it is a JSON path.

    A path that finds nothing gives an empty string, and a string that only begins as
    a path is sent as it is (reported for eu-west-1, 2026-09-19).
    """
    if not is_json_path(value):
        return value
    from ..expressions.input_template import bare_text  # noqa: PLC0415 - for paths only

    found = JsonPath.parse(value).find(event)
    return "" if found is MISSING else bare_text(found)
