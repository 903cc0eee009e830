"""Rows for deploying a template of twenty resources."""

from __future__ import annotations

import json
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eventbridge_mock import mock_api_destinations
from tests.bench.row import AtMost, Row

if TYPE_CHECKING:
    from tests.bench.row import Sample

# One bus, and six times a connection, an API destination and a rule: with the role they
# are twenty resources.
PARTNERS = 6


def rows() -> list[Row]:
    """Return the rows."""
    return [
        Row(
            name="deploy a template of 20 resources",
            ours=deploying("template.json"),
            stubber=None,
            moto=None,
            budgets=(AtMost(30),),
        ),
        # A text that nobody has read before, by libyaml where PyYAML has it.
        Row(
            name="… in YAML, each time another text",
            ours=deploying("template.yaml"),
            stubber=None,
            moto=None,
        ),
    ]


def deploying(name: str) -> Sample:
    """Return what measures one deployment into an empty mock, after the imports."""

    def sample() -> float:
        with tempfile.TemporaryDirectory() as folder, mock_api_destinations() as mock:
            path = Path(folder) / name
            path.write_text(json.dumps(template()))
            mock.deploy(path, stack_name="before")
            mock.reset()
            if path.suffix == ".yaml":
                path.write_text(f"# {time.time_ns()}\n{json.dumps(template())}")
            start = time.perf_counter()
            mock.deploy(path, stack_name="shop")
            return time.perf_counter() - start

    return sample


def template() -> dict[str, Any]:
    """Return a template of twenty resources."""
    resources: dict[str, Any] = {
        "Bus": {"Type": "AWS::Events::EventBus", "Properties": {"Name": "orders"}},
        "Role": {"Type": "AWS::IAM::Role", "Properties": {}},
    }
    for number in range(PARTNERS):
        resources |= partner(number)
    return {
        "Parameters": {"Key": {"Type": "String", "Default": "not-a-secret"}},
        "Resources": resources,
    }


def partner(number: int) -> dict[str, Any]:
    """Return a connection, an API destination on it, and a rule that sends to it."""
    key = {"ApiKeyName": "X-Key", "ApiKeyValue": {"Ref": "Key"}}
    target = {
        "Id": "partner",
        "Arn": {"Fn::GetAtt": [f"Orders{number}", "Arn"]},
        "RoleArn": {"Fn::GetAtt": ["Role", "Arn"]},
        "InputPath": "$.detail",
    }
    return {
        f"Partner{number}": {
            "Type": "AWS::Events::Connection",
            "Properties": {
                "AuthorizationType": "API_KEY",
                "AuthParameters": {"ApiKeyAuthParameters": key},
            },
        },
        f"Orders{number}": {
            "Type": "AWS::Events::ApiDestination",
            "Properties": {
                "ConnectionArn": {"Fn::GetAtt": [f"Partner{number}", "Arn"]},
                "InvocationEndpoint": {"Fn::Sub": "https://${AWS::Region}.example/"},
                "HttpMethod": "POST",
            },
        },
        f"Rule{number}": {
            "Type": "AWS::Events::Rule",
            "Properties": {
                "EventBusName": {"Ref": "Bus"},
                "EventPattern": {"source": ["shop"], "detail": {"n": [number]}},
                "Targets": [target],
            },
        },
    }
