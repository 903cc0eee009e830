"""The three contestants: one client each, and never two of them active at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING
from unittest.mock import patch

import botocore.session
from botocore.stub import Stubber
from moto import mock_aws

from eventbridge_mock import mock_api_destinations
from tests.bench.timing import seconds_per_call

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager

    from botocore.client import BaseClient

    from tests.bench.row import Sample

CLIENT_OPTIONS = {
    "region_name": "us-east-1",
    "aws_access_key_id": "testing",
    "aws_secret_access_key": "testing",
}

Params = Mapping[str, object]


def make_client() -> BaseClient:
    """Return an events client on a session of its own."""
    return botocore.session.get_session().create_client("events", **CLIENT_OPTIONS)


@dataclass(frozen=True, slots=True)
class Mock:
    """A contestant that keeps state: this project, or moto."""

    client: BaseClient
    activate: Callable[[], AbstractContextManager[object]]

    def sample(self, seconds: Callable[[BaseClient], float]) -> Sample:
        """Return what measures *seconds* through the client, starting from nothing."""

        def sample() -> float:
            with self.activate():
                return seconds(self.client)

        return sample


@contextmanager
def mock_without_private_speed_ups() -> Iterator[None]:
    """Activate the mock as if botocore lacked the one private name by which it caches.

    That is `_urljoin`. The other private names in use are not for speed: the mock needs
    them to answer a call at all, or to find out its account.
    """
    with (
        patch("eventbridge_mock.hook.hook.cached_functions", return_value=()),
        mock_api_destinations(),
    ):
        yield


@contextmanager
def mock_without_caches() -> Iterator[None]:
    """Activate the mock so that botocore computes all it can for each call."""
    with (
        patch("eventbridge_mock.hook.hook.cache_client_lookups"),
        patch("eventbridge_mock.hook.hook.cache_service_name"),
        mock_without_private_speed_ups(),
    ):
        yield


OURS = Mock(make_client(), mock_api_destinations)
OURS_WITHOUT_PRIVATE_SPEED_UPS = Mock(make_client(), mock_without_private_speed_ups)
OURS_WITHOUT_CACHES = Mock(make_client(), mock_without_caches)
MOTO = Mock(make_client(), mock_aws)
STUBBED_CLIENT = make_client()


def stubber_sample(
    operation: str, each_params: Sequence[Params], response: Params
) -> Sample:
    """Return what measures calls that Stubber answers with *response*.

    The responses are queued beforehand, without expected parameters: the least that
    Stubber can be asked to do.
    """

    def sample() -> float:
        with Stubber(STUBBED_CLIENT) as stubber:
            for _ in each_params:
                stubber.add_response(operation, response)
            return seconds_per_call(getattr(STUBBED_CLIENT, operation), each_params)

    return sample
