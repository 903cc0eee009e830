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

from ...errors import DeploymentError
from .document_form import MapOf, Members, object_in, require_form
from .documents import check_document

NESTED_STACKS = ("AWS::CloudFormation::Stack", "AWS::Serverless::Application")

_REMEDY = "See CloudFormation's guide of templates."
_SECTION = MapOf(dict)
_FORM = Members(
    {
        "Conditions": dict,
        "Mappings": dict,
        "Outputs": MapOf(Members({}, required={"Value": object})),
        "Parameters": _SECTION,
        "Resources": _SECTION,
    }
)

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


def flatten(
    template: Mapping[str, Any],
    load: Load,
    above: tuple[Mapping[str, Any], ...] = (),
) -> dict[str, Any]:
    """Return *template* with the resources of its nested stacks, however deep.

    A nested stack whose template *load* does not return stays as it is. *above* are the
    templates that *template* is nested in. Raise DeploymentError if a nested stack is
    not given a parameter that it needs, or is in itself.
    """
    flat = {
        section: dict(members) if isinstance(members, dict) else members
        for section, members in template.items()
    }
    inside = (*above, template)
    for stack_id, resource in [*object_in(flat, "Resources").items()]:
        if _is_nested_stack(resource):
            stack = {**resource, "Properties": object_in(resource, "Properties")}
            nested = load(stack)
            if nested is not None:
                where = f"{stack_id}, the template of the nested stack: "
                require_form(_FORM, nested, _REMEDY, where)
                if nested in inside:
                    raise in_itself(stack_id)
                _put_in(flat, stack_id, stack, flatten(nested, load, inside))
    check_document(flat)
    return flat


def in_itself(name: object) -> DeploymentError:
    """Return the error of a nested stack that is in itself."""
    return DeploymentError(f"{name}: this nested stack is in itself.")


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
        for name, output in object_in(nested, "Outputs").items()
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
            flat[section] = {**object_in(flat, section), **added}


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
            # Of another form, it is refused later on.
            if function == "Ref" and isinstance(argument, str):
                return self.ref(argument)
            if function == "Fn::GetAtt" and _has_two_parts(argument):
                return self.get_att(*_two_parts(argument))
            if function == "Fn::Sub" and _is_substitution(argument):
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
        if name == "DependsOn" and isinstance(ids, list) and self._stack_id in ids:
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
                name: f"{stack_id}{name}" if name in object_in(flat, section) else name
                for name in object_in(nested, section)
            }
            for section in ("Conditions", "Mappings", "Resources")
        }
        self._parameters = dict(_parameters(stack_id, stack, nested))
        self.resource_ids = [*self._names["Resources"].values()]

    def section(self, section: str) -> dict[str, Any]:
        """Return a section of the nested template under its new names."""
        members = {
            self._names[section][name]: self.rewritten(value)
            for name, value in object_in(self._nested, section).items()
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
        if name == "DependsOn" and _are_strings(ids := _ids(value)):
            return [self._names["Resources"].get(one, one) for one in ids]
        if name in ("Fn::If", "Fn::FindInMap"):
            section = "Conditions" if name == "Fn::If" else "Mappings"
            match value:
                case [str(first), *others]:
                    return [self._names[section].get(first, first), *others]
        return value

    def _inherited(self, resource: Mapping[str, Any]) -> dict[str, Any]:
        """Return *resource* with the condition and dependencies of its stack."""
        inherited = dict(resource)
        if "Condition" in self._stack:
            inherited["Condition"] = self._with_own(resource.get("Condition"))
        ids = [each for one in (self._stack, resource) for each in _ids_in(one)]
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
    given = object_in(stack["Properties"], "Parameters")
    for name, declared in object_in(nested, "Parameters").items():
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


def _ids(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def _ids_in(resource: Mapping[str, Any]) -> list[Any]:
    """Return the ids in DependsOn; one that is not a string is refused later on."""
    given = resource.get("DependsOn", [])
    return given if isinstance(given, list) else [given]


def _are_strings(values: Any) -> bool:
    return isinstance(values, list) and all(isinstance(each, str) for each in values)


def _has_two_parts(argument: Any) -> bool:
    return isinstance(argument, str) or (
        isinstance(argument, list)
        and len(argument) == 2  # noqa: PLR2004 - a resource and an attribute
        and _are_strings(argument)
    )


def _is_substitution(argument: Any) -> bool:
    match argument:
        case str() | [str(), dict()]:
            return True
    return False


def _two_parts(argument: Any) -> tuple[Any, Any]:
    if isinstance(argument, str):
        logical_id, _, attribute = argument.partition(".")
        return logical_id, attribute
    logical_id, attribute = argument
    return logical_id, attribute
