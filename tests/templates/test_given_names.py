"""A name that is given and that nothing in the template refers to is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from eventbridge_mock.errors import DeploymentError
from tests.templates.deployed import PARTNER, with_output, yaml

if TYPE_CHECKING:
    from eventbridge_mock import EventBridgeMock

TEMPLATE = with_output(
    {
        "Fn::If": [
            "Never",
            {
                "Fn::Join": [
                    "",
                    [
                        "{{resolve:secretsmanager:partner:SecretString:key}}",
                        "{{resolve:ssm:/shop/key}}",
                        {"Fn::ImportValue": "shop-key"},
                        {"Fn::GetAtt": ["Role", "Arn"]},
                    ],
                ]
            },
            "x",
        ]
    },
    Conditions={"Never": {"Fn::Equals": ["a", "b"]}},
    Resources={"Role": {"Type": "AWS::IAM::Role", "Properties": {"Tags": [5]}}},
)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (
            {"secrets": {"partnre": "not-a-secret"}},
            "secrets: nothing in the template refers to 'partnre'. Did you mean"
            " partner?",
        ),
        (
            {"secrets": {"nobody:AWSPREVIOUS": "b"}},
            "secrets: nothing in the template refers to 'nobody:AWSPREVIOUS'.",
        ),
        (
            {"ssm": {"/shop/kye": "x"}},
            "ssm: nothing in the template refers to '/shop/kye'. Did you mean"
            " /shop/key?",
        ),
        (
            {"imports": {"shop-kye": "x"}},
            "imports: nothing in the template refers to 'shop-kye'.",
        ),
        (
            {"values": {"Role.Anr": "x"}},
            "values: nothing in the template refers to 'Role.Anr'. Did you mean Role?",
        ),
    ],
    ids=str,
)
def test_a_name_without_use_is_refused(
    eventbridge_mock: EventBridgeMock, given: Any, message: str
) -> None:
    with pytest.raises(DeploymentError) as caught:
        eventbridge_mock.deploy(TEMPLATE, **given)

    assert str(caught.value) == message
    assert not eventbridge_mock.rules


@pytest.mark.parametrize(
    "given",
    [
        {"secrets": {"partner": "x"}},
        {"secrets": {"partner:AWSPREVIOUS": "x"}},
        {"ssm": {"/shop/key": "x"}},
        {"imports": {"shop-key": "x"}},
        {"values": {"Role.Arn": "x"}},
        {"values": {"Role": "x"}},
    ],
    ids=str,
)
def test_a_name_behind_a_condition_is_used(
    eventbridge_mock: EventBridgeMock, given: Any
) -> None:
    assert eventbridge_mock.deploy(TEMPLATE, **given).outputs == {"Value": "x"}


def test_a_name_that_is_put_together_is_used(
    eventbridge_mock: EventBridgeMock,
) -> None:
    name = {"Fn::Join": ["-", ["shop", {"Ref": "AWS::Region"}]]}
    template = with_output({"Fn::ImportValue": name})

    deployment = eventbridge_mock.deploy(template, imports={"shop-us-east-1": "x"})

    assert deployment.outputs == {"Value": "x"}


def test_the_names_of_a_refused_template_do_not_matter(
    eventbridge_mock: EventBridgeMock,
) -> None:
    template = yaml(PARTNER) | {"Rseources": {}}

    with pytest.raises(DeploymentError, match="Rseources"):
        eventbridge_mock.deploy(template, secrets={"nobody": "x"})
