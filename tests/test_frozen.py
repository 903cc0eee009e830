"""What a test holds never changes behind its back, nor by its hand."""

from __future__ import annotations

import copy
import inspect
import pickle
from dataclasses import FrozenInstanceError, field, is_dataclass, replace
from typing import Any

import pytest

from eventbridge_mock.explanation import explanation
from eventbridge_mock.explanation import rule as rule_explanation
from eventbridge_mock.frozen import COMPILED_AFTER, frozen, maker
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


@frozen
class Parcel:
    """A class with a field of every kind."""

    name: str
    weight: int = 1
    labels: list[str] = field(default_factory=list)
    note: str = field(default="", repr=False, compare=False)


@frozen
class Checked:
    """A class that looks at its values."""

    weight: int

    def __post_init__(self) -> None:
        if self.weight < 0:
            raise ValueError(self.weight)


@frozen
class UsedParcel:
    """The same class, which has been used so often that its `__init__` is compiled."""

    name: str
    weight: int = 1
    labels: list[str] = field(default_factory=list)
    note: str = field(default="", repr=False, compare=False)


@frozen
class UsedChecked:
    """The same as Checked, in use."""

    weight: int

    def __post_init__(self) -> None:
        if self.weight < 0:
            raise ValueError(self.weight)


@frozen
class UsedEmpty:
    """A class without fields, in use."""


for _ in range(COMPILED_AFTER):
    UsedParcel(name="ink")
    UsedChecked(weight=1)
    UsedEmpty()

parcels = pytest.mark.parametrize(
    "parcel_class", [Parcel, UsedParcel], ids=["new", "used"]
)


def test_a_class_in_use_has_an_init_of_its_own() -> None:
    assert UsedParcel.__init__ is not Parcel.__init__
    assert UsedEmpty() == UsedEmpty()


def test_another_class_is_its_own_maker() -> None:
    assert maker(dict) is dict


@parcels
def test_what_the_maker_makes_is_an_instance_like_any_other(
    parcel_class: type[Parcel],
) -> None:
    made = maker(parcel_class)(name="ink", weight=2)

    assert type(made) is parcel_class
    assert made == parcel_class(name="ink", weight=2)
    assert made.labels == []
    assert made.labels is not maker(parcel_class)(name="ink").labels
    with pytest.raises(FrozenInstanceError):
        made.weight = 3  # type: ignore[misc] # that is the point
    assert pickled(made) == made


@parcels
def test_the_maker_requires_what_the_class_requires(
    parcel_class: type[Parcel],
) -> None:
    with pytest.raises(TypeError, match=r"Parcel\(\) needs a value for 'name'$"):
        maker(parcel_class)()  # type: ignore[call-arg]
    given: Any = {"name": "ink", "colour": "blue"}
    with pytest.raises(TypeError, match="unexpected keyword argument 'colour'$"):
        maker(parcel_class)(**given)


@pytest.mark.parametrize("checked", [Checked, UsedChecked], ids=["new", "used"])
def test_the_maker_lets_the_class_check_its_values(checked: type[Checked]) -> None:
    with pytest.raises(ValueError, match="^-1$"):
        maker(checked)(weight=-1)


@parcels
def test_fields_have_their_values_or_defaults(parcel_class: type[Parcel]) -> None:
    parcel = parcel_class(name="ink", weight=2)

    assert (parcel.name, parcel.weight, parcel.labels, parcel.note) == (
        "ink",
        2,
        [],
        "",
    )
    assert parcel_class(name="ink").labels is not parcel.labels


@parcels
def test_a_field_without_a_default_is_required(parcel_class: type[Parcel]) -> None:
    with pytest.raises(TypeError, match=r"Parcel\(\) needs a value for 'name'$"):
        parcel_class()  # type: ignore[call-arg]


@parcels
def test_what_is_no_field_is_refused(parcel_class: type[Parcel]) -> None:
    given: Any = {"name": "ink", "colour": "blue"}

    with pytest.raises(
        TypeError,
        match=r"Parcel\.__init__\(\) got an unexpected keyword argument 'colour'$",
    ):
        parcel_class(**given)


@parcels
def test_arguments_are_keywords(parcel_class: type[Parcel]) -> None:
    positional: Any = parcel_class

    with pytest.raises(TypeError, match="takes 1 positional argument but 2 were given"):
        positional("ink")


@pytest.mark.parametrize("checked", [Checked, UsedChecked], ids=["new", "used"])
def test_a_class_can_check_its_values(checked: type[Checked]) -> None:
    with pytest.raises(ValueError, match="^-1$"):
        checked(weight=-1)


def test_instances_are_compared_by_their_fields() -> None:
    assert Parcel(name="ink") == Parcel(name="ink", note="fragile")
    assert Parcel(name="ink") != Parcel(name="paper")
    assert Checked(weight=1) != Parcel(name="ink")
    assert hash(Checked(weight=1)) == hash(Checked(weight=1))


def test_a_field_without_a_hash_leaves_none_to_the_instance() -> None:
    with pytest.raises(TypeError, match="unhashable"):
        hash(Parcel(name="ink"))


def test_the_repr_shows_the_fields_that_are_for_it() -> None:
    parcel = Parcel(name="ink", note="fragile")

    assert repr(parcel) == "Parcel(name='ink', weight=1, labels=[])"


def pickled(parcel: Parcel) -> Any:
    return pickle.loads(pickle.dumps(parcel))  # noqa: S301 - our own


@pytest.mark.parametrize(
    "copied",
    [copy.copy, copy.deepcopy, pickled, replace],
    ids=["copy", "deepcopy", "pickle", "replace"],
)
def test_copies_are_equal(copied: Any) -> None:
    parcel = Parcel(name="ink", weight=2, labels=["fragile"], note="by hand")

    twin = copied(parcel)

    assert twin is not parcel
    assert (twin, twin.note) == (parcel, "by hand")


def test_the_signature_tells_the_fields() -> None:
    parameters = inspect.signature(Parcel).parameters

    assert [*parameters] == ["name", "weight", "labels", "note"]
    assert str(parameters["name"]).startswith("name: ")
    assert parameters["weight"].default == 1
    assert parameters["labels"].default == []
