"""Show the tags of event buses and rules to moto's Resource Groups Tagging API.

moto has its own pages and filters for what its services yield. The event buses and
rules of this mock are yielded with them, and moto's are not. TagResources and
UntagResources call TagResource and UntagResource of EventBridge for them.
"""

from __future__ import annotations

import inspect
import sys
from typing import TYPE_CHECKING, Any, NamedTuple

from ..integrations.moto_names import (
    TAG_KEYS,
    TAG_RESOURCES,
    TAG_VALUES,
    TAGGED_RESOURCES,
    UNTAG_RESOURCES,
)
from ..targets.clients import error_of, events_client
from .replacement import Replacement

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from ..state.mock_state import MockState
    from .replacement import Function

_SERVER_ERROR = 500


class _Tagged(NamedTuple):
    """A resource of EventBridge that has tags."""

    arn: str
    resource_type: str
    tags: Mapping[str, str]

    def passes(self, filters: Mapping[str, Any]) -> bool:
        """Return whether GetResources with *filters*, by moto's names, has this."""
        types = filters.get("resource_type_filters")
        arns = filters.get("resource_arn_list")
        return (
            (not types or self.resource_type in types or "events" in types)
            and (not arns or self.arn in arns)
            and all(self._has(tag) for tag in filters.get("tag_filters") or ())
        )

    def _has(self, tag: Mapping[str, Any]) -> bool:
        values = tag.get("Values")
        return tag["Key"] in self.tags and (
            not values or self.tags[tag["Key"]] in values
        )

    def for_moto(self) -> Any:
        """Return this as the loaded version of moto has it."""
        resource_tagging: Any = sys.modules.get("moto.core.resource_tagging")
        if resource_tagging is None:  # moto before 5.2.2
            tags = [{"Key": key, "Value": value} for key, value in self.tags.items()]
            return {"ResourceARN": self.arn, "Tags": tags}
        return resource_tagging.TaggedResource(
            self.arn, dict(self.tags), self.resource_type
        )


def replacements(current_state: Callable[[], MockState]) -> Iterator[Replacement]:
    """Yield what shows and changes the tags of EventBridge."""
    tags = _Tags(current_state)
    yield Replacement(TAGGED_RESOURCES, tags.around_resources)
    yield Replacement(TAG_KEYS, tags.around_keys)
    yield Replacement(TAG_VALUES, tags.around_values)
    yield Replacement(TAG_RESOURCES, _around_tag_resources)
    yield Replacement(UNTAG_RESOURCES, _around_untag_resources)


class _Tags:
    """Wraps what yields resources and tags in moto."""

    def __init__(self, current_state: Callable[[], MockState]) -> None:
        self._current_state = current_state

    def _tagged(self, moto_backend: Any) -> list[_Tagged]:
        state = self._current_state()
        account_id, region_name = moto_backend.account_id, moto_backend.region_name
        return list(_tagged_in(state, account_id, region_name))

    def around_resources(self, original: Function) -> Function:
        signature = inspect.signature(original)

        def generate(backend: Any, *args: Any, **kwargs: Any) -> Iterator[Any]:
            for resource in original(backend, *args, **kwargs):
                if not _is_ours(_arn_of(resource)):
                    yield resource
            filters = signature.bind(backend, *args, **kwargs).arguments
            for tagged in self._tagged(backend):
                if tagged.passes(filters):
                    yield tagged.for_moto()

        return generate

    def around_keys(self, original: Function) -> Function:
        def generate(backend: Any) -> Iterator[str]:
            keys = (key for tagged in self._tagged(backend) for key in tagged.tags)
            yield from _each_once(original(backend), keys)

        return generate

    def around_values(self, original: Function) -> Function:
        def generate(backend: Any, tag_key: str) -> Iterator[str]:
            tags = [tagged.tags for tagged in self._tagged(backend)]
            values = (each[tag_key] for each in tags if tag_key in each)
            yield from _each_once(original(backend, tag_key), values)

        return generate


def _around_tag_resources(original: Function) -> Function:
    def tag_resources(self: Any, resource_arns: Any, tags: Any) -> dict[str, Any]:
        others = [arn for arn in resource_arns if not _is_ours(arn)]
        failed: dict[str, Any] = original(self, others, tags)
        listed = [{"Key": key, "Value": value} for key, value in tags.items()]
        for arn in filter(_is_ours, resource_arns):
            failed |= _failed(self, "tag_resource", arn, Tags=listed)
        return failed

    return tag_resources


def _around_untag_resources(original: Function) -> Function:
    def untag_resources(
        self: Any, resource_arn_list: Any, tag_keys: Any
    ) -> dict[str, Any]:
        others = [arn for arn in resource_arn_list if not _is_ours(arn)]
        failed: dict[str, Any] = original(self, others, tag_keys)
        for arn in filter(_is_ours, resource_arn_list):
            failed |= _failed(self, "untag_resource", arn, TagKeys=tag_keys)
        return failed

    return untag_resources


def _tagged_in(
    state: MockState, account_id: str, region_name: str
) -> Iterator[_Tagged]:
    """Yield the event buses, then the rules, that have tags."""
    backend = state.backends.of(account_id, region_name)
    with backend.lock:
        event_buses = backend.buses.event_buses.snapshot()
        rules = list(backend.view.rules.values())
    for event_bus in event_buses:
        if event_bus.tags:
            yield _Tagged(event_bus.arn, "events:event-bus", event_bus.tags)
    for rule in rules:
        if rule.tags:
            yield _Tagged(rule.arn, "events:rule", rule.tags)


def _is_ours(arn: str) -> bool:
    return arn.split(":")[2:3] == ["events"]


def _arn_of(resource: Any) -> str:
    """Return the ARN of what moto yields: a mapping before moto 5.2.3."""
    return str(resource["ResourceARN"] if isinstance(resource, dict) else resource.arn)


def _each_once(theirs: Iterable[str], ours: Iterable[str]) -> Iterator[str]:
    """Yield what moto has, and then each of ours that moto has not."""
    seen = set()
    for text in theirs:
        seen.add(text)
        yield text
    yield from (text for text in dict.fromkeys(ours) if text not in seen)


def _failed(
    moto_backend: Any, operation: str, arn: str, **params: Any
) -> dict[str, Any]:
    """Call an operation of EventBridge on *arn*; return its entry of failed resources.

    The two codes are in the API reference of FailureInfo.
    """
    events = events_client(moto_backend.account_id, moto_backend.region_name)
    error = error_of(events, operation, ResourceARN=arn, **params)
    if error is None:
        return {}
    status = error["ResponseMetadata"]["HTTPStatusCode"]
    is_aws = status >= _SERVER_ERROR
    code = "InternalServiceException" if is_aws else "InvalidParameterException"
    message = error["Error"]["Message"]
    return {arn: {"StatusCode": status, "ErrorCode": code, "ErrorMessage": message}}
