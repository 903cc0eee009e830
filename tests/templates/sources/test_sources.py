"""What `deploy` takes beside a plain template."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from eventbridge_mock import mock_api_destinations
from eventbridge_mock.errors import DeploymentError

EXAMPLES = Path(__file__).parents[3] / "docs" / "examples"
SECRETS = {"partner-key": "not-a-secret"}
SAM = "AWS::Serverless-2016-10-31"


@pytest.fixture
def mock():
    with mock_api_destinations() as mock:
        yield mock


def bus(name, **more):
    return {"Type": "AWS::Events::EventBus", "Properties": {"Name": name}, **more}


def template(**resources):
    return {"Resources": resources}


def write(path, document):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(document))
    return path


def assembly(folder, **stacks):
    """Write a `cdk.out` with a stack for each template."""
    artifacts = {
        name: {
            "type": "aws:cloudformation:stack",
            "environment": "aws://unknown-account/unknown-region",
            "properties": {"templateFile": f"{name}.json"},
        }
        for name in stacks
    }
    write(folder / "manifest.json", {"artifacts": artifacts})
    for name, document in stacks.items():
        write(folder / f"{name}.json", document)
    return folder


class TestCdk:
    @pytest.mark.parametrize("folder", ["cdk_app/cdk.out", "cdk_app"])
    def test_the_folder_of_an_app_and_its_output_are_the_same(self, mock, folder):
        deployment = mock.deploy(EXAMPLES / folder, secrets=SECRETS)

        assert [*deployment.stacks] == ["Partner", "Shop"]

    def test_a_stack_goes_where_its_environment_says(self, mock, tmp_path):
        folder = tmp_path / "cdk.out"
        shutil.copytree(EXAMPLES / "cdk_app" / "cdk.out", folder)
        manifest = (folder / "manifest.json").read_text("utf-8")
        somewhere = manifest.replace(
            "aws://unknown-account/unknown-region", "aws://444455556666/eu-central-1"
        )
        (folder / "manifest.json").write_text(somewhere)

        mock.deploy(folder, secrets=SECRETS)

        assert [*mock.event_buses] == ["default"]
        there = mock.backend("444455556666", "eu-central-1")
        assert sorted(there.event_buses) == ["default", "shop"]

    def test_deploying_again_changes_the_same_stacks(self, mock):
        first = mock.deploy(EXAMPLES / "cdk_app", secrets=SECRETS)
        again = mock.deploy(EXAMPLES / "cdk_app", secrets=SECRETS)

        assert [first[each].arn for each in first] == [
            again[each].arn for each in again
        ]

    def test_nothing_stays_of_an_app_with_a_stack_that_fails(self, mock, tmp_path):
        folder = assembly(tmp_path, A=template(One=bus("a")), B=template(Two=bus("a")))

        with pytest.raises(DeploymentError, match="Two: Event bus a already exists"):
            mock.deploy(folder)

        assert [*mock.event_buses] == ["default"]

    def test_each_stack_takes_its_own_parameters(self, mock, tmp_path):
        declared = {"Parameters": {"Name": {"Type": "String"}}}
        folder = assembly(
            tmp_path,
            A=template(One=bus("a")),
            B={**declared, **template(Two=bus({"Ref": "Name"}))},
        )

        deployment = mock.deploy(folder, parameters={"Name": "b"})

        assert deployment["Two"].name == "b"

    def test_a_parameter_that_no_stack_has_is_refused(self, mock, tmp_path):
        declared = {"Parameters": {"Name": {"Type": "String", "Default": "b"}}}
        folder = assembly(
            tmp_path,
            A=template(One=bus("a")),
            B={**declared, **template(Two=bus({"Ref": "Name"}))},
        )

        with pytest.raises(DeploymentError) as refused:
            mock.deploy(folder, parameters={"Nam": "b"})

        assert str(refused.value) == (
            "Parameters: [Nam] do not exist in any of the templates. Did you mean Name?"
        )

    def test_several_stacks_cannot_have_one_name(self, mock):
        with pytest.raises(DeploymentError) as refused:
            mock.deploy(EXAMPLES / "cdk_app", stack_name="mine", secrets=SECRETS)

        assert str(refused.value) == (
            "stack_name is for one stack, and the source has several: Partner, Shop"
        )


def test_a_value_of_an_unknown_resource_is_refused(mock):
    with pytest.raises(DeploymentError) as refused:
        mock.deploy(template(Shop=bus("shop")), values={"Shp.Arn": "x"})

    assert str(refused.value) == (
        "values: no template has a resource Shp. Did you mean Shop?"
    )


class TestServerless:
    @pytest.mark.parametrize(
        "source",
        [
            "serverless_app",
            "serverless_app/.serverless",
            "serverless_app/.serverless/cloudformation-template-update-stack.json",
        ],
    )
    def test_a_build_is_found_in_its_folder(self, mock, source):
        secrets = {"partner": {"password": "not-a-secret"}}

        deployment = mock.deploy(EXAMPLES / source, secrets=secrets)

        assert deployment["Orders"].type == "AWS::Events::Rule"

    def test_another_folder_is_refused(self, mock, tmp_path):
        with pytest.raises(DeploymentError) as refused:
            mock.deploy(tmp_path)

        assert str(refused.value) == (
            f"{tmp_path} is a folder with neither manifest.json, which `cdk synth` "
            "writes, nor cloudformation-template-update-stack.json, which Serverless "
            "Framework writes. Give the path of a template in it; of a Terraform "
            "project, what `terraform show -json` prints."
        )


class TestSam:
    def test_a_template_is_translated_with_its_parameters(self, mock):
        secrets = {"partner-live": {"key": "not-a-secret"}}

        deployment = mock.deploy(
            EXAMPLES / "sam_app" / "template.yaml",
            parameters={"Stage": "live"},
            secrets=secrets,
        )

        assert deployment["PartnerOrders"].url == "https://api.partner.example/orders/*"
        assert deployment["CountOrdersPlaced"].type == "AWS::Events::Rule"

    def test_the_transform_may_be_in_a_list(self, mock):
        source = {"Transform": [SAM], **template(Shop=bus("shop"))}

        assert mock.deploy(source)["Shop"].name == "shop"


class TestTerraform:
    @pytest.mark.parametrize("name", ["state.json", "plan.json"])
    def test_resources_are_those_of_the_document(self, mock, name):
        deployment = mock.deploy(EXAMPLES / "terraform_project" / name)

        assert sorted(mock.api_destinations) == ["orders", "returns"]
        queue = deployment["aws_sqs_queue.undelivered"]
        assert queue.arn == "arn:aws:sqs:us-east-1:123456789012:undelivered-orders"
        assert deployment.outputs["bus_name"] == "shop"

    def test_a_mapping_is_taken_too(self, mock):
        path = EXAMPLES / "terraform_project" / "state.json"

        deployment = mock.deploy(json.loads(path.read_text("utf-8")))

        assert deployment["aws_cloudwatch_event_bus.shop"].name == "shop"

    def test_a_value_of_another_resource_can_be_given(self, mock):
        arn = "arn:aws:sqs:us-east-1:123456789012:mine"
        path = EXAMPLES / "terraform_project" / "plan.json"

        deployment = mock.deploy(path, values={"aws_sqs_queue.undelivered.arn": arn})

        name = deployment["aws_cloudwatch_event_rule.large_orders"].name
        (target,) = mock.rules["shop", name].targets
        assert target.dead_letter_config.arn == arn

    def test_a_warning_is_at_the_line_of_the_test(self, mock):
        path = EXAMPLES / "terraform_project" / "state.json"
        escaped = r"\"\\u003cnumber\\u003e\""
        text = path.read_text("utf-8").replace("<number>", escaped)

        with pytest.warns(UserWarning, match="literally") as warned:
            mock.deploy(json.loads(text))

        assert [one.filename for one in warned] == [__file__]

    def test_the_state_that_terraform_keeps_is_refused(self, mock, tmp_path):
        path = write(tmp_path / "terraform.tfstate", {"version": 4, "lineage": "x"})

        with pytest.raises(DeploymentError, match="Terraform keeps its state"):
            mock.deploy(path)


class TestNested:
    def test_templates_in_files_are_put_in(self, mock, tmp_path):
        declared = {"Parameters": {"Name": {"Type": "String"}}}
        inner = {**declared, **template(Inner=bus({"Ref": "Name"}))}
        write(tmp_path / "nested" / "inner.json", inner)
        stack = {
            "Type": "AWS::CloudFormation::Stack",
            "Properties": {
                "TemplateURL": "nested/inner.json",
                "Parameters": {"Name": "inner"},
            },
        }

        deployment = mock.deploy(write(tmp_path / "t.json", template(Nested=stack)))

        assert deployment["Inner"].name == "inner"

    def test_an_application_of_sam_is_translated_by_itself(self, mock, tmp_path):
        function = {
            "Type": "AWS::Serverless::Function",
            "Properties": {
                "Handler": "app.handler",
                "Runtime": "python3.12",
                "Events": {
                    "Placed": {
                        "Type": "EventBridgeRule",
                        "Properties": {"Pattern": {"source": ["shop"]}},
                    }
                },
            },
        }
        write(tmp_path / "inner.json", {"Transform": SAM, **template(Work=function)})
        application = {
            "Type": "AWS::Serverless::Application",
            "Properties": {"Location": "inner.json"},
        }
        outer = {"Transform": SAM, **template(App=application)}

        deployment = mock.deploy(write(tmp_path / "template.json", outer))

        assert deployment["WorkPlaced"].type == "AWS::Events::Rule"

    @pytest.mark.parametrize(
        "url", ["https://s3.example/inner.json", {"Fn::Sub": "${AWS::Region}.json"}]
    )
    def test_templates_elsewhere_are_left_out(self, mock, url, tmp_path):
        stack = {
            "Type": "AWS::CloudFormation::Stack",
            "Properties": {"TemplateURL": url},
        }
        path = write(tmp_path / "t.json", template(Nested=stack, Shop=bus("shop")))

        assert mock.deploy(path).left_out == {
            "Nested": (
                "AWS::CloudFormation::Stack is not made here: only resources of "
                "EventBridge are."
            )
        }

    def test_a_file_that_is_missing_is_named(self, mock, tmp_path):
        stack = {
            "Type": "AWS::CloudFormation::Stack",
            "Properties": {"TemplateURL": "inner.json"},
        }

        with pytest.raises(DeploymentError, match=r"inner\.json cannot be read"):
            mock.deploy(write(tmp_path / "t.json", template(Nested=stack)))
