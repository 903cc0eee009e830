"""The options: their defaults, and what is said of a value they do not have."""

from __future__ import annotations

import dataclasses
import re
from inspect import signature
from pathlib import Path
from typing import TYPE_CHECKING, Any

import botocore.session
import pytest
from botocore.exceptions import ClientError

from eventbridge_mock import mock_api_destinations
from eventbridge_mock.activation.activation import ACTIVATIONS
from eventbridge_mock.options import (
    OPTION_HELP,
    Options,
    Quotas,
    check,
    combine,
    quotas_from_text,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from eventbridge_mock.options import GivenOptions


def test_the_defaults_are_those_of_the_guide() -> None:
    assert combine() == Options(
        account_id="123456789012",
        region_name="us-east-1",
        unmatched_endpoint="accept",
        delivery="eager",
        transitions="eager",
        assert_all_responses_were_used=True,
        passthrough=(),
        retry_jitter_seed=None,
        quotas=Quotas(
            connections=3000,
            api_destinations=3000,
            invocation_rate_limit_per_second=300,
            event_buses=100,
            event_bus_policy_size=10240,
            rules=300,
            targets=5,
            tags=50,
            replays=10,
            endpoints=100,
        ),
    )


def test_the_guide_has_each_quota_with_its_default() -> None:
    guide = Path(__file__).parents[2] / "docs" / "guide" / "faults.md"
    rows = re.findall(
        r"^\| `(\w+)` \| (\d+) \|", guide.read_text("utf-8"), re.MULTILINE
    )

    assert {name: int(number) for name, number in rows} == dataclasses.asdict(Quotas())


BAD_VALUES: list[tuple[Any, str]] = [
    (
        {"account_id": "12345678901"},
        "account_id is a string of 12 digits, not '12345678901'",
    ),
    (
        {"account_id": "12345678901x"},
        "account_id is a string of 12 digits, not '12345678901x'",
    ),
    (
        {"account_id": 123456789012},
        "account_id is a string of 12 digits, not 123456789012",
    ),
    ({"region_name": ""}, "region_name is a Region such as 'us-east-1', not ''"),
    ({"region_name": 1}, "region_name is a Region such as 'us-east-1', not 1"),
    (
        {"unmatched_endpoint": "reject"},
        "unmatched_endpoint is one of 'accept', 'refuse', 'send', not 'reject'",
    ),
    ({"delivery": "late"}, "delivery is one of 'eager', 'on_time', not 'late'"),
    ({"transitions": "lazy"}, "transitions is one of 'eager', 'manual', not 'lazy'"),
    ({"passthrough": "s3"}, "passthrough is a tuple of service names: ('s3',)"),
    (
        {"assert_all_responses_were_used": "no"},
        "assert_all_responses_were_used is True or False, not 'no'",
    ),
    (
        {"retry_jitter_seed": "1"},
        "retry_jitter_seed is a number such as 1, not '1'",
    ),
    (
        {"retry_jitter_seed": True},
        "retry_jitter_seed is a number such as 1, not True",
    ),
    ({"quotas": 20}, "quotas is a mapping such as {'connections': 20}, not 20"),
    (
        {"quotas": "connections=20"},
        "quotas is a mapping such as {'connections': 20}, not 'connections=20'",
    ),
    (
        {"quotas": {"connections": 20, "archives": 1}},
        "unknown quota 'archives'; the quotas are connections, api_destinations,"
        " invocation_rate_limit_per_second, event_buses, event_bus_policy_size, rules,"
        " targets, tags, replays, endpoints",
    ),
    (
        {"quotas": {"connections": "20"}},
        "quotas['connections'] is a whole number, 0 or more, not '20'",
    ),
    (
        {"quotas": {"connections": True}},
        "quotas['connections'] is a whole number, 0 or more, not True",
    ),
    (
        {"quotas": {"targets": 2.5}},
        "quotas['targets'] is a whole number, 0 or more, not 2.5",
    ),
    (
        {"quotas": {"targets": -1}},
        "quotas['targets'] is a whole number, 0 or more, not -1",
    ),
]


@pytest.mark.parametrize(
    ("given", "text"), BAD_VALUES, ids=[f"{given}" for given, _ in BAD_VALUES]
)
def test_a_bad_value_is_refused_where_it_is_written(
    given: dict[str, Any], text: str
) -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011 - the text is below
        mock_api_destinations(**given)

    assert str(caught.value) == text


def test_an_unknown_option_is_refused_where_it_is_written() -> None:
    with pytest.raises(TypeError, match="regoin_name"):
        mock_api_destinations(regoin_name="eu-west-1")  # type: ignore[call-overload]


def test_options_are_keywords() -> None:
    with pytest.raises(TypeError):
        mock_api_destinations(None, "eu-west-1")  # type: ignore[call-overload]


def test_an_unknown_name_is_answered_with_all_names() -> None:
    with pytest.raises(TypeError) as caught:
        check({"region_name": "eu-west-1", "regoin_name": "eu-west-1"})

    assert str(caught.value) == (
        "unknown option 'regoin_name'; the options are account_id, region_name,"
        " unmatched_endpoint, delivery, transitions, assert_all_responses_were_used,"
        " passthrough, retry_jitter_seed, quotas"
    )


def test_a_bad_value_is_refused_with_the_names() -> None:
    with pytest.raises(ValueError, match="^region_name is a Region"):
        check({"region_name": ""})


def test_all_names_are_known() -> None:
    check({name: getattr(combine(), name) for name in OPTION_HELP if name != "quotas"})
    check({"quotas": dataclasses.asdict(Quotas())})  # type: ignore[call-overload]


def test_all_options_are_explained() -> None:
    assert [*OPTION_HELP] == [field.name for field in dataclasses.fields(Options)]


def test_later_options_lie_on_top() -> None:
    layers: list[GivenOptions] = [
        {"region_name": "eu-west-1", "account_id": "111122223333"},
        {},
        {"region_name": "eu-west-2"},
    ]
    combined = combine(*layers)

    assert (combined.region_name, combined.account_id) == (
        "eu-west-2",
        "111122223333",
    )


def test_quotas_are_merged_by_name() -> None:
    """A later layer changes those that it names."""
    layers: list[GivenOptions] = [
        {"quotas": {"connections": 20, "targets": 10}},
        {"region_name": "eu-west-2"},
        {"quotas": {"targets": 5, "rules": 1}},
    ]

    assert combine(*layers).quotas == Quotas(connections=20, targets=5, rules=1)


def test_a_nested_activation_changes_the_quotas_that_it_names(
    make_client: Callable[..., Any],
) -> None:
    """Until it ends."""
    client = make_client()
    with mock_api_destinations(quotas={"event_buses": 0, "rules": 0}):
        with mock_api_destinations(quotas={"event_buses": 1}):
            client.create_event_bus(Name="shop")
            assert is_refused(
                client.put_rule, Name="a", ScheduleExpression="rate(1 day)"
            )
        assert is_refused(client.create_event_bus, Name="another")


def test_a_quota_with_more_digits_than_python_reads_is_refused() -> None:
    text = f"connections={'9' * 4_301}"
    with pytest.raises(ValueError, match="^quotas are written") as caught:
        quotas_from_text(text)

    assert str(caught.value) == (
        f"quotas are written connections=20, targets=10, not '{text}'"
    )


def test_quotas_that_the_test_changes_later_stay_as_they_were_given(
    make_client: Callable[..., Any],
) -> None:
    """Until then nobody would look at them again, and a nested mock would fail."""
    quotas: dict[str, Any] = {"event_buses": 0}
    mock = mock_api_destinations(quotas=quotas)
    quotas["event_buses"] = "many"

    with mock, mock_api_destinations():
        assert is_refused(make_client().create_event_bus, Name="shop")


def is_refused(method: Any, **params: Any) -> bool:
    with pytest.raises(ClientError) as caught:
        method(**params)
    return bool(caught.value.response["Error"]["Code"] == "LimitExceededException")


def test_services_may_be_given_in_any_sequence() -> None:
    assert Options(passthrough=["s3", "sqs"]).passthrough == ("s3", "sqs")  # type: ignore[arg-type]


def test_a_client_without_a_region_gets_the_mocks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("AWS_DEFAULT_REGION", raising=False)
    with mock_api_destinations(region_name="eu-west-3"):
        client = botocore.session.Session().create_client("events")

    assert client.meta.region_name == "eu-west-3"


@pytest.mark.parametrize(
    "digits", ["\u0661" * 12, "\uff11" * 12], ids=["Arabic", "wide"]
)
def test_an_account_has_ascii_digits(digits: str) -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011 - the text is below
        mock_api_destinations(account_id=digits)

    assert str(caught.value) == f"account_id is a string of 12 digits, not {digits!r}"


def test_the_names_of_services_are_texts() -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011 - the text is below
        mock_api_destinations(passthrough=("s3", 7))  # type: ignore[call-overload]

    assert str(caught.value) == (
        "passthrough is a tuple of service names, not ('s3', 7)"
    )


def test_help_shows_the_defaults() -> None:
    shown = {
        name: parameter.default
        for name, parameter in signature(mock_api_destinations).parameters.items()
        if parameter.kind is parameter.KEYWORD_ONLY
    }
    defaults = {name: getattr(Options(), name) for name in OPTION_HELP}

    assert shown == {**defaults, "quotas": {}}
    with mock_api_destinations(**shown):
        assert ACTIVATIONS.current_state().options == Options()
