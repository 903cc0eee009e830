"""Whatever a partner answers and a template says, a delivery ends with an outcome."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import responses
from hypothesis import given
from hypothesis import strategies as st

from eventbridge_mock import EventBridgeMock, mock_api_destinations
from tests import requests_to_aws
from tests.fuzz.calls import answer, client
from tests.fuzz.conftest import PROFILE
from tests.fuzz.inputs import as_json, nearly, spliced, strings, values

URL = "https://api.partner.example/orders"
OUTCOMES = {"delivered", "failed", "dead_lettered", "pending"}

# What a reply of HTTP can hold: no line break, nothing beyond Latin-1.
header_values = st.text(
    st.characters(max_codepoint=255, exclude_characters="\r\n\x00"), max_size=40
) | spliced("Wed, 21 Oct 2026 07:28:00 GMT", "120", "-1", "1e9").filter(
    lambda text: text.isprintable() and text.isascii()
)


def make_orders(mock: EventBridgeMock, kind: str = "BASIC", **changes: Any) -> None:
    caller = client()
    arn = caller.create_connection(**requests_to_aws.connection(kind))["ConnectionArn"]
    caller.create_api_destination(
        **requests_to_aws.api_destination(arn, InvocationEndpoint=URL, **changes)
    )
    assert mock.api_destinations["orders"]


@PROFILE
@given(
    status=st.sampled_from([200, 204, 301, 400, 401, 407, 409, 429, 500, 503]),
    retry_after=header_values,
    body=st.binary(max_size=40),
)
def test_whatever_a_partner_answers_there_is_an_outcome(
    status: int, retry_after: str, body: bytes
) -> None:
    with mock_api_destinations(assert_all_responses_were_used=False) as mock:
        make_orders(mock)
        headers = {"Retry-After": retry_after}
        mock.responses.post(URL, status=status, body=body, headers=headers)
        invocation = mock.invoke("orders", {"n": 1})
        assert invocation.outcome in OUTCOMES
        assert invocation.to_curl()


TOKEN = {"access_token": "abc", "token_type": "Bearer", "expires_in": 60}


@PROFILE
@given(
    status=st.sampled_from([200, 201, 400, 401, 500]),
    content=nearly(TOKEN).map(as_json) | spliced(json.dumps(TOKEN)) | strings,
    content_type=header_values,
)
def test_whatever_an_authorization_server_answers_there_is_an_outcome(
    status: int, content: str, content_type: str
) -> None:
    with mock_api_destinations(assert_all_responses_were_used=False) as mock:
        mock.responses.add(
            responses.Response(
                "POST",
                "https://auth.partner.example/token",
                status=status,
                body=content.encode("utf-8", "surrogatepass"),
                content_type=content_type,
            )
        )
        make_orders(mock, "OAUTH_CLIENT_CREDENTIALS")
        assert mock.connections["partner"].connection_state
        assert mock.invoke("orders", {"n": 1}).outcome in OUTCOMES


@PROFILE
@given(
    template=spliced(
        '{"t": <total>, "n": "<name>"}', '"<total>"', "<aws.events.event>"
    ),
    path=spliced("$.detail.total", "$.detail['a']", "$.detail.items[0].x", "$..a", "$"),
    detail=values,
)
def test_whatever_a_transformer_makes_there_is_an_outcome(
    template: str, path: str, detail: object
) -> None:
    with mock_api_destinations() as mock:
        make_orders(mock)
        caller = client()
        caller.put_rule(**requests_to_aws.rule(EventPattern='{"source": ["shop"]}'))
        arn = mock.api_destinations["orders"].api_destination_arn
        transformer = {
            "InputPathsMap": {"total": path, "name": "$.detail.name"},
            "InputTemplate": template,
        }
        target = requests_to_aws.target(Arn=arn, InputTransformer=transformer)
        answer(caller, "put_targets", {"Rule": "orders", "Targets": [target]})
        entry = {
            "Source": "shop",
            "DetailType": "t",
            "Detail": as_json({"total": detail}),
        }
        answer(caller, "put_events", {"Entries": [entry]})
        for event in mock.events:
            assert str(mock.explain(event))
        assert {sent.outcome for sent in mock.invocations} <= OUTCOMES


@PROFILE
@given(
    url=spliced(
        URL,
        "https://user:pw@api.partner.example:8443/a/*/b?c=*#d",
        "https://[::1]:443/",
        "https://127.0.0.1/",
    ),
    parameters=st.lists(strings, max_size=3),
)
def test_an_endpoint_is_refused_or_reached(url: str, parameters: list[str]) -> None:
    with mock_api_destinations() as mock:
        make_orders(mock)
        params = {"Name": "orders", "InvocationEndpoint": url}
        answer(client(), "update_api_destination", params)
        # Raised for values that PutTargets would not take.
        with suppress(ValueError):
            sent = mock.invoke(
                "orders", {}, http_parameters={"PathParameterValues": parameters}
            )
            assert sent.outcome in OUTCOMES
