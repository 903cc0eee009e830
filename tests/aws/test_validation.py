"""Requests that break the service model, and what AWS says of them."""

from __future__ import annotations

import gc
import sys
import weakref
from typing import TYPE_CHECKING, Any

import botocore.session
import pytest
from botocore.exceptions import ClientError
from botocore.model import DenormalizedStructureBuilder

from eventbridge_mock.aws import response
from eventbridge_mock.aws.errors import (
    AwsError,
    SerializationException,
    ValidationException,
)
from eventbridge_mock.aws.validation import validator_of
from tests.model.instances import API_DESTINATION
from tests.requests_to_aws import BASIC, PASSWORD, api_destination, connection

if TYPE_CHECKING:
    from eventbridge_mock import EventBridgeMock

SERVICE_MODEL = botocore.session.Session().get_service_model("events")

ENDPOINT = "^((%[0-9A-Fa-f]{2}|[-()_.!~*';/?:@\\x26=+$,A-Za-z0-9])+)([).!';/?:,])?$"
CONNECTION_ARN = (
    r"^arn:aws([a-z]|\-)*:events:([a-z]|\d|\-)*:([0-9]{12})?:connection\/"
    r"[\.\-_A-Za-z0-9]+\/[\-A-Za-z0-9]+$"
)
NO_OPERATION = ("events", "NoOperation")
ARN = "arn:aws:events:eu-west-1:123456789012:connection/partner/0-1"


def check(operation_name: str, params: dict[str, Any]) -> None:
    shape = SERVICE_MODEL.operation_model(operation_name).input_shape
    validator_of(("events", operation_name), shape)(params)


def refusal(operation_name: str, params: dict[str, Any]) -> str:
    with pytest.raises(ValidationException) as caught:
        check(operation_name, params)
    return str(caught.value)


@pytest.mark.parametrize(
    ("operation_name", "params", "message"),
    [
        pytest.param(
            "DescribeConnection",
            {"Name": "no blanks"},
            "1 validation error detected: Value 'no blanks' at 'name' failed to"
            " satisfy constraint: Member must satisfy regular expression pattern:"
            r" [\.\-_A-Za-z0-9]+",
            id="pattern",
        ),
        pytest.param(
            "DescribeConnection",
            {"Name": "a" * 65},
            f"1 validation error detected: Value '{'a' * 65}' at 'name' failed to"
            " satisfy constraint: Member must have length less than or equal to 64",
            id="maximal length",
        ),
        pytest.param(
            "CreateConnection",
            connection(AuthorizationType="NONE"),
            "1 validation error detected: Value 'NONE' at 'authorizationType' failed"
            " to satisfy constraint: Member must satisfy enum value set: [BASIC,"
            " OAUTH_CLIENT_CREDENTIALS, API_KEY]",
            id="enum",
        ),
        pytest.param(
            "CreateApiDestination",
            api_destination(ARN, HttpMethod="TRACE"),
            "1 validation error detected: Value 'TRACE' at 'httpMethod' failed to"
            " satisfy constraint: Member must satisfy enum value set: [HEAD, POST,"
            " PATCH, DELETE, PUT, GET, OPTIONS]",
            id="enum in an order of its own",
        ),
        pytest.param(
            "CreateApiDestination",
            api_destination("not-an-arn"),
            "1 validation error detected: Value 'not-an-arn' at 'connectionArn' failed"
            " to satisfy constraint: Member must satisfy regular expression pattern: "
            + CONNECTION_ARN,
            id="ARN",
        ),
        pytest.param(
            "CreateApiDestination",
            api_destination(ARN, InvocationRateLimitPerSecond=0),
            "1 validation error detected: Value '0' at 'invocationRateLimitPerSecond'"
            " failed to satisfy constraint: Member must have value greater than or"
            " equal to 1",
            id="minimal value",
        ),
        pytest.param(
            "ListConnections",
            {"Limit": 101},
            "1 validation error detected: Value '101' at 'limit' failed to satisfy"
            " constraint: Member must have value less than or equal to 100",
            id="maximal value",
        ),
        pytest.param(
            "ListApiDestinations",
            {"NextToken": "invalid"},
            "1 validation error detected: Value 'invalid' at 'nextToken' failed to"
            " satisfy constraint: Member must satisfy regular expression pattern:"
            r" ^(?:[A-Za-z0-9+\/]{4})*(?:[A-Za-z0-9+\/]{4}|[A-Za-z0-9+\/]{3}=|"
            r"[A-Za-z0-9+\/]{2}={2})$",
            id="token that is no base64",
        ),
    ],
)
def test_a_broken_constraint_is_told_in_the_words_of_aws(
    operation_name: str, params: dict[str, Any], message: str
) -> None:
    """Recorded on AWS 2024-12-09 and 2026-09-26."""
    assert refusal(operation_name, params) == message


@pytest.mark.parametrize(
    "endpoint",
    ["https://[::1]/", "https://a.example/#b", "https://a.example/b c", "https://%zz"],
)
def test_an_endpoint_that_is_no_url_breaks_the_pattern(endpoint: str) -> None:
    """Recorded on AWS 2026-09-26."""
    assert refusal(
        "CreateApiDestination", api_destination(ARN, InvocationEndpoint=endpoint)
    ) == (
        f"1 validation error detected: Value '{endpoint}' at 'invocationEndpoint'"
        " failed to satisfy constraint: Member must satisfy regular expression"
        f" pattern: {ENDPOINT}"
    )


@pytest.mark.parametrize(
    "endpoint",
    [
        "receiver.example/events",
        "https://127.0.0.1/a",
        "https://localhost",
        "https://a.example/b%20c?d=e",
        "https://a.example/*/b",
    ],
)
def test_an_endpoint_may_be_any_url(endpoint: str) -> None:
    """Recorded on AWS 2026-09-26."""
    check("CreateApiDestination", api_destination(ARN, InvocationEndpoint=endpoint))


def test_what_is_known_of_a_shape_goes_with_it() -> None:
    """Every client has a model of its own, of more than a megabyte."""
    model = botocore.session.Session().get_service_model("events")
    operation_model = model.operation_model("CreateApiDestination")
    shapes = [operation_model.input_shape, operation_model.output_shape]
    validate = validator_of(("events", "CreateApiDestination"), shapes[0])
    validate(api_destination(ARN))
    parse = response.parser_of(shapes[1])
    response.success("https://a.example", parse, API_DESTINATION)
    kept = [weakref.ref(shape) for shape in shapes]

    del model, operation_model, shapes
    gc.collect()

    assert [shape() for shape in kept] == [None, None]


def test_the_pattern_comes_before_the_length() -> None:
    """Recorded on AWS 2026-09-26 for an empty endpoint."""
    assert refusal(
        "CreateApiDestination", api_destination(ARN, InvocationEndpoint="")
    ) == (
        "2 validation errors detected: Value '' at 'invocationEndpoint' failed to"
        " satisfy constraint: Member must satisfy regular expression pattern:"
        f" {ENDPOINT}"
        "; Value '' at 'invocationEndpoint' failed to satisfy constraint: Member must"
        " have length greater than or equal to 1"
    )


def test_all_violations_are_told_at_once_in_the_order_of_the_model() -> None:
    """Recorded on AWS 2024-12-09; empty AuthParameters are none."""
    name = "!" * 65

    assert refusal(
        "CreateConnection",
        {"AuthParameters": {}, "AuthorizationType": "NONE", "Name": name},
    ) == (
        f"3 validation errors detected: Value '{name}' at 'name' failed to satisfy"
        " constraint: Member must satisfy regular expression pattern:"
        r" [\.\-_A-Za-z0-9]+"
        f"; Value '{name}' at 'name' failed to satisfy constraint: Member must have"
        " length less than or equal to 64; Value 'NONE' at 'authorizationType' failed"
        " to satisfy constraint: Member must satisfy enum value set: [BASIC,"
        " OAUTH_CLIENT_CREDENTIALS, API_KEY]"
    )


def put_targets(**target: Any) -> dict[str, Any]:
    return {"Rule": "r", "Targets": [{"Id": "t", "Arn": "a", **target}]}


@pytest.mark.parametrize(
    ("target", "violation"),
    [
        pytest.param(
            {"Id": "a b"},
            "Value 'a b' at 'targets.1.member.id' failed to satisfy constraint: Member"
            r" must satisfy regular expression pattern: [\.\-_A-Za-z0-9]+",
            id="scalar in a list of structures",
        ),
        pytest.param(
            {"HttpParameters": {"PathParameterValues": [""]}},
            "Value '[]' at 'targets.1.member.httpParameters.pathParameterValues'"
            " failed to satisfy constraint: Member must satisfy constraint: [Member"
            r" must satisfy regular expression pattern: ^(?!\s*$).+]",
            id="list of scalars",
        ),
        pytest.param(
            {"HttpParameters": {"HeaderParameters": {"bad name": "value"}}},
            "Value '{bad name=value}' at"
            " 'targets.1.member.httpParameters.headerParameters' failed to satisfy"
            " constraint: Map keys must satisfy constraint: [Member must have length"
            " less than or equal to 512, Member must have length greater than or equal"
            " to 0, Member must satisfy regular expression pattern:"
            " ^[!#$%&'*+-.^_`|~0-9a-zA-Z]+$]",
            id="keys of a map",
        ),
        pytest.param(
            {"HttpParameters": {"QueryStringParameters": {"key": ""}}},
            "Value '{key=}' at"
            " 'targets.1.member.httpParameters.queryStringParameters' failed to satisfy"
            " constraint: Map value must satisfy constraint: [Member must have length"
            " less than or equal to 512, Member must have length greater than or equal"
            " to 0, Member must satisfy regular expression pattern:"
            r" [^\x00-\x09\x0B\x0C\x0E-\x1F\x7F]+]",
            id="values of a map",
        ),
    ],
)
def test_what_is_wrong_inside_a_collection_is_told_of_the_whole(
    target: dict[str, Any], violation: str
) -> None:
    """Recorded on AWS 2026-09-26 for PutTargets, the `id` on 2025-01-08."""
    assert refusal("PutTargets", put_targets(**target)) == (
        f"1 validation error detected: {violation}"
    )


def test_a_collection_without_fault_is_let_through() -> None:
    check(
        "PutTargets",
        put_targets(
            HttpParameters={
                "PathParameterValues": ["a", "$.detail.id"],
                "HeaderParameters": {"X-Shop": "a"},
            }
        ),
    )


@pytest.mark.parametrize(
    ("operation_name", "params"),
    [
        ("CreateConnection", connection()),
        ("PutEvents", {"Entries": [{"Source": "shop", "Detail": "{}"}]}),
        ("PutTargets", put_targets(HttpParameters={"HeaderParameters": {"a": "b"}})),
    ],
)
def test_a_valid_value_is_not_rendered(
    operation_name: str, params: dict[str, Any]
) -> None:
    """It may be large: ten entries of 90 KB in one PutEvents."""
    called: list[str] = []
    sys.setprofile(lambda frame, *_: called.append(frame.f_code.co_name))
    try:
        check(operation_name, params)
    finally:
        sys.setprofile(None)

    assert "accepts" in called
    assert not {"violations", "shown", "_printed"} & set(called)


def test_a_deviation_belongs_to_an_operation_of_a_service() -> None:
    """Other services may have the same names of operations and of shapes."""
    members = {"HttpMethod": {"type": "string", "enum": ["GET"]}}
    members["HttpMethod"]["shape_name"] = "ConnectionOAuthHttpMethod"
    params = {"HttpMethod": "get"}

    def check_as(service_name: str) -> None:
        shape = DenormalizedStructureBuilder().with_members(members).build_model()
        validator_of((service_name, "CreateConnection"), shape)(params)

    check_as("events")
    with pytest.raises(ValidationException):
        check_as("other")


def header(**members: Any) -> dict[str, Any]:
    return {**BASIC, "InvocationHttpParameters": {"HeaderParameters": [members] * 101}}


@pytest.mark.parametrize(
    ("members", "shown"),
    [
        (
            {"Key": "X-Token", "Value": PASSWORD, "IsValueSecret": True},
            "key=X-Token, value=***Sensitive Data***, isValueSecret=true",
        ),
        ({"Key": "X-Token"}, "key=X-Token, value=null, isValueSecret=null"),
        ({"IsValueSecret": False}, "key=null, value=null, isValueSecret=false"),
    ],
    ids=["secret", "key alone", "flag alone"],
)
def test_a_list_of_structures_is_printed_as_java_does(
    members: dict[str, Any], shown: str
) -> None:
    """The form was recorded on AWS 2025-01-08 for the entries of PutEvents."""
    params = connection(AuthParameters=header(**members))
    items = ", ".join([f"ConnectionHeaderParameter({shown})"] * 101)

    assert refusal("CreateConnection", params) == (
        f"1 validation error detected: Value '[{items}]' at"
        " 'authParameters.invocationHttpParameters.headerParameters' failed to satisfy"
        " constraint: Member must have length less than or equal to 100"
    )


@pytest.mark.parametrize(
    "block",
    [
        {"BasicAuthParameters": {"Username": "u", "Password": "not:a:secret"}},
        {"ApiKeyAuthParameters": {"ApiKeyName": "n", "ApiKeyValue": "not:a:secret"}},
    ],
    ids=["Password", "ApiKeyValue"],
)
def test_a_sensitive_value_is_not_repeated(
    unchecked_events: Any, block: dict[str, Any]
) -> None:
    with pytest.raises(ClientError) as caught:
        unchecked_events.create_connection(**connection(AuthParameters=block))

    assert "Value '***Sensitive Data***' at 'authParameters." in str(caught.value)
    assert "not:a:secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("params", "path"),
    [
        ({**connection(), "Name": None}, "name"),
        (connection(AuthorizationType=None), "authorizationType"),
        (
            connection(AuthParameters={"BasicAuthParameters": {"Password": "x"}}),
            "authParameters.basicAuthParameters.username",
        ),
        (
            connection(
                AuthParameters={
                    "BasicAuthParameters": {"Username": None, "Password": "x"}
                }
            ),
            "authParameters.basicAuthParameters.username",
        ),
    ],
    ids=["null", "null enum", "absent inside", "null inside"],
)
def test_a_required_member_is_not_to_be_null(
    unchecked_events: Any, params: dict[str, Any], path: str
) -> None:
    with pytest.raises(unchecked_events.exceptions.ClientError) as caught:
        unchecked_events.create_connection(**params)

    assert caught.value.response["Error"] == {
        "Code": "ValidationException",
        "Message": f"1 validation error detected: Value null at '{path}' failed to"
        " satisfy constraint: Member must not be null",
    }


@pytest.mark.parametrize(
    "members",
    [{"Limit": None}, {"NextToken": None}, {"NamePrefix": None, "Limit": 100}],
    ids=["Limit", "NextToken", "NamePrefix"],
)
def test_a_list_takes_null_for_what_is_not_given(
    unchecked_events: Any, members: dict[str, Any]
) -> None:
    """AWS JSON 1.1: a client may send null for a member that is not set."""
    unchecked_events.create_connection(**connection())

    listed = unchecked_events.list_connections(**members)

    assert [one["Name"] for one in listed["Connections"]] == ["partner"]


def test_a_create_takes_null_for_what_is_not_given(unchecked_events: Any) -> None:
    """AWS JSON 1.1: a client may send null for a member that is not set."""
    created = unchecked_events.create_connection(**connection(Description=None))
    arn = created["ConnectionArn"]
    unchecked_events.create_api_destination(
        **api_destination(arn, InvocationRateLimitPerSecond=None, Description=None)
    )

    destination = unchecked_events.describe_api_destination(Name="orders")

    assert destination["InvocationRateLimitPerSecond"] == 300
    assert "Description" not in destination


def test_a_list_may_hold_structures_with_nulls(unchecked_events: Any) -> None:
    """AWS JSON 1.1: a client may send null for a member that is not set."""
    parameter = {"Key": "X-Shop", "Value": "a", "IsValueSecret": None}
    parameters = {"InvocationHttpParameters": {"HeaderParameters": [parameter]}}
    unchecked_events.create_connection(
        **connection(AuthParameters={**BASIC, **parameters})
    )

    described = unchecked_events.describe_connection(Name="partner")["AuthParameters"]

    assert described["InvocationHttpParameters"]["HeaderParameters"] == [
        {"Key": "X-Shop", "Value": "a", "IsValueSecret": False}
    ]


def test_an_update_with_nothing_but_nulls_changes_nothing(
    unchecked_events: Any,
) -> None:
    """AWS JSON 1.1: a client may send null for a member that is not set."""
    arn = unchecked_events.create_connection(**connection())["ConnectionArn"]
    unchecked_events.create_api_destination(**api_destination(arn, Description="kept"))

    unchecked_events.update_api_destination(
        Name="orders",
        Description=None,
        ConnectionArn=None,
        HttpMethod=None,
        InvocationEndpoint=None,
        InvocationRateLimitPerSecond=None,
    )

    destination = unchecked_events.describe_api_destination(Name="orders")
    assert destination["Description"] == "kept"
    assert destination["ConnectionArn"] == arn
    assert destination["HttpMethod"] == "POST"


def test_a_merge_keeps_what_is_null(
    unchecked_events: Any, mock: EventBridgeMock
) -> None:
    """AWS JSON 1.1: a client may send null for a member that is not set."""
    unchecked_events.create_connection(**connection())

    unchecked_events.update_connection(
        Name="partner",
        AuthorizationType="BASIC",
        AuthParameters={
            "BasicAuthParameters": {"Username": None, "Password": "not-a-secret-2"}
        },
    )

    (secret,) = mock.secrets.values()
    assert secret.secret_string == '{"username":"shop","password":"not-a-secret-2"}'


@pytest.mark.parametrize(
    ("operation_name", "params", "message"),
    [
        ("DescribeConnection", {"Name": 5}, "ConnectionName must be a String."),
        ("ListConnections", {"Limit": "5"}, "LimitMax100 must be an Integer."),
        ("ListConnections", {"Limit": True}, "LimitMax100 must be an Integer."),
        (
            "CreateConnection",
            connection(AuthParameters="none"),
            "CreateConnectionAuthRequestParameters must be a structure.",
        ),
        (
            "CreateConnection",
            connection(
                AuthParameters={"InvocationHttpParameters": {"HeaderParameters": {}}}
            ),
            "ConnectionHeaderParametersList must be a list.",
        ),
        (
            "CreateConnection",
            connection(
                AuthParameters={
                    "InvocationHttpParameters": {
                        "HeaderParameters": [{"IsValueSecret": "yes"}]
                    }
                }
            ),
            "Boolean must be a Boolean.",
        ),
        (
            "PutTargets",
            put_targets(HttpParameters={"HeaderParameters": []}),
            "HeaderParametersMap must be a structure.",
        ),
    ],
    ids=["text", "number", "boolean for number", "structure", "list", "flag", "map"],
)
def test_a_value_of_the_wrong_type_cannot_be_read(
    operation_name: str, params: dict[str, Any], message: str
) -> None:
    with pytest.raises(SerializationException) as caught:
        check(operation_name, params)

    assert str(caught.value) == message


def test_a_client_is_told_of_a_value_of_the_wrong_type(unchecked_events: Any) -> None:
    with pytest.raises(ClientError) as caught:
        unchecked_events.describe_connection(Name=5)

    assert caught.value.response["Error"] == {
        "Code": "SerializationException",
        "Message": "ConnectionName must be a String.",
    }
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400


def test_an_operation_without_input_takes_anything() -> None:
    validator_of(("events", "PutEvents"), None)({"Name": "!"})


def test_types_without_constraints_are_not_looked_at() -> None:
    shape = DenormalizedStructureBuilder().with_members(
        {
            "Ratio": {"type": "double"},
            "Ratios": {"type": "list", "member": {"type": "double"}},
        }
    )

    validate = validator_of(NO_OPERATION, shape.build_model())

    validate({"Ratio": 0.5, "Ratios": [0.5]})


def test_a_constraint_on_members_can_be_a_length_alone() -> None:
    shape = DenormalizedStructureBuilder().with_members(
        {"Names": {"type": "list", "member": {"type": "string", "min": 1}}}
    )

    with pytest.raises(ValidationException) as caught:
        validator_of(NO_OPERATION, shape.build_model())({"Names": ["a", ""]})

    assert str(caught.value) == (
        "1 validation error detected: Value '[a, ]' at 'names' failed to satisfy"
        " constraint: Member must satisfy constraint: [Member must have length greater"
        " than or equal to 1]"
    )


def test_a_constraint_on_members_can_be_an_enum() -> None:
    state = {"type": "string", "enum": ["ON", "OFF"]}
    shape = DenormalizedStructureBuilder().with_members(
        {"States": {"type": "list", "member": state}}
    )

    with pytest.raises(ValidationException) as caught:
        validator_of(NO_OPERATION, shape.build_model())({"States": ["ON", "on"]})

    assert str(caught.value) == (
        "1 validation error detected: Value '[ON, on]' at 'states' failed to satisfy"
        " constraint: Member must satisfy constraint: [Member must satisfy enum value"
        " set: [ON, OFF]]"
    )


@pytest.mark.parametrize("state", ["LONG", "of", ["ON"]], ids=["long", "other", "list"])
def test_a_value_of_an_enum_keeps_the_other_constraints(state: object) -> None:
    """No enumeration of EventBridge has any."""
    shape = DenormalizedStructureBuilder().with_members(
        {"State": {"type": "string", "enum": ["ON", "OFF", "LONG"], "max": 3}}
    )
    validate = validator_of(NO_OPERATION, shape.build_model())
    validate({"State": "OFF"})

    with pytest.raises(AwsError):
        validate({"State": state})


def test_a_member_that_the_shape_does_not_have_is_ignored() -> None:
    check("DeleteConnection", {"Name": "partner", "Colour": "blue"})
