"""What users import: the names, their docstrings, and the examples in these."""

from __future__ import annotations

import doctest
import importlib
import inspect
import pkgutil
from importlib.metadata import version
from typing import Any

import pytest

import eventbridge_mock
from eventbridge_mock import EventBridgeMock, pytest_plugin

PUBLIC_NAMES = [
    "Attempt",
    "DeadLetter",
    "EventBridgeMock",
    "Invocation",
    "UnmockedAwsCallError",
    "__version__",
    "current_mock",
    "mock_api_destinations",
]
MODULES = [
    module.name
    for module in pkgutil.walk_packages(
        eventbridge_mock.__path__, f"{eventbridge_mock.__name__}."
    )
]
MEMBERS = [name for name in dir(EventBridgeMock) if not name.startswith("_")]


def test_the_public_names_are_these() -> None:
    assert eventbridge_mock.__all__ == PUBLIC_NAMES


@pytest.mark.parametrize("name", PUBLIC_NAMES)
def test_each_public_name_can_be_imported(name: str) -> None:
    assert getattr(eventbridge_mock, name)
    assert name in dir(eventbridge_mock)


def test_another_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError) as caught:
        _ = eventbridge_mock.mock_eventbridge

    assert str(caught.value) == (
        "module 'eventbridge_mock' has no attribute 'mock_eventbridge'"
    )


def test_the_version_is_that_of_the_distribution() -> None:
    assert eventbridge_mock.__version__ == version("eventbridge-mock")


@pytest.mark.parametrize("name", [n for n in PUBLIC_NAMES if n != "__version__"])
def test_each_public_name_has_a_docstring(name: str) -> None:
    docstring = inspect.getdoc(getattr(eventbridge_mock, name))

    assert docstring
    assert docstring.partition("\n")[0].endswith((".", ":"))


@pytest.mark.parametrize("name", MEMBERS)
def test_each_member_of_a_mock_has_a_docstring(name: str) -> None:
    assert inspect.getdoc(inspect.getattr_static(EventBridgeMock, name))


@pytest.mark.parametrize("name", ["eventbridge_mock", "api_destination_invocations"])
def test_each_fixture_has_a_docstring(name: str) -> None:
    assert inspect.getdoc(getattr(pytest_plugin, name))


@pytest.mark.parametrize("name", MODULES)
def test_each_module_says_what_it_is_for(name: str) -> None:
    assert importlib.import_module(name).__doc__


@pytest.mark.parametrize("name", [eventbridge_mock.__name__, *MODULES])
def test_the_examples_in_docstrings_run(name: str) -> None:
    outcome = doctest.testmod(importlib.import_module(name))

    assert outcome.failed == 0


def examples_of(public: Any) -> list[doctest.Example]:
    finder = doctest.DocTestFinder(recurse=False)
    return [example for found in finder.find(public) for example in found.examples]


@pytest.mark.parametrize("name", [n for n in PUBLIC_NAMES if n != "__version__"])
def test_each_public_name_shows_an_example(name: str) -> None:
    assert examples_of(getattr(eventbridge_mock, name))
