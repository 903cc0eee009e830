"""One type of resource in CloudFormation's terms, and what all types share."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from typing import Any, ClassVar

from botocore import xform_name
from botocore.exceptions import ClientError

from ..frozen import frozen
from ..targets.clients import session
from .properties import converted_members, members_by_property

Call = Callable[[str, Mapping[str, Any]], Mapping[str, Any]]
Members = dict[str, Any]


@frozen
class MadeResource:
    """A resource that exists: `ref` is the value of Ref, `attributes` are GetAtt's."""

    ref: str
    name: str
    arn: str
    attributes: Mapping[str, str]

    __hash__ = None  # type: ignore[assignment]


class ResourceKind(ABC):
    """One type of resource: its properties, and how to make, change and delete one."""

    type: str
    # The property with the name, which CloudFormation generates if it is missing.
    name_property: str | None = "Name"
    longest_name = 64
    # The members whose change means a new resource.
    create_only: tuple[str, ...] = ("Name",)
    # The operation whose input has most of the properties, and the operations of
    # `update` and `delete`, unless a kind has methods of its own.
    operation: str
    update_operation: str
    delete_operation: str
    # The value that an update gives to a member that was removed.
    emptied: ClassVar[Mapping[str, Any]] = {}

    @cached_property
    def members(self) -> dict[str, tuple[str, Any]]:
        """The members by property."""
        return members_by_property(input_shape(self.operation))

    @cached_property
    def required(self) -> frozenset[str]:
        """The members without which the resource cannot be made, but for a name."""
        return frozenset(input_shape(self.operation).required_members) - {
            self.name_property
        }

    def converted(self, properties: Mapping[str, Any]) -> Members:
        """Return *properties* as members of requests; raise PropertyError."""
        return converted_members(self.members, properties, required=self.required)

    def must_replace(self, before: Members, after: Members) -> bool:
        """Return whether the change of *before* to *after* means a new resource."""
        return any(before.get(name) != after.get(name) for name in self.create_only)

    @abstractmethod
    def create(self, call: Call, members: Members) -> MadeResource:
        """Return the new resource; if that fails half-way, leave nothing."""
        ...

    def update(
        self, call: Call, made: MadeResource, before: Members, after: Members
    ) -> MadeResource:
        """Change the resource *made* from *before* to *after*; return it."""
        changes = changed_members(before, after, self.emptied)
        call(self.update_operation, {**self._name_of(made), **changes})
        return made

    def delete(self, call: Call, made: MadeResource, members: Members) -> None:
        """Delete the resource; a missing one is not an error."""
        del members
        delete_unless_gone(call, self.delete_operation, self._name_of(made))

    def _name_of(self, made: MadeResource) -> Members:
        """Return the member that names *made* in the requests of its operations."""
        return {str(self.name_property): made.name}


def calls_of(client: Any) -> Call:
    """Return the function that calls operations through *client*."""

    def call(operation: str, params: Mapping[str, Any]) -> Mapping[str, Any]:
        response: Mapping[str, Any] = getattr(client, xform_name(operation))(**params)
        return response

    return call


def input_shape(operation: str) -> Any:
    """Return the shape of the parameters of an operation."""
    model = session().get_service_model("events")
    return model.operation_model(operation).input_shape


def changed_members(
    before: Members, after: Members, emptied: Mapping[str, Any]
) -> Members:
    """Return the members that changed; what was removed has its value in *emptied*."""
    changes = {
        name: value for name, value in after.items() if before.get(name) != value
    }
    removed = {
        name: value
        for name, value in emptied.items()
        if name in before and name not in after
    }
    for name in ("Tags", "Policy"):
        changes.pop(name, None)
    return {**changes, **removed}


def update_tags(call: Call, arn: str, before: Members, after: Members) -> None:
    """Tag the resource *arn* as *after* has it."""
    tags = after.get("Tags", [])
    keys = {tag["Key"] for tag in tags}
    removed = [tag["Key"] for tag in before.get("Tags", []) if tag["Key"] not in keys]
    if removed:
        call("UntagResource", {"ResourceARN": arn, "TagKeys": removed})
    if tags and tags != before.get("Tags"):
        call("TagResource", {"ResourceARN": arn, "Tags": tags})


def delete_unless_gone(call: Call, operation: str, params: Members) -> None:
    """Call an operation that deletes; a missing resource is not an error."""
    try:
        call(operation, params)
    except ClientError as error:
        pass_missing(error)


def pass_missing(error: ClientError) -> None:
    """Raise *error* unless it says that the resource does not exist."""
    if error.response["Error"]["Code"] != "ResourceNotFoundException":
        raise error


@contextmanager
def undone_on_failure(undo: Callable[[], None]) -> Iterator[None]:
    """Call *undo* if what is inside fails."""
    try:
        yield
    except BaseException:
        undo()
        raise


def already_exists(resource_type: str, name: str, operation: str) -> ClientError:
    """Return the error of CloudFormation's registry for a name that is in use."""
    message = (
        f"Resource of type '{resource_type}' with identifier '{name}' already exists."
    )
    return ClientError(
        {"Error": {"Code": "AlreadyExists", "Message": message}}, operation
    )
