"""Read what `terraform show -json` prints of a state or of a plan.

The result is a CloudFormation template: its logical ids are Terraform's addresses, and
its resources are those that EventBridge has, and what they refer to.
"""

from __future__ import annotations

import inspect
import json
import warnings
from typing import TYPE_CHECKING, Any

from ...errors import DeploymentError
from ...expressions.input_template import escaped_placeholders
from ...model.resources import closest_name
from ..stack_template import StackTemplate
from .documents import check_document, read_json
from .terraform_document import REMEDY, Document
from .terraform_resources import KINDS, TARGET, properties_of, require_blocks
from .terraform_values import AFTER_APPLY, Values

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .terraform_document import Instance

BUS = "aws_cloudwatch_event_bus"
BUS_POLICY = "aws_cloudwatch_event_bus_policy"
PERMISSION = "aws_cloudwatch_event_permission"
RULE = "aws_cloudwatch_event_rule"
RULE_TARGET = "aws_cloudwatch_event_target"
PARTS_OF_OTHERS = {BUS_POLICY, RULE_TARGET}

PACKAGE = __name__.partition(".")[0]


def to_template(
    document: Mapping[str, Any], values: Mapping[str, Any] | None = None
) -> StackTemplate:
    """Return as a template what the JSON of `terraform show -json` declares.

    *values* has what a plan does not know yet, by address and attribute:
    `aws_cloudwatch_event_rule.orders.event_pattern`. Other unknown values come from the
    resource that the configuration refers to, or are made up and listed. Raise
    DeploymentError for JSON of another kind. Warn of an input template with escaped
    placeholders, as Terraform's `jsonencode` writes them (reported,
    hashicorp/terraform#38733).
    """
    _check(document)
    # A state has no limit of size.
    check_document(document, most_values=None)
    return _Reader(document, values or {}).template()


def _check(document: Mapping[str, Any]) -> None:
    if "lineage" in document:
        message = (
            "This is the file in which Terraform keeps its state. Deploy the JSON that "
            "`terraform show -json` prints of it."
        )
        raise DeploymentError(message)
    version = str(document.get("format_version"))
    if version.partition(".")[0] not in {"0", "1"}:
        message = (
            f"The format {version} of `terraform show -json` is not known; the formats "
            "1.0 to 1.2 are."
        )
        raise DeploymentError(message)


class _Reader:
    def __init__(self, document: Mapping[str, Any], given: Mapping[str, Any]) -> None:
        self._document = Document(document)
        self._check_values(given)
        self._values = Values(self._document, given)
        self._left_out: dict[str, str] = {}
        instances = [*filter(self._is_here, self._document.instances.values())]
        self._by_type: dict[str, list[Instance]] = {}
        for instance in instances:
            _require_form_of(instance)
            self._by_type.setdefault(instance.type, []).append(instance)
        self._buses = dict(self._named(BUS))

    def _check_values(self, given: Mapping[str, Any]) -> None:
        """Refuse a value of a resource that the document does not have."""
        addresses = self._document.instances
        for name in given:
            if not any(name.startswith(f"{address}.") for address in addresses):
                close = closest_name(name.rpartition(".")[0], addresses)
                hint = f" Did you mean {close}?" if close else ""
                message = f"values: the document has no resource of {name}.{hint}"
                raise DeploymentError(message)

    def template(self) -> StackTemplate:
        resources = dict(self._resources())
        outputs = dict(self._outputs())
        resources |= self._others()
        return StackTemplate(
            body={"Resources": resources, "Outputs": outputs},
            made_up=self._values.made_up,
            left_out=self._left_out,
            is_literal=True,
        )

    def _is_here(self, instance: Instance) -> bool:
        """Return whether the instance is in the Region of most; the mock has one."""
        region, home = self._document.region_of(instance), self._document.home_region
        is_here = region in (None, home)
        if not is_here:
            self._left_out[instance.address] = (
                f"it is in {region}, and most of the document in {home}"
            )
        return is_here

    def _resources(self) -> Iterator[tuple[str, Mapping[str, Any]]]:
        targets = self._targets()
        for instances in self._by_type.values():
            for instance in instances:
                if instance.type == BUS_POLICY:
                    yield from self._statements(instance)
                elif instance.type in KINDS:
                    kind = KINDS[instance.type]
                    properties = properties_of(self._completed(instance), kind.members)
                    if instance.address in targets:
                        properties["Targets"] = targets[instance.address]
                    yield instance.address, _resource(kind.type, properties)

    def _completed(self, instance: Instance) -> dict[str, Any]:
        """Return the values of *instance*, with what Terraform would put in them."""
        values = dict(self._values.of(instance))
        name = next(iter(KINDS[instance.type].members))
        values[name] = self._values.name_of(instance)
        if "event_bus_name" in values:
            values["event_bus_name"] = self._bus(instance)
        is_plain = values.get("state") in (None, "", "ENABLED")
        if is_plain and values.get("is_enabled") is False:
            values["state"] = "DISABLED"
        return values

    def _named(self, kind: str) -> Iterator[tuple[str, Instance]]:
        """Yield the resources of a type whose name is a string, with the name."""
        for instance in self._by_type.get(kind, ()):
            name = self._values.name_of(instance)
            if isinstance(name, str):
                yield name, instance

    def _bus(self, instance: Instance) -> Any:
        """Return the event bus of *instance*; one of the document by reference."""
        name = self._bus_name(instance)
        bus = self._buses.get(name) if isinstance(name, str) else None
        if bus is not None:
            return {"Ref": bus.address}
        return self._values.of(instance)["event_bus_name"]

    def _bus_name(self, instance: Instance) -> Any:
        name = instance.values.get("event_bus_name")
        name = name or self._values.of(instance).get("event_bus_name") or "default"
        return name.rpartition("event-bus/")[2] if isinstance(name, str) else name

    def _targets(self) -> dict[str, list[Mapping[str, Any]]]:
        """Return the targets by the address of their rule."""
        rules = {
            (name, bus): rule
            for name, rule in self._named(RULE)
            if isinstance(bus := self._bus_name(rule), str)
        }
        targets: dict[str, list[Mapping[str, Any]]] = {}
        for instance in self._by_type.get(RULE_TARGET, ()):
            key = (self._values.of(instance).get("rule"), self._bus_name(instance))
            # A name that refers to another resource is a function.
            if all(isinstance(name, str) for name in key) and key in rules:
                targets.setdefault(rules[key].address, []).append(
                    self._target(instance)
                )
            else:
                self._left_out[instance.address] = (
                    f"its rule {key[0]!r} on {key[1]!r} is not in the document"
                )
        return targets

    def _target(self, instance: Instance) -> Mapping[str, Any]:
        values = dict(self._values.of(instance))
        if not values.get("target_id"):
            values["target_id"] = self._values.generated(instance, "target_id")
        for transformer in filter(None, values.get("input_transformer") or ()):
            self._warn_of_escapes(instance, transformer.get("input_template"))
        return properties_of(values, TARGET)

    @staticmethod
    def _warn_of_escapes(instance: Instance, template: Any) -> None:
        escaped = escaped_placeholders(template) if isinstance(template, str) else ()
        if escaped:
            message = (
                f"{instance.address}: EventBridge takes {', '.join(escaped)} in the "
                "input template literally. Terraform's jsonencode writes < and > so: "
                'wrap it, replace(replace(jsonencode(...), "\\\\u003c", "<"), '
                '"\\\\u003e", ">").'
            )
            warnings.warn(message, UserWarning, stacklevel=_level_of_test())

    def _statements(
        self, instance: Instance
    ) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Yield a resource for each statement of a policy."""
        policy = instance.values.get("policy")
        if not policy:
            self._left_out[instance.address] = f"its policy {AFTER_APPLY}"
            return
        statements = self._values.replaced(_statements_of(policy, instance.address))
        for number, statement in enumerate(statements):
            sid = statement.get("Sid") or f"Statement{number}"
            address = instance.address if number == 0 else f"{instance.address}/{sid}"
            properties = {"StatementId": sid, "Statement": statement}
            if "event_bus_name" in instance.values:
                properties["EventBusName"] = self._bus(instance)
            yield address, _resource(KINDS[PERMISSION].type, properties)

    def _outputs(self) -> Iterator[tuple[str, Mapping[str, Any]]]:
        for name, output in self._document.outputs.items():
            value = self._values.replaced(output.get("value"))
            if value is None:
                references = self._document.output_references(name)
                value = self._values.of_references(references)
            if value is None:
                self._left_out[f"output.{name}"] = f"its value {AFTER_APPLY}"
            else:
                yield name, {"Value": value}

    def _others(self) -> dict[str, Mapping[str, Any]]:
        """Return what is referred to, and list the rest, which has no part here."""
        others: dict[str, Mapping[str, Any]] = {}
        for kind, instances in self._by_type.items():
            for instance in instances:
                if instance.address in self._values.referred:
                    others[instance.address] = _resource(f"Terraform::{kind}", {})
                elif kind not in KINDS and kind not in PARTS_OF_OTHERS:
                    self._left_out[instance.address] = (
                        f"{kind} is not made here: only resources of EventBridge are."
                    )
        return others


def _require_form_of(instance: Instance) -> None:
    """Raise DeploymentError for values that do not have the provider's form."""
    if instance.type == RULE_TARGET:
        require_blocks(instance.values, TARGET, instance.address)
    elif instance.type in KINDS:
        members = KINDS[instance.type].members
        require_blocks(instance.values, members, instance.address)


def _statements_of(policy: Any, address: str) -> list[dict[str, Any]]:
    """Return the statements of a *policy*, the JSON of one; raise DeploymentError."""
    try:
        document = read_json(policy) if isinstance(policy, str) else None
    except json.JSONDecodeError:
        document = None
    statements = document.get("Statement") if isinstance(document, dict) else None
    if isinstance(statements, dict):
        statements = [statements]
    if not isinstance(statements, list) or not all(
        isinstance(statement, dict) for statement in statements
    ):
        message = f"{address}.policy is not the JSON of a policy. {REMEDY}"
        raise DeploymentError(message)
    check_document(statements)
    return statements


def _level_of_test() -> int:
    """Return the number of calls from the code of the test to the caller of this."""
    frame, level = inspect.currentframe(), 0
    while frame and frame.f_globals["__name__"].partition(".")[0] == PACKAGE:
        frame, level = frame.f_back, level + 1
    return level


def _resource(resource_type: str, properties: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"Type": resource_type, "Properties": properties}
