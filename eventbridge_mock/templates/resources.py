"""Make, change and delete one resource of EventBridge, as CloudFormation does.

Each type of resource is a `ResourceKind`, found by `resource_kind`. It calls the same
operations as any client, through a function that takes the name of an operation and its
parameters, returns the response, and raises botocore's ClientError. So moto's
CloudFormation uses it too, with clients of its own (`beside_moto.stacks`).

Properties come with all functions resolved. Attributes, the value of Ref, and the
properties whose change means a new resource are in CloudFormation's reference, unless a
comment says otherwise.
"""

from __future__ import annotations

import json
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from botocore.exceptions import ClientError

from ..model.arn import parse_arn
from ..model.event_bus import DEFAULT_EVENT_BUS_NAME
from .properties import JSON, PropertyError
from .resource_kind import (
    MadeResource,
    ResourceKind,
    already_exists,
    changed_members,
    delete_unless_gone,
    input_shape,
    pass_missing,
    undone_on_failure,
    update_tags,
)

if TYPE_CHECKING:
    from .resource_kind import Call, Members


class _EventBus(ResourceKind):
    type = "AWS::Events::EventBus"
    operation = "CreateEventBus"
    update_operation = "UpdateEventBus"
    delete_operation = "DeleteEventBus"
    create_only = ("Name", "EventSourceName")
    emptied: ClassVar = {
        "Description": "",
        "KmsKeyIdentifier": "",
        "DeadLetterConfig": {"Arn": ""},
        "LogConfig": {"IncludeDetail": "NONE", "Level": "OFF"},
    }

    @cached_property
    def members(self) -> dict[str, tuple[str, Any]]:
        return {**super().members, "Policy": ("Policy", JSON)}

    @cached_property
    def required(self) -> frozenset[str]:
        return frozenset({"Name"})

    def create(self, call: Call, members: Members) -> MadeResource:
        name, given = members["Name"], dict(members)
        policy = given.pop("Policy", None)
        arn = call("CreateEventBus", given)["EventBusArn"]
        made = MadeResource(ref=name, name=name, arn=arn, attributes={"Name": name})
        if policy is not None:
            with undone_on_failure(lambda: self.delete(call, made, members)):
                call("PutPermission", {"EventBusName": name, "Policy": policy})
        return made

    def update(
        self, call: Call, made: MadeResource, before: Members, after: Members
    ) -> MadeResource:
        changes = changed_members(before, after, self.emptied)
        if changes:
            call(self.update_operation, {"Name": made.name, **changes})
        update_tags(call, made.arn, before, after)
        if before.get("Policy") != after.get("Policy"):
            bus = {"EventBusName": made.name}
            if "Policy" in after:
                call("PutPermission", {**bus, "Policy": after["Policy"]})
            else:
                call("RemovePermission", {**bus, "RemoveAllPermissions": True})
        return made


_STATEMENT = "#/Statement"


class _EventBusPolicy(ResourceKind):
    type = "AWS::Events::EventBusPolicy"
    operation = "PutPermission"
    name_property = None
    create_only = ("EventBusName", "StatementId")

    @cached_property
    def members(self) -> dict[str, tuple[str, Any]]:
        members = {**super().members, "Statement": ("Statement", JSON)}
        del members["Policy"]
        return members

    @cached_property
    def required(self) -> frozenset[str]:
        return frozenset({"StatementId"})

    def create(self, call: Call, members: Members) -> MadeResource:
        bus = members.get("EventBusName", DEFAULT_EVENT_BUS_NAME)
        statement_id = members["StatementId"]
        self._put(call, members)
        # Nobody recorded the value of Ref: these two identify the resource.
        ref = f"{bus}|{statement_id}"
        return MadeResource(ref=ref, name=statement_id, arn="", attributes={})

    def update(
        self, call: Call, made: MadeResource, before: Members, after: Members
    ) -> MadeResource:
        del before
        self._put(call, after)
        return made

    def _put(self, call: Call, members: Members) -> None:
        """Put the statement, beside the others on the event bus."""
        if "Statement" not in members:
            call("PutPermission", members)
            return
        if members.keys() & {"Action", "Principal", "Condition"}:
            complaint = "Statement takes the place of Action, Principal and Condition"
            raise PropertyError(_STATEMENT, complaint)
        bus = {"EventBusName": members.get("EventBusName", DEFAULT_EVENT_BUS_NAME)}
        sid = members["StatementId"]
        statement = {**_parsed_statement(members["Statement"]), "Sid": sid}
        text = call("DescribeEventBus", {"Name": bus["EventBusName"]}).get("Policy")
        policy: Members = {"Version": "2012-10-17", **json.loads(text or "{}")}
        others = [each for each in policy.get("Statement", ()) if each["Sid"] != sid]
        policy["Statement"] = [*others, statement]
        call("PutPermission", {**bus, "Policy": json.dumps(policy)})

    def delete(self, call: Call, made: MadeResource, members: Members) -> None:
        bus = members.get("EventBusName", DEFAULT_EVENT_BUS_NAME)
        params = {"EventBusName": bus, "StatementId": made.name}
        delete_unless_gone(call, "RemovePermission", params)


def _parsed_statement(text: str) -> dict[str, Any]:
    try:
        statement = json.loads(text)
    except ValueError:
        raise PropertyError(_STATEMENT, "is not valid JSON") from None
    if not isinstance(statement, dict):
        raise PropertyError(_STATEMENT, "is not a JSON object")
    return statement


class _Connection(ResourceKind):
    type = "AWS::Events::Connection"
    operation = "CreateConnection"
    update_operation = "UpdateConnection"
    delete_operation = "DeleteConnection"
    emptied: ClassVar = {"Description": "", "KmsKeyIdentifier": ""}

    def create(self, call: Call, members: Members) -> MadeResource:
        arn = call("CreateConnection", members)["ConnectionArn"]
        return self._made(call, members["Name"], arn)

    def _made(self, call: Call, name: str, arn: str) -> MadeResource:
        described = call("DescribeConnection", {"Name": name})
        attributes = {"ArnForPolicy": arn.rpartition("/")[0]}
        if "SecretArn" in described:
            attributes["SecretArn"] = described["SecretArn"]
        return MadeResource(ref=name, name=name, arn=arn, attributes=attributes)

    def update(
        self, call: Call, made: MadeResource, before: Members, after: Members
    ) -> MadeResource:
        changes = changed_members(before, after, self.emptied)
        if "AuthParameters" in changes or "AuthorizationType" in changes:
            changes["AuthorizationType"] = after["AuthorizationType"]
            changes["AuthParameters"] = _with_removals(
                before["AuthParameters"], after["AuthParameters"]
            )
        if changes:
            call(self.update_operation, {"Name": made.name, **changes})
        return self._made(call, made.name, made.arn)


def _with_removals(before: Members, after: Members) -> Members:
    """Return AuthParameters with an empty list for each group that was removed.

    UpdateConnection keeps what a request leaves out.
    """
    merged = dict(after)
    for name, value in before.items():
        if isinstance(value, list):
            merged.setdefault(name, [])
        elif isinstance(value, dict) and name.endswith("HttpParameters"):
            merged[name] = _with_removals(value, after.get(name, {}))
        elif isinstance(value, dict) and name in after:
            merged[name] = _with_removals(value, after[name])
    return merged


class _ApiDestination(ResourceKind):
    type = "AWS::Events::ApiDestination"
    operation = "CreateApiDestination"
    update_operation = "UpdateApiDestination"
    delete_operation = "DeleteApiDestination"
    emptied: ClassVar = {"Description": "", "InvocationRateLimitPerSecond": 300}

    def create(self, call: Call, members: Members) -> MadeResource:
        name = members["Name"]
        arn = call("CreateApiDestination", members)["ApiDestinationArn"]
        attributes = {"ArnForPolicy": arn.rpartition("/")[0]}
        return MadeResource(ref=name, name=name, arn=arn, attributes=attributes)


class _Rule(ResourceKind):
    type = "AWS::Events::Rule"
    operation = "PutRule"
    create_only = ("Name", "EventBusName")

    @cached_property
    def members(self) -> dict[str, tuple[str, Any]]:
        targets = input_shape("PutTargets").members["Targets"]
        return {
            **super().members,
            "EventPattern": ("EventPattern", JSON),
            "Targets": ("Targets", targets),
        }

    def create(self, call: Call, members: Members) -> MadeResource:
        rule, bus, targets = _rule_parts(members)
        same_prefix = call("ListRules", {"NamePrefix": rule["Name"], **bus})["Rules"]
        if any(each["Name"] == rule["Name"] for each in same_prefix):
            # PutRule would take over the rule of somebody else.
            raise already_exists(self.type, rule["Name"], "PutRule")
        arn = call("PutRule", rule)["RuleArn"]
        made = _made_rule(arn)
        with undone_on_failure(lambda: self.delete(call, made, members)):
            self._put_targets(call, made, bus, targets)
        return made

    def update(
        self, call: Call, made: MadeResource, before: Members, after: Members
    ) -> MadeResource:
        rule, bus, targets = _rule_parts(after)
        call("PutRule", rule)
        ids = {target["Id"] for target in targets}
        _, _, targets_before = _rule_parts(before)
        removed = [each["Id"] for each in targets_before if each["Id"] not in ids]
        if removed:
            call("RemoveTargets", {"Rule": made.name, "Ids": removed, **bus})
        self._put_targets(call, made, bus, targets)
        update_tags(call, made.arn, before, after)
        return made

    def _put_targets(
        self, call: Call, made: MadeResource, bus: Members, targets: list[Members]
    ) -> None:
        if targets:
            call("PutTargets", {"Rule": made.name, "Targets": targets, **bus})

    def delete(self, call: Call, made: MadeResource, members: Members) -> None:
        _, bus, _ = _rule_parts(members)
        rule = {"Rule": made.name, **bus}
        try:
            targets = call("ListTargetsByRule", rule)["Targets"]
        except ClientError as error:
            pass_missing(error)
            return
        if targets:
            ids = [target["Id"] for target in targets]
            call("RemoveTargets", {**rule, "Ids": ids})
        call("DeleteRule", {"Name": made.name, **bus})


def _rule_parts(members: Members) -> tuple[Members, Members, list[Members]]:
    """Return the parameters of PutRule, the event bus of other calls, the targets."""
    rule = {name: value for name, value in members.items() if name != "Targets"}
    bus = {name: rule[name] for name in ("EventBusName",) if name in rule}
    return rule, bus, members.get("Targets", [])


def _made_rule(arn: str) -> MadeResource:
    """Return a rule; on a custom event bus Ref is `bus|rule`, as users report."""
    bus, _, name = parse_arn(arn).path.rpartition("/")
    ref = f"{bus}|{name}" if bus else name
    return MadeResource(ref=ref, name=name, arn=arn, attributes={"RuleName": name})


class _Archive(ResourceKind):
    type = "AWS::Events::Archive"
    operation = "CreateArchive"
    update_operation = "UpdateArchive"
    delete_operation = "DeleteArchive"
    name_property = "ArchiveName"
    longest_name = 48
    create_only = ("ArchiveName", "EventSourceArn")
    emptied: ClassVar = {
        "Description": "",
        "EventPattern": "",
        "KmsKeyIdentifier": "",
        "RetentionDays": 0,
    }

    @cached_property
    def members(self) -> dict[str, tuple[str, Any]]:
        return {**super().members, "EventPattern": ("EventPattern", JSON)}

    def create(self, call: Call, members: Members) -> MadeResource:
        name = members["ArchiveName"]
        arn = call("CreateArchive", members)["ArchiveArn"]
        return MadeResource(ref=name, name=name, arn=arn, attributes={})


class _Endpoint(ResourceKind):
    type = "AWS::Events::Endpoint"
    operation = "CreateEndpoint"
    update_operation = "UpdateEndpoint"
    delete_operation = "DeleteEndpoint"
    emptied: ClassVar = {
        "Description": "",
        "ReplicationConfig": {"State": "ENABLED"},
    }

    def create(self, call: Call, members: Members) -> MadeResource:
        name = members["Name"]
        arn = call("CreateEndpoint", members)["Arn"]
        described = call("DescribeEndpoint", {"Name": name})
        attributes = {
            member: described[member]
            for member in ("EndpointId", "EndpointUrl", "State")
        }
        return MadeResource(ref=name, name=name, arn=arn, attributes=attributes)


_KINDS: dict[str, ResourceKind] = {
    kind.type: kind
    for kind in (
        _EventBus(),
        _EventBusPolicy(),
        _Connection(),
        _ApiDestination(),
        _Rule(),
        _Archive(),
        _Endpoint(),
    )
}
RESOURCE_TYPES = tuple(_KINDS)


def resource_kind(resource_type: str) -> ResourceKind | None:
    """Return what is known of a type such as `AWS::Events::Rule`; else None."""
    return _KINDS.get(resource_type)
