"""The quotas that operations enforce: AWS's defaults, and what a test sets instead."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields
from typing import TYPE_CHECKING

from .frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Iterable


@frozen
class Quotas:
    """The quotas in force. The defaults are AWS's.

    All but the number of tags are in the AWS guide "Amazon EventBridge quotas".
    """

    # Of an account in a Region. AWS raises it on request; accounts that were new in
    # 2026 had 20 (reported by a user).
    connections: int = 3000
    # Of an account in a Region. AWS raises it on request.
    api_destinations: int = 3000
    # The largest InvocationRateLimitPerSecond of an API destination (recorded on AWS
    # 2026-09-26, with 300 and 301).
    invocation_rate_limit_per_second: int = 300
    # Of an account in a Region, without the default one.
    event_buses: int = 100
    # The characters of the resource policy of an event bus. An account with 30,720 was
    # recorded in us-east-1, 2026-09-13.
    event_bus_policy_size: int = 10_240
    # Of an event bus. Some Regions have less.
    rules: int = 300
    # Of a rule (recorded on AWS 2025-01-08). AWS does not raise it.
    targets: int = 5
    # Of an event bus or a rule (service model, the description of TagResource).
    tags: int = 50
    # Of an account in a Region, those that have not ended.
    replays: int = 10
    # Of an account in a Region.
    endpoints: int = 100


def quotas_complaint(value: object) -> str | None:
    """Return what is wrong with *value* as quotas by name; None if nothing is."""
    if not isinstance(value, Mapping):
        return f"quotas is a mapping such as {{'connections': 20}}, not {value!r}"
    names = [field.name for field in fields(Quotas)]
    for name, number in value.items():
        if name not in names:
            return f"unknown quota {name!r}; the quotas are {', '.join(names)}"
        if isinstance(number, bool) or not isinstance(number, int) or number < 0:
            return f"quotas[{name!r}] is a whole number, 0 or more, not {number!r}"
    return None


def merged_quotas(layers: Iterable[Mapping[str, int]]) -> dict[str, int]:
    """Return the quotas in *layers*, each from the last layer that names it.

    Raises ValueError for a layer that is not a mapping of quotas.
    """
    merged: dict[str, int] = {}
    for quotas in layers:
        complaint = quotas_complaint(quotas)
        if complaint is not None:
            raise ValueError(complaint)
        merged |= quotas
    return merged


def quotas_from_text(text: str) -> dict[str, int]:
    """Return the quotas in a string such as `connections=20, targets=10`.

    Commas, spaces or new lines separate them. Raises ValueError for any other string.
    """
    quotas: dict[str, int] = {}
    for part in re.sub(r"\s*=\s*", "=", text).replace(",", " ").split():
        name, _, number = part.partition("=")
        if not (number.isascii() and number.isdecimal()):
            msg = f"quotas are written connections=20, targets=10, not {part!r}"
            raise ValueError(msg)
        if name in quotas:
            msg = f"quotas has {name!r} twice"
            raise ValueError(msg)
        quotas[name] = int(number)
    return merged_quotas([quotas])


def quotas_as_text(quotas: Mapping[str, int]) -> str:
    """Return *quotas* in a form that `quotas_from_text` reads."""
    return " ".join(f"{name}={number}" for name, number in quotas.items())
