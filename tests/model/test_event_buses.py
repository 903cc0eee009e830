"""The event buses of one place, and the rules on them, as a test sees them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from eventbridge_mock.model.backend import Backend, Backends
from eventbridge_mock.model.event_bus import EventBus
from tests.model.instances import NOW
from tests.model.test_rule import RULE

SHOP = EventBus(
    name="shop",
    arn="arn:event-bus/shop",
    creation_time=NOW,
    last_modified_time=NOW,
    tags={},
)
SHOP_RULE = replace(RULE, event_bus_name="shop", description="there")


def test_an_event_bus_has_no_hash() -> None:
    with pytest.raises(TypeError, match="unhashable type: 'EventBus'"):
        hash(SHOP)


@pytest.fixture
def backend() -> Backend:
    """A custom event bus, and rules of the same name on both."""
    made = Backend("123456789012", "eu-west-1")
    made.buses.put_event_bus(SHOP)
    made.buses.put_rule(RULE)
    made.buses.put_rule(SHOP_RULE)
    return made


def test_the_default_event_bus_is_always_there() -> None:
    empty = Backend("123456789012", "eu-west-1")

    assert [bus.arn for bus in empty.view.event_buses.values()] == [
        "arn:aws:events:eu-west-1:123456789012:event-bus/default"
    ]


def test_event_buses_are_seen_by_name(backend: Backend) -> None:
    assert list(backend.view.event_buses) == ["default", "shop"]
    assert backend.view.event_buses["shop"] is SHOP


def test_rules_are_seen_by_name_and_those_of_other_buses_by_both(
    backend: Backend,
) -> None:
    assert dict(backend.view.rules) == {"orders": RULE, ("shop", "orders"): SHOP_RULE}
    assert len(backend.view.rules) == 2
    assert backend.view.rules["default", "orders"] is RULE


@pytest.mark.parametrize(
    ("key", "message"),
    [
        (
            "order",
            "no rule 'order' in account 123456789012, Region eu-west-1."
            " Did you mean 'orders'?",
        ),
        (
            ("shop", "order"),
            "no rule ('shop', 'order') in account 123456789012, Region eu-west-1."
            " Did you mean ('shop', 'orders')?",
        ),
        (
            "zebra",
            "no rule 'zebra' in account 123456789012, Region eu-west-1."
            " There are: 'orders', ('shop', 'orders').",
        ),
    ],
    ids=["name", "bus and name", "others"],
)
def test_a_rule_that_is_not_there(
    backend: Backend, key: str | tuple[str, str], message: str
) -> None:
    with pytest.raises(KeyError) as caught:
        backend.view.rules[key]

    assert str(caught.value) == message


@pytest.mark.parametrize("key", [(), ("orders",), ("shop", "orders", "x")], ids=len)
def test_a_rule_is_found_by_one_name_or_two(
    backend: Backend, key: tuple[str, ...]
) -> None:
    with pytest.raises(TypeError) as caught:
        backend.view.rules[key]  # type: ignore[index]

    assert str(caught.value) == (
        "a rule on the default event bus is found by its name, and any other by"
        f" (event_bus_name, rule_name), not by {key!r}"
    )


def test_an_event_bus_that_is_not_there() -> None:
    empty = Backend("123456789012", "eu-west-1")

    with pytest.raises(KeyError) as caught:
        empty.view.event_buses["shop"]

    assert str(caught.value) == (
        "no event bus 'shop' in account 123456789012, Region eu-west-1."
        " There are: 'default'."
    )


def test_routing_finds_rules_by_their_event_bus(backend: Backend) -> None:
    assert list(backend.rules_on("shop").values()) == [SHOP_RULE]
    assert backend.rule("shop", "orders") is SHOP_RULE
    assert backend.rule("default", "orders") is RULE


def test_an_unknown_event_bus_has_no_rules(backend: Backend) -> None:
    """What is published to one is lost (recorded on AWS 2025-01-08)."""
    assert list(backend.rules_on("nowhere").values()) == []
    assert backend.rule("nowhere", "orders") is None


def test_a_changed_event_bus_keeps_its_rules(backend: Backend) -> None:
    backend.buses.put_event_bus(replace(SHOP, description="Orders"))

    assert list(backend.rules_on("shop").values()) == [SHOP_RULE]


def test_an_event_bus_takes_its_rules_along(backend: Backend) -> None:
    backend.buses.remove_event_bus("shop")

    assert list(backend.view.event_buses) == ["default"]
    assert dict(backend.view.rules) == {"orders": RULE}


def test_a_removed_rule_is_gone(backend: Backend) -> None:
    backend.buses.remove_rule(SHOP_RULE)

    assert dict(backend.view.rules) == {"orders": RULE}


def test_a_copy_is_independent(backend: Backend) -> None:
    twin = backend.copy()

    backend.buses.remove_rule(RULE)
    backend.buses.remove_event_bus("shop")

    assert list(twin.view.event_buses) == ["default", "shop"]
    assert dict(twin.view.rules) == {"orders": RULE, ("shop", "orders"): SHOP_RULE}


def test_what_changes_in_a_copy_stays_there(backend: Backend) -> None:
    twin = backend.copy()

    twin.buses.put_rule(replace(RULE, name="later"))
    twin.buses.put_event_bus(replace(SHOP, name="later"))

    assert list(backend.view.event_buses) == ["default", "shop"]
    assert list(backend.view.rules) == ["orders", ("shop", "orders")]


def test_a_cleared_place_has_the_default_event_bus_as_it_was() -> None:
    """Who holds one of the mappings sees that too."""
    backends = Backends()
    here = backends.of("123456789012", "eu-west-1")
    buses, rules = here.view.event_buses, here.view.rules
    before = buses["default"]
    here.buses.put_event_bus(replace(before, policy="{}"))
    here.buses.put_event_bus(SHOP)
    here.buses.put_rule(RULE)

    backends.clear()

    assert dict(buses) == {"default": before}
    assert dict(rules) == {}


def test_each_change_of_a_rule_is_another_version(backend: Backend) -> None:
    seen = [backend.buses.version]

    backend.buses.put_rule(replace(RULE, description="changed"))
    seen.append(backend.buses.version)
    backend.buses.remove_rule(RULE)
    seen.append(backend.buses.version)
    backend.buses.remove_event_bus("shop")
    seen.append(backend.buses.version)
    backend.clear()
    seen.append(backend.buses.version)

    assert len(set(seen)) == 5


def test_a_changed_event_bus_is_no_change_of_a_rule(backend: Backend) -> None:
    before = backend.buses.version

    backend.buses.put_event_bus(replace(SHOP, description="Orders"))

    assert backend.buses.version == before
