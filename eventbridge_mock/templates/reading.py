"""Read a source into the templates of stacks.

The kind of a source is told by its content: a folder by the files in it, a document by
its members. CloudFormation's exceptions from YAML are in its guide, "CloudFormation
template formats"; an alias, which CloudFormation refuses, is read here, because the
AWS CLI and SAM replace it before they send a template.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from ..errors import DeploymentError
from ..frozen import frozen
from .stack_template import StackTemplate

if TYPE_CHECKING:
    import os

    Source = str | os.PathLike[str] | Mapping[str, Any]

# What Serverless Framework writes when it packages a service.
_SERVERLESS = "cloudformation-template-update-stack.json"


@frozen
class Reading:
    """The templates of a source, and where it came from: None for a mapping.

    `label` is a name for a stack that has none of its own.
    """

    templates: tuple[StackTemplate, ...]
    origin: str | None
    label: str

    __hash__ = None  # type: ignore[assignment]


def read(source: Source) -> Reading:
    """Return the templates of *source*; raise DeploymentError.

    Raise TypeError for a *source* that is neither a path nor a mapping.
    """
    if isinstance(source, Mapping):
        return Reading(
            templates=(StackTemplate(body=source),), origin=None, label="stack"
        )
    try:
        path = Path(source)
    except TypeError:
        msg = f"source must be a path or a mapping, not {source!r}"
        raise TypeError(msg) from None
    if path.is_dir():
        return _read_folder(path)
    return _read_file(path)


def _read_folder(folder: Path) -> Reading:
    for inner in (folder, folder / ".serverless"):
        if (inner / _SERVERLESS).is_file():
            return _read_file(inner / _SERVERLESS, label=folder.resolve().name)
    msg = (
        f"{folder} is a folder without {_SERVERLESS}, which Serverless"
        " Framework writes. Give the path of a template in it."
    )
    raise DeploymentError(msg)


def _read_file(path: Path, *, label: str | None = None) -> Reading:
    try:
        text = path.read_text("utf-8-sig")
    except OSError as error:
        msg = f"{path} cannot be read: {error.strerror}. From {Path.cwd()}."
        raise DeploymentError(msg) from None
    except UnicodeDecodeError:
        msg = f"{path} is not text in UTF-8."
        raise DeploymentError(msg) from None
    try:
        document = parse(text)
    except DeploymentError as error:
        msg = f"{path}: {error}"
        raise DeploymentError(msg) from None
    return Reading(
        templates=(StackTemplate(body=document),),
        origin=str(path.resolve()),
        label=label or path.name.partition(".")[0],
    )


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
    return document


def _parsed_json(text: str) -> Any:
    """Return the document of *text*; None for YAML that only looks like JSON."""
    try:
        return json.loads(text)
    except ValueError as error:
        try:
            return _parsed_yaml(text)
        except DeploymentError:
            position = cast("json.JSONDecodeError", error)
            msg = (
                "Template format error: JSON not well-formed."
                f" (line {position.lineno}, column {position.colno})"
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
