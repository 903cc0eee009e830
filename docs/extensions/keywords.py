"""Index each page under the keywords at its top, so that its search finds synonyms.

Sphinx searches the words of a `keywords` meta element like any word of the page. An
index entry counts more than that, so a keyword leads to its page first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms import SphinxTransform

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx


def keywords_of(doctree: nodes.document) -> Iterator[str]:
    """Yield each keyword of a page."""
    for meta in doctree.findall(nodes.meta):
        if meta.get("name") == "keywords":
            yield from (word.strip() for word in meta["content"].split(","))


class IndexKeywords(SphinxTransform):
    """Adds a main entry to the index for each keyword."""

    # Before the domains look for entries, at 850.
    default_priority = 400

    def apply(self, **_: object) -> None:
        words = keywords_of(self.document)
        entries = [("single", word, "", "main", None) for word in words]
        if entries:
            self.document.insert(0, addnodes.index(entries=entries))


def setup(app: Sphinx) -> dict[str, Any]:
    """Index the keywords of every page that is read."""
    app.add_transform(IndexKeywords)
    return {"parallel_read_safe": True}
