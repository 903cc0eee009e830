"""A Sphinx directive that lists the paths of the control API.

They come from the OpenAPI file that the server answers, so that page and file agree.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from docutils import nodes
from sphinx.util.docutils import SphinxDirective

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx

FILE = Path(__file__).parents[2] / "eventbridge_mock" / "server" / "control-api.yaml"


class ControlApi(SphinxDirective):
    """`{control-api}`: a section for each tag, and in it one for each path."""

    def run(self) -> list[nodes.Node]:
        self._api = yaml.safe_load(FILE.read_text("utf-8"))
        found = self.parse_text_to_nodes(self._api["info"]["description"])
        for tag in self._api["tags"]:
            section = _section(tag["name"], tag["name"].capitalize())
            section += self.parse_text_to_nodes(tag["description"])
            for path, methods in self._api["paths"].items():
                for method, described in methods.items():
                    if tag["name"] in described["tags"]:
                        section += self._operation(method, path, described)
            found.append(section)
        return found

    def _operation(self, method: str, path: str, described: Any) -> nodes.section:
        title = f"{method.upper()} {path}"
        section = _section(described["operationId"], title)
        section += self.parse_text_to_nodes(described["summary"])
        section += self.parse_text_to_nodes(described.get("description", ""))
        items = nodes.bullet_list()
        for name, text in self._members(described):
            paragraph = nodes.paragraph()
            paragraph += nodes.literal(text=name)
            if text:
                paragraph += nodes.Text(": ")
                paragraph += self.parse_inline(text)[0]
            items += nodes.list_item("", paragraph)
        if items.children:
            section += items
        for example in self._examples(described):
            text = json.dumps(example, indent=2, ensure_ascii=False)
            section += nodes.literal_block(text, text, language="json")
        return section

    def _members(self, described: Any) -> Iterator[tuple[str, str]]:
        for parameter in described.get("parameters", ()):
            found = self._resolved(parameter)
            yield found["name"], found.get("description", "")
        body = self._content(described.get("requestBody", {}))
        schema = self._resolved(body.get("schema", {}))
        for name, member in schema.get("properties", {}).items():
            notes = ["Required."] if name in schema.get("required", ()) else []
            notes += [f"Default: {member['default']}."] if "default" in member else []
            yield name, " ".join(filter(None, [*notes, member.get("description")]))

    def _examples(self, described: Any) -> Iterator[Any]:
        for holder in (
            described.get("requestBody", {}),
            described["responses"].get("200", {}),
        ):
            content = self._content(holder)
            if isinstance(content.get("example"), dict) and content["example"]:
                yield content["example"]

    def _content(self, holder: Any) -> Any:
        return self._resolved(holder).get("content", {}).get("application/json", {})

    def _resolved(self, value: Any) -> Any:
        if "$ref" not in value:
            return value
        found = self._api
        for part in value["$ref"].removeprefix("#/").split("/"):
            found = found[part]
        return found


def _section(name: str, title: str) -> nodes.section:
    section = nodes.section(ids=[nodes.make_id(name)], names=[name])
    section += nodes.title(text=title)
    return section


def setup(app: Sphinx) -> dict[str, Any]:
    """Add the directive to Sphinx."""
    app.add_directive("control-api", ControlApi)
    return {"parallel_read_safe": True}
