"""How connections and API destinations change their states."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import requests

from tests.aws.operations.answers import members
from tests.aws.operations.newer_members import (
    connectivity,
    needs_connectivity_parameters,
)
from tests.aws.operations.times import LATER, LATER_STILL, NEVER, NOW
from tests.requests_to_aws import API_KEY, BASIC, OAUTH, api_destination, connection

if TYPE_CHECKING:
    from freezegun.api import FrozenDateTimeFactory

    from eventbridge_mock import EventBridgeMock

TOKEN_ENDPOINT = "https://auth.partner.example/token"
DEAUTHORIZED_BY_OPERATION = (
    "The authorization parameters were removed from this connection by a"
    " DeauthorizeConnection operation."
)
UNREACHABLE = "Could not connect to the specified endpoint."
AUTHORIZE = {
    "Name": "partner",
    "AuthorizationType": "BASIC",
    "AuthParameters": BASIC,
}


def state_of(events: Any, name: str = "partner") -> tuple[str, str | None]:
    """Return the state of a connection and the reason for it."""
    described = events.describe_connection(Name=name)
    return described["ConnectionState"], described.get("StateReason")


def make(events: Any, authorization_type: str = "BASIC", **changes: Any) -> str:
    """Create a connection with an API destination on it; return its ARN."""
    params = {**connection(authorization_type), **changes}
    arn: str = events.create_connection(**params)["ConnectionArn"]
    events.create_api_destination(**api_destination(arn))
    return arn


def orders(events: Any) -> tuple[Any, Any, Any]:
    """Return state, connection and last change of the API destination."""
    described = events.describe_api_destination(Name="orders")
    return (
        described["ApiDestinationState"],
        described["ConnectionArn"],
        described["LastModifiedTime"],
    )


@pytest.mark.parametrize("authorization_type", ["BASIC", "API_KEY"])
def test_credentials_authorize_at_once(
    manual_events: Any, authorization_type: str
) -> None:
    """The answer and the next Describe (recorded on AWS 2024-12-09)."""
    answer = manual_events.create_connection(**connection(authorization_type))

    assert answer["ConnectionState"] == "AUTHORIZED"
    assert state_of(manual_events) == ("AUTHORIZED", None)


def test_a_token_is_waited_for(
    manual_mock: EventBridgeMock, manual_events: Any
) -> None:
    """AUTHORIZING until there is one (recorded on AWS 2026-09-24)."""
    manual_events.create_connection(**connection("OAUTH_CLIENT_CREDENTIALS"))

    assert state_of(manual_events) == ("AUTHORIZING", None)
    assert list(manual_mock.token_requests) == []
    described = manual_events.describe_connection(Name="partner")
    assert described["LastAuthorizedTime"] == NEVER


def test_a_token_moves_both_times(
    clock: FrozenDateTimeFactory, manual_mock: EventBridgeMock, manual_events: Any
) -> None:
    """LastModifiedTime and LastAuthorizedTime (recorded on AWS 2026-09-24)."""
    manual_events.create_connection(**connection("OAUTH_CLIENT_CREDENTIALS"))
    before = members(manual_events.describe_connection(Name="partner"))
    clock.move_to(LATER)

    manual_mock.settle()

    assert members(manual_events.describe_connection(Name="partner")) == {
        **before,
        "ConnectionState": "AUTHORIZED",
        "LastModifiedTime": LATER,
        "LastAuthorizedTime": LATER,
    }


def test_settled_connections_stay_as_they_are(
    clock: FrozenDateTimeFactory, manual_mock: EventBridgeMock, manual_events: Any
) -> None:
    """Only passing states end by themselves."""
    make(manual_events)
    before = manual_mock.connections["partner"], manual_mock.api_destinations["orders"]
    clock.move_to(LATER)

    manual_mock.settle()

    after = manual_mock.connections["partner"], manual_mock.api_destinations["orders"]
    assert after == before


def test_a_deauthorization_settles(
    clock: FrozenDateTimeFactory, manual_mock: EventBridgeMock, manual_events: Any
) -> None:
    """No SecretArn any more, and AWS's reason (recorded on AWS 2026-09-24)."""
    manual_events.create_connection(**connection())
    manual_events.deauthorize_connection(Name="partner")
    before = members(manual_events.describe_connection(Name="partner"))
    clock.move_to(LATER)

    manual_mock.settle()

    del before["SecretArn"]
    assert members(manual_events.describe_connection(Name="partner")) == {
        **before,
        "ConnectionState": "DEAUTHORIZED",
        "StateReason": DEAUTHORIZED_BY_OPERATION,
        "LastModifiedTime": LATER,
    }


def test_a_deletion_settles(manual_mock: EventBridgeMock, manual_events: Any) -> None:
    """Gone after a second or three (recorded on AWS 2024-12-09)."""
    manual_events.create_connection(**connection())
    manual_events.delete_connection(Name="partner")
    assert state_of(manual_events) == ("DELETING", None)

    manual_mock.settle()

    assert dict(manual_mock.connections) == {}
    assert dict(manual_mock.secrets) == {}


def test_an_authorization_ends_a_deauthorized_state(
    clock: FrozenDateTimeFactory, events: Any
) -> None:
    """The reason goes with the state (recorded on AWS 2026-09-24)."""
    events.create_connection(**connection())
    events.deauthorize_connection(Name="partner")

    events.update_connection(**AUTHORIZE)

    assert state_of(events) == ("AUTHORIZED", None)


PRIVATE_API = {"InvocationConnectivityParameters": connectivity()}
PRIVATE_TOKEN_ENDPOINT = {
    "AuthParameters": {**OAUTH, "ConnectivityParameters": connectivity()}
}


@needs_connectivity_parameters
@pytest.mark.parametrize(
    ("params", "passing", "settled"),
    [
        (connection("BASIC", **PRIVATE_API), "CREATING", "ACTIVE"),
        (connection("API_KEY", **PRIVATE_API), "CREATING", "ACTIVE"),
        (
            connection("OAUTH_CLIENT_CREDENTIALS", **PRIVATE_API),
            "AUTHORIZING",
            "ACTIVE",
        ),
        (
            connection("OAUTH_CLIENT_CREDENTIALS", **PRIVATE_TOKEN_ENDPOINT),
            "AUTHORIZING",
            "AUTHORIZED",
        ),
    ],
    ids=["basic", "key", "oauth", "private token endpoint"],
)
def test_a_private_connection_ends_well(
    manual_mock: EventBridgeMock,
    manual_events: Any,
    params: dict[str, Any],
    passing: str,
    settled: str,
) -> None:
    """ACTIVE, or AUTHORIZED with a public API (AWS guide, "Connection states")."""
    make(manual_events, **params)
    before = state_of(manual_events), orders(manual_events)[0]

    manual_mock.settle()

    assert before == ((passing, None), "INACTIVE")
    assert state_of(manual_events) == (settled, None)
    assert orders(manual_events)[0] == "ACTIVE"


@needs_connectivity_parameters
@pytest.mark.parametrize(
    "changes",
    [PRIVATE_API, PRIVATE_TOKEN_ENDPOINT],
    ids=["private api", "private token endpoint"],
)
@pytest.mark.parametrize(
    ("reply", "state"),
    [
        ({"body": ConnectionError("no route")}, "FAILED_CONNECTIVITY"),
        ({"status": 401}, "DEAUTHORIZED"),
    ],
    ids=["unreachable", "refused"],
)
def test_a_private_connection_ends_badly(
    mock: EventBridgeMock,
    events: Any,
    changes: dict[str, Any],
    reply: dict[str, Any],
    state: str,
) -> None:
    """By what the authorization endpoint did (AWS guide, "Connection states")."""
    mock.responses.post(TOKEN_ENDPOINT, **reply)

    events.create_connection(**connection("OAUTH_CLIENT_CREDENTIALS", **changes))

    assert state_of(events)[0] == state


@needs_connectivity_parameters
def test_a_private_connection_is_authorized_when_it_is_active(
    clock: FrozenDateTimeFactory, manual_mock: EventBridgeMock, manual_events: Any
) -> None:
    """As a token moves both times (recorded on AWS 2026-09-24), by analogy."""
    manual_events.create_connection(
        **connection(InvocationConnectivityParameters=connectivity())
    )
    clock.move_to(LATER)

    manual_mock.settle()

    described = manual_events.describe_connection(Name="partner")
    assert described["LastModifiedTime"] == LATER
    assert described["LastAuthorizedTime"] == LATER


@needs_connectivity_parameters
def test_connectivity_gives_no_credentials(events: Any) -> None:
    """A deauthorized connection needs UpdateConnection with credentials first."""
    make(events)
    events.deauthorize_connection(Name="partner")

    events.update_connection(
        Name="partner", InvocationConnectivityParameters=connectivity()
    )

    assert state_of(events) == ("DEAUTHORIZED", DEAUTHORIZED_BY_OPERATION)
    assert orders(events)[0] == "INACTIVE"


@pytest.mark.parametrize("leaving", ["deauthorize_connection", "delete_connection"])
def test_a_connection_can_leave_before_it_has_a_token(
    manual_mock: EventBridgeMock, manual_events: Any, leaving: str
) -> None:
    """Then none is asked for."""
    manual_events.create_connection(**connection("OAUTH_CLIENT_CREDENTIALS"))
    getattr(manual_events, leaving)(Name="partner")

    manual_mock.settle()

    states = [one.connection_state.value for one in manual_mock.connections.values()]
    assert states == (["DEAUTHORIZED"] if leaving.startswith("deauthorize") else [])
    assert list(manual_mock.token_requests) == []


def test_a_token_is_granted_without_a_script(
    clock: FrozenDateTimeFactory, mock: EventBridgeMock, events: Any
) -> None:
    """Our choice, so that a test need not care (docs/fidelity.md)."""
    events.create_connection(**connection("OAUTH_CLIENT_CREDENTIALS"))

    assert state_of(events) == ("AUTHORIZED", None)
    assert [(one.method, one.url) for one in mock.token_requests] == [
        ("POST", TOKEN_ENDPOINT)
    ]


def test_a_token_is_granted_by_a_script(mock: EventBridgeMock, events: Any) -> None:
    """The answer needs an access_token (recorded on AWS 2026-09-24)."""
    mock.responses.post(TOKEN_ENDPOINT, json={"access_token": "not-a-secret"})

    events.create_connection(**connection("OAUTH_CLIENT_CREDENTIALS"))

    assert state_of(events) == ("AUTHORIZED", None)


REFUSALS = [
    ({"status": 400}, "The authorization endpoint answered HTTP status 400."),
    ({"status": 401}, "The authorization endpoint answered HTTP status 401."),
    ({"status": 503}, "The authorization endpoint answered HTTP status 503."),
    (
        {"status": 302, "headers": {"Location": "https://elsewhere.example/token"}},
        "The authorization endpoint answered HTTP status 302:"
        " redirection is not allowed.",
    ),
    (
        {"body": "access_token=not-a-secret"},
        "The authorization endpoint's response is not valid JSON.",
    ),
    (
        {"body": b"\xff\xfe\xfa"},
        "The authorization endpoint's response is not valid JSON.",
    ),
    (
        {"json": {"token": "not-a-secret"}},
        "The authorization endpoint's response contains no access_token.",
    ),
    (
        {"json": {"access_token": ""}},
        "The authorization endpoint's response contains no access_token.",
    ),
    (
        {"json": {"access_token": 7}},
        "The authorization endpoint's response contains no access_token.",
    ),
    (
        {"json": ["access_token"]},
        "The authorization endpoint's response contains no access_token.",
    ),
]


@pytest.mark.parametrize(
    ("reply", "reason"),
    REFUSALS,
    ids=[
        "400",
        "401",
        "503",
        "redirect",
        "no JSON",
        "no text",
        "no access_token",
        "empty access_token",
        "number",
        "list",
    ],
)
def test_a_token_is_refused(
    clock: FrozenDateTimeFactory,
    mock: EventBridgeMock,
    events: Any,
    reply: dict[str, Any],
    reason: str,
) -> None:
    """DEAUTHORIZED (AWS guide); the reasons are our choice (docs/fidelity.md)."""
    mock.responses.post(TOKEN_ENDPOINT, **reply)

    answer = events.create_connection(**connection("OAUTH_CLIENT_CREDENTIALS"))

    assert answer["ConnectionState"] == "AUTHORIZING"
    assert state_of(events) == ("DEAUTHORIZED", reason)
    described = events.describe_connection(Name="partner")
    assert described["LastAuthorizedTime"] == NEVER


@pytest.mark.parametrize(
    "error",
    [ConnectionError("no such host"), TimeoutError(), requests.ReadTimeout("slow")],
    ids=["connection", "time-out", "slow"],
)
def test_a_token_endpoint_is_unreachable(
    mock: EventBridgeMock, events: Any, error: Exception
) -> None:
    """Still AUTHORIZING, with this reason (recorded on AWS 2026-09-24)."""
    mock.responses.post(TOKEN_ENDPOINT, body=error)

    events.create_connection(**connection("OAUTH_CLIENT_CREDENTIALS"))

    assert state_of(events) == ("AUTHORIZING", UNREACHABLE)


def test_an_unreachable_endpoint_is_asked_again_by_settle(
    clock: FrozenDateTimeFactory, mock: EventBridgeMock, events: Any
) -> None:
    """And not by every call: one request at create, one at `settle`."""
    mock.responses.post(TOKEN_ENDPOINT, body=ConnectionError("no such host"))
    mock.responses.post(TOKEN_ENDPOINT, json={"access_token": "not-a-secret"})
    make(events, "OAUTH_CLIENT_CREDENTIALS")
    events.list_connections()
    assert len(mock.token_requests) == 1

    mock.settle()

    assert len(mock.token_requests) == 2
    assert state_of(events) == ("AUTHORIZED", None)
    assert orders(events)[0] == "ACTIVE"


def test_a_description_asks_for_no_token(mock: EventBridgeMock, events: Any) -> None:
    """A new description alone leaves the state (recorded on AWS 2026-09-24)."""
    mock.responses.post(TOKEN_ENDPOINT, body=ConnectionError("no such host"))
    events.create_connection(**connection("OAUTH_CLIENT_CREDENTIALS"))

    events.update_connection(Name="partner", Description="Orders")

    assert state_of(events) == ("AUTHORIZING", UNREACHABLE)
    assert len(mock.token_requests) == 1


def test_a_refused_client_is_authorized_by_an_update(
    mock: EventBridgeMock, events: Any
) -> None:
    """The secret is still there to be merged into."""
    mock.responses.post(TOKEN_ENDPOINT, status=401)
    mock.responses.post(TOKEN_ENDPOINT, json={"access_token": "not-a-secret"})
    events.create_connection(**connection("OAUTH_CLIENT_CREDENTIALS"))

    events.update_connection(
        Name="partner",
        AuthorizationType="OAUTH_CLIENT_CREDENTIALS",
        AuthParameters={"OAuthParameters": {"ClientParameters": {"ClientSecret": "x"}}},
    )

    assert state_of(events) == ("AUTHORIZED", None)
    assert mock.token_requests.last.body == b"client_secret=x&client_id=shop"


def test_a_refused_update_deauthorizes(
    clock: FrozenDateTimeFactory, mock: EventBridgeMock, events: Any
) -> None:
    """A connection whose token cannot be had is DEAUTHORIZED (AWS guide)."""
    mock.responses.post(TOKEN_ENDPOINT, json={"access_token": "not-a-secret"})
    mock.responses.post(TOKEN_ENDPOINT, status=401)
    arn = make(events, "OAUTH_CLIENT_CREDENTIALS")
    clock.move_to(LATER)

    events.update_connection(
        Name="partner",
        AuthorizationType="OAUTH_CLIENT_CREDENTIALS",
        AuthParameters={"OAuthParameters": {"ClientParameters": {"ClientSecret": "x"}}},
    )

    described = events.describe_connection(Name="partner")
    assert described["ConnectionState"] == "DEAUTHORIZED"
    assert described["LastAuthorizedTime"] == NOW
    assert orders(events) == ("INACTIVE", arn, LATER)


def test_a_destination_waits_for_the_token(
    clock: FrozenDateTimeFactory, manual_mock: EventBridgeMock, manual_events: Any
) -> None:
    """INACTIVE on an AUTHORIZING connection (recorded on AWS 2024-12-09)."""
    arn = make(manual_events, "OAUTH_CLIENT_CREDENTIALS")
    before = orders(manual_events)
    clock.move_to(LATER)

    manual_mock.settle()

    assert before == ("INACTIVE", arn, NOW)
    assert orders(manual_events) == ("ACTIVE", arn, LATER)


def test_a_deauthorization_is_not_seen_at_once(
    clock: FrozenDateTimeFactory, manual_events: Any
) -> None:
    """Still ACTIVE right after the call (recorded on AWS 2026-09-26)."""
    arn = make(manual_events)
    clock.move_to(LATER)

    manual_events.deauthorize_connection(Name="partner")

    assert orders(manual_events) == ("ACTIVE", arn, NOW)


@pytest.mark.parametrize("transitions", ["eager", "manual"])
def test_a_deauthorized_connection_makes_it_inactive(
    clock: FrozenDateTimeFactory, request: pytest.FixtureRequest, transitions: str
) -> None:
    """Its time moves, ConnectionArn is kept (recorded on AWS 2026-09-26)."""
    prefix = {"eager": "", "manual": "manual_"}[transitions]
    events = request.getfixturevalue(f"{prefix}events")
    arn = make(events)
    clock.move_to(LATER)

    events.deauthorize_connection(Name="partner")
    request.getfixturevalue(f"{prefix}mock").settle()

    assert orders(events) == ("INACTIVE", arn, LATER)


def test_a_connection_authorized_again_makes_it_active(
    clock: FrozenDateTimeFactory, events: Any
) -> None:
    """Recorded on AWS 2026-09-26."""
    arn = make(events)
    clock.move_to(LATER)
    events.deauthorize_connection(Name="partner")
    clock.move_to(LATER_STILL)

    events.update_connection(
        Name="partner", AuthorizationType="API_KEY", AuthParameters=API_KEY
    )

    assert orders(events) == ("ACTIVE", arn, LATER_STILL)


def test_a_deletion_is_not_seen_at_once(
    clock: FrozenDateTimeFactory, manual_events: Any
) -> None:
    """As a deauthorization is not (recorded on AWS 2026-09-26)."""
    arn = make(manual_events)
    clock.move_to(LATER)

    manual_events.delete_connection(Name="partner")

    assert orders(manual_events) == ("ACTIVE", arn, NOW)


@pytest.mark.parametrize("transitions", ["eager", "manual"])
def test_a_deleted_connection_empties_the_arn(
    clock: FrozenDateTimeFactory, request: pytest.FixtureRequest, transitions: str
) -> None:
    """INACTIVE, `ConnectionArn: ""`, its time moves (recorded 2026-09-26)."""
    prefix = {"eager": "", "manual": "manual_"}[transitions]
    events = request.getfixturevalue(f"{prefix}events")
    make(events)
    clock.move_to(LATER)

    events.delete_connection(Name="partner")
    request.getfixturevalue(f"{prefix}mock").settle()

    assert orders(events) == ("INACTIVE", "", LATER)


def test_a_connection_deauthorized_before_it_was_deleted_leaves_the_arn(
    clock: FrozenDateTimeFactory, events: Any
) -> None:
    """Nothing moves at the deletion (recorded on AWS 2026-09-26)."""
    arn = make(events)
    clock.move_to(LATER)
    events.deauthorize_connection(Name="partner")
    clock.move_to(LATER_STILL)

    events.delete_connection(Name="partner")

    assert orders(events) == ("INACTIVE", arn, LATER)


@pytest.mark.parametrize(
    "before", [[], ["deauthorize_connection"]], ids=["authorized", "deauthorized"]
)
def test_a_connection_of_the_same_name_changes_nothing(
    events: Any, before: list[str]
) -> None:
    """It stays INACTIVE with its old value (recorded on AWS 2026-09-26)."""
    arn = make(events)
    for operation in [*before, "delete_connection"]:
        getattr(events, operation)(Name="partner")
    left = orders(events)

    events.create_connection(**connection())

    assert orders(events) == left
    assert left[:2] == ("INACTIVE", arn if before else "")


def test_other_destinations_are_left_alone(events: Any) -> None:
    """Only those on the connection follow it."""
    make(events)
    before = orders(events)
    other = events.create_connection(**connection(Name="other"))["ConnectionArn"]
    events.create_api_destination(**api_destination(other, Name="other"))

    events.delete_connection(Name="other")

    assert orders(events) == before


def test_a_new_password_leaves_it_active(
    clock: FrozenDateTimeFactory, events: Any
) -> None:
    """The state of the connection does not change (recorded on AWS 2024-12-09)."""
    arn = make(events)
    clock.move_to(LATER)

    events.update_connection(**AUTHORIZE)

    assert orders(events) == ("ACTIVE", arn, NOW)


@pytest.mark.parametrize(
    ("state", "destination_state"),
    [
        ("CREATING", "INACTIVE"),
        ("UPDATING", "INACTIVE"),
        ("AUTHORIZED", "ACTIVE"),
        ("AUTHORIZING", "INACTIVE"),
        ("DEAUTHORIZED", "INACTIVE"),
        ("ACTIVE", "ACTIVE"),
        ("FAILED_CONNECTIVITY", "INACTIVE"),
        ("DEAUTHORIZING", "ACTIVE"),
        ("DELETING", "ACTIVE"),
    ],
)
def test_a_state_can_be_forced(
    mock: EventBridgeMock, events: Any, state: str, destination_state: str
) -> None:
    """It stays through later calls, though transitions are eager."""
    make(events)

    mock.set_connection_state("partner", state, "The test says so.")

    assert state_of(events) == (state, "The test says so.")
    assert orders(events)[0] == destination_state
    assert state_of(events) == (state, "The test says so.")


def test_a_forced_state_moves_the_time(
    clock: FrozenDateTimeFactory, mock: EventBridgeMock, events: Any
) -> None:
    """LastAuthorizedTime only when the connection becomes usable."""
    make(events)
    clock.move_to(LATER)
    mock.set_connection_state("partner", "DEAUTHORIZED", "Revoked.")
    first = events.describe_connection(Name="partner")
    clock.move_to(LATER_STILL)

    mock.set_connection_state("partner", "AUTHORIZED")

    second = events.describe_connection(Name="partner")
    times = [
        (one["LastModifiedTime"], one["LastAuthorizedTime"]) for one in (first, second)
    ]
    assert times == [(LATER, NOW), (LATER_STILL, LATER_STILL)]
    assert "StateReason" not in second


@pytest.mark.parametrize(
    ("state", "settled"),
    [
        ("CREATING", "AUTHORIZED"),
        ("UPDATING", "AUTHORIZED"),
        ("AUTHORIZING", "AUTHORIZED"),
        ("DEAUTHORIZING", "DEAUTHORIZED"),
        ("FAILED_CONNECTIVITY", "FAILED_CONNECTIVITY"),
    ],
)
def test_a_forced_state_can_settle(
    mock: EventBridgeMock, events: Any, state: str, settled: str
) -> None:
    """Passing states end as if an operation had led there."""
    make(events)
    mock.set_connection_state("partner", state)

    mock.settle()

    assert state_of(events)[0] == settled


def test_a_forced_deletion_can_settle(mock: EventBridgeMock, events: Any) -> None:
    """As if DeleteConnection had been called."""
    make(events)
    mock.set_connection_state("partner", "DELETING")

    mock.settle()

    assert dict(mock.connections) == {}
    assert orders(events)[:2] == ("INACTIVE", "")


def test_a_forced_deauthorization_can_settle(
    mock: EventBridgeMock, events: Any
) -> None:
    """AuthParameters is `{}` afterwards (recorded on AWS 2026-09-24)."""
    make(events)
    mock.set_connection_state("partner", "DEAUTHORIZING")

    mock.settle()

    described = events.describe_connection(Name="partner")
    assert state_of(events) == ("DEAUTHORIZED", DEAUTHORIZED_BY_OPERATION)
    assert "SecretArn" not in described
    assert described["AuthParameters"] == {}


def test_an_operation_ends_a_forced_state(mock: EventBridgeMock, events: Any) -> None:
    """As it would end a state that AWS set."""
    make(events)
    mock.set_connection_state("partner", "DEAUTHORIZED", "Revoked by the partner.")

    events.update_connection(**AUTHORIZE)

    assert state_of(events) == ("AUTHORIZED", None)
    assert orders(events)[0] == "ACTIVE"


def test_a_description_leaves_a_forced_state(
    mock: EventBridgeMock, events: Any
) -> None:
    """It changes no state (recorded on AWS 2026-09-24)."""
    make(events)
    mock.set_connection_state("partner", "AUTHORIZING", "The test says so.")

    answer = events.update_connection(Name="partner", Description="Orders")

    assert answer["ConnectionState"] == "AUTHORIZING"
    assert state_of(events) == ("AUTHORIZING", "The test says so.")


def test_a_member_of_the_enumeration_is_a_state(
    mock: EventBridgeMock, events: Any
) -> None:
    """Those of the models, which a test may have at hand."""
    make(events)
    before = mock.connections["partner"].connection_state
    mock.set_connection_state("partner", "DEAUTHORIZED")

    mock.set_connection_state("partner", before)

    assert state_of(events) == ("AUTHORIZED", None)


def test_an_unknown_state_is_refused(mock: EventBridgeMock, events: Any) -> None:
    make(events)

    with pytest.raises(ValueError, match="authorized") as caught:
        mock.set_connection_state("partner", "authorized")

    assert str(caught.value) == (
        "no state 'authorized'; a connection's states are CREATING, UPDATING,"
        " DELETING, AUTHORIZED, DEAUTHORIZED, AUTHORIZING, DEAUTHORIZING, ACTIVE,"
        " FAILED_CONNECTIVITY"
    )
    assert state_of(events) == ("AUTHORIZED", None)


@pytest.mark.parametrize("state", ["AUTHORIZED", "ACTIVE"])
def test_a_usable_state_needs_credentials(
    mock: EventBridgeMock, events: Any, state: str
) -> None:
    make(events)
    events.deauthorize_connection(Name="partner")

    with pytest.raises(ValueError, match="partner") as caught:
        mock.set_connection_state("partner", state)

    assert str(caught.value) == (
        f"connection 'partner' has no credentials left and cannot be {state}:"
        " give it some with UpdateConnection"
    )


def test_a_state_of_nothing_cannot_be_forced(mock: EventBridgeMock) -> None:
    with pytest.raises(KeyError) as caught:
        mock.set_connection_state("partner", "AUTHORIZED")

    assert str(caught.value) == (
        "no connection 'partner' in account 123456789012, Region eu-west-1."
        " None exists there; mock.backend(account_id, region_name) shows other"
        " places."
    )


def test_a_reply_may_settle_the_connection_itself(
    mock: EventBridgeMock, events: Any
) -> None:
    """What happened while the endpoint answered is not overwritten."""

    def delete(_: object) -> tuple[int, dict[str, str], str]:
        events.delete_connection(Name="partner")
        return 200, {}, '{"access_token": "not-a-secret"}'

    mock.responses.add_callback("POST", TOKEN_ENDPOINT, delete)

    events.create_connection(**connection("OAUTH_CLIENT_CREDENTIALS"))

    assert dict(mock.connections) == {}


def test_a_token_for_credentials_of_before_is_never_sent(
    mock: EventBridgeMock, events: Any
) -> None:
    """Forced to AUTHORIZED, a connection still has no token for its new secret."""
    old = mock.responses.post(TOKEN_ENDPOINT, json={"access_token": "not-a-secret-1"})
    make(events, "OAUTH_CLIENT_CREDENTIALS")
    mock.responses.remove(old)
    away = mock.responses.post(TOKEN_ENDPOINT, body=requests.ConnectionError("away"))
    client = {"ClientID": "shop", "ClientSecret": "not-a-secret-2"}
    events.update_connection(
        Name="partner",
        AuthorizationType="OAUTH_CLIENT_CREDENTIALS",
        AuthParameters={"OAuthParameters": {"ClientParameters": client}},
    )
    mock.responses.remove(away)
    mock.responses.post(TOKEN_ENDPOINT, json={"access_token": "not-a-secret-3"})
    mock.set_connection_state("partner", "AUTHORIZED")

    invocation = mock.invoke("orders")

    assert invocation.headers["Authorization"] == "Bearer not-a-secret-3"
    assert b"client_secret=not-a-secret-2" in mock.token_requests.last.body


def test_what_a_reply_that_raised_left_settles_with_the_next_call(
    mock: EventBridgeMock, events: Any
) -> None:
    """Also the connections whose turn would have come after it."""
    errors = [LookupError("first"), LookupError("second")]

    def raise_twice(_: object) -> tuple[int, dict[str, str], str]:
        if errors:
            raise errors.pop(0)
        return 200, {}, '{"access_token": "not-a-secret"}'

    mock.responses.add_callback("POST", TOKEN_ENDPOINT, raise_twice)
    for name in ("partner", "shop"):
        with pytest.raises(LookupError):
            events.create_connection(
                **connection("OAUTH_CLIENT_CREDENTIALS", Name=name)
            )
    events.list_connections()

    assert state_of(events) == ("AUTHORIZED", None)
    assert state_of(events, "shop") == ("AUTHORIZED", None)
