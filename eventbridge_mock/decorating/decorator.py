"""`mock_api_destinations`: the decorator, context manager and start/stop."""

from __future__ import annotations

import inspect
import weakref
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar, cast, overload

from ..activation.lifecycle import control_of
from ..mock import EventBridgeMock
from ..options import combine, merged
from .classes import decorate_class
from .fixtures import decorate_fixture, is_fixture
from .functions import decorate_function
from .owned_mocks import OwnMock

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ..options import DeliveryMode, GivenOptions, Transitions, UnmatchedEndpoint
    from .owned_mocks import MakeMock

F = TypeVar("F")


class MockDecorator(EventBridgeMock):
    """An `EventBridgeMock` that can decorate a test."""

    def __call__(self, decorated: F) -> F:
        """Return *decorated* so that it runs inside this mock.

        It may be a function, a coroutine function, a generator function of either
        kind, a pytest fixture, or a class. Signature and kind are kept.

        Each call, and each test of a class, begins with an empty mock. Within a mock
        that the test itself has begun, a call joins it. Within a mock of a wider
        scope, it begins with a copy if the test asks for the fixture of that mock.
        """
        # The decorated object lives as long as its module. It must not keep what the
        # last call recorded, unless somebody else keeps this mock to look at it.
        itself, given = weakref.ref(self), control_of(self).given
        return cast(
            "F", _decorated(decorated, lambda: itself() or EventBridgeMock(given))
        )


def _decorated(decorated: Any, make: MakeMock) -> Any:
    if inspect.isclass(decorated):
        return decorate_class(decorated, make)
    if is_fixture(decorated):
        return decorate_fixture(decorated, partial(OwnMock, make))
    if not callable(decorated) and not isinstance(
        decorated, (staticmethod, classmethod)
    ):
        msg = (
            "mock_api_destinations goes above a function, a fixture or a class,"
            f" not {decorated!r}; its options are keywords."
        )
        raise TypeError(msg)
    return decorate_function(decorated, partial(OwnMock, make))


@overload
def mock_api_destinations(decorated: F, /) -> F: ...
@overload
def mock_api_destinations(
    *,
    account_id: str | None = None,
    region_name: str | None = None,
    unmatched_endpoint: UnmatchedEndpoint | None = None,
    delivery: DeliveryMode | None = None,
    transitions: Transitions | None = None,
    assert_all_responses_were_used: bool | None = None,
    passthrough: Sequence[str] | None = None,
    retry_jitter_seed: int | None = None,
    quotas: Mapping[str, int] | None = None,
) -> MockDecorator: ...
def mock_api_destinations(
    decorated: Any = None,
    /,
    *,
    account_id: str | None = None,
    region_name: str | None = None,
    unmatched_endpoint: UnmatchedEndpoint | None = None,
    delivery: DeliveryMode | None = None,
    transitions: Transitions | None = None,
    assert_all_responses_were_used: bool | None = None,
    passthrough: Sequence[str] | None = None,
    retry_jitter_seed: int | None = None,
    quotas: Mapping[str, int] | None = None,
) -> Any:
    """Mock EventBridge connections and API destinations.

    A decorator with or without parentheses, a context manager (also an async
    one), and an object with `start` and `stop`:

        >>> import botocore.session
        >>> from eventbridge_mock import mock_api_destinations
        >>> @mock_api_destinations(region_name="eu-west-1")
        ... def test_nothing_is_there():
        ...     events = botocore.session.get_session().create_client("events")
        ...     assert events.list_connections()["Connections"] == []
        >>> test_nothing_is_there()

    An option left out, or None, has the value of the surrounding activation, of
    the suite's ini option `eventbridge_mock_<option>`, or its default.

    Args:
        account_id: The account, 12 digits; "123456789012". A client whose access
            key id is 12 digits works in that account.
        region_name: The Region whose resources the mock shows, and the default
            Region of clients; "us-east-1".
        unmatched_endpoint: The answer of an endpoint without a scripted reply:
            "accept" (the default) is status 200 with an empty body, "refuse" a
            connection failure that also fails the test at its end, "send" an
            ordinary call by `requests`.
        delivery: "eager" (the default) makes all attempts of a delivery at once,
            retries of 24 hours included, and records virtual times; "on_time" leaves
            attempts pending until `EventBridgeMock.advance` or freezegun moves the
            clock to their time.
        transitions: "eager" (the default) settles AUTHORIZING, DEAUTHORIZING
            and DELETING before the next call, "manual" waits for
            `EventBridgeMock.settle`.
        assert_all_responses_were_used: Whether an unused scripted reply or error
            fails the test; True.
        passthrough: Names of services, such as "s3", whose calls may leave the
            process; ().
        retry_jitter_seed: A number that makes the delays between retries irregular,
            as on AWS, in the same way in each run; None for regular delays.
        quotas: Quotas other than AWS's defaults, numbers by name: "connections",
            "api_destinations", "invocation_rate_limit_per_second", "event_buses",
            "event_bus_policy_size", "rules", "targets", "tags", "replays",
            "endpoints". Those that are not named stay as they are around it.

    Raises:
        ValueError: If an option has an invalid value.
    """
    given = {
        "account_id": account_id,
        "region_name": region_name,
        "unmatched_endpoint": unmatched_endpoint,
        "delivery": delivery,
        "transitions": transitions,
        "assert_all_responses_were_used": assert_all_responses_were_used,
        "passthrough": passthrough,
        "retry_jitter_seed": retry_jitter_seed,
        "quotas": quotas,
    }
    # A copy of the quotas too, because the test may change its own later.
    options = cast(
        "GivenOptions",
        merged({name: value for name, value in given.items() if value is not None}),
    )
    if decorated is None:
        return MockDecorator(options)
    return _decorated(decorated, lambda: EventBridgeMock(options))


def _signature_with_defaults() -> inspect.Signature:
    """Return the signature as `help` shows it: with the default of each option."""
    signature = inspect.signature(mock_api_destinations)
    # As an argument, `quotas` are those that are not AWS's.
    defaults = combine()
    parameters = [
        parameter.replace(
            default={} if name == "quotas" else getattr(defaults, name, None)
        )
        for name, parameter in signature.parameters.items()
    ]
    return signature.replace(parameters=parameters)


# None, the real one, says that an option is left out.
cast("Any", mock_api_destinations).__signature__ = _signature_with_defaults()
