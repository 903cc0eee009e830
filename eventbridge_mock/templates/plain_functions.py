"""The functions of a template that depend on their arguments alone.

Each takes the function that resolves other functions, and its own argument. Texts of
errors are CloudFormation's, as users report them.
"""

from __future__ import annotations

import base64
import ipaddress
from collections.abc import Callable
from typing import Any

from ..arguments import is_whole_number
from ..errors import DeploymentError

Resolve = Callable[[Any], Any]

# CloudFormation's reference of Fn::Cidr.
_CIDR_COUNTS = range(1, 257)


class FunctionError(DeploymentError):
    """A function cannot be resolved."""


def _base64_of(resolve: Resolve, argument: Any) -> str:
    text = text_of(resolve(argument), "Fn::Base64")
    return base64.b64encode(text.encode()).decode()


def _cidr(resolve: Resolve, argument: Any) -> list[str]:
    match resolve(argument):
        case [str(block), count, *bits]:
            blocks = _blocks(block, str(count), str(bits[0]) if bits else "8")
            if blocks is not None:
                return blocks
    msg = "Template error: Fn::Cidr requires an IP block, a count and its cidr bits"
    raise FunctionError(msg)


def _equals(resolve: Resolve, argument: Any) -> bool:
    if not isinstance(argument, list) or len(argument) != 2:  # noqa: PLR2004
        msg = (
            "Template error: every Fn::Equals object requires a list of 2 string"
            " parameters."
        )
        raise FunctionError(msg)
    first, second = map(resolve, argument)
    return _comparable(first) == _comparable(second)


def _join(resolve: Resolve, argument: Any) -> str:
    match argument:
        case [str(delimiter), items]:
            values = resolve(items)
            if isinstance(values, list):
                return delimiter.join(text_of(each, "Fn::Join") for each in values)
    msg = (
        "Template error: every Fn::Join object requires two parameters, (1) a"
        " string delimiter and (2) a list of strings to be joined or a function"
        " that returns a list of strings (such as Fn::GetAZs) to be joined."
    )
    raise FunctionError(msg)


def _select(resolve: Resolve, argument: Any) -> Any:
    match resolve(argument):
        case [index, list(values)] if is_whole_number(str(index)):
            if int(index) < len(values):
                return values[int(index)]
            msg = (
                "Template error: Fn::Select cannot select nonexistent value at"
                f" index {index}"
            )
            raise FunctionError(msg)
    msg = (
        "Template error: Fn::Select requires a list argument with two elements: an"
        " integer index and a list"
    )
    raise FunctionError(msg)


def _split(resolve: Resolve, argument: Any) -> list[str]:
    match argument:
        case [str(delimiter), text] if delimiter:
            value = resolve(text)
            if isinstance(value, str):
                return value.split(delimiter)
    msg = (
        "Template error: every Fn::Split object requires two parameters, (1) a"
        " string delimiter and (2) a string to be split or a function that returns"
        " a string to be split."
    )
    raise FunctionError(msg)


def _blocks(block: str, count: str, bits: str) -> list[str] | None:
    """Return the first blocks of an IP block; None for arguments that have none."""
    if not (
        is_whole_number(count) and int(count) in _CIDR_COUNTS and is_whole_number(bits)
    ):
        return None
    try:
        network = ipaddress.ip_network(block, strict=False)
        blocks = network.subnets(new_prefix=network.max_prefixlen - int(bits))
        return [str(next(blocks)) for _ in range(int(count))]
    except (ValueError, StopIteration):
        return None


def _comparable(value: object) -> object:
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, int | float) else value


def text_of(value: object, name: str) -> str:
    """Return what a function takes for a string: numbers and booleans too."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str | int | float):
        return str(value)
    if name == "Fn::Sub" and isinstance(value, list):
        return ",".join(text_of(each, name) for each in value)
    msg = f"Template error: {name} takes strings, not a list or an object."
    raise FunctionError(msg)


PLAIN_FUNCTIONS: dict[str, Callable[[Resolve, Any], Any]] = {
    "Fn::Base64": _base64_of,
    "Fn::Cidr": _cidr,
    "Fn::Equals": _equals,
    "Fn::Join": _join,
    "Fn::Select": _select,
    "Fn::Split": _split,
}
