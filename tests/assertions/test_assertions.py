"""`assert_invoked` and `assert_not_invoked`, and the texts of their failures."""

from __future__ import annotations

import inspect
from collections import OrderedDict, UserDict
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, Any
from unittest.mock import ANY

import pytest

# A run of pytester would import them, and have them imported anew after that.
import eventbridge_mock.activation.interception
import eventbridge_mock.state.mock_state  # noqa: F401
from eventbridge_mock import EventBridgeMock
from tests import requests_to_aws

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

URL = "https://api.partner.example/orders?shop=north&tag=a&tag=b"
SENT = f"POST {URL}"
EVENT = {"order": 7, "items": [{"id": "a"}, {"id": "b"}], "note": None}
TENANT = {"Key": "X-Tenant", "Value": "not-a-secret-tenant", "IsValueSecret": True}


class Whole:
    """Equal to every whole number, and printed as it was written."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, int)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return "Whole()"


class Unordered(list):
    """Equal to any list of the same elements."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, list) and sorted(self) == sorted(other)

    __hash__ = None  # type: ignore[assignment]


@pytest.fixture
def make(events: Any) -> Callable[..., None]:
    """Make API destinations of these names."""

    def make_destinations(*names: str) -> None:
        secret = {"InvocationHttpParameters": {"HeaderParameters": [TENANT]}}
        connection = events.create_connection(
            **requests_to_aws.connection(
                AuthParameters={**requests_to_aws.BASIC, **secret}
            )
        )
        for name in names:
            events.create_api_destination(
                **requests_to_aws.api_destination(
                    connection["ConnectionArn"], Name=name, InvocationEndpoint=URL
                )
            )

    return make_destinations


@pytest.fixture
def sent(mock: EventBridgeMock, make: Callable[..., None]) -> EventBridgeMock:
    """A mock in which `orders` was invoked once with EVENT."""
    make("orders", "crm")
    mock.invoke("orders", EVENT)
    return mock


def failure_of(act: Callable[..., Any], *args: Any, **expected: Any) -> str:
    """Return the text of the AssertionError that *act* has to raise."""
    with pytest.raises(AssertionError) as caught:
        act(*args, **expected)
    return str(caught.value)


MATCHING: dict[str, Mapping[str, Any]] = {
    "nothing": {},
    "method": {"method": "POST"},
    "url": {"url": URL},
    "headers": {"headers": {"User-Agent": "Amazon/EventBridge/ApiDestinations"}},
    "headers in any case": {"headers": {"user-agent": ANY, "X-TENANT": ANY}},
    "no headers": {"headers": {}},
    "query": {"query": {"shop": "north"}},
    "repeated query": {"query": {"tag": ["a", "b"]}},
    "json": {"json": EVENT},
    "json with own equality": {"json": {**EVENT, "order": Whole(), "note": ANY}},
    "own equality deep inside": {"json": {**EVENT, "items": [ANY, {"id": ANY}]}},
    "any json": {"json": ANY},
    "body as bytes": {
        "body": b'{"order":7,"items":[{"id":"a"},{"id":"b"}],"note":null}'
    },
    "body as text": {"body": '{"order":7,"items":[{"id":"a"},{"id":"b"}],"note":null}'},
    "any body": {"body": ANY},
    "status": {"status": 200},
    "status with own equality": {"status": Whole()},
    "all": {"method": "POST", "url": ANY, "json": EVENT, "status": 200},
}


@pytest.mark.parametrize("expected", MATCHING.values(), ids=MATCHING)
def test_a_match_is_returned(
    sent: EventBridgeMock, expected: Mapping[str, Any]
) -> None:
    assert sent.assert_invoked("orders", **expected) == (sent.invocations.last,)


@pytest.mark.parametrize("expected", MATCHING.values(), ids=MATCHING)
def test_a_match_that_was_not_to_be_fails(
    sent: EventBridgeMock, expected: Mapping[str, Any]
) -> None:
    text = failure_of(sent.assert_not_invoked, "orders", **expected)

    headline, *invocations = text.splitlines()
    assert headline.startswith("Expected no invocation of 'orders'")
    assert headline.endswith("; found one. Recorded invocations:")
    assert invocations == [f"  1. <Invocation 'orders' {SENT} -> 200, delivered>"]


COMPARES_WHOLE = (
    "  json= compares the whole document. unittest.mock.ANY equals any value, and"
    " IsPartialDict of dirty-equals an object with more members."
)


def look_at_the_secret(header: str) -> str:
    return (
        f"  headers['{header}'] holds a secret of connection 'partner': look at the"
        " AuthParameters it was created or updated with. The value that was sent is in"
        f" the invocation's .headers['{header}']."
    )


# The expectation, as the headline prints it, the differences, and a hint if any.
DIFFERING: dict[str, tuple[Any, ...]] = {
    "method": (
        {"method": "PUT"},
        "method='PUT'",
        ["method: 'POST', expected 'PUT'"],
    ),
    "url": (
        {"url": "https://api.partner.example/"},
        "url='https://api.partner.example/'",
        [f"url: '{URL}', expected 'https://api.partner.example/'"],
    ),
    "header": (
        {"headers": {"range": "bytes=0-1"}},
        "headers={'range': 'bytes=0-1'}",
        ["headers['range']: 'bytes=0-1048575', expected 'bytes=0-1'"],
    ),
    "missing header": (
        {"headers": {"X-Shop": "north"}},
        "headers={'X-Shop': 'north'}",
        ["headers['X-Shop']: missing, expected 'north'"],
    ),
    "authorization": (
        {"headers": {"Authorization": "Bearer x"}},
        "headers={'Authorization': '***'}",
        [
            (
                "headers['Authorization']: not the expected value (hidden because it is"
                " secret)"
            )
        ],
        look_at_the_secret("Authorization"),
    ),
    "secret header": (
        {"headers": {"X-Tenant": "south"}},
        "headers={'X-Tenant': '***'}",
        ["headers['X-Tenant']: not the expected value (hidden because it is secret)"],
        look_at_the_secret("X-Tenant"),
    ),
    "query": (
        {"query": {"shop": "south", "page": "1", "tag": "a"}},
        "query={'shop': 'south', 'page': '1', 'tag': 'a'}",
        [
            "query['shop']: 'north', expected 'south'",
            "query['page']: missing, expected '1'",
            "query['tag']: ['a', 'b'], expected 'a'",
        ],
    ),
    "json": (
        {"json": {"order": 8, "items": [{"id": "a"}, {"id": "c"}], "shop": "n"}},
        "json={'order': 8, 'items': [{'id': 'a'}, {'id': 'c'}], 'shop': 'n'}",
        [
            "json.order: 7, expected 8",
            'json.items[1].id: "b", expected "c"',
            'json.shop: missing, expected "n"',
            "json.note: null, not expected",
        ],
        COMPARES_WHOLE,
    ),
    "json as text": (
        {"json": ' {"order": 7}'},
        """json=' {"order": 7}'""",
        [
            'json: {"order": 7, "items": [{"id": "a"}, {"id": "b"}], "note": null},'
            """ expected " {\\"order\\": 7}\""""
        ],
        "  json= got a string. Pass the object that it is the JSON of, or compare the"
        " text with body=.",
    ),
    "other text in json": (
        {"json": "order"},
        "json='order'",
        [
            'json: {"order": 7, "items": [{"id": "a"}, {"id": "b"}], "note": null},'
            ' expected "order"'
        ],
    ),
    "more in json": (
        {"json": {"items": [{}, {"id": "c"}], "note": None}},
        "json={'items': [{}, {'id': 'c'}], 'note': None}",
        [
            'json.items[1].id: "b", expected "c"',
            'json.items[0].id: "a", not expected',
            "json.order: 7, not expected",
        ],
        COMPARES_WHOLE,
    ),
    "length of a list": (
        {"json": {**EVENT, "items": ({"id": "x"},)}},
        "json={'order': 7, 'items': ({'id': 'x'},), 'note': None}",
        [
            "json.items: 2 elements, expected 1",
            'json.items[0].id: "a", expected "x"',
        ],
    ),
    "other kind of json": (
        {"json": [1]},
        "json=[1]",
        [
            'json: {"order": 7, "items": [{"id": "a"}, {"id": "b"}], "note": null},'
            " expected [1]"
        ],
    ),
    "own equality": (
        {"json": {**EVENT, "note": Whole()}},
        "json={'order': 7, 'items': [{'id': 'a'}, {'id': 'b'}], 'note': Whole()}",
        ["json.note: null, expected Whole()"],
    ),
    "body as bytes": (
        {"body": b"{}"},
        "body=b'{}'",
        [
            """body: b'{"order":7,"items":[{"id":"a"},{"id":"b"}],"note":null}',"""
            " expected b'{}'"
        ],
    ),
    "body as text": (
        {"body": "{}"},
        "body='{}'",
        [
            """body: '{"order":7,"items":[{"id":"a"},{"id":"b"}],"note":null}',"""
            " expected '{}'"
        ],
    ),
    "status": ({"status": 503}, "status=503", ["status: 200, expected 503"]),
    "no status": ({"status": None}, "status=None", ["status: 200, expected None"]),
    "several": (
        {"method": "PUT", "status": 503},
        "method='PUT', status=503",
        ["method: 'POST', expected 'PUT'", "status: 200, expected 503"],
    ),
}


@pytest.mark.parametrize(
    ("expected", "told", "differences", "hint"),
    [(*case, None)[:4] for case in DIFFERING.values()],
    ids=DIFFERING,
)
def test_a_difference_is_told(
    sent: EventBridgeMock,
    expected: dict[str, Any],
    told: str,
    differences: list[str],
    hint: str | None,
) -> None:
    text = failure_of(sent.assert_invoked, "orders", **expected)

    assert text.splitlines() == [
        f"Expected one invocation of 'orders' with {told}; found none."
        " Recorded invocations:",
        f"  1. <Invocation 'orders' {SENT} -> 200, delivered>",
        *(f"       {line}" for line in differences),
        *filter(None, [hint]),
    ]


@pytest.mark.parametrize(
    "expected", [case[0] for case in DIFFERING.values()], ids=DIFFERING
)
def test_what_differs_is_not_what_was_not_to_be(
    sent: EventBridgeMock, expected: dict[str, Any]
) -> None:
    assert sent.assert_not_invoked("orders", **expected) == (sent.invocations.last,)


@pytest.mark.parametrize(
    ("count", "times", "told"),
    [
        (1, 0, "Expected no invocation of 'orders'; found one."),
        (1, 2, "Expected 2 invocations of 'orders'; found one."),
        (2, 1, "Expected one invocation of 'orders'; found 2."),
        (3, 4, "Expected 4 invocations of 'orders'; found 3."),
    ],
)
def test_a_wrong_count_is_told(
    mock: EventBridgeMock,
    make: Callable[..., None],
    count: int,
    times: int,
    told: str,
) -> None:
    make("orders")
    for _ in range(count):
        mock.invoke("orders")

    assert failure_of(mock.assert_invoked, "orders", times=times).splitlines() == [
        f"{told} Recorded invocations:",
        *(
            f"  {number}. <Invocation 'orders' {SENT} -> 200, delivered>"
            for number in range(1, count + 1)
        ),
    ]


@pytest.mark.parametrize("times", [0, 1, 2, 3])
def test_exactly_so_many_are_returned(
    mock: EventBridgeMock, make: Callable[..., None], times: int
) -> None:
    make("orders", "crm")
    mock.invoke("crm", {"order": 1})
    mock.invoke("orders", {"order": 2})
    for _ in range(times):
        mock.invoke("orders", {"order": 1})

    assert mock.assert_invoked("orders", times=times, json={"order": 1}) == tuple(
        mock.invocations[2:]
    )


def test_no_more_than_ten_invocations_are_shown(
    mock: EventBridgeMock, make: Callable[..., None]
) -> None:
    make("orders")
    for _ in range(12):
        mock.invoke("orders")
    text = failure_of(mock.assert_invoked, "orders")

    assert text.splitlines()[0] == (
        "Expected one invocation of 'orders'; found 12. Recorded invocations:"
    )
    assert text.splitlines()[10:] == [
        f"  10. <Invocation 'orders' {SENT} -> 200, delivered>",
        "  … and 2 more",
    ]


def test_no_more_than_ten_that_were_not_to_be_are_shown(
    mock: EventBridgeMock, make: Callable[..., None]
) -> None:
    make("orders")
    for _ in range(12):
        mock.invoke("orders")
    text = failure_of(mock.assert_not_invoked, "orders")

    assert text.splitlines() == [
        "Expected no invocation of 'orders'; found 12. Recorded invocations:",
        *(
            f"  {number}. <Invocation 'orders' {SENT} -> 200, delivered>"
            for number in range(1, 11)
        ),
        "  … and 2 more",
    ]


def test_no_more_than_eight_differences_are_shown(
    mock: EventBridgeMock, make: Callable[..., None]
) -> None:
    make("orders")
    mock.invoke("orders", {})
    text = failure_of(
        mock.assert_invoked, "orders", json={f"k{n}": n for n in range(9)}
    )

    assert text.splitlines()[2:] == [
        *(f"       json.k{n}: missing, expected {n}" for n in range(8)),
        "       … and 1 more",
    ]


def test_a_body_that_is_not_json_is_told(
    mock: EventBridgeMock, make: Callable[..., None]
) -> None:
    make("orders")
    mock.invoke("orders", body="<order/>")
    text = failure_of(mock.assert_invoked, "orders", json={})

    assert text.splitlines()[2:] == [
        "       json: the body is not valid JSON at line 1, column 1: b'<order/>'"
    ]


def test_a_body_that_is_no_text_is_told(
    mock: EventBridgeMock, make: Callable[..., None]
) -> None:
    make("orders")
    mock.invoke("orders", body=b"\xff")
    text = failure_of(mock.assert_invoked, "orders", body=b"\xfe")

    assert text.splitlines()[2:] == ["       body: b'\\xff', expected b'\\xfe'"]
    with_json = failure_of(mock.assert_invoked, "orders", json={})
    assert with_json.splitlines()[2:] == [
        "       json: the body is not valid UTF-8: b'\\xff'"
    ]


def test_what_was_not_sent_does_not_count(
    mock: EventBridgeMock, events: Any, make: Callable[..., None]
) -> None:
    make("orders")
    events.delete_connection(Name="partner")
    mock.invoke("orders")
    why = (
        "API destination 'orders' is INACTIVE: its connection was deleted, and only"
        " UpdateApiDestination gives it another."
    )

    assert failure_of(mock.assert_invoked, "orders").splitlines() == [
        "Expected one invocation of 'orders'; found none. Recorded invocations:",
        f"  1. <Invocation 'orders' not sent, failed ({why})>",
        f"       not sent: {why}",
    ]


def test_what_was_not_sent_is_no_invocation(
    mock: EventBridgeMock, events: Any, make: Callable[..., None]
) -> None:
    make("orders")
    events.delete_connection(Name="partner")
    mock.invoke("orders")

    assert mock.assert_not_invoked("orders") == (mock.invocations.last,)


def test_nothing_invoked_at_all_is_told(
    mock: EventBridgeMock, make: Callable[..., None]
) -> None:
    make("orders")

    assert failure_of(mock.assert_invoked, "orders", status=200).splitlines() == [
        "Expected one invocation of 'orders' with status=200; found none.",
        "  No event was published and `invoke()` was not called.",
    ]


def test_what_was_invoked_instead_is_told(
    mock: EventBridgeMock, make: Callable[..., None]
) -> None:
    make("orders", "crm", "audit")
    for name in ("crm", "crm", "audit"):
        mock.invoke(name)

    assert failure_of(mock.assert_invoked, "orders").splitlines() == [
        "Expected one invocation of 'orders'; found none.",
        "  Other API destinations were invoked: 'audit' once, 'crm' twice.",
    ]


def test_a_name_that_does_not_exist_is_told(mock: EventBridgeMock) -> None:
    assert failure_of(mock.assert_invoked, "orders").splitlines() == [
        "Expected one invocation of 'orders'; found none.",
        "  API destination 'orders' does not exist.",
        "  No event was published and `invoke()` was not called.",
    ]


def test_the_endpoint_in_place_of_the_name_is_told(
    mock: EventBridgeMock, make: Callable[..., None]
) -> None:
    make("orders")

    assert failure_of(mock.assert_invoked, URL).splitlines()[1] == (
        f"  API destination '{URL}' does not exist. It is the endpoint of 'orders':"
        " pass that name."
    )


def test_a_logical_id_in_place_of_the_resource_is_told(mock: EventBridgeMock) -> None:
    bus = {"Type": "AWS::Events::EventBus", "Properties": {"Name": "shop"}}
    mock.deploy({"Resources": {"Bus": bus}}, stack_name="shop")

    assert failure_of(mock.assert_invoked, "Bus").splitlines()[1] == (
        "  API destination 'Bus' does not exist. It is a logical id of stack 'shop':"
        " pass mock.deployments['shop']['Bus']."
    )
    assert failure_of(mock.assert_invoked, "Buss").splitlines()[1] == (
        "  API destination 'Buss' does not exist."
    )


REFUSED = {"Source": "shop", "DetailType": "Order", "Detail": "order 7"}


@pytest.mark.parametrize("count", [1, 2])
def test_refused_entries_are_told(
    mock: EventBridgeMock, events: Any, make: Callable[..., None], count: int
) -> None:
    make("orders")
    events.put_events(Entries=[REFUSED] * count)
    what = {1: "an entry", 2: "2 entries"}[count]
    line = (
        f"  PutEvents refused {what} (MalformedDetail: Detail is malformed.). It raises"
        " no error; its answer has FailedEntryCount."
    )

    assert failure_of(mock.assert_invoked, "orders").splitlines() == [
        "Expected one invocation of 'orders'; found none.",
        "  No event was published and `invoke()` was not called.",
        line,
    ]
    assert failure_of(mock.assert_published).splitlines()[1:] == [
        "  PutEvents accepted no event.",
        line,
    ]


def test_an_entry_that_the_test_lets_fail_is_told(
    mock: EventBridgeMock, events: Any
) -> None:
    mock.fail("PutEvents", "ThrottlingException", entries=[0])
    events.put_events(Entries=[{**REFUSED, "Detail": "{}"}])

    assert "  PutEvents refused an entry (ThrottlingException: " in failure_of(
        mock.assert_published
    )


def test_a_reset_forgets_refused_entries(mock: EventBridgeMock, events: Any) -> None:
    events.put_events(Entries=[REFUSED])
    mock.reset()

    assert "refused" not in failure_of(mock.assert_published)


def test_too_many_events_are_not_blamed_on_refused_ones(
    mock: EventBridgeMock, events: Any
) -> None:
    events.put_events(Entries=[REFUSED, {**REFUSED, "Detail": "{}"}])

    assert "refused" not in failure_of(mock.assert_published, times=0)


def test_a_wrong_token_is_sought_in_the_reply_of_the_authorization_server(
    mock: EventBridgeMock, events: Any
) -> None:
    connection = events.create_connection(
        **requests_to_aws.connection("OAUTH_CLIENT_CREDENTIALS")
    )
    events.create_api_destination(
        **requests_to_aws.api_destination(connection["ConnectionArn"], Name="orders")
    )
    mock.invoke("orders")

    wrong = {"Authorization": "Bearer mine"}
    assert failure_of(mock.assert_invoked, "orders", headers=wrong).endswith(
        ".headers['Authorization']. A token of OAuth comes from the reply to the newest"
        " of mock.token_requests, which is sent when the connection is created: script"
        " that reply before."
    )


def test_a_name_that_exists_in_another_region_only_is_told(
    mock: EventBridgeMock, make: Callable[..., None]
) -> None:
    make("orders")
    with type(mock)({"region_name": "us-east-1"}) as there:
        text = failure_of(there.assert_invoked, "orders")

    assert text.splitlines() == [
        "Expected one invocation of 'orders'; found none.",
        "  API destination 'orders' does not exist in us-east-1; it exists in"
        " eu-west-1.",
        "  No event was published and `invoke()` was not called.",
    ]


def test_a_name_that_is_nearly_right_is_told(sent: EventBridgeMock) -> None:
    assert failure_of(sent.assert_invoked, "order").splitlines() == [
        "Expected one invocation of 'order'; found none.",
        "  API destination 'order' does not exist. Did you mean 'orders'?",
        "  Other API destinations were invoked: 'orders' once.",
    ]


def test_nothing_invoked_is_what_was_to_be(mock: EventBridgeMock) -> None:
    assert mock.assert_not_invoked("orders", must_exist=False) == ()


def test_a_misspelt_expectation_is_a_type_error(sent: EventBridgeMock) -> None:
    with pytest.raises(TypeError, match="header"):
        sent.assert_invoked("orders", header={})  # type: ignore[call-arg]


def test_a_failure_points_at_the_line_of_the_test(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        def test_it(eventbridge_mock):
            eventbridge_mock.assert_invoked("orders")
        """
    )
    outcome = pytester.runpytest("--tb=short")

    outcome.stdout.fnmatch_lines(
        [
            "test_a_failure_points_at_the_line_of_the_test.py:2: in test_it",
            '    eventbridge_mock.assert_invoked("orders")',
            "E   AssertionError: Expected one invocation of 'orders'; found none.*",
        ],
        consecutive=True,
    )


def test_an_expectation_that_was_not_given_says_so() -> None:
    signature = inspect.signature(EventBridgeMock.assert_invoked)

    assert repr(signature.parameters["json"].default) == "<not given>"


def test_a_misspelt_name_is_no_proof_that_nothing_was_invoked(
    sent: EventBridgeMock,
) -> None:
    wanted = (
        "API destination 'order' does not exist. Did you mean 'orders'? A name that"
        " never existed does not show that nothing was invoked. If that is the point of"
        " the test: mock.assert_not_invoked('order', must_exist=False)."
    )

    assert failure_of(sent.assert_not_invoked, "order") == wanted
    assert failure_of(sent.assert_invoked, "order", times=0) == wanted


def test_a_name_that_never_existed_does_not_show_that_nothing_was_invoked(
    sent: EventBridgeMock,
) -> None:
    wanted = (
        "API destination 'warehouse' does not exist. A name that never existed does not"
        " show that nothing was invoked. If that is the point of the test:"
        " mock.assert_not_invoked('warehouse', must_exist=False)."
    )

    assert failure_of(sent.assert_not_invoked, "warehouse") == wanted
    assert failure_of(sent.assert_invoked, "warehouse", times=0) == wanted
    assert sent.assert_not_invoked("warehouse", must_exist=False) == ()


def test_a_name_that_never_existed_is_no_news_after_a_reset(
    mock: EventBridgeMock, make: Callable[..., None]
) -> None:
    make("orders")
    mock.reset()

    assert failure_of(mock.assert_not_invoked, "orders").startswith(
        "API destination 'orders' does not exist. A name that never existed"
    )


def test_a_name_that_was_deleted_or_is_elsewhere_was_not_invoked(
    mock: EventBridgeMock, events: Any, make: Callable[..., None]
) -> None:
    make("orders")
    events.delete_api_destination(Name="orders")

    assert mock.assert_not_invoked("orders") == ()
    with type(mock)({"region_name": "eu-central-1"}) as there:
        assert there.assert_not_invoked("orders") == ()


def test_a_name_that_was_invoked_is_not_misspelt(
    sent: EventBridgeMock, events: Any, make: Callable[..., None]
) -> None:
    events.delete_api_destination(Name="orders")
    events.delete_connection(Name="partner")
    make("orders-2")

    assert sent.assert_not_invoked("orders", method="GET") == (sent.invocations.last,)
    assert sent.assert_invoked("orders", method="GET", times=0) == ()


def test_a_key_that_was_expected_of_nothing_is_not_shown(
    mock: EventBridgeMock, events: Any
) -> None:
    key = requests_to_aws.API_KEY["ApiKeyAuthParameters"]["ApiKeyValue"]
    events.create_connection(**requests_to_aws.connection("API_KEY"))

    shown = failure_of(mock.assert_invoked, "orders", headers={"X-Api-Key": key})
    assert shown.splitlines() == [
        "Expected one invocation of 'orders' with headers={'X-Api-Key': '***'}; found"
        " none.",
        "  API destination 'orders' does not exist.",
        "  No event was published and `invoke()` was not called.",
    ]


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        (1, 1.0),
        (1.0, 1),
        (1, Decimal(1)),
        (True, True),
        (True, Whole()),
        ({"a": [1, {"b": True}]}, {"a": (1.0, {"b": True})}),
        ({"a": True, "b": [1]}, OrderedDict(b=[1], a=True)),
        ({"a": True}, MappingProxyType({"a": True})),
        ({"a": True}, UserDict(a=True)),
        ([2, 1], Unordered([1, 2])),
        ({"a": [[2, 1], 7]}, {"a": [Unordered([1, 2]), ANY]}),
        ([True, 0], Unordered([0, 1])),
    ],
    ids=str,
)
def test_json_that_is_the_same(
    mock: EventBridgeMock, make: Callable[..., None], sent: object, expected: object
) -> None:
    make("orders")
    invocation = mock.invoke("orders", sent)

    assert mock.assert_invoked("orders", json=expected) == (invocation,)


@pytest.mark.parametrize(
    ("sent", "expected", "difference"),
    [
        (1, True, "json: 1, expected true"),
        (True, 1, "json: true, expected 1"),
        (False, 0.0, "json: false, expected 0.0"),
        (True, Decimal(1), "json: true, expected Decimal('1')"),
        ({"paid": 1}, {"paid": True}, "json.paid: 1, expected true"),
        ([{"paid": 0}], ({"paid": False},), "json[0].paid: 0, expected false"),
        ({"a": 1}, OrderedDict(a=True), "json.a: 1, expected true"),
        ({"a": 1}, MappingProxyType({"a": True}), "json.a: 1, expected true"),
        ({"a": 1}, UserDict(a=True), "json.a: 1, expected true"),
        ([3, 1], Unordered([1, 2]), "json: [3, 1], expected [1, 2]"),
    ],
    ids=str,
)
def test_a_boolean_of_json_is_no_number(
    mock: EventBridgeMock,
    make: Callable[..., None],
    sent: object,
    expected: object,
    difference: str,
) -> None:
    """To Python True equals 1, and so do objects and arrays of them."""
    make("orders")
    mock.invoke("orders", sent)

    text = failure_of(mock.assert_invoked, "orders", json=expected)

    assert text.splitlines()[2:] == [f"       {difference}"]


@pytest.mark.parametrize("name", ["headers", "query"])
def test_expectations_by_name_have_names(sent: EventBridgeMock, name: str) -> None:
    with pytest.raises(TypeError) as caught:
        sent.assert_invoked("orders", **{name: [("shop", "north")]})

    assert str(caught.value) == (
        f"{name} must be a mapping of names to values, not one of type list"
    )
