"""Read the templates of a `cdk.out` folder, the output of `cdk synth`.

The form of the folder was compared with the output of aws-cdk-lib 2.276.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from ..errors import DeploymentError
from .nested import flatten
from .stack_template import StackTemplate

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

MANIFEST = "manifest.json"
STACK = "aws:cloudformation:stack"
STAGE = "cdk:cloud-assembly"
ASSETS = "cdk:asset-manifest"

# What CDK adds to each template for the deployment itself.
ADDED = {
    "Conditions": ("CDKMetadataAvailable",),
    "Parameters": ("BootstrapVersion",),
    "Resources": ("CDKMetadata",),
    "Rules": ("CheckBootstrapVersion",),
}
ASSET_PARAMETER = "AssetParameters"


def read_assembly(folder: Path) -> list[StackTemplate]:
    """Return the stacks of the app in *folder*, each after those it depends on.

    Stacks of stages come where the stage stands in the manifest. What CDK adds for the
    deployment is taken out, and the templates of nested stacks are put in. Raise
    DeploymentError if a file is missing, or is not the JSON it should be.
    """
    artifacts = _read_json(folder / MANIFEST).get("artifacts", {})
    assets = _files_by_hash(folder, artifacts)
    stacks: list[StackTemplate] = []
    for artifact_id in _in_order(artifacts):
        artifact = artifacts[artifact_id]
        if artifact["type"] == STACK:
            stacks.append(_stack(folder, artifact_id, artifact, assets))
        elif artifact["type"] == STAGE:
            stacks += read_assembly(folder / artifact["properties"]["directoryName"])
    return stacks


def _in_order(artifacts: Mapping[str, Any]) -> list[str]:
    """Return the ids of artifacts, each after its dependencies, else as they are."""
    ordered: dict[str, None] = {}

    def add(artifact_id: str) -> None:
        if artifact_id in artifacts and artifact_id not in ordered:
            for dependency in artifacts[artifact_id].get("dependencies", ()):
                add(dependency)
            ordered[artifact_id] = None

    for artifact_id in artifacts:
        add(artifact_id)
    return [*ordered]


def _stack(
    folder: Path,
    artifact_id: str,
    artifact: Mapping[str, Any],
    assets: Mapping[str, Path],
) -> StackTemplate:
    properties = artifact["properties"]
    body = _read_json(folder / properties["templateFile"])
    account_id, region_name = _environment(artifact.get("environment", ""))
    flat = flatten(_without_additions(body), _NestedTemplates(assets))
    return StackTemplate(
        body=flat,
        name=properties.get("stackName", artifact_id),
        account_id=account_id,
        region_name=region_name,
        parameters={**_asset_parameters(flat), **properties.get("parameters", {})},
    )


def _environment(environment: str) -> tuple[str | None, str | None]:
    """Return account and Region of `aws://account/region`, None for an unknown one."""
    account_id, _, region_name = environment.removeprefix("aws://").partition("/")
    return (
        account_id if account_id.isdecimal() else None,
        None if region_name in ("", "unknown-region") else region_name,
    )


def _without_additions(body: Mapping[str, Any]) -> dict[str, Any]:
    kept = dict(body)
    for section, names in ADDED.items():
        members = body.get(section, {})
        kept[section] = {
            name: value for name, value in members.items() if name not in names
        }
        if not kept[section]:
            del kept[section]
    return kept


def _asset_parameters(body: Mapping[str, Any]) -> dict[str, str]:
    """Return values for the files of an app that is synthesized in CDK 1's way."""
    return {
        name: "asset"
        for name in body.get("Parameters", {})
        if name.startswith(ASSET_PARAMETER)
    }


def _files_by_hash(folder: Path, artifacts: Mapping[str, Any]) -> dict[str, Path]:
    """Return the files that are uploaded, by the hash in their place in S3."""
    return {
        content_hash: folder / file["source"]["path"]
        for artifact in artifacts.values()
        if artifact["type"] == ASSETS
        for content_hash, file in _files(folder / artifact["properties"]["file"])
    }


def _files(asset_manifest: Path) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for content_hash, file in _read_json(asset_manifest).get("files", {}).items():
        if "path" in file.get("source", {}):
            yield content_hash, file


class _NestedTemplates:
    """Finds the template of a nested stack by the hash in its URL."""

    def __init__(self, assets: Mapping[str, Path]) -> None:
        self._assets = assets

    def __call__(self, resource: Mapping[str, Any]) -> Mapping[str, Any] | None:
        url = json.dumps(resource["Properties"].get("TemplateURL"))
        for content_hash, path in self._assets.items():
            if content_hash in url:
                return _without_additions(_read_json(path))
        return None


def _read_json(path: Path) -> Mapping[str, Any]:
    try:
        content: Mapping[str, Any] = json.loads(path.read_text("utf-8"))
    except OSError as error:
        message = f"{path} cannot be read ({error.strerror}). Run `cdk synth` again."
        raise DeploymentError(message) from error
    except ValueError as error:
        message = f"{path} is not valid JSON: {error}. Run `cdk synth` again."
        raise DeploymentError(message) from error
    return content
