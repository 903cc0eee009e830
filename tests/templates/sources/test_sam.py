from __future__ import annotations

import datetime
import sys
from types import MappingProxyType

import pytest

from eventbridge_mock.errors import DeploymentError
from eventbridge_mock.templates.sources import sam

PLACE = {"CodeUri": sam.PLACE}


def translated(resources, **more):
    template = {"Transform": sam.TRANSFORM, "Resources": resources, **more}
    return sam.translate(
        template, parameters={}, account_id="123456789012", region_name="eu-west-1"
    )


def function(events=None, **properties):
    return {
        "Type": "AWS::Serverless::Function",
        "Properties": {
            "Handler": "app.handler",
            "Runtime": "python3.12",
            "Events": events or {},
            **properties,
        },
    }


def event(kind, **properties):
    return {"Type": kind, "Properties": properties}


def resources_of_type(resource_type, resources, **more):
    made = translated(resources, **more)["Resources"]
    return {
        logical_id: resource["Properties"]
        for logical_id, resource in made.items()
        if resource["Type"] == resource_type
    }


PATTERN = {"source": ["shop"]}


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param(
            event("EventBridgeRule", Pattern=PATTERN, EventBusName="shop", Input="{}"),
            {
                "EventBusName": "shop",
                "EventPattern": PATTERN,
                "Targets": [
                    {
                        "Arn": {"Fn::GetAtt": ["Work", "Arn"]},
                        "Id": "WorkEventLambdaTarget",
                        "Input": "{}",
                    }
                ],
            },
            id="EventBridgeRule",
        ),
        pytest.param(
            event("Schedule", Schedule="rate(5 minutes)", Name="often", Enabled=False),
            {
                "Name": "often",
                "ScheduleExpression": "rate(5 minutes)",
                "State": "DISABLED",
                "Targets": [
                    {
                        "Arn": {"Fn::GetAtt": ["Work", "Arn"]},
                        "Id": "WorkEventLambdaTarget",
                    }
                ],
            },
            id="Schedule",
        ),
    ],
)
def test_events_of_a_function_are_rules(source, expected):
    rules = resources_of_type(
        "AWS::Events::Rule", {"Work": function({"Event": source})}
    )

    assert rules == {"WorkEvent": expected}


def test_events_of_a_state_machine_are_rules():
    machine = {
        "Type": "AWS::Serverless::StateMachine",
        "Properties": {
            "DefinitionUri": "statemachine/orders.asl.json",
            "Events": {"Event": event("EventBridgeRule", Pattern=PATTERN)},
        },
    }

    rules = resources_of_type("AWS::Events::Rule", {"Work": machine})

    assert rules["WorkEvent"]["Targets"][0]["Arn"] == {"Ref": "Work"}


def test_a_second_version_schedule_is_one_of_the_scheduler():
    source = event("ScheduleV2", ScheduleExpression="rate(1 hour)")

    schedules = resources_of_type(
        "AWS::Scheduler::Schedule", {"Work": function({"Event": source})}
    )

    assert schedules["WorkEvent"]["ScheduleExpression"] == "rate(1 hour)"


def test_what_is_not_of_sam_stays_as_it_is():
    connection = {
        "Type": "AWS::Events::Connection",
        "Properties": {"AuthorizationType": {"Ref": "Kind"}},
    }
    parameters = {"Kind": {"Type": "String", "Default": "BASIC"}}

    template = translated({"Partner": connection}, Parameters=parameters)

    assert template == {
        "Parameters": parameters,
        "Resources": {"Partner": connection},
    }


def test_other_transforms_stay():
    made = translated({"Work": function()}, Transform=["Other", sam.TRANSFORM])

    assert made["Transform"] == ["Other"]


@pytest.mark.parametrize(
    ("resource", "defaults"),
    [
        pytest.param(function(CodeUri="src/"), {}, id="a folder"),
        pytest.param(function(CodeUri={"Ref": "Code"}), {}, id="a reference"),
        pytest.param(function(), {}, id="none, as before `sam build`"),
        pytest.param(function(), {"CodeUri": "src/"}, id="a folder for all functions"),
        pytest.param(function(InlineCode="pass"), {}, id="inline"),
        pytest.param(
            {
                "Type": "AWS::Serverless::Function",
                "Properties": {"PackageType": "Image"},
                "Metadata": {"Dockerfile": "Dockerfile"},
            },
            {},
            id="an image that `sam build` makes",
        ),
        pytest.param(
            {
                "Type": "AWS::Serverless::LayerVersion",
                "Properties": {"ContentUri": "layer/"},
            },
            {},
            id="a layer",
        ),
        pytest.param(
            {
                "Type": "AWS::Serverless::Api",
                "Properties": {"StageName": "v1", "DefinitionUri": "api.yaml"},
            },
            {},
            id="an API",
        ),
        pytest.param(
            {
                "Type": "AWS::Serverless::GraphQLApi",
                "Properties": {
                    "SchemaUri": "schema.graphql",
                    "Auth": {"Type": "AWS_IAM"},
                    "Functions": {
                        "f": {
                            "CodeUri": "f.js",
                            "DataSource": "NONE",
                            "Runtime": {"Name": "APPSYNC_JS", "Version": "1.0.0"},
                        }
                    },
                },
            },
            {},
            id="an API of GraphQL",
        ),
    ],
)
def test_files_of_the_project_are_not_needed(resource, defaults):
    template = translated({"Thing": resource}, Globals={"Function": defaults})

    # A layer is given an id with the hash of what it is made of.
    assert any(logical_id.startswith("Thing") for logical_id in template["Resources"])


def test_the_template_of_the_test_is_not_changed():
    resources = {"Work": function(CodeUri="src/")}

    translated(resources)

    assert resources == {"Work": function(CodeUri="src/")}


def test_a_template_may_be_any_mapping_and_have_dates():
    resources = MappingProxyType({"Work": function()})

    made = translated(resources, AWSTemplateFormatVersion=datetime.date(2010, 9, 9))

    assert made["AWSTemplateFormatVersion"] == "2010-09-09"


def test_managed_policies_need_no_call_to_iam():
    policies = ["AmazonSQSFullAccess", "OneThatIsNew"]

    roles = resources_of_type("AWS::IAM::Role", {"Work": function(Policies=policies)})

    assert roles["WorkRole"]["ManagedPolicyArns"] == [
        "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole",
        "arn:aws:iam::aws:policy/AmazonSQSFullAccess",
        "OneThatIsNew",
    ]


def test_applications_of_the_repository_are_stacks():
    location = {
        "ApplicationId": "arn:aws:serverlessrepo:::a/b",
        "SemanticVersion": "1.0.0",
    }
    application = {
        "Type": "AWS::Serverless::Application",
        "Properties": {"Location": location},
    }

    made = translated({"App": application, "Work": function()})["Resources"]["App"]

    assert made["Type"] == "AWS::CloudFormation::Stack"


def test_a_template_that_sam_refuses_is_told_as_by_cloudformation():
    with pytest.raises(DeploymentError) as refused:
        translated(
            {
                "Work": function({"Event": event("Unheard")}),
                "Layer": {"Type": "AWS::Serverless::LayerVersion"},
            }
        )

    assert str(refused.value) == (
        "Transform AWS::Serverless-2016-10-31 failed with: Invalid Serverless "
        "Application Specification document. Number of errors found: 2. "
        "Resource with id [Work] is invalid. Event with id [Event] is invalid. "
        "Resource dict has missing or invalid value for key Type. Event Type is: "
        "Unheard. "
        "Resource with id [Layer] is invalid. Missing required property 'ContentUri'."
    )


def test_an_error_of_the_translator_itself_is_told(monkeypatch):
    def translate(*_, **__):
        msg = "'int' object is not iterable"
        raise TypeError(msg)

    monkeypatch.setattr(
        "samtranslator.translator.translator.Translator.translate", translate
    )

    with pytest.raises(DeploymentError) as refused:
        translated({"Work": function()})

    assert str(refused.value) == (
        "Transform AWS::Serverless-2016-10-31 failed with: TypeError: 'int' object is"
        " not iterable. This is an error of aws-sam-translator itself: a part of the"
        " template has a type that it does not expect there."
    )


def test_properties_of_another_type_are_left_to_the_translator():
    with pytest.raises(DeploymentError) as refused:
        translated({"Work": {"Type": "AWS::Serverless::Function", "Properties": 5}})

    assert str(refused.value) == (
        "Transform AWS::Serverless-2016-10-31 failed with: Invalid Serverless"
        " Application Specification document. Number of errors found: 1. Resource with"
        " id [Work] is invalid. Attribute 'Properties' should be a map."
    )


def test_nothing_is_logged(caplog):
    translated({"Work": function({"Event": event("Schedule", Schedule="rate(1 day)")})})

    assert caplog.text == ""


def test_without_the_translator_the_error_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "samtranslator.translator.translator", None)

    with pytest.raises(DeploymentError) as refused:
        translated({"NotTranslatedBefore": function()})

    assert str(refused.value) == (
        "A SAM template is translated by AWS's aws-sam-translator, which is not "
        'installed: pip install "eventbridge-mock[sam]"'
    )
