"""Templates that the tests of this folder deploy."""

from __future__ import annotations

import textwrap
from typing import Any

from eventbridge_mock.templates.sources.reading import parse


def yaml(text: str) -> Any:
    """Return the template that an indented text in YAML is."""
    return parse(textwrap.dedent(text))


def with_output(value: Any, **sections: Any) -> Any:
    """Return a template whose output `Value` is *value*; a rule is all it makes."""
    rule = {
        "Type": "AWS::Events::Rule",
        "Properties": {"ScheduleExpression": "rate(1 day)"},
    }
    return {
        **sections,
        "Resources": {"Nightly": rule, **sections.get("Resources", {})},
        "Outputs": {"Value": {"Value": value}},
    }


PARTNER = """
    Parameters:
      Key: {Type: String, NoEcho: true, Default: not-a-secret-at-all}
    Resources:
      Partner:
        Type: AWS::Events::Connection
        Properties:
          AuthorizationType: API_KEY
          AuthParameters:
            ApiKeyAuthParameters: {ApiKeyName: X-Key, ApiKeyValue: !Ref Key}
      OrdersApi:
        Type: AWS::Events::ApiDestination
        Properties:
          ConnectionArn: !GetAtt Partner.Arn
          InvocationEndpoint: https://partner.example/orders
          HttpMethod: POST
      Orders:
        Type: AWS::Events::Rule
        Properties:
          EventPattern: {source: [shop]}
          Targets:
            - Id: partner
              Arn: !GetAtt OrdersApi.Arn
              RoleArn: !GetAtt InvokeRole.Arn
              InputPath: $.detail
      InvokeRole:
        Type: AWS::IAM::Role
        Properties: {}
"""
