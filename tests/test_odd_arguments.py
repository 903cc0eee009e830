"""Each argument of each public method takes any value, or refuses it by name."""

from __future__ import annotations

import inspect
import re
from typing import TYPE_CHECKING, Any

import pytest

from eventbridge_mock import EventBridgeMock, Invocation
from eventbridge_mock.errors import DeploymentError
from eventbridge_mock.model.backend_view import BackendView
from eventbridge_mock.model.resources import UnknownNameError
from eventbridge_mock.records.invocation_log import (
    DeadLetterLog,
    InvocationLog,
    TokenRequestLog,
)
from tests import requests_to_aws

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Name(str):
    """A string of a test's own."""

    __slots__ = ()


def itself() -> list[object]:
    value: list[object] = []
    value.append(value)
    return value


VALUES: dict[str, Callable[[], object]] = {
    "None": lambda: None,
    "a negative number": lambda: -1,
    "not a number": lambda: float("nan"),
    "a huge number": lambda: 10**400,
    "a complex number": lambda: 1j,
    "a boolean": lambda: True,
    "bytes": lambda: b"orders",
    "an empty string": lambda: "",
    "a long string": lambda: "x" * 70_000,
    "half of a surrogate pair": lambda: "\ud800",
    "a null character": lambda: "a\0b",
    "a string of another class": lambda: Name("orders"),
    "a generator": lambda: (name for name in ["orders"]),
    "an object": object,
    "a function": lambda: len,
    "a list": lambda: [5],
    "a list in itself": itself,
    "a set": lambda: {"orders"},
    "a mapping of numbers": lambda: {5: 6},
    "a mapping of None": lambda: {"x": None},
    "a mapping of a list in itself": lambda: {"x": itself()},
}
# What a test holds, and the class of each.
HELD: dict[type, Callable[[EventBridgeMock], object]] = {
    EventBridgeMock: lambda mock: mock,
    InvocationLog: lambda mock: mock.invocations,
    Invocation: lambda mock: mock.invocations[0],
    DeadLetterLog: lambda mock: mock.dead_letters,
    TokenRequestLog: lambda mock: mock.token_requests,
    BackendView: EventBridgeMock.backend,
}
# Python's own methods of sequences, and what ends the mock.
LEFT_OUT = {"count", "index", "start", "stop", "reset"}
# The other arguments, where a call needs them.
GIVEN = {
    "api_destination": "orders",
    "url_prefix": "https://b.example",
    "to": "http://127.0.0.1:80",
    "event": {"source": "shop", "detail-type": "Order"},
    "operation": "PutEvents",
    "code": "InternalException",
    "client_id": "shop",
    "client_secret": "not-a-secret",
    "name": "partner",
    "connection": "partner",
    "state": "AUTHORIZED",
    "endpoint_name": "main",
    "queue_arn": requests_to_aws.QUEUE_ARN,
    "outcome": "delivered",
    "source": "missing.yaml",
}
# What some arguments are called in an error.
NOUNS = {
    "api_destination": ("API destination",),
    "to": ("A route", "WSGI"),
    "url_prefix": ("prefix",),
    "detail_type": ("detail-type",),
    **dict.fromkeys(
        inspect.signature(EventBridgeMock.advance).parameters, ("advance",)
    ),
}


def parameters() -> Iterator[Any]:
    """Yield each parameter of each public method of what a test holds."""
    for owner in HELD:
        for name, method in inspect.getmembers(owner, inspect.isfunction):
            if not name.startswith("_") and name not in LEFT_OUT:
                for parameter in [*inspect.signature(method).parameters.values()][1:]:
                    label = f"{owner.__name__}.{name} {parameter.name}"
                    yield pytest.param(owner, method, parameter, id=label)


def call(held: object, method: Callable[..., Any], odd: str, value: object) -> None:
    """Call *method* of *held* with *value* for the parameter *odd*."""
    positional, keywords = [held], {}
    for parameter in [*inspect.signature(method).parameters.values()][1:]:
        if parameter.name == odd:
            given = value
        elif parameter.name in GIVEN and parameter.default in (parameter.empty, None):
            given = GIVEN[parameter.name]
        else:
            continue
        if parameter.kind is parameter.POSITIONAL_ONLY:
            positional.append(given)
        else:
            keywords[parameter.name] = given
    method(*positional, **keywords)


def error_of(
    held: object, method: Callable[..., Any], odd: str, value: object
) -> Iterator[Exception]:
    """Yield the TypeError or ValueError of a call.

    AssertionError is what assertions raise, and KeyError shows what exists.
    """
    try:
        call(held, method, odd, value)
    except (AssertionError, DeploymentError, UnknownNameError):
        return
    except (TypeError, ValueError) as error:
        yield error


@pytest.mark.parametrize(("owner", "method", "parameter"), [*parameters()])
@pytest.mark.usefixtures("orders")
def test_a_value_is_taken_or_refused_by_name(
    mock: EventBridgeMock,
    owner: type,
    method: Callable[..., Any],
    parameter: inspect.Parameter,
) -> None:
    mock.invoke("orders", dead_letter_config={"Arn": requests_to_aws.QUEUE_ARN})
    named = re.compile("|".join([parameter.name, *NOUNS.get(parameter.name, ())]))
    errors = [
        f"{name}: {error!r}"
        for name, make in VALUES.items()
        for error in error_of(HELD[owner](mock), method, parameter.name, make())
        if not named.search(str(error))
    ]

    mock.reset()  # also of errors that nobody used
    assert errors == []
