"""Random sequences of the eleven operations against a simple model of AWS."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError
from freezegun import freeze_time
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from eventbridge_mock import mock_api_destinations
from tests.properties.how_many import examples
from tests.requests_to_aws import AUTH_PARAMETERS, api_destination

from .reference import Reference, RefusedError

if TYPE_CHECKING:
    from collections.abc import Callable

    from .reference import Members

# A part of the parameters of each type, good for those who have the rest.
ROTATIONS = {
    "BASIC": {"BasicAuthParameters": {"Password": "not-a-secret-2"}},
    "API_KEY": {"ApiKeyAuthParameters": {"ApiKeyValue": "not-a-secret-2"}},
    "OAUTH_CLIENT_CREDENTIALS": {
        "OAuthParameters": {"ClientParameters": {"ClientSecret": "not-a-secret-2"}}
    },
}

LIVES_NOWHERE = "arn:aws:events:eu-west-1:123456789012:connection/a/0"

# Few, so that a sequence comes back to what it made.
NAMES = ["a", "a-1"]
names = st.sampled_from(NAMES)
types = st.sampled_from(sorted(AUTH_PARAMETERS))
descriptions = st.sampled_from(["", "text"])
prefixes = st.sampled_from([None, "a", "a-", "A"])
states = st.sampled_from(["AUTHORIZED", "DEAUTHORIZED", "AUTHORIZING"])
limits = st.integers(1, 2)
picks = st.integers(0, 2)


class Sequences(RuleBasedStateMachine):
    """The operations as rules; after each, all that exists is compared."""

    def __init__(self, client: Any, clock: Any, transitions: Any) -> None:
        super().__init__()
        self.client = client
        self.clock = clock
        self.is_eager = transitions == "eager"
        self.reference = Reference()
        self.arns = [LIVES_NOWHERE]
        self.connection_arns = [LIVES_NOWHERE]
        self.mock = mock_api_destinations(
            region_name="eu-west-1", transitions=transitions
        ).start()

    def teardown(self) -> None:
        self.mock.stop()

    def both(
        self, operation: str, expected: Callable[[Members], Members], **params: Any
    ) -> Members:
        """Call *operation* a second later, and compare with the reference."""
        self.clock.tick(timedelta(seconds=1))
        answer, error = self.outcome(operation, **params)
        try:
            wanted, errors = expected(answer), [None]
        except RefusedError as refused:
            wanted, errors = {}, refused.errors
        assert answer == wanted
        assert error in errors
        if self.is_eager:
            self.reference.settle()
        return answer

    def outcome(
        self, operation: str, **params: Any
    ) -> tuple[Members, tuple[str, str] | None]:
        try:
            answer = getattr(self.client, operation)(**params)
        except ClientError as error:
            told = error.response["Error"]
            return {}, (told["Code"], told["Message"])
        del answer["ResponseMetadata"]
        return answer, None

    def is_new(self, arn: str, kind: str, name: str) -> bool:
        start = f"arn:aws:events:eu-west-1:123456789012:{kind}/{name}/"
        is_well_formed = arn.startswith(start) and re.fullmatch(
            "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", arn[len(start) :]
        )
        is_known = arn in self.arns
        self.arns.append(arn)
        return bool(is_well_formed) and not is_known

    def some_connection_arn(self, pick: int) -> str:
        """Return the ARN of a connection that exists, or did, or never will."""
        return self.connection_arns[-1 - pick % len(self.connection_arns)]

    @initialize(authorization_type=st.none() | types)
    def begin(self, authorization_type: str | None) -> None:
        """Begin with something on everything, or with nothing at all."""
        names = [] if authorization_type is None else NAMES
        for name in names:
            self.create_connection(name, authorization_type, "")
            self.settle()
            self.create_api_destination(name, 0)

    @rule()
    def settle(self) -> None:
        self.clock.tick(timedelta(seconds=1))
        self.mock.settle()
        self.reference.settle()

    @rule(name=names, authorization_type=types, description=descriptions)
    def create_connection(
        self, name: str, authorization_type: str, description: str
    ) -> None:
        created = self.both(
            "create_connection",
            lambda answer: self.reference.create_connection(
                name, authorization_type, description, answer.get("ConnectionArn", "")
            ),
            Name=name,
            AuthorizationType=authorization_type,
            AuthParameters=AUTH_PARAMETERS[authorization_type],
            Description=description,
        )
        if created:
            assert self.is_new(created["ConnectionArn"], "connection", name)
            self.connection_arns.append(created["ConnectionArn"])

    @rule(
        name=names,
        description=st.none() | descriptions,
        authorization_type=st.none() | types,
        parameters=st.sampled_from([AUTH_PARAMETERS, ROTATIONS]),
    )
    def update_connection(
        self,
        name: str,
        description: str | None,
        authorization_type: str | None,
        parameters: Members,
    ) -> None:
        params = given(Description=description, AuthorizationType=authorization_type)
        if authorization_type is not None:
            params["AuthParameters"] = parameters[authorization_type]
        self.both(
            "update_connection",
            lambda _: self.reference.update_connection(
                name,
                description,
                authorization_type,
                is_rotation=parameters is ROTATIONS,
            ),
            Name=name,
            **params,
        )

    @rule(name=names)
    def deauthorize_connection(self, name: str) -> None:
        self.both(
            "deauthorize_connection",
            lambda _: self.reference.deauthorize_connection(name),
            Name=name,
        )

    @rule(name=names)
    def delete_connection(self, name: str) -> None:
        self.both(
            "delete_connection",
            lambda _: self.reference.delete_connection(name),
            Name=name,
        )

    @rule(name=names, pick=picks)
    def create_api_destination(self, name: str, pick: int) -> None:
        connection_arn = self.some_connection_arn(pick)
        created = self.both(
            "create_api_destination",
            lambda answer: self.reference.create_api_destination(
                name, connection_arn, answer.get("ApiDestinationArn", "")
            ),
            **api_destination(connection_arn, Name=name),
        )
        if created:
            assert self.is_new(created["ApiDestinationArn"], "api-destination", name)

    @rule(name=names, pick=st.none() | picks, rate=st.none() | st.integers(1, 300))
    def update_api_destination(
        self, name: str, pick: int | None, rate: int | None
    ) -> None:
        connection_arn = None if pick is None else self.some_connection_arn(pick)
        self.both(
            "update_api_destination",
            lambda _: self.reference.update_api_destination(name, connection_arn, rate),
            Name=name,
            **given(ConnectionArn=connection_arn, InvocationRateLimitPerSecond=rate),
        )

    @rule(name=names)
    def delete_api_destination(self, name: str) -> None:
        self.both(
            "delete_api_destination",
            lambda _: self.reference.delete_api_destination(name),
            Name=name,
        )

    def pages(self, operation: str, member: str, **params: Any) -> list[Members]:
        """Return what all pages hold, and see that only the last is not full."""
        found: list[Members] = []
        token: Members = {}
        while True:
            page, error = self.outcome(operation, **params, **token)
            assert error is None
            found += page[member]
            if "NextToken" not in page:
                return found
            assert len(page[member]) == params["Limit"]
            token = {"NextToken": page["NextToken"]}

    @rule(prefix=prefixes, state=st.none() | states, pick=picks, limit=limits)
    def list_what_exists(
        self, prefix: str | None, state: str | None, pick: int, limit: int
    ) -> None:
        filters = given(NamePrefix=prefix, ConnectionState=state)
        arn = self.some_connection_arn(pick)

        assert self.pages(
            "list_connections", "Connections", **filters, Limit=limit
        ) == self.reference.listed_connections(prefix or "", state)
        filters = given(NamePrefix=prefix)
        assert self.pages(
            "list_api_destinations", "ApiDestinations", **filters, Limit=limit
        ) == self.reference.listed_destinations(prefix or "")
        assert self.pages(
            "list_api_destinations", "ApiDestinations", ConnectionArn=arn, Limit=limit
        ) == self.reference.listed_destinations("", arn)

    @invariant()
    def what_exists_is_described_and_what_does_not_is_not(self) -> None:
        for name in NAMES:
            self.both(
                "describe_connection",
                lambda answer, name=name: with_secret(
                    self.reference.connection(name, "describe"), answer
                ),
                Name=name,
            )
            self.both(
                "describe_api_destination",
                lambda _, name=name: self.reference.destination(name, "describe"),
                Name=name,
            )

    @invariant()
    def nothing_else_is_listed(self) -> None:
        assert self.pages(
            "list_connections", "Connections", Limit=1
        ) == self.reference.listed_connections("", None)
        assert self.pages(
            "list_api_destinations", "ApiDestinations", Limit=1
        ) == self.reference.listed_destinations("")

    @invariant()
    def each_connection_with_credentials_owns_one_secret(self) -> None:
        owned = [one.secret_arn for one in self.mock.connections.values()]
        owned = [arn for arn in owned if arn is not None]

        assert sorted(owned) == sorted(self.mock.secrets)
        assert len(owned) == sum(
            "SecretArn" in one for one in self.reference.connections.values()
        )


def given(**members: Any) -> Members:
    return {name: value for name, value in members.items() if value is not None}


def with_secret(connection: Members, answer: Members) -> Members:
    """Return *connection* with the ARN of *answer*, if it has a secret at all."""
    if "SecretArn" not in connection:
        return connection
    return {**connection, "SecretArn": answer.get("SecretArn", "missing")}


@pytest.mark.parametrize("transitions", ["eager", "manual"])
def test_any_sequence_of_operations_is_answered_as_the_reference_does(
    transitions: str, make_client: Callable[..., Any]
) -> None:
    client = make_client()

    with freeze_time("2026-01-02 03:04:05") as clock:
        run_state_machine_as_test(
            lambda: Sequences(client, clock, transitions),
            settings=settings(
                deadline=None, max_examples=examples(30), stateful_step_count=50
            ),
        )
