"""The mock without the names of botocore that only make it faster."""

from __future__ import annotations

import sys
from functools import wraps
from typing import TYPE_CHECKING, Any

import botocore.regions
import botocore.useragent
import pytest

from eventbridge_mock import mock_api_destinations
from tests.requests_to_aws import connection

if TYPE_CHECKING:
    from collections.abc import Callable

PARTS = ("_user_agent_creator", "_ruleset_resolver")
# The classes of these parts, and the methods whose results are cached.
CLASSES = (
    (botocore.useragent, "UserAgentString"),
    (botocore.regions, "EndpointRulesetResolver"),
)
METHODS = ("to_string", "construct_endpoint")


def rename(instance: Any, name: str) -> None:
    """Let botocore alone find the attribute *name* of *instance* by this name."""
    value = vars(instance)[f"new{name}"] = vars(instance).pop(name)

    def find(_: Any) -> Any:
        if sys._getframe(1).f_globals["__name__"].startswith("botocore."):  # noqa: SLF001 - no public way
            return value
        raise AttributeError(name)

    cls = type(instance)
    instance.__class__ = type(cls.__name__, (cls,), {name: property(find)})


@pytest.fixture
def client(make_client: Callable[..., Any]) -> Any:
    return make_client()


@pytest.fixture
def computed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The methods that botocore has called to compute something for a call."""
    names: list[str] = []

    def count(owner: Any, name: str) -> None:
        original = getattr(owner, name)

        @wraps(original)
        def counted(*args: Any, **kwargs: Any) -> Any:
            names.append(name)
            return original(*args, **kwargs)

        monkeypatch.setattr(owner, name, counted)

    for (module, class_name), name in zip(CLASSES, METHODS, strict=True):
        count(getattr(module, class_name), name)
    return names


def test_the_user_agent_and_the_endpoint_are_computed_once(
    client: Any, computed: list[str]
) -> None:
    with mock_api_destinations():
        client.list_connections()
        client.list_connections()

    assert sorted(computed) == sorted(METHODS)


def test_a_part_is_found_under_any_name(client: Any, computed: list[str]) -> None:
    for name in PARTS:
        rename(client, name)

    with mock_api_destinations():
        client.list_connections()
        client.list_connections()

    assert sorted(computed) == sorted(METHODS)
    assert not any(hasattr(client, name) for name in PARTS)


@pytest.mark.parametrize("number", [0, 1], ids=["user agent", "endpoint"])
@pytest.mark.parametrize("what", ["class", "module"])
def test_a_value_is_computed_for_each_call_without(
    client: Any,
    computed: list[str],
    monkeypatch: pytest.MonkeyPatch,
    number: int,
    what: str,
) -> None:
    module, class_name = CLASSES[number]
    if what == "class":
        monkeypatch.delattr(module, class_name)
    else:
        monkeypatch.delitem(sys.modules, module.__name__)

    with mock_api_destinations(region_name="eu-west-1") as mock:
        client.create_connection(**connection())
        client.create_connection(**connection(Name="other"))

        assert list(mock.connections) == ["partner", "other"]
    assert [computed.count(name) for name in METHODS] == [1 + (number == 0), 1 + number]


def test_a_client_whose_part_lacks_a_method_is_answered(
    client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(
        botocore.regions.EndpointRulesetResolver, "auth_schemes_to_signing_ctx"
    )

    with mock_api_destinations():
        assert client.list_connections()["Connections"] == []


def test_the_client_works_for_itself_after_the_mock(client: Any) -> None:
    rename(client, "_user_agent_creator")
    rename(client, "_ruleset_resolver")
    with mock_api_destinations():
        client.list_connections()
    seen: list[str] = []
    client.meta.events.register(
        "before-call", lambda params, **_: seen.append(params["url"]) or (None, {})
    )

    with pytest.raises(AttributeError):
        client.list_connections()

    assert seen == ["https://events.eu-west-1.amazonaws.com/"]


def test_scripted_errors_are_answered_without_a_speed_up(
    client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module, class_name in CLASSES:
        monkeypatch.delattr(module, class_name)
    with mock_api_destinations() as mock:
        mock.fail("ListConnections", "ThrottlingException", times=2)

        answer = client.list_connections()

    assert answer["ResponseMetadata"]["RetryAttempts"] == 2


def test_the_account_is_the_mocks_if_the_key_cannot_be_seen(
    make_client: Callable[..., Any],
) -> None:
    client = make_client(aws_access_key_id="111122223333")
    rename(client._request_signer, "_credentials")  # noqa: SLF001 - no public way

    with mock_api_destinations():
        arn = client.create_connection(**connection())["ConnectionArn"]

    assert arn.startswith("arn:aws:events:eu-west-1:123456789012:connection/partner/")
