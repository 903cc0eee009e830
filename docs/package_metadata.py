"""Fill in the part of the package's metadata that follows from its repository.

hatchling calls this when it builds. The address of the repository is one line in
pyproject.toml; the project's links, and those of the README on the package index,
come from it.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hatchling.metadata.plugin.interface import MetadataHookInterface

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).parents[1]
# A relative link in Markdown: what is shown, the page, and an anchor.
_RELATIVE_LINK = re.compile(r"\]\((?!https?:|#)([\w./-]+)(#[\w-]+)?\)")


class MetadataHook(MetadataHookInterface):
    """Sets `urls` and `readme`, which pyproject.toml declares as dynamic."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Add the dynamic members to *metadata*."""
        metadata["urls"] = project_urls(self.config)
        metadata["readme"] = {
            "content-type": "text/markdown",
            "text": readme_of_the_index(
                ROOT.joinpath("README.md").read_text("utf-8"), self.config
            ),
        }


def project_urls(config: Mapping[str, str]) -> dict[str, str]:
    """Return the links of the project on the package index."""
    repository, documentation = config["repository"], config["documentation"]
    return {
        "Documentation": documentation,
        "Source": repository,
        "Changelog": f"{documentation}/changelog.html",
        "Issues": f"{repository}/issues",
    }


def readme_of_the_index(text: str, config: Mapping[str, str]) -> str:
    """Return the README with each relative link made absolute.

    A page of the documentation leads to the built page, any other file to the
    repository.
    """

    def absolute(link: re.Match[str]) -> str:
        path, anchor = link[1], link[2] or ""
        if path.startswith("docs/") and path.endswith(".md"):
            page = path.removeprefix("docs/").removesuffix(".md")
            return f"]({config['documentation']}/{page}.html{anchor})"
        return f"]({config['repository']}/blob/HEAD/{path}{anchor})"

    return _RELATIVE_LINK.sub(absolute, text)


def get_metadata_hook() -> type[MetadataHook]:
    """Return the class that hatchling is to use."""
    return MetadataHook
