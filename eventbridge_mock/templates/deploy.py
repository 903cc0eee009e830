"""Deploy templates as stacks: make, change and delete what they declare.

This is the order of work:

1. `read` turns the source into the templates of stacks.
2. For each stack, `StackValues` checks the template and the parameters.
3. `StackUpdate` makes its resources, or changes them if the stack exists, each behind
   the resources that it refers to. A resource that cannot be changed is replaced.
4. If anything fails, all that was done is undone, the last first.
5. Otherwise the resources that the new templates no longer have are deleted.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import chain, count
from typing import TYPE_CHECKING

from ..arguments import require_string
from ..errors import DeploymentError
from .given_values import require_use
from .journal import Journal
from .naming import Place
from .sources.reading import read
from .stack_update import StackUpdate
from .stack_values import StackValues
from .template import did_you_mean, section

if TYPE_CHECKING:
    from ..model.stack import Stack
    from ..state.mock_state import MockState
    from .given_values import GivenValues
    from .sources.reading import Reading, Source
    from .stack_template import StackTemplate

# The pattern of a stack's name, in the service model of CloudFormation.
_STACK_NAME = re.compile(r"[a-zA-Z][-a-zA-Z0-9]{0,127}")


def deploy(
    state: MockState, source: Source, stack_name: str | None, given: GivenValues
) -> tuple[Stack, ...]:
    """Deploy *source* in *state*; return its stacks, or raise DeploymentError."""
    if stack_name is not None:
        require_string("stack_name", stack_name)
        _check_stack_name(stack_name)
    here = Place(state.options.account_id, state.options.region_name)
    reading = read(source, given, here)
    _check_values(reading.templates, given)
    if len(reading.templates) > 1:
        _check_for_several(reading.templates, stack_name, given)
    journal, done = Journal(), []
    try:
        for template in reading.templates:
            values = _stack_values(state, template, reading, stack_name, given)
            update = StackUpdate(state, values, journal, reading.origin)
            done.append((update, update.run()))
        require_use(given, reading.templates)
    except BaseException as error:
        _roll_back(journal, error)
        raise
    return tuple(update.clean_up(stack) for update, stack in done)


def _stack_values(
    state: MockState,
    template: StackTemplate,
    reading: Reading,
    stack_name: str | None,
    given: GivenValues,
) -> StackValues:
    """Return the values of the stack of *template*, which has been given a name."""
    options = state.options
    place = Place(
        template.account_id or options.account_id,
        template.region_name or options.region_name,
    )
    name = stack_name or template.name or _free_name(state, place, reading)
    _check_stack_name(name)
    own = _given_to(template, reading.templates, given)
    return StackValues(template, name, place, state.stacks, own)


def _check_stack_name(name: str) -> None:
    if not _STACK_NAME.fullmatch(name):
        msg = (
            f"1 validation error detected: Value '{name}' at 'stackName' failed to"
            " satisfy constraint: Member must satisfy regular expression pattern:"
            " [a-zA-Z][-a-zA-Z0-9]*"
        )
        raise DeploymentError(msg)


def _check_values(templates: tuple[StackTemplate, ...], given: GivenValues) -> None:
    """Refuse a value of a resource that no template has."""
    names = {name for each in templates for name in section(each.body, "Resources")}
    for value in given.values:
        name = value.partition(".")[0]
        # Terraform's reader has looked at its addresses, which have dots.
        if name not in names and not templates[0].is_literal:
            msg = (
                f"values: no template has a resource {name}.{did_you_mean(name, names)}"
            )
            raise DeploymentError(msg)


def _check_for_several(
    templates: tuple[StackTemplate, ...], stack_name: str | None, given: GivenValues
) -> None:
    """Refuse what several stacks cannot be given together."""
    if stack_name is not None:
        names = ", ".join(str(template.name) for template in templates)
        msg = f"stack_name is for one stack, and the source has several: {names}"
        raise DeploymentError(msg)
    declared = {name for each in templates for name in section(each.body, "Parameters")}
    unknown = [name for name in given.parameters if name not in declared]
    if unknown:
        hint = did_you_mean(unknown[0], declared)
        names = ", ".join(unknown)
        msg = f"Parameters: [{names}] do not exist in any of the templates.{hint}"
        raise DeploymentError(msg)


def _given_to(
    template: StackTemplate, templates: tuple[StackTemplate, ...], given: GivenValues
) -> GivenValues:
    """Return what is given to one stack: of several, each has its own parameters."""
    if len(templates) == 1:
        return given
    declared = section(template.body, "Parameters")
    parameters = {
        name: value for name, value in given.parameters.items() if name in declared
    }
    return replace(given, parameters=parameters)


def _free_name(state: MockState, place: Place, reading: Reading) -> str:
    """Return a name for a stack that has none; the same file has the same again."""
    base = re.sub(r"[^a-zA-Z0-9]+", "-", reading.label).strip("-")
    base = base if base[:1].isalpha() else f"stack-{base}".strip("-")
    names = chain([base], (f"{base}-{number}" for number in count(2)))
    return next(name for name in names if _is_free(state, place, name, reading.origin))


def _is_free(state: MockState, place: Place, name: str, origin: str | None) -> bool:
    stack = state.stacks.get(*place, name)
    return stack is None or (origin is not None and stack.source == origin)


def _roll_back(journal: Journal, error: BaseException) -> None:
    failures = journal.undo()
    if failures:
        msg = f"{error} Rolling back failed too: {' '.join(failures)}"
        raise DeploymentError(msg) from None
