"""A CloudFormation template that is ready to be deployed as one stack."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Any

from ..frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Mapping


@frozen
class StackTemplate:
    """A CloudFormation template with the long names of functions, and where it goes.

    `name` is the stack's own name, None if it has none; an `account_id` or
    `region_name` of None means the mock's own. `parameters` are values that the source
    implies, such as CDK's bootstrap version: values of the user replace them. `made_up`
    and `left_out` have a reason by logical id. `is_literal` is for a source whose
    strings are never CloudFormation's: no dynamic references, and any logical ids.
    """

    body: Mapping[str, Any] = field(repr=False)
    name: str | None = None
    account_id: str | None = None
    region_name: str | None = None
    parameters: Mapping[str, str] = field(default_factory=dict, repr=False)
    made_up: Mapping[str, str] = field(default_factory=dict)
    left_out: Mapping[str, str] = field(default_factory=dict)
    is_literal: bool = False

    # A mapping has no hash.
    __hash__ = None  # type: ignore[assignment]
