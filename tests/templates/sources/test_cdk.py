from __future__ import annotations

import json
from pathlib import Path

import pytest

from eventbridge_mock.errors import DeploymentError
from eventbridge_mock.templates.sources import cdk

APP = Path(__file__).parents[3] / "docs" / "examples" / "cdk_app" / "cdk.out"

BUS = {"Type": "AWS::Events::EventBus", "Properties": {"Name": "shop"}}


def stack(
    name="Shop", *dependencies, environment="unknown-account/unknown-region", **more
):
    """Return a stack as it is in the manifest."""
    return {
        "type": "aws:cloudformation:stack",
        "environment": f"aws://{environment}",
        "properties": {"templateFile": f"{name}.template.json", **more},
        "dependencies": [*dependencies],
    }


@pytest.fixture
def app(tmp_path):
    """Write a `cdk.out` from artifacts and the templates of their stacks."""

    def write(artifacts, folder=tmp_path, **templates):
        folder.mkdir(exist_ok=True)
        manifest = {"version": "55.0.0", "artifacts": artifacts}
        (folder / "manifest.json").write_text(json.dumps(manifest))
        for name, template in templates.items():
            (folder / f"{name}.template.json").write_text(json.dumps(template))
        return folder

    return write


def named(folder):
    return [stack.name for stack in cdk.read_assembly(folder)]


class TestExample:
    def test_stacks_are_in_order_of_their_dependencies(self):
        assert named(APP) == ["Partner", "Shop"]

    def test_what_cdk_adds_for_the_deployment_is_passed_over(self):
        bodies = [stack.body for stack in cdk.read_assembly(APP)]

        assert [[*body] for body in bodies] == [["Resources", "Outputs"]] * 2

    def test_stacks_without_an_environment_go_where_the_mock_is(self):
        places = {(one.account_id, one.region_name) for one in cdk.read_assembly(APP)}

        assert places == {(None, None)}


def test_a_stack_comes_after_those_it_depends_on(app):
    artifacts = {
        "A": stack("A", "B", "A.assets"),
        "B": stack("B", "C"),
        "C": stack("C"),
        "Tree": {"type": "cdk:tree", "properties": {"file": "tree.json"}},
    }

    assert named(app(artifacts, A={}, B={}, C={})) == ["C", "B", "A"]


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        pytest.param(
            "111122223333/eu-west-1", ("111122223333", "eu-west-1"), id="both"
        ),
        pytest.param("unknown-account/eu-west-1", (None, "eu-west-1"), id="Region"),
        pytest.param(
            "111122223333/unknown-region", ("111122223333", None), id="account"
        ),
    ],
)
def test_a_stack_has_the_account_and_region_of_its_environment(
    app, environment, expected
):
    (read,) = cdk.read_assembly(
        app({"Shop": stack(environment=environment)}, Shop={"Resources": {}})
    )

    assert (read.account_id, read.region_name) == expected


def test_stacks_of_stages_come_too(app, tmp_path):
    stage = {
        "type": "cdk:cloud-assembly",
        "properties": {"directoryName": "assembly-Prod"},
    }
    inner = stack("ProdShop525171E2", stackName="Prod-Shop")
    app({"assembly-Prod": stage, "Shop": stack()}, Shop={})
    app({"ProdShop525171E2": inner}, tmp_path / "assembly-Prod", ProdShop525171E2={})

    assert named(tmp_path) == ["Prod-Shop", "Shop"]


def test_a_bad_name_of_a_stack_is_refused(app, eventbridge_mock):
    folder = app({"Shop": stack(stackName="my_shop")}, Shop={"Resources": {}})

    with pytest.raises(DeploymentError, match="Value 'my_shop' at 'stackName'"):
        eventbridge_mock.deploy(folder)


def test_only_what_cdk_adds_is_taken_out(app):
    template = {
        "Conditions": {"CDKMetadataAvailable": {"Fn::Equals": ["a", "a"]}},
        "Parameters": {
            "BootstrapVersion": {"Type": "AWS::SSM::Parameter::Value<String>"},
            "Mine": {"Type": "String"},
        },
        "Resources": {"CDKMetadata": {"Type": "AWS::CDK::Metadata"}, "Bus": BUS},
        "Rules": {"CheckBootstrapVersion": {"Assertions": []}},
    }

    (read,) = cdk.read_assembly(app({"Shop": stack()}, Shop=template))

    assert read.body == {
        "Parameters": {"Mine": {"Type": "String"}},
        "Resources": {"Bus": BUS},
    }


def test_parameters_of_the_manifest_and_of_assets_have_values(app):
    parameters = {
        "AssetParameters0a1bS3Bucket": {"Type": "String"},
        "Mine": {"Type": "String"},
    }
    artifacts = {"Shop": stack(parameters={"Mine": "x"})}

    (read,) = cdk.read_assembly(app(artifacts, Shop={"Parameters": parameters}))

    assert read.parameters == {"AssetParameters0a1bS3Bucket": "asset", "Mine": "x"}


def test_the_template_of_a_nested_stack_is_found_by_its_hash(app, tmp_path):
    url = {
        "Fn::Join": [
            "",
            ["https://s3.", {"Ref": "AWS::Region"}, "/cdk-assets/0a1b.json"],
        ]
    }
    nested = {"Type": "AWS::CloudFormation::Stack", "Properties": {"TemplateURL": url}}
    elsewhere = {
        "Type": "AWS::CloudFormation::Stack",
        "Properties": {"TemplateURL": "https://s3.example/theirs.json"},
    }
    files = {
        "0a1b": {"source": {"path": "Nested.template.json", "packaging": "file"}},
        "2c3d": {"source": {"executable": ["make"]}},
    }
    (tmp_path / "Shop.assets.json").write_text(json.dumps({"files": files}))
    assets = {"type": "cdk:asset-manifest", "properties": {"file": "Shop.assets.json"}}
    folder = app(
        {"Shop.assets": assets, "Shop": stack("Shop", "Shop.assets")},
        Shop={"Resources": {"Nested": nested, "Theirs": elsewhere}},
        Nested={"Resources": {"Bus": BUS}},
    )

    (read,) = cdk.read_assembly(folder)

    assert read.body == {"Resources": {"Theirs": elsewhere, "Bus": BUS}}


def test_a_file_that_is_missing_is_named(app):
    folder = app({"Shop": stack()})

    with pytest.raises(DeploymentError) as refused:
        cdk.read_assembly(folder)

    assert str(refused.value) == (
        f"{folder / 'Shop.template.json'} cannot be read: No such file or directory. "
        "Run `cdk synth` again."
    )


def test_a_file_that_is_not_json_is_named(tmp_path):
    (tmp_path / "manifest.json").write_text("{")

    with pytest.raises(DeploymentError) as refused:
        cdk.read_assembly(tmp_path)

    assert str(refused.value).startswith(
        f"{tmp_path / 'manifest.json'} is not valid JSON: "
    )
