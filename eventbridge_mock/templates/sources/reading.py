"""Read a source into the templates of stacks.

The content shows the kind of a source: the files in a folder, the members of a
document. CloudFormation's exceptions from YAML are in its guide, "CloudFormation
template formats"; an alias, which CloudFormation refuses, is read here, because the AWS
CLI and SAM replace it before they send a template.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...errors import DeploymentError
from ...frozen import frozen
from ..stack_template import StackTemplate
from . import sam
from .cdk import MANIFEST, read_assembly
from .documents import check_document, read_json, read_text
from .nested import flatten, has_nested_stacks, in_itself

if TYPE_CHECKING:
    from ..given_values import GivenValues
    from ..naming import Place

    Source = str | os.PathLike[str] | Mapping[str, Any]

# The file that Serverless Framework writes when it packages a service.
_SERVERLESS = "cloudformation-template-update-stack.json"


@frozen
class Reading:
    """The templates of a source, and where it came from: None for a mapping.

    `label` is a name for a stack without a name.
    """

    templates: tuple[StackTemplate, ...]
    origin: str | None
    label: str

    __hash__ = None  # type: ignore[assignment]


def read(source: Source, given: GivenValues, place: Place) -> Reading:
    """Return the templates of *source*; raise DeploymentError.

    *place* is where a stack goes that names no other. Raise TypeError for a *source*
    that is neither a path nor a mapping.
    """
    if isinstance(source, Mapping):
        if not is_terraform(source):
            check_document(source)
        template = _template(source, None, given, place)
        return Reading(templates=(template,), origin=None, label="stack")
    try:
        path = Path(source)
    except TypeError:
        msg = f"source must be a path or a mapping, not {source!r}"
        raise TypeError(msg) from None
    if "\n" in str(path) or str(path).lstrip().startswith("{"):
        msg = (
            "source is the text of a template. Give the path of its file, or the"
            " template as a mapping."
        )
        raise DeploymentError(msg)
    if os.path.isdir(path):  # noqa: PTH112 - no error for a path that is too long
        return _read_folder(path, given, place)
    return _read_file(path, path.name.partition(".")[0], given, place)


def _read_folder(folder: Path, given: GivenValues, place: Place) -> Reading:
    label, origin = folder.resolve().name, str(folder.resolve())
    for inner in (folder, folder / "cdk.out"):
        if (inner / MANIFEST).is_file():
            stacks = tuple(read_assembly(inner))
            return Reading(templates=stacks, origin=origin, label=label)
    for inner in (folder, folder / ".serverless"):
        if (inner / _SERVERLESS).is_file():
            return _read_file(inner / _SERVERLESS, label, given, place)
    msg = (
        f"{folder} is a folder with neither {MANIFEST}, which `cdk synth` writes, nor"
        f" {_SERVERLESS}, which Serverless Framework writes. Give the path of a"
        " template in it; of a Terraform project, what `terraform show -json` prints."
    )
    raise DeploymentError(msg)


def _read_file(path: Path, label: str, given: GivenValues, place: Place) -> Reading:
    template = _template(_document(path), path.parent, given, place)
    return Reading(templates=(template,), origin=str(path.resolve()), label=label)


def _template(
    document: Mapping[str, Any], folder: Path | None, given: GivenValues, place: Place
) -> StackTemplate:
    """Return the template that *document* is, or is translated to."""
    if is_terraform(document):
        from .terraform import to_template  # noqa: PLC0415 - for Terraform only

        return to_template(document, given.values)
    return StackTemplate(body=_plain(document, folder, given.parameters, place))


def _plain(
    document: Mapping[str, Any],
    folder: Path | None,
    parameters: Mapping[str, Any],
    place: Place,
    above: tuple[Path, ...] = (),
) -> Mapping[str, Any]:
    """Return *document* with nested templates put in, and without SAM's resources."""

    def nested(resource: Mapping[str, Any]) -> Mapping[str, Any] | None:
        path = _local_path(resource["Properties"], folder)
        if path is None:
            return None
        inside = (*above, path.resolve())
        if inside[-1] in above:
            raise in_itself(path)
        return _plain(_document(path), path.parent, {}, place, inside)

    if has_nested_stacks(document):
        document = flatten(document, nested)
    if sam.TRANSFORM in sam.transforms_of(document):
        return sam.translate(
            document,
            parameters=parameters,
            account_id=place.account_id,
            region_name=place.region_name,
        )
    return document


def _local_path(properties: Mapping[str, Any], folder: Path | None) -> Path | None:
    """Return the path of a nested stack's template, None if it is not in a file.

    `aws cloudformation package` and `sam package` replace the path.
    """
    location = properties.get("Location", properties.get("TemplateURL"))
    is_path = isinstance(location, str) and "://" not in location
    return folder / str(location) if folder is not None and is_path else None


def _document(path: Path) -> Mapping[str, Any]:
    text = read_text(path)
    try:
        return parse(text)
    except DeploymentError as error:
        msg = f"{path}: {error}"
        raise DeploymentError(msg) from None


@lru_cache(maxsize=16)  # many tests deploy the same template, and nobody changes it
def parse(text: str) -> Mapping[str, Any]:
    """Return the template that *text* is, JSON or YAML; raise DeploymentError.

    The texts are CloudFormation's, as users report them.
    """
    document = _parsed_json(text) if text.lstrip().startswith("{") else None
    if document is None:
        document = _parsed_yaml(text)
    if not isinstance(document, dict):
        msg = "Template format error: unsupported structure."
        raise DeploymentError(msg)
    if not is_terraform(document):
        check_document(document)
    return document


def is_terraform(document: Mapping[str, Any]) -> bool:
    """Return whether a document is a state or a plan of Terraform."""
    return "format_version" in document or "lineage" in document


def _parsed_json(text: str) -> Any:
    """Return the document of *text*; None for YAML that only looks like JSON."""
    try:
        return read_json(text)
    except json.JSONDecodeError as error:
        try:
            return _parsed_yaml(text)
        except DeploymentError:
            msg = (
                "Template format error: JSON not well-formed."
                f" (line {error.lineno}, column {error.colno})"
            )
            raise DeploymentError(msg) from None


def _parsed_yaml(text: str) -> Any:
    try:
        from .yaml_loader import load  # noqa: PLC0415 - for YAML only
    except ImportError:
        msg = (
            "A template in YAML needs PyYAML, which responses installs:"
            " python -m pip install pyyaml"
        )
        raise DeploymentError(msg) from None
    return load(text)
