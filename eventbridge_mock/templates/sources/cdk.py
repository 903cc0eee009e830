"""Read the templates of a `cdk.out` folder, the output of `cdk synth`.

The form of the folder was compared with the output of aws-cdk-lib 2.276.
"""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING, Any

from ...arguments import is_account_id
from ...errors import DeploymentError
from ..stack_template import StackTemplate
from ..template import section
from .document_form import MapOf, Members, object_in, require_form
from .documents import check_document, read_json, read_text
from .nested import flatten

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from .document_form import Form

MANIFEST = "manifest.json"
STACK = "aws:cloudformation:stack"
STAGE = "cdk:cloud-assembly"
ASSETS = "cdk:asset-manifest"

# The parts that CDK adds to each template for the deployment itself.
ADDED = {
    "Conditions": ("CDKMetadataAvailable",),
    "Parameters": ("BootstrapVersion",),
    "Resources": ("CDKMetadata",),
    "Rules": ("CheckBootstrapVersion",),
}
ASSET_PARAMETER = "AssetParameters"

_REMEDY = "Run `cdk synth` again."
_ARTIFACT = Members(
    {"dependencies": [str], "environment": str, "properties": dict},
    required={"type": str},
)
_ASSEMBLY = Members({"artifacts": MapOf(_ARTIFACT)})
# The properties of an artifact, by its type.
_PROPERTIES = {
    STACK: Members({"stackName": str, "parameters": dict}, {"templateFile": str}),
    STAGE: Members({}, {"directoryName": str}),
    ASSETS: Members({}, {"file": str}),
}
_FILES = Members({"files": MapOf(Members({"source": Members({"path": str})}))})


def read_assembly(folder: Path, above: tuple[Path, ...] = ()) -> list[StackTemplate]:
    """Return the stacks of the app in *folder*, each after those it depends on.

    Stacks of stages come where the manifest has the stage. The parts that CDK adds for
    the deployment are taken out, and the templates of nested stacks are put in. *above*
    are the folders of the stages that *folder* is in. Raise DeploymentError if a file
    is missing, or is not the JSON it should be.
    """
    artifacts = _artifacts(folder / MANIFEST)
    inside = (*above, folder.resolve())
    assets = _files_by_hash(folder, artifacts)
    stacks: list[StackTemplate] = []
    for artifact_id in _in_order(artifacts):
        artifact = artifacts[artifact_id]
        if artifact["type"] == STACK:
            stacks.append(_stack(folder, artifact_id, artifact, assets))
        elif artifact["type"] == STAGE:
            stage = folder / artifact["properties"]["directoryName"]
            if stage.resolve() in inside:
                message = f"{folder / MANIFEST}: the stage {artifact_id} is in itself."
                raise DeploymentError(message)
            stacks += read_assembly(stage, inside)
    return stacks


def _artifacts(manifest: Path) -> Mapping[str, Any]:
    artifacts = object_in(_read_json(manifest, _ASSEMBLY), "artifacts")
    for artifact_id, artifact in artifacts.items():
        form = _PROPERTIES.get(artifact["type"])
        if form is not None:
            where = f"{manifest}: the properties of artifact {artifact_id}: "
            require_form(form, artifact.get("properties"), _REMEDY, where)
    return artifacts


def _in_order(artifacts: Mapping[str, Any]) -> list[str]:
    """Return the ids of artifacts, each after its dependencies, else as they are."""
    ordered: dict[str, None] = {}

    seen: set[str] = set()
    waiting = list(artifacts)[::-1]
    while waiting:
        artifact_id = waiting.pop()
        if artifact_id in seen:
            ordered[artifact_id] = None
        elif artifact_id in artifacts:
            seen.add(artifact_id)
            before = artifacts[artifact_id].get("dependencies") or ()
            waiting += [artifact_id, *reversed(before)]
    return [*ordered]


def _stack(
    folder: Path,
    artifact_id: str,
    artifact: Mapping[str, Any],
    assets: Mapping[str, Path],
) -> StackTemplate:
    properties = artifact["properties"]
    body = _read_json(folder / properties["templateFile"])
    account_id, region_name = _environment(artifact.get("environment") or "")
    flat = flatten(_without_additions(body), partial(_nested_template, assets))
    return StackTemplate(
        body=flat,
        name=properties.get("stackName") or artifact_id,
        account_id=account_id,
        region_name=region_name,
        parameters={**_asset_parameters(flat), **(properties.get("parameters") or {})},
    )


def _environment(environment: str) -> tuple[str | None, str | None]:
    """Return account and Region of `aws://account/region`, None for an unknown one."""
    account_id, _, region_name = environment.removeprefix("aws://").partition("/")
    return (
        account_id if is_account_id(account_id) else None,
        None if region_name in ("", "unknown-region") else region_name,
    )


def _without_additions(body: Mapping[str, Any]) -> dict[str, Any]:
    kept = dict(body)
    for section_name, names in ADDED.items():
        members = body.get(section_name)
        if isinstance(members, dict):
            left = {name: members[name] for name in members if name not in names}
            kept |= {section_name: left}
            if not left:
                del kept[section_name]
    return kept


def _asset_parameters(body: Mapping[str, Any]) -> dict[str, str]:
    """Return values for the files of an app that is synthesized in CDK 1's way."""
    return {
        name: "asset"
        for name in section(body, "Parameters")
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
    files = _read_json(asset_manifest, _FILES).get("files") or {}
    for content_hash, file in files.items():
        if (file.get("source") or {}).get("path") is not None:
            yield content_hash, file


def _nested_template(
    assets: Mapping[str, Path], resource: Mapping[str, Any]
) -> Mapping[str, Any] | None:
    """Return the template of a nested stack, by the hash in its URL."""
    url = json.dumps(resource["Properties"].get("TemplateURL"))
    for content_hash, path in assets.items():
        if content_hash in url:
            return _without_additions(_read_json(path))
    return None


def _read_json(path: Path, form: Form = dict) -> Mapping[str, Any]:
    text = read_text(path, _REMEDY)
    try:
        content: Mapping[str, Any] = read_json(text)
    except json.JSONDecodeError as error:
        message = f"{path} is not valid JSON: {error}. {_REMEDY}"
        raise DeploymentError(message) from None
    check_document(content)
    require_form(form, content, _REMEDY, f"{path}: ")
    return content
