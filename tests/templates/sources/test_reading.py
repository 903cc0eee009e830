"""A source is read by what it is: a path, a folder, JSON, YAML with short tags."""

import json
import os
import sys

import pytest

from eventbridge_mock.errors import DeploymentError
from eventbridge_mock.templates.sources.reading import parse
from tests.templates.deployed import PARTNER, yaml

NIGHTLY = {
    "Resources": {
        "Nightly": {
            "Type": "AWS::Events::Rule",
            "Properties": {"ScheduleExpression": "rate(1 day)"},
        }
    }
}


@pytest.mark.parametrize(
    ("text", "parsed"),
    [
        pytest.param("!Ref A", {"Ref": "A"}, id="Ref"),
        pytest.param("!Condition A", {"Condition": "A"}, id="Condition"),
        pytest.param("!GetAtt A.B.C", {"Fn::GetAtt": ["A", "B.C"]}, id="GetAtt"),
        pytest.param("!GetAtt [A, B]", {"Fn::GetAtt": ["A", "B"]}, id="GetAtt-list"),
        pytest.param("!Sub 'a${B}'", {"Fn::Sub": "a${B}"}, id="Sub"),
        pytest.param(
            "!Sub ['${B}', {B: !Ref C}]",
            {"Fn::Sub": ["${B}", {"B": {"Ref": "C"}}]},
            id="Sub-with-a-map",
        ),
        pytest.param(
            "!Transform {Name: A}", {"Fn::Transform": {"Name": "A"}}, id="mapping"
        ),
        pytest.param("2012-10-17", "2012-10-17", id="date"),
        pytest.param("{404: a, yes: b}", {"404": "a", "yes": "b"}, id="keys"),
        pytest.param("'300'", "300", id="string"),
        pytest.param("yes", True, id="boolean"),
    ],
)
def test_yaml_is_read_as_cloudformation_reads_it(text, parsed):
    assert parse(f"a: {text}") == {"a": parsed}


def test_an_alias_is_replaced_as_the_command_line_does():
    text = "a: &name {x: 1, y: 1}\nb: {<<: *name, x: 2}"

    assert parse(text) == {"a": {"x": 1, "y": 1}, "b": {"x": 2, "y": 1}}


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        pytest.param("- a", "Template format error: unsupported structure.", id="list"),
        pytest.param(
            '{"a": 1,}}',
            "Template format error: JSON not well-formed. (line 1, column 9)",
            id="json",
        ),
        pytest.param(
            "a: 1\na: 2",
            "Template format error: YAML not well-formed. (line 1, column 1): duplicate"
            " key 'a'",
            id="duplicate",
        ),
        pytest.param(
            "[a, b]: 1",
            "Template format error: YAML not well-formed. (line 1, column 1): key is"
            " not a string",
            id="no-scalar",
        ),
        pytest.param(
            "a: !!python/name:os.system x",
            "Template format error: YAML not well-formed. (line 1, column 4): could not"
            " determine a constructor for the tag 'tag:yaml.org,2002:python/name"
            ":os.system'",
            id="unsafe",
        ),
    ],
)
def test_a_text_that_is_not_a_template_is_refused(text, complaint):
    with pytest.raises(DeploymentError) as caught:
        parse(text)

    assert str(caught.value) == complaint


def test_a_position_is_left_out_where_yaml_has_none():
    with pytest.raises(DeploymentError) as caught:
        parse("a: \x01")

    assert str(caught.value).startswith("Template format error: YAML not well-formed.:")


def test_json_with_a_tab_is_json():
    assert parse('{"a":\t{"Ref": "B"}}') == {"a": {"Ref": "B"}}


def test_yaml_may_begin_like_json():
    assert parse("{a: !Ref B}") == {"a": {"Ref": "B"}}


@pytest.mark.parametrize("kind", [str, os.fspath, lambda path: path])
def test_a_path_names_the_stack(eventbridge_mock, tmp_path, kind):
    path = tmp_path / "my_shop.template.yaml"
    path.write_text(json.dumps(NIGHTLY), "utf-8")

    deployment = eventbridge_mock.deploy(kind(path))

    assert deployment.name == "my-shop"


@pytest.mark.parametrize(
    ("file_name", "stack_name"),
    [
        pytest.param("2nd.json", "stack-2nd", id="digit"),
        pytest.param("-.json", "stack", id="nothing"),
    ],
)
def test_a_stack_has_a_name_that_cloudformation_allows(
    eventbridge_mock, tmp_path, file_name, stack_name
):
    path = tmp_path / file_name
    path.write_text(json.dumps(NIGHTLY), "utf-8")

    assert eventbridge_mock.deploy(path).name == stack_name


def test_the_same_path_is_the_same_stack_and_another_is_not(eventbridge_mock, tmp_path):
    paths = [tmp_path / folder / "template.json" for folder in ("a", "b")]
    for path in paths:
        path.parent.mkdir()
        path.write_text(json.dumps(NIGHTLY), "utf-8")

    names = [eventbridge_mock.deploy(path).name for path in (*paths, *paths)]

    assert names == ["template", "template-2", "template", "template-2"]
    assert len(eventbridge_mock.rules) == 2


@pytest.mark.parametrize("inner", [".", ".serverless"])
def test_a_serverless_build_is_found_in_its_folder(eventbridge_mock, tmp_path, inner):
    folder = tmp_path / "shop"
    (folder / inner).mkdir(parents=True)
    path = folder / inner / "cloudformation-template-update-stack.json"
    path.write_text(json.dumps(NIGHTLY), "utf-8")

    deployment = eventbridge_mock.deploy(folder)

    assert deployment.name == "shop"


def test_a_missing_file_is_told(eventbridge_mock, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    with pytest.raises(DeploymentError) as caught:
        eventbridge_mock.deploy("template.yaml")

    assert str(caught.value) == (
        f"template.yaml cannot be read: No such file or directory. From {tmp_path}."
    )


def test_a_file_that_is_no_text_is_told(eventbridge_mock, tmp_path):
    path = tmp_path / "template.yaml"
    path.write_bytes(b"\xff\xfe")

    with pytest.raises(DeploymentError) as caught:
        eventbridge_mock.deploy(path)

    assert str(caught.value) == f"{path} is not text in UTF-8."


def test_an_error_names_the_file(eventbridge_mock, tmp_path):
    path = tmp_path / "template.yaml"
    path.write_text("- a", "utf-8")

    with pytest.raises(DeploymentError) as caught:
        eventbridge_mock.deploy(path)

    assert str(caught.value) == (
        f"{path}: Template format error: unsupported structure."
    )


def test_a_folder_without_a_template_is_told(eventbridge_mock, tmp_path):
    with pytest.raises(DeploymentError, match="Give the path of a template in it"):
        eventbridge_mock.deploy(tmp_path)


def test_another_source_is_a_type_error(eventbridge_mock):
    with pytest.raises(TypeError) as caught:
        eventbridge_mock.deploy(7)

    assert str(caught.value) == "source must be a path or a mapping, not 7"


def test_yaml_without_pyyaml_is_told(monkeypatch):
    monkeypatch.setitem(sys.modules, "yaml", None)
    monkeypatch.delitem(
        sys.modules, "eventbridge_mock.templates.sources.yaml_loader", raising=False
    )

    with pytest.raises(DeploymentError) as caught:
        parse("a: without-pyyaml")

    assert str(caught.value) == (
        "A template in YAML needs PyYAML, which responses installs:"
        " python -m pip install pyyaml"
    )


def test_a_template_of_the_test_is_not_changed(eventbridge_mock):
    template = yaml(PARTNER)
    before = json.dumps(template)

    eventbridge_mock.deploy(template)

    assert json.dumps(template) == before


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Resources: {}\n", id="yaml"),
        pytest.param('{"Resources": {}}', id="json"),
    ],
)
def test_the_text_of_a_template_is_not_taken_for_a_path(eventbridge_mock, text):
    with pytest.raises(DeploymentError) as caught:
        eventbridge_mock.deploy(text)

    assert str(caught.value) == (
        "source is the text of a template. Give the path of its file, or the template"
        " as a mapping."
    )
