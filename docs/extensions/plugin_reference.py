"""A Sphinx directive that describes the pytest plugin, from the plugin itself."""

from __future__ import annotations

import inspect
from textwrap import indent
from typing import TYPE_CHECKING, Any

from _pytest.fixtures import FixtureFunctionDefinition
from sphinx.util.docutils import SphinxDirective

from eventbridge_mock import pytest_plugin
from eventbridge_mock.options import OPTION_HELP, combine

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from docutils import nodes
    from sphinx.application import Sphinx

PREFIX = "eventbridge_mock"
FIRST_VERSION = "0.1.0"
# What the marker has beside the options.
OF_MARKER = {
    "template": "a template that is deployed before the test; a path is relative to"
    " the folder of the test",
    "parameters": "the parameters of that template",
}


class Recorder:
    """Stands in for pytest's parser, and keeps the ini options that are added."""

    def __init__(self) -> None:
        self.options: list[dict[str, Any]] = []

    def addini(
        self, name: str, text: str, kind: str | None = None, **given: Any
    ) -> None:
        """Keep an option as pytest would: *kind* may be given as `type` too."""
        kind = kind or given.get("type") or "string"
        default = given["default"]
        self.options.append(
            {"name": name, "text": text, "kind": kind, "default": default}
        )


def ini_options() -> Iterator[str]:
    """Yield a description of each ini option."""
    recorder = Recorder()
    pytest_plugin.pytest_addoption(recorder)
    options = combine()
    for option in recorder.options:
        name = option["name"].removeprefix(f"{PREFIX}_")
        is_of_mock = name in OPTION_HELP
        default = getattr(options, name) if is_of_mock else option["default"]
        fields = {
            "type": f"``{option['kind']}``",
            "default": f"``{as_in_ini(default)}``" if as_in_ini(default) else "none",
        }
        yield described("confval", option["name"], sentence(option["text"]), fields)


def as_in_ini(value: Any) -> str:
    """Return a value as an ini file has it."""
    if value is None or value == ():
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def fixtures() -> Iterator[str]:
    """Yield a description of each fixture, the wider ones last."""
    found = {**vars(pytest_plugin), **vars(pytest_plugin._ClientFixture)}  # noqa: SLF001
    order = ["function", "class", "module", "session"]
    definitions = [
        (name, fixture)
        for name, fixture in found.items()
        if isinstance(fixture, FixtureFunctionDefinition) and not name.startswith("_")
    ]
    scope_of = {
        name: str(fixture._fixture_function_marker.scope)  # noqa: SLF001
        for name, fixture in definitions
    }
    for name, fixture in sorted(
        definitions, key=lambda each: (order.index(scope_of[each[0]]), each[0])
    ):
        text = inspect.getdoc(fixture._get_wrapped_function()) or ""  # noqa: SLF001
        yield described("describe", name, f"{text}\n\nScope: {scope_of[name]}.", {})


def marker() -> Iterator[str]:
    """Yield the description of the marker."""
    options = combine()
    arguments = [f"{name}={getattr(options, name)!r}" for name in OPTION_HELP]
    arguments += [f"{name}=None" for name in OF_MARKER]
    meanings = "\n".join(
        f"- ``{name}``: {sentence(text)}"
        for name, text in {**OPTION_HELP, **OF_MARKER}.items()
    )
    text = (
        "Run a test, or all tests of a class or a module, inside a mock with"
        f" these options. The nearest marker wins, and others add to it.\n\n{meanings}"
    )
    call = f"@pytest.mark.{PREFIX}({', '.join(arguments)})"
    yield described("describe", call, text, {})


def described(directive: str, name: str, text: str, fields: dict[str, str]) -> str:
    """Return a description in reStructuredText."""
    lines = [f".. {directive}:: {name}"]
    lines += [f"   :{field}: {value}" for field, value in fields.items()]
    body = f"{text}\n\n.. versionadded:: {FIRST_VERSION}"
    return "\n".join([*lines, "", indent(body, "   "), ""])


def sentence(text: str) -> str:
    """Return *text* with a capital letter and a full stop."""
    return f"{text[0].upper()}{text[1:]}."


PARTS: dict[str, Callable[[], Iterator[str]]] = {
    "fixtures": fixtures,
    "ini-options": ini_options,
    "marker": marker,
}


class PluginReference(SphinxDirective):
    """`{plugin-reference}` and a part: what the plugin offers."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        self.env.note_dependency(pytest_plugin.__file__)
        text = "\n".join(PARTS[self.arguments[0]]())
        return self.parse_text_to_nodes(f"````{{eval-rst}}\n{text}\n````")


def setup(app: Sphinx) -> dict[str, Any]:
    """Add the directive to Sphinx."""
    app.add_directive("plugin-reference", PluginReference)
    return {"parallel_read_safe": True}
