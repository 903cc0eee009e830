"""The deployment of one stack: its resources, outputs and exports."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any, NamedTuple

from botocore.exceptions import ClientError

from ..errors import DeploymentError
from ..model.stack import Stack, StackResource
from ..targets.clients import events_client
from .functions import NO_VALUE
from .located_errors import ErrorLocations
from .resource_kind import MadeResource, calls_of
from .resources import resource_kind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ..state.mock_state import MockState
    from .resource_kind import Call, ResourceKind
    from .stack_values import Resolving


class Journal:
    """What a deployment has done so far, so that it can be undone."""

    def __init__(self) -> None:
        self._undo: list[Callable[[], object]] = []

    def add(self, undo: Callable[[], object]) -> None:
        """Remember how the next, or the last, step is undone."""
        self._undo.append(undo)

    def undo(self) -> list[str]:
        """Undo all steps, the last first; return what could not be undone."""
        return [*filter(None, map(failure_of, reversed(self._undo)))]


def failure_of(step: Callable[[], object]) -> str | None:
    """Return why EventBridge refuses *step*, unless its resource is gone already."""
    try:
        step()
    except ClientError as error:
        if error.response["Error"]["Code"] != "ResourceNotFoundException":
            return error.response["Error"]["Message"]
    return None


class LeftOver(NamedTuple):
    """A resource of a stack that its new template does not have any more."""

    stack_key: tuple[str, str, str]
    place: int
    resource: StackResource


@lru_cache(maxsize=16)  # making a client takes longer than most templates
def calls_in(account_id: str, region_name: str) -> Call:
    """Return the function that calls operations in an account and Region."""
    return calls_of(events_client(account_id, region_name))


def made_of(resource: StackResource) -> MadeResource:
    """Return what is known of a resource since it was made."""
    return MadeResource(
        ref=resource.ref,
        name=resource.name,
        arn=resource.arn,
        attributes=resource.attributes,
    )


class StackWork:
    """The deployment of one stack."""

    def __init__(
        self,
        state: MockState,
        resolving: Resolving,
        journal: Journal,
        origin: str | None,
    ) -> None:
        _, self._region_name, self._account_id = resolving.place
        self._state = state
        self._resolving = resolving
        self._template = resolving.template
        self._journal = journal
        self._origin = origin
        self._errors = ErrorLocations(
            resolving.template.resources, resolving.stored.sensitive
        )
        self._call = calls_in(self._account_id, self._region_name)
        self._before = state.stacks.get(
            self._account_id, self._region_name, resolving.stack_name
        )
        self._resources_before = dict(self._before.resources) if self._before else {}
        self.left_overs: list[LeftOver] = []

    def run(self) -> Stack:
        """Return the deployed stack."""
        resolving = self._resolving
        ordered = self._template.in_order(resolving.present, resolving.functions.holds)
        for logical_id in ordered:
            self._refuse_other_type(logical_id)
        for logical_id in ordered:
            kind = resource_kind(self._template.resources[logical_id]["Type"])
            if kind is not None:
                with self._errors.at(logical_id):
                    resolving.made[logical_id] = self._put(logical_id, kind)
        stack = self._stack(ordered)
        self._check_exports(stack)
        for logical_id, resource in self._resources_before.items():
            if (
                logical_id not in resolving.made
                and resource.deletion_policy == "Delete"
            ):
                self._leave_over(resource)
        before = self._before
        put, remove = self._state.stacks.put, self._state.stacks.remove
        self._journal.add(partial(put, before) if before else partial(remove, stack))
        put(stack)
        return stack

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
                resolved_value = self._resolving.functions.resolve(value)
            if resolved_value is not NO_VALUE:
                resolved[name] = resolved_value
        return resolved

    def _policy(self, logical_id: str, name: str) -> str:
        value = self._template.resources[logical_id].get(name, "Delete")
        return str(self._resolving.functions.resolve(value))

    def _generated_name(
        self, logical_id: str, kind: ResourceKind, generation: int
    ) -> str:
        return self._resolving.generated_name(logical_id, kind.longest_name, generation)

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
        backend = self._state.backends.of(self._account_id, self._region_name)
        self._state.settle(backend, [made.name])

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
            self._leave_over(before)
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

    def _leave_over(self, resource: StackResource) -> None:
        key = self._account_id, self._region_name, self._resolving.stack_name
        place = list(self._resources_before).index(resource.logical_id)
        self.left_overs.append(LeftOver(key, place, resource))

    def _stack(self, ordered: list[str]) -> Stack:
        """Return the stack, with the resources that are not made here too."""
        resolving = self._resolving
        outputs, exports = self._outputs()
        resources = dict(resolving.made)
        left_out = dict(resolving.left_out)
        if self._template.has_rules:
            left_out["Rules"] = "The rules on parameters are not checked."
        for logical_id in ordered:
            if logical_id not in resources:
                with self._errors.at(logical_id):
                    resources[logical_id] = self._other(logical_id)
                left_out.setdefault(logical_id, self._reason(logical_id))
        return Stack(
            name=resolving.stack_name,
            account_id=self._account_id,
            region_name=self._region_name,
            stack_id=resolving.stack_id,
            source=self._origin,
            resources={each: resources[each] for each in ordered},
            outputs=outputs,
            exports=exports,
            imports=frozenset(resolving.imports),
            left_out=left_out,
            made_up=dict(resolving.made_up),
            absent=resolving.absent,
        )

    def _other(self, logical_id: str) -> StackResource:
        other = self._resolving.other(logical_id)
        return StackResource(
            logical_id=logical_id,
            type=other.type,
            name=other.name,
            arn=other.arn,
            ref=other.ref,
        )

    def _reason(self, logical_id: str) -> str:
        other = self._resolving.other(logical_id)
        if other.is_real:
            return f"{other.type} is not made here: it is the one that moto has."
        return f"{other.type} is not made here: only resources of EventBridge are."

    def _outputs(self) -> tuple[dict[str, Any], dict[str, str]]:
        """Return the values of the outputs and of the exports."""
        resolving, outputs, exports = self._resolving, {}, {}
        # CloudFormation shows no secret in an output.
        resolving.keeps_references = True
        for name, output in self._template.outputs.items():
            with self._errors.at(f"Outputs: {name}"):
                condition = output.get("Condition")
                if condition is None or resolving.functions.holds(condition):
                    outputs[name] = resolving.functions.resolve(output["Value"])
                    if "Export" in output:
                        export = resolving.functions.resolve(output["Export"])
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
