"""The files that package indexes, forges and services read."""

from __future__ import annotations

import importlib.util
import re
from email.message import Message
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from types import ModuleType

ROOT = Path(__file__).parents[2]
PYPROJECT = ROOT / "pyproject.toml"

# The sdist has what a build needs, and not the files of the forge.
in_a_checkout = pytest.mark.skipif(
    not ROOT.joinpath(".github").exists(), reason="not a checkout"
)


def module_at(path: str) -> ModuleType:
    """Return the module of a script in docs/."""
    spec: Any = importlib.util.spec_from_file_location("a_script", ROOT / path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def release() -> ModuleType:
    return module_at("docs/release.py")


@pytest.fixture
def package_metadata() -> ModuleType:
    pytest.importorskip("hatchling")
    return module_at("docs/package_metadata.py")


def requirements_in(text: str) -> dict[str, str]:
    """Return the bounds by the name of each requirement, as TOML and YAML list them."""
    found = re.findall(
        r"""^ +(?:- |")([a-z]+)(?:\[\w+\])? ?([<>=].*?)"?,?$""", text, re.MULTILINE
    )
    return dict(found)


def section(text: str, start: str, end: str) -> str:
    return text.partition(start)[2].partition(end)[0]


def test_the_conda_recipe_requires_what_the_package_requires() -> None:
    project = PYPROJECT.read_text("utf-8")
    recipe = ROOT.joinpath("docs/conda/recipe.yaml").read_text("utf-8")
    run = requirements_in(section(recipe, "  run:\n", "  run_constraints:"))
    python = run.pop("python")

    expected = requirements_in(section(project, "\ndependencies = [", "\n]"))
    assert run == expected
    assert len(run) == 4
    assert python == ">=${{ python_min }}"
    assert 'python_min: "3.10"' in recipe
    assert 'requires-python = ">=3.10"' in project


def test_the_conda_recipe_constrains_what_the_extras_bound() -> None:
    project = PYPROJECT.read_text("utf-8")
    recipe = ROOT.joinpath("docs/conda/recipe.yaml").read_text("utf-8")
    constraints = requirements_in(section(recipe, "run_constraints:", "\n\n"))

    extras = section(project, "[project.optional-dependencies]", "\n[project.entry")
    for name, bounds in constraints.items():
        assert re.search(rf'"{name}(\[\w+\])?{re.escape(bounds)}"', extras)
    assert constraints.keys() == {"httpx", "moto", "werkzeug"}


def test_the_conda_recipe_is_of_this_version() -> None:
    recipe = ROOT.joinpath("docs/conda/recipe.yaml").read_text("utf-8")
    (version,) = re.findall(
        r'^version = "(.*)"$', PYPROJECT.read_text("utf-8"), re.MULTILINE
    )

    assert f'version: "{version}"' in recipe


def test_each_supported_python_has_a_classifier_and_an_environment() -> None:
    project = PYPROJECT.read_text("utf-8")
    tox = ROOT.joinpath("tox.ini").read_text("utf-8")

    assert re.findall(r"Language :: Python :: (3\.\d+)", project) == [
        "3.10",
        "3.11",
        "3.12",
        "3.13",
        "3.14",
    ]
    listed = section(tox, "env_list =", "skip_missing")
    assert {"py310", "py311", "py313", "py314", "coverage"} <= set(listed.split())
    assert "skip_missing_interpreters = true" in tox


def test_the_bounds_of_httpx_are_written_once() -> None:
    project = PYPROJECT.read_text("utf-8")

    assert project.count("httpx>=") == 1


@in_a_checkout
def test_pre_commit_runs_the_linters_that_tox_runs() -> None:
    hooks = ROOT.joinpath(".pre-commit-config.yaml").read_text("utf-8")
    (ruff,) = re.findall(r"ruff-pre-commit\n +rev: v(.+)", hooks)

    assert f'"ruff>={ruff},' in PYPROJECT.read_text("utf-8")
    tox = ROOT.joinpath("tox.ini").read_text("utf-8")
    (spelling,) = re.findall(r"^    codespell (.+)$", tox, re.MULTILINE)
    assert "tests" not in spelling.split()
    assert "exclude: ^tests/" in hooks


@in_a_checkout
def test_no_public_file_works_around_one_machine() -> None:
    files = [*ROOT.glob(".*.yaml"), *ROOT.glob(".github/**/*.*"), PYPROJECT]
    texts = [path.read_text("utf-8") for path in files]

    assert len(files) == 7
    assert not [text for text in texts if re.search(r"/root|/tmp|/home/", text)]


CONFIG = {
    "repository": "https://forge.example/shop/eventbridge-mock",
    "documentation": "https://docs.example/en/stable",
}


def test_the_links_of_the_project_follow_from_two_addresses(
    package_metadata: ModuleType,
) -> None:
    assert package_metadata.project_urls(CONFIG) == {
        "Documentation": "https://docs.example/en/stable",
        "Source": "https://forge.example/shop/eventbridge-mock",
        "Changelog": "https://docs.example/en/stable/changelog.html",
        "Issues": "https://forge.example/shop/eventbridge-mock/issues",
    }


@pytest.mark.parametrize(
    ("link", "absolute"),
    [
        (
            "[q](docs/quickstart.md)",
            "[q](https://docs.example/en/stable/quickstart.html)",
        ),
        (
            "[n](docs/guide/activation.md#calls-that-nothing-mocks)",
            "[n](https://docs.example/en/stable/guide/activation.html#calls-that-nothing-mocks)",
        ),
        (
            "[l](LICENSE)",
            "[l](https://forge.example/shop/eventbridge-mock/blob/HEAD/LICENSE)",
        ),
        ("[w](https://partner.example)", "[w](https://partner.example)"),
        ("[a](#read-on)", "[a](#read-on)"),
    ],
)
def test_links_of_the_readme_work_on_the_package_index(
    package_metadata: ModuleType, link: str, absolute: str
) -> None:
    assert package_metadata.readme_of_the_index(link, CONFIG) == absolute


def test_no_link_of_the_readme_is_left_relative(
    package_metadata: ModuleType, release: ModuleType
) -> None:
    metadata = linked("https://forge.example")
    readme = ROOT.joinpath("README.md").read_text("utf-8")
    metadata.set_payload(package_metadata.readme_of_the_index(readme, CONFIG))

    assert list(release.missing_in_metadata(metadata)) == []


def linked(address: str) -> Message:
    metadata = Message()
    for name in ("Documentation", "Source", "Changelog", "Issues"):
        metadata["Project-URL"] = f"{name}, {address}"
    metadata.set_payload("")
    return metadata


def test_a_release_refuses_the_placeholder(release: ModuleType) -> None:
    missing = list(release.missing_in_metadata(linked("https://repository.invalid/x")))

    assert missing == [
        f"{name} is the placeholder https://repository.invalid/x: set the addresses"
        " under [tool.hatch.metadata.hooks.custom] in pyproject.toml"
        for name in ("Documentation", "Source", "Changelog", "Issues")
    ]


def test_a_release_needs_links_that_lead_somewhere(release: ModuleType) -> None:
    metadata = Message()
    metadata.set_payload("See [the guide](docs/guide.md) and [more](#more).")

    assert list(release.missing_in_metadata(metadata)) == [
        "no Documentation link in the metadata",
        "no Source link in the metadata",
        "no Changelog link in the metadata",
        "no Issues link in the metadata",
        "the README has a link that the package index cannot follow: (docs/guide.md)",
    ]


@pytest.mark.parametrize(
    ("changelog", "missing"),
    [
        ("## Unreleased\n\n## 0.1.0 - 2026-11-28\n\n- New.\n", []),
        (
            "## Unreleased\n\n- New.\n",
            [
                "docs/changelog.md has no heading '## 0.1.0 - <date>'",
                "docs/changelog.md has entries under Unreleased",
            ],
        ),
        ("## 0.1.0 - 2026-11-28\n", []),
    ],
    ids=["released", "unreleased", "without a section for what comes next"],
)
def test_a_release_has_its_section_in_the_changelog(
    release: ModuleType, changelog: str, missing: list[str]
) -> None:
    assert list(release.missing_in_changelog(changelog, "0.1.0")) == missing


def test_a_release_has_an_sdist_that_can_be_tested(release: ModuleType) -> None:
    names = {"LICENSE", "README.md", "pyproject.toml", "tox.ini", "docs/index.md"}

    assert list(release.missing_in_sdist(names)) == ["tests is not in the sdist"]
