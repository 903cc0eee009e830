from __future__ import annotations

import pytest

from eventbridge_mock.errors import DeploymentError
from eventbridge_mock.templates.sources.nested import flatten


def stack(url="inner", parameters=None, **attributes):
    properties = {"TemplateURL": url, "Parameters": parameters or {}}
    return {
        "Type": "AWS::CloudFormation::Stack",
        "Properties": properties,
        **attributes,
    }


def bus(name="shop", **attributes):
    return {
        "Type": "AWS::Events::EventBus",
        "Properties": {"Name": name},
        **attributes,
    }


def flat(template, **nested):
    """Flatten *template*; *nested* has the other templates by URL."""
    return flatten(
        template, lambda resource: nested.get(resource["Properties"].get("TemplateURL"))
    )


def with_inner(inner, **resources):
    outer = {"Resources": {"Nested": stack(), **resources}}
    return flat(outer, inner=inner)


def test_resources_of_a_nested_stack_take_its_place():
    flattened = with_inner({"Resources": {"Bus": bus()}}, Other=bus("other"))

    assert flattened == {"Resources": {"Other": bus("other"), "Bus": bus()}}


def test_the_other_sections_stay():
    outer = {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Resources": {"Nested": stack(), "Other": bus(["a", 1])},
    }

    flattened = flat(outer, inner={"Resources": {"Bus": bus()}})

    assert flattened == {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Resources": {"Other": bus(["a", 1]), "Bus": bus()},
    }


def test_so_do_those_of_a_stack_within_it():
    inner = {"Resources": {"Inmost": stack("inmost")}}

    flattened = flat(
        {"Resources": {"Nested": stack("inner")}},
        inner=inner,
        inmost={"Resources": {"Bus": bus()}},
    )

    assert flattened == {"Resources": {"Bus": bus()}}


def test_a_stack_whose_template_is_not_here_stays():
    template = {"Resources": {"Nested": stack("https://s3.example/elsewhere")}}

    assert flat(template) == template


def test_a_stack_without_properties_stays():
    template = {"Resources": {"Nested": {"Type": "AWS::CloudFormation::Stack"}}}

    assert flat(template) == template


def test_the_template_of_the_test_is_not_changed():
    template = {"Resources": {"Nested": stack()}}

    flat(template, inner={"Resources": {"Bus": bus()}})

    assert template == {"Resources": {"Nested": stack()}}


INNER = {
    "Mappings": {"Names": {"a": {"name": "mapped"}}},
    "Conditions": {"IsWanted": {"Fn::Equals": ["a", "a"]}},
    "Resources": {
        "Bus": bus(Condition="IsWanted"),
        "Rule": {
            "Type": "AWS::Events::Rule",
            "DependsOn": "Bus",
            "Properties": {
                "EventBusName": {"Ref": "Bus"},
                "RoleArn": {"Fn::GetAtt": "Bus.Arn"},
                "Name": {"Fn::If": ["IsWanted", {"Ref": "AWS::Region"}, "x"]},
                "Description": {"Fn::FindInMap": ["Names", "a", "name"]},
            },
        },
    },
}


def test_names_that_are_taken_get_the_id_of_the_stack():
    outer = {
        "Mappings": {"Names": {}},
        "Conditions": {"IsWanted": {"Fn::Equals": ["a", "b"]}},
        "Resources": {"Nested": stack(), "Bus": bus("outer")},
    }

    flattened = flat(outer, inner=INNER)

    assert flattened["Mappings"] == {
        "Names": {},
        "NestedNames": INNER["Mappings"]["Names"],
    }
    assert flattened["Conditions"] == {
        "IsWanted": {"Fn::Equals": ["a", "b"]},
        "NestedIsWanted": {"Fn::Equals": ["a", "a"]},
    }
    assert flattened["Resources"] == {
        "Bus": bus("outer"),
        "NestedBus": bus(Condition="NestedIsWanted"),
        "Rule": {
            "Type": "AWS::Events::Rule",
            "DependsOn": ["NestedBus"],
            "Properties": {
                "EventBusName": {"Ref": "NestedBus"},
                "RoleArn": {"Fn::GetAtt": ["NestedBus", "Arn"]},
                "Name": {"Fn::If": ["NestedIsWanted", {"Ref": "AWS::Region"}, "x"]},
                "Description": {"Fn::FindInMap": ["NestedNames", "a", "name"]},
            },
        },
    }


@pytest.mark.parametrize(
    ("declared", "given", "expected"),
    [
        pytest.param(
            {"Type": "String"}, {"Ref": "Outer"}, {"Ref": "Outer"}, id="given"
        ),
        pytest.param({"Type": "String", "Default": "x"}, None, "x", id="default"),
        pytest.param(
            {"Type": "CommaDelimitedList"},
            "a,b",
            {"Fn::Split": [",", "a,b"]},
            id="list",
        ),
        pytest.param(
            {"Type": "List<Number>"}, ["1", "2"], ["1", "2"], id="list that is one"
        ),
        pytest.param(
            {"Type": "AWS::SSM::Parameter::Value<String>", "Default": "/name"},
            None,
            {"Fn::Join": ["", ["{{resolve:ssm:", "/name", "}}"]]},
            id="of Parameter Store",
        ),
    ],
)
def test_parameters_are_replaced_by_their_values(declared, given, expected):
    inner = {"Parameters": {"P": declared}, "Resources": {"Bus": bus({"Ref": "P"})}}
    parameters = {} if given is None else {"P": given}

    flattened = flat(
        {"Resources": {"Nested": stack(parameters=parameters)}}, inner=inner
    )

    assert flattened == {"Resources": {"Bus": bus(expected)}}


def test_a_parameter_without_a_value_is_refused():
    inner = {"Parameters": {"P": {"Type": "String"}}, "Resources": {}}

    with pytest.raises(DeploymentError) as refused:
        with_inner(inner)

    assert str(refused.value) == "Nested: Parameters: [P] must have values"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param(
            {"Fn::GetAtt": ["Nested", "Outputs.Name"]}, {"Ref": "Bus"}, id="an output"
        ),
        pytest.param(
            {"Fn::Sub": "${Nested.Outputs.Name}-${Other}-${!Literal}-${AWS::Region}"},
            {
                "Fn::Sub": [
                    "${Nested0}-${Other}-${!Literal}-${AWS::Region}",
                    {"Nested0": {"Ref": "Bus"}},
                ]
            },
            id="an output within a text",
        ),
        pytest.param(
            {"Fn::Sub": ["${Nested.Outputs.Name}${x}", {"x": {"Ref": "Other"}}]},
            {
                "Fn::Sub": [
                    "${Nested1}${x}",
                    {"x": {"Ref": "Other"}, "Nested1": {"Ref": "Bus"}},
                ]
            },
            id="beside values",
        ),
        pytest.param(
            {"Ref": "Nested"},
            {
                "Fn::Sub": (
                    "arn:${AWS::Partition}:cloudformation:${AWS::Region}:"
                    "${AWS::AccountId}:stack/${AWS::StackName}-Nested/nested"
                )
            },
            id="the stack",
        ),
        pytest.param(
            {"Fn::GetAtt": ["Nested", "Outputs.Unheard"]},
            {"Fn::GetAtt": ["Nested", "Outputs.Unheard"]},
            id="an output that is not there",
        ),
    ],
)
def test_references_to_a_nested_stack(value, expected):
    inner = {
        "Resources": {"Bus": bus()},
        "Outputs": {"Name": {"Value": {"Ref": "Bus"}}},
    }

    flattened = with_inner(inner, Other=bus(value))

    assert flattened["Resources"]["Other"] == bus(expected)


@pytest.mark.parametrize("ids", ["Nested", ["First", "Nested"]], ids=["one", "several"])
def test_what_depends_on_the_stack_depends_on_its_resources(ids):
    inner = {"Resources": {"A": bus(), "B": bus()}}
    others = [one for one in ids if one == "First"]

    flattened = with_inner(inner, First=bus(), Other=bus(DependsOn=ids))

    assert flattened["Resources"]["Other"]["DependsOn"] == [*others, "A", "B"]


def test_a_statement_of_a_policy_may_be_called_condition():
    statement = {"Condition": {"StringEquals": {"a": "b"}}}

    flattened = with_inner({"Resources": {"Bus": bus(statement)}})

    assert flattened["Resources"]["Bus"] == bus(statement)


def test_resources_inherit_condition_and_dependencies_of_the_stack():
    outer = {
        "Conditions": {"IsOn": {"Fn::Equals": ["a", "a"]}},
        "Resources": {
            "Nested": stack(Condition="IsOn", DependsOn="First"),
            "First": bus(),
        },
    }
    inner = {
        "Conditions": {"IsWanted": {"Fn::Equals": ["b", "b"]}},
        "Resources": {"A": bus(), "B": bus(Condition="IsWanted", DependsOn="A")},
    }

    flattened = flat(outer, inner=inner)

    assert flattened["Conditions"] == {
        "IsOn": {"Fn::Equals": ["a", "a"]},
        "IsWanted": {"Fn::Equals": ["b", "b"]},
        "IsOnAndIsWanted": {
            "Fn::And": [{"Condition": "IsOn"}, {"Condition": "IsWanted"}]
        },
    }
    assert flattened["Resources"] == {
        "First": bus(),
        "A": bus(Condition="IsOn", DependsOn=["First"]),
        "B": bus(Condition="IsOnAndIsWanted", DependsOn=["First", "A"]),
    }
