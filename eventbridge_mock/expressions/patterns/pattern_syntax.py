"""Read an event pattern: from its string to the fields it asks for.

`$or` is multiplied out. A pattern is a list of combinations, each a set of fields that
have to fit together, and an event matches if it fits one of them. A field that is named
again replaces the earlier one, beside and inside an `$or` too, in the order of the
string (recorded in us-east-1, 2026-09-13). The errors and their order are known from
the open-source engine, aws/event-ruler.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .complexity import is_too_complex
from .ip_address import parse_ip_address
from .json_reader import JsonReader, Token
from .json_scanner import JsonError
from .match_expression import number_key, read_match_expression
from .matchers import Exact, exact_key, quoted
from .pattern_field import PatternField

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .matchers import Alternative

_LITERALS = {Token.TRUE: True, Token.FALSE: False, Token.NULL: None}

# AWS guide "Creating Amazon EventBridge event patterns", on `$or`.
_MAXIMUM_COMBINATIONS = 1000

# No key inside an `$or`, at any depth, may be one of these (recorded in us-east-1,
# 2026-09-13, for nine of them; the open-source engine, aws/event-ruler).
_RESERVED_IN_OR = frozenset(
    {
        "exactly",
        "equals-ignore-case",
        "prefix",
        "suffix",
        "anything-but",
        "exists",
        "wildcard",
        "numeric",
        "cidr",
        "=",
        "<",
        "<=",
        ">",
        ">=",
        "regex",
    }
)

# Recorded on AWS 2024-11 to 2025-10.
_TOO_COMPLEX = (
    "Rule is too complex - try using fewer wildcard characters or fewer repeating"
    " character sequences after a wildcard character"
)
# Recorded in us-east-1, 2026-09-13.
_TOO_MANY = "Or operator is producing over 1000 rule combinations"

Combination = dict[str, PatternField]


@dataclass(slots=True, kw_only=True)
class _Object:
    """An open object of the pattern.

    *path* leads to its field, None for the pattern itself. *place* names the branches
    around it too. *branch* is the branch of an `$or` that it is in, or empty.
    """

    path: str | None
    place: str | None
    branch: str
    is_empty: bool = True

    def below(self, name: str) -> _Object:
        return _Object(
            path=_joined(self.path, name),
            place=_joined(self.place, name),
            branch=self.branch,
        )


@dataclass(slots=True, kw_only=True)
class _Or:
    """An open `$or`, and the combinations before it and of the branches so far."""

    parent: _Object
    before: list[Combination]
    combinations: list[Combination] = field(default_factory=list)
    branches: int = 0

    def next_branch(self) -> _Object:
        place = _joined(self.parent.place, f"$or[{self.branches}]")
        self.branches += 1
        return _Object(path=self.parent.path, place=place, branch=place)


def read_pattern(text: str) -> list[Combination]:
    """Return the combinations of fields that the event pattern *text* asks for.

    Raises:
        JsonError: The string is not a valid event pattern; the message is AWS's.
        EngineFailureError: AWS answers nothing but that it failed.
    """
    return _PatternReader(text).read()


def _joined(path: str | None, name: str) -> str:
    # An empty name is a name (recorded in us-east-1, 2026-09-13).
    return name if path is None else f"{path}.{name}"


class _PatternReader:
    """A reader of nested objects that does not recurse, however deep they are."""

    def __init__(self, text: str) -> None:
        self._reader = JsonReader(text)
        self._open: list[_Object | _Or] = []
        self._combinations: list[Combination] = [{}]
        self._has_too_many = False

    def read(self) -> list[Combination]:
        if self._reader.next() is not Token.START_OBJECT:
            self._reader.fail("Filter is not an object")
        self._open.append(_Object(path=None, place=None, branch=""))
        while self._open:
            innermost = self._open[-1]
            if isinstance(innermost, _Object):
                self._read_in_object(innermost)
            else:
                self._read_in_or(innermost)
        if self._has_too_many:
            raise JsonError(_TOO_MANY)
        if is_too_complex(self._combinations):
            raise JsonError(_TOO_COMPLEX)
        return self._combinations

    def _read_in_object(self, current: _Object) -> None:
        reader = self._reader
        if reader.next() is Token.END_OBJECT:
            if current.is_empty:
                reader.fail("Empty objects are not allowed")
            self._open.pop()
            return
        current.is_empty = False
        name = reader.name
        if name == "$or":
            if reader.next() is not Token.START_ARRAY:
                reader.fail("It must be an Array followed with $or.")
            self._open.append(_Or(parent=current, before=self._combinations))
            return
        if current.branch and name in _RESERVED_IN_OR:
            reader.fail(
                f"{name} is Ruler reserved fieldName which cannot be used inside $or."
            )
        token = reader.next()
        if token is Token.START_OBJECT:
            self._open.append(current.below(name))
        elif token is Token.START_ARRAY:
            self._add(_joined(current.path, name), current.branch)
        else:
            reader.fail(f'"{name}" must be an object or an array')

    def _read_in_or(self, current: _Or) -> None:
        reader = self._reader
        if current.branches:
            current.combinations += self._combinations
            if len(current.combinations) > _MAXIMUM_COMBINATIONS:
                # Read on, because AWS reports other errors first, but count no more.
                self._has_too_many = True
                del current.combinations[1:]
        token = reader.next()
        if token is Token.START_OBJECT:
            self._combinations = [dict(before) for before in current.before]
            self._open.append(current.next_branch())
            return
        if token is not Token.END_ARRAY:
            reader.fail("Only JSON object is allowed in array of $or relationship.")
        if current.branches < 2:  # noqa: PLR2004 - one or the other
            reader.fail("There must have at least 2 Objects in $or relationship.")
        self._combinations = current.combinations
        self._open.pop()

    def _add(self, path: str, branch: str) -> None:
        matchers = list(self._matchers())
        if not matchers:
            self._reader.fail("Empty arrays are not allowed")
        pattern_field = PatternField.of(path, matchers, branch)
        for combination in self._combinations:
            combination[path] = pattern_field

    def _matchers(self) -> Iterator[Alternative]:
        reader = self._reader
        while (token := reader.next()) is not Token.END_ARRAY:
            if token is Token.START_OBJECT:
                yield read_match_expression(reader)
            elif token is Token.STRING:
                text = reader.text()
                yield Exact(
                    key=text, wanted=quoted(text), address=parse_ip_address(text)
                )
            elif token is Token.NUMBER:
                yield Exact(key=number_key(reader.text()), wanted=reader.text())
            elif token in _LITERALS:
                yield Exact(key=exact_key(_LITERALS[token]), wanted=reader.text())
            else:
                reader.fail("Match value must be String, number, true, false, or null")
