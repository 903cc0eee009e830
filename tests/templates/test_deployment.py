"""What `deploy` returns, and what takes its resources in place of a name."""

import pytest

from eventbridge_mock import mock_api_destinations
from eventbridge_mock.templates.deployment import Deployment
from tests.templates.deployed import PARTNER, with_output, yaml


@pytest.fixture
def shop(eventbridge_mock):
    return eventbridge_mock.deploy(yaml(PARTNER), stack_name="shop")


@pytest.fixture
def two_stacks(eventbridge_mock):
    for name in ("one", "two"):
        eventbridge_mock.deploy(with_output(name), stack_name=name)
    return Deployment(tuple(eventbridge_mock._state.stacks))  # noqa: SLF001 - no cdk.out


def test_it_is_a_mapping_by_logical_id(shop):
    assert list(shop) == ["Partner", "InvokeRole", "OrdersApi", "Orders"]
    assert len(shop) == 4
    assert "Orders" in shop
    assert "Order" not in shop
    assert shop.get("Order") is None
    assert repr(shop) == "<Deployment of stack 'shop': 4 resources>"


def test_a_resource_names_itself(shop):
    destination = shop["OrdersApi"]

    assert destination.type == "AWS::Events::ApiDestination"
    assert destination.logical_id == "OrdersApi"
    assert destination.stack_name == "shop"
    assert destination.url == "https://partner.example/orders"
    assert shop["Orders"].url is None
    assert "not-a-secret-at-all" not in repr(shop["Partner"])


def test_a_misspelt_logical_id_is_suggested(shop):
    with pytest.raises(KeyError) as caught:
        shop["OrdersAip"]

    assert str(caught.value) == (
        "no resource 'OrdersAip' in <Deployment of stack 'shop': 4 resources>."
        " Did you mean 'OrdersApi'?"
    )


def test_a_name_unlike_any_is_unknown(shop):
    with pytest.raises(KeyError) as caught:
        shop["Zzz"]

    assert str(caught.value) == (
        "no resource 'Zzz' in <Deployment of stack 'shop': 4 resources>."
    )


def test_the_stacks_of_a_source_have_deployments_of_their_own(two_stacks):
    assert repr(two_stacks) == "<Deployment of stacks 'one, two': 1 resources>"
    assert two_stacks.stacks["two"]["Nightly"].stack_name == "two"
    assert "Nightly" in two_stacks


def test_a_logical_id_of_two_stacks_is_ambiguous(two_stacks):
    with pytest.raises(KeyError) as caught:
        two_stacks["Nightly"]

    assert str(caught.value) == (
        "'Nightly' is in the stacks one and two: use"
        " deployment.stacks['one']['Nightly']."
    )


@pytest.mark.parametrize("kind", ["name", "arn", "resource"])
def test_a_resource_stands_for_its_name(eventbridge_mock, shop, kind):
    resource = shop["OrdersApi"]
    given = resource if kind == "resource" else getattr(resource, kind)
    eventbridge_mock.responses.post(resource.url, status=400)

    invocation = eventbridge_mock.invoke(
        given, {"id": 1}, dead_letter_config={"Arn": "arn:aws:sqs:us-east-1:1:q"}
    )

    assert list(eventbridge_mock.invocations.to(given)) == [invocation]
    assert not eventbridge_mock.invocations.to("other")
    eventbridge_mock.assert_invoked(given, json={"id": 1})
    eventbridge_mock.assert_not_invoked(given, json={"id": 2})
    eventbridge_mock.assert_dead_lettered(given)
    assert len(eventbridge_mock.dead_letters.to(given)) == 1


def test_a_failure_shows_the_name(eventbridge_mock, shop):
    with pytest.raises(AssertionError) as caught:
        eventbridge_mock.assert_invoked(shop["OrdersApi"])

    assert f"of '{shop['OrdersApi'].name}'" in str(caught.value)
    assert "does not exist" not in str(caught.value)


def test_an_arn_of_another_region_is_another_destination(eventbridge_mock, shop):
    eventbridge_mock.invoke(shop["OrdersApi"])
    elsewhere = shop["OrdersApi"].arn.replace("us-east-1", "eu-west-1")

    assert not eventbridge_mock.invocations.to(elsewhere)
    with pytest.raises(KeyError):
        eventbridge_mock.invoke(elsewhere)
    with pytest.raises(AssertionError):
        eventbridge_mock.assert_invoked(elsewhere)
    with pytest.raises(AssertionError):
        eventbridge_mock.assert_dead_lettered(elsewhere)


def test_a_stack_of_another_region_can_be_asserted():
    with mock_api_destinations(region_name="eu-west-1") as mock:
        there = mock.deploy(yaml(PARTNER))
        mock.publish(source="shop", detail_type="Order")
        mock.assert_invoked(there["OrdersApi"], json={})
        assert there["OrdersApi"].arn.startswith("arn:aws:events:eu-west-1:")


@pytest.mark.parametrize(
    ("given", "error", "complaint"),
    [
        pytest.param(
            "arn:aws:sqs:us-east-1:123456789012:q",
            ValueError,
            "'arn:aws:sqs:us-east-1:123456789012:q' is not an API destination",
            id="arn",
        ),
        pytest.param(
            7,
            TypeError,
            "an API destination is given by name, ARN or resource, not 7",
            id="number",
        ),
    ],
)
def test_something_else_is_no_api_destination(
    eventbridge_mock, given, error, complaint
):
    with pytest.raises(error) as caught:
        eventbridge_mock.assert_invoked(given)

    assert str(caught.value) == complaint


def test_a_resource_of_another_type_is_no_api_destination(eventbridge_mock, shop):
    with pytest.raises(ValueError, match="type AWS::Events::Rule, is not an API dest"):
        eventbridge_mock.invoke(shop["Orders"])


def test_a_copy_for_one_test_begins_with_the_stacks(eventbridge_mock, shop):
    twin = eventbridge_mock._state.copy()  # noqa: SLF001 - what a wider fixture does
    eventbridge_mock.reset()

    assert twin.stacks.get("123456789012", "us-east-1", "shop") is not None
    assert twin.copy().used_stacks is not None
