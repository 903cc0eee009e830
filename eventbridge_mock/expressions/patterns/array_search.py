"""Decide whether fields inside arrays fit together.

Objects in different elements of an array do not combine. One element of each array has
to have all fields that the pattern wants below the array, and the same holds for an
array inside that element (the open-source engine, aws/event-ruler). Fields are taken in
the order of their paths. A field that has to be absent has to be absent from the
elements chosen for the fields before it, and from all elements of an array from which
none was chosen.

Each element is visited once. From outside to inside, the fields wanted of an array are
the wanted fields of the element around it that have values in the array. From inside to
outside, an array has them if one of its elements does.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .event_fields import Array, Element, EventFields
    from .pattern_field import PatternField


@dataclass(slots=True, eq=False)
class _Scope:
    """An element, or the event itself, and the fields that have values in it."""

    # By number: whether one of the field's values directly in this scope fits.
    here: dict[int, bool] = field(default_factory=dict)
    arrays: dict[Array, _Elements] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class _Elements:
    """The elements of an array, and the numbers of the fields in them."""

    fields: set[int] = field(default_factory=set)
    scopes: dict[Element, _Scope] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class _Question:
    """Whether *scope* has the fields *numbers*, provided that its arrays do."""

    scope: _Scope
    numbers: Sequence[int]
    has_all: bool = True
    # For each array the questions to its elements: one yes is enough.
    arrays: list[list[_Question]] = field(default_factory=list)


class _SeveralArraysError(Exception):
    """A field has values in several arrays of one element, or beside an array."""


def fit_together(fields: Sequence[PatternField], event: EventFields) -> bool:
    """Return whether the values of *event* fit all *fields* at the same time."""
    if not all(_may_fit(each, event) for each in fields):
        return False
    ordered = sorted(fields, key=lambda each: each.path)
    if sum(each.path in event.in_arrays for each in ordered) > 1:
        try:
            return _search(ordered, event)
        except _SeveralArraysError:
            return _search_all(ordered, event)
    return all(fits_alone(each, event) for each in ordered)


def _may_fit(pattern_field: PatternField, event: EventFields) -> bool:
    """Return False if the field alone keeps the others from fitting with it."""
    return fits_alone(pattern_field, event) or (
        # A field in an array may be absent from one element only.
        pattern_field.may_be_absent and pattern_field.path in event.in_arrays
    )


def fits_alone(pattern_field: PatternField, event: EventFields) -> bool:
    """Return whether *event* fits one field, with any other fields.

    That is found out once: combinations share fields.
    """
    known = event.alone.get(id(pattern_field))
    if known is None:
        leaves = event.leaves.get(pattern_field.path)
        if leaves is None:
            known = pattern_field.may_be_absent
        else:
            known = any(pattern_field.fits(leaf.value) for leaf in leaves)
        event.alone[id(pattern_field)] = known
    return known


def _search(fields: Sequence[PatternField], event: EventFields) -> bool:
    root = _scopes_of(fields, event)
    questions = [_Question(root, range(len(fields)))]
    for question in questions:
        questions += _questions_inside(
            question, fields, is_event=question.scope is root
        )
    for question in reversed(questions):
        question.has_all = question.has_all and all(
            any(inner.has_all for inner in array) for array in question.arrays
        )
    return questions[0].has_all


def _scopes_of(fields: Sequence[PatternField], event: EventFields) -> _Scope:
    """Return the scope of the event, with the scopes of its elements inside."""
    root = _Scope()
    scopes: dict[Element | None, _Scope] = {None: root}
    for number, pattern_field in enumerate(fields):
        for value, element in event.at(pattern_field.path):
            here = _scope_of(element, scopes, number).here
            here[number] = here.get(number, False) or pattern_field.fits(value)
    return root


def _scope_of(
    element: Element | None, scopes: dict[Element | None, _Scope], number: int
) -> _Scope:
    """Return the scope of *element*, and enter it in the scopes around it."""
    scope = scopes.setdefault(element, _Scope())
    inner, inner_scope = element, scope
    while inner is not None:
        outer_scope = scopes.setdefault(inner.outer, _Scope())
        elements = outer_scope.arrays.setdefault(inner.array, _Elements())
        if number in elements.fields and inner in elements.scopes:
            break
        elements.fields.add(number)
        elements.scopes[inner] = inner_scope
        inner, inner_scope = inner.outer, outer_scope
    return scope


def _questions_inside(
    question: _Question, fields: Sequence[PatternField], *, is_event: bool
) -> list[_Question]:
    """Answer no where a field is missing, or return the questions to the elements."""
    scope = question.scope
    inside: dict[Array, list[int]] = {}
    for number in question.numbers:
        arrays = [
            array
            for array, elements in scope.arrays.items()
            if number in elements.fields
        ]
        if len(arrays) + (number in scope.here) > 1:
            raise _SeveralArraysError
        if arrays:
            inside.setdefault(arrays[0], []).append(number)
        elif number in scope.here:
            question.has_all &= scope.here[number]
        else:
            # An element is chosen for the first of the fields, which it has to have.
            is_chosen = is_event or number != question.numbers[0]
            question.has_all &= fields[number].may_be_absent and is_chosen
        if not question.has_all:
            return []
    question.arrays = [
        [_Question(inner, numbers) for inner in scope.arrays[array].scopes.values()]
        for array, numbers in inside.items()
    ]
    return [inner for array in question.arrays for inner in array]


def _search_all(fields: Sequence[PatternField], event: EventFields) -> bool:
    """Try all elements: slower, but allows keys such as `a.b` beside `b` in `a`."""
    values = [
        [
            (_around(leaf.element), pattern_field.fits(leaf.value))
            for leaf in event.at(pattern_field.path)
        ]
        for pattern_field in fields
    ]
    chosen: set[frozenset[Element]] = {frozenset()}
    for number, pattern_field in enumerate(fields):
        later = {
            element.array
            for leaves in values[number + 1 :]
            for elements, _ in leaves
            for element in elements
        }
        chosen = {
            frozenset(element for element in after if element.array in later)
            for before in chosen
            for after in _choices(before, values[number], pattern_field)
        }
    return bool(chosen)


def _choices(
    before: frozenset[Element],
    values: Sequence[tuple[frozenset[Element], bool]],
    pattern_field: PatternField,
) -> Iterator[frozenset[Element]]:
    """Yield the choices of elements after *before* with which the field fits."""
    chosen = {element.array: element for element in before}
    is_there = False
    for elements, fits in values:
        if all(chosen.get(each.array, each) is each for each in elements):
            is_there = True
            if fits:
                yield before | elements
    if pattern_field.may_be_absent and not is_there:
        yield before


def _around(element: Element | None) -> frozenset[Element]:
    """Return *element* and the elements around it."""
    elements = set()
    while element is not None:
        elements.add(element)
        element = element.outer
    return frozenset(elements)
