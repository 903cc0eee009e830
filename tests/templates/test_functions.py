"""The functions of templates, by the outputs that they give."""

# ruff: noqa: E501 - each row is one line

import base64

import pytest

from tests.templates.deployed import with_output, yaml

SECTIONS = {
    "Parameters": {
        "Stage": {"Type": "String", "Default": "prod"},
        "Names": {"Type": "CommaDelimitedList", "Default": "a, b,c"},
        "Count": {"Type": "Number", "Default": 5},
    },
    "Mappings": {"Hosts": {"prod": {"url": "https://partner.example", "zones": ["a"]}}},
    "Conditions": {
        "IsProd": {"Fn::Equals": [{"Ref": "Stage"}, "prod"]},
        "IsTest": {"Fn::Not": [{"Condition": "IsProd"}]},
        "Both": {"Fn::And": [{"Condition": "IsProd"}, {"Condition": "IsTest"}]},
        "Either": {"Fn::Or": [{"Condition": "IsProd"}, {"Condition": "IsTest"}]},
        "IsFive": {"Fn::Equals": [{"Ref": "Count"}, 5]},
        "IsSaid": {"Fn::Equals": [True, "true"]},
        "IsText": {"Fn::Not": ["false"]},
        "IsSplit": {
            "Fn::Equals": [
                {"Fn::Select": ["1", {"Fn::Split": ["-", "a-b"]}]},
                "b",
            ]
        },
        "IsOne": {"Fn::Equals": [{"Ref": "Names"}, ["a", "b", "c"]]},
    },
}


@pytest.mark.parametrize(
    ("function", "value"),
    [
        pytest.param("!Ref Stage", "prod", id="Ref-parameter"),
        pytest.param("!Ref Count", "5", id="Ref-number"),
        pytest.param("!Join ['/', !Ref Names]", "a/b/c", id="Ref-list"),
        pytest.param("!Ref AWS::Region", "us-east-1", id="Region"),
        pytest.param("!Ref AWS::AccountId", "123456789012", id="AccountId"),
        pytest.param("!Ref AWS::Partition", "aws", id="Partition"),
        pytest.param("!Ref AWS::URLSuffix", "amazonaws.com", id="URLSuffix"),
        pytest.param("!Ref AWS::StackName", "shop", id="StackName"),
        pytest.param(
            "!Join ['', !Ref AWS::NotificationARNs]", "", id="NotificationARNs"
        ),
        pytest.param("!Sub '${Stage}/${AWS::Region}'", "prod/us-east-1", id="Sub"),
        pytest.param("!Sub '${!Stage} $ {}'", "${Stage} $ {}", id="Sub-literal"),
        pytest.param(
            "!Sub ['${a}-${Stage}', {a: !Ref Count}]", "5-prod", id="Sub-with-a-map"
        ),
        pytest.param("!Sub '${Names}'", "a,b,c", id="Sub-list"),
        pytest.param("!Join [':', [a, 1, true]]", "a:1:true", id="Join"),
        pytest.param("!Select [1, !Ref Names]", "b", id="Select"),
        pytest.param("!Select [0, !Split ['|', 'x|y']]", "x", id="Split"),
        pytest.param(
            "!FindInMap [Hosts, !Ref Stage, url]",
            "https://partner.example",
            id="FindInMap",
        ),
        pytest.param("!If [IsProd, yes-it-is, 'no']", "yes-it-is", id="If"),
        pytest.param("!If [IsTest, yes-it-is, 'no']", "no", id="If-not"),
        pytest.param("!If [Both, both, one]", "one", id="And"),
        pytest.param("!If [Either, either, none]", "either", id="Or"),
        pytest.param("!If [IsFive, five, other]", "five", id="Equals-number"),
        pytest.param("!If [IsSaid, said, other]", "said", id="Equals-boolean"),
        pytest.param("!If [IsSplit, split, other]", "split", id="Equals-split"),
        pytest.param("!If [IsText, text, other]", "text", id="a-condition-as-text"),
        pytest.param("{'Fn::GetAtt': Nightly.RuleName}", "shop-Nightly-", id="GetAtt-text"),
        pytest.param("!If [IsOne, one, other]", "one", id="Equals-lists"),
        pytest.param(
            "!Join [',', [!If [IsTest, a, !Ref AWS::NoValue], b]]", "b", id="NoValue"
        ),
        pytest.param(
            "!Base64 {Ref: Stage}", base64.b64encode(b"prod").decode(), id="Base64"
        ),
        pytest.param("!Select [2, !GetAZs '']", "us-east-1c", id="GetAZs"),
        pytest.param("!Select [0, !GetAZs eu-west-1]", "eu-west-1a", id="GetAZs-Region"),
        pytest.param(
            "!Join [' ', !Cidr [10.0.0.0/16, 2, 8]]",
            "10.0.0.0/24 10.0.1.0/24",
            id="Cidr",
        ),
        pytest.param("!Select [1, !Cidr ['10.0.0.0/16', 2]]", "10.0.1.0/24", id="Cidr-2"),
        pytest.param("!GetAtt Nightly.RuleName", "shop-Nightly-", id="GetAtt"),
        pytest.param(
            "!Sub '${Nightly.Arn}'", "arn:aws:events:us-east-1:123456789012:rule/shop-",
            id="Sub-attribute",
        ),
    ],
)  # fmt: skip
def test_a_function_gives_its_value(eventbridge_mock, function, value):
    template = with_output(yaml(f"a: {function}")["a"], **SECTIONS)

    deployment = eventbridge_mock.deploy(template, stack_name="shop")

    given = deployment.outputs["Value"]
    assert given == value or (value.endswith("-") and given.startswith(value))
