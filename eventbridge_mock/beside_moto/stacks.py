"""Make the `AWS::Events` resources of moto's CloudFormation stacks here.

moto asks for the class that makes a type of resource. For the types of EventBridge it
gets a `_ResourceType`, which makes, changes and deletes resources with ordinary calls
(`templates.resources`). moto resolves the functions of a template before that, and asks
the `_StackResource` for the values of Ref and Fn::GetAtt.

A resource that fails ends the call to CloudFormation with a ValidationError, because
moto makes stacks during the call. What the stack had made or changed here is undone,
as CloudFormation's rollback does, and moto keeps its stack as it was before. Resources
of other services stay as moto leaves them.
"""

from __future__ import annotations

import re
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any

from ..errors import NotActiveError
from ..integrations.moto_names import (
    CREATE_STACK,
    RESOURCE_CLASS,
    UPDATE_RESOURCES,
    UPDATE_STACK,
)
from ..targets.clients import target_client
from ..templates.dynamic_references import StoredValues
from ..templates.naming import Place
from ..templates.resource_kind import calls_of
from ..templates.resources import resource_kind
from .replacement import Replacement
from .stack_changes import (
    all_or_nothing,
    at_the_end,
    exceptions,
    failing_the_stack,
    may_be_undone,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from ..state.mock_state import MockState
    from ..templates.resource_kind import Call, MadeResource, ResourceKind
    from .replacement import Function

# A hyphen and twelve random characters end a generated name.
_RANDOM_END = 13
_NAMING = frozenset({"DependsOn", "Fn::GetAtt", "Fn::Sub", "Ref"})
_NAMES = re.compile(r"[A-Za-z0-9]+")
_RETAINED = frozenset({"Retain", "RetainExceptOnCreate"})


def replacements(current_state: Callable[[], MockState]) -> Iterator[Replacement]:
    """Yield what makes the resources of stacks here."""

    def around_class(original: Function) -> Function:
        def resource_class_from_type(resource_type: str) -> Any:
            kind = resource_kind(resource_type)
            if kind is None:
                return original(resource_type)
            return _ResourceType(kind, current_state)

        return resource_class_from_type

    yield Replacement(RESOURCE_CLASS, around_class)
    yield Replacement(CREATE_STACK, _around_create_stack)
    yield Replacement(UPDATE_STACK, _around_update_stack)
    yield Replacement(UPDATE_RESOURCES, _around_update_resources)


def _around_create_stack(original: Function) -> Function:
    def create_stack(self: Any, *args: Any, **kwargs: Any) -> Any:
        stacks, exports = dict(self.stacks), dict(self.exports)
        with all_or_nothing() as changes:
            try:
                return original(self, *args, **kwargs)
            except BaseException:
                if changes.concern_us:
                    _restore(self.stacks, stacks)
                    _restore(self.exports, exports)
                raise

    return create_stack


def _around_update_stack(original: Function) -> Function:
    def update_stack(self: Any, name: str, *args: Any, **kwargs: Any) -> Any:
        stack = self.get_stack(name)
        before = dict(vars(stack))
        with all_or_nothing() as changes:
            try:
                return original(self, name, *args, **kwargs)
            except BaseException:
                if changes.concern_us:
                    vars(stack).update(before, status="UPDATE_ROLLBACK_COMPLETE")
                raise

    return update_stack


def _around_update_resources(original: Function) -> Function:
    def update(self: Any, template: Any, parameters: Any = None) -> None:
        before = {name: _copied(value) for name, value in vars(self).items()}
        reviewed = _in_order(template)
        with all_or_nothing() as changes:
            try:
                original(self, reviewed, parameters)
                if changes.delete:
                    # Resources that moto made before a replacement still name the old
                    # one.
                    original(self, reviewed, parameters)
            except BaseException:
                if changes.concern_us:
                    vars(self).update(before)
                raise
            finally:
                _end_review(reviewed["Resources"])

    return update


class _Reviewed(dict[str, Any]):
    """The declaration of a resource, which moto takes for changed.

    So moto resolves its references again, and a resource that they have replaced is
    noticed. moto's own resources are updated only if the template changes them.
    """

    def __eq__(self, _other: object) -> bool:
        return False

    def __ne__(self, _other: object) -> bool:
        return True

    __hash__ = None


def _end_review(resources: dict[str, Any]) -> None:
    for name, declaration in resources.items():
        if isinstance(declaration, _Reviewed):
            resources[name] = dict(declaration)


def _restore(mapping: dict[Any, Any], before: Mapping[Any, Any]) -> None:
    mapping.clear()
    mapping.update(before)


def _copied(value: Any) -> Any:
    """Return a copy of what moto's map of resources changes in place."""
    return dict(value) if type(value) is dict else value


def _in_order(template: Mapping[str, Any]) -> dict[str, Any]:
    """Return *template* with each resource after those that it names.

    moto makes and changes the resources of an update in the order of the template.
    """
    resources = template["Resources"]
    ordered: dict[str, Any] = {}

    def add(name: str, dependents: tuple[str, ...] = ()) -> None:
        if name in ordered or name in dependents or name not in resources:
            return
        declaration = resources[name]
        for other in _references(declaration):
            add(other, (*dependents, name))
        is_ours = resource_kind(declaration["Type"]) is not None
        ordered[name] = _Reviewed(declaration) if is_ours else declaration

    for name in resources:
        add(name)
    return {**template, "Resources": ordered}


def _references(value: Any) -> Iterator[str]:
    """Yield the logical ids that a part of a template names, and other names."""
    if isinstance(value, list):
        for item in value:
            yield from _references(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            if key in _NAMING:
                yield from _names_in(item)
            yield from _references(item)


def _names_in(value: Any) -> Iterator[str]:
    """Yield the names in the argument of Ref, Fn::GetAtt, Fn::Sub or DependsOn."""
    if isinstance(value, list):
        for item in value:
            yield from _names_in(item)
    elif isinstance(value, str):
        yield from _NAMES.findall(value)


class _ResourceType:
    """A type of resource, in the place of a class of moto's."""

    def __init__(
        self, kind: ResourceKind, current_state: Callable[[], MockState]
    ) -> None:
        self.kind = kind
        self.current_state = current_state

    def has_cfn_attr(self, attr: str) -> bool:  # noqa: ARG002 - moto's parameter
        """Leave the check of an attribute to the resource, when it has been made."""
        return True

    def create_from_cloudformation_json(
        self,
        resource_name: str,
        cloudformation_json: Mapping[str, Any],
        account_id: str,
        region_name: str,
        **kwargs: Any,
    ) -> _StackResource:
        """Return a new resource, with the generated *resource_name* if it has none."""
        with failing_the_stack("create", kwargs.get("LogicalId", resource_name)):
            place = Place(account_id, region_name)
            return self._create(place, cloudformation_json, resource_name)

    def update_from_cloudformation_json(
        self,
        original_resource: Any,
        new_resource_name: str,
        cloudformation_json: Mapping[str, Any],
        account_id: str,
        region_name: str,
    ) -> _StackResource:
        """Return the changed resource, or a new one where the change demands that."""
        place, old = Place(account_id, region_name), original_resource
        with failing_the_stack("update", getattr(old, "logical_resource_id", "")):
            if isinstance(old, _StackResource) and old.kind is self.kind:
                members = self._members(cloudformation_json, old.generated_name, place)
                if not self.kind.must_replace(old.members, members):
                    if members != old.members:
                        old.change(members, cloudformation_json)
                    return old
            new = self._create(place, cloudformation_json, new_resource_name)
            if isinstance(old, _StackResource):
                old.leave_to(new)
            return new

    def _create(
        self, place: Place, json: Mapping[str, Any], name: str
    ) -> _StackResource:
        members = self._members(json, name, place)
        call = calls_of(target_client("events", place.account_id, place.region_name))
        made = self.kind.create(call, members)
        new = _StackResource(self, call, made, members, json)
        may_be_undone(new.remove)
        self.current_state().removals_at_motos_reset.append(new.remove)
        return new

    def _members(
        self, json: Mapping[str, Any], name: str, place: Place
    ) -> dict[str, Any]:
        """Return the properties as members; *name* is for a resource without one.

        moto leaves dynamic references such as `{{resolve:ssm:name}}` as they are.
        """
        stored = StoredValues({}, {}, place, _NoValues())
        properties = _resolved(json.get("Properties", {}), stored)
        key = self.kind.name_property
        if key is not None and key not in properties:
            properties = {**properties, key: _shortened(name, self.kind.longest_name)}
        return self.kind.converted(properties)


class _NoValues:
    """No secrets and parameters of a template: moto has made them for a stack."""

    def own_secret(self, secret_ids: list[str]) -> None:
        """Return None: moto is asked for the secret."""

    def own_parameter(self, name: str) -> None:
        """Return None: moto is asked for the parameter."""


def _resolved(value: Any, stored: StoredValues) -> Any:
    """Return *value* with the dynamic references in it resolved."""
    if isinstance(value, str):
        return stored.resolved(value)
    if isinstance(value, dict):
        return {name: _resolved(item, stored) for name, item in value.items()}
    if isinstance(value, list):
        return [_resolved(item, stored) for item in value]
    return value


def _shortened(name: str, length: int) -> str:
    """Return the generated *name*, with less of its stack's name if it is too long."""
    if len(name) <= length:
        return name
    end = name[-_RANDOM_END:]
    return f"{name[: length - _RANDOM_END]}{end}"


class _StackResource:
    """A resource of a stack: what moto asks of it, and how it changes."""

    def __init__(
        self,
        type_: _ResourceType,
        call: Call,
        made: MadeResource,
        members: dict[str, Any],
        json: Mapping[str, Any],
    ) -> None:
        self.kind = type_.kind
        self.members = members
        self._current_state = type_.current_state
        self._call = call
        self._made = made
        self._json = json
        self._is_removed = False

    @property
    def physical_resource_id(self) -> str:
        """The value of Ref."""
        return self._made.ref

    @property
    def generated_name(self) -> str:
        """The name that an update keeps; none if the template gave the name."""
        key = self.kind.name_property
        is_own = key is not None and key in self._json.get("Properties", {})
        return "" if is_own else self._made.name

    def get_cfn_attribute(self, attribute_name: str) -> str:
        """Return the value of Fn::GetAtt."""
        attributes = {"Arn": self._made.arn, **self._made.attributes}
        value = attributes.get(attribute_name)
        if not value:
            raise exceptions().UnformattedGetAttTemplateException
        return value

    def is_created(self) -> bool:
        """Return whether the stack need not wait for it."""
        return True

    def change(self, members: dict[str, Any], json: Mapping[str, Any]) -> None:
        """Give the resource other *members*, which the new *json* has."""
        before = self.members, self._json
        may_be_undone(partial(self._change, members, *before))
        self._change(self.members, members, json)

    def _change(
        self, before: dict[str, Any], after: dict[str, Any], json: Mapping[str, Any]
    ) -> None:
        self._made = self.kind.update(self._call, self._made, before, after)
        self.members, self._json = after, json

    def delete(self, _account_id: str, _region_name: str) -> None:
        """Delete the resource now, or at the end of an update of its stack.

        moto looks at the DeletionPolicy only when it deletes a whole stack.
        """
        if self.policy("DeletionPolicy") not in _RETAINED:
            at_the_end(self.remove, self.logical_resource_id)

    def leave_to(self, new: _StackResource) -> None:
        """Delete the resource, at the end of the update that has replaced it."""
        if new.policy("UpdateReplacePolicy") not in _RETAINED:
            at_the_end(self.remove, self.logical_resource_id)

    def policy(self, name: str) -> object:
        """Return an attribute of the declaration, such as the DeletionPolicy."""
        return self._json.get(name)

    def remove(self) -> None:
        """Delete the resource, unless it or the mock is gone; raises ClientError."""
        if self._is_removed:
            return
        with suppress(NotActiveError):
            self._current_state()
            self.kind.delete(self._call, self._made, self.members)
        self._is_removed = True

    # moto sets it on every resource.
    logical_resource_id = ""
