"""Small documents in the format of `terraform show -json`."""

from __future__ import annotations

import re
from typing import Any

BUS = "aws_cloudwatch_event_bus"
CONNECTION = "aws_cloudwatch_event_connection"
DESTINATION = "aws_cloudwatch_event_api_destination"
RULE = "aws_cloudwatch_event_rule"
TARGET = "aws_cloudwatch_event_target"

INDEX = re.compile(r'\[(?:"(?P<key>[^"]*)"|(?P<number>\d+))\]$')


def resource(address, values=None, **more: Any):
    """Return a resource of a state, or of the planned values of a plan."""
    *_, kind, name = re.sub(r"\[[^\]]*\]", "", address).split(".")
    made = {
        "address": address,
        "mode": "managed",
        "type": kind,
        "name": name,
        "values": values or {},
        **more,
    }
    index = INDEX.search(address)
    if index:
        key, number = index["key"], index["number"]
        made["index"] = key if number is None else int(number)
    return made


def state(*resources, outputs=None, children=()):
    module = {"resources": [*resources], "child_modules": [*children]}
    return {
        "format_version": "1.0",
        "terraform_version": "1.11.4",
        "values": {"outputs": outputs or {}, "root_module": module},
    }


def plan(
    *resources, outputs=None, sources=None, children=(), unknown=(), **root_module: Any
):
    """Return a plan.

    *unknown* has what is not known of resources, by address; *sources* has the outputs
    of the configuration, and *root_module* the rest of it.
    """
    module = {"resources": [*resources], "child_modules": [*children]}
    return {
        "format_version": "1.2",
        "terraform_version": "1.11.4",
        "planned_values": {"outputs": outputs or {}, "root_module": module},
        "resource_changes": [
            {"address": address, "change": {"after_unknown": attributes}}
            for address, attributes in dict(unknown).items()
        ],
        "configuration": {"root_module": {"outputs": sources or {}, **root_module}},
    }


def block(address, expressions=None, **more: Any):
    """Return the block of a resource in the configuration."""
    return {"address": address, "expressions": expressions or {}, **more}


def to(*references):
    """Return an expression that refers to something."""
    return {"references": [*references]}
