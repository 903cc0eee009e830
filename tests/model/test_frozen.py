"""What a test holds never changes behind its back, nor by its hand."""

from __future__ import annotations

import inspect
from dataclasses import FrozenInstanceError, is_dataclass
from typing import Any

import pytest

from eventbridge_mock.explanation import explanation
from eventbridge_mock.explanation import rule as rule_explanation
from eventbridge_mock.model import (
    api_destination,
    auth_parameters,
    connection,
    event_bus,
    rule,
    secret,
    target,
)
from eventbridge_mock.records import http_message, invocations
from tests.model.instances import API_DESTINATION, CONNECTION, SECRET

MODULES = (
    api_destination,
    auth_parameters,
    connection,
    event_bus,
    explanation,
    http_message,
    invocations,
    rule,
    rule_explanation,
    secret,
    target,
)
CLASSES = {
    cls.__name__: cls
    for module in MODULES
    for _, cls in inspect.getmembers(module, is_dataclass)
}


@pytest.mark.parametrize("name", ["arn", "kind", "nonsense"])
@pytest.mark.parametrize(
    "model",
    [API_DESTINATION, CONNECTION, SECRET],
    ids=lambda model: type(model).__name__,
)
def test_a_model_refuses_changes(model: Any, name: str) -> None:
    with pytest.raises(FrozenInstanceError) as set_it:
        setattr(model, name, "new")
    with pytest.raises(FrozenInstanceError) as deleted:
        delattr(model, name)

    assert str(set_it.value) == f"cannot assign to {name!r}"
    assert str(deleted.value) == f"cannot delete {name!r}"


@pytest.mark.parametrize("cls", CLASSES.values(), ids=CLASSES)
def test_each_class_that_a_test_is_handed_refuses_them(cls: type) -> None:
    """An instance without its values is enough for that."""
    with pytest.raises(AttributeError, match="^cannot assign to 'status'$"):
        object.__new__(cls).status = 500
