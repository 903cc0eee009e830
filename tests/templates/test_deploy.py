"""Templates are deployed, updated and rolled back as CloudFormation does."""

import pytest

from eventbridge_mock import mock_api_destinations
from eventbridge_mock.errors import DeploymentError
from eventbridge_mock.templates.given_values import given_values
from tests.templates.deployed import PARTNER, with_output, yaml


@pytest.fixture
def partner(eventbridge_mock):
    return eventbridge_mock.deploy(yaml(PARTNER), stack_name="shop")


def test_an_event_reaches_the_partner_of_the_template(eventbridge_mock, partner):
    eventbridge_mock.publish(source="shop", detail_type="Order", detail={"id": 1})

    eventbridge_mock.assert_invoked(
        partner["OrdersApi"], json={"id": 1}, headers={"X-Key": "not-a-secret-at-all"}
    )


def test_names_are_those_of_stack_and_resource(eventbridge_mock, partner):
    (name,) = eventbridge_mock.rules

    assert name == partner["Orders"].name
    assert name.startswith("shop-Orders-")
    assert len(name) == len("shop-Orders-") + 12


def test_resources_are_made_behind_those_that_they_refer_to(eventbridge_mock):
    template = yaml(
        """
        Resources:
          Orders:
            Type: AWS::Events::Rule
            DependsOn: [Nightly]
            Properties:
              EventBusName: !Sub "${Bus}"
              EventPattern: {source: [shop]}
          Nightly:
            Type: AWS::Events::Rule
            DependsOn: Bus
            Properties: {ScheduleExpression: rate(1 day)}
          Bus:
            Type: AWS::Events::EventBus
            Properties: {Name: orders}
        """
    )

    deployment = eventbridge_mock.deploy(template)

    assert list(deployment) == ["Bus", "Nightly", "Orders"]


def test_a_condition_keeps_a_resource_away(eventbridge_mock):
    template = yaml(
        """
        Parameters: {Stage: {Type: String, Default: test}}
        Conditions: {IsProd: !Equals [!Ref Stage, prod]}
        Resources:
          Nightly:
            Type: AWS::Events::Rule
            Condition: IsProd
            Properties: {ScheduleExpression: rate(1 day)}
          Bus:
            Type: AWS::Events::EventBus
            Properties: {Name: !If [IsProd, !Ref Nightly, orders]}
        Outputs:
          Rule: {Condition: IsProd, Value: !Ref Nightly}
        """
    )

    deployment = eventbridge_mock.deploy(template)

    assert list(deployment) == ["Bus"]
    assert "Nightly" not in deployment
    assert deployment.outputs == {}
    with pytest.raises(KeyError) as caught:
        deployment["Nightly"]
    assert (
        str(caught.value) == "'Nightly' was not made: condition IsProd does not hold."
    )


def test_a_property_without_a_value_is_left_out(eventbridge_mock):
    template = yaml(
        """
        Resources:
          Bus:
            Type: AWS::Events::EventBus
            Properties:
              Name: orders
              Description: !Ref AWS::NoValue
              Tags:
                - {Key: a, Value: b}
                - !Ref AWS::NoValue
              DeadLetterConfig: !If [Never, {Arn: a}, !Ref AWS::NoValue]
          Policy:
            Type: AWS::Events::EventBusPolicy
            Properties:
              EventBusName: !Ref Bus
              StatementId: partner
              Statement:
                Effect: Allow
                Principal: {AWS: "111122223333"}
                Action: events:PutEvents
                Resource: !GetAtt Bus.Arn
                Condition: !Ref AWS::NoValue
        Conditions: {Never: !Equals [a, b]}
        Outputs:
          Policy: {Value: !Ref Policy}
        """
    )

    deployment = eventbridge_mock.deploy(template)

    bus = eventbridge_mock.event_buses["orders"]
    assert (bus.description, bus.dead_letter_config) == (None, None)
    assert bus.tags == {"a": "b"}
    assert deployment.outputs["Policy"] == "orders|partner"
    assert deployment["Policy"].arn == ""


def test_a_policy_has_no_arn(eventbridge_mock):
    template = with_output(
        {"Fn::GetAtt": ["Policy", "Arn"]},
        Resources={
            "Policy": {
                "Type": "AWS::Events::EventBusPolicy",
                "Properties": {
                    "StatementId": "partner",
                    "Action": "events:PutEvents",
                    "Principal": "111122223333",
                },
            }
        },
    )

    with pytest.raises(DeploymentError) as caught:
        eventbridge_mock.deploy(template)

    assert str(caught.value) == (
        "Outputs: Value: Template error: resource Policy does not support attribute"
        " type Arn in Fn::GetAtt."
    )
    assert eventbridge_mock.event_buses["default"].policy is None


def test_what_a_test_gives_does_not_print():
    given = given_values(
        parameters={"Key": "hush"}, secrets={}, ssm={}, imports={}, values={}
    )

    assert repr(given) == "<GivenValues>"


def test_the_same_export_in_another_region_is_another_one():
    with mock_api_destinations() as mock:
        mock.deploy(exporting("one"), stack_name="first")
    with mock_api_destinations(region_name="eu-west-1") as mock:
        mock.deploy(exporting("two"), stack_name="second")

        assert mock.deployments["second"].exports == {"url": "two"}


def test_a_reference_to_a_resource_that_its_condition_keeps_away_is_refused(
    eventbridge_mock,
):
    template = yaml(
        """
        Conditions: {Never: !Equals [a, b]}
        Resources:
          Bus:
            Type: AWS::Events::EventBus
            Properties: {Name: !Ref Queue}
          Queue: {Type: AWS::SQS::Queue, Condition: Never}
        """
    )

    with pytest.raises(DeploymentError) as caught:
        eventbridge_mock.deploy(template)

    assert str(caught.value) == (
        "Bus, property Name: Template format error: Unresolved resource dependencies"
        " [Queue] in the Resources block of the template: its condition Never does not"
        " hold."
    )


@pytest.mark.parametrize(
    ("properties", "path", "reason"),
    [
        pytest.param(
            {"Targets": [{"Id": "a", "Arn": {"Fn::Sub": "x${LongKey}"}}]},
            None,
            "Parameter x*** is not valid. Reason: Provided Arn is not in correct"
            " format. (ValidationException)",
            id="within-a-word",
        ),
        pytest.param(
            {"EventBusName": {"Ref": "Key"}},
            "EventBusName",
            "Event bus *** does not exist. (ResourceNotFoundException)",
            id="word",
        ),
        pytest.param(
            {"EventPattern": {"source": {"Fn::Sub": "${Key} of ours"}}},
            "EventPattern",
            'Event pattern is not valid. Reason: "source" must be an object or an'
            ' array\n at [Source: (String)"{"source": "*** of ours"}"; line: 1, column:'
            " 13] (InvalidEventPatternException)",
            id="pattern",
        ),
    ],
)
def test_a_refusal_that_quotes_a_parameter_with_no_echo_masks_it(
    eventbridge_mock, properties, path, reason
):
    rule = {"ScheduleExpression": "rate(1 day)", **properties}
    template = {
        "Parameters": {
            "Key": {"Type": "String", "NoEcho": True},
            "LongKey": {"Type": "String", "NoEcho": True, "Default": "HUSHHUSH"},
        },
        "Resources": {"Nightly": {"Type": "AWS::Events::Rule", "Properties": rule}},
    }

    with pytest.raises(DeploymentError) as caught:
        eventbridge_mock.deploy(template, parameters={"Key": "HUSH"})

    place = f"Nightly, property {path}" if path else "Nightly"
    assert str(caught.value) == f"{place}: {reason}"
    assert caught.value.property_path == path


def test_a_refusal_of_eventbridge_names_the_resource_and_the_property(eventbridge_mock):
    text = PARTNER.replace("https://partner.example/orders", "http://partner.example")

    with pytest.raises(DeploymentError) as caught:
        eventbridge_mock.deploy(yaml(text))

    error = caught.value
    assert (error.logical_id, error.property_path) == (
        "OrdersApi",
        "InvocationEndpoint",
    )
    assert str(error) == (
        "OrdersApi, property InvocationEndpoint: Failed to create the"
        " api-destination(s). Parameter InvocationEndpoint is not valid. Reason:"
        " Endpoint 'http://partner.example' is invalid, please provide a valid HTTPS"
        " endpoint URL. (ValidationException)"
    )


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        pytest.param(
            "HttpMethod",
            "HttpMethd",
            "Properties validation failed for resource OrdersApi with message: #:"
            " extraneous key [HttpMethd] is not permitted. Did you mean HttpMethod?",
            id="misspelt",
        ),
        pytest.param(
            "HttpMethod: POST",
            "InvocationRateLimitPerSecond: 1",
            "Properties validation failed for resource OrdersApi with message: #:"
            " required key [HttpMethod] not found",
            id="missing",
        ),
        pytest.param(
            "Id: partner",
            "Id: ''",
            "Orders: Parameter validation failed:\nInvalid length for parameter"
            " Targets[0].Id, value: 0, valid min length: 1",
            id="refused-by-botocore",
        ),
        pytest.param(
            "InputPath: $.detail",
            "InputPath: detail",
            "Orders: InputPath for target partner is invalid. (ValidationException)",
            id="no-property-named",
        ),
        pytest.param(
            "Arn: !GetAtt OrdersApi.Arn",
            "Arn: nonsense",
            "Orders: Parameter nonsense is not valid. Reason: Provided Arn is not in"
            " correct format. (ValidationException)",
            id="value-named",
        ),
    ],
)
def test_nothing_of_a_template_stays_that_fails(eventbridge_mock, old, new, complaint):
    with pytest.raises(DeploymentError) as caught:
        eventbridge_mock.deploy(yaml(PARTNER.replace(old, new)))

    assert str(caught.value) == complaint
    assert not eventbridge_mock.connections
    assert not eventbridge_mock.api_destinations
    assert not eventbridge_mock.rules
    assert not eventbridge_mock.secrets
    assert not eventbridge_mock.deployments


def test_no_connection_stays_deleting_where_transitions_are_held_open():
    with mock_api_destinations(transitions="manual") as mock:
        with pytest.raises(DeploymentError):
            mock.deploy(yaml(PARTNER.replace("HttpMethod", "HttpMethd")))

        assert not mock.connections


def test_a_secret_is_not_in_the_error(eventbridge_mock):
    text = PARTNER.replace("HttpMethod: POST", "HttpMethod: !Ref Key")

    with pytest.raises(DeploymentError) as caught:
        eventbridge_mock.deploy(yaml(text), parameters={"Key": "short"})

    assert "'***' at 'httpMethod'" in str(caught.value)
    assert "short" not in str(caught.value)


def test_an_error_of_the_tests_own_code_comes_through(eventbridge_mock):
    def fail(request):
        raise ZeroDivisionError

    eventbridge_mock.responses.add_callback("POST", "https://auth.example/token", fail)
    oauth = """
          AuthorizationType: OAUTH_CLIENT_CREDENTIALS
          AuthParameters:
            OAuthParameters:
              ClientParameters: {ClientID: id, ClientSecret: not-a-secret}
              AuthorizationEndpoint: https://auth.example/token
              HttpMethod: POST
    """
    template = yaml("Resources: {Partner: {Type: AWS::Events::Connection}}")
    template["Resources"]["Partner"]["Properties"] = yaml(oauth)

    with pytest.raises(ZeroDivisionError):
        eventbridge_mock.deploy(template)

    assert not eventbridge_mock.deployments


def test_a_scripted_error_fails_the_deployment(eventbridge_mock):
    eventbridge_mock.fail("PutTargets", "LimitExceededException", "Too many.")

    with pytest.raises(DeploymentError) as caught:
        eventbridge_mock.deploy(yaml(PARTNER))

    assert str(caught.value) == "Orders: Too many. (LimitExceededException)"
    assert not eventbridge_mock.rules


def test_a_failed_rollback_is_told(eventbridge_mock):
    eventbridge_mock.fail("PutTargets", "LimitExceededException", "Too many.")
    eventbridge_mock.fail("DeleteConnection", "LimitExceededException", "Not now.")

    with pytest.raises(DeploymentError) as caught:
        eventbridge_mock.deploy(yaml(PARTNER))

    assert str(caught.value) == (
        "Orders: Too many. (LimitExceededException) Rolling back failed too: Not now."
    )


def test_the_same_template_again_changes_nothing(eventbridge_mock, partner):
    before = dict(eventbridge_mock.connections), dict(eventbridge_mock.rules)
    eventbridge_mock.advance(60)

    again = eventbridge_mock.deploy(yaml(PARTNER), stack_name="shop")

    assert dict(again) == dict(partner)
    assert (dict(eventbridge_mock.connections), dict(eventbridge_mock.rules)) == before


def test_a_changed_template_changes_the_resources(eventbridge_mock, partner):
    text = PARTNER.replace("source: [shop]", "source: [desk]").replace("POST", "PUT")

    again = eventbridge_mock.deploy(yaml(text), stack_name="shop")

    assert again["OrdersApi"].arn == partner["OrdersApi"].arn
    (rule,) = eventbridge_mock.rules.values()
    assert (rule.name, rule.event_pattern) == (
        partner["Orders"].name,
        '{"source": ["desk"]}',
    )
    assert (
        eventbridge_mock.api_destinations[again["OrdersApi"].name].http_method == "PUT"
    )


def test_a_removed_resource_is_deleted(eventbridge_mock, partner):
    template = dict(yaml(PARTNER))
    kept = {"Partner", "OrdersApi"}
    template["Resources"] = {
        name: resource
        for name, resource in template["Resources"].items()
        if name in kept
    }

    again = eventbridge_mock.deploy(template, stack_name="shop")

    assert set(again) == kept
    assert not eventbridge_mock.rules
    assert len(eventbridge_mock.api_destinations) == 1


def test_a_renamed_resource_is_replaced(eventbridge_mock, partner):
    text = PARTNER.replace("ConnectionArn:", "Name: orders\n          ConnectionArn:")

    again = eventbridge_mock.deploy(yaml(text), stack_name="shop")

    assert list(eventbridge_mock.api_destinations) == ["orders"]
    (rule,) = eventbridge_mock.rules.values()
    assert rule.targets[0].arn == again["OrdersApi"].arn
    third = eventbridge_mock.deploy(yaml(PARTNER), stack_name="shop")
    assert list(eventbridge_mock.api_destinations) == [third["OrdersApi"].name]
    assert third["OrdersApi"].name != partner["OrdersApi"].name


BUSES = """
    Resources:
      First: {Type: AWS::Events::EventBus, Properties: {Name: first}}
      Second: {Type: AWS::Events::EventBus, Properties: {Name: second}}
      Orders:
        Type: AWS::Events::Rule
        Properties: {EventBusName: !Ref First, EventPattern: {source: [shop]}}
"""


def test_a_rule_moves_to_another_bus_and_the_old_bus_goes(eventbridge_mock):
    eventbridge_mock.deploy(yaml(BUSES), stack_name="shop")
    text = BUSES.replace("!Ref First", "!Ref Second").replace(
        "First: {Type: AWS::Events::EventBus, Properties: {Name: first}}",
        "Third: {Type: AWS::Events::EventBus, Properties: {Name: third}}",
    )

    again = eventbridge_mock.deploy(yaml(text), stack_name="shop")

    assert list(eventbridge_mock.rules) == [("second", again["Orders"].name)]
    assert sorted(eventbridge_mock.event_buses) == ["default", "second", "third"]


def test_a_named_rule_cannot_move(eventbridge_mock):
    named = BUSES.replace("{EventBusName", "{Name: orders, EventBusName")
    eventbridge_mock.deploy(yaml(named), stack_name="shop")
    text = named.replace("!Ref First", "!Ref Second")

    with pytest.raises(DeploymentError) as caught:
        eventbridge_mock.deploy(yaml(text), stack_name="shop")

    assert str(caught.value) == (
        "Orders: CloudFormation cannot update a stack when a custom-named resource"
        " requires replacing. Rename orders and update the stack again."
    )
    assert list(eventbridge_mock.rules) == [("first", "orders")]


def test_a_failed_update_leaves_the_stack_as_it_was(eventbridge_mock, partner):
    before = dict(eventbridge_mock.rules), dict(eventbridge_mock.api_destinations)
    text = PARTNER.replace("POST", "PUT").replace("$.detail", "detail")

    with pytest.raises(DeploymentError):
        eventbridge_mock.deploy(yaml(text), stack_name="shop")

    assert dict(eventbridge_mock.rules) == before[0]
    (destination,) = eventbridge_mock.api_destinations.values()
    assert destination.http_method == "POST"
    assert dict(eventbridge_mock.deployments["shop"]) == dict(partner)


def test_a_failed_update_brings_no_replacement(eventbridge_mock, partner):
    text = PARTNER.replace("ConnectionArn:", "Name: orders\n          ConnectionArn:")

    with pytest.raises(DeploymentError):
        eventbridge_mock.deploy(
            yaml(text.replace("$.detail", "detail")), stack_name="shop"
        )

    assert list(eventbridge_mock.api_destinations) == [partner["OrdersApi"].name]


def test_a_resource_that_is_gone_already_does_not_stop_the_rollback(
    eventbridge_mock, partner, eventbridge_client
):
    eventbridge_client.delete_api_destination(Name=partner["OrdersApi"].name)

    with pytest.raises(DeploymentError) as caught:
        eventbridge_mock.deploy(yaml(PARTNER.replace("POST", "PUT")), stack_name="shop")

    assert "Rolling back" not in str(caught.value)
    assert "does not exist. (ResourceNotFoundException)" in str(caught.value)


def test_the_type_of_a_resource_cannot_change(eventbridge_mock, partner):
    text = PARTNER.replace("AWS::IAM::Role", "AWS::SQS::Queue")

    with pytest.raises(DeploymentError) as caught:
        eventbridge_mock.deploy(yaml(text), stack_name="shop")

    assert str(caught.value) == (
        "Update of resource type is not permitted. The new template modifies resource"
        " type of the following resources: [InvokeRole]"
    )


@pytest.mark.parametrize(
    ("policy", "change", "left"),
    [
        pytest.param(
            "DeletionPolicy: Retain", "Second", ["first", "third"], id="deletion"
        ),
        pytest.param(
            "UpdateReplacePolicy: Retain", "First", ["first", "third"], id="replacement"
        ),
        pytest.param("DeletionPolicy: Delete", "First", ["third"], id="none"),
    ],
)
def test_a_policy_keeps_what_the_template_no_longer_has(
    eventbridge_mock, policy, change, left
):
    first = f"""
        Resources:
          First:
            Type: AWS::Events::EventBus
            {policy}
            Properties: {{Name: first}}
    """
    eventbridge_mock.deploy(yaml(first), stack_name="shop")
    second = f"""
        Resources:
          {change}:
            Type: AWS::Events::EventBus
            Properties: {{Name: third}}
    """

    eventbridge_mock.deploy(yaml(second), stack_name="shop")

    assert sorted(eventbridge_mock.event_buses) == sorted(["default", *left])


def test_a_resource_that_cannot_be_deleted_is_told(
    eventbridge_mock, eventbridge_client
):
    eventbridge_mock.deploy(yaml(BUSES), stack_name="shop")
    eventbridge_client.put_rule(
        Name="other", EventBusName="first", EventPattern='{"source": ["shop"]}'
    )
    template = yaml("Resources: {Nightly: {Type: AWS::Events::Rule}}")
    template["Resources"]["Nightly"]["Properties"] = {
        "ScheduleExpression": "rate(1 day)"
    }

    deployment = eventbridge_mock.deploy(template, stack_name="shop")

    assert deployment.left_out == {
        "First": "first was not deleted: EventBus can't be deleted since it has rules."
    }


def test_stacks_without_a_name_are_told_apart(eventbridge_mock):
    template = yaml(PARTNER)

    first, second = eventbridge_mock.deploy(template), eventbridge_mock.deploy(template)

    assert (first.name, second.name) == ("stack", "stack-2")
    assert len(eventbridge_mock.rules) == 2


def test_a_bad_name_of_a_stack_is_refused(eventbridge_mock):
    with pytest.raises(DeploymentError) as caught:
        eventbridge_mock.deploy(yaml(PARTNER), stack_name="my_shop")

    assert str(caught.value) == (
        "1 validation error detected: Value 'my_shop' at 'stackName' failed to satisfy"
        " constraint: Member must satisfy regular expression pattern:"
        " [a-zA-Z][-a-zA-Z0-9]*"
    )


def exporting(value):
    template = with_output(value)
    template["Outputs"]["Value"]["Export"] = {"Name": "url"}
    return template


IMPORTING = with_output({"Fn::ImportValue": "url"})


def test_an_export_is_imported(eventbridge_mock):
    eventbridge_mock.deploy(with_output("no export"), stack_name="other")
    exported = eventbridge_mock.deploy(exporting("https://one.example"))

    assert exported.exports == {"url": "https://one.example"}
    deployment = eventbridge_mock.deploy(IMPORTING)
    assert deployment.outputs["Value"] == "https://one.example"


def test_a_test_gives_an_export(eventbridge_mock):
    deployment = eventbridge_mock.deploy(
        IMPORTING, imports={"url": "https://x.example"}
    )

    assert deployment.outputs["Value"] == "https://x.example"


def test_a_name_is_exported_once(eventbridge_mock):
    eventbridge_mock.deploy(exporting("one"), stack_name="first")

    with pytest.raises(DeploymentError) as caught:
        eventbridge_mock.deploy(exporting("two"), stack_name="second")

    assert str(caught.value) == (
        "Export with name url is already exported by stack first."
    )
    assert list(eventbridge_mock.deployments) == ["first"]


@pytest.mark.parametrize(
    ("template", "complaint"),
    [
        pytest.param(
            exporting("two"),
            "Export url cannot be updated as it is in use by second",
            id="changed",
        ),
        pytest.param(
            with_output("two"),
            "Export url cannot be deleted as it is in use by second",
            id="removed",
        ),
    ],
)
def test_an_export_in_use_stays(eventbridge_mock, template, complaint):
    eventbridge_mock.deploy(exporting("one"), stack_name="first")
    eventbridge_mock.deploy(IMPORTING, stack_name="second")

    with pytest.raises(DeploymentError) as caught:
        eventbridge_mock.deploy(template, stack_name="first")

    assert str(caught.value) == complaint


def test_an_export_that_nobody_uses_may_change(eventbridge_mock):
    eventbridge_mock.deploy(exporting("one"), stack_name="first")

    again = eventbridge_mock.deploy(exporting("two"), stack_name="first")

    assert again.exports == {"url": "two"}


def test_an_output_of_another_stack_is_found(eventbridge_mock):
    eventbridge_mock.deploy(with_output("one"), stack_name="first")
    function = {"Fn::GetStackOutput": {"StackName": "first", "OutputName": "Value"}}

    deployment = eventbridge_mock.deploy(with_output(function))

    assert deployment.outputs["Value"] == "one"


def test_reset_forgets_the_stacks(eventbridge_mock, partner):
    eventbridge_mock.reset()

    assert not eventbridge_mock.deployments
    eventbridge_mock.deploy(yaml(PARTNER), stack_name="shop")


def test_explain_names_the_logical_id(eventbridge_mock, partner, eventbridge_client):
    eventbridge_client.put_rule(Name="other", EventPattern='{"source": ["desk"]}')
    event = eventbridge_mock.publish(source="shop", detail_type="Order")

    text = str(eventbridge_mock.explain(event))

    assert f"{partner['Orders'].name} (Orders in stack shop)" in text
    assert "missed     other\n" in text


def test_other_places_have_their_own_stacks(eventbridge_mock, partner):
    with pytest.raises(KeyError):
        eventbridge_mock.deployments["other"]


def test_rules_on_parameters_are_told_to_be_left_out(eventbridge_mock):
    template = with_output("x", Rules={"Prod": {"Assertions": []}})

    deployment = eventbridge_mock.deploy(template)

    assert deployment.left_out == {"Rules": "The rules on parameters are not checked."}
