"""How Sphinx builds these pages."""

from __future__ import annotations

from importlib.metadata import version as version_of

project = "eventbridge-mock"
author = "The authors of eventbridge-mock"
copyright = author  # noqa: A001 - the name that Sphinx reads
release = version = version_of("eventbridge-mock")

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]

# README.md is the text of the first page, and links as it does on its own.
myst_heading_anchors = 3
exclude_patterns = ["_build", "examples/README.md"]

autodoc_typehints = "signature"
autodoc_member_order = "bysource"
napoleon_numpy_docstring = False

html_theme = "furo"
html_title = "eventbridge-mock"
