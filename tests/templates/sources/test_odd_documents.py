"""Documents that nobody writes on purpose are refused, and soon."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from eventbridge_mock.errors import DeploymentError
from eventbridge_mock.templates.sources.documents import MOST_LEVELS, MOST_VALUES
from eventbridge_mock.templates.sources.reading import parse
from tests.templates.deployed import with_output

if TYPE_CHECKING:
    from pathlib import Path

    from eventbridge_mock import EventBridgeMock

NOT_WELL_FORMED = "Template format error: YAML not well-formed."
TOO_DEEP = f"The document has more than {MOST_LEVELS} levels."
TOO_LARGE = f"The document has more than {MOST_VALUES:,} values."
LONG_NUMBER = "The document has a number of over 4300 digits."
# Each line has ten times the one before it.
LAUGHS = "\n".join(
    ["a0: &a0 ha"]
    + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 10)]
)
MERGED_LAUGHS = "\n".join(
    ["a0: &a0 {x: ha}"]
    + [f"a{n}: &a{n} {{<<: [{', '.join([f'*a{n - 1}'] * 10)}]}}" for n in range(1, 10)]
)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param(LAUGHS, TOO_LARGE, id="aliases of aliases"),
        pytest.param("a: " + "[" * 101 + "]" * 101, TOO_DEEP, id="YAML, deep"),
        pytest.param("a: " + "[" * 900 + "]" * 900, TOO_DEEP, id="YAML, very deep"),
        pytest.param('{"a": ' + "[" * 101 + "]" * 101 + "}", TOO_DEEP, id="JSON, deep"),
        pytest.param('{"a": ' + "[" * 200_000, TOO_DEEP, id="JSON, very deep"),
        pytest.param(
            "a: &a [*a]",
            f"{NOT_WELL_FORMED} (line 1, column 4): found unconstructable recursive"
            " node",
            id="an alias within itself",
        ),
        *(
            pytest.param(
                f"a: !!{tag} {value}",
                f"{NOT_WELL_FORMED} (line 1, column 4): {value!r} is not a value of"
                f" `!!{tag}`",
                id=f"no {tag}: {value}",
            )
            for tag in ("bool", "float", "int", "timestamp")
            for value in ("", "x", "2026-13-01")
        ),
        pytest.param(
            f"a: 1{':1' * 200}.5",
            f"{NOT_WELL_FORMED} (line 1, column 4): '1{':1' * 19}:' is not a value of"
            " `!!float`",
            id="YAML, number in base 60 over the largest",
        ),
        pytest.param(
            f"a: {'9' * 5_000}",
            f"{NOT_WELL_FORMED} (line 1, column 4): '{'9' * 40}' is not a value of"
            " `!!int`",
            id="YAML, long number",
        ),
        pytest.param(
            "a: \ud800",
            r"The document has half of a character: '\ud800'",
            id="YAML, half a character",
        ),
        pytest.param(
            "a: !!map [b]",
            f"{NOT_WELL_FORMED} (line 1, column 4): a map is expected here",
            id="no map",
        ),
        pytest.param(
            "a: !!python/object/apply:os.getpid []",
            f"{NOT_WELL_FORMED} (line 1, column 4): could not determine a constructor"
            " for the tag 'tag:yaml.org,2002:python/object/apply:os.getpid'",
            id="an object of Python",
        ),
        pytest.param(
            '{"a": 1, "a": 2}',
            "Template format error: duplicate key 'a'",
            id="JSON, twice",
        ),
        pytest.param('{"a": %s}' % ("9" * 5_000), LONG_NUMBER, id="JSON, long number"),
        pytest.param(
            '{"a": "\\ud800"}',
            r"The document has half of a character: '\ud800'",
            id="half a character",
        ),
    ],
)
def test_a_text_is_refused(text: str, message: str) -> None:
    with pytest.raises(DeploymentError) as caught:
        parse(text)

    assert str(caught.value) == message


def test_yaml_without_an_end_is_refused() -> None:
    """libyaml has a limit of its own."""
    with pytest.raises(DeploymentError):
        parse("a: " + "[" * 50_000)


def test_merges_of_merges_do_not_grow() -> None:
    assert parse(MERGED_LAUGHS)["a9"] == {"x": "ha"}


def test_a_merged_mapping_may_be_merged_again() -> None:
    text = "a: &a {x: 1}\nb: &b {<<: *a, x: 2}\nc: {<<: [*b, *a], y: 3}"

    assert parse(text)["c"] == {"x": 2, "y": 3}


def nested(levels: int) -> Any:
    value: Any = "x"
    for _ in range(levels):
        value = [value]
    return value


ENDLESS: dict[str, Any] = {}
ENDLESS["Metadata"] = ENDLESS


@pytest.mark.parametrize(
    ("source", "message"),
    [
        pytest.param(ENDLESS, TOO_DEEP, id="a mapping in itself"),
        pytest.param({"Metadata": nested(200)}, TOO_DEEP, id="deep"),
        pytest.param({"Metadata": 10**5_000}, LONG_NUMBER, id="a long number"),
        pytest.param({"Metadata": [[0] * 1_000] * 1_000}, TOO_LARGE, id="large"),
    ],
)
def test_a_mapping_is_refused(
    eventbridge_mock: EventBridgeMock, source: Any, message: str
) -> None:
    with pytest.raises(DeploymentError) as caught:
        eventbridge_mock.deploy(source)

    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("function", "message"),
    [
        (
            {"Fn::Cidr": ["10.0.0.0/8", count, bits]},
            "Template error: Fn::Cidr requires an IP block, a count and its cidr bits",
        )
        for count, bits in [(10**9, 8), (0, 8), (257, 8), (1, []), (1, "x"), (1, 99)]
    ]
    + [
        (
            {"Fn::Select": ["9" * 5_000, ["a"]]},
            "Template error: Fn::Select requires a list argument with two elements: an"
            " integer index and a list",
        )
    ],
    ids=lambda value: str(value)[:50],
)
def test_an_argument_of_a_function_is_refused(
    eventbridge_mock: EventBridgeMock, function: Any, message: str
) -> None:
    with pytest.raises(DeploymentError) as caught:
        eventbridge_mock.deploy(with_output(function))

    assert str(caught.value) == f"Outputs: Value: {message}"


@pytest.mark.parametrize(
    ("members", "form"),
    [
        ({"MinLength": {}}, "MinLength of parameter P is not a length"),
        ({"MaxLength": "²"}, "MaxLength of parameter P is not a length"),
        (
            {"Type": "Number", "MinValue": "x"},
            "MinValue of parameter P is not a number",
        ),
        ({"Type": "Number", "MaxValue": []}, "MaxValue of parameter P is not a number"),
        (
            {"AllowedPattern": "["},
            "AllowedPattern of parameter P is not a regular expression",
        ),
        (
            {"AllowedPattern": {}},
            "AllowedPattern of parameter P is not a regular expression",
        ),
        (
            {"AllowedValues": True},
            "AllowedValues of parameter P is not a list of strings or numbers",
        ),
        (
            {"AllowedValues": [{}]},
            "AllowedValues of parameter P is not a list of strings or numbers",
        ),
    ],
    ids=str,
)
def test_a_constraint_of_another_form_is_refused(
    eventbridge_mock: EventBridgeMock, members: Any, form: str
) -> None:
    parameter = {"Type": "String", "Default": "5", **members}
    template = with_output("x", Parameters={"P": parameter})

    with pytest.raises(DeploymentError) as caught:
        eventbridge_mock.deploy(template)

    assert str(caught.value) == f"Template format error: {form}."


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        pytest.param("a\0b", "embedded null", id="a null character"),
        pytest.param("a" * 70_000, "File name too long", id="long"),
    ],
)
def test_a_path_that_no_file_can_have_is_refused(
    eventbridge_mock: EventBridgeMock, path: str, reason: str
) -> None:
    with pytest.raises(DeploymentError, match=f"cannot be read: {reason}"):
        eventbridge_mock.deploy(path)


RESOURCE = {"address": "a.b", "mode": "managed", "type": "a", "name": "b"}
PRINTS = "Deploy the JSON that `terraform show -json` prints, unchanged."


def state(*resources: Any, **module: Any) -> dict[str, Any]:
    root = {"resources": [*resources], **module}
    return {"format_version": "1.0", "values": {"root_module": root}}


def target(**values: Any) -> dict[str, Any]:
    kind = "aws_cloudwatch_event_target"
    return {**RESOURCE, "type": kind, "values": values}


def connection(**values: Any) -> dict[str, Any]:
    kind = "aws_cloudwatch_event_connection"
    return {**RESOURCE, "type": kind, "values": values}


def policy(text: Any) -> dict[str, Any]:
    kind = "aws_cloudwatch_event_bus_policy"
    return {**RESOURCE, "type": kind, "values": {"policy": text}}


def plan(values: Any, unknown: Any) -> dict[str, Any]:
    change = {"address": "a.b", "change": {"after_unknown": unknown}}
    root = {"resources": [connection(**values)]}
    return {
        "format_version": "1.0",
        "planned_values": {"root_module": root},
        "resource_changes": [change],
    }


PRINTED = "as `terraform show -json` prints it."


@pytest.mark.parametrize(
    ("document", "message"),
    [
        pytest.param(
            state("x"),
            f"values.root_module.resources[0] is not an object. {PRINTS}",
            id="a resource",
        ),
        pytest.param(
            state({"mode": "managed", "type": "a", "name": "b"}),
            f"values.root_module.resources[0].address is missing. {PRINTS}",
            id="an address",
        ),
        pytest.param(
            state({**RESOURCE, "type": {}}),
            f"values.root_module.resources[0].type is not a string. {PRINTS}",
            id="a type",
        ),
        pytest.param(
            state(child_modules=[{"address": "module.a", "resources": {}}]),
            f"values.root_module.child_modules[0].resources is not an array. {PRINTS}",
            id="the resources of a module",
        ),
        pytest.param(
            state(connection(auth_parameters="x")),
            f"a.b.auth_parameters is not a list of blocks, {PRINTED}",
            id="a block",
        ),
        pytest.param(
            state(connection(auth_parameters=[{"basic": [5]}])),
            f"a.b.auth_parameters.basic is not a list of blocks, {PRINTED}",
            id="a block in a block",
        ),
        pytest.param(
            state(
                {**RESOURCE, "type": "aws_cloudwatch_event_bus", "values": {"tags": 5}}
            ),
            f"a.b.tags is not an object, {PRINTED}",
            id="tags",
        ),
        pytest.param(
            state(target(input_transformer=["x"])),
            f"a.b.input_transformer is not a list of blocks, {PRINTED}",
            id="a transformer",
        ),
        *(
            pytest.param(
                state(policy(text)),
                f"a.b.policy is not the JSON of a policy. {PRINTS}",
                id=f"a policy {text}",
            )
            for text in ("x", "{}", "[]", '{"Statement": [5]}', 5)
        ),
        pytest.param(
            plan({"auth_parameters": None}, {"auth_parameters": [True]}),
            "a.b: after_unknown of auth_parameters does not have the form of its"
            f" value. {PRINTS}",
            id="what is not known of a list",
        ),
        pytest.param(
            plan({"auth_parameters": []}, {"auth_parameters": {"basic": True}}),
            "a.b: after_unknown of auth_parameters does not have the form of its"
            f" value. {PRINTS}",
            id="what is not known of an object",
        ),
    ],
)
def test_a_document_of_terraform_is_refused(
    eventbridge_mock: EventBridgeMock, document: Any, message: str
) -> None:
    with pytest.raises(DeploymentError) as caught:
        eventbridge_mock.deploy(document)

    assert str(caught.value) == message


def test_null_in_a_document_of_terraform_is_nothing(
    eventbridge_mock: EventBridgeMock,
) -> None:
    bus = {**RESOURCE, "type": "aws_cloudwatch_event_bus", "values": {"name": "b"}}
    document = state(bus, child_modules=None)
    document |= {"configuration": None, "resource_changes": None}

    assert eventbridge_mock.deploy(document)["a.b"].name == "b"


def test_names_and_indexes_of_other_types_lead_nowhere(
    eventbridge_mock: EventBridgeMock,
) -> None:
    document = state(
        {**RESOURCE, "type": "{a}", "index": [], "values": {"region": ["eu"]}},
        {
            **RESOURCE,
            "address": "c.d",
            "type": "aws_cloudwatch_event_rule",
            "values": {"name": "r", "schedule_expression": "rate(1 day)"},
        },
        {
            **target(rule={"a": "b"}, event_bus_name=["x"], arn="arn:aws:sqs:::q"),
            "address": "e.f",
        },
        outputs={},
    )
    document["configuration"] = {
        "root_module": {
            "outputs": {"a": {"expression": {"references": [5, "[", "{a}.b.c"]}}}
        }
    }
    document["values"]["outputs"] = {"a": {}, "b": {"value": 5}}

    deployment = eventbridge_mock.deploy(document)

    assert deployment.left_out["e.f"] == (
        "its rule {'a': 'b'} on ['x'] is not in the document"
    )
    assert dict(deployment.outputs) == {"a": deployment["a.b"].name + "-c", "b": 5}


def synthesized(folder: Path, **files: Any) -> Path:
    for name, content in files.items():
        (folder / f"{name}.json").write_text(json.dumps(content))
    return folder


AGAIN = "Run `cdk synth` again."
STACK = "aws:cloudformation:stack"
STAGE = "cdk:cloud-assembly"


@pytest.mark.parametrize(
    ("files", "message"),
    [
        pytest.param(
            {"manifest": []}, "manifest.json: The document is not an object.", id="list"
        ),
        pytest.param(
            {"manifest": {"artifacts": {"A": {}}}},
            "manifest.json: artifacts.A.type is missing.",
            id="no type",
        ),
        pytest.param(
            {"manifest": {"artifacts": {"A": {"type": STACK}}}},
            "manifest.json: the properties of artifact A: The document is not an"
            " object.",
            id="no properties",
        ),
        pytest.param(
            {"manifest": {"artifacts": {"A": {"type": STACK, "properties": {}}}}},
            "manifest.json: the properties of artifact A: templateFile is missing.",
            id="no template",
        ),
        pytest.param(
            {
                "manifest": {
                    "artifacts": {
                        "A": {"type": STACK, "properties": {"templateFile": "a.json"}}
                    }
                },
                "a": "x",
            },
            "a.json: The document is not an object.",
            id="no object",
        ),
        pytest.param(
            {
                "manifest": {
                    "artifacts": {
                        "A": {
                            "type": "cdk:asset-manifest",
                            "properties": {"file": "a.json"},
                        }
                    }
                },
                "a": {"files": {"b": {"source": {"path": 5}}}},
            },
            "a.json: files.b.source.path is not a string.",
            id="no path",
        ),
    ],
)
def test_a_folder_of_cdk_is_refused(
    eventbridge_mock: EventBridgeMock, tmp_path: Path, files: Any, message: str
) -> None:
    folder = synthesized(tmp_path, **files)

    with pytest.raises(DeploymentError) as caught:
        eventbridge_mock.deploy(folder)

    assert str(caught.value) == f"{folder}/{message} {AGAIN}"


def test_a_stage_in_itself_is_refused(
    eventbridge_mock: EventBridgeMock, tmp_path: Path
) -> None:
    stage = {"type": STAGE, "properties": {"directoryName": "."}}
    folder = synthesized(tmp_path, manifest={"artifacts": {"A": stage}})

    with pytest.raises(DeploymentError) as caught:
        eventbridge_mock.deploy(folder)

    assert str(caught.value) == f"{folder}/manifest.json: the stage A is in itself."


def test_artifacts_that_depend_on_each_other_are_read_once(
    eventbridge_mock: EventBridgeMock, tmp_path: Path
) -> None:
    bus = {"Type": "AWS::Events::EventBus", "Properties": {"Name": "b"}}
    stack = {"type": STACK, "properties": {"templateFile": "a.json"}}
    artifacts = {
        "A": {**stack, "dependencies": ["B"]},
        "B": {"type": "x", "dependencies": ["A", "A"]},
    }
    folder = synthesized(
        tmp_path, manifest={"artifacts": artifacts}, a={"Resources": {"Bus": bus}}
    )

    assert list(eventbridge_mock.deploy(folder).stacks) == ["A"]


def test_a_nested_stack_of_cdk_in_itself_is_refused(
    eventbridge_mock: EventBridgeMock, tmp_path: Path
) -> None:
    nested = {
        "Type": "AWS::CloudFormation::Stack",
        "Properties": {"TemplateURL": "https://s3.example/hash.json"},
    }
    assets = {"type": "cdk:asset-manifest", "properties": {"file": "assets.json"}}
    stack = {"type": STACK, "properties": {"templateFile": "a.json"}}
    folder = synthesized(
        tmp_path,
        manifest={"artifacts": {"A": stack, "B": assets}},
        assets={"files": {"hash": {"source": {"path": "a.json"}}, "other": {}}},
        a={"Resources": {"Nested": nested}},
    )

    with pytest.raises(DeploymentError) as caught:
        eventbridge_mock.deploy(folder)

    assert str(caught.value) == "Nested: this nested stack is in itself."


NESTED = {
    "Type": "AWS::CloudFormation::Stack",
    "Properties": {"TemplateURL": "inner.json"},
}


@pytest.mark.parametrize(
    ("inner", "message"),
    [
        pytest.param(
            {"Resources": {"Again": NESTED}},
            "inner.json: this nested stack is in",
            id="itself",
        ),
        pytest.param(
            {"Resources": []},
            "Nested, the template of the nested stack: Resources is not an object.",
            id="resources",
        ),
        pytest.param(
            {"Outputs": {"A": {}}},
            "Nested, the template of the nested stack: Outputs.A.Value is missing.",
            id="an output",
        ),
        pytest.param(
            {"Parameters": {"A": 5}},
            "Nested, the template of the nested stack: Parameters.A is not an object.",
            id="a parameter",
        ),
        pytest.param(
            {
                "Resources": {
                    "Role": {
                        "Type": "AWS::IAM::Role",
                        "DependsOn": [5],
                        "Properties": {
                            "A": {"Ref": []},
                            "B": {"Fn::GetAtt": ["a"]},
                            "C": {"Fn::Sub": {}},
                            "D": {"Fn::If": 5},
                        },
                    }
                }
            },
            "Template format error: [/Resources/Role] DependsOn must be",
            id="functions",
        ),
    ],
)
def test_a_nested_template_is_refused(
    eventbridge_mock: EventBridgeMock, tmp_path: Path, inner: Any, message: str
) -> None:
    outer = {"Resources": {"Nested": {**NESTED, "DependsOn": 5}}}
    synthesized(tmp_path, outer=outer, inner=inner)

    with pytest.raises(DeploymentError) as caught:
        eventbridge_mock.deploy(tmp_path / "outer.json")

    assert message in str(caught.value)
