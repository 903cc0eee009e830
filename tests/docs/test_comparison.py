"""What docs/comparison.md says of moto and of botocore's Stubber.

One of these tests failing means that the page is out of date, as a newer version does
more: change the page with the test.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import botocore.session
import pytest
import responses
from botocore.config import Config
from botocore.exceptions import (
    EndpointConnectionError,
    ParamValidationError,
    StubResponseError,
)
from botocore.stub import Stubber

from tests.requests_to_aws import api_destination, connection, rule, target

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ENDPOINT = "https://api.partner.example/orders"
ENTRY = {"Source": "shop", "DetailType": "Order placed", "Detail": '{"number": 1001}'}


def client_for(service_name: str) -> Any:
    """Return a client of a new session, for which moto's handlers are in place."""
    return botocore.session.Session().create_client(
        service_name,
        region_name="eu-west-1",
        aws_access_key_id="testing",
        aws_secret_access_key="testing",
    )


@pytest.fixture
def moto_events() -> Iterator[Any]:
    """A client for `events` that moto answers."""
    moto = pytest.importorskip("moto")
    with moto.mock_aws(config={"core": {"reset_boto3_session": False}}):
        yield client_for("events")


@pytest.fixture
def partner_in_moto(moto_events: Any) -> Any:
    """The same client; a rule has an API destination as its target."""
    made = moto_events.create_connection(**connection())
    destination = moto_events.create_api_destination(
        **api_destination(made["ConnectionArn"])
    )
    moto_events.put_rule(**rule())
    moto_events.put_targets(
        Rule="orders", Targets=[target(Arn=destination["ApiDestinationArn"])]
    )
    return moto_events


@pytest.fixture
def partner() -> Iterator[responses.RequestsMock]:
    with responses.RequestsMock(assert_all_requests_are_fired=False) as answering:
        answering.post(ENDPOINT, status=503)
        yield answering


class TestMoto:
    def test_takes_a_name_and_a_type_that_aws_refuses(self, moto_events: Any) -> None:
        made = moto_events.create_connection(
            **connection(Name="not a name!", AuthorizationType="NOPE")
        )

        assert made["ConnectionState"] == "AUTHORIZED"

    def test_takes_an_api_destination_that_aws_refuses(self, moto_events: Any) -> None:
        ghost = "arn:aws:events:eu-west-1:123456789012:connection/ghost/x"

        made = moto_events.create_api_destination(
            **api_destination(ghost, InvocationEndpoint="ftp://x", HttpMethod="NOPE")
        )

        assert made["ApiDestinationState"] == "ACTIVE"

    def test_replaces_a_connection_of_the_same_name(self, moto_events: Any) -> None:
        first = moto_events.create_connection(**connection())

        second = moto_events.create_connection(**connection())

        assert first["ConnectionArn"] != second["ConnectionArn"]

    def test_has_one_state_for_connections(self, moto_events: Any) -> None:
        oauth = moto_events.create_connection(**connection("OAUTH_CLIENT_CREDENTIALS"))

        deleted = moto_events.delete_connection(Name="partner")

        states = oauth["ConnectionState"], deleted["ConnectionState"]
        assert states == ("AUTHORIZED", "AUTHORIZED")

    def test_does_not_deauthorize(self, moto_events: Any) -> None:
        moto_events.create_connection(**connection())

        with pytest.raises(NotImplementedError, match="deauthorize_connection"):
            moto_events.deauthorize_connection(Name="partner")

    def test_lists_without_filters_and_pages(self, moto_events: Any) -> None:
        for name in ("one", "two"):
            moto_events.create_connection(**connection(Name=name))

        page = moto_events.list_connections(NamePrefix="t", Limit=1)

        assert len(page["Connections"]) == 2

    def test_keeps_the_secret_of_a_connection(self, moto_events: Any) -> None:
        moto_events.create_connection(**connection())
        arn = moto_events.describe_connection(Name="partner")["SecretArn"]

        secret = client_for("secretsmanager").get_secret_value(SecretId=arn)

        assert secret["SecretString"] == (
            '{"username": "shop", "password": "not-a-secret"}'
        )

    def test_leaves_the_secret_behind_at_an_update(self, moto_events: Any) -> None:
        moto_events.create_connection(**connection())
        arn = moto_events.describe_connection(Name="partner")["SecretArn"]
        changed = {"Username": "shop", "Password": "changed"}

        moto_events.update_connection(
            Name="partner", AuthParameters={"BasicAuthParameters": changed}
        )

        secret = client_for("secretsmanager").get_secret_value(SecretId=arn)
        assert "changed" not in secret["SecretString"]

    def test_takes_an_event_pattern_that_aws_refuses(self, moto_events: Any) -> None:
        made = moto_events.put_rule(
            **rule(EventPattern='{"source": [{"EXISTS": true}]}')
        )

        assert "RuleArn" in made

    def test_does_not_try_event_patterns(self, moto_events: Any) -> None:
        answer = moto_events.test_event_pattern(
            EventPattern='{"source": ["shop"]}', Event='{"source": "shop"}'
        )

        assert "Result" not in answer

    def test_sends_nothing_unless_told_to(
        self, partner_in_moto: Any, partner: responses.RequestsMock
    ) -> None:
        answer = partner_in_moto.put_events(Entries=[ENTRY])

        assert (answer["FailedEntryCount"], len(partner.calls)) == (0, 0)

    def test_sends_once_and_neither_body_nor_authorization(
        self,
        partner_in_moto: Any,
        partner: responses.RequestsMock,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setenv("MOTO_EVENTS_INVOKE_HTTP", "true")

        partner_in_moto.put_events(Entries=[ENTRY])

        (call,) = partner.calls
        assert call.request.body is None
        assert "Authorization" not in call.request.headers

    def test_leaves_the_places_in_a_path_as_they_are(
        self, moto_events: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("MOTO_EVENTS_INVOKE_HTTP", "true")
        made = moto_events.create_connection(**connection())
        destination = moto_events.create_api_destination(
            **api_destination(made["ConnectionArn"], InvocationEndpoint=f"{ENDPOINT}/*")
        )
        moto_events.put_rule(**rule())
        parameters = {"PathParameterValues": ["7"], "HeaderParameters": {"X-Shop": "a"}}
        arn = destination["ApiDestinationArn"]
        moto_events.put_targets(
            Rule="orders", Targets=[target(Arn=arn, HttpParameters=parameters)]
        )

        with responses.RequestsMock() as answering:
            sent = answering.post(f"{ENDPOINT}/*")
            moto_events.put_events(Entries=[ENTRY])

        (call,) = sent.calls
        assert call.request.headers["X-Shop"] == "a"

    def test_puts_credentials_into_the_environment(self, moto_events: Any) -> None:
        assert os.environ["AWS_ACCESS_KEY_ID"] == "FOOBARKEY"


class TestStubber:
    """botocore's own, of the botocore that is installed."""

    @pytest.fixture
    def answer(self) -> dict[str, str]:
        return {"ConnectionState": "AUTHORIZED"}

    def test_answers_what_it_was_told(
        self, make_client: Callable[..., Any], answer: dict[str, str]
    ) -> None:
        client = make_client()
        with Stubber(client) as stubber:
            stubber.add_response("create_connection", answer)

            made = client.create_connection(
                **connection(Name="not a name!", AuthorizationType="NOPE")
            )

        assert made == answer

    def test_remembers_nothing(
        self, make_client: Callable[..., Any], answer: dict[str, str]
    ) -> None:
        client = make_client()
        with Stubber(client) as stubber:
            stubber.add_response("create_connection", answer)
            client.create_connection(**connection())

            with pytest.raises(StubResponseError, match="Unexpected API Call"):
                client.describe_connection(Name="partner")

    def test_wants_calls_in_the_order_of_its_answers(
        self, make_client: Callable[..., Any], answer: dict[str, str]
    ) -> None:
        client = make_client()
        with Stubber(client) as stubber:
            stubber.add_response("create_connection", answer)
            stubber.add_response("list_connections", {"Connections": []})

            with pytest.raises(StubResponseError, match="Operation mismatch"):
                client.list_connections()

    def test_says_nothing_of_answers_that_were_not_used(
        self, make_client: Callable[..., Any], answer: dict[str, str]
    ) -> None:
        with Stubber(make_client()) as stubber:
            stubber.add_response("create_connection", answer)

        with pytest.raises(AssertionError, match="1 responses remaining"):
            stubber.assert_no_pending_responses()

    def test_is_for_one_client(self, make_client: Callable[..., Any]) -> None:
        other = make_client(
            endpoint_url="http://127.0.0.1:9",
            config=Config(retries={"total_max_attempts": 1}),
        )
        with Stubber(make_client()) as stubber:
            stubber.add_response("list_connections", {"Connections": []})

            with pytest.raises(EndpointConnectionError):
                other.list_connections()

    def test_checks_the_types_of_its_answers(
        self, make_client: Callable[..., Any]
    ) -> None:
        with (
            Stubber(make_client()) as stubber,
            pytest.raises(ParamValidationError, match="Typo"),
        ):
            stubber.add_response("create_connection", {"Typo": "AUTHORIZED"})
