"""What users install: the wheel, and what importing it costs them."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.metadata import distribution, entry_points
from pathlib import Path

import pytest

import eventbridge_mock
from eventbridge_mock import pytest_plugin

DISTRIBUTION = distribution("eventbridge-mock")
FILES = [Path(file) for file in DISTRIBUTION.files or ()]
PACKAGE = Path(__file__).parents[1] / "eventbridge_mock"

built = pytest.mark.skipif(
    "editable" in (DISTRIBUTION.read_text("direct_url.json") or ""),
    reason="an editable installation has no copy of the package",
)


@built
def test_the_wheel_holds_each_module_of_the_package():
    expected = {path.relative_to(PACKAGE.parent) for path in PACKAGE.rglob("*.py")}

    assert expected == {file for file in FILES if file.suffix == ".py"}


@built
def test_the_wheel_says_that_the_package_is_typed():
    assert Path("eventbridge_mock", "py.typed") in FILES


@built
def test_the_wheel_has_the_page_that_complaints_lead_to():
    assert Path("eventbridge_mock", "guide", "assertions.md") in FILES


@built
def test_nothing_is_installed_beside_the_package():
    """Tests and documents under a name such as `tests` would meet those of users."""
    metadata = f"eventbridge_mock-{DISTRIBUTION.version}.dist-info"

    # Scripts are outside of the folder of packages.
    parts = {file.parts[0] for file in FILES if file.stem != "eventbridge-mock"}
    assert parts == {"eventbridge_mock", metadata}


def test_the_licence_comes_along():
    text = DISTRIBUTION.read_text("licenses/LICENSE") or ""

    assert DISTRIBUTION.metadata["License-Expression"] == "Apache-2.0"
    assert text.split()[:4] == ["Apache", "License", "Version", "2.0,"]


def test_the_version_is_that_of_the_distribution():
    assert eventbridge_mock.__version__ == DISTRIBUTION.version


def test_python_3_10_is_the_oldest_supported():
    assert DISTRIBUTION.metadata["Requires-Python"] == ">=3.10"


def test_the_package_index_files_it_as_a_typed_plugin_of_pytest():
    classifiers = DISTRIBUTION.metadata.get_all("Classifier") or []

    assert {"Framework :: Pytest", "Typing :: Typed"} <= set(classifiers)


def test_the_dependencies_are_what_the_package_imports():
    required = [r for r in DISTRIBUTION.requires or () if "extra ==" not in r]

    assert sorted(required) == [
        "botocore>=1.34.0",
        "freezegun>=1.4.0",
        "pytest>=7.2",
        "responses>=0.24.1",
    ]


def test_pytest_finds_the_plugin():
    (plugin,) = entry_points(group="pytest11", name="eventbridge_mock")

    assert plugin.load() is pytest_plugin


@pytest.mark.parametrize(
    "module", ["eventbridge_mock", "eventbridge_mock.pytest_plugin"]
)
def test_importing_loads_nothing_heavy(module):
    """Each run of pytest imports both, in projects that never mock AWS too."""
    program = f"import json, sys, {module}; print(json.dumps(list(sys.modules)))"
    output = subprocess.check_output([sys.executable, "-I", "-c", program])  # noqa: S603

    assert not {
        "asyncio",
        "boto3",
        "botocore",
        "freezegun",
        "moto",
        "requests",
        "responses",
        "urllib3",
    } & set(json.loads(output))
