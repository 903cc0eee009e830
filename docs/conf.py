"""How Sphinx builds these pages."""

from __future__ import annotations

import sys
from importlib.metadata import version as version_of
from pathlib import Path
from typing import TYPE_CHECKING

import tomllib
from sphinx.ext.intersphinx import InventoryAdapter, resolve_reference_in_inventory

if TYPE_CHECKING:
    from docutils.nodes import Element, TextElement
    from sphinx.addnodes import pending_xref
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

sys.path.append(str(Path(__file__).parent / "extensions"))

project = "eventbridge-mock"
author = "The authors of eventbridge-mock"
copyright = author  # noqa: A001 - the name that Sphinx reads
release = version = version_of("eventbridge-mock")

extensions = [
    "benchmarks",
    "control_api",
    "drawings",
    "house",
    "keywords",
    "myst_parser",
    "plugin_reference",
    "sphinx.ext.autodoc",
    "sphinx.ext.intersphinx",
    "sphinx.ext.napoleon",
    "sphinx_copybutton",
]
exclude_patterns = ["_build"]

# The inventory lists only the types that signatures name, so no build needs the
# network. Add a line when a build misses one.
intersphinx_mapping = {
    "python": ("https://docs.python.org/3/", "inventories/python.txt"),
}
intersphinx_disabled_reftypes = ["*"]

# The pages link to each other's headings.
myst_heading_anchors = 3

# Docstrings put code between single backticks.
default_role = "literal"
# One option a line, and members without their class in the table of contents.
maximum_signature_line_length = 88
toc_object_entries_show_parents = "hide"
autodoc_member_order = "bysource"
autodoc_preserve_defaults = True
napoleon_numpy_docstring = False

nitpick_ignore_regex = [
    # The library responses publishes no inventory.
    ("py:class", r"responses\..+"),
    # Aliases and variables of types say nothing that the signature does not.
    ("py:class", r"(.+\.)?(DeliveryMode|Outcome|Transitions|UnmatchedEndpoint|[FMR])"),
    ("py:class", r"(.+\.)?Verdict"),
    # Nobody names the class behind the decorator, nor its bundle of options.
    ("py:class", r"(.+\.)?(GivenOptions|MockDecorator)"),
    # A deployed resource is one, and that class is described.
    ("py:class", r"(.+\.)?NamedResource"),
]

# Code and commands have a copy button; what a program prints has none.
copybutton_selector = "div:not(.highlight-output) > div.highlight > pre"
copybutton_exclude = ".linenos, .gp, .go"

# The address of the repository is a placeholder until somebody registers it.
pyproject = tomllib.loads(
    Path(__file__).parents[1].joinpath("pyproject.toml").read_text("utf-8")
)
repository = pyproject["tool"]["hatch"]["metadata"]["hooks"]["custom"]["repository"]

html_theme = "furo"
pygments_dark_style = "github-dark"
html_title = "eventbridge-mock"
html_static_path = ["_static"]
html_css_files = ["pages.css"]
html_js_files = ["pages.js"]
html_favicon = "_static/favicon.svg"
# The source of a page is for those who have the checkout.
html_copy_source = False
# Guides come before reference pages in the results of a search.
html_search_scorer = str(Path(__file__).parent / "extensions" / "search_scorer.js")
html_theme_options = {
    "sidebar_hide_name": False,
    "top_of_page_buttons": ["edit"],
    "source_edit_link": f"{repository}/edit/main/docs/{{filename}}",
    "light_css_variables": {
        "color-brand-primary": "#a8325e",
        "color-brand-content": "#a8325e",
        "color-brand-visited": "#7d3a78",
    },
    "dark_css_variables": {
        "color-brand-primary": "#f28cb1",
        "color-brand-content": "#f28cb1",
        "color-brand-visited": "#d3a3e0",
    },
}


def find_by_last_name(
    app: Sphinx, env: BuildEnvironment, node: pending_xref, content: TextElement
) -> Element | None:
    """Link a class to its description here, or in Python's documentation.

    An annotation names a class as its own module imports it. Sphinx looks for it
    in that module only, because imports for type checkers are missing at run time.
    """
    if node.get("refdomain") != "py":
        return None
    last_name = node["reftarget"].rpartition(".")[2]
    domain = env.domains.python_domain
    places = [name for name in domain.objects if name.rpartition(".")[2] == last_name]
    if len(places) == 1:
        return domain.resolve_xref(
            env, node["refdoc"], app.builder, "class", places[0], node, content
        )
    known = InventoryAdapter(env).named_inventory["python"]["py:class"]
    names = [name for name in known if name.rpartition(".")[2] == last_name]
    if len(names) == 1:
        node["reftarget"] = names[0]
        return resolve_reference_in_inventory(env, "python", node, content)
    return None


def setup(app: Sphinx) -> None:
    """Add the function above to Sphinx."""
    app.connect("missing-reference", find_by_last_name)
