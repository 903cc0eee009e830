"""Functions that cannot be resolved are refused in CloudFormation's words."""

# ruff: noqa: E501 - each row is one line

import pytest

from eventbridge_mock.errors import DeploymentError
from tests.templates.deployed import with_output, yaml
from tests.templates.test_functions import SECTIONS

JOIN = (
    "Template error: every Fn::Join object requires two parameters, (1) a string"
    " delimiter and (2) a list of strings to be joined or a function that returns a"
    " list of strings (such as Fn::GetAZs) to be joined."
)
SPLIT = (
    "Template error: every Fn::Split object requires two parameters, (1) a string"
    " delimiter and (2) a string to be split or a function that returns a string to be"
    " split."
)
SUB = (
    "Template error: One or more Fn::Sub intrinsic functions don't specify expected"
    " arguments. Specify a string as first argument, and an optional second argument to"
    " specify a mapping of values to replace in the string"
)
FIND = (
    "Template error: every Fn::FindInMap object requires three parameters, the map"
    " name, map key and the attribute for return value"
)
GET_ATT = (
    "Template error: every Fn::GetAtt object requires two non-empty parameters, the"
    " resource name and the resource attribute"
)
SELECT = (
    "Template error: Fn::Select requires a list argument with two elements: an integer"
    " index and a list"
)
IF = (
    "Template error: Fn::If requires a list argument with three elements: a condition, a"
    " value if it holds and a value if not"
)
CIDR = "Template error: Fn::Cidr requires an IP block, a count and its cidr bits"
EXTENSIONS = (
    " needs the transform AWS::LanguageExtensions, which only AWS runs. Deploy the"
    " template that `aws cloudformation get-template --template-stage Processed` shows."
)


@pytest.mark.parametrize(
    ("function", "complaint"),
    [
        pytest.param("{Ref: [a]}", "Template error: every Ref object must have a single String value.", id="Ref"),
        pytest.param("!Join [',']", JOIN, id="Join"),
        pytest.param("!Join [',', text]", JOIN, id="Join-no-list"),
        pytest.param("!Join [',', [{a: 1}]]", "Template error: Fn::Join takes strings, not a list or an object.", id="Join-object"),
        pytest.param("!Split ['', text]", SPLIT, id="Split"),
        pytest.param("!Split [',', [a]]", SPLIT, id="Split-list"),
        pytest.param("!Select [3, !Ref Names]", "Template error: Fn::Select cannot select nonexistent value at index 3", id="Select"),
        pytest.param("!Select [x, !Ref Names]", SELECT, id="Select-no-index"),
        pytest.param("!Sub [text]", SUB, id="Sub"),
        pytest.param("!Sub [text, text]", SUB, id="Sub-no-map"),
        pytest.param("!Sub ['${a b}', {}]", "Template error: variable names in Fn::Sub syntax must contain only alphanumeric characters, underscores, periods, and colons", id="Sub-variable"),
        pytest.param("!GetAtt Nightly", GET_ATT, id="GetAtt"),
        pytest.param("!GetAtt Nightly.Arm", "Template error: resource Nightly does not support attribute type Arm in Fn::GetAtt. Did you mean Arn?", id="GetAtt-attribute"),
        pytest.param("!FindInMap [Hosts, prod]", FIND, id="FindInMap"),
        pytest.param("!FindInMap [Host, prod, url]", "Template error: Mapping named 'Host' is not present in the 'Mappings' section of template. Did you mean Hosts?", id="FindInMap-map"),
        pytest.param("!FindInMap [Hosts, prd, url]", "Template error: Unable to get mapping for Hosts::prd::url. Did you mean prod?", id="FindInMap-key"),
        pytest.param("!FindInMap [Hosts, prod, zzz]", "Template error: Unable to get mapping for Hosts::prod::zzz", id="FindInMap-value"),
        pytest.param("!If [IsProd, a]", IF, id="If"),
        pytest.param("!Cidr [a, 1]", CIDR, id="Cidr"),
        pytest.param("!Cidr [10.0.0.0/16]", CIDR, id="Cidr-short"),
        pytest.param("!Cidr [10.0.0.0/24, 9, 7]", CIDR, id="Cidr-too-many"),
        pytest.param("!ImportValue url", "No export named url found. Deploy the stack that exports it before, or give it with imports={'url': ...}.", id="ImportValue"),
        pytest.param("{'Fn::GetStackOutput': {StackName: x}}", "Fn::GetStackOutput requires StackName and OutputName.", id="GetStackOutput"),
        pytest.param("{'Fn::GetStackOutput': {StackName: x, OutputName: y}}", "Fn::GetStackOutput needs a stack x in us-east-1: deploy it before.", id="GetStackOutput-missing"),
        pytest.param("{'Fn::Transform': {Name: x}}", "Fn::Transform calls a macro, which only AWS runs.", id="Transform"),
        pytest.param("{'Fn::Length': []}", "Fn::Length" + EXTENSIONS, id="Length"),
        pytest.param("{'Fn::ForEach::A': []}", "Fn::ForEach::A" + EXTENSIONS, id="ForEach"),
        pytest.param("{'Fn::Jion': [',', []]}", "Template error: Fn::Jion is not a function, or stands beside other keys. Did you mean Fn::Join?", id="unknown"),
        pytest.param("!And [true]", "Template error: every Fn::And object requires a list of at least 2 and at most 10 boolean parameters.", id="And"),
        pytest.param("!Not [maybe]", "Template error: Fn::Not is not a condition, which is true or false.", id="Not"),
        pytest.param("!Not [true, true]", "Template error: every Fn::Not object requires exactly one parameter.", id="Not-two"),
        pytest.param("!Equals [a]", "Template error: every Fn::Equals object requires a list of 2 string parameters.", id="Equals"),
    ],
)  # fmt: skip
def test_a_function_that_cannot_be_resolved_is_refused(
    eventbridge_mock, function, complaint
):
    template = with_output(yaml(f"a: {function}")["a"], **SECTIONS)

    with pytest.raises(DeploymentError) as caught:
        eventbridge_mock.deploy(template)

    assert str(caught.value) == f"Outputs: Value: {complaint}"


@pytest.mark.parametrize(
    ("conditions", "complaint"),
    [
        pytest.param(
            {"A": {"Condition": "B"}},
            "Condition A: Template format error: Unresolved condition dependency B in"
            " the Conditions block of the template.",
            id="unknown",
        ),
        pytest.param(
            {"A": {"Condition": "B"}, "B": {"Condition": "A"}},
            "Condition B: Template error: Circular dependency between conditions:"
            " [A, B]",
            id="circle",
        ),
        pytest.param(
            {"A": "maybe"},
            "Condition A: Template error: A is not a condition, which is true or"
            " false.",
            id="neither",
        ),
        pytest.param(
            {"A": {"Fn::Equals": [1, 1]}, "Unused": {"Fn::Not": []}},
            "Condition Unused: Template error: every Fn::Not object requires exactly"
            " one parameter.",
            id="unused",
        ),
    ],
)
def test_a_condition_that_cannot_be_decided_is_refused(
    eventbridge_mock, conditions, complaint
):
    template = with_output({"Fn::If": ["A", 1, 2]}, Conditions=conditions)

    with pytest.raises(DeploymentError) as caught:
        eventbridge_mock.deploy(template)

    assert str(caught.value) == complaint


@pytest.mark.parametrize(
    "argument",
    [
        pytest.param({"Fn::Select": [1, ["a"]]}, id="function"),
        pytest.param({"Fn::Join": ["", ["a", {"Fn::Select": [1, ["a"]]}]]}, id="within"),
        pytest.param("{{resolve:ssm:unknown}}", id="dynamic-reference"),
        pytest.param({"Fn::Join": ["", ["{{resolve:ssm:", "unknown}}"]]}, id="joined"),
    ],
)  # fmt: skip
def test_an_error_has_the_path_to_the_function(eventbridge_mock, argument):
    targets = [{"Id": "first", "Arn": "a"}, {"Id": "second", "Arn": argument}]
    properties = {"ScheduleExpression": "rate(1 day)", "Targets": targets}
    rule = {"Type": "AWS::Events::Rule", "Properties": properties}

    with pytest.raises(DeploymentError) as caught:
        eventbridge_mock.deploy({"Resources": {"Nightly": rule}})

    assert caught.value.property_path == "Targets/1/Arn"
    assert str(caught.value).startswith("Nightly, property Targets/1/Arn: ")


@pytest.mark.parametrize(
    "name", [pytest.param(["a"], id="list"), pytest.param({"Ref": "AWS::NoValue"}, id="no-value")]
)  # fmt: skip
def test_the_name_of_an_export_is_a_string(eventbridge_mock, name):
    template = with_output("a")
    template["Outputs"]["Value"]["Export"] = {"Name": name}

    with pytest.raises(DeploymentError) as caught:
        eventbridge_mock.deploy(template)

    # CloudFormation says the same of a value.
    assert str(caught.value) == (
        "Outputs: Value: The Name field of every Export member must evaluate to a"
        " String."
    )


def test_an_error_names_the_resource_and_the_property(eventbridge_mock):
    template = yaml(
        """
        Resources:
          Nightly:
            Type: AWS::Events::Rule
            Properties:
              ScheduleExpression: !Select [1, ['rate(1 day)']]
        """
    )

    with pytest.raises(DeploymentError) as caught:
        eventbridge_mock.deploy(template)

    assert str(caught.value) == (
        "Nightly, property ScheduleExpression: Template error: Fn::Select cannot select"
        " nonexistent value at index 1"
    )
    assert caught.value.logical_id == "Nightly"
    assert caught.value.property_path == "ScheduleExpression"
