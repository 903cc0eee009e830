"""The sections of a template: their form, their references, the order to make them.

Texts of errors are CloudFormation's, as users report them; what follows "Did you mean"
is ours.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from ..errors import DeploymentError
from ..model.resources import closest_name
from .references import references_in
from .resources import RESOURCE_TYPES

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from .references import Reference
    from .stack_template import StackTemplate

# CloudFormation's guide, "Template sections"; `Globals` is SAM's.
_SECTIONS = (
    "AWSTemplateFormatVersion",
    "Conditions",
    "Description",
    "Globals",
    "Hooks",
    "Mappings",
    "Metadata",
    "Outputs",
    "Parameters",
    "Resources",
    "Rules",
    "Transform",
)
_RESOURCE_MEMBERS = (
    "Condition",
    "CreationPolicy",
    "DeletionPolicy",
    "DependsOn",
    "Metadata",
    "Properties",
    "Type",
    "UpdatePolicy",
    "UpdateReplacePolicy",
)
_FORMAT_VERSION = "2010-09-09"
# The types of EventBridge, and how they are misspelt: no service is called Event.
_OUR_TYPE = re.compile(r"AWS::Events?::", re.IGNORECASE)
# `AWS::Events::Rule`, `Custom::Anything`, and a module's `My::Own::Type::MODULE`.
_RESOURCE_TYPE = re.compile(r"Custom::[\w@-]+|[A-Za-z0-9]+(::[A-Za-z0-9]+){2,3}")
PSEUDO_PARAMETERS = (
    "AWS::AccountId",
    "AWS::NoValue",
    "AWS::NotificationARNs",
    "AWS::Partition",
    "AWS::Region",
    "AWS::StackId",
    "AWS::StackName",
    "AWS::URLSuffix",
)


def did_you_mean(name: str, names: Iterable[str]) -> str:
    """Return a hint to the one of *names* that *name* may be a misspelling of."""
    close = closest_name(str(name), [*map(str, names)])
    return f" Did you mean {close}?" if close else ""


class Template:
    """The sections of a CloudFormation template, whose form has been checked."""

    def __init__(self, source: StackTemplate) -> None:
        self._is_literal = source.is_literal
        body = source.body
        self.parameters = section(body, "Parameters")
        self.mappings = section(body, "Mappings")
        self.conditions = section(body, "Conditions")
        self.resources = section(body, "Resources")
        self.outputs = section(body, "Outputs")
        self.has_rules = bool(section(body, "Rules"))
        self._check_sections(body)
        for name, mapping in self.mappings.items():
            _check_mapping(name, mapping)
        for logical_id, resource in self.resources.items():
            self._check_resource(logical_id, resource)
        for name, output in self.outputs.items():
            _check_output(name, output)
        self._check_references()

    def _check_sections(self, body: Mapping[str, Any]) -> None:
        for name in body:
            if name not in _SECTIONS:
                hint = did_you_mean(name, _SECTIONS)
                msg = f"Invalid template property or properties [{name}].{hint}"
                raise DeploymentError(msg)
        version = body.get("AWSTemplateFormatVersion", _FORMAT_VERSION)
        if str(version) != _FORMAT_VERSION:
            complaint = (
                f"{version} is not a supported value for AWSTemplateFormatVersion."
            )
            raise _format_error(complaint)
        _refuse_transforms(body.get("Transform", ()))
        if not self.resources:
            complaint = "At least one Resources member must be defined."
            raise _format_error(complaint)

    def _check_resource(self, logical_id: str, resource: object) -> None:
        if not self._is_literal:
            _check_logical_id(logical_id)
        place = f"[/Resources/{logical_id}]"
        if not isinstance(resource, Mapping):
            complaint = f"{place} resource definition is malformed"
            raise _format_error(complaint, logical_id)
        if not isinstance(resource.get("Type"), str):
            complaint = f"{place} Every Resources object must contain a Type member."
            raise _format_error(complaint, logical_id)
        if not isinstance(resource.get("Properties", {}), Mapping):
            complaint = f"[/Resources/{logical_id}/Properties] is not a map."
            raise _format_error(complaint, logical_id)
        for name in resource:
            if name not in _RESOURCE_MEMBERS:
                hint = did_you_mean(name, _RESOURCE_MEMBERS)
                msg = (
                    f"{logical_id}: Invalid template resource property '{name}'.{hint}"
                )
                raise DeploymentError(msg, logical_id=logical_id)
        _refuse_null(resource, f"/Resources/{logical_id}", logical_id)
        _check_condition_member(resource, logical_id)
        if not all(isinstance(each, str) for each in depends_on(resource)):
            complaint = f"{place} DependsOn must be a string or a list of strings."
            raise _format_error(complaint, logical_id)
        self._check_type(logical_id, resource["Type"])

    def _check_type(self, logical_id: str, resource_type: str) -> None:
        """Refuse a type that nobody has, and one that EventBridge does not have."""
        is_ours = _OUR_TYPE.match(resource_type)
        has_form = self._is_literal or _RESOURCE_TYPE.fullmatch(resource_type)
        if has_form and (resource_type in RESOURCE_TYPES or not is_ours):
            return
        hint = did_you_mean(resource_type, RESOURCE_TYPES)
        msg = (
            f"{logical_id}: Template format error: Unrecognized resource types:"
            f" [{resource_type}].{hint}"
        )
        raise DeploymentError(msg, logical_id=logical_id)

    def _check_references(self) -> None:
        """Refuse references to what the template does not have, in any branch."""
        values = {**self.parameters, **dict.fromkeys(PSEUDO_PARAMETERS)}.keys()
        for name, condition in self.conditions.items():
            for function, referred in references_in(condition):
                if function != "Fn::If" and referred not in values:
                    raise _not_for_conditions(name, referred, values)
        names = {**self.resources, **dict.fromkeys(values)}.keys()
        for logical_id, resource in self.resources.items():
            for reference in references_in(resource.get("Properties", {})):
                self._check_reference(reference, names, "Resources", logical_id)
            for other in depends_on(resource):
                if other not in self.resources:
                    raise _unresolved(other, self.resources, "Resources", logical_id)
            self._check_condition(resource.get("Condition"), "Resources", logical_id)
        for output in self.outputs.values():
            for reference in references_in(output):
                self._check_reference(reference, names, "Outputs", None)
            self._check_condition(output.get("Condition"), "Outputs", None)

    def _check_reference(
        self,
        reference: Reference,
        names: Collection[str],
        block: str,
        where: str | None,
    ) -> None:
        function, name = reference
        if function == "Ref" and name not in names:
            raise _unresolved(name, names, block, where)
        if function == "Fn::GetAtt" and name not in self.resources:
            hint = did_you_mean(name, self.resources)
            msg = (
                f"{_at(where)}Template error: instance of Fn::GetAtt references"
                f" undefined resource {name}.{hint}"
            )
            raise DeploymentError(msg, logical_id=where)
        if function == "Fn::If":
            self._check_condition(name, block, where)

    def _check_condition(self, name: str | None, block: str, where: str | None) -> None:
        if name is not None and name not in self.conditions:
            hint = did_you_mean(name, self.conditions)
            msg = (
                f"{_at(where)}Template format error: Unresolved condition dependency"
                f" {name} in the {block} block of the template.{hint}"
            )
            raise DeploymentError(msg, logical_id=where)

    def in_order(
        self, logical_ids: Iterable[str], holds: Callable[[str], bool]
    ) -> list[str]:
        """Return *logical_ids* so that each comes behind those that it refers to.

        *holds* returns whether a condition holds: the other branch of Fn::If counts for
        nothing.
        """
        present = dict.fromkeys(logical_ids)
        needs = {
            logical_id: self._needs(self.resources[logical_id], holds) & present.keys()
            for logical_id in present
        }
        ordered = _ordered(needs)
        if len(ordered) < len(needs):
            done = {*ordered}
            left = {name: needs[name] for name in needs if name not in done}
            cycle = ", ".join(_cycle(left))
            msg = f"Circular dependency between resources: [{cycle}]"
            raise DeploymentError(msg)
        return ordered

    def _needs(
        self, resource: Mapping[str, Any], holds: Callable[[str], bool]
    ) -> set[str]:
        references = references_in(resource.get("Properties", {}), holds)
        named = {name for function, name in references if function != "Fn::If"}
        return named | {*depends_on(resource)}


def section(body: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """Return the section *name* of a template; raise DeploymentError."""
    members = body.get(name, {})
    if not isinstance(members, Mapping):
        complaint = f"{name} section is not a map."
        raise _format_error(complaint)
    return members


def _check_mapping(name: str, mapping: object) -> None:
    by_key = mapping.values() if isinstance(mapping, Mapping) else [mapping]
    if not all(isinstance(each, Mapping) for each in by_key):
        complaint = f"Mapping {name} is malformed: it is a map of maps."
        raise _format_error(complaint)


def _check_output(name: str, output: object) -> None:
    if not isinstance(output, Mapping) or "Value" not in output:
        complaint = f"Output {name} is malformed: it has no Value."
        raise _format_error(complaint)
    export = output.get("Export", {"Name": name})
    if not isinstance(export, Mapping) or "Name" not in export:
        complaint = (
            f"Output {name} is malformed. The Name field of every Export member must be"
            " specified."
        )
        raise _format_error(complaint)
    _check_condition_member(output, None)


def _check_condition_member(member: Mapping[str, Any], where: str | None) -> None:
    if not isinstance(member.get("Condition", ""), str):
        complaint = "Every Condition member must be a string."
        raise _format_error(complaint, where)


def _check_logical_id(logical_id: object) -> None:
    name = str(logical_id)
    if name is not logical_id or not (name.isascii() and name.isalnum()):
        is_loop = name.startswith("Fn::ForEach")
        hint = f" {NEEDS_EXTENSIONS.format(name)}" if is_loop else ""
        complaint = f"Resource name {name} is non alphanumeric.{hint}"
        raise _format_error(complaint, name)


_WAY_OUT = (
    "Deploy the template that `aws cloudformation get-template --template-stage"
    " Processed` shows."
)
NEEDS_EXTENSIONS = (
    f"{{}} needs the transform AWS::LanguageExtensions, which only AWS runs. {_WAY_OUT}"
)


def _format_error(complaint: str, logical_id: str | None = None) -> DeploymentError:
    return DeploymentError(f"Template format error: {complaint}", logical_id=logical_id)


def _refuse_transforms(transform: object) -> None:
    names = transform if isinstance(transform, list | tuple) else [transform]
    for name in names:
        shown = name.get("Name", name) if isinstance(name, Mapping) else name
        msg = f"The template has the transform {shown}, which only AWS runs. {_WAY_OUT}"
        raise DeploymentError(msg)


def _refuse_null(value: object, path: str, logical_id: str) -> None:
    if value is None:
        msg = (
            f"Template format error: [{path}] 'null' values are not allowed in"
            " templates"
        )
        property_path = path.partition("/Properties/")[2] or None
        raise DeploymentError(msg, logical_id=logical_id, property_path=property_path)
    if isinstance(value, Mapping):
        for name, member in value.items():
            _refuse_null(member, f"{path}/{name}", logical_id)
    elif isinstance(value, list):
        for number, item in enumerate(value):
            _refuse_null(item, f"{path}/{number}", logical_id)


def _at(logical_id: str | None) -> str:
    return f"{logical_id}: " if logical_id else ""


def _unresolved(
    name: str, names: Iterable[str], block: str, where: str | None
) -> DeploymentError:
    msg = (
        f"{_at(where)}Template format error: Unresolved resource dependencies [{name}]"
        f" in the {block} block of the template.{did_you_mean(name, names)}"
    )
    return DeploymentError(msg, logical_id=where)


def _not_for_conditions(
    name: str, referred: str, values: Iterable[str]
) -> DeploymentError:
    msg = (
        f"Condition {name}: Template format error: Unresolved dependencies"
        f" [{referred}]. Cannot reference resources in the Conditions block of the"
        f" template.{did_you_mean(referred, values)}"
    )
    return DeploymentError(msg)


def depends_on(resource: Mapping[str, Any]) -> list[str]:
    """Return the logical ids in DependsOn."""
    given = resource.get("DependsOn", [])
    return list(given) if isinstance(given, list | tuple) else [given]


def _ordered(needs: Mapping[str, set[str]]) -> list[str]:
    """Return the names in *needs* layer by layer: each needs only earlier layers.

    A layer has the order of the template. The names of a circle, and what needs them,
    are left out.
    """
    places = _places(needs)
    needing: dict[str, list[str]] = {name: [] for name in needs}
    for name, needed in needs.items():
        for other in needed:
            needing[other].append(name)
    missing = {name: len(needed) for name, needed in needs.items()}
    ordered: list[str] = []
    layer = [name for name in needs if not missing[name]]
    while layer:
        ordered += layer
        following = []
        for name in chain.from_iterable(needing[done] for done in layer):
            missing[name] -= 1
            if not missing[name]:
                following.append(name)
        layer = sorted(following, key=places.__getitem__)
    return ordered


def _cycle(needs: Mapping[str, set[str]]) -> list[str]:
    """Return the names of a circle in *needs*, in the order of the template.

    Each name needs another one of *needs*.
    """
    places = _places(needs)
    seen: dict[str, int] = {}
    name = next(iter(needs))
    while name not in seen:
        seen[name] = len(seen)
        name = min(needs[name] & needs.keys(), key=places.__getitem__)
    return sorted(islice(seen, seen[name], None), key=places.__getitem__)


def _places(names: Iterable[str]) -> dict[str, int]:
    return {name: place for place, name in enumerate(names)}
