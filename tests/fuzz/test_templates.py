"""Templates with odd parts are deployed or refused, and nothing of them stays."""

from __future__ import annotations

import json
import warnings
from functools import cache
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventbridge_mock import mock_api_destinations
from eventbridge_mock.errors import DeploymentError
from eventbridge_mock.templates.sources.reading import parse
from tests.fuzz.changes import changed
from tests.fuzz.conftest import EXAMPLES, PROFILE, SLOW_PROFILE
from tests.fuzz.inputs import as_json, spliced

if TYPE_CHECKING:
    from eventbridge_mock import EventBridgeMock

ROOT = Path(__file__).parents[2]
CDK = ROOT / "tests" / "templates" / "situations" / "cdk.out"
SECRETS = {
    "audit": "not-a-secret",
    "github": {"token": "not-a-secret"},
    "partner": {"password": "not-a-secret"},
    "partner-test": {"key": "not-a-secret"},
    "slack": {"token": "not-a-secret"},
}


@cache
def document(name: str) -> Any:
    """Return a valid template by the name of its file."""
    return parse((ROOT / name).read_text())


SOURCES = [
    "tests/fuzz/template.json",
    "docs/examples/serverless_app/.serverless"
    "/cloudformation-template-update-stack.json",
    "docs/examples/terraform_project/plan.json",
    "docs/examples/terraform_project/state.json",
    # Its translation takes a second.
    *(["docs/examples/sam_app/template.yaml"] if EXAMPLES else []),
]
seeds = st.integers(0, 2**32)


def random(seed: int) -> Random:
    """Return random numbers that are the same for the same *seed*."""
    return Random(seed)  # noqa: S311 - no secret


def deploy(source: Any) -> None:
    """Deploy *source* twice; raise whatever is not a DeploymentError."""
    with mock_api_destinations() as mock, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        before = everything(mock)
        try:
            mock.deploy(source, stack_name="shop", secrets=secrets_in(source))
        except DeploymentError as error:
            assert str(error)  # noqa: PT017 - or no error
            assert everything(mock) == before
            return
        before = everything(mock)
        deployment = mock.deploy(source, stack_name="shop", secrets=secrets_in(source))
        assert deployment.outputs is not None
        assert everything(mock) == before


def secrets_in(source: Any) -> dict[str, Any]:
    """Return the secrets that *source* may refer to: others are refused."""
    text = as_json(source)
    return {name: value for name, value in SECRETS.items() if name in text}


def everything(mock: EventBridgeMock) -> list[list[Any]]:
    """Return the names of all that exists."""
    return [
        sorted(map(str, resources))
        for resources in (
            mock.connections,
            mock.api_destinations,
            mock.event_buses,
            mock.rules,
            mock.archives,
            mock.endpoints,
            mock.deployments,
        )
    ]


@pytest.fixture(scope="module", params=SOURCES)
def name(request: pytest.FixtureRequest) -> str:
    """The file of a template that was deployed before: the first time takes imports."""
    deploy(document(request.param))
    return request.param


@SLOW_PROFILE
@given(seed=seeds)
def test_a_template_with_odd_parts_is_deployed_or_refused(name: str, seed: int) -> None:
    deploy(changed(random(seed), document(name)))


@SLOW_PROFILE
@given(seed=seeds)
def test_a_folder_of_cdk_with_odd_parts_is_deployed_or_refused(
    seed: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("cdk")
    files = {path.name: json.loads(path.read_text()) for path in CDK.iterdir()}
    chosen = random(seed)
    name = chosen.choice(sorted(files))
    files[name] = changed(chosen, files[name])
    for file_name, content in files.items():
        (folder / file_name).write_text(json.dumps(content))
    with mock_api_destinations() as mock:
        before = everything(mock)
        try:
            mock.deploy(folder, secrets=secrets_in(files))
        except DeploymentError:
            assert everything(mock) == before


TEXT = """\
Parameters: {Name: {Type: String, Default: &name orders}}
Resources:
  Orders: &bus
    Type: AWS::Events::EventBus
    Properties: {Name: !Ref Name, Tags: [{Key: a, Value: !Sub '${Name}'}]}
  Other: {<<: *bus, Properties: {Name: !Join ['-', [*name, b]]}}
Outputs: {Arn: {Value: !GetAtt Orders.Arn}}
"""


@PROFILE
@given(
    text=spliced(
        TEXT, (ROOT / SOURCES[0]).read_text()[:600], "!!int ", "&a [*a]", "<<: ", "\n  "
    )
    | st.tuples(st.integers(0, len(TEXT)), spliced(TEXT, "!", "&b ", "*b")).map(
        lambda cut: TEXT[: cut[0]] + cut[1] + TEXT[cut[0] :]
    )
)
def test_a_text_is_a_template_or_refused(text: str) -> None:
    try:
        template = parse(text)
    except DeploymentError:
        return
    deploy(template)
