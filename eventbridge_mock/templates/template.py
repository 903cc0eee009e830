"""The sections of a template: their form, their references, the order to make them.

Texts of errors are CloudFormation's, as users report them; what follows "Did you mean"
is ours.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, cast

from ..errors import DeploymentError
from ..model.resources import closest_name
from .resources import RESOURCE_TYPES

if TYPE_CHECKING:
    from collections.abc import Iterable

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
# A variable in Fn::Sub, and with "!" one that is literal.
SUB_VARIABLE = re.compile(r"\$\{([^}]*)\}")


def is_variable(name: str) -> bool:
    """Return whether *name* is one of a variable in Fn::Sub."""
    return re.fullmatch(r"[A-Za-z0-9_.:]+", name) is not None


def did_you_mean(name: str, names: Iterable[str]) -> str:
    """Return a hint to the one of *names* that *name* may be a misspelling of."""
    close = closest_name(name, names)
    return f" Did you mean {close}?" if close else ""


class Template:
    """The sections of a CloudFormation template, whose form has been checked."""

    def __init__(self, source: StackTemplate) -> None:
        self._is_literal = source.is_literal
        body = source.body
        self.parameters = _section(body, "Parameters")
        self.mappings = _section(body, "Mappings")
        self.conditions = _section(body, "Conditions")
        self.resources = _section(body, "Resources")
        self.outputs = _section(body, "Outputs")
        self.has_rules = bool(_section(body, "Rules"))
        self._check_sections(body)
        for logical_id, resource in self.resources.items():
            self._check_resource(logical_id, resource)
        self._check_references()

    def _check_sections(self, body: Mapping[str, Any]) -> None:
        for name in body:
            if name not in _SECTIONS:
                hint = did_you_mean(str(name), _SECTIONS)
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
        if not self._is_literal and not (logical_id.isascii() and logical_id.isalnum()):
            hint = ""
            if logical_id.startswith("Fn::"):
                hint = f" {NEEDS_EXTENSIONS.format(logical_id)}"
            complaint = f"Resource name {logical_id} is non alphanumeric.{hint}"
            raise _format_error(complaint, logical_id)
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
                hint = did_you_mean(str(name), _RESOURCE_MEMBERS)
                msg = (
                    f"{logical_id}: Invalid template resource property '{name}'.{hint}"
                )
                raise DeploymentError(msg, logical_id=logical_id)
        _refuse_null(resource, f"/Resources/{logical_id}", logical_id)
        _refuse_unknown_type(logical_id, resource["Type"])

    def _check_references(self) -> None:
        """Refuse references to what the template does not have, in any branch."""
        names = [*self.resources, *self.parameters, *PSEUDO_PARAMETERS]
        for logical_id, resource in self.resources.items():
            for reference in _references(resource.get("Properties", {})):
                self._check_reference(reference, names, "Resources", logical_id)
            for other in depends_on(resource):
                if other not in self.resources:
                    raise _unresolved(
                        other, list(self.resources), "Resources", logical_id
                    )
            self._check_condition(resource.get("Condition"), logical_id)
        for name, output in self.outputs.items():
            if not isinstance(output, Mapping) or "Value" not in output:
                complaint = f"Output {name} is malformed: it has no Value."
                raise _format_error(complaint)
            for reference in _references(output):
                self._check_reference(reference, names, "Outputs", None)

    def _check_reference(
        self, reference: Reference, names: list[str], block: str, where: str | None
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
            self._check_condition(name, where)

    def _check_condition(self, name: object, where: str | None) -> None:
        if name is not None and name not in self.conditions:
            hint = did_you_mean(str(name), self.conditions)
            msg = (
                f"{_at(where)}Template format error: Unresolved condition dependency"
                f" {name} in the Resources block of the template.{hint}"
            )
            raise DeploymentError(msg, logical_id=where)

    def in_order(
        self, logical_ids: Iterable[str], holds: Callable[[str], bool]
    ) -> list[str]:
        """Return *logical_ids* so that each comes behind those that it refers to.

        *holds* returns whether a condition holds: the other branch of Fn::If counts for
        nothing.
        """
        present = list(logical_ids)
        needs = {
            logical_id: self._needs(self.resources[logical_id], holds) & {*present}
            for logical_id in present
        }
        ordered: list[str] = []
        while needs:
            ready = [each for each in needs if not needs[each] - {*ordered}]
            if not ready:
                cycle = ", ".join(_cycle(needs))
                msg = f"Circular dependency between resources: [{cycle}]"
                raise DeploymentError(msg)
            ordered += ready
            for each in ready:
                del needs[each]
        return ordered

    def _needs(
        self, resource: Mapping[str, Any], holds: Callable[[str], bool]
    ) -> set[str]:
        references = _references(resource.get("Properties", {}), holds)
        named = {name for function, name in references if function != "Fn::If"}
        return named | {*depends_on(resource)}


# The function of a reference, Ref or Fn::GetAtt, and the name it refers to; or Fn::If
# and a condition.
Reference = tuple[str, str]


def _section(body: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    section = body.get(name, {})
    if not isinstance(section, Mapping):
        complaint = f"{name} section is not a map."
        raise _format_error(complaint)
    return section


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


def _refuse_unknown_type(logical_id: str, resource_type: str) -> None:
    """Refuse a type of EventBridge that does not exist; others pass unseen."""
    if (
        resource_type.startswith("AWS::Events::")
        and resource_type not in RESOURCE_TYPES
    ):
        hint = did_you_mean(resource_type, RESOURCE_TYPES)
        msg = (
            f"{logical_id}: Template format error: Unrecognized resource types:"
            f" [{resource_type}].{hint}"
        )
        raise DeploymentError(msg, logical_id=logical_id)


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


def depends_on(resource: Mapping[str, Any]) -> list[str]:
    """Return the logical ids in DependsOn."""
    given = resource.get("DependsOn", [])
    return [given] if isinstance(given, str) else list(given)


def _references(
    value: object, holds: Callable[[str], bool] | None = None
) -> Iterator[Reference]:
    """Yield all references in *value*; with *holds* only those that are looked at."""
    if isinstance(value, list):
        for item in value:
            yield from _references(item, holds)
    elif isinstance(value, Mapping):
        if len(value) == 1:
            [(name, argument)] = value.items()
            if name in _REFERRING:
                yield from _REFERRING[name](argument, holds)
                return
        for member in value.values():
            yield from _references(member, holds)


def _of_ref(argument: object, holds: object) -> Iterator[Reference]:
    del holds
    if isinstance(argument, str):
        yield "Ref", argument


def _of_get_att(
    argument: object, holds: Callable[[str], bool] | None
) -> Iterator[Reference]:
    if isinstance(argument, str):
        yield "Fn::GetAtt", argument.partition(".")[0]
    elif isinstance(argument, list) and argument and isinstance(argument[0], str):
        yield "Fn::GetAtt", argument[0]
        yield from _references(argument[1:], holds)


def _of_sub(
    argument: object, holds: Callable[[str], bool] | None
) -> Iterator[Reference]:
    text, given = argument, cast("Mapping[str, Any]", {})
    if isinstance(argument, list) and len(argument) > 1:
        text, given = argument[:2]
        yield from _references(given, holds)
    for variable in SUB_VARIABLE.findall(text if isinstance(text, str) else ""):
        if is_variable(variable) and variable not in given:
            name, dot, _ = variable.partition(".")
            yield ("Fn::GetAtt" if dot else "Ref"), name


def _of_if(
    argument: object, holds: Callable[[str], bool] | None
) -> Iterator[Reference]:
    if not isinstance(argument, list) or not argument:
        return
    condition, *branches = argument
    yield "Fn::If", condition
    if holds is not None and len(branches) == 2:  # noqa: PLR2004 - one for each outcome
        branches = [branches[0] if holds(condition) else branches[1]]
    yield from _references(branches, holds)


_REFERRING: dict[str, Callable[..., Iterator[Reference]]] = {
    "Ref": _of_ref,
    "Fn::GetAtt": _of_get_att,
    "Fn::Sub": _of_sub,
    "Fn::If": _of_if,
}


def _cycle(needs: Mapping[str, set[str]]) -> list[str]:
    """Return the names of a circle in *needs*, in the order of the template."""
    seen: list[str] = []
    name = next(iter(needs))
    while name not in seen:
        seen.append(name)
        name = next(each for each in needs if each in needs[name])
    return sorted(seen[seen.index(name) :], key=list(needs).index)
