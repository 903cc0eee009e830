"""Arguments that cannot be meant are refused where they are written, by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from eventbridge_mock import EventBridgeMock, mock_api_destinations

if TYPE_CHECKING:
    from collections.abc import Callable

HOST = "https://api.partner.example"
PORT = "A port is a number from 1 to 65535, which {!r} does not have."
PLACES = "advance() moves the clock to a date of the years 1 to 9999: "
ONE_BY_ONE = (
    "passthrough names services one by one, as botocore does: ('s3', 'sqs'), not {!r}"
)


def application(environ: object, start_response: object) -> list[bytes]:
    """Answer nothing: no request comes."""


def invoke_orders(mock: EventBridgeMock, body: str) -> object:
    """Invoke an API destination of a stack."""
    template = {"Resources": {"Key": CONNECTION, "Orders": API_DESTINATION}}
    return mock.invoke(mock.deploy(template)["Orders"], body=body)


CONNECTION = {
    "Type": "AWS::Events::Connection",
    "Properties": {
        "AuthorizationType": "API_KEY",
        "AuthParameters": {
            "ApiKeyAuthParameters": {"ApiKeyName": "X-Key", "ApiKeyValue": "no-secret"}
        },
    },
}
API_DESTINATION = {
    "Type": "AWS::Events::ApiDestination",
    "Properties": {
        "ConnectionArn": {"Fn::GetAtt": ["Key", "Arn"]},
        "HttpMethod": "POST",
        "InvocationEndpoint": HOST,
    },
}


def case(message: str, call: Callable[[EventBridgeMock], object]) -> Any:
    return pytest.param(call, message, id=message[:60])


@pytest.mark.parametrize(
    ("call", "message"),
    [
        *(
            case(PORT.format(url), lambda mock, url=url: mock.route(HOST, url))
            for url in (
                "http://127.0.0.1:bad",
                "http://127.0.0.1:99999",
                "http://127.0.0.1:0",
            )
        ),
        *(
            case(
                f"timeout is a number of seconds above 0, not {timeout!r}",
                lambda mock, timeout=timeout: mock.route(
                    HOST, application, timeout=timeout
                ),
            )
            for timeout in (0, -1, "x", True, float("nan"), float("inf"), 10**400)
        ),
        *(
            case(
                f"expires_in is a number of seconds, 0 or more, not {seconds!r}",
                lambda mock, seconds=seconds: mock.register_oauth_client(
                    "shop", "not-a-secret", expires_in=seconds
                ),
            )
            for seconds in (-1, 1.5, "3600", None)
        ),
        *(
            case(
                f"times is a number of invocations, 0 or more, not {times!r}",
                lambda mock, times=times: mock.assert_invoked("orders", times=times),
            )
            for times in ("x", -1, 1.5, True, None)
        ),
        case(
            "times is a number of dead letters, 0 or more, not 'x'",
            lambda mock: mock.assert_dead_lettered("orders", times="x"),  # type: ignore[arg-type]
        ),
        case(
            "times is a number of events, 0 or more, not -1",
            lambda mock: mock.assert_published(times=-1),
        ),
        case(
            "account_id is a string of 12 digits, not 5",
            lambda mock: mock.backend(account_id=5),  # type: ignore[arg-type]
        ),
        case(
            "account_id is a string of 12 digits, not ''",
            lambda mock: mock.publish({}, account_id=""),
        ),
        case(
            "region_name is a Region such as 'us-east-1', not 5",
            lambda mock: mock.backend(region_name=5),  # type: ignore[arg-type]
        ),
        case(
            "the detail of an event is a mapping, not 'paid'",
            lambda mock: mock.publish(source="s", detail_type="t", detail="paid"),  # type: ignore[arg-type]
        ),
        case(
            "the resources of an event are a list of ARNs, not 'arn:aws:s3:::shop'",
            lambda mock: mock.publish(
                source="s", detail_type="t", resources="arn:aws:s3:::shop"
            ),
        ),
        case(
            "the resources of an event are a list of ARNs, not [5]",
            lambda mock: mock.publish(
                {"source": "s", "detail-type": "t", "resources": [5]}
            ),
        ),
        case(
            "region_name is a Region such as 'us-east-1', not 'us east'",
            lambda mock: mock.backend(region_name="us east"),
        ),
        *(
            case(
                f"the resources of an event are a list of ARNs, not {resources!r}",
                lambda mock, resources=resources: mock.publish(
                    source="s", detail_type="t", resources=resources
                ),
            )
            for resources in ("", 0, {})
        ),
        *(
            case(
                f"the {member} of an event is a string, not 5",
                lambda mock, member=member: mock.publish(
                    {"source": "s", "detail-type": "t", member: 5}
                ),
            )
            for member in ("version", "id", "account", "region")
        ),
        *(
            case(
                "A prefix is a URL such as 'https://api.partner.example/v1', without"
                f" query and fragment, not {prefix!r}.",
                lambda mock, prefix=prefix: mock.route(prefix, application),
            )
            for prefix in ("", " ", "https://", "ftp://a")
        ),
        *(
            case(
                f"{name} is empty",
                lambda mock, given=given: mock.register_oauth_client(*given),
            )
            for name, given in (
                ("client_id", ("", "not-a-secret")),
                ("client_secret", ("shop", "")),
            )
        ),
        *(
            case(
                f"port is a number from 0 to 65535, not {port!r}",
                lambda mock, port=port: mock.serve(port=port),
            )
            for port in (-1, 65_536, "80", True, None, 1.5)
        ),
        *(
            case(
                "entries are the indexes of entries in a request, 0 and more, not"
                f" ({index!r},)",
                lambda mock, index=index: mock.fail("PutEvents", "X", entries=[index]),
            )
            for index in (-1, True, "1", None)
        ),
        case(
            "body cannot be written as UTF-8: surrogates not allowed",
            lambda mock: invoke_orders(mock, "\ud800"),
        ),
        case(
            f"{PLACES}cannot convert float NaN to integer",
            lambda mock: mock.advance(float("nan")),
        ),
        case(
            f"{PLACES}cannot convert float infinity to integer",
            lambda mock: mock.advance(float("inf")),
        ),
        case(
            f"{PLACES}date value out of range",
            lambda mock: mock.advance(days=365 * 9000),
        ),
    ],
)
def test_a_value_that_cannot_be_meant_is_refused_by_name(
    call: Callable[[EventBridgeMock], object], message: str
) -> None:
    with mock_api_destinations() as mock, pytest.raises(ValueError) as raised:  # noqa: PT011 - the whole string is asserted
        call(mock)
    assert str(raised.value) == message


@pytest.mark.parametrize(
    ("call", "message"),
    [
        case(
            "url_prefix is a string, not a value of type int",
            lambda mock: mock.route(5, application),  # type: ignore[arg-type]
        ),
        case(
            "client_id is a string, not a value of type int",
            lambda mock: mock.register_oauth_client(5, None),  # type: ignore[arg-type]
        ),
        case(
            "client_secret is a string, not a value of type NoneType",
            lambda mock: mock.register_oauth_client("shop", None),  # type: ignore[arg-type]
        ),
        case(
            "message is a string, not a value of type int",
            lambda mock: mock.fail("PutEvents", "InternalException", 5),  # type: ignore[arg-type]
        ),
        *(
            case(
                f"entries are indexes of entries, such as (0, 2), not {entries!r}",
                lambda mock, entries=entries: mock.fail(
                    "PutEvents", "InternalException", entries=entries
                ),
            )
            for entries in (5, "12", b"12", {1: 2})
        ),
        *(
            case(
                f"{unit} is a number, not {number!r}",
                lambda mock, unit=unit, number=number: mock.advance(**{unit: number}),
            )
            for unit in (
                "seconds",
                "minutes",
                "hours",
                "days",
                "weeks",
                "milliseconds",
                "microseconds",
            )
            for number in (None, True, "5", [])
        ),
        *(
            case(f"{name} is a string, not a value of type list", call)
            for name, call in (
                (
                    "event_bus_name",
                    lambda mock: mock.publish(
                        source="s", detail_type="t", event_bus_name=[]
                    ),
                ),
                ("name", lambda mock: mock.set_connection_state([], "AUTHORIZED")),
                ("endpoint_name", lambda mock: mock.fail_over([])),
                ("endpoint_name", lambda mock: mock.fail_back([])),
                ("host", lambda mock: mock.serve([])),
                ("stack_name", lambda mock: mock.deploy({}, stack_name=[])),
                ("queue_arn", lambda mock: mock.dead_letters.in_queue([])),
                ("connection", lambda mock: mock.token_requests.of([])),
            )
        ),
        *(
            case(
                f"{name} must be a mapping of names to values, not one of type list",
                lambda mock, name=name: mock.deploy({}, **{name: []}),
            )
            for name in ("parameters", "secrets", "ssm", "imports", "values")
        ),
        *(
            case(
                f"{name} must have strings for names, not 5",
                lambda mock, name=name: mock.deploy({}, **{name: {5: 6}}),
            )
            for name in ("parameters", "secrets", "ssm", "imports", "values")
        ),
        *(
            case(
                f"an API destination is given by name, ARN or resource, not {given!r}",
                lambda mock, call=call, given=given: call(mock)(given),
            )
            for call in (
                lambda mock: mock.assert_invoked,
                lambda mock: mock.assert_not_invoked,
                lambda mock: mock.assert_dead_lettered,
                lambda mock: mock.invoke,
                lambda mock: mock.invocations.to,
                lambda mock: mock.dead_letters.to,
            )
            for given in (5, None)
        ),
        *(
            case(
                f"{name} must have strings for names, not 5",
                lambda mock, name=name, call=call: call(mock)("x", **{name: {5: "x"}}),
            )
            for name, call in (
                ("headers", lambda mock: mock.assert_invoked),
                ("query", lambda mock: mock.assert_not_invoked),
                ("attributes", lambda mock: mock.assert_dead_lettered),
            )
        ),
        *(
            case(
                f"must_exist is True or False, not {given!r}",
                lambda mock, given=given: mock.assert_not_invoked(
                    "x", must_exist=given
                ),
            )
            for given in (None, 0, "no")
        ),
    ],
)
def test_a_value_of_another_type_is_refused_by_name(
    call: Callable[[EventBridgeMock], object], message: str
) -> None:
    with mock_api_destinations() as mock, pytest.raises(TypeError) as raised:
        call(mock)
    assert str(raised.value) == message


@pytest.mark.parametrize(
    ("passthrough", "message"),
    [
        (5, "passthrough is a tuple of service names, not 5"),
        ("s3, sqs", "passthrough is a tuple of service names: ('s3', 'sqs')"),
        (("*",), ONE_BY_ONE.format("*")),
        (("all",), ONE_BY_ONE.format("all")),
        (("s3,sqs",), ONE_BY_ONE.format("s3,sqs")),
        (("S3",), ONE_BY_ONE.format("S3")),
    ],
    ids=repr,
)
def test_passthrough_names_services_one_by_one(passthrough: Any, message: str) -> None:
    with pytest.raises(ValueError) as raised:  # noqa: PT011 - the whole string is asserted
        mock_api_destinations(passthrough=passthrough)
    assert str(raised.value) == message


def test_a_route_without_a_port_leads_to_the_one_of_its_scheme() -> None:
    with mock_api_destinations() as mock:
        mock.route(HOST, "http://127.0.0.1")
