"""Sphinx directives for pictures that are made from the code, each time it is built."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import event_path
import state_drawing
import terminal
import time_drawings
from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx.application import Sphinx

SHOWN = Path(__file__).parent / "shown"
DRAWINGS: dict[str, Callable[[], str]] = {
    "connection-states": state_drawing.draw_all,
    "rate-limit": time_drawings.draw_rate_limit,
    "retries-of-a-day": time_drawings.draw_retries,
}


class Drawing(SphinxDirective):
    """One of the drawings above, with the content as its caption."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        html = DRAWINGS[self.name]()
        figure = nodes.container(classes=["drawn"])
        figure += nodes.raw("", html, format="html")
        if self.content:
            caption = nodes.container(classes=["drawn-caption"])
            caption += self.parse_content_to_nodes()
            figure += caption
        return [figure]


class EventPath(SphinxDirective):
    """`{event-path}`: a list of the steps of an event, each with its value."""

    def run(self) -> list[nodes.Node]:
        steps = nodes.enumerated_list(classes=["event-path"], enumtype="arabic")
        for title, sentence, value in event_path.steps():
            item = nodes.list_item()
            paragraph = nodes.paragraph()
            paragraph += nodes.strong(text=title)
            paragraph += nodes.Text(f" {sentence}")
            item += paragraph
            item += nodes.literal_block(value, value, language="text")
            steps += item
        return [steps]


class Terminal(SphinxDirective):
    """`{terminal}`: what a terminal shows of a command, which runs a file of ours.

    The argument is the command: `pytest` or `python`, and a name for the file. The
    option *runs* names the file in `shown`, which may import `shop` from there.
    """

    required_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar[dict[str, Any]] = {"runs": directives.unchanged_required}

    def run(self) -> list[nodes.Node]:
        command = self.arguments[0]
        program, name = command.split()
        sources = {name: SHOWN / self.options["runs"], "shop.py": SHOWN / "shop.py"}
        for source in sources.values():
            self.env.note_dependency(str(source))
        files = {name: source.read_text("utf-8") for name, source in sources.items()}
        if program == "pytest":
            output = terminal.run_pytest(files)
        else:
            output = terminal.run_script(files, name)
        return [nodes.raw("", terminal.screen(command, output), format="html")]


def setup(app: Sphinx) -> dict[str, Any]:
    """Add the directives and their colours to Sphinx."""
    for name in DRAWINGS:
        app.add_directive(name, Drawing)
    app.add_directive("event-path", EventPath)
    app.add_directive("terminal", Terminal)
    app.add_css_file("drawings.css")
    return {"parallel_read_safe": True}
