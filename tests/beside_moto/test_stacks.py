"""The `AWS::Events` resources of moto's CloudFormation stacks are made here."""

from __future__ import annotations

import copy
import json
from typing import TYPE_CHECKING, Any

import pytest
import requests
from botocore.exceptions import ClientError

from eventbridge_mock import mock_api_destinations
from eventbridge_mock.errors import StackWarning
from tests.conftest import REGION_NAME
from tests.integrations.beside_moto import ORDERS, both, client, moto
from tests.state.setting import put_event, put_rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eventbridge_mock import EventBridgeMock

pytest.importorskip("moto.cloudformation")

ROLE = "arn:aws:iam::123456789012:role/events"
FORBIDDEN = (
    "1 validation error detected: Value 'POTS' at 'httpMethod' failed to satisfy"
    " constraint: Member must satisfy enum value set: [HEAD, POST, PATCH, DELETE, PUT,"
    " GET, OPTIONS]"
)

RESOURCES: dict[str, Any] = {
    "Rule": {
        "Type": "AWS::Events::Rule",
        "Properties": {
            "EventBusName": {"Ref": "Bus"},
            "EventPattern": {"source": ["shop"]},
            "Targets": [
                {
                    "Id": "crm",
                    "Arn": {"Fn::GetAtt": ["Crm", "Arn"]},
                    "RoleArn": ROLE,
                }
            ],
        },
    },
    "Bus": {"Type": "AWS::Events::EventBus", "Properties": {"Name": "orders"}},
    "Crm": {
        "Type": "AWS::Events::ApiDestination",
        "Properties": {
            "ConnectionArn": {"Fn::GetAtt": ["Login", "Arn"]},
            "InvocationEndpoint": "https://crm.example/orders",
            "HttpMethod": "POST",
        },
    },
    "Login": {
        "Type": "AWS::Events::Connection",
        "Properties": {
            "AuthorizationType": "API_KEY",
            "AuthParameters": {
                "ApiKeyAuthParameters": {
                    "ApiKeyName": "x-key",
                    "ApiKeyValue": {"Ref": "Key"},
                }
            },
        },
    },
    "Kept": {
        "Type": "AWS::Events::Archive",
        "Properties": {"SourceArn": {"Fn::GetAtt": ["Bus", "Arn"]}},
    },
    "Other": {
        "Type": "AWS::Events::EventBusPolicy",
        "Properties": {
            "EventBusName": {"Ref": "Bus"},
            "StatementId": "other",
            "Action": "events:PutEvents",
            "Principal": "111122223333",
        },
    },
}
OUTPUTS = {
    "RuleName": {"Value": {"Ref": "Rule"}},
    "RuleArn": {"Value": {"Fn::GetAtt": ["Rule", "Arn"]}, "Export": {"Name": "rule"}},
    "Secret": {"Value": {"Fn::GetAtt": ["Login", "SecretArn"]}},
    "Bus": {"Value": {"Fn::Sub": "${Bus}/${Bus.Arn}"}},
}


@pytest.fixture
def mock() -> Iterator[EventBridgeMock]:
    with both("moto outside") as active:
        yield active


def template(changes: dict[str, Any] | None = None, **outputs: Any) -> str:
    """Return a template; *changes* are laid over resources, None removes one."""
    resources = copy.deepcopy(RESOURCES)
    for name, change in (changes or {}).items():
        if change is None:
            del resources[name]
        elif name not in resources or "Type" in change:
            resources[name] = change
        else:
            resources[name]["Properties"].update(change)
    return json.dumps(
        {
            "Parameters": {"Key": {"Type": "String", "NoEcho": True}},
            "Resources": resources,
            "Outputs": outputs,
        }
    )


def call(operation: str, body: str, name: str = "shop", key: str = "not-a-key") -> None:
    parameters = [{"ParameterKey": "Key", "ParameterValue": key}]
    getattr(client("cloudformation"), operation)(
        StackName=name, TemplateBody=body, Parameters=parameters
    )


def create(changes: dict[str, Any] | None = None, **outputs: Any) -> None:
    call("create_stack", template(changes, **outputs))


def update(changes: dict[str, Any] | None = None, **outputs: Any) -> None:
    call("update_stack", template(changes, **outputs))


def physical_ids() -> dict[str, str]:
    summaries = client("cloudformation").list_stack_resources(StackName="shop")
    return {
        each["LogicalResourceId"]: each["PhysicalResourceId"]
        for each in summaries["StackResourceSummaries"]
    }


def status() -> str:
    (stack,) = client("cloudformation").describe_stacks(StackName="shop")["Stacks"]
    return str(stack["StackStatus"])


def made(mock: EventBridgeMock) -> dict[str, list[Any]]:
    """Return the names of all that exists, but for the default event bus."""
    return {
        "buses": [name for name in mock.event_buses if name != "default"],
        "rules": list(mock.rules),
        "connections": list(mock.connections),
        "destinations": list(mock.api_destinations),
        "archives": list(mock.archives),
    }


NOTHING: dict[str, list[Any]] = {
    "buses": [],
    "rules": [],
    "connections": [],
    "destinations": [],
    "archives": [],
}


@pytest.mark.parametrize("order", ORDERS)
def test_a_stack_makes_its_resources_here(order: str) -> None:
    with both(order) as mock:
        create(**OUTPUTS)
        ids = physical_ids()
        rule_name = ids["Rule"].removeprefix("orders|")

        assert ids["Rule"].startswith("orders|shop-Rule-")
        assert ids["Bus"] == "orders"
        assert ids["Other"] == "orders|other"
        assert made(mock) == {
            "buses": ["orders"],
            "rules": [
                ("orders", rule_name),
                ("orders", f"Events-Archive-{ids['Kept']}"),
            ],
            "connections": [ids["Login"]],
            "destinations": [ids["Crm"]],
            "archives": [ids["Kept"]],
        }
        assert '"Sid":"other"' in mock.event_buses["orders"].policy

        put_event(client("events"), EventBusName="orders")
        (invocation,) = mock.assert_invoked(ids["Crm"])
        assert invocation.headers["x-key"] == "not-a-key"


def test_outputs_are_refs_and_attributes(mock: EventBridgeMock) -> None:
    create(**OUTPUTS)

    (stack,) = client("cloudformation").describe_stacks()["Stacks"]
    outputs = {each["OutputKey"]: each["OutputValue"] for each in stack["Outputs"]}
    (rule, _) = mock.rules.values()
    (connection,) = mock.connections.values()
    assert outputs == {
        "RuleName": f"orders|{rule.name}",
        "RuleArn": rule.arn,
        "Secret": connection.secret_arn,
        "Bus": "orders/arn:aws:events:eu-west-1:123456789012:event-bus/orders",
    }


def test_types_of_the_resources_are_shown(mock: EventBridgeMock) -> None:
    create()

    described = client("cloudformation").describe_stack_resources(StackName="shop")
    types = {
        each["LogicalResourceId"]: each["ResourceType"]
        for each in described["StackResources"]
    }
    assert types == {name: each["Type"] for name, each in RESOURCES.items()}


def test_resources_of_other_services_are_made_in_moto(mock: EventBridgeMock) -> None:
    queue = {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": "orders"}}
    target = {"Id": "queue", "Arn": {"Fn::GetAtt": ["Queue", "Arn"]}}
    create({"Queue": queue, "Rule": {"Targets": [target]}})

    put_event(client("events"), EventBusName="orders")

    url = client("sqs").get_queue_url(QueueName="orders")["QueueUrl"]
    assert len(client("sqs").receive_message(QueueUrl=url)["Messages"]) == 1


def test_a_generated_name_is_short_enough(mock: EventBridgeMock) -> None:
    """The longest name of an archive has 48 characters."""
    call("create_stack", template(), name="a" * 60)

    (name,) = mock.archives
    assert len(name) == 48
    assert name.startswith("a" * 35 + "-")


def test_an_update_changes_a_resource(mock: EventBridgeMock) -> None:
    create()
    before = physical_ids()

    update({"Rule": {"EventPattern": {"source": ["store"]}, "State": "DISABLED"}})

    assert physical_ids() == before
    rule = mock.rules["orders", before["Rule"].removeprefix("orders|")]
    assert (rule.event_pattern, rule.state) == ('{"source": ["store"]}', "DISABLED")
    assert status() == "UPDATE_COMPLETE"


def test_a_changed_parameter_changes_a_resource(mock: EventBridgeMock) -> None:
    create()
    call("update_stack", template(), key="another-key")

    put_event(client("events"), EventBusName="orders")

    assert mock.invocations.last.headers["x-key"] == "another-key"


def test_an_update_adds_and_removes_resources(mock: EventBridgeMock) -> None:
    create({"Kept": None, "Other": None})

    update({"Rule": None, "Crm": None})

    ids = physical_ids()
    assert made(mock) == {
        "buses": ["orders"],
        "rules": [("orders", f"Events-Archive-{ids['Kept']}")],
        "connections": [ids["Login"]],
        "destinations": [],
        "archives": [ids["Kept"]],
    }


def test_a_replacement_reaches_what_refers_to_it(mock: EventBridgeMock) -> None:
    """A new event bus means new rules, archives and policies."""
    create()
    before = physical_ids()

    text = {"Fn::Sub": ["of ${bus}", {"bus": {"Ref": "Bus"}}]}
    update({"Bus": {"Name": "sales"}, "Rule": {"Description": text}})

    ids = physical_ids()
    assert ids["Rule"].startswith("sales|shop-Rule-")
    assert ids["Other"] == "sales|other"
    assert (ids["Crm"], ids["Login"]) == (before["Crm"], before["Login"])
    assert ids["Kept"] != before["Kept"]
    assert made(mock) == {
        "buses": ["sales"],
        "rules": [
            ("sales", ids["Rule"].removeprefix("sales|")),
            ("sales", f"Events-Archive-{ids['Kept']}"),
        ],
        "connections": [ids["Login"]],
        "destinations": [ids["Crm"]],
        "archives": [ids["Kept"]],
    }


def test_a_new_resource_refers_to_what_the_update_has_put_there(
    mock: EventBridgeMock,
) -> None:
    """moto makes the new resources of an update before it replaces others."""
    create()
    fresh = {
        "Type": "AWS::Events::Rule",
        "Properties": {
            "Name": "fresh",
            "EventBusName": {"Ref": "Bus"},
            "EventPattern": {"source": ["shop"]},
        },
    }

    update({"Bus": {"Name": "sales"}, "Fresh": fresh})

    assert physical_ids()["Fresh"] == "sales|fresh"
    assert ("sales", "fresh") in mock.rules
    assert ("orders", "fresh") not in mock.rules


def test_a_rule_that_loses_its_name_is_replaced(mock: EventBridgeMock) -> None:
    create({"Rule": {"Name": "new-orders"}})
    assert physical_ids()["Rule"] == "orders|new-orders"

    update()

    assert physical_ids()["Rule"].startswith("orders|shop-Rule-")
    assert ("orders", "new-orders") not in mock.rules


def test_another_type_makes_a_new_resource(mock: EventBridgeMock) -> None:
    create()
    bus = {"Type": "AWS::Events::EventBus", "Properties": {"Name": "sales"}}

    update({"Rule": bus})

    assert physical_ids()["Rule"] == "sales"
    assert sorted(made(mock)["buses"]) == ["orders", "sales"]
    assert len(mock.rules) == 1  # that of the archive


def test_a_type_of_moto_may_become_one_of_ours(mock: EventBridgeMock) -> None:
    queue = {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": "orders"}}
    bus = {"Type": "AWS::Events::EventBus", "Properties": {"Name": "sales"}}
    create({"Extra": queue})

    update({"Extra": bus})

    assert physical_ids()["Extra"] == "sales"


@pytest.mark.parametrize("policy", ["Retain", "RetainExceptOnCreate"])
def test_retained_resources_stay(mock: EventBridgeMock, policy: str) -> None:
    bus = {**RESOURCES["Bus"], "DeletionPolicy": policy, "UpdateReplacePolicy": policy}
    create({"Bus": bus})

    moved = copy.deepcopy(bus)
    moved["Properties"]["Name"] = "sales"
    update({"Bus": moved})
    update({name: None for name in RESOURCES if name != "Login"})

    assert made(mock)["buses"] == ["orders", "sales"]
    assert list(physical_ids()) == ["Login"]


def test_depends_on_is_the_order_of_an_update(mock: EventBridgeMock) -> None:
    bus = {"Type": "AWS::Events::EventBus", "Properties": {"Name": "sales"}}
    rule = {
        "Type": "AWS::Events::Rule",
        "Properties": {"EventBusName": "sales", "EventPattern": {"source": ["x"]}},
        "DependsOn": "Sales",
    }
    create()

    update({"First": rule, "Second": {**rule, "DependsOn": ["Sales"]}, "Sales": bus})

    assert [bus for bus, _ in mock.rules].count("sales") == 2


def test_a_deleted_stack_takes_its_resources_along(mock: EventBridgeMock) -> None:
    create()
    client("events").create_event_bus(Name="own")

    client("cloudformation").delete_stack(StackName="shop")

    assert made(mock) == {**NOTHING, "buses": ["own"]}
    client("events").create_event_bus(Name="orders")
    requests.post("http://motoapi.amazonaws.com/moto-api/reset", timeout=5)
    assert made(mock)["buses"] == ["own", "orders"]


def test_resources_that_are_gone_are_no_obstacle(mock: EventBridgeMock) -> None:
    create()
    mock.reset()

    client("cloudformation").delete_stack(StackName="shop")

    assert made(mock) == NOTHING


def test_a_stack_whose_bus_is_in_use_is_not_deleted(mock: EventBridgeMock) -> None:
    create({name: None for name in RESOURCES if name != "Bus"})
    put_rule(client("events"), bus="orders")

    with pytest.raises(ClientError) as caught:
        client("cloudformation").delete_stack(StackName="shop")

    assert caught.value.response["Error"]["Message"] == (
        "The following resource(s) failed to delete: [Bus]. Resource handler returned"
        ' message: "EventBus can\'t be deleted since it has rules."'
    )
    assert made(mock)["buses"] == ["orders"]


def test_an_update_leaves_a_bus_in_use_behind(mock: EventBridgeMock) -> None:
    create({name: None for name in RESOURCES if name != "Bus"})
    put_rule(client("events"), bus="orders")

    with pytest.warns(StackWarning) as warned:
        update({**dict.fromkeys(set(RESOURCES) - {"Bus"}), "Bus": {"Name": "sales"}})

    assert str(warned[0].message) == (
        "a stack of moto left a resource of EventBridge behind: An error occurred"
        " (ValidationException) when calling the DeleteEventBus operation: EventBus"
        " can't be deleted since it has rules."
    )
    assert made(mock)["buses"] == ["orders", "sales"]


def secret_login(reference: str) -> dict[str, Any]:
    key = {"ApiKeyName": "x-key", "ApiKeyValue": f"{{{{resolve:{reference}}}}}"}
    headers = {
        "HeaderParameters": [{"Key": "x-shop", "Value": "blue", "IsValueSecret": False}]
    }
    return {
        "AuthParameters": {
            "ApiKeyAuthParameters": key,
            "InvocationHttpParameters": headers,
        }
    }


@pytest.mark.parametrize(
    "reference", ["secretsmanager:crm:SecretString:key", "ssm-secure:crm-key"]
)
def test_dynamic_references_find_what_moto_has(
    mock: EventBridgeMock, reference: str
) -> None:
    client("secretsmanager").create_secret(
        Name="crm", SecretString='{"key": "not-a-key"}'
    )
    client("ssm").put_parameter(Name="crm-key", Value="not-a-key", Type="SecureString")
    create({"Login": secret_login(reference)})

    put_event(client("events"), EventBusName="orders")

    assert mock.invocations.last.headers["x-key"] == "not-a-key"


def test_a_dynamic_reference_to_nothing_fails_the_stack(mock: EventBridgeMock) -> None:
    with pytest.raises(ClientError) as caught:
        create({"Login": secret_login("secretsmanager:none")})

    assert "Secrets Manager can't find the specified secret." in str(caught.value)
    assert made(mock) == NOTHING


def test_a_parameter_that_does_not_exist_fails_the_stack(mock: EventBridgeMock) -> None:
    with pytest.raises(ClientError) as caught:
        create({"Login": secret_login("ssm-secure:none")})

    assert "Unable to fetch parameters [none]" in str(caught.value)


@pytest.mark.parametrize("outputs", [{}, OUTPUTS], ids=["plain", "with an export"])
def test_a_stack_that_fails_leaves_nothing(mock: EventBridgeMock, outputs: Any) -> None:
    with pytest.raises(ClientError) as caught:
        create({"Crm": {"HttpMethod": "POTS"}}, **outputs)

    assert caught.value.response["Error"]["Code"] == "ValidationError"
    assert caught.value.response["Error"]["Message"] == (
        "The following resource(s) failed to create: [Crm]. Resource handler returned"
        f' message: "{FORBIDDEN}"'
    )
    assert made(mock) == NOTHING
    assert client("cloudformation").list_stacks()["StackSummaries"] == []
    assert client("cloudformation").list_exports()["Exports"] == []
    create(**outputs)
    assert status() == "CREATE_COMPLETE"


def test_a_property_that_does_not_exist_fails_the_stack(mock: EventBridgeMock) -> None:
    with pytest.raises(ClientError) as caught:
        create({"Rule": {"EventPatern": {}}})

    assert caught.value.response["Error"]["Message"] == (
        "The following resource(s) failed to create: [Rule]. Resource handler returned"
        ' message: "#: extraneous key [EventPatern] is not permitted. Did you mean'
        ' EventPattern?"'
    )
    assert made(mock) == NOTHING


def test_an_attribute_that_does_not_exist_fails_the_stack(
    mock: EventBridgeMock,
) -> None:
    attribute = {"Fn::GetAtt": ["Bus", "Colour"]}
    with pytest.raises(ClientError) as caught:
        create({"Other": {"Principal": attribute}})

    assert caught.value.response["Error"]["Message"] == (
        "Template error: resource Bus does not support attribute type Colour in"
        " Fn::GetAtt"
    )
    assert made(mock) == NOTHING


def test_a_failure_of_another_service_undoes_ours_too(mock: EventBridgeMock) -> None:
    client("s3").create_bucket(
        Bucket="taken", CreateBucketConfiguration={"LocationConstraint": REGION_NAME}
    )
    alias = {
        "Type": "AWS::SNS::Subscription",
        "Properties": {"Protocol": "sqs", "TopicArn": "arn:aws:sns:eu-west-1:1:none"},
    }
    with pytest.raises(Exception):  # noqa: B017, PT011 - as moto's service raises
        create({"Late": {**alias, "DependsOn": list(RESOURCES)}})

    assert made(mock) == NOTHING
    assert client("cloudformation").list_stacks()["StackSummaries"] == []


def test_a_failure_without_a_resource_of_ours_is_motos(mock: EventBridgeMock) -> None:
    resources = {
        "Late": {
            "Type": "AWS::SNS::Subscription",
            "Properties": {"Protocol": "sqs", "TopicArn": "arn:aws:sns:eu-west-1:1:x"},
        }
    }
    body = json.dumps({"Resources": resources})
    cloudformation = client("cloudformation")
    with pytest.raises(Exception):  # noqa: B017, PT011 - as moto's service raises
        cloudformation.create_stack(StackName="shop", TemplateBody=body)

    assert len(cloudformation.list_stacks()["StackSummaries"]) == 1


def test_a_failed_update_changes_nothing(mock: EventBridgeMock) -> None:
    create()
    before, ids, rules = made(mock), physical_ids(), dict(mock.rules)

    with pytest.raises(ClientError) as caught:
        update(
            {
                "Bus": {"Description": "Orders"},
                "Rule": {"EventPattern": {"source": ["store"]}},
                "New": {"Type": "AWS::Events::EventBus", "Properties": {"Name": "n"}},
                "Kept": None,
                "Crm": {"HttpMethod": "POTS"},
            }
        )

    assert caught.value.response["Error"]["Message"] == (
        "The following resource(s) failed to update: [Crm]. Resource handler returned"
        f' message: "{FORBIDDEN}"'
    )
    assert (made(mock), physical_ids()) == (before, ids)
    assert dict(mock.rules) == rules
    assert mock.event_buses["orders"].description is None
    assert status() == "UPDATE_ROLLBACK_COMPLETE"
    update({"Crm": {"HttpMethod": "PUT"}})
    assert (status(), physical_ids()) == ("UPDATE_COMPLETE", ids)


def test_a_failed_update_without_a_resource_of_ours_is_motos(
    mock: EventBridgeMock,
) -> None:
    queue = {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": "orders"}}
    body = json.dumps({"Resources": {"Queue": queue}})
    cloudformation = client("cloudformation")
    cloudformation.create_stack(StackName="shop", TemplateBody=body)
    late = {
        "Type": "AWS::SNS::Subscription",
        "Properties": {"Protocol": "sqs", "TopicArn": "arn:aws:sns:eu-west-1:1:x"},
    }
    body = json.dumps({"Resources": {"Queue": queue, "Late": late}})
    with pytest.raises(Exception):  # noqa: B017, PT011 - as moto's service raises
        cloudformation.update_stack(StackName="shop", TemplateBody=body)

    assert status() == "CREATE_COMPLETE"


def test_what_cannot_be_undone_is_reported(mock: EventBridgeMock) -> None:
    create()
    mock.fail("PutRule", "InternalException", "Later.", status=500, times=10)

    with pytest.warns(StackWarning), pytest.raises(ClientError):
        update({"Rule": {"State": "DISABLED"}})


def change_set(changes: dict[str, Any] | None, kind: str) -> None:
    cloudformation = client("cloudformation")
    made = cloudformation.create_change_set(
        StackName="shop",
        ChangeSetName=kind.lower(),
        ChangeSetType=kind,
        TemplateBody=template(changes),
        Parameters=[{"ParameterKey": "Key", "ParameterValue": "not-a-key"}],
    )
    cloudformation.execute_change_set(ChangeSetName=made["Id"])


def test_change_sets_make_and_change_resources(mock: EventBridgeMock) -> None:
    change_set(None, "CREATE")
    (name,) = mock.api_destinations
    assert mock.api_destinations[name].http_method == "POST"

    change_set({"Crm": {"HttpMethod": "PUT"}}, "UPDATE")

    assert mock.api_destinations[name].http_method == "PUT"


def test_a_change_set_that_fails_leaves_nothing(mock: EventBridgeMock) -> None:
    with pytest.raises(ClientError):
        change_set({"Crm": {"HttpMethod": "POTS"}}, "CREATE")

    assert made(mock) == NOTHING


def nested(inner: str, **outer: Any) -> str:
    """Return a template with a stack of the template *inner* within."""
    s3 = client("s3", region_name="us-east-1")
    s3.create_bucket(Bucket="templates")
    s3.put_object(Bucket="templates", Key="inner.json", Body=inner)
    stack = {
        "Type": "AWS::CloudFormation::Stack",
        "Properties": {
            "TemplateURL": "https://s3.amazonaws.com/templates/inner.json",
            "Parameters": {"Key": "not-a-key"},
        },
    }
    own = {"Type": "AWS::Events::EventBus", "Properties": {"Name": "own", **outer}}
    return json.dumps({"Resources": {"Inner": stack, "Own": own}})


def test_a_stack_within_a_stack(mock: EventBridgeMock) -> None:
    body = nested(template())
    client("cloudformation").create_stack(StackName="outer", TemplateBody=body)
    assert made(mock)["buses"] == ["orders", "own"]

    client("cloudformation").delete_stack(StackName="outer")

    assert made(mock) == NOTHING


@pytest.mark.parametrize("where", ["inner", "outer"])
def test_a_stack_within_a_stack_that_fails(mock: EventBridgeMock, where: str) -> None:
    bad = {"Crm": {"HttpMethod": "POTS"}} if where == "inner" else None
    body = nested(template(bad), **({"Description": "x" * 600} if not bad else {}))

    with pytest.raises(ClientError):
        client("cloudformation").create_stack(StackName="outer", TemplateBody=body)

    assert made(mock) == NOTHING
    assert client("cloudformation").list_stacks()["StackSummaries"] == []


def test_a_reset_of_moto_removes_what_its_stacks_made(mock: EventBridgeMock) -> None:
    create()
    client("events").create_event_bus(Name="own")

    requests.post("http://motoapi.amazonaws.com/moto-api/reset", timeout=5)

    assert made(mock) == {**NOTHING, "buses": ["own"]}


def test_a_stack_that_outlives_the_mock_can_be_deleted() -> None:
    with moto.mock_aws():
        with mock_api_destinations(region_name=REGION_NAME):
            create()
        client("cloudformation").delete_stack(StackName="shop")

        stacks = client("cloudformation").describe_stacks()["Stacks"]
        assert stacks == []


def test_a_stack_of_another_account_and_region() -> None:
    with both("moto outside") as mock:
        there = client(
            "cloudformation",
            region_name="us-east-1",
            aws_access_key_id="testing",
            aws_secret_access_key="testing",
        )
        bus = {"Type": "AWS::Events::EventBus", "Properties": {"Name": "there"}}
        there.create_stack(
            StackName="s", TemplateBody=json.dumps({"Resources": {"Bus": bus}})
        )

        assert "there" in mock.backend(region_name="us-east-1").event_buses
        assert "there" not in mock.event_buses
