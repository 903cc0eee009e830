"""Event patterns by the book: slow, plain, and apart from the package.

It takes patterns that are valid, tries all there is to try, and shares no code with
what it is held against.
"""

from __future__ import annotations

import ipaddress
import itertools
import json
import re
from typing import Any

Around = dict[int, int]


def matches(pattern: str, event: dict[str, Any]) -> bool:
    """Say whether *event* fits *pattern*."""
    values = list(leaves(event, "", {}, itertools.count()))
    return any(
        fits_from(sorted(wanted.items()), values, {})
        for wanted in combinations(json.loads(pattern))
    )


def combinations(pattern: dict[str, Any], path: str = "") -> list[dict[str, Any]]:
    """Multiply the branches of `$or` out; a later field replaces an earlier one."""
    found: list[dict[str, Any]] = [{}]
    for key, value in pattern.items():
        here = f"{path}.{key}" if path else key
        if key == "$or":
            choices = [each for branch in value for each in combinations(branch, path)]
        elif isinstance(value, dict):
            choices = combinations(value, here)
        else:
            choices = [{here: value}]
        found = [{**before, **after} for before in found for after in choices]
    return found


def leaves(value: Any, path: str, around: Around, arrays: Any) -> Any:
    """Go through path, value, and by array the index of the element around it."""
    if isinstance(value, dict):
        for key, member in value.items():
            yield from leaves(member, f"{path}.{key}" if path else key, around, arrays)
    elif isinstance(value, list):
        array = next(arrays)
        for index, member in enumerate(value):
            if isinstance(member, (dict, list)):
                yield from leaves(member, path, {**around, array: index}, arrays)
            else:
                yield path, member, around
    else:
        yield path, value, around


def fits_from(wanted: Any, values: Any, chosen: Around) -> bool:
    """Say whether the fields left in *wanted* fit beside what is *chosen*."""
    if not wanted:
        return True
    (path, alternatives), *rest = wanted
    there = [
        (value, around)
        for at, value, around in values
        if at == path and all(chosen.get(a, i) == i for a, i in around.items())
    ]
    if not there:
        return {"exists": False} in alternatives and fits_from(rest, values, chosen)
    return any(
        fits_from(rest, values, {**chosen, **around})
        for value, around in there
        if any(fits(alternative, value) for alternative in alternatives)
    )


def fits(alternative: Any, value: Any) -> bool:
    """Say whether a *value* fits one member of a pattern's list."""
    if isinstance(alternative, dict):
        ((name, operand),) = alternative.items()
        return bool(OPERATORS[name](operand, value))
    if is_text(alternative) and address(alternative) is not None:
        return is_text(value) and address(value) == address(alternative)
    return same(alternative, value)


def same(one: Any, other: Any) -> bool:
    if is_number(one) and is_number(other):
        return float(one) == float(other)
    return type(one) is type(other) and one == other


def is_text(value: Any) -> bool:
    return isinstance(value, str)


def is_number(value: Any) -> bool:
    return type(value) in {int, float}


def address(text: str) -> Any:
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None


def either_case(text: str) -> str:
    """Return a regular expression for *text* in any case."""
    forms = [(each.lower(), each.upper()) for each in text]
    return "".join(f"(?:{re.escape(a)}|{re.escape(b)})" for a, b in forms)


def affix(beginning: str, ending: str) -> Any:
    def fits_affix(operand: Any, value: Any) -> bool:
        if isinstance(operand, dict):
            middle = either_case(operand["equals-ignore-case"])
        else:
            middle = re.escape(operand)
        expression = beginning + middle + ending
        return is_text(value) and re.fullmatch(expression, value, re.DOTALL) is not None

    return fits_affix


def fits_wildcard(operand: str, value: Any) -> bool:
    tokens = re.findall(r"\\.|.", operand, re.DOTALL)
    expression = "".join(".*" if t == "*" else re.escape(t[-1]) for t in tokens)
    return is_text(value) and re.fullmatch(expression, value, re.DOTALL) is not None


def fits_numeric(operand: list[Any], value: Any) -> bool:
    if not is_number(value):
        return False
    pairs = zip(operand[::2], operand[1::2], strict=True)
    return all(
        {
            "=": value == bound,
            "<": value < bound,
            "<=": value <= bound,
            ">": value > bound,
            ">=": value >= bound,
        }[sign]
        for sign, bound in pairs
    )


def fits_cidr(operand: str, value: Any) -> bool:
    block = ipaddress.ip_network(operand, strict=False)
    found = address(value) if is_text(value) else None
    return found is not None and found in block


def is_anything_but(operand: Any, value: Any) -> bool:
    if isinstance(operand, dict):
        ((name, inner),) = operand.items()
        texts = inner if isinstance(inner, list) else [inner]
        return not any(OPERATORS[name](text, value) for text in texts)
    refused = operand if isinstance(operand, list) else [operand]
    return not any(same(each, value) for each in refused)


OPERATORS = {
    "exactly": same,
    "prefix": affix("", ".*"),
    "suffix": affix(".*", ""),
    "equals-ignore-case": lambda operand, value: affix("", "")(
        {"equals-ignore-case": operand}, value
    ),
    "wildcard": fits_wildcard,
    "numeric": fits_numeric,
    "cidr": fits_cidr,
    "exists": lambda operand, _: operand,
    "anything-but": is_anything_but,
}
