"""The resources of other services, which are not made: what references to them give.

moto has the real ones, if it is active and has one of that name; else names and ARNs
are made up in AWS's form. Values of Ref, and forms of ARNs, are from CloudFormation's
reference and AWS's "Service Authorization Reference".
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from botocore.exceptions import ClientError

from ..errors import UnmockedAwsCallError
from ..integrations import moto
from ..targets.clients import target_client

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from .naming import Place


class OtherKind(NamedTuple):
    """The names and the ARN of a type of resource.

    *arn* is what follows the partition. *ref* is `name`, `arn`, or another form.
    """

    name_property: str | None
    arn: str
    ref: str = "name"
    # The names of attributes besides Arn that are the name or the ARN.
    attributes: Mapping[str, str] = {}
    # The service and the operation that find a real one, the parameter with its name,
    # and where the answer has its ARN.
    lookup: tuple[str, str, str, tuple[str, ...]] | None = None


_HERE = "{region}:{account}"
OTHER_KINDS: dict[str, OtherKind] = {
    "AWS::CloudWatch::Alarm": OtherKind(
        "AlarmName", f"cloudwatch:{_HERE}:alarm:{{name}}"
    ),
    "AWS::CodeBuild::Project": OtherKind("Name", f"codebuild:{_HERE}:project/{{name}}"),
    "AWS::CodePipeline::Pipeline": OtherKind("Name", f"codepipeline:{_HERE}:{{name}}"),
    "AWS::DynamoDB::Table": OtherKind(
        "TableName",
        f"dynamodb:{_HERE}:table/{{name}}",
        lookup=("dynamodb", "describe_table", "TableName", ("Table", "TableArn")),
    ),
    "AWS::ECS::Cluster": OtherKind("ClusterName", f"ecs:{_HERE}:cluster/{{name}}"),
    "AWS::ECS::TaskDefinition": OtherKind(
        "Family", f"ecs:{_HERE}:task-definition/{{name}}:1", "arn"
    ),
    "AWS::IAM::Role": OtherKind(
        "RoleName",
        "iam::{account}:role{path}{name}",
        lookup=("iam", "get_role", "RoleName", ("Role", "Arn")),
    ),
    "AWS::KMS::Key": OtherKind(None, f"kms:{_HERE}:key/{{uuid}}", "{uuid}"),
    "AWS::Kinesis::Stream": OtherKind(
        "Name",
        f"kinesis:{_HERE}:stream/{{name}}",
        lookup=(
            "kinesis",
            "describe_stream_summary",
            "StreamName",
            ("StreamDescriptionSummary", "StreamARN"),
        ),
    ),
    "AWS::KinesisFirehose::DeliveryStream": OtherKind(
        "DeliveryStreamName", f"firehose:{_HERE}:deliverystream/{{name}}"
    ),
    "AWS::Lambda::Function": OtherKind(
        "FunctionName",
        f"lambda:{_HERE}:function:{{name}}",
        lookup=(
            "lambda",
            "get_function",
            "FunctionName",
            ("Configuration", "FunctionArn"),
        ),
    ),
    "AWS::Logs::LogGroup": OtherKind(
        "LogGroupName", f"logs:{_HERE}:log-group:{{name}}:*"
    ),
    "AWS::Pipes::Pipe": OtherKind("Name", f"pipes:{_HERE}:pipe/{{name}}"),
    "AWS::S3::Bucket": OtherKind("BucketName", "s3:::{name}"),
    "AWS::SNS::Topic": OtherKind(
        "TopicName",
        f"sns:{_HERE}:{{name}}",
        "arn",
        {"TopicName": "name", "TopicArn": "arn"},
    ),
    "AWS::SQS::Queue": OtherKind(
        "QueueName",
        f"sqs:{_HERE}:{{name}}",
        "https://sqs.{region}.{suffix}/{account}/{name}",
        {"QueueName": "name", "QueueUrl": "ref"},
    ),
    "AWS::SSM::Parameter": OtherKind("Name", f"ssm:{_HERE}:parameter/{{name}}"),
    "AWS::Scheduler::Schedule": OtherKind(
        "Name", f"scheduler:{_HERE}:schedule/default/{{name}}"
    ),
    "AWS::SecretsManager::Secret": OtherKind(
        "Name",
        f"secretsmanager:{_HERE}:secret:{{name}}-{{suffix6}}",
        "arn",
        {"Id": "arn"},
        lookup=("secretsmanager", "describe_secret", "SecretId", ("ARN",)),
    ),
    "AWS::StepFunctions::StateMachine": OtherKind(
        "StateMachineName",
        f"states:{_HERE}:stateMachine:{{name}}",
        "arn",
        {"Name": "name"},
    ),
}


class OtherResource:
    """A resource of a template that belongs to another service and is not made here.

    *property_of* returns a property, resolved, or None.
    """

    def __init__(
        self,
        resource_type: str,
        property_of: Callable[[str], Any],
        generated_name: str,
        place: Place,
    ) -> None:
        self.type = resource_type
        self._property_of = property_of
        self._place = place
        self._kind = OTHER_KINDS.get(resource_type) or _unknown_kind(resource_type)
        named = self._kind.name_property and property_of(self._kind.name_property)
        name = str(named or generated_name)
        self.name = _as_written(resource_type, property_of, name)
        real_arn = _real_arn(self._kind, self.name, place)
        self.is_real = real_arn is not None
        self.arn = real_arn or self._formatted(f"arn:{{partition}}:{self._kind.arn}")
        self.ref = {"name": self.name, "arn": self.arn}.get(
            self._kind.ref
        ) or self._formatted(self._kind.ref)

    def attribute(self, name: str) -> str:
        """Return the value of Fn::GetAtt."""
        if name == "Arn":
            return self.arn
        plain = {"name": self.name, "arn": self.arn, "ref": self.ref}
        if name in self._kind.attributes:
            return plain[self._kind.attributes[name]]
        value = self._property_of(name)
        if isinstance(value, str):
            return value
        if name.lower().endswith("arn"):
            return f"{self.arn}/{name}"
        return f"{self.name}-{name}"

    def _formatted(self, form: str) -> str:
        digest = hashlib.sha256(f"{self.type}|{self.name}".encode()).hexdigest()
        sections = digest[:8], digest[8:12], digest[12:16], digest[16:20], digest[20:32]
        return form.format(
            partition=self._place.partition,
            region=self._place.region_name,
            account=self._place.account_id,
            name=self.name,
            path=self._property_of("Path") or "/",
            suffix=self._place.url_suffix,
            suffix6=digest[-6:],
            uuid="-".join(sections),
        )


def _unknown_kind(resource_type: str) -> OtherKind:
    """Return a form for a type that nobody has described here."""
    # A type of Terraform may have any characters, and the form is a format string.
    parts = re.sub(r"[{}]", "-", resource_type.lower()).split("::")
    service, noun = (parts[-2], parts[-1]) if len(parts) > 1 else ("custom", parts[0])
    return OtherKind(None, f"{service}:{_HERE}:{noun}/{{name}}")


def _as_written(
    resource_type: str, property_of: Callable[[str], Any], name: str
) -> str:
    """Return *name* as the service has it: buckets in lower case, FIFO marked."""
    if resource_type == "AWS::S3::Bucket":
        return name.lower()
    is_fifo = property_of("FifoQueue") or property_of("FifoTopic")
    if str(is_fifo).lower() == "true" and not name.endswith(".fifo"):
        return f"{name}.fifo"
    return name


def _real_arn(kind: OtherKind, name: str, place: Place) -> str | None:
    """Return the ARN of the resource of that name in moto, if moto has it."""
    if kind.lookup is None or not moto.is_active():
        return None
    service_name, method_name, parameter, path = kind.lookup
    client = target_client(service_name, place.account_id, place.region_name)
    try:
        answer: Any = getattr(client, method_name)(**{parameter: name})
    except (ClientError, UnmockedAwsCallError):
        return None
    for member in path:
        answer = answer[member]
    return str(answer)
