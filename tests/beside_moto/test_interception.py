"""moto's functions are replaced when they are loaded, and put back."""

from __future__ import annotations

import functools
import subprocess
import sys
import warnings
from typing import TYPE_CHECKING, Any

import pytest

from eventbridge_mock import mock_api_destinations
from eventbridge_mock.beside_moto.interception import MotoInterception
from eventbridge_mock.beside_moto.replacement import Replacement
from eventbridge_mock.beside_moto.replacements import all_replacements
from eventbridge_mock.errors import MotoChangedWarning
from eventbridge_mock.integrations import moto_names
from eventbridge_mock.integrations.moto_names import MotoName
from tests.conftest import REGION_NAME
from tests.integrations.beside_moto import both, client, moto

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

backends = pytest.importorskip("moto.backends")
s3_models = pytest.importorskip("moto.s3.models")

BUCKET = {
    "Bucket": "uploads",
    "CreateBucketConfiguration": {"LocationConstraint": REGION_NAME},
}

IMPORTED_WITHIN = """
import sys, boto3
from eventbridge_mock import mock_api_destinations

with mock_api_destinations(region_name="us-east-1") as mock:
    early = boto3.client("s3", aws_access_key_id="k", aws_secret_access_key="s")
    assert "moto" not in sys.modules
    assert "eventbridge_mock.beside_moto.replacements" not in sys.modules
    import moto
    with moto.mock_aws():
        moto.core.patch_client(early)
        early.create_bucket(Bucket="uploads")
        print([event.origin for event in mock.events])
    replaced = moto.backends.get_backend
assert moto.backends.get_backend is not replaced
"""


def test_moto_may_be_imported_within_the_mock() -> None:
    """Its S3 is loaded by the very call whose event is published."""
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-W", "error", "-c", IMPORTED_WITHIN],
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.stdout, done.stderr) == ("['moto']\n", "")


def functions() -> dict[str, Any]:
    """Return moto's functions as their classes and modules have them."""
    found = {}
    for replacement in all_replacements(lambda: None):  # type: ignore[arg-type, return-value]
        name = replacement.name
        owner: Any = sys.modules.get(name.module)
        owner = getattr(owner, name.owner, None) if name.owner else owner
        found[str(name)] = getattr(owner, "__dict__", {}).get(name.name)
    return found


def test_moto_is_as_before_after_the_mock() -> None:
    before = functions()
    with mock_api_destinations(region_name=REGION_NAME), moto.mock_aws():
        backends.get_backend("s3")
        within = functions()

    assert functions() == before
    assert before[str(moto_names.S3_EVENT)] != within[str(moto_names.S3_EVENT)]


def test_a_patch_over_ours_stays() -> None:
    before = s3_models.events_send_notification
    with pytest.MonkeyPatch.context() as patches:
        with mock_api_destinations(region_name=REGION_NAME):
            patches.setattr(s3_models, "events_send_notification", print)
        assert s3_models.events_send_notification is print
    ours = s3_models.events_send_notification
    assert ours is not before

    with moto.mock_aws():
        client("s3").create_bucket(**BUCKET)
    with both("moto outside") as mock:
        client("s3").create_bucket(**BUCKET)
        assert len(mock.events) == 1
    s3_models.events_send_notification = before


class Kinds:
    """Functions of each kind, in the place of moto's."""

    @classmethod
    def of_the_class(cls, value: str) -> str:
        return f"{cls.__name__} {value}"

    @staticmethod
    def of_nobody(value: str) -> str:
        return value

    def of_an_instance(self, value: str) -> str:
        return f"{type(self).__name__} {value}"


class Heir(Kinds):
    """Has what it inherits."""


def replaced(owner: str, name: str, wrap: Callable[..., Any]) -> Iterator[Replacement]:
    yield Replacement(MotoName(__name__, owner, name, ("value",), "it is lost"), wrap)


@pytest.fixture
def interception(
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Callable[..., MotoInterception]]:
    """Return a function that replaces functions of this module."""
    made: list[MotoInterception] = []

    def install(owner: str, name: str, wrap: Callable[..., Any]) -> MotoInterception:
        monkeypatch.setattr(
            "eventbridge_mock.beside_moto.replacements.all_replacements",
            lambda _current_state: replaced(owner, name, wrap),
        )
        made.append(MotoInterception(lambda: None))  # type: ignore[arg-type, return-value]
        made[0].install()
        return made[0]

    yield install
    made[0].uninstall()


@pytest.mark.parametrize(
    ("owner", "name", "call", "result"),
    [
        ("Kinds", "of_the_class", lambda: Kinds.of_the_class("a"), "Kinds a!"),
        ("Kinds", "of_nobody", lambda: Kinds.of_nobody("a"), "a!"),
        ("Kinds", "of_an_instance", lambda: Kinds().of_an_instance("a"), "Kinds a!"),
        ("Heir", "of_the_class", lambda: Heir.of_the_class("a"), "Heir a!"),
        ("Heir", "of_an_instance", lambda: Heir().of_an_instance("a"), "Heir a!"),
    ],
)
def test_each_kind_of_function_is_replaced_and_put_back(
    interception: Any, owner: str, name: str, call: Callable[[], str], result: str
) -> None:
    def wrap(original: Callable[..., str]) -> Callable[..., str]:
        return lambda *args: f"{original(*args)}!"

    before = vars(globals()[owner]).get(name)
    installed = interception(owner, name, wrap)
    assert call() == result

    installed.uninstall()
    assert vars(globals()[owner]).get(name) is before
    assert call() == result.rstrip("!")
    installed.replace_loaded()
    assert call() == result.rstrip("!")


def test_a_wrapper_that_outlives_a_mock_is_called_within_the_next(
    interception: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`functools.wraps` gives it the attributes of our function, and its mark."""
    monkeypatch.setattr(Kinds, "of_an_instance", vars(Kinds)["of_an_instance"])
    installed = interception(
        "Kinds",
        "of_an_instance",
        lambda original: lambda *args: f"{original(*args)}!",
    )
    ours = Kinds.of_an_instance

    @functools.wraps(ours)
    def traced(self: Kinds, value: str) -> str:
        return ours(self, f"traced {value}")

    monkeypatch.setattr(Kinds, "of_an_instance", traced)
    installed.uninstall()
    installed.install()
    assert Kinds().of_an_instance("a") == "Kinds traced a!"

    installed.uninstall()
    assert Kinds().of_an_instance("a") == "Kinds traced a"


@pytest.mark.parametrize(
    ("owner", "name", "change"),
    [
        pytest.param("Kinds", "gone", "Kinds.gone is not there", id="method"),
        pytest.param("Gone", "gone", "Gone.gone is not there", id="class"),
        pytest.param("", "gone", "gone is not there", id="function"),
        pytest.param("", "functions", "functions has no parameter 'value'", id="form"),
    ],
)
def test_a_function_that_is_gone_warns(
    interception: Any, owner: str, name: str, change: str
) -> None:
    with pytest.warns(MotoChangedWarning) as caught:
        interception(owner, name, lambda original: original)

    assert [str(warning.message) for warning in caught] == [
        f"eventbridge_mock does not know moto {moto.__version__}: {__name__}.{change}."
        " So it is lost."
    ]


def test_a_function_that_came_later_is_not_missed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    name = MotoName(__name__, "", "gone", (), "it is lost", since=(6, 0, 0))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert moto_names.find(name) is None
        monkeypatch.setattr(moto, "__version__", "6.0.0.dev1")
        with pytest.raises(MotoChangedWarning):
            moto_names.find(name)
