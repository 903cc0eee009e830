"""Whole templates of the kinds that teams publish, and what reaches the partner."""

import json

import pytest

from tests.templates.deployed import yaml

ROLE = "InvokeRole: {Type: AWS::IAM::Role, Properties: {}}"

ALARMS = """
    Parameters:
      Discord: {Type: String, Default: https://discord.example}
    Resources:
      Chat:
        Type: AWS::Events::Connection
        Properties:
          AuthorizationType: API_KEY
          AuthParameters:
            ApiKeyAuthParameters: {ApiKeyName: Authorization, ApiKeyValue: not-a-secret}
      DiscordApi:
        Type: AWS::Events::ApiDestination
        Properties:
          ConnectionArn: !GetAtt Chat.Arn
          InvocationEndpoint: !Sub "${Discord}/api/webhooks/*"
          HttpMethod: POST
      SlackApi:
        Type: AWS::Events::ApiDestination
        Properties:
          ConnectionArn: !GetAtt Chat.Arn
          InvocationEndpoint: https://slack.example/api/chat.postMessage
          HttpMethod: POST
      Dlq: {Type: AWS::SQS::Queue, Properties: {QueueName: undelivered}}
      Raised:
        Type: AWS::Events::Rule
        Properties:
          EventPattern:
            source: [aws.cloudwatch]
            detail-type: [CloudWatch Alarm State Change]
            detail: {state: {value: [ALARM]}}
          Targets:
            - Id: discord
              Arn: !GetAtt DiscordApi.Arn
              RoleArn: !GetAtt InvokeRole.Arn
              HttpParameters: {PathParameterValues: ["42"]}
              InputTransformer:
                InputPathsMap: {name: $.detail.alarmName, reason: $.detail.state.reason}
                InputTemplate: '{"content": "<name>: <reason>"}'
              DeadLetterConfig: {Arn: !GetAtt Dlq.Arn}
              RetryPolicy: {MaximumRetryAttempts: '0'}
            - Id: slack
              Arn: !GetAtt SlackApi.Arn
              RoleArn: !GetAtt InvokeRole.Arn
              InputTransformer:
                InputPathsMap: {name: $.detail.alarmName}
                InputTemplate: '{"channel": "#alarms", "text": "<name> is raised"}'
      Cleared:
        Type: AWS::Events::Rule
        Properties:
          EventPattern:
            source: [aws.cloudwatch]
            detail: {state: {value: [OK]}, previousState: {value: [ALARM]}}
          Targets:
            - Id: slack
              Arn: !GetAtt SlackApi.Arn
              RoleArn: !GetAtt InvokeRole.Arn
              Input: '{"channel": "#alarms", "text": "all clear"}'
      InvokeRole: {Type: AWS::IAM::Role, Properties: {}}
"""


def alarm(value, before):
    return {
        "alarmName": "errors",
        "state": {"value": value, "reason": "Threshold Crossed"},
        "previousState": {"value": before},
    }


def test_an_alarm_goes_to_both_chats_and_a_refusal_to_the_queue(eventbridge_mock):
    alarms = eventbridge_mock.deploy(yaml(ALARMS))
    url = "https://discord.example/api/webhooks/42"
    eventbridge_mock.responses.post(url, status=503)
    change = "CloudWatch Alarm State Change"

    for state in (("ALARM", "OK"), ("OK", "ALARM"), ("OK", "INSUFFICIENT_DATA")):
        eventbridge_mock.publish(
            source="aws.cloudwatch", detail_type=change, detail=alarm(*state)
        )

    eventbridge_mock.assert_invoked(
        alarms["DiscordApi"], url=url, json={"content": "errors: Threshold Crossed"}
    )
    raised, cleared = eventbridge_mock.invocations.to(alarms["SlackApi"])
    assert raised.json()["text"] == "errors is raised"
    assert cleared.json()["text"] == "all clear"
    eventbridge_mock.assert_dead_lettered(
        alarms["DiscordApi"], queue_arn=alarms["Dlq"].arn
    )


TRAIL = f"""
    Parameters:
      Accounts: {{Type: String, Default: "all"}}
      Regions: {{Type: String, Default: "eu,us"}}
    Conditions:
      IsEurope: !Equals [!Select [0, !Split [",", !Ref Regions]], eu]
    Mappings:
      Hosts:
        europe: {{Url: https://eu.siem.example}}
        other: {{Url: https://siem.example}}
    Resources:
      Siem:
        Type: AWS::Events::Connection
        Properties:
          AuthorizationType: BASIC
          AuthParameters:
            BasicAuthParameters: {{Username: trail, Password: not-a-secret}}
      SiemApi:
        Type: AWS::Events::ApiDestination
        Properties:
          ConnectionArn: !GetAtt Siem.Arn
          InvocationEndpoint: !Join
            - /
            - - !FindInMap [Hosts, !If [IsEurope, europe, other], Url]
              - events
          HttpMethod: PUT
      Changes:
        Type: AWS::Events::Rule
        Properties:
          EventPattern:
            detail-type: [AWS API Call via CloudTrail]
            detail:
              $or:
                - eventName: [{{prefix: Delete}}]
                - errorCode: [AccessDenied]
              eventSource: [iam.amazonaws.com]
          Targets:
            - Id: siem
              Arn: !GetAtt SiemApi.Arn
              RoleArn: !GetAtt InvokeRole.Arn
              InputPath: $.detail
      {ROLE}
"""


@pytest.mark.parametrize(
    ("detail", "times"),
    [
        pytest.param({"eventName": "DeleteRole"}, 1, id="first"),
        pytest.param(
            {"eventName": "GetRole", "errorCode": "AccessDenied"}, 1, id="second"
        ),
        pytest.param({"eventName": "GetRole"}, 0, id="neither"),
    ],
)
@pytest.mark.parametrize(
    ("regions", "host"),
    [
        pytest.param("eu,us", "https://eu.siem.example", id="europe"),
        pytest.param("us", "https://siem.example", id="other"),
    ],
)
def test_calls_in_the_trail_go_to_the_siem_of_the_region(
    eventbridge_mock, detail, times, regions, host
):
    trail = eventbridge_mock.deploy(yaml(TRAIL), parameters={"Regions": regions})
    detail = {"eventSource": "iam.amazonaws.com", **detail}

    eventbridge_mock.publish(
        source="aws.iam", detail_type="AWS API Call via CloudTrail", detail=detail
    )

    eventbridge_mock.assert_invoked(
        trail["SiemApi"], times=times, url=f"{host}/events", json=detail
    )


GRAPHQL = f"""
    Resources:
      Graph:
        Type: AWS::Events::Connection
        Properties:
          AuthorizationType: API_KEY
          AuthParameters:
            ApiKeyAuthParameters: {{ApiKeyName: x-api-key, ApiKeyValue: not-a-secret}}
      GraphApi:
        Type: AWS::Events::ApiDestination
        Properties:
          ConnectionArn: !GetAtt Graph.Arn
          InvocationEndpoint: https://graph.example/graphql
          HttpMethod: POST
      Orders:
        Type: AWS::Events::Rule
        Properties:
          EventPattern: '{{"source": ["shop"]}}'
          Targets:
            - Id: graph
              Arn: !GetAtt GraphApi.Arn
              RoleArn: !GetAtt InvokeRole.Arn
              InputTransformer:
                InputPathsMap: {{id: $.detail.id, status: $.detail.status}}
                InputTemplate: |
                  {{"query": "mutation P($id: ID!) {{ put(id: $id, n: \\"x\\") }}",
                   "variables": {{"id": "<id>", "status": <status>}}}}
      {ROLE}
"""


def test_a_graphql_mutation_keeps_its_quotes(eventbridge_mock):
    graph = eventbridge_mock.deploy(yaml(GRAPHQL))

    eventbridge_mock.publish(
        source="shop", detail_type="Order", detail={"id": "o-1", "status": ["new"]}
    )

    eventbridge_mock.assert_invoked(
        graph["GraphApi"],
        json={
            "query": 'mutation P($id: ID!) { put(id: $id, n: "x") }',
            "variables": {"id": "o-1", "status": ["new"]},
        },
    )


GITHUB = f"""
    Parameters:
      Token: {{Type: String, NoEcho: true}}
    Resources:
      GitHub:
        Type: AWS::Events::Connection
        Properties:
          AuthorizationType: API_KEY
          AuthParameters:
            ApiKeyAuthParameters:
              ApiKeyName: Authorization
              ApiKeyValue: !Sub "Bearer ${{Token}}"
            InvocationHttpParameters:
              HeaderParameters:
                - {{Key: Accept, Value: application/json, IsValueSecret: false}}
      Dispatch:
        Type: AWS::Events::ApiDestination
        Properties:
          ConnectionArn: !GetAtt GitHub.Arn
          InvocationEndpoint: https://api.github.example/repos/*/*/dispatches
          HttpMethod: POST
      Nightly:
        Type: AWS::Events::Rule
        Properties:
          ScheduleExpression: cron(0 3 * * ? *)
          Targets:
            - Id: github
              Arn: !GetAtt Dispatch.Arn
              RoleArn: !GetAtt InvokeRole.Arn
              HttpParameters: {{PathParameterValues: [acme, shop]}}
              Input: '{{"event_type": "nightly"}}'
      {ROLE}
"""


def test_a_schedule_dispatches_a_workflow_each_night(eventbridge_mock):
    token = {"Token": "not-a-secret"}
    github = eventbridge_mock.deploy(yaml(GITHUB), parameters=token)

    eventbridge_mock.advance(days=2)

    eventbridge_mock.assert_invoked(
        github["Dispatch"],
        times=2,
        url="https://api.github.example/repos/acme/shop/dispatches",
        headers={
            "Authorization": "Bearer not-a-secret",
            "Accept": "application/json",
        },
        json={"event_type": "nightly"},
    )


def test_an_archive_and_a_bus_policy_belong_to_a_bus(eventbridge_mock):
    template = yaml(
        """
        Resources:
          Bus: {Type: AWS::Events::EventBus, Properties: {Name: orders}}
          Kept:
            Type: AWS::Events::Archive
            Properties:
              SourceArn: !GetAtt Bus.Arn
              EventPattern: {source: [shop]}
              RetentionDays: '3'
          Partner:
            Type: AWS::Events::EventBusPolicy
            Properties:
              EventBusName: !Ref Bus
              StatementId: partner
              Action: events:PutEvents
              Principal: "111122223333"
        """
    )
    deployment = eventbridge_mock.deploy(
        template, stack_name="a-rather-long-stack-name"
    )

    eventbridge_mock.publish(
        source="shop", detail_type="Order", event_bus_name="orders"
    )

    archive = eventbridge_mock.archives[deployment["Kept"].name]
    assert (archive.event_count, archive.retention_days) == (1, 3)
    assert len(archive.archive_name) <= 48
    (statement,) = json.loads(eventbridge_mock.event_buses["orders"].policy)[
        "Statement"
    ]
    assert statement["Sid"] == "partner"
