"""Templates that CloudFormation refuses are refused in its words."""

import pytest

from eventbridge_mock.errors import DeploymentError
from tests.templates.deployed import yaml

WAY_OUT = (
    "which only AWS runs. Deploy the template that `aws cloudformation get-template"
    " --template-stage Processed` shows."
)


def nightly(**members):
    return {"Type": "AWS::Events::Rule", "Properties": {}, **members}


@pytest.mark.parametrize(
    "name",
    [
        "Conditions",
        "Description",
        "Globals",
        "Hooks",
        "Mappings",
        "Metadata",
        "Outputs",
        "Parameters",
        "Rules",
        "Transform",
    ],
)
def test_a_template_may_have_each_section(eventbridge_mock, name):
    """CloudFormation's guide, "Template sections"; `Globals` is SAM's."""
    values = {"Description": "Shop", "Transform": "AWS::Serverless-2016-10-31"}
    template = {"Resources": {"Rule": nightly()}, name: values.get(name, {})}

    with pytest.raises(DeploymentError) as caught:
        eventbridge_mock.deploy({**template, "Lost": {}})

    assert str(caught.value) == "Invalid template property or properties [Lost]."


@pytest.mark.parametrize(
    "name",
    [
        "CreationPolicy",
        "DeletionPolicy",
        "Metadata",
        "UpdatePolicy",
        "UpdateReplacePolicy",
    ],
)
def test_a_resource_may_have_each_member(eventbridge_mock, name):
    """CloudFormation's guide, "Resource attributes"."""
    rule = nightly(Lost={}) | {name: {} if "Replace" not in name else "Retain"}

    with pytest.raises(DeploymentError) as caught:
        eventbridge_mock.deploy({"Resources": {"Rule": {name: rule[name], **rule}}})

    assert str(caught.value) == "Rule: Invalid template resource property 'Lost'."


@pytest.mark.parametrize(
    ("template", "complaint"),
    [
        pytest.param(
            {},
            "Template format error: At least one Resources member must be defined.",
            id="empty",
        ),
        pytest.param(
            {"Resources": []},
            "Template format error: Resources section is not a map.",
            id="list",
        ),
        pytest.param(
            {"Resource": {}},
            "Invalid template property or properties [Resource]. Did you mean"
            " Resources?",
            id="section",
        ),
        pytest.param(
            {"AWSTemplateFormatVersion": "2012-01-01"},
            "Template format error: 2012-01-01 is not a supported value for"
            " AWSTemplateFormatVersion.",
            id="version",
        ),
        pytest.param(
            {"Transform": ["AWS::LanguageExtensions"]},
            f"The template has the transform AWS::LanguageExtensions, {WAY_OUT}",
            id="transform",
        ),
        pytest.param(
            {"Transform": {"Name": "AWS::Include", "Parameters": {}}},
            f"The template has the transform AWS::Include, {WAY_OUT}",
            id="transform-with-parameters",
        ),
        pytest.param(
            {"Resources": {"my-rule": nightly()}},
            "Template format error: Resource name my-rule is non alphanumeric.",
            id="logical-id",
        ),
        pytest.param(
            {"Resources": {"Fn::ForEach::Rules": []}},
            "Template format error: Resource name Fn::ForEach::Rules is non"
            " alphanumeric. Fn::ForEach::Rules needs the transform"
            f" AWS::LanguageExtensions, {WAY_OUT}",
            id="for-each",
        ),
        pytest.param(
            {"Resources": {"Rule": "text"}},
            "Template format error: [/Resources/Rule] resource definition is malformed",
            id="malformed",
        ),
        pytest.param(
            {"Resources": {"Rule": {"Properties": {}}}},
            "Template format error: [/Resources/Rule] Every Resources object must"
            " contain a Type member.",
            id="no-type",
        ),
        pytest.param(
            {"Resources": {"Rule": nightly(Properties=[])}},
            "Template format error: [/Resources/Rule/Properties] is not a map.",
            id="properties",
        ),
        pytest.param(
            {"Resources": {"Rule": nightly(DependOn="Rule")}},
            "Rule: Invalid template resource property 'DependOn'. Did you mean"
            " DependsOn?",
            id="member",
        ),
        pytest.param(
            {"Resources": {"Rule": nightly(Type="AWS::Events::Rules")}},
            "Rule: Template format error: Unrecognized resource types:"
            " [AWS::Events::Rules]. Did you mean AWS::Events::Rule?",
            id="type",
        ),
        pytest.param(
            {"Resources": {"Rule": nightly(Type="AWS::Event::Rule")}},
            "Rule: Template format error: Unrecognized resource types:"
            " [AWS::Event::Rule]. Did you mean AWS::Events::Rule?",
            id="service",
        ),
        pytest.param(
            {"Resources": {"Rule": nightly(Type="AWS:Events:Rule")}},
            "Rule: Template format error: Unrecognized resource types:"
            " [AWS:Events:Rule]. Did you mean AWS::Events::Rule?",
            id="type-form",
        ),
        pytest.param(
            {"Resources": {5: nightly()}},
            "Template format error: Resource name 5 is non alphanumeric.",
            id="number",
        ),
        pytest.param(
            {"Resources": None},
            "Template format error: Resources section is not a map.",
            id="no-map",
        ),
        pytest.param(
            {"Resources": {"Rule": nightly()}, "Mappings": {"Stages": {"prod": 1}}},
            "Template format error: Mapping Stages is malformed: it is a map of maps.",
            id="mapping",
        ),
        pytest.param(
            {"Resources": {"Rule": nightly()}, "Mappings": {"Stages": []}},
            "Template format error: Mapping Stages is malformed: it is a map of maps.",
            id="mapping-is-a-list",
        ),
        pytest.param(
            {"Resources": {"Rule": nightly(DependsOn=[{"Ref": "Rule"}])}},
            "Template format error: [/Resources/Rule] DependsOn must be a string or a"
            " list of strings.",
            id="depends-on-a-function",
        ),
        pytest.param(
            {"Resources": {"Rule": nightly(Condition={"Condition": "A"})}},
            "Template format error: Every Condition member must be a string.",
            id="condition-is-a-map",
        ),
        pytest.param(
            {
                "Parameters": {"Stage": {"Type": "String", "Default": "test"}},
                "Conditions": {"IsProd": {"Fn::Equals": [{"Ref": "Stag"}, "prod"]}},
                "Resources": {"Rule": nightly()},
            },
            "Condition IsProd: Template format error: Unresolved dependencies [Stag]."
            " Cannot reference resources in the Conditions block of the template. Did"
            " you mean Stage?",
            id="condition-of-unknown",
        ),
        pytest.param(
            {
                "Conditions": {"Never": {"Fn::Equals": [{"Ref": "Rule"}, "prod"]}},
                "Resources": {"Rule": nightly()},
            },
            "Condition Never: Template format error: Unresolved dependencies [Rule]."
            " Cannot reference resources in the Conditions block of the template.",
            id="condition-of-resource",
        ),
        pytest.param(
            {
                "Resources": {"Rule": nightly()},
                "Outputs": {"Arn": {"Value": "a", "Condition": "IsProd"}},
            },
            "Template format error: Unresolved condition dependency IsProd in the"
            " Outputs block of the template.",
            id="output-condition",
        ),
        pytest.param(
            {
                "Resources": {"Rule": nightly()},
                "Outputs": {"Arn": {"Value": "a", "Export": "name"}},
            },
            "Template format error: Output Arn is malformed. The Name field of every"
            " Export member must be specified.",
            id="export",
        ),
        pytest.param(
            {
                "Resources": {"Rule": nightly()},
                "Outputs": {"Arn": {"Value": "a", "Export": {}}},
            },
            "Template format error: Output Arn is malformed. The Name field of every"
            " Export member must be specified.",
            id="export-name",
        ),
        pytest.param(
            {"Resources": {"Rule": nightly(Properties={"A": [{"B": None}]})}},
            "Template format error: [/Resources/Rule/Properties/A/0/B] 'null' values"
            " are not allowed in templates",
            id="null",
        ),
        pytest.param(
            {"Resources": {"Rule": nightly(Properties={"Name": {"Ref": "Rul"}})}},
            "Rule: Template format error: Unresolved resource dependencies [Rul] in the"
            " Resources block of the template. Did you mean Rule?",
            id="ref",
        ),
        pytest.param(
            {"Resources": {"Rule": nightly(DependsOn="Zzz")}},
            "Rule: Template format error: Unresolved resource dependencies [Zzz] in the"
            " Resources block of the template.",
            id="depends-on",
        ),
        pytest.param(
            {
                "Resources": {
                    "Rule": nightly(Properties={"Name": {"Fn::Sub": "${Zzz.Arn}"}})
                }
            },
            "Rule: Template error: instance of Fn::GetAtt references undefined resource"
            " Zzz.",
            id="get-att",
        ),
        pytest.param(
            {"Resources": {"Rule": nightly(Condition="IsProd")}},
            "Rule: Template format error: Unresolved condition dependency IsProd in the"
            " Resources block of the template.",
            id="condition",
        ),
        pytest.param(
            {
                "Resources": {
                    "Rule": nightly(Properties={"Name": {"Fn::If": ["IsProd", 1, 2]}})
                }
            },
            "Rule: Template format error: Unresolved condition dependency IsProd in the"
            " Resources block of the template.",
            id="if",
        ),
        pytest.param(
            {
                "Resources": {"Rule": nightly()},
                "Outputs": {"Arn": {"Value": {"Fn::GetAtt": ["Zzz", "Arn"]}}},
            },
            "Template error: instance of Fn::GetAtt references undefined resource Zzz.",
            id="output",
        ),
        pytest.param(
            {
                "Resources": {"Rule": nightly()},
                "Outputs": {"Arn": {"Value": {"Ref": "Zzz"}}},
            },
            "Template format error: Unresolved resource dependencies [Zzz] in the"
            " Outputs block of the template.",
            id="output-ref",
        ),
        pytest.param(
            {"Resources": {"Rule": nightly()}, "Outputs": {"Arn": {}}},
            "Template format error: Output Arn is malformed: it has no Value.",
            id="output-value",
        ),
        pytest.param(
            {
                "Resources": {
                    "A": nightly(DependsOn="B"),
                    "B": nightly(DependsOn=["C"]),
                    "C": nightly(Properties={"Name": {"Ref": "B"}}),
                }
            },
            "Circular dependency between resources: [B, C]",
            id="circle",
        ),
    ],
)
def test_a_template_that_is_not_well_formed_is_refused(
    eventbridge_mock, template, complaint
):
    with pytest.raises(DeploymentError) as caught:
        eventbridge_mock.deploy(template)

    assert str(caught.value) == complaint
    assert not eventbridge_mock.deployments


def test_a_branch_that_does_not_hold_is_no_dependency(eventbridge_mock):
    template = yaml(
        """
        Conditions: {Never: !Equals [a, b]}
        Resources:
          First:
            Type: AWS::Events::EventBus
            Properties: {Name: !If [Never, !Ref Second, first]}
          Second:
            Type: AWS::Events::EventBus
            Properties: {Name: !Join ["", [!Ref First, "-2"]]}
        """
    )

    deployment = eventbridge_mock.deploy(template)

    assert deployment["Second"].name == "first-2"


@pytest.mark.parametrize(
    "argument",
    [
        pytest.param({"Ref": ["Rule"]}, id="Ref"),
        pytest.param({"Fn::GetAtt": [["Rule"], "Arn"]}, id="GetAtt"),
        pytest.param({"Fn::Sub": {"a": 1}}, id="Sub"),
        pytest.param({"Fn::Sub": ["${Rule}", "a"]}, id="Sub-values"),
        pytest.param({"Fn::If": [["Ever"], 1, 2]}, id="If-list"),
        pytest.param({"Fn::If": "IsProd"}, id="If"),
        pytest.param({"Fn::If": ["Ever", {"Ref": "Rule"}]}, id="If-short"),
    ],
)
def test_a_malformed_function_is_refused_when_it_is_resolved(
    eventbridge_mock, argument
):
    template = {
        "Conditions": {"Ever": {"Fn::Equals": [1, 1]}},
        "Resources": {
            "Rule": nightly(Properties={"ScheduleExpression": "rate(1 day)"}),
            "Bus": {"Type": "AWS::Events::EventBus", "Properties": {"Name": argument}},
        },
    }

    with pytest.raises(DeploymentError) as caught:
        eventbridge_mock.deploy(template)

    assert caught.value.logical_id == "Bus"
