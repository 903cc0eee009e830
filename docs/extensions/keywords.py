"""Index each page under the keywords at its top, so that its search finds synonyms.

Sphinx searches the words of a `keywords` meta element like any word of the page. An
index entry counts more than that, so a keyword leads to its page first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx import addnodes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx


def keywords_of(doctree: nodes.document) -> Iterator[str]:
    """Yield each keyword of a page."""
    for meta in doctree.findall(nodes.meta):
        if meta.get("name") == "keywords":
            yield from (word.strip() for word in meta["content"].split(","))


def add_index_entries(app: Sphinx, doctree: nodes.document) -> None:
    """Add a main entry to the index for each keyword."""
    entries = [("single", word, "", "main", None) for word in keywords_of(doctree)]
    if entries:
        doctree.insert(0, addnodes.index(entries=entries))


def setup(app: Sphinx) -> dict[str, Any]:
    """Add the entries whenever a page has been read."""
    app.connect("doctree-read", add_index_entries)
    return {"parallel_read_safe": True}
