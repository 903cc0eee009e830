"""The state machine of connections, drawn from the tables in `connection_state`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import svg

from eventbridge_mock.model.connection_state import (
    STATE_AFTER_OPERATION,
    STATE_AFTER_REJECTION,
    STATE_AFTER_SECRET_DELETION,
    STATE_AFTER_SETTLING,
    ConnectionKind,
    ConnectionState,
    SettlingOutcome,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

GONE = "deleted"
# How each cause is drawn, and what the legend says of it.
CAUSES = {
    "operation": "your call",
    "done": "after about a second",
    "refused": "the authorization endpoint refuses",
    "unreachable": "the authorization endpoint does not answer",
    "lost": "an endpoint rejects the credentials, or somebody deletes the secret",
}
OUTCOMES = {
    SettlingOutcome.DONE: "done",
    SettlingOutcome.REFUSED: "refused",
    SettlingOutcome.UNREACHABLE: "unreachable",
}
# The three columns: operations, states that pass, states that stay.
LEFT = (1, 137, 273)
WIDTH = (92, 110, 112)
ROW, HIGH, MARGIN = 48, 32, 10
TOTAL_WIDTH = 406


@dataclass(frozen=True)
class Transition:
    """A change from one box to another; *before* is an operation or a state."""

    before: str
    after: str
    cause: str


@dataclass
class Machine:
    """The boxes of one kind of connection by column, and its transitions."""

    columns: tuple[list[str], list[str], list[str]] = field(
        default_factory=lambda: ([], [], [])
    )
    transitions: list[Transition] = field(default_factory=list)

    def add(self, transition: Transition) -> None:
        if transition not in self.transitions:
            self.transitions.append(transition)

    def put(self, column: int, name: str) -> None:
        if name not in self.columns[column]:
            self.columns[column].append(name)


def machine_of(kind: ConnectionKind) -> Machine:
    """Follow the tables from each operation on."""
    machine = Machine()
    for (operation, of_kind), state in STATE_AFTER_OPERATION.items():
        if of_kind is kind:
            machine.put(0, operation)
            machine.add(Transition(operation, state, "operation"))
            # A line that passes the second column has a row of it to itself.
            machine.put(1, state if state.is_transitional else f"past {state}")
            settle(machine, state, kind)
    lose_access(machine)
    return machine


def settle(machine: Machine, state: ConnectionState, kind: ConnectionKind) -> None:
    """Add the states in which *state* may end."""
    if not state.is_transitional:
        machine.put(2, state)
    for outcome, cause in OUTCOMES.items():
        if (state, outcome, kind) in STATE_AFTER_SETTLING:
            settled = STATE_AFTER_SETTLING[state, outcome, kind] or GONE
            if settled != state:
                machine.put(2, settled)
            machine.add(Transition(state, settled, cause))


def lose_access(machine: Machine) -> None:
    """Add what makes states that stay end."""
    for table in (STATE_AFTER_REJECTION, STATE_AFTER_SECRET_DELETION):
        for before, after in table.items():
            if before in machine.columns[2] and before != after:
                machine.add(Transition(before, after, "lost"))


def sentences(machine: Machine) -> Iterator[str]:
    """Yield each transition in words."""
    for change in machine.transitions:
        yield f"{change.before} to {change.after}: {CAUSES[change.cause]}."


def draw(kind: ConnectionKind) -> str:
    """Return the state machine of connections of that *kind*."""
    machine = machine_of(kind)
    rows = max(map(len, machine.columns))
    height = rows * ROW + 2 * MARGIN
    places: dict[str, tuple[int, float]] = {}
    for column, names in enumerate(machine.columns):
        gap = (height - 2 * MARGIN) / len(names)
        for number, name in enumerate(names):
            places[name] = (column, MARGIN + gap * (number + 0.5))
    shapes = [arrow(change, places) for change in machine.transitions]
    shapes += [named_box(name, *place) for name, place in places.items()]
    return svg.drawing(
        TOTAL_WIDTH,
        height,
        f"States of a connection with {kind.value}",
        " ".join(sentences(machine)),
        shapes,
    )


def named_box(name: str, column: int, y: float) -> str:
    """Return a box with its name, which is on two lines if it is long."""
    if name.startswith("past "):
        return ""
    x, width = LEFT[column], WIDTH[column]
    kind = ("call", "passing", "gone" if name == GONE else "state")[column]
    middle = x + width / 2
    lines = name.replace("Connection", " Connection").replace("_", "_ ").split()
    first = y + 4 - 6.5 * (len(lines) - 1)
    texts = [
        svg.text(middle, first + 13 * number, part, anchor="middle", kind="name")
        for number, part in enumerate(lines)
    ]
    return svg.box(x, y - HIGH / 2, width, HIGH, kind) + "".join(texts)


def arrow(change: Transition, places: dict[str, tuple[int, float]]) -> str:
    """Return the line of a transition, with its head."""
    column, y = places[change.before]
    after_column, after_y = places[change.after]
    x = LEFT[column] + WIDTH[column]
    if change.before == change.after:
        return loop(LEFT[column], y, change.cause)
    # Lines between the same two boxes are a few units apart.
    shift = {"refused": 6.0, "unreachable": 6.0}.get(change.cause, 0.0)
    y, after_y = y + shift, after_y + shift / 2
    if after_column == column:
        return detour(x, y, after_y, change.cause)
    end = LEFT[after_column]
    commands = f"M{x:g} {y:g}"
    past = places.get(f"past {change.after}")
    if past:
        middle, middle_y = LEFT[1], past[1]
        commands += curve(x, y, middle, middle_y)
        x, y = middle + WIDTH[1], middle_y
        commands += f"L{x:g} {y:g}"
    commands += curve(x, y, end - 5, after_y)
    line = svg.path(commands, f"arrow {change.cause}")
    return line + svg.head(end, after_y, leftward=False, kind=change.cause)


def curve(x: float, y: float, end: float, end_y: float) -> str:
    """Return the commands of a curve that begins and ends level."""
    half = (x + end) / 2
    return f"C{half:g} {y:g} {half:g} {end_y:g} {end:g} {end_y:g}"


def detour(x: float, y: float, end_y: float, kind: str) -> str:
    """Return an arrow around the right of two boxes in one column."""
    below = 5 if end_y > y else -5
    y, end_y = y + below, end_y - below
    commands = f"M{x:g} {y:g}C{x + 22:g} {y:g} {x + 22:g} {end_y:g} {x + 5:g} {end_y:g}"
    return svg.path(commands, f"arrow {kind}") + svg.head(
        x, end_y, leftward=True, kind=kind
    )


def loop(x: float, y: float, kind: str) -> str:
    """Return an arrow from the bottom of a box to the same bottom."""
    bottom = y + HIGH / 2
    commands = f"M{x + 80:g} {bottom:g}c0 16 -44 16 -44 5"
    head = f'<path class="head {kind}" d="M{x + 36:g} {bottom:g}l-4.5 7l9 0z"/>'
    return svg.path(commands, f"arrow {kind}") + head


def legend(causes: set[str]) -> str:
    """Return what each kind of line means, as HTML."""
    items = [
        f'<li><svg viewBox="0 0 32 10" aria-hidden="true">'
        f"{svg.line(0, 5, 26, 5, f'arrow {cause}')}"
        f"{svg.head(32, 5, leftward=False, kind=cause)}</svg> {meaning}</li>"
        for cause, meaning in CAUSES.items()
        if cause in causes
    ]
    return f'<ul class="legend">{"".join(items)}</ul>'


def draw_all() -> str:
    """Return the state machines of all kinds, each with its kind, and the legend."""
    figures = [
        f"<figure>{draw(kind)}<figcaption>{kind.value}</figcaption></figure>"
        for kind in ConnectionKind
    ]
    causes = {
        change.cause
        for kind in ConnectionKind
        for change in machine_of(kind).transitions
    }
    return f'<div class="drawings">{"".join(figures)}</div>{legend(causes)}'
