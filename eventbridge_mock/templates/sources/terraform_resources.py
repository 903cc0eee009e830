"""Terraform's names of what EventBridge has, and CloudFormation's.

The attributes are described in the documentation of the AWS provider, the properties in
CloudFormation's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from ...errors import DeploymentError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Members = dict[str, Any]


class Block(NamedTuple):
    """A nested block that is given once: an object of CloudFormation."""

    name: str
    members: Members


class Blocks(NamedTuple):
    """A nested block that can be repeated: a list of objects of CloudFormation."""

    name: str
    members: Members


class Converted(NamedTuple):
    """A value for which Terraform has another form; None leaves the property out."""

    name: str
    convert: Callable[[Any], Any]


def _always(value: Any) -> Any:
    """Return a value that may be empty; elsewhere an empty text means: not set."""
    return value


def _unless_zero(value: Any) -> Any:
    """Return a number for which the provider writes 0 when it is not set."""
    return value or None


def _switch(value: Any) -> str:
    """Return the word for a flag; as a text it comes from an attribute of another."""
    return "ENABLED" if value in (True, "true") else "DISABLED"


def _tags(value: Mapping[str, Any]) -> list[dict[str, Any]] | None:
    tags = [{"Key": key, "Value": text} for key, text in value.items()]
    return [tag for tag in tags if tag["Value"] is not None] or None


PARAMETERS: Members = {
    "key": "Key",
    "value": Converted("Value", _always),
    "is_value_secret": "IsValueSecret",
}
HTTP_PARAMETERS: Members = {
    "body": Blocks("BodyParameters", PARAMETERS),
    "header": Blocks("HeaderParameters", PARAMETERS),
    "query_string": Blocks("QueryStringParameters", PARAMETERS),
}
CONNECTIVITY: Members = {
    "resource_parameters": Block(
        "ResourceParameters", {"resource_configuration_arn": "ResourceConfigurationArn"}
    )
}
OAUTH: Members = {
    "authorization_endpoint": "AuthorizationEndpoint",
    "http_method": "HttpMethod",
    "client_parameters": Block(
        "ClientParameters", {"client_id": "ClientID", "client_secret": "ClientSecret"}
    ),
    "oauth_http_parameters": Block("OAuthHttpParameters", HTTP_PARAMETERS),
}
AUTHORIZATION: Members = {
    "api_key": Block(
        "ApiKeyAuthParameters", {"key": "ApiKeyName", "value": "ApiKeyValue"}
    ),
    "basic": Block(
        "BasicAuthParameters", {"username": "Username", "password": "Password"}
    ),
    "oauth": Block("OAuthParameters", OAUTH),
    "invocation_http_parameters": Block("InvocationHttpParameters", HTTP_PARAMETERS),
    "connectivity_parameters": Block("ConnectivityParameters", CONNECTIVITY),
}
TAGS: Members = {
    "tags": Converted("Tags", _tags),
    # With the tags that the provider adds to all resources.
    "tags_all": Converted("Tags", _tags),
}
DEAD_LETTER_CONFIG = Block("DeadLetterConfig", {"arn": "Arn"})

CONNECTION: Members = {
    "name": "Name",
    "description": "Description",
    "authorization_type": "AuthorizationType",
    "auth_parameters": Block("AuthParameters", AUTHORIZATION),
    "invocation_connectivity_parameters": Block(
        "InvocationConnectivityParameters", CONNECTIVITY
    ),
    "kms_key_identifier": "KmsKeyIdentifier",
}
API_DESTINATION: Members = {
    "name": "Name",
    "description": "Description",
    "connection_arn": "ConnectionArn",
    "invocation_endpoint": "InvocationEndpoint",
    "http_method": "HttpMethod",
    "invocation_rate_limit_per_second": "InvocationRateLimitPerSecond",
}
EVENT_BUS: Members = {
    "name": "Name",
    "description": "Description",
    "event_source_name": "EventSourceName",
    "kms_key_identifier": "KmsKeyIdentifier",
    "dead_letter_config": DEAD_LETTER_CONFIG,
    "log_config": Block(
        "LogConfig", {"include_detail": "IncludeDetail", "level": "Level"}
    ),
    **TAGS,
}
RULE: Members = {
    "name": "Name",
    "description": "Description",
    "event_bus_name": "EventBusName",
    "event_pattern": "EventPattern",
    "schedule_expression": "ScheduleExpression",
    "role_arn": "RoleArn",
    "state": "State",
    **TAGS,
}
PERMISSION: Members = {
    "statement_id": "StatementId",
    "action": "Action",
    "principal": "Principal",
    "event_bus_name": "EventBusName",
    "condition": Block("Condition", {"key": "Key", "type": "Type", "value": "Value"}),
}
ARCHIVE: Members = {
    "name": "ArchiveName",
    "description": "Description",
    "event_source_arn": "SourceArn",
    "event_pattern": "EventPattern",
    "retention_days": "RetentionDays",
    "kms_key_identifier": "KmsKeyIdentifier",
}
ENDPOINT: Members = {
    "name": "Name",
    "description": "Description",
    "role_arn": "RoleArn",
    "event_bus": Blocks("EventBuses", {"event_bus_arn": "EventBusArn"}),
    "replication_config": Block("ReplicationConfig", {"state": "State"}),
    "routing_config": Block(
        "RoutingConfig",
        {
            "failover_config": Block(
                "FailoverConfig",
                {
                    "primary": Block("Primary", {"health_check": "HealthCheck"}),
                    "secondary": Block("Secondary", {"route": "Route"}),
                },
            )
        },
    ),
}
ECS_TARGET: Members = {
    "task_definition_arn": "TaskDefinitionArn",
    "task_count": Converted("TaskCount", _unless_zero),
    "launch_type": "LaunchType",
    "platform_version": "PlatformVersion",
    "group": "Group",
    "propagate_tags": "PropagateTags",
    "enable_ecs_managed_tags": "EnableECSManagedTags",
    "enable_execute_command": "EnableExecuteCommand",
    "capacity_provider_strategy": Blocks(
        "CapacityProviderStrategy",
        {"capacity_provider": "CapacityProvider", "weight": "Weight", "base": "Base"},
    ),
    "ordered_placement_strategy": Blocks(
        "PlacementStrategies", {"type": "Type", "field": "Field"}
    ),
    "placement_constraint": Blocks(
        "PlacementConstraints", {"type": "Type", "expression": "Expression"}
    ),
    "tags": Converted("TagList", _tags),
    "network_configuration": Block(
        "NetworkConfiguration",
        {
            "subnets": "AwsVpcConfiguration.Subnets",
            "security_groups": "AwsVpcConfiguration.SecurityGroups",
            "assign_public_ip": Converted(
                "AwsVpcConfiguration.AssignPublicIp", _switch
            ),
        },
    ),
}
TARGET: Members = {
    "target_id": "Id",
    "arn": "Arn",
    "role_arn": "RoleArn",
    "input": "Input",
    "input_path": "InputPath",
    "input_transformer": Block(
        "InputTransformer",
        {"input_paths": "InputPathsMap", "input_template": "InputTemplate"},
    ),
    "http_target": Block(
        "HttpParameters",
        {
            "path_parameter_values": "PathParameterValues",
            "header_parameters": "HeaderParameters",
            "query_string_parameters": "QueryStringParameters",
        },
    ),
    "dead_letter_config": DEAD_LETTER_CONFIG,
    "retry_policy": Block(
        "RetryPolicy",
        {
            "maximum_event_age_in_seconds": Converted(
                "MaximumEventAgeInSeconds", _unless_zero
            ),
            "maximum_retry_attempts": "MaximumRetryAttempts",
        },
    ),
    "run_command_targets": Blocks(
        "RunCommandParameters.RunCommandTargets", {"key": "Key", "values": "Values"}
    ),
    "batch_target": Block(
        "BatchParameters",
        {
            "job_definition": "JobDefinition",
            "job_name": "JobName",
            "array_size": Converted("ArrayProperties.Size", _unless_zero),
            "job_attempts": Converted("RetryStrategy.Attempts", _unless_zero),
        },
    ),
    "ecs_target": Block("EcsParameters", ECS_TARGET),
    "kinesis_target": Block(
        "KinesisParameters", {"partition_key_path": "PartitionKeyPath"}
    ),
    "sqs_target": Block("SqsParameters", {"message_group_id": "MessageGroupId"}),
    "appsync_target": Block(
        "AppSyncParameters", {"graphql_operation": "GraphQLOperation"}
    ),
    "redshift_target": Block(
        "RedshiftDataParameters",
        {
            "database": "Database",
            "db_user": "DbUser",
            "secrets_manager_arn": "SecretManagerArn",
            "sql": "Sql",
            "statement_name": "StatementName",
            "with_event": "WithEvent",
        },
    ),
    "sagemaker_pipeline_target": Block(
        "SageMakerPipelineParameters",
        {
            "pipeline_parameter_list": Blocks(
                "PipelineParameterList", {"name": "Name", "value": "Value"}
            )
        },
    ),
}


class Kind(NamedTuple):
    """A type of resource: CloudFormation's name of it, and what it has."""

    type: str
    members: Members


KINDS = {
    "aws_cloudwatch_event_bus": Kind("AWS::Events::EventBus", EVENT_BUS),
    "aws_cloudwatch_event_permission": Kind("AWS::Events::EventBusPolicy", PERMISSION),
    "aws_cloudwatch_event_connection": Kind("AWS::Events::Connection", CONNECTION),
    "aws_cloudwatch_event_api_destination": Kind(
        "AWS::Events::ApiDestination", API_DESTINATION
    ),
    "aws_cloudwatch_event_rule": Kind("AWS::Events::Rule", RULE),
    "aws_cloudwatch_event_archive": Kind("AWS::Events::Archive", ARCHIVE),
    "aws_cloudwatch_event_endpoint": Kind("AWS::Events::Endpoint", ENDPOINT),
    # Resources that rules and connections refer to: their names, for plausible ARNs.
    "aws_sqs_queue": Kind("AWS::SQS::Queue", {"name": "QueueName"}),
    "aws_sns_topic": Kind("AWS::SNS::Topic", {"name": "TopicName"}),
    "aws_lambda_function": Kind(
        "AWS::Lambda::Function", {"function_name": "FunctionName"}
    ),
    "aws_iam_role": Kind("AWS::IAM::Role", {"name": "RoleName"}),
    "aws_sfn_state_machine": Kind(
        "AWS::StepFunctions::StateMachine", {"name": "StateMachineName"}
    ),
    "aws_kinesis_stream": Kind("AWS::Kinesis::Stream", {"name": "Name"}),
    "aws_kinesis_firehose_delivery_stream": Kind(
        "AWS::KinesisFirehose::DeliveryStream", {"name": "DeliveryStreamName"}
    ),
    "aws_cloudwatch_log_group": Kind("AWS::Logs::LogGroup", {"name": "LogGroupName"}),
    "aws_ecs_cluster": Kind("AWS::ECS::Cluster", {"name": "ClusterName"}),
    "aws_s3_bucket": Kind("AWS::S3::Bucket", {"bucket": "BucketName"}),
    "aws_dynamodb_table": Kind("AWS::DynamoDB::Table", {"name": "TableName"}),
    "aws_secretsmanager_secret": Kind("AWS::SecretsManager::Secret", {"name": "Name"}),
    "aws_ssm_parameter": Kind("AWS::SSM::Parameter", {"name": "Name"}),
}


def require_blocks(values: Mapping[str, Any], members: Members, where: str) -> None:
    """Raise DeploymentError for blocks of another form than Terraform gives them."""
    for attribute, member in members.items():
        value = values.get(attribute)
        place = f"{where}.{attribute}"
        if isinstance(member, Block | Blocks):
            if not _is_list_of_blocks(value):
                raise _bad_form(place, "a list of blocks")
            for block in value or ():
                require_blocks(block or {}, member.members, place)
        elif _is_tags(member) and not isinstance(value, dict | None):
            raise _bad_form(place, "an object")


def _is_tags(member: Any) -> bool:
    return isinstance(member, Converted) and member.convert is _tags


def _is_list_of_blocks(value: Any) -> bool:
    return value is None or (
        isinstance(value, list) and all(isinstance(each, dict | None) for each in value)
    )


def _bad_form(place: str, form: str) -> DeploymentError:
    msg = f"{place} is not {form}, as `terraform show -json` prints it."
    return DeploymentError(msg)


def properties_of(values: Mapping[str, Any], members: Members) -> dict[str, Any]:
    """Return as CloudFormation's properties what *values* has of *members*.

    What is null, empty, or a block with nothing in it is not set.
    """
    made: dict[str, Any] = {}
    for attribute, member in members.items():
        name = member if isinstance(member, str) else member.name
        value = _property(values.get(attribute), member)
        if value is not None:
            _put(made, name.split("."), value)
    return made


def _property(value: Any, member: Any) -> Any:
    if value is None:
        return None
    if isinstance(member, Converted):
        return value if is_function(value) else member.convert(value)
    if isinstance(member, (Block, Blocks)):
        blocks = [properties_of(block, member.members) for block in value if block]
        blocks = [block for block in blocks if block]
        if isinstance(member, Blocks):
            return blocks or None
        return blocks[0] if blocks else None
    return None if value in ("", [], {}) else value


def _put(made: dict[str, Any], path: list[str], value: Any) -> None:
    *above, last = path
    for name in above:
        made = made.setdefault(name, {})
    made[last] = value


def is_function(value: Any) -> bool:
    """Return whether *value* is a function of CloudFormation, and not a mapping."""
    return (
        isinstance(value, dict)
        and len(value) == 1
        and next(iter(value)) in ("Ref", "Fn::GetAtt", "Fn::Join")
    )
