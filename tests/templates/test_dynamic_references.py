"""Dynamic references find secrets and parameters of the test, the template and moto."""

# ruff: noqa: E501 - each row is one line

import json
import string

import boto3
import pytest
from moto import mock_aws

from eventbridge_mock.errors import DeploymentError
from eventbridge_mock.templates.dynamic_references import generated_secret
from tests.templates.deployed import yaml

ARN = "arn:aws:secretsmanager:us-east-1:123456789012:secret:partner-a1B2c3"


def sent_key(mock, text, resources=None, **given):
    """Deploy a connection whose API key is *text*; return the key that is stored."""
    template = {
        "Resources": {
            "Partner": {
                "Type": "AWS::Events::Connection",
                "Properties": {
                    "AuthorizationType": "API_KEY",
                    "AuthParameters": {
                        "ApiKeyAuthParameters": {"ApiKeyName": "K", "ApiKeyValue": text}
                    },
                },
            },
            **(resources or {}),
        }
    }
    mock.deploy(template, stack_name="shop", **given)
    (secret,) = mock.secrets.values()
    return json.loads(secret.secret_string)["api_key_value"]


@pytest.mark.parametrize(
    ("reference", "secrets", "value"),
    [
        pytest.param("partner", {"partner": "k"}, "k", id="whole"),
        pytest.param("partner:SecretString", {"partner": "k"}, "k", id="secret-string"),
        pytest.param("partner:SecretString:::", {"partner": "k"}, "k", id="empty-parts"),
        pytest.param("partner:SecretString:key", {"partner": {"key": "k"}}, "k", id="key"),
        pytest.param("partner:SecretString:key", {"partner": '{"key": 5}'}, "5", id="number"),
        pytest.param("partner:SecretString:key:AWSCURRENT", {"partner": {"key": "k"}}, "k", id="current"),
        pytest.param("partner:SecretString::AWSPREVIOUS", {"partner": "k", "partner:AWSPREVIOUS": "old"}, "old", id="stage"),
        pytest.param(ARN, {ARN: "k"}, "k", id="arn"),
        pytest.param(f"{ARN}:SecretString:key", {"partner": {"key": "k"}}, "k", id="name-of-an-arn"),
    ],
)  # fmt: skip
def test_a_secret_of_the_test_is_found(eventbridge_mock, reference, secrets, value):
    text = f"{{{{resolve:secretsmanager:{reference}}}}}"

    assert sent_key(eventbridge_mock, text, secrets=secrets) == value


def test_references_may_be_parts_of_a_text(eventbridge_mock):
    text = "Bearer {{resolve:ssm:/id:2}}-{{resolve:ssm-secure:/key}}"

    key = sent_key(eventbridge_mock, text, ssm={"/id:2": "two", "/id": 1, "/key": "k"})

    assert key == "Bearer two-k"


def test_a_reference_may_be_put_together(eventbridge_mock):
    function = {
        "Fn::Join": [
            "",
            ["{{resolve:secretsmanager:", {"Ref": "Secret"}, ":SecretString:key::}}"],
        ]
    }
    secret = {
        "Type": "AWS::SecretsManager::Secret",
        "Properties": {"Name": "partner", "SecretString": '{"key": "k"}'},
    }

    assert sent_key(eventbridge_mock, function, {"Secret": secret}) == "k"


@pytest.mark.parametrize(
    ("secrets", "value"),
    [
        pytest.param({"Secret": "mine"}, "mine", id="by-logical-id"),
        pytest.param({"partner": "mine"}, "mine", id="by-name"),
        pytest.param({}, "own", id="of-the-template"),
    ],
)
def test_a_test_may_replace_a_secret_of_the_template(eventbridge_mock, secrets, value):
    secret = {
        "Type": "AWS::SecretsManager::Secret",
        "Properties": {"Name": "partner", "SecretString": "own"},
    }
    text = {"Fn::Sub": "{{resolve:secretsmanager:${Secret}}}"}

    key = sent_key(eventbridge_mock, text, {"Secret": secret}, secrets=secrets)

    assert key == value


def test_a_generated_secret_is_the_same_each_time(eventbridge_mock):
    secret = {
        "Type": "AWS::SecretsManager::Secret",
        "Properties": {
            "GenerateSecretString": {
                "SecretStringTemplate": '{"user": "shop"}',
                "GenerateStringKey": "password",
            }
        },
    }
    other = {"Type": "AWS::SecretsManager::Secret", "Properties": {"Name": "other"}}
    text = {"Fn::Sub": "{{resolve:secretsmanager:${Secret}:SecretString:password}}"}
    resources = {"Other": other, "Secret": secret}

    first = sent_key(eventbridge_mock, text, resources)
    eventbridge_mock.reset()

    assert first == sent_key(eventbridge_mock, text, resources)
    assert len(first) == 32


@pytest.mark.parametrize(
    ("settings", "alphabet", "length"),
    [
        pytest.param({}, string.printable.strip(), 32, id="default"),
        pytest.param(
            {"PasswordLength": 70, "ExcludePunctuation": True, "ExcludeNumbers": "true"},
            string.ascii_letters,
            70,
            id="letters",
        ),
        pytest.param(
            {"ExcludeLowercase": True, "ExcludeUppercase": True, "ExcludePunctuation": 1},
            string.printable.strip(),
            32,
            id="not-a-boolean",
        ),
        pytest.param(
            {"ExcludeCharacters": string.punctuation + string.ascii_letters},
            string.digits,
            32,
            id="characters",
        ),
    ],
)  # fmt: skip
def test_a_generated_secret_keeps_to_its_settings(settings, alphabet, length):
    text = generated_secret(settings, "seed")

    assert len(text) == length
    assert set(text) <= set(alphabet)


def test_a_secret_of_no_characters_is_refused():
    with pytest.raises(DeploymentError, match="excludes all characters"):
        generated_secret({"ExcludeCharacters": string.printable}, "seed")


def test_a_parameter_of_the_template_is_found(eventbridge_mock):
    resources = {
        "Other": {"Type": "AWS::SSM::Parameter", "Properties": {"Name": "/other"}},
        "Key": {
            "Type": "AWS::SSM::Parameter",
            "Properties": {"Name": "/key", "Value": "k"},
        },
    }

    assert sent_key(eventbridge_mock, "{{resolve:ssm:/key}}", resources) == "k"


@pytest.mark.parametrize(
    ("reference", "secrets", "complaint"),
    [
        pytest.param("secretsmanager:partner", {}, "Secrets Manager can't find the specified secret. Give partner a value with secrets={'partner': ...}.", id="missing"),
        pytest.param(f"secretsmanager:{ARN}:SecretString::AWSPREVIOUS", {"partner": "k"}, f"Secrets Manager can't find the specified secret. Give {ARN} a value with secrets={{'partner:AWSPREVIOUS': ...}}.", id="stage"),
        pytest.param("secretsmanager:partner:SecretString:::v1", {}, "Secrets Manager can't find the specified secret. Give partner a value with secrets={'partner': ...}.", id="version"),
        pytest.param("secretsmanager:partner:SecretBinary", {}, "The dynamic reference to secret partner asks for SecretBinary; CloudFormation has SecretString alone.", id="binary"),
        pytest.param("secretsmanager:partner:SecretString:key", {"partner": "hush-hush"}, "Could not parse SecretString JSON of secret partner.", id="no-json"),
        pytest.param("secretsmanager:partner:SecretString:key", {"partner": "[]"}, "Could not parse SecretString JSON of secret partner.", id="no-object"),
        pytest.param("secretsmanager:partner:SecretString:key", {"partner": {"kee": "hush-hush"}}, "Could not find a value associated with JSONKey in SecretString: secret partner has no key 'key'.", id="no-key"),
        pytest.param("ssm:/key", {}, "Unable to fetch parameters [/key] from parameter store for this account. Give it a value with ssm={'/key': ...}.", id="parameter"),
        pytest.param("vault:key", {}, "The dynamic reference {{resolve:vault:...}} is not of ssm, ssm-secure or secretsmanager.", id="service"),
    ],
)  # fmt: skip
def test_a_reference_without_a_value_is_refused(
    eventbridge_mock, reference, secrets, complaint
):
    with pytest.raises(DeploymentError) as caught:
        sent_key(eventbridge_mock, f"{{{{resolve:{reference}}}}}", secrets=secrets)

    path = "AuthParameters/ApiKeyAuthParameters/ApiKeyValue"
    assert str(caught.value) == f"Partner, property {path}: {complaint}"


@pytest.mark.parametrize(
    ("settings", "complaint"),
    [
        pytest.param("text", "GenerateSecretString is not a map.", id="no-map"),
        pytest.param({"GenerateStringKey": 5}, "GenerateStringKey is not a string.", id="key"),
        pytest.param({"GenerateStringKey": "p", "SecretStringTemplate": "{"}, "SecretStringTemplate is not a JSON object in a string.", id="no-json"),
        pytest.param({"GenerateStringKey": "p", "SecretStringTemplate": "[]"}, "SecretStringTemplate is not a JSON object in a string.", id="no-object"),
        pytest.param({"GenerateStringKey": "p", "SecretStringTemplate": {"u": 1}}, "SecretStringTemplate is not a JSON object in a string.", id="no-string"),
        pytest.param({"PasswordLength": "many"}, "PasswordLength is not a number from 1 to 4096.", id="no-number"),
        pytest.param({"PasswordLength": 5000}, "PasswordLength is not a number from 1 to 4096.", id="long"),
    ],
)  # fmt: skip
def test_settings_of_a_generated_secret_are_checked_where_it_is_used(
    eventbridge_mock, settings, complaint
):
    template = yaml(
        """
        Resources:
          Key: {Type: AWS::SecretsManager::Secret}
          Bus:
            Type: AWS::Events::EventBus
            Properties: {Name: orders, Tags: [{Key: k, Value: !Sub "{{resolve:secretsmanager:${Key}}}"}]}
        """
    )
    template["Resources"]["Key"]["Properties"] = {"GenerateSecretString": settings}

    with pytest.raises(DeploymentError) as caught:
        eventbridge_mock.deploy(template)

    assert str(caught.value) == f"Bus, property Tags/0/Value: {complaint}"


@pytest.mark.parametrize(
    ("resource_type", "service", "complaint"),
    [
        pytest.param("AWS::SSM::Parameter", "ssm", "Unable to fetch parameters [own]", id="ssm"),
        pytest.param("AWS::SecretsManager::Secret", "secretsmanager", "Secrets Manager can't find", id="secret"),
    ],
)  # fmt: skip
def test_a_name_that_refers_to_itself_ends_in_an_error(
    eventbridge_mock, resource_type, service, complaint
):
    own = {"Name": f"{{{{resolve:{service}:own}}}}"}
    template = {
        "Resources": {
            "Own": {"Type": resource_type, "Properties": own},
            "Bus": {
                "Type": "AWS::Events::EventBus",
                "Properties": {"Name": {"Ref": "Own"}},
            },
        }
    }

    with pytest.raises(DeploymentError) as caught:
        eventbridge_mock.deploy(template)

    assert str(caught.value).startswith(f"Bus, property Name: {complaint}")


def test_an_output_shows_no_secret(eventbridge_mock):
    template = yaml(
        """
        Resources:
          Bus: {Type: AWS::Events::EventBus, Properties: {Name: orders}}
        Outputs:
          Key: {Value: "{{resolve:secretsmanager:partner}}"}
        """
    )

    deployment = eventbridge_mock.deploy(template, secrets={"partner": "hush"})

    assert deployment.outputs["Key"] == "{{resolve:secretsmanager:partner}}"


@mock_aws
def test_moto_has_secrets_and_parameters(eventbridge_mock):
    secrets = boto3.client("secretsmanager", region_name="us-east-1")
    secrets.create_secret(Name="partner", SecretString='{"key": "from-moto"}')
    ssm = boto3.client("ssm", region_name="us-east-1")
    ssm.put_parameter(Name="/id", Value="7", Type="SecureString")

    text = (
        "{{resolve:ssm-secure:/id}}-{{resolve:secretsmanager:partner:SecretString:key}}"
    )

    assert sent_key(eventbridge_mock, text) == "7-from-moto"


@mock_aws
def test_an_earlier_version_of_a_secret_is_asked_for(eventbridge_mock):
    secrets = boto3.client("secretsmanager", region_name="us-east-1")
    first = secrets.create_secret(Name="partner", SecretString="first")["VersionId"]
    secrets.put_secret_value(SecretId="partner", SecretString="second")

    by_id = f"{{{{resolve:secretsmanager:partner:SecretString:::{first}}}}}"
    by_stage = "{{resolve:secretsmanager:partner:SecretString::AWSPREVIOUS}}"
    newest = "{{resolve:secretsmanager:partner}}"

    key = sent_key(eventbridge_mock, f"{by_id}-{by_stage}-{newest}")
    assert key == "first-first-second"


@mock_aws
def test_what_moto_lacks_is_refused(eventbridge_mock):
    with pytest.raises(DeploymentError, match="can't find the specified secret"):
        sent_key(eventbridge_mock, "{{resolve:secretsmanager:partner}}")


def test_the_secret_of_a_connection_is_found(eventbridge_mock, eventbridge_client):
    template = yaml(
        """
        Resources:
          Partner:
            Type: AWS::Events::Connection
            Properties:
              Name: partner
              AuthorizationType: API_KEY
              AuthParameters:
                ApiKeyAuthParameters: {ApiKeyName: K, ApiKeyValue: not-a-secret}
          Other:
            Type: AWS::Events::Connection
            Properties:
              Name: other
              AuthorizationType: API_KEY
              AuthParameters:
                ApiKeyAuthParameters:
                  ApiKeyName: K
                  ApiKeyValue: !Sub "{{resolve:secretsmanager:${Partner.SecretArn}:SecretString:api_key_value}}"
        """
    )

    eventbridge_mock.deploy(template)

    values = [
        json.loads(secret.secret_string)["api_key_value"]
        for secret in eventbridge_mock.secrets.values()
    ]
    assert values == ["not-a-secret", "not-a-secret"]
