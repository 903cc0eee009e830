"""Parameters are checked as CloudFormation checks them, in its words."""

# ruff: noqa: E501 - each row is one line

import pytest

from eventbridge_mock.errors import DeploymentError
from eventbridge_mock.templates.parameters import ParameterValue
from tests.templates.deployed import with_output


def value_of(mock, declared, **given):
    """Return the value of the parameter P, joined if it is a list."""
    template = with_output({"Fn::Sub": "${P}"}, Parameters={"P": declared})
    return mock.deploy(template, **given).outputs["Value"]


@pytest.mark.parametrize(
    ("declared", "given", "value"),
    [
        pytest.param({"Type": "String", "Default": "a"}, {}, "a", id="default"),
        pytest.param({"Type": "String", "Default": "a"}, {"P": "b"}, "b", id="given"),
        pytest.param({"Type": "String"}, {"P": True}, "true", id="boolean"),
        pytest.param({"Type": "Number"}, {"P": 1.5}, "1.5", id="number"),
        pytest.param({"Type": "Number", "MinValue": 1, "MaxValue": 3}, {"P": "2"}, "2", id="bounds"),
        pytest.param({"Type": "CommaDelimitedList"}, {"P": ["a", "b"]}, "a,b", id="list"),
        pytest.param({"Type": "CommaDelimitedList"}, {"P": "a, b"}, "a,b", id="list-text"),
        pytest.param({"Type": "List<Number>"}, {"P": "1,2"}, "1,2", id="numbers"),
        pytest.param({"Type": "List<AWS::EC2::Subnet::Id>"}, {"P": "s-1"}, "s-1", id="aws-list"),
        pytest.param({"Type": "AWS::EC2::VPC::Id"}, {"P": "vpc-1"}, "vpc-1", id="aws-type"),
        pytest.param({"Type": "AWS::SSM::Parameter::Name"}, {"P": "/a"}, "/a", id="ssm-name"),
        pytest.param({"Type": "AWS::SSM::Parameter::Value<String>"}, {"P": "/a"}, "one", id="ssm"),
        pytest.param({"Type": "AWS::SSM::Parameter::Value<List<String>>", "Default": "/list"}, {}, "x,y", id="ssm-list"),
        pytest.param({"Type": "String", "AllowedValues": ["a", 1]}, {"P": "1"}, "1", id="allowed"),
        pytest.param({"Type": "String", "AllowedPattern": "[a-z]+", "MinLength": 1, "MaxLength": "3"}, {"P": "abc"}, "abc", id="pattern"),
    ],
)  # fmt: skip
def test_a_parameter_has_its_value(eventbridge_mock, declared, given, value):
    names = [given.get("P"), declared.get("Default")]
    ssm = {
        name: text
        for name, text in {"/a": "one", "/list": ["x", "y"]}.items()
        if name in names
    }

    assert value_of(eventbridge_mock, declared, parameters=given, ssm=ssm) == value


@pytest.mark.parametrize(
    ("declared", "given", "complaint"),
    [
        pytest.param({"Type": "String"}, {}, "Parameters: [P] must have values. Give them with parameters={'P': ...}.", id="missing"),
        pytest.param({"Type": "String"}, {"Q": 1}, "Parameters: [Q] do not exist in the template.", id="unknown"),
        pytest.param({"Type": "String", "AllowedValues": ["a"]}, {"P": "b"}, "Parameter 'P' must be one of AllowedValues", id="allowed"),
        pytest.param({"Type": "String", "AllowedPattern": "[a-z]+"}, {"P": "b1"}, "Parameter 'P' must match pattern [a-z]+", id="pattern"),
        pytest.param({"Type": "String", "AllowedPattern": "[a-z]+", "ConstraintDescription": "letters only"}, {"P": "b1"}, "Parameter 'P' failed to satisfy constraint: letters only", id="description"),
        pytest.param({"Type": "String", "MinLength": "2"}, {"P": "b"}, "Parameter 'P' must contain at least 2 characters", id="short"),
        pytest.param({"Type": "String", "MaxLength": 2}, {"P": "abc"}, "Parameter 'P' must contain at most 2 characters", id="long"),
        pytest.param({"Type": "Number"}, {"P": "b"}, "Parameter 'P' must be a number", id="no-number"),
        pytest.param({"Type": "Number", "MinValue": 2}, {"P": 1}, "Parameter 'P' must be a number not less than 2", id="small"),
        pytest.param({"Type": "Number", "MaxValue": "2"}, {"P": 3}, "Parameter 'P' must be a number not greater than 2", id="large"),
        pytest.param({"Type": "List<Number>"}, {"P": "1,b"}, "Parameter 'P' must be a number", id="list"),
        pytest.param({"Type": "Strng"}, {"P": "a"}, "Parameter 'P' has the type Strng, which CloudFormation does not have", id="type"),
        pytest.param({}, {"P": "a"}, "Template format error: Every Parameters object must contain a Type member: P has none.", id="no-type"),
        pytest.param({"Type": "String", "Defalt": "a"}, {"P": "a"}, "Invalid template parameter property 'Defalt' of P. Did you mean Default?", id="member"),
        pytest.param({"Type": "String"}, {"P": {"a": 1}}, "Parameter P must be a string, a number or a list of them, not a dict.", id="mapping"),
        pytest.param({"Type": "AWS::SSM::Parameter::Value<String>"}, {"P": "/b"}, "Unable to fetch parameters [/b] from parameter store for this account. Give it a value with ssm={'/b': ...}.", id="ssm"),
    ],
)  # fmt: skip
def test_a_bad_parameter_is_refused(eventbridge_mock, declared, given, complaint):
    with pytest.raises(DeploymentError) as caught:
        value_of(eventbridge_mock, declared, parameters=given)

    assert str(caught.value) == complaint


def test_a_misspelt_parameter_is_suggested(eventbridge_mock):
    template = with_output(
        "x", Parameters={"Stage": {"Type": "String", "Default": "a"}}
    )

    with pytest.raises(DeploymentError) as caught:
        eventbridge_mock.deploy(template, parameters={"Stge": "b", "X": "c"})

    assert str(caught.value) == (
        "Parameters: [Stge, X] do not exist in the template. Did you mean Stage?"
    )


def test_all_missing_parameters_are_named(eventbridge_mock):
    declared = {name: {"Type": "String"} for name in ("Stage", "Shop")}

    with pytest.raises(DeploymentError) as caught:
        eventbridge_mock.deploy(with_output("x", Parameters=declared))

    assert str(caught.value) == (
        "Parameters: [Stage, Shop] must have values. Give them with"
        " parameters={'Stage': ...}."
    )


def test_the_value_of_a_parameter_does_not_print():
    parameter = ParameterValue(value="not-a-secret", is_secret=True)

    assert repr(parameter) == "<ParameterValue>"
