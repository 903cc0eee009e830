"""Translate a SAM template with AWS's own aws-sam-translator, offline.

The translator comes with the extra `sam`, and is imported for a SAM template alone: it
takes a second to load.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Mapping
from functools import lru_cache
from importlib import import_module
from types import SimpleNamespace
from typing import Any, NamedTuple

from ...errors import DeploymentError
from .document_form import object_in

TRANSFORM = "AWS::Serverless-2016-10-31"

# The properties that name files of the project. `sam package` uploads the files and
# puts their place in S3 there; the translator takes nothing else.
FILES = {"CodeUri", "ContentUri", "DefinitionUri", "SchemaUri"}
PLACE = "s3://sam-artifacts/uploaded"
IMAGE = "123456789012.dkr.ecr.us-east-1.amazonaws.com/sam-artifacts:uploaded"

MISSING = (
    "A SAM template is translated by AWS's aws-sam-translator, which is not installed: "
    'pip install "eventbridge-mock[sam]"'
)


# The errors of the translator for a template whose parts have other types.
_OF_THE_TRANSLATOR = (
    ArithmeticError,
    AttributeError,
    LookupError,
    TypeError,
    ValueError,
)


class Session(NamedTuple):
    """The part of a boto3 session that the translator looks at."""

    region_name: str


def translate(
    template: Mapping[str, Any],
    *,
    parameters: Mapping[str, Any],
    account_id: str,
    region_name: str,
) -> Mapping[str, Any]:
    """Return the CloudFormation template that SAM makes of *template*.

    The code of functions is not read: locations in S3 replace local files. Raise
    DeploymentError if SAM refuses the template, in the words in which CloudFormation
    reports that (AWS SAM's documentation, "Troubleshooting"), and if the translator is
    not installed.
    """
    text = json.dumps([template, parameters], default=_as_json)
    return _translated(text, account_id, region_name)


def _as_json(value: Any) -> Any:
    """Return a mapping as a dict, and a date, as YAML has them, as a string."""
    return dict(value) if isinstance(value, Mapping) else str(value)


@lru_cache(maxsize=16)  # many tests deploy the same template
def _translated(text: str, account_id: str, region_name: str) -> Mapping[str, Any]:
    template, parameters = json.loads(text)
    others = [name for name in transforms_of(template) if name != TRANSFORM]
    pseudo = {"AWS::AccountId": account_id, "AWS::Region": region_name}
    translated = _run_translator(template, {**parameters, **pseudo}, region_name)
    return {**translated, "Transform": others} if others else translated


def _run_translator(
    template: dict[str, Any], parameters: Mapping[str, Any], region_name: str
) -> Mapping[str, Any]:
    modules = _imported()
    metrics = modules.metrics.Metrics("", modules.metrics.DummyMetricsPublisher())
    translator = modules.translator.Translator(
        None,
        modules.parser.Parser(),
        boto_session=Session(region_name),
        metrics=metrics,
    )
    ready = prepared(template)
    try:
        # SAM would ask IAM for the names of managed policies: here it knows none.
        translated: Mapping[str, Any] = translator.translate(
            ready, parameters, get_managed_policy_map=dict
        )
    except modules.exceptions.ExceptionWithMessage as error:
        causes = getattr(error, "causes", ())
        raise _failed(" ".join(each.message for each in (error, *causes))) from None
    except _OF_THE_TRANSLATOR as error:
        reason = (
            f"{type(error).__name__}: {error}. This is an error of aws-sam-translator"
            " itself: a part of the template has a type that it does not expect there."
        )
        raise _failed(reason) from None
    finally:
        # Or it logs a warning when it is forgotten.
        metrics.publish()
    return translated


def _failed(reason: str) -> DeploymentError:
    return DeploymentError(f"Transform {TRANSFORM} failed with: {reason}")


def transforms_of(template: Mapping[str, Any]) -> list[Any]:
    """Return the transforms that *template* names, one or several."""
    given = template.get("Transform", [])
    return given if isinstance(given, list) else [given]


def prepared(template: dict[str, Any]) -> dict[str, Any]:
    """Return *template* changed as `sam package` would do it."""
    defaults = object_in(object_in(template, "Globals"), "Function")
    _upload(defaults)
    for resource in object_in(template, "Resources").values():
        kind = str(resource.get("Type")) if isinstance(resource, dict) else ""
        if kind.startswith("AWS::Serverless::"):
            if not isinstance(resource.setdefault("Properties", {}), dict):
                continue
            properties = resource["Properties"]
            _upload(properties)
            if kind == "AWS::Serverless::Function":
                _give_code(properties, {**defaults, **properties})
            elif kind == "AWS::Serverless::Application":
                # It is a stack of its own; its template may be in a repository of AWS.
                resource["Type"] = "AWS::CloudFormation::Stack"
    return template


def _upload(properties: Any) -> None:
    """Put places in S3 where *properties* name files, however deep."""
    if isinstance(properties, list):
        for item in properties:
            _upload(item)
    elif isinstance(properties, dict):
        for name, value in properties.items():
            if name in FILES:
                properties[name] = PLACE
            else:
                _upload(value)


def _give_code(properties: dict[str, Any], with_defaults: Mapping[str, Any]) -> None:
    """Give a function the code that `sam build` would find for it."""
    if with_defaults.get("PackageType") == "Image":
        properties.setdefault("ImageUri", IMAGE)
    elif "InlineCode" not in with_defaults:
        properties.setdefault("CodeUri", PLACE)


def _imported() -> SimpleNamespace:
    try:
        with warnings.catch_warnings():
            # Of a library's own libraries: nothing that a test could mend.
            warnings.simplefilter("ignore")
            return SimpleNamespace(
                exceptions=import_module("samtranslator.model.exceptions"),
                metrics=import_module("samtranslator.metrics.metrics"),
                parser=import_module("samtranslator.parser.parser"),
                translator=import_module("samtranslator.translator.translator"),
            )
    except ImportError as error:
        raise DeploymentError(MISSING) from error
