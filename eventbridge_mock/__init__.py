"""A mock of AWS EventBridge connections and API destinations for unit tests.

>>> import botocore.session
>>> from eventbridge_mock import mock_api_destinations
>>> with mock_api_destinations() as mock:
...     client = botocore.session.get_session().create_client("events")
...     created = client.create_connection(
...         Name="partner",
...         AuthorizationType="BASIC",
...         AuthParameters={
...             "BasicAuthParameters": {"Username": "u", "Password": "not-a-secret"}
...         },
...     )
...     mock.connections["partner"].connection_state.value
'AUTHORIZED'
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .decorating.decorator import mock_api_destinations
    from .errors import UnmockedAwsCallError
    from .mock import EventBridgeMock, current_mock
    from .records.invocations import Attempt, DeadLetter, Invocation

    __version__: str

__all__ = [
    "Attempt",
    "DeadLetter",
    "EventBridgeMock",
    "Invocation",
    "UnmockedAwsCallError",
    "__version__",
    "current_mock",
    "mock_api_destinations",
]

# pytest imports this package at every start, through the entry point of the
# plugin. Importing botocore here would cost each of those runs 130 ms, so a
# public name is looked up when it is first asked for.
_HOMES = {
    "Attempt": "records.invocations",
    "DeadLetter": "records.invocations",
    "EventBridgeMock": "mock",
    "Invocation": "records.invocations",
    "UnmockedAwsCallError": "errors",
    "current_mock": "mock",
    "mock_api_destinations": "decorating.decorator",
}


def __getattr__(name: str) -> object:
    if name == "__version__":
        from importlib.metadata import version  # noqa: PLC0415 - costs 10 ms

        return version("eventbridge-mock")
    if name not in _HOMES:
        msg = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(msg)
    from importlib import import_module  # noqa: PLC0415 - only on first use

    value: object = getattr(import_module(f".{_HOMES[name]}", __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
