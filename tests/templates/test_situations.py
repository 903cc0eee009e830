"""Rules to API destinations as public templates have them, from three tools.

`situations` has the template of a SAM app and the output of a CDK app; the plan of
Terraform is written below. Each makes the same requests.
"""

from __future__ import annotations

import json
from base64 import b64encode
from pathlib import Path

import pytest

from .sources.terraform_documents import (
    CONNECTION,
    DESTINATION,
    RULE,
    TARGET,
    block,
    plan,
    resource,
    to,
)

SITUATIONS = Path(__file__).parent / "situations"
SECRETS = {
    "audit": "not-a-secret",
    "github": {"token": "not-a-secret"},
    "slack": {"token": "not-a-secret"},
}
QUERY = 'mutation Note($text: String) {\n  note(kind: "shop", text: $text) { id }\n}'


class Project:
    """A plan of Terraform, whose destinations refer to what it does not know."""

    def __init__(self):
        self.resources = [
            resource("aws_sqs_queue.undelivered", {"name": "undelivered"})
        ]
        self.blocks = []
        self.unknown = {}

    def connection(self, name, parameters, kind="API_KEY"):
        auth = [parameters]
        values = {"name": name, "authorization_type": kind, "auth_parameters": auth}
        self.resources.append(resource(f"{CONNECTION}.{name}", values))
        self.blocks.append(block(f"{CONNECTION}.{name}"))

    def destination(self, name, connection, url, method="POST"):
        address = f"{DESTINATION}.{name}"
        values = {"name": name, "invocation_endpoint": url, "http_method": method}
        references = to(f"{CONNECTION}.{connection}.arn", f"{CONNECTION}.{connection}")
        self.resources.append(resource(address, values))
        self.blocks.append(block(address, {"connection_arn": references}))
        self.unknown[address] = {"connection_arn": True, "arn": True}

    def rule(self, name, **values):
        self.resources.append(resource(f"{RULE}.{name}", {"name": name, **values}))
        self.blocks.append(block(f"{RULE}.{name}"))

    def target(self, rule, destination, **values):
        address = f"{TARGET}.{rule}_{destination}"
        role = "arn:aws:iam::123456789012:role/invoke"
        given = {"rule": rule, "target_id": destination, "role_arn": role, **values}
        self.resources.append(resource(address, given))
        expressions = {"arn": to(f"{DESTINATION}.{destination}.arn")}
        self.unknown[address] = {"arn": True}
        if "dead_letter_config" in values:
            queue = to("aws_sqs_queue.undelivered.arn", "aws_sqs_queue.undelivered")
            expressions["dead_letter_config"] = [{"arn": queue}]
            self.unknown[address]["dead_letter_config"] = [{"arn": True}]
        self.blocks.append(block(address, expressions))

    @property
    def document(self):
        return plan(*self.resources, unknown=self.unknown, resources=self.blocks)


def transformer(template, **paths):
    return [{"input_paths": paths, "input_template": template}]


def api_key(name, value, **parameters):
    keys = {"api_key": [{"key": name, "value": value}]}
    lists = {
        group: [{"key": key, "value": value, "is_value_secret": False}]
        for group, (key, value) in parameters.items()
    }
    return {**keys, "invocation_http_parameters": [lists] if lists else []}


def terraform_project():
    project = Project()
    project.connection("discord", api_key("X-Unused", "unused"))
    project.destination(
        "discord", "discord", "https://discord.example/api/webhooks/1/not-a-secret"
    )
    project.connection("slack", api_key("Authorization", "Bearer not-a-secret"))
    project.destination("slack", "slack", "https://slack.example/api/chat.postMessage")
    for name, value in (
        ("to_discord", ["ALARM"]),
        ("to_slack", [{"anything-but": ["INSUFFICIENT_DATA"]}]),
    ):
        pattern = {"source": ["aws.cloudwatch"], "detail": {"state": {"value": value}}}
        project.rule(name, event_pattern=json.dumps(pattern))
    project.target(
        "to_discord",
        "discord",
        dead_letter_config=[{}],
        input_transformer=transformer(
            '{"content": "**<name>**: <reason>"}',
            name="$.detail.alarmName",
            reason="$.detail.state.reason",
        ),
    )
    project.target(
        "to_slack",
        "slack",
        dead_letter_config=[{}],
        retry_policy=[{"maximum_retry_attempts": 1}],
        input_transformer=transformer(
            '{"channel": "alarms", "text": "<name> is <value>"}',
            name="$.detail.alarmName",
            value="$.detail.state.value",
        ),
    )
    add_others(project)
    return project.document


def add_others(project):
    password = {"basic": [{"username": "audit", "password": "not-a-secret"}]}
    project.connection("audit", password, "BASIC")
    project.destination("audit", "audit", "https://audit.example/trail")
    branches = [
        {"userIdentity": {"type": ["Root"]}},
        {"eventSource": ["iam.amazonaws.com"], "eventName": [{"prefix": "Delete"}]},
    ]
    pattern = {
        "detail-type": ["AWS API Call via CloudTrail"],
        "detail": {"$or": branches},
    }
    project.rule("trail", event_pattern=json.dumps(pattern))
    project.target("trail", "audit", input_path="$.detail")

    parameters = api_key("X-Key", "not-a-secret", query_string=("shop", "7"))
    project.connection("stock", parameters)
    items = "https://stock.dev.example/stores/*/items/*"
    project.destination("item", "stock", items, "PUT")
    project.destination("log", "stock", "https://stock.dev.example/log")
    project.rule("sold", event_pattern='{"source":["shop"],"detail-type":["Sold"]}')
    values = ["$.detail.store", "$.detail.item"]
    project.target("sold", "item", http_target=[{"path_parameter_values": values}])
    project.target("sold", "log", input='{"sold": 1}')

    project.connection("graph", api_key("x-api-key", "not-a-secret"))
    project.destination("graph", "graph", "https://graph.example/graphql")
    project.rule("noted", event_pattern='{"source":["shop"],"detail-type":["Noted"]}')
    variables = '{"id": <id>, "text": <text>}'
    project.target(
        "noted",
        "graph",
        input_transformer=transformer(
            f'{{"query": {json.dumps(QUERY)}, "variables": {variables}}}',
            id="$.detail.id",
            text="$.detail.text",
        ),
    )

    accept = ("Accept", "application/vnd.github+json")
    token = api_key("Authorization", "not-a-secret", header=accept)
    project.connection("github", token)
    url = "https://github.example/repos/shop/site/dispatches"
    project.destination("dispatch", "github", url)
    project.rule("nightly", schedule_expression="cron(0 3 * * ? *)")
    project.target("nightly", "dispatch", input='{"event_type": "nightly"}')


SOURCES = {
    "SAM": SITUATIONS / "template.yaml",
    "CDK": SITUATIONS / "cdk.out",
    "Terraform": terraform_project(),
}


@pytest.fixture(params=SOURCES.values(), ids=SOURCES)
def mock(request, eventbridge_mock):
    eventbridge_mock.deploy(request.param, secrets=SECRETS)
    return eventbridge_mock


def requests_of(mock):
    return {one.url: one for one in mock.invocations}


def alarm(mock, value="ALARM"):
    state = {"value": value, "reason": "too hot"}
    mock.publish(
        source="aws.cloudwatch",
        detail_type="CloudWatch Alarm State Change",
        detail={"alarmName": "cpu", "state": state},
    )


def test_an_alarm_goes_to_discord_and_to_slack(mock):
    alarm(mock)

    discord, slack = map(requests_of(mock).get, (DISCORD, SLACK))
    assert discord.json() == {"content": "**cpu**: too hot"}
    assert slack.json() == {"channel": "alarms", "text": "cpu is ALARM"}
    assert slack.headers["Authorization"] == "Bearer not-a-secret"


def test_its_end_goes_to_slack_alone(mock):
    alarm(mock, "OK")

    assert [*requests_of(mock)] == [SLACK]


def test_what_slack_does_not_take_goes_to_the_queue(mock):
    mock.responses.post(SLACK, status=500)

    alarm(mock, "OK")

    (letter,) = mock.dead_letters
    assert letter.queue_arn == "arn:aws:sqs:us-east-1:123456789012:undelivered"
    assert len(letter.invocation.attempts) == 1 + 1


@pytest.mark.parametrize(
    ("detail", "is_sent"),
    [
        pytest.param({"userIdentity": {"type": "Root"}}, True, id="root"),
        pytest.param(
            {"eventSource": "iam.amazonaws.com", "eventName": "DeleteUser"},
            True,
            id="IAM",
        ),
        pytest.param(
            {"eventSource": "iam.amazonaws.com", "eventName": "GetUser"},
            False,
            id="other",
        ),
    ],
)
def test_what_cloudtrail_records_is_selected(mock, detail, is_sent):
    mock.publish(
        source="aws.iam", detail_type="AWS API Call via CloudTrail", detail=detail
    )

    assert [one.json() for one in mock.invocations] == [detail] * is_sent
    password = b64encode(b"audit:not-a-secret").decode()
    assert all(
        one.headers["Authorization"] == f"Basic {password}" for one in mock.invocations
    )


def test_one_rule_has_two_destinations_of_one_connection(mock):
    mock.publish(
        source="shop", detail_type="Sold", detail={"store": "Lyon 2", "item": 501}
    )

    requests = requests_of(mock)
    item = requests["https://stock.dev.example/stores/Lyon%202/items/501?shop=7"]
    log = requests["https://stock.dev.example/log?shop=7"]
    assert (item.method, log.method) == ("PUT", "POST")
    assert item.headers["X-Key"] == log.headers["X-Key"] == "not-a-secret"
    assert log.json() == {"sold": 1}


def test_graphql_keeps_its_escapes(mock):
    detail = {"id": "n-1", "text": 'say "hello"\nand go'}

    mock.publish(source="shop", detail_type="Noted", detail=detail)

    (invocation,) = mock.invocations
    assert invocation.json() == {"query": QUERY, "variables": detail}


def test_a_schedule_starts_a_workflow_each_night(mock):
    mock.advance(days=1)

    (invocation,) = mock.invocations
    assert invocation.url == "https://github.example/repos/shop/site/dispatches"
    assert invocation.json() == {"event_type": "nightly"}
    assert invocation.headers["Accept"] == "application/vnd.github+json"
    assert invocation.headers["Authorization"] == "not-a-secret"


DISCORD = "https://discord.example/api/webhooks/1/not-a-secret"
SLACK = "https://slack.example/api/chat.postMessage"
