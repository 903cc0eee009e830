"""The options of a mock, for one test or for a suite."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields
from typing import TYPE_CHECKING, Any, Literal, TypedDict, get_args

from .arguments import (
    account_id_complaint,
    is_whole_number,
    passthrough_complaint,
    region_name_complaint,
)
from .frozen import frozen, maker

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

UnmatchedEndpoint = Literal["accept", "refuse", "send"]
DeliveryMode = Literal["eager", "on_time"]
Transitions = Literal["eager", "manual"]

_CHOICES: dict[str, tuple[str, ...]] = {
    "unmatched_endpoint": get_args(UnmatchedEndpoint),
    "delivery": get_args(DeliveryMode),
    "transitions": get_args(Transitions),
}


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


class GivenOptions(TypedDict, total=False):
    """The options that are given; the others keep their value."""

    account_id: str
    region_name: str
    unmatched_endpoint: UnmatchedEndpoint
    delivery: DeliveryMode
    transitions: Transitions
    assert_all_responses_were_used: bool
    passthrough: tuple[str, ...]
    retry_jitter_seed: int
    quotas: Mapping[str, int]


@frozen
class Options:
    """The options in force; the meaning of each is in `mock_api_destinations`."""

    account_id: str = "123456789012"
    region_name: str = "us-east-1"
    unmatched_endpoint: UnmatchedEndpoint = "accept"
    delivery: DeliveryMode = "eager"
    transitions: Transitions = "eager"
    assert_all_responses_were_used: bool = True
    passthrough: tuple[str, ...] = ()
    retry_jitter_seed: int | None = None
    quotas: Quotas = Quotas()

    def __post_init__(self) -> None:
        for complaint in _complaints(self):
            raise ValueError(complaint)
        object.__setattr__(self, "passthrough", tuple(self.passthrough))


_make_options = maker(Options)


def _complaints(options: Options) -> Iterator[str]:
    """Yield a sentence for each option with a bad value."""
    complaints = (
        account_id_complaint(options.account_id),
        region_name_complaint(options.region_name),
        passthrough_complaint(options.passthrough),
    )
    yield from filter(None, complaints)
    for name, allowed in _CHOICES.items():
        if getattr(options, name) not in allowed:
            choices = ", ".join(map(repr, allowed))
            yield f"{name} is one of {choices}, not {getattr(options, name)!r}"
    used = options.assert_all_responses_were_used
    if not isinstance(used, bool):
        yield f"assert_all_responses_were_used is True or False, not {used!r}"
    seed = options.retry_jitter_seed
    if seed is not None and (isinstance(seed, bool) or not isinstance(seed, int)):
        yield f"retry_jitter_seed is a number such as 1, not {seed!r}"


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
        if not is_whole_number(number):
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


OPTION_HELP = {
    "account_id": "the account of EventBridge mocks, 12 digits",
    "region_name": "the Region whose resources EventBridge mocks show",
    "unmatched_endpoint": "the answer of endpoints without a scripted reply:"
    " accept, refuse or send",
    "delivery": "the time of the retries of deliveries: eager or on_time",
    "transitions": "the time at which states of connections settle: eager or manual",
    "assert_all_responses_were_used": "fail tests that leave scripted replies unused",
    "passthrough": "services whose calls may leave the process",
    "retry_jitter_seed": "a number that makes delays between retries irregular",
    "quotas": "the quotas of AWS that are other than its defaults: connections=20",
}

# The ini options of the pytest run, with which all activations begin.
suite_options: dict[str, Any] = {}


def push_suite_options(given: Mapping[str, Any]) -> Callable[[], None]:
    """Let all activations begin with *given*; return the function that undoes it."""
    before = suite_options.copy()
    suite_options.update(given)

    def restore() -> None:
        suite_options.clear()
        suite_options.update(before)

    return restore


def from_ini(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the options that are set in an ini file; raises ValueError for a bad one.

    An option that is not set is an empty string. The error begins with the name of the
    option.
    """
    options: dict[str, Any] = {}
    for name, value in given.items():
        if value != "":
            try:
                options[name] = _of_ini(name, value)
                combine({name: options[name]})
            except ValueError as error:
                msg = f"{name}: {error}"
                raise ValueError(msg) from None
    return options


def _of_ini(name: str, value: Any) -> Any:
    """Return an option as Python writes it: some formats of pytest have no numbers."""
    if name == "quotas":
        return quotas_from_text("\n".join(value))
    if name == "retry_jitter_seed" and str(value).removeprefix("-").isdecimal():
        return int(value)
    return value


def check(given: Mapping[str, Any], *, beside: tuple[str, ...] = ()) -> None:
    """Raise TypeError for an unknown option, ValueError for a bad value.

    *beside* are names that the place of *given* has too, and that were taken out.
    """
    for name in given:
        if name not in OPTION_HELP:
            names = ", ".join((*OPTION_HELP, *beside))
            msg = f"unknown option {name!r}; the options are {names}"
            raise TypeError(msg)
    combine(given)


def combine(*layers: Mapping[str, Any]) -> Options:
    """Return the built-in defaults changed by the layers, the last one on top."""
    given = merged(*layers)
    if "quotas" in given:
        given["quotas"] = Quotas(**given["quotas"])
    return _make_options(**given)


def merged(*layers: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the layers give, the last one on top; each quota by itself.

    Raises ValueError for bad quotas.
    """
    given: dict[str, Any] = {}
    for layer in layers:
        given |= layer
    quotas = [layer["quotas"] for layer in layers if "quotas" in layer]
    if quotas:
        given["quotas"] = merged_quotas(quotas)
    return given


def changes(given: Mapping[str, Any]) -> list[str]:
    """Return the options that differ from the defaults, as in an ini file."""
    default = combine()
    return [
        f"{name}={_as_in_an_ini_file(value)}"
        for name, value in given.items()
        if combine({name: value}) != default
    ]


def _as_in_an_ini_file(value: object) -> str:
    if isinstance(value, dict):
        return quotas_as_text(value)
    if isinstance(value, list):
        return " ".join(value)
    return str(value).lower() if isinstance(value, bool) else str(value)
