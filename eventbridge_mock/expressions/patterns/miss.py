"""Find the fields that keep an event from matching, the nearest first.

The combination of `$or` branches with the fewest misses comes first, then the fields
that other branches add. Within a combination, misses are ordered by the value found:

1. a value that fits, but in another element of an array than the rest,
2. a value that would fit in another case, without blanks around it, or as a string
   instead of a number or the other way round,
3. another value,
4. an object or an empty array, where a value is wanted,
5. nothing.

Misses that are equally near come in the order of the pattern.
"""

from __future__ import annotations

import json
from reprlib import Repr
from typing import TYPE_CHECKING, Any

from ...frozen import frozen
from ..json_path import MISSING
from .array_search import fit_together, fits_alone
from .event_fields import Element
from .matchers import Exact

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from .event_fields import EventFields
    from .pattern_field import PatternField

# How many arrays around a value are considered: enough for a reader, and a bound to the
# cost of a very deep event.
_OUTER_ELEMENTS = 32

_SHOWN = Repr()
_SHOWN.maxstring = _SHOWN.maxother = 80


@frozen
class Miss:
    """A field of an event that does not fit a pattern.

    Attributes:
        path: The field, such as `detail.order.total`.
        wanted: The expected value, in the words of the pattern.
        actual: The value of the field, a list if it has several, or `MISSING`.
        branch: The branch of an `$or` that wants it, such as `detail.$or[1]`, or
            empty.
        array: The path of an array, if no single element of it fits all that the
            pattern wants below it, or empty. Then *actual* is the value in the element
            that fits best.
    """

    path: str
    wanted: str
    actual: Any
    branch: str = ""
    array: str = ""

    def __str__(self) -> str:
        where = f" in the same element of {self.array}" if self.array else ""
        branch = f" (branch {self.branch})" if self.branch else ""
        actual = "nothing" if self.actual is MISSING else _SHOWN.repr(self.actual)
        return f"{self.path}: wanted {self.wanted}{where}, got {actual}{branch}"


def misses_of(
    combinations: Sequence[tuple[PatternField, ...]], event: EventFields
) -> tuple[Miss, ...]:
    """Return the misses of *event*, which does not fit any of the *combinations*."""
    missed = [
        [field for field in combination if not fits_alone(field, event)]
        for combination in combinations
    ]
    # A combination whose fields all fit alone misses by an array.
    order = sorted(range(len(missed)), key=lambda at: len(missed[at]) or 1)
    misses: dict[tuple[int, str], Miss] = {}
    for at in order:
        if missed[at]:
            new = [field for field in missed[at] if (id(field), "") not in misses]
            for field in sorted(new, key=lambda each: _distance(each, event)):
                misses[id(field), ""] = _miss(field, event)
        else:
            for field, miss in _misses_in_arrays(combinations[at], event):
                misses.setdefault((id(field), miss.array), miss)
    return tuple(misses.values())


def _miss(field: PatternField, event: EventFields) -> Miss:
    values = _values(event, field)
    several = values or event.others.get(field.path, MISSING)
    return Miss(
        path=field.path,
        wanted=field.wanted,
        actual=values[0] if len(values) == 1 else several,
        branch=field.branch,
    )


def _distance(field: PatternField, event: EventFields) -> int:
    leaves = event.at(field.path)
    if not leaves:
        return 3 if field.path in event.others else 4
    wanted = {
        _loosely(matcher.key)
        for matcher in field.matchers
        if isinstance(matcher, Exact)
    }
    for value, _ in leaves:
        if _loosely(value) in wanted or field.fits(_as_number(value)):
            return 1
    return 2


def _loosely(value: Any) -> Any:
    """Return a key that values share if they look alike."""
    if isinstance(value, str):
        return value.strip().casefold()
    if isinstance(value, tuple):
        return json.dumps(value[0])
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return json.dumps(value)


def _as_number(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return float(value)
    except ValueError:
        return value


# The values of each field, by its number, in each element of the arrays at each path.
_Elements = dict[str, dict[Element, dict[int, list[Any]]]]


def _misses_in_arrays(
    fields: Sequence[PatternField], event: EventFields
) -> Iterator[tuple[PatternField, Miss]]:
    """Yield the misses of the best element of each array, innermost array first."""
    reported: list[str] = []
    elements = _values_by_element(fields, event)
    for path in sorted(elements, key=len, reverse=True):
        numbers = sorted(
            {each for values in elements[path].values() for each in values}
        )
        together = [fields[number] for number in numbers]
        # A field that an inner array lacks is lacking in the arrays around it too.
        is_reported = any(f"{inner}.".startswith(f"{path}.") for inner in reported)
        if is_reported or fit_together(together, event):
            continue
        lacking = [_lacking(fields, numbers, each) for each in elements[path].values()]
        # An element that has all fields, but not together, explains nothing.
        telling = [each for each in lacking if each]
        everything = [(number, _values(event, fields[number])) for number in numbers]
        for number, values in min(telling, key=len, default=everything):
            yield fields[number], _miss_in(path, fields[number], values)
        reported.append(path)


def _values_by_element(fields: Sequence[PatternField], event: EventFields) -> _Elements:
    elements: _Elements = {}
    for number, field in enumerate(fields):
        for value, innermost in event.at(field.path):
            element = innermost
            for _ in range(_OUTER_ELEMENTS):
                if element is None:
                    break
                by_element = elements.setdefault(element.array.path, {})
                by_element.setdefault(element, {}).setdefault(number, []).append(value)
                element = element.outer
    return elements


def _lacking(
    fields: Sequence[PatternField],
    numbers: Sequence[int],
    values: Mapping[int, list[Any]],
) -> list[tuple[int, list[Any]]]:
    """Return the fields that an element does not fit, with its values of them."""
    return [
        (number, values.get(number, []))
        for number in numbers
        if not any(map(fields[number].fits, values.get(number, ())))
        and (number in values or not fields[number].may_be_absent)
    ]


def _values(event: EventFields, field: PatternField) -> list[Any]:
    return [leaf.value for leaf in event.at(field.path)]


def _miss_in(array: str, field: PatternField, values: list[Any]) -> Miss:
    several = values or MISSING
    return Miss(
        path=field.path,
        wanted=field.wanted,
        actual=values[0] if len(values) == 1 else several,
        branch=field.branch,
        array=array,
    )
