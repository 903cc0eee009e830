"""Resources of other services give names and ARNs in AWS's form, or moto's own."""

# ruff: noqa: E501 - each row is one line

import boto3
import pytest
from moto import mock_aws

from eventbridge_mock import mock_api_destinations
from tests.templates.deployed import with_output

HERE = "us-east-1:123456789012"


def output_of(mock, resource, function, **given):
    """Deploy *resource* as `Thing`; return the deployment, with *function* as output."""
    return mock.deploy(
        with_output(function, Resources={"Thing": resource}), stack_name="s", **given
    )


@pytest.mark.parametrize(
    ("resource_type", "properties", "arn", "ref"),
    [
        pytest.param("AWS::SQS::Queue", {"QueueName": "q"}, f"arn:aws:sqs:{HERE}:q", "https://sqs.us-east-1.amazonaws.com/123456789012/q", id="queue"),
        pytest.param("AWS::SQS::Queue", {"QueueName": "q", "FifoQueue": True}, f"arn:aws:sqs:{HERE}:q.fifo", "https://sqs.us-east-1.amazonaws.com/123456789012/q.fifo", id="fifo"),
        pytest.param("AWS::SNS::Topic", {"TopicName": "t"}, f"arn:aws:sns:{HERE}:t", f"arn:aws:sns:{HERE}:t", id="topic"),
        pytest.param("AWS::Lambda::Function", {"FunctionName": "f"}, f"arn:aws:lambda:{HERE}:function:f", "f", id="function"),
        pytest.param("AWS::IAM::Role", {"RoleName": "r", "Path": "/a/"}, "arn:aws:iam::123456789012:role/a/r", "r", id="role"),
        pytest.param("AWS::Logs::LogGroup", {"LogGroupName": "/l"}, f"arn:aws:logs:{HERE}:log-group:/l:*", "/l", id="log-group"),
        pytest.param("AWS::StepFunctions::StateMachine", {"StateMachineName": "m"}, f"arn:aws:states:{HERE}:stateMachine:m", f"arn:aws:states:{HERE}:stateMachine:m", id="state-machine"),
        pytest.param("AWS::S3::Bucket", {"BucketName": "B"}, "arn:aws:s3:::b", "b", id="bucket"),
        pytest.param("AWS::Foo::Bar", {}, f"arn:aws:foo:{HERE}:bar/s-Thing-XRBqi8sU9rSp", "s-Thing-XRBqi8sU9rSp", id="unknown"),
    ],
)  # fmt: skip
def test_an_arn_has_the_form_of_its_service(
    eventbridge_mock, resource_type, properties, arn, ref
):
    resource = {"Type": resource_type, "Properties": properties}

    deployment = output_of(eventbridge_mock, resource, {"Fn::GetAtt": ["Thing", "Arn"]})

    thing = deployment["Thing"]
    if resource_type == "AWS::Foo::Bar":
        arn, ref = arn[: -len("XRBqi8sU9rSp")], ref[: -len("XRBqi8sU9rSp")]
        assert deployment.outputs["Value"].startswith(arn)
        assert thing.name.startswith(ref)
    else:
        assert deployment.outputs["Value"] == thing.arn == arn
        assert thing.ref == ref
    assert deployment.left_out == {
        "Thing": f"{resource_type} is not made here: only resources of EventBridge are."
    }
    assert deployment.made_up == {
        "Thing": f"{resource_type} is not made here: references to it give {thing.arn},"
        " or what values={'Thing.Arn': ...} says."
    }


@pytest.mark.parametrize(
    ("resource_type", "properties", "attribute", "value"),
    [
        pytest.param("AWS::SQS::Queue", {"QueueName": "q"}, "QueueName", "q", id="name"),
        pytest.param("AWS::SQS::Queue", {"QueueName": "q"}, "QueueUrl", "https://sqs.us-east-1.amazonaws.com/123456789012/q", id="ref"),
        pytest.param("AWS::SNS::Topic", {"TopicName": "t"}, "TopicArn", f"arn:aws:sns:{HERE}:t", id="arn"),
        pytest.param("AWS::SSM::Parameter", {"Name": "/p", "Value": "v"}, "Value", "v", id="property"),
        pytest.param("AWS::DynamoDB::Table", {"TableName": "t"}, "StreamArn", f"arn:aws:dynamodb:{HERE}:table/t/StreamArn", id="another-arn"),
        pytest.param("AWS::S3::Bucket", {"BucketName": "b"}, "DomainName", "b-DomainName", id="another"),
        pytest.param("Custom::Thing", {}, "Url", None, id="custom"),
    ],
)  # fmt: skip
def test_an_attribute_has_a_believable_value(
    eventbridge_mock, resource_type, properties, attribute, value
):
    resource = {"Type": resource_type, "Properties": properties}
    function = {"Fn::GetAtt": ["Thing", attribute]}

    deployment = output_of(eventbridge_mock, resource, function)

    expected = value or f"{deployment['Thing'].name}-{attribute}"
    assert deployment.outputs["Value"] == expected


@pytest.mark.parametrize(
    ("function", "values", "value"),
    [
        pytest.param({"Ref": "Thing"}, {"Thing": "r"}, "r", id="ref"),
        pytest.param({"Fn::GetAtt": ["Thing", "Arn"]}, {"Thing.Arn": "a"}, "a", id="attribute"),
        pytest.param({"Fn::GetAtt": ["Thing", "Arn"]}, {"Thing": "arn:x"}, "arn:x", id="ref-is-an-arn"),
    ],
)  # fmt: skip
def test_a_test_gives_the_value_of_a_reference(
    eventbridge_mock, function, values, value
):
    deployment = output_of(
        eventbridge_mock, {"Type": "AWS::IAM::Role"}, function, values=values
    )

    assert deployment.outputs["Value"] == value
    assert deployment.made_up == {}


def test_arns_of_china_are_in_its_partition():
    with mock_api_destinations(region_name="cn-north-1") as mock:
        deployment = output_of(mock, {"Type": "AWS::SQS::Queue"}, {"Ref": "Thing"})

    assert deployment.outputs["Value"].startswith(
        "https://sqs.cn-north-1.amazonaws.com.cn/"
    )
    assert deployment["Thing"].arn.startswith("arn:aws-cn:sqs:cn-north-1:")


@mock_aws
def test_moto_has_the_real_role(eventbridge_mock):
    iam = boto3.client("iam", region_name="us-east-1")
    role = iam.create_role(RoleName="r", Path="/real/", AssumeRolePolicyDocument="{}")
    resource = {"Type": "AWS::IAM::Role", "Properties": {"RoleName": "r"}}

    deployment = output_of(eventbridge_mock, resource, {"Fn::GetAtt": ["Thing", "Arn"]})

    assert deployment.outputs["Value"] == role["Role"]["Arn"]
    assert deployment.made_up == {}
    assert deployment.left_out == {
        "Thing": "AWS::IAM::Role is not made here: it is the one that moto has."
    }


@mock_aws
def test_moto_has_the_real_secret(eventbridge_mock):
    secrets = boto3.client("secretsmanager", region_name="us-east-1")
    arn = secrets.create_secret(Name="partner", SecretString="k")["ARN"]
    resource = {
        "Type": "AWS::SecretsManager::Secret",
        "Properties": {"Name": "partner"},
    }

    deployment = output_of(eventbridge_mock, resource, {"Ref": "Thing"})

    assert deployment.outputs["Value"] == arn


@mock_aws
def test_what_moto_lacks_is_made_up(eventbridge_mock):
    resource = {"Type": "AWS::IAM::Role", "Properties": {"RoleName": "r"}}

    deployment = output_of(eventbridge_mock, resource, {"Fn::GetAtt": ["Thing", "Arn"]})

    assert deployment.outputs["Value"] == "arn:aws:iam::123456789012:role/r"
    assert "Thing" in deployment.made_up
