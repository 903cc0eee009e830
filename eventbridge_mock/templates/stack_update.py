"""The deployment of one stack: its resources, outputs and exports."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

from ..errors import DeploymentError
from ..model.stack import Stack, StackResource
from ..state.settling import settle
from ..targets.clients import events_client
from .functions import NO_VALUE
from .journal import failure_of
from .located_errors import ErrorLocations
from .resource_kind import MadeResource, calls_of
from .resources import resource_kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..state.mock_state import MockState
    from .journal import Journal
    from .naming import Place
    from .resource_kind import Call, ResourceKind
    from .stack_values import StackValues


@lru_cache(maxsize=16)  # making a client takes longer than most templates
def calls_in(place: Place) -> Call:
    """Return the function that calls operations in an account and a Region."""
    return calls_of(events_client(*place))


def made_of(resource: StackResource) -> MadeResource:
    """Return what is known of a resource since it was made."""
    return MadeResource(
        ref=resource.ref,
        name=resource.name,
        arn=resource.arn,
        attributes=resource.attributes,
    )


class StackUpdate:
    """Makes one stack, or updates the one of its name: first `run`, then `clean_up`.

    What *journal* has recorded can be undone until `clean_up`.
    """

    def __init__(
        self,
        state: MockState,
        values: StackValues,
        journal: Journal,
        origin: str | None,
    ) -> None:
        self._state = state
        self._values = values
        self._template = values.template
        self._journal = journal
        self._origin = origin
        self._errors = ErrorLocations(
            values.template.resources, values.stored.sensitive
        )
        self._call = calls_in(values.place)
        self._before = state.stacks.get(*values.place, values.stack_name)
        self._resources_before = dict(self._before.resources) if self._before else {}
        # The logical ids of the resources that `clean_up` deletes.
        self._left_over: set[str] = set()

    def run(self) -> Stack:
        """Make and change the resources; return the stack, which is stored."""
        values = self._values
        ordered = self._template.in_order(values.present, values.functions.holds)
        for logical_id in ordered:
            self._refuse_other_type(logical_id)
        for logical_id in ordered:
            kind = resource_kind(self._template.resources[logical_id]["Type"])
            if kind is not None:
                with self._errors.at(logical_id):
                    values.made[logical_id] = self._put(logical_id, kind)
        stack = self._stack(ordered)
        self._check_exports(stack)
        self._left_over.update(
            logical_id
            for logical_id, resource in self._resources_before.items()
            if logical_id not in values.made and resource.deletion_policy == "Delete"
        )
        before = self._before
        put, remove = self._state.stacks.put, self._state.stacks.remove
        self._journal.add(partial(put, before) if before else partial(remove, stack))
        put(stack)
        return stack

    def clean_up(self, stack: Stack) -> Stack:
        """Delete what *stack* no longer has, the last made first; return the stack.

        As in CloudFormation, the update is complete even if that fails.
        """
        left_out = dict(stack.left_out)
        for logical_id, resource in reversed(self._resources_before.items()):
            if logical_id in self._left_over:
                failure = failure_of(partial(_delete, resource, self._call))
                if failure is not None:
                    reason = f"{resource.name} was not deleted: {failure}"
                    left_out[logical_id] = reason
        cleaned_up = replace(stack, left_out=left_out)
        self._state.stacks.put(cleaned_up)
        return cleaned_up

    def _refuse_other_type(self, logical_id: str) -> None:
        before = self._resources_before.get(logical_id)
        if before and before.type != self._template.resources[logical_id]["Type"]:
            msg = (
                "Update of resource type is not permitted. The new template modifies"
                f" resource type of the following resources: [{logical_id}]"
            )
            raise DeploymentError(msg, logical_id=logical_id)

    def _put(self, logical_id: str, kind: ResourceKind) -> StackResource:
        """Make or change one resource of EventBridge."""
        properties = self._properties(logical_id)
        before = self._resources_before.get(logical_id)
        generation = before.generation if before else 0
        name_property = kind.name_property
        is_unnamed = name_property is not None and name_property not in properties
        if name_property is not None and is_unnamed:
            name = self._generated_name(logical_id, kind, generation)
            properties[name_property] = name
        members = kind.converted(properties)
        resource = StackResource(
            logical_id=logical_id,
            type=kind.type,
            members=members,
            has_generated_name=is_unnamed,
            generation=generation,
            deletion_policy=self._policy(logical_id, "DeletionPolicy"),
            replace_policy=self._policy(logical_id, "UpdateReplacePolicy"),
        )
        if before is None or before.members is None:
            return self._create(resource, kind)
        if kind.must_replace(before.members, members):
            return self._replace(before, resource, kind)
        return self._update(before, resource, kind)

    def _properties(self, logical_id: str) -> dict[str, Any]:
        """Return the properties of a resource with all functions resolved."""
        resolved = {}
        given = self._template.resources[logical_id].get("Properties", {})
        for name, value in given.items():
            with self._errors.at(logical_id, name):
                resolved_value = self._values.functions.resolve(value)
            if resolved_value is not NO_VALUE:
                resolved[name] = resolved_value
        return resolved

    def _policy(self, logical_id: str, name: str) -> str:
        value = self._template.resources[logical_id].get(name, "Delete")
        return str(self._values.functions.resolve(value))

    def _generated_name(
        self, logical_id: str, kind: ResourceKind, generation: int
    ) -> str:
        return self._values.generated_name(logical_id, kind.longest_name, generation)

    def _create(self, resource: StackResource, kind: ResourceKind) -> StackResource:
        members = resource.members or {}
        made = kind.create(self._call, members)
        self._journal.add(partial(self._delete_again, kind, made, members))
        return _filled(resource, made, members)

    def _delete_again(
        self, kind: ResourceKind, made: MadeResource, members: dict[str, Any]
    ) -> None:
        kind.delete(self._call, made, members)
        # Where the test holds transitions open, the connection would stay DELETING.
        backend = self._state.backends.of(*self._values.place)
        settle(self._state, backend, [made.name])

    def _replace(
        self, before: StackResource, resource: StackResource, kind: ResourceKind
    ) -> StackResource:
        """Make a new resource; the old one is deleted in the end."""
        logical_id, members = resource.logical_id, dict(resource.members or {})
        generation = before.generation + 1
        if resource.has_generated_name:
            name = self._generated_name(logical_id, kind, generation)
            members[str(kind.name_property)] = name
        elif kind.name_property and members[kind.name_property] == before.name:
            msg = (
                "CloudFormation cannot update a stack when a custom-named resource"
                f" requires replacing. Rename {before.name} and update the stack again."
            )
            raise DeploymentError(msg)
        resource = replace(resource, members=members, generation=generation)
        if before.replace_policy == "Delete":
            self._left_over.add(logical_id)
        return self._create(resource, kind)

    def _update(
        self, before: StackResource, resource: StackResource, kind: ResourceKind
    ) -> StackResource:
        made, members = made_of(before), resource.members or {}
        members_before = before.members or {}
        if members != members_before:
            call = self._call
            # An update of many calls may fail half-way.
            self._journal.add(partial(kind.update, call, made, members, members_before))
            made = kind.update(call, made, members_before, members)
        return _filled(resource, made, members)

    def _stack(self, ordered: list[str]) -> Stack:
        """Return the stack, with the resources that are not made here too."""
        values = self._values
        outputs, exports = self._outputs()
        resources = dict(values.made)
        left_out = dict(values.left_out)
        if self._template.has_rules:
            left_out["Rules"] = "The rules on parameters are not checked."
        for logical_id in ordered:
            if logical_id not in resources:
                with self._errors.at(logical_id):
                    resources[logical_id] = self._other(logical_id)
                left_out.setdefault(logical_id, self._reason(logical_id))
        return Stack(
            name=values.stack_name,
            account_id=values.place.account_id,
            region_name=values.place.region_name,
            stack_id=values.stack_id,
            source=self._origin,
            resources={each: resources[each] for each in ordered},
            outputs=outputs,
            exports=exports,
            imports=frozenset(values.imports),
            left_out=left_out,
            made_up=dict(values.made_up),
            absent=values.absent,
        )

    def _other(self, logical_id: str) -> StackResource:
        other = self._values.other(logical_id)
        return StackResource(
            logical_id=logical_id,
            type=other.type,
            name=other.name,
            arn=other.arn,
            ref=other.ref,
        )

    def _reason(self, logical_id: str) -> str:
        other = self._values.other(logical_id)
        if other.is_real:
            return f"{other.type} is not made here: it is the one that moto has."
        return f"{other.type} is not made here: only resources of EventBridge are."

    def _outputs(self) -> tuple[dict[str, Any], dict[str, str]]:
        """Return the values of the outputs and of the exports."""
        values, outputs, exports = self._values, {}, {}
        # CloudFormation shows no secret in an output.
        values.keeps_references = True
        for name, output in self._template.outputs.items():
            with self._errors.at(f"Outputs: {name}"):
                condition = output.get("Condition")
                if condition is None or values.functions.holds(condition):
                    outputs[name] = values.functions.resolve(output["Value"])
                    if "Export" in output:
                        export = values.functions.resolve(output["Export"])
                        exports[_export_name(export)] = outputs[name]
        return outputs, exports

    def _check_exports(self, stack: Stack) -> None:
        """Refuse an export of another stack, and to change one that a stack uses."""
        for name in stack.exports:
            other = self._state.stacks.exporting(*stack.key[:2], name)
            if other is not None and other.key != stack.key:
                msg = (
                    f"Export with name {name} is already exported by stack"
                    f" {other.name}."
                )
                raise DeploymentError(msg)
        before = self._before.exports if self._before else {}
        for name, value in before.items():
            if stack.exports.get(name) == value:
                continue
            for other in self._state.stacks:
                if name in other.imports and other.key[:2] == stack.key[:2]:
                    verb = "updated" if name in stack.exports else "deleted"
                    msg = (
                        f"Export {name} cannot be {verb} as it is in use by"
                        f" {other.name}"
                    )
                    raise DeploymentError(msg)


def _export_name(export: Mapping[str, Any]) -> str:
    name = export.get("Name")
    if isinstance(name, str | int):
        return str(name)
    msg = "The Name field of every Export member must evaluate to a String."
    raise DeploymentError(msg)


def _filled(
    resource: StackResource, made: MadeResource, members: dict[str, Any]
) -> StackResource:
    """Return *resource* with what is known since it is made."""
    return replace(
        resource,
        name=made.name,
        arn=made.arn,
        ref=made.ref,
        url=members.get("InvocationEndpoint") or made.attributes.get("EndpointUrl"),
        attributes=made.attributes,
    )


def _delete(resource: StackResource, call: Call) -> None:
    kind = resource_kind(resource.type)
    if kind is not None:
        kind.delete(call, made_of(resource), resource.members or {})
