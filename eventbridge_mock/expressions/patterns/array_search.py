"""Whether fields that stand in arrays fit together.

Objects in different elements of an array do not combine: of each array one element has
to have all that is asked for below it, and of an array inside that element again one
(the open-source engine, aws/event-ruler). Fields are looked at in the order of their
paths. A field that has to be absent has to be so in the elements that were chosen for
fields before it, and in all of an array from which none was chosen.

Each element is looked at once. From outside to inside, what is asked of an array is
what is asked of the element around it and stands in that array; from inside to outside,
an array has what is asked if one of its elements does.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .event_fields import Array, Element, EventFields
    from .pattern_field import PatternField


@dataclass(slots=True, eq=False)
class _Place:
    """An element, or the event itself: which fields have values in it."""

    # By number: a field with a value right here, and whether one of those fits.
    here: dict[int, bool] = field(default_factory=dict)
    arrays: dict[Array, _Elements] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class _Elements:
    """The elements of an array, and the numbers of the fields in them."""

    fields: set[int] = field(default_factory=set)
    places: dict[Element, _Place] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class _Question:
    """Whether *place* has what is asked for, if the arrays in it do."""

    place: _Place
    asked: Sequence[int]
    has_all: bool = True
    # The questions that the elements of each array answer: one yes is enough.
    arrays: list[list[_Question]] = field(default_factory=list)


class _SeveralArraysError(Exception):
    """A field has values in several arrays of one element, or beside an array."""


def fit_together(fields: Sequence[PatternField], event: EventFields) -> bool:
    """Return whether the values of *event* fit all *fields* at the same time."""
    ordered = sorted(fields, key=lambda each: each.path)
    if sum(each.path in event.in_arrays for each in ordered) > 1:
        try:
            return _search(ordered, event)
        except _SeveralArraysError:
            return _search_all(ordered, event)
    return all(fits_alone(each, event) for each in ordered)


def fits_alone(asked: PatternField, event: EventFields) -> bool:
    """Return whether *event* has what is *asked*, other fields aside."""
    leaves = event.at(asked.path)
    if not leaves:
        return asked.may_be_absent
    return any(asked.fits(leaf.value) for leaf in leaves)


def _search(fields: Sequence[PatternField], event: EventFields) -> bool:
    root = _places_of(fields, event)
    questions = [_Question(root, range(len(fields)))]
    for question in questions:
        questions += _asked_inside(question, fields, is_event=question.place is root)
    for question in reversed(questions):
        question.has_all = question.has_all and all(
            any(inner.has_all for inner in array) for array in question.arrays
        )
    return questions[0].has_all


def _places_of(fields: Sequence[PatternField], event: EventFields) -> _Place:
    root = _Place()
    places: dict[Element | None, _Place] = {None: root}
    for number, asked in enumerate(fields):
        for value, element in event.at(asked.path):
            here = _place_of(element, places, number).here
            here[number] = here.get(number, False) or asked.fits(value)
    return root


def _place_of(
    element: Element | None, places: dict[Element | None, _Place], number: int
) -> _Place:
    """Return the place of *element*, known to all that is around it."""
    place = places.setdefault(element, _Place())
    inner, inner_place = element, place
    while inner is not None:
        outer_place = places.setdefault(inner.outer, _Place())
        elements = outer_place.arrays.setdefault(inner.array, _Elements())
        if number in elements.fields and inner in elements.places:
            break
        elements.fields.add(number)
        elements.places[inner] = inner_place
        inner, inner_place = inner.outer, outer_place
    return place


def _asked_inside(
    question: _Question, fields: Sequence[PatternField], *, is_event: bool
) -> list[_Question]:
    """Say no where something is missing, or return what is to be asked inside."""
    place = question.place
    inside: dict[Array, list[int]] = {}
    for number in question.asked:
        arrays = [
            array
            for array, elements in place.arrays.items()
            if number in elements.fields
        ]
        if len(arrays) + (number in place.here) > 1:
            raise _SeveralArraysError
        if arrays:
            inside.setdefault(arrays[0], []).append(number)
        elif number in place.here:
            question.has_all &= place.here[number]
        else:
            # The first that is asked of an array is what an element is chosen for.
            is_chosen = is_event or number != question.asked[0]
            question.has_all &= fields[number].may_be_absent and is_chosen
        if not question.has_all:
            return []
    question.arrays = [
        [_Question(inner, numbers) for inner in place.arrays[array].places.values()]
        for array, numbers in inside.items()
    ]
    return [inner for array in question.arrays for inner in array]


def _search_all(fields: Sequence[PatternField], event: EventFields) -> bool:
    """Try all elements: slower, but takes keys such as `a.b` beside `b` in `a`."""
    values = [
        [
            (_around(leaf.element), asked.fits(leaf.value))
            for leaf in event.at(asked.path)
        ]
        for asked in fields
    ]
    chosen: set[frozenset[Element]] = {frozenset()}
    for number, asked in enumerate(fields):
        later = {
            element.array
            for leaves in values[number + 1 :]
            for elements, _ in leaves
            for element in elements
        }
        chosen = {
            frozenset(element for element in after if element.array in later)
            for before in chosen
            for after in _choices(before, values[number], asked)
        }
    return bool(chosen)


def _choices(
    before: frozenset[Element],
    values: Sequence[tuple[frozenset[Element], bool]],
    asked: PatternField,
) -> Iterator[frozenset[Element]]:
    """Go through what can be chosen after *before* so that *asked* fits."""
    chosen = {element.array: element for element in before}
    is_there = False
    for elements, fits in values:
        if all(chosen.get(each.array, each) is each for each in elements):
            is_there = True
            if fits:
                yield before | elements
    if asked.may_be_absent and not is_there:
        yield before


def _around(element: Element | None) -> frozenset[Element]:
    elements = set()
    while element is not None:
        elements.add(element)
        element = element.outer
    return frozenset(elements)
