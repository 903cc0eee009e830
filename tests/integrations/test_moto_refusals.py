"""The message about a call that is not answered says what moto would do."""

from __future__ import annotations

import pytest

from eventbridge_mock import UnmockedAwsCallError, mock_api_destinations
from eventbridge_mock.aws import dispatch
from tests.conftest import REGION_NAME
from tests.integrations.beside_moto import both, client

WAYS_OUT = (
    "Ways out: stub this call with botocore's Stubber, send it on to AWS or your own"
    " endpoint with mock_api_destinations(passthrough=('events',)), which sends it"
    " with the credentials that the client finds, or leave it out of the test."
)


@pytest.fixture
def fewer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the mock not know two of its operations."""
    for name in ("ListRules", "ListEndpoints"):
        monkeypatch.delitem(dispatch._OPERATIONS, ("events", name))  # noqa: SLF001 - no operation is missing


def complaint(operation: str) -> list[str]:
    with pytest.raises(UnmockedAwsCallError) as caught:
        getattr(client("events"), operation)()
    return str(caught.value).splitlines()[2:]


@pytest.mark.usefixtures("fewer")
def test_moto_may_have_an_answer() -> None:
    with both("moto outside"):
        assert complaint("list_rules") == [
            "moto, which is active too, has an answer, but is not asked: this mock owns"
            " events. Outside of the mock it answers, from event buses and rules of its"
            " own.",
            WAYS_OUT,
        ]


@pytest.mark.usefixtures("fewer")
def test_moto_may_have_none_either() -> None:
    with both("moto inside"):
        assert complaint("list_endpoints") == [
            "moto, which is active too, does not answer it either.",
            WAYS_OUT,
        ]


@pytest.mark.usefixtures("fewer")
def test_nothing_is_said_of_a_moto_that_is_not_active() -> None:
    with mock_api_destinations(region_name=REGION_NAME):
        assert complaint("list_rules") == [WAYS_OUT]
