"""Count how often four walks through the package go from one file to another.

Run it as ``python -m tests.bench.walks``; with ``--show`` it also lists the files of
each walk, in order, with the functions that are called there.

The rule: every call of a function whose code is in the package counts, if that code
is in another file than the function called before it. The first call counts too.
Returns do not count, nor does what runs between (botocore, the standard library).
Every walk is made twice and counted the second time, when modules are imported and
caches are filled.
"""

from __future__ import annotations

import argparse
import sys
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import botocore.session

import eventbridge_mock
from eventbridge_mock import mock_api_destinations

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from types import FrameType

    from botocore.client import BaseClient

PACKAGE = Path(eventbridge_mock.__file__).parent
ENDPOINT = "https://partner.example/orders"
ENTRY = {
    "Source": "shop",
    "DetailType": "Order Placed",
    "Detail": '{"order": 7}',
    "EventBusName": "default",
}


class Walks:
    """The functions of the package that each walk has called, by name of the walk."""

    def __init__(self) -> None:
        self.calls: dict[str, list[tuple[str, str]]] = {}
        self._current: list[tuple[str, str]] = []
        self._root = f"{PACKAGE}/"

    @contextmanager
    def traced(self, name: str) -> Iterator[None]:
        """Record the calls that the block makes, in place of an earlier walk's."""
        self._current = self.calls[name] = []
        sys.setprofile(self._on_profile_event)
        try:
            yield
        finally:
            sys.setprofile(None)

    def files(self, name: str) -> list[tuple[str, list[str]]]:
        """Return each file that the walk came to, with the functions called there."""
        by_file = groupby(self.calls[name], key=lambda call: call[0])
        return [(file, [function for _, function in group]) for file, group in by_file]

    def _on_profile_event(self, frame: FrameType, event: str, argument: object) -> None:
        del argument
        code = frame.f_code
        if event == "call" and code.co_filename.startswith(self._root):
            file = code.co_filename.removeprefix(self._root)
            self._current.append((file, code.co_name))


def activation(walks: Walks, client: BaseClient) -> None:
    """Start a mock."""
    del client
    mock = mock_api_destinations()
    with walks.traced("activation"):
        mock.start()
    mock.stop()


def create_connection(walks: Walks, client: BaseClient) -> None:
    """Create a connection, and not the first one through the client."""
    with mock_api_destinations():
        connect(client, "first")
        with walks.traced("CreateConnection"):
            connect(client, "second")


def put_events(walks: Walks, client: BaseClient) -> None:
    """Publish an event that a rule sends on, and assert that it has arrived."""
    with mock_api_destinations() as mock:
        arrange(client)
        with walks.traced("PutEvents"):
            client.put_events(Entries=[ENTRY])
        with walks.traced("assert_invoked"):
            mock.assert_invoked("orders")


def retry(walks: Walks, client: BaseClient) -> None:
    """Move the clock to the second attempt of a delivery, which succeeds."""
    with mock_api_destinations(delivery="on_time") as mock:
        arrange(client)
        mock.responses.post(ENDPOINT, status=503)
        mock.responses.post(ENDPOINT, status=200)
        client.put_events(Entries=[ENTRY])
        # No retry is as far away as a minute.
        with walks.traced("retry"):
            mock.advance(minutes=1)
        mock.assert_invoked("orders", status=200)


def connect(client: BaseClient, name: str) -> str:
    """Create a connection; return its ARN."""
    parameters = {"Username": "shop", "Password": "not-a-secret"}
    created = client.create_connection(
        Name=name,
        AuthorizationType="BASIC",
        AuthParameters={"BasicAuthParameters": parameters},
    )
    return str(created["ConnectionArn"])


def arrange(client: BaseClient) -> None:
    """Create the API destination `orders`, and a rule that sends events there."""
    destination = client.create_api_destination(
        Name="orders",
        ConnectionArn=connect(client, "partner"),
        InvocationEndpoint=ENDPOINT,
        HttpMethod="POST",
    )
    client.put_rule(Name="orders", EventPattern='{"source": ["shop"]}')
    target = {
        "Id": "partner",
        "Arn": destination["ApiDestinationArn"],
        "RoleArn": "arn:aws:iam::123456789012:role/invoke",
    }
    client.put_targets(Rule="orders", Targets=[target])


def walked() -> Walks:
    """Make every walk twice; return the second ones."""
    client = botocore.session.get_session().create_client(
        "events",
        region_name="us-east-1",
        aws_access_key_id="123456789012",
        aws_secret_access_key="testing",
    )
    walks = Walks()
    for walk in (create_connection, put_events, retry, activation) * 2:
        walk(walks, client)
    return walks


def main(arguments: Sequence[str] | None = None) -> None:
    """Print how many changes of file each walk takes, and the files when asked."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.walks")
    parser.add_argument("--show", action="store_true", help="list the files of each")
    is_shown = parser.parse_args(arguments).show
    walks = walked()
    for name in walks.calls:
        files = walks.files(name)
        distinct = len({file for file, _ in files})
        sys.stdout.write(
            f"{name:16} {len(files):3} changes of file, {distinct:2} files\n"
        )
        for file, functions in files if is_shown else ():
            sys.stdout.write(f"    {file}: {', '.join(functions)}\n")


if __name__ == "__main__":
    main()
