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

from .lazy_names import lazy_names

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

_MODULES = {
    "Attempt": "records.invocations",
    "DeadLetter": "records.invocations",
    "EventBridgeMock": "mock",
    "Invocation": "records.invocations",
    "UnmockedAwsCallError": "errors",
    "current_mock": "mock",
    "mock_api_destinations": "decorating.decorator",
}
_find, __dir__ = lazy_names(globals(), {**_MODULES, "__version__": ""})


def __getattr__(name: str) -> object:
    if name == "__version__":
        from importlib.metadata import version  # noqa: PLC0415 - costs 10 ms

        return version("eventbridge-mock")
    return _find(name)
