"""Canaries in every secret member, looked for in all that a run prints and serves.

The tests inside tests read them from a file: what pytest shows of the source of a test
holds none.
"""

from __future__ import annotations

import html
import json
import logging
import re
from base64 import b64encode
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest
from botocore.config import Config
from responses import CallbackResponse

from eventbridge_mock.errors import DeploymentError
from eventbridge_mock.server.queries import QUERIES
from tests import requests_to_aws
from tests.conftest import REGION_NAME
from tests.connecting import FINDS_THESE_TESTS
from tests.server.browsing import Browser

if TYPE_CHECKING:
    from collections.abc import Callable

    from eventbridge_mock import EventBridgeMock

URL = "https://api.partner.example/orders"
TOKEN_URL = "https://auth.partner.example/token"


class Canaries:
    """A value of its own for each secret member, with a *sign* in each of them."""

    def __init__(self, sign: str) -> None:
        self.sign = sign
        self.given: list[str] = []

    def __call__(self, member: str, odd: str = '"<é/\\') -> str:
        value = f"{member}{odd}{self.sign}"
        self.given.append(value)
        return value

    def signs(self) -> list[str]:
        """Return what is left of the sign in encodings, and in Base64 of Base64."""
        sign = self.sign.encode()
        once = [b64encode(before + sign)[3:9] for before in (b"", b"x", b"xx")]
        bytes_in_json = ", ".join(map(str, sign))
        return [self.sign, sign.hex(), bytes_in_json, *(text.decode() for text in once)]

    def parameters(self, place: str) -> dict[str, Any]:
        """Return HTTP parameters with a secret value of each kind."""

        def pair(kind: str, odd: str) -> dict[str, Any]:
            value = self(f"{place}{kind}", odd)
            return {"Key": f"X-{kind}", "Value": value, "IsValueSecret": True}

        return {
            "HeaderParameters": [pair("header", "-+/")],
            "QueryStringParameters": [pair("query", '"<é/')],
            "BodyParameters": [pair("body", '"<é/')],
        }

    def authorization(self) -> dict[str, dict[str, Any]]:
        """Return AuthParameters of each type."""
        client = {"ClientID": "shop", "ClientSecret": self("client")}
        oauth = {
            "ClientParameters": client,
            "AuthorizationEndpoint": TOKEN_URL,
            "HttpMethod": "POST",
            "OAuthHttpParameters": self.parameters("token"),
        }
        basic = {"Username": "shop", "Password": self("password")}
        key = {"ApiKeyName": "X-Api-Key", "ApiKeyValue": self("key", "-+/")}
        return {
            "BASIC": {"BasicAuthParameters": basic},
            "API_KEY": {"ApiKeyAuthParameters": key},
            "OAUTH_CLIENT_CREDENTIALS": {"OAuthParameters": oauth},
        }


def make_destinations(events: Any, canaries: Canaries) -> None:
    """Make an API destination for each type, called as the type, and rules for all."""
    for kind, parameters in canaries.authorization().items():
        parameters["InvocationHttpParameters"] = canaries.parameters(kind)
        made = events.create_connection(
            Name=kind, AuthorizationType=kind, AuthParameters=parameters
        )
        made = events.create_api_destination(
            **requests_to_aws.api_destination(
                made["ConnectionArn"], Name=kind, InvocationEndpoint=f"{URL}/{kind}"
            )
        )
        events.put_rule(Name=kind, EventPattern='{"source": ["shop"]}')
        target = {
            "Id": kind,
            "Arn": made["ApiDestinationArn"],
            "RoleArn": requests_to_aws.ROLE_ARN,
            "DeadLetterConfig": {"Arn": requests_to_aws.QUEUE_ARN},
        }
        events.put_targets(Rule=kind, Targets=[target])


def script_echoes(mock: EventBridgeMock, canaries: Canaries) -> None:
    """Have a token issued, and endpoints refuse with an echo of what they got."""
    token = {"access_token": canaries("token", "-"), "token_type": "Bearer"}
    mock.responses.post(TOKEN_URL, json=token)

    def echo(request: Any) -> tuple[int, dict[str, str], str]:
        body = request.body.decode()
        headers = json.dumps(dict(request.headers))
        texts = [
            html.escape(body),
            body.replace("/", r"\/"),
            json.dumps(json.dumps({"headers": headers, "body": body})),
            re.sub("%..", lambda found: found[0].lower(), quote(body)),
            b64encode(json.dumps({"body": body}).encode()).decode(),
            b64encode(b64encode(json.dumps({"body": body}).encode())).decode(),
            json.dumps({"data": [*body.encode()]}),
            body.encode().hex(),
            request.url,
        ]
        echoed = {"X-Echo": request.url, "X-Encoded": texts[4]}
        return 400, echoed, "\n".join(texts)

    for kind in canaries.authorization():
        mock.responses.add_callback("POST", f"{URL}/{kind}", echo)


def publish(events: Any) -> None:
    entry = {"Source": "shop", "DetailType": "Order", "Detail": '{"n": 7}'}
    events.put_events(Entries=[entry])


@pytest.fixture
def canaries() -> Canaries:
    return Canaries("CANARY7")


@pytest.fixture
def busy(mock: EventBridgeMock, events: Any, canaries: Canaries) -> EventBridgeMock:
    """A mock that has refused an event at a destination of each type."""
    script_echoes(mock, canaries)
    make_destinations(events, canaries)
    publish(events)
    return mock


def assert_free(text: str, canaries: Canaries) -> None:
    __tracebackhide__ = True
    found = [text.find(sign) for sign in canaries.signs()]
    shown = [text[max(at - 200, 0) : at + 100] for at in found if at >= 0]

    assert shown == []


def test_the_canaries_are_sent_and_echoed(
    busy: EventBridgeMock, canaries: Canaries
) -> None:
    """Else these tests would prove nothing."""
    for invocation in busy.invocations:
        attempt = invocation.attempts[-1]
        assert canaries.sign.encode() in invocation.body
        assert canaries.sign.encode() in attempt.response_body
    assert len(busy.invocations) == len(busy.dead_letters) == 3


def test_nothing_that_tells_of_an_event_shows_them(
    busy: EventBridgeMock, canaries: Canaries
) -> None:
    (event,) = busy.events
    texts = [str(busy.explain(event)), repr(event), repr(busy)]
    for invocation in busy.invocations:
        texts += [invocation.to_curl(), repr(invocation), str(invocation.failure)]
        texts += [repr(invocation.attempts), repr(invocation.headers)]
        texts.append(repr(invocation.attempts[-1].response_headers))
    texts += [repr(letter.attributes) for letter in busy.dead_letters]
    texts += [request.to_curl() for request in busy.token_requests]

    assert_free("\n".join(texts), canaries)


@pytest.mark.parametrize("kind", requests_to_aws.AUTH_PARAMETERS)
def test_no_failed_assertion_shows_them(
    busy: EventBridgeMock, canaries: Canaries, kind: str
) -> None:
    with pytest.raises(AssertionError) as invoked:
        busy.assert_invoked(kind, json={}, headers={"X-header": "no"}, status=200)
    with pytest.raises(AssertionError) as dead_lettered:
        busy.assert_dead_lettered(kind, times=2)

    assert_free(f"{invoked.value} {dead_lettered.value}", canaries)


def test_a_server_shows_none(busy: EventBridgeMock, canaries: Canaries) -> None:
    with busy.serve() as served:
        browser = Browser(served.url)
        answers = [browser.get(path) for path in QUERIES]
        answers += [
            browser.get(f"invocations/{number}")
            for number in range(1, len(busy.invocations) + 1)
        ]
        answers.append(browser.send("GET", "/"))

    assert {answer.status for answer in answers} == {200}
    for answer in answers:
        assert_free(answer.body.decode(), canaries)
        assert_free(repr(json_in(answer)), canaries)


def json_in(answer: Any) -> Any:
    is_json = answer.headers["content-type"] == "application/json"
    return answer.json() if is_json else None


@pytest.fixture
def every_log(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """All records of all loggers, also of those with a level of their own."""
    caplog.set_level(logging.DEBUG)
    for name in list(logging.root.manager.loggerDict):
        caplog.set_level(logging.DEBUG, logger=name)
    return caplog


@pytest.mark.parametrize("mode", ["legacy", "standard", "adaptive"])
def test_no_log_shows_a_secret_that_is_read_after_a_scripted_error(
    busy: EventBridgeMock,
    make_client: Callable[..., Any],
    canaries: Canaries,
    every_log: pytest.LogCaptureFixture,
    mode: str,
) -> None:
    config = Config(retries={"mode": mode})
    secretsmanager = make_client("secretsmanager", config=config)
    busy.fail("GetSecretValue", "ThrottlingException")
    arn = next(iter(busy.secrets))

    value = secretsmanager.get_secret_value(SecretId=arn)["SecretString"]

    assert canaries.sign in value
    assert "Response body" in every_log.text
    assert_free(every_log.text, canaries)


def test_no_log_of_all_else_shows_them(
    mock: EventBridgeMock,
    events: Any,
    canaries: Canaries,
    every_log: pytest.LogCaptureFixture,
) -> None:
    for operation in ("CreateConnection", "PutEvents", "UpdateConnection"):
        mock.fail(operation, "ThrottlingException")
    script_echoes(mock, canaries)
    make_destinations(events, canaries)
    publish(events)
    parameters = canaries.authorization()["BASIC"]
    events.update_connection(
        Name="BASIC", AuthorizationType="BASIC", AuthParameters=parameters
    )

    assert "botocore" in {record.name.partition(".")[0] for record in every_log.records}
    assert_free(every_log.text, canaries)


BAD = {
    "too long": {"ApiKeyName": "X-Api-Key", "ApiKeyValue": "{}" * 600},
    "no text": {"ApiKeyName": "X-Api-Key", "ApiKeyValue": "{}\n\0"},
}


@pytest.mark.parametrize("key", BAD.values(), ids=BAD)
def test_an_error_of_a_value_does_not_show_it(
    unchecked_events: Any, key: dict[str, str], canaries: Canaries
) -> None:
    value = key["ApiKeyValue"].replace("{}", canaries("key"))
    key = {**key, "ApiKeyValue": value}
    with pytest.raises(Exception) as caught:  # noqa: PT011 - whichever it is
        unchecked_events.create_connection(
            Name="partner",
            AuthorizationType="API_KEY",
            AuthParameters={"ApiKeyAuthParameters": key},
        )

    assert_free(f"{caught.value} {caught.value!r}", canaries)


TEMPLATE: dict[str, Any] = {
    "Parameters": {"Key": {"Type": "String", "NoEcho": True}},
    "Resources": {
        "Partner": {
            "Type": "AWS::Events::Connection",
            "Properties": {
                "AuthorizationType": "API_KEY",
                "AuthParameters": {
                    "ApiKeyAuthParameters": {
                        "ApiKeyName": "X-Api-Key",
                        "ApiKeyValue": {"Ref": "Key"},
                    }
                },
            },
        }
    },
}
MISTAKES: dict[str, dict[str, Any]] = {
    "a name": {"Name": {"Ref": "Key"}},
    "a type": {"AuthorizationType": {"Fn::Sub": "${Key}!"}},
    "a property": {"AuthParameters": {"Fn::Join": ["", ["x", {"Ref": "Key"}]]}},
    "a pair": {"Description": {"Fn::Select": [{"Ref": "Key"}, []]}},
    "a name of a map": {"Name": {"Fn::FindInMap": ["Map", {"Ref": "Key"}, "x"]}},
    "an attribute": {"Name": {"Fn::GetAtt": ["Partner", {"Ref": "Key"}]}},
    "an import": {"Name": {"Fn::ImportValue": {"Ref": "Key"}}},
    "Base64": {"Name": {"Fn::Base64": {"Ref": "Key"}}},
    "a length": {"Description": {"Fn::Sub": "${Key}" * 100}},
}


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES)
def test_no_error_of_a_template_shows_a_parameter_that_is_not_echoed(
    mock: EventBridgeMock, canaries: Canaries, mistake: dict[str, Any]
) -> None:
    partner = TEMPLATE["Resources"]["Partner"]
    wrong = {**partner, "Properties": {**partner["Properties"], **mistake}}
    template = {**TEMPLATE, "Resources": {"Partner": wrong}}
    with pytest.raises(DeploymentError) as caught:
        mock.deploy(template, parameters={"Key": canaries("key")})

    assert_free(f"{caught.value} {caught.value!r}", canaries)


def test_no_error_of_a_template_shows_a_dynamic_reference(
    mock: EventBridgeMock, canaries: Canaries
) -> None:
    partner = TEMPLATE["Resources"]["Partner"]
    name = "{{resolve:secretsmanager:partner:SecretString:key}}"
    wrong = {**partner["Properties"], "Name": name}
    template = {"Resources": {"Partner": {**partner, "Properties": wrong}}}
    secrets = {"partner": {"key": canaries("key")}}
    with pytest.raises(DeploymentError) as caught:
        mock.deploy(template, secrets=secrets)

    assert_free(f"{caught.value} {caught.value!r}", canaries)


INNER = """
from pathlib import Path
import pytest
from eventbridge_mock import current_mock, mock_api_destinations
from tests.records import test_canaries as made

def canaries():
    return made.Canaries(Path("sign.txt").read_text())

def deploy(mock):
    parameters = {"Key": canaries()("key")}
    mock.deploy(made.TEMPLATE, parameters=parameters)

@pytest.fixture
def busy(eventbridge_mock, eventbridge_client):
    made.script_echoes(eventbridge_mock, canaries())
    made.make_destinations(eventbridge_client, canaries())
    made.publish(eventbridge_client)
    return eventbridge_mock

def test_that_fails(busy, eventbridge_client):
    arn = next(iter(busy.secrets))
    secret = busy.secrets[arn]
    event, invocation = busy.events[0], busy.invocations[0]
    explanation = busy.explain(event)
    assert not invocation

def test_an_assertion(busy):
    busy.assert_invoked("BASIC", json={})

def test_a_comparison(busy):
    assert busy.invocations[0] == busy.invocations[1]

def test_headers(busy):
    assert busy.invocations[0].headers == busy.invocations[1].headers

def test_a_callback_that_raises(busy, eventbridge_client):
    def reply(request):
        raise RuntimeError("of the test")
    for kind in ("BASIC", "API_KEY", "OAUTH_CLIENT_CREDENTIALS"):
        busy.responses.replace(
            made.responses_callback("POST", f"{made.URL}/{kind}", reply)
        )
    busy.invoke("BASIC", {"order": 7})

def test_a_callback_that_raises_within_a_call(busy, eventbridge_client):
    def reply(request):
        raise RuntimeError("of the test")
    for kind in ("BASIC", "API_KEY", "OAUTH_CLIENT_CREDENTIALS"):
        busy.responses.replace(
            made.responses_callback("POST", f"{made.URL}/{kind}", reply)
        )
    made.publish(eventbridge_client)

@mock_api_destinations(unmatched_endpoint="refuse", region_name="eu-west-1")
def test_what_is_refused(eventbridge_client):
    made.make_destinations(eventbridge_client, canaries())
    current_mock().invoke("BASIC")

def test_a_name_that_nobody_has(busy):
    busy.invoke("nobody")

def test_a_template(eventbridge_mock):
    template = {**made.TEMPLATE, "Outputs": {"Key": {"Value": {"Ref": "None"}}}}
    eventbridge_mock.deploy(
        template, parameters={"Key": canaries()("key")}
    )

def test_a_secret_after_an_error(busy, make_secretsmanager):
    busy.fail("GetSecretValue", "ThrottlingException")
    arn = next(iter(busy.secrets))
    make_secretsmanager().get_secret_value(SecretId=arn)
    assert not busy
"""

MAKES_CLIENTS = """
import botocore.session
import pytest

@pytest.fixture
def make_secretsmanager():
    session = botocore.session.get_session()
    return lambda: session.create_client("secretsmanager", region_name="eu-west-1")
"""


def responses_callback(method: str, url: str, reply: Callable[..., Any]) -> Any:
    """Return a scripted reply that calls *reply*."""
    return CallbackResponse(method, url, reply)


REPORTS = [
    "--junitxml=report.xml",
    "-ojunit_logging=all",
    "-ojunit_log_passing_tests=1",
]


@pytest.mark.parametrize("style", ["auto", "long", "short"])
def test_no_report_of_a_failed_test_shows_them(
    inner: pytest.Pytester, canaries: Canaries, style: str
) -> None:
    inner.path.joinpath("sign.txt").write_text(canaries.sign)
    inner.makeconftest(FINDS_THESE_TESTS + MAKES_CLIENTS)
    inner.makepyfile(INNER)

    result = inner.runpytest(
        f"-oeventbridge_mock_region_name={REGION_NAME}",
        "-rA",
        "--showlocals",
        "--log-level=DEBUG",
        f"--tb={style}",
        *REPORTS,
    )

    result.assert_outcomes(failed=9, passed=1, errors=1)
    assert re.findall(r"eventbridge_mock/[a-z_/]+\.py:\d+", result.stdout.str()) == []
    assert_free(result.stdout.str(), canaries)
    assert_free(inner.path.joinpath("report.xml").read_text(), canaries)
