"""Put the templates of nested stacks into the template that contains them.

The resources of a nested stack keep their logical ids if those are free; otherwise the
id of the stack goes before them. What CloudFormation passes between the two, parameters
and outputs, becomes plain references.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ..errors import DeploymentError

NESTED_STACKS = ("AWS::CloudFormation::Stack", "AWS::Serverless::Application")

# Returns the template of a resource, None if it cannot be had here.
Load = Callable[[Mapping[str, Any]], Mapping[str, Any] | None]

_SUBSTITUTED = re.compile(r"\$\{(?P<name>[^!{}][^{}]*)\}")


def has_nested_stacks(template: Mapping[str, Any]) -> bool:
    """Return whether a resource of *template* is a stack of its own."""
    resources = template.get("Resources")
    return isinstance(resources, Mapping) and any(
        _is_nested_stack(resource) for resource in resources.values()
    )


def _is_nested_stack(resource: Any) -> bool:
    return isinstance(resource, Mapping) and resource.get("Type") in NESTED_STACKS


def flatten(template: Mapping[str, Any], load: Load) -> dict[str, Any]:
    """Return *template* with the resources of its nested stacks, however deep.

    A nested stack whose template *load* does not return stays as it is. Raise
    DeploymentError if a nested stack is not given a parameter that it needs.
    """
    flat = {
        section: dict(members) if isinstance(members, dict) else members
        for section, members in template.items()
    }
    for stack_id, resource in [*flat.get("Resources", {}).items()]:
        if _is_nested_stack(resource):
            nested = load({"Properties": {}, **resource})
            if nested is not None:
                _put_in(flat, stack_id, resource, flatten(nested, load))
    return flat


def _put_in(
    flat: dict[str, Any],
    stack_id: str,
    stack: Mapping[str, Any],
    nested: Mapping[str, Any],
) -> None:
    """Replace the resource *stack_id* of *flat* by what *nested* has."""
    del flat["Resources"][stack_id]
    inside = _Inside(flat, stack_id, stack, nested)
    outputs = {
        f"Outputs.{name}": inside.rewritten(output["Value"])
        for name, output in nested.get("Outputs", {}).items()
    }
    outside = _Outside(stack_id, outputs, inside.resource_ids)
    for section, members in flat.items():
        if isinstance(members, dict):
            flat[section] = {
                name: outside.rewritten(value) for name, value in members.items()
            }
    for section in ("Conditions", "Mappings", "Resources"):
        added = inside.section(section)
        if added:
            flat[section] = {**flat.get(section, {}), **added}


class _Rewriter(ABC):
    """Walks through a part of a template and exchanges references."""

    def rewritten(self, value: Any) -> Any:
        """Return *value*, which may be a resource, with other references."""
        if isinstance(value, list):
            return [self.rewritten(item) for item in value]
        if not isinstance(value, dict):
            return value
        if len(value) == 1:
            ((function, argument),) = value.items()
            if function == "Ref":
                return self.ref(argument)
            if function == "Fn::GetAtt":
                return self.get_att(*_two_parts(argument))
            if function == "Fn::Sub":
                return self._sub(argument)
        return {
            name: self.member(name, self.rewritten(item))
            for name, item in value.items()
        }

    def ref(self, logical_id: Any) -> Any:
        """Return what takes the place of Ref."""
        return {"Ref": logical_id}

    def get_att(self, logical_id: Any, attribute: Any) -> Any:
        """Return what takes the place of Fn::GetAtt."""
        return {"Fn::GetAtt": [logical_id, attribute]}

    @abstractmethod
    def member(self, name: str, value: Any) -> Any:
        """Return what takes the place of a member that may hold a logical id."""
        ...

    def _sub(self, argument: Any) -> Any:
        text, values = argument if isinstance(argument, list) else (argument, {})
        values = self.rewritten(values)
        for name in dict.fromkeys(_SUBSTITUTED.findall(text)):
            logical_id, _, attribute = name.partition(".")
            plain = (
                {"Fn::GetAtt": [logical_id, attribute]} if attribute else {"Ref": name}
            )
            other = self.rewritten(plain)
            if name not in values and other != plain:
                variable = f"Nested{len(values)}"
                text = text.replace(f"${{{name}}}", f"${{{variable}}}")
                values = {**values, variable: other}
        return {"Fn::Sub": [text, values] if values else text}


class _Outside(_Rewriter):
    """Exchanges references to a nested stack."""

    def __init__(
        self, stack_id: str, outputs: Mapping[str, Any], resource_ids: list[str]
    ) -> None:
        self._stack_id = stack_id
        self._outputs = outputs
        self._resource_ids = resource_ids

    def ref(self, logical_id: Any) -> Any:
        if logical_id != self._stack_id:
            return super().ref(logical_id)
        stack = "arn:${AWS::Partition}:cloudformation:${AWS::Region}:${AWS::AccountId}"
        return {"Fn::Sub": f"{stack}:stack/${{AWS::StackName}}-{logical_id}/nested"}

    def get_att(self, logical_id: Any, attribute: Any) -> Any:
        if logical_id == self._stack_id and attribute in self._outputs:
            return self._outputs[attribute]
        return super().get_att(logical_id, attribute)

    def member(self, name: str, value: Any) -> Any:
        ids = [value] if isinstance(value, str) else value
        if name == "DependsOn" and self._stack_id in ids:
            return [*(one for one in ids if one != self._stack_id), *self._resource_ids]
        return value


class _Inside(_Rewriter):
    """Exchanges references within the template of a nested stack."""

    def __init__(
        self,
        flat: Mapping[str, Any],
        stack_id: str,
        stack: Mapping[str, Any],
        nested: Mapping[str, Any],
    ) -> None:
        self._nested = nested
        self._stack = stack
        self._names = {
            section: {
                name: f"{stack_id}{name}" if name in flat.get(section, ()) else name
                for name in nested.get(section, {})
            }
            for section in ("Conditions", "Mappings", "Resources")
        }
        self._parameters = dict(_parameters(stack_id, stack, nested))
        self.resource_ids = [*self._names["Resources"].values()]

    def section(self, section: str) -> dict[str, Any]:
        """Return a section of the nested template under its new names."""
        members = {
            self._names[section][name]: self.rewritten(value)
            for name, value in self._nested.get(section, {}).items()
        }
        if section == "Resources":
            members = {name: self._inherited(one) for name, one in members.items()}
        elif section == "Conditions" and "Condition" in self._stack:
            members |= self._joined_conditions()
        return members

    def ref(self, logical_id: Any) -> Any:
        if logical_id in self._parameters:
            return self._parameters[logical_id]
        return super().ref(self._names["Resources"].get(logical_id, logical_id))

    def get_att(self, logical_id: Any, attribute: Any) -> Any:
        return super().get_att(
            self._names["Resources"].get(logical_id, logical_id), attribute
        )

    def member(self, name: str, value: Any) -> Any:
        if name == "Condition" and isinstance(value, str):
            return self._names["Conditions"].get(value, value)
        if name == "DependsOn":
            ids = [value] if isinstance(value, str) else value
            return [self._names["Resources"].get(one, one) for one in ids]
        if name in ("Fn::If", "Fn::FindInMap"):
            section = "Conditions" if name == "Fn::If" else "Mappings"
            first, *others = value
            return [self._names[section].get(first, first), *others]
        return value

    def _inherited(self, resource: Mapping[str, Any]) -> dict[str, Any]:
        """Return *resource* with the condition and dependencies of its stack."""
        inherited = dict(resource)
        if "Condition" in self._stack:
            inherited["Condition"] = self._with_own(resource.get("Condition"))
        above = self._stack.get("DependsOn", [])
        own = resource.get("DependsOn", [])
        ids = [*([above] if isinstance(above, str) else above), *own]
        return {**inherited, **({"DependsOn": ids} if ids else {})}

    def _with_own(self, condition: str | None) -> str:
        name: str = self._stack["Condition"]
        return name if condition is None else f"{name}And{condition}"

    def _joined_conditions(self) -> dict[str, Any]:
        return {
            self._with_own(name): {
                "Fn::And": [
                    {"Condition": self._stack["Condition"]},
                    {"Condition": name},
                ]
            }
            for name in self._names["Conditions"].values()
        }


def _parameters(
    stack_id: str, stack: Mapping[str, Any], nested: Mapping[str, Any]
) -> Iterator[tuple[str, Any]]:
    """Yield what takes the place of each parameter of a nested stack."""
    given = stack.get("Properties", {}).get("Parameters", {})
    for name, declared in nested.get("Parameters", {}).items():
        if name not in given and "Default" not in declared:
            message = f"{stack_id}: Parameters: [{name}] must have values"
            raise DeploymentError(message)
        value = given.get(name, declared.get("Default"))
        kind = str(declared.get("Type"))
        if kind.startswith("AWS::SSM::Parameter::Value"):
            value = {"Fn::Join": ["", ["{{resolve:ssm:", value, "}}"]]}
        is_list = "List<" in kind or kind == "CommaDelimitedList"
        if is_list and not isinstance(value, list):
            value = {"Fn::Split": [",", value]}
        yield name, value


def _two_parts(argument: Any) -> tuple[Any, Any]:
    if isinstance(argument, str):
        logical_id, _, attribute = argument.partition(".")
        return logical_id, attribute
    logical_id, attribute = argument
    return logical_id, attribute
