"""Members that only newer versions of botocore know."""

from __future__ import annotations

import botocore.session
import pytest

_SERVICE_MODEL = botocore.session.Session().get_service_model("events")
_CREATE_CONNECTION = _SERVICE_MODEL.operation_model(
    "CreateConnection"
).input_shape.members
_CREATE_EVENT_BUS = _SERVICE_MODEL.operation_model("CreateEventBus").input_shape.members
_CREATE_ARCHIVE = _SERVICE_MODEL.operation_model("CreateArchive").input_shape.members
_DESCRIBE_EVENT_BUS = _SERVICE_MODEL.shape_for("DescribeEventBusResponse").members

needs_kms_key_identifier = pytest.mark.skipif(
    "KmsKeyIdentifier" not in _CREATE_CONNECTION,
    reason="this botocore does not know KmsKeyIdentifier",
)
needs_connectivity_parameters = pytest.mark.skipif(
    "InvocationConnectivityParameters" not in _CREATE_CONNECTION,
    reason="this botocore does not know InvocationConnectivityParameters",
)
needs_update_event_bus = pytest.mark.skipif(
    "UpdateEventBus" not in _SERVICE_MODEL.operation_names,
    reason="this botocore does not know UpdateEventBus",
)
needs_event_bus_times = pytest.mark.skipif(
    "CreationTime" not in _DESCRIBE_EVENT_BUS,
    reason="this botocore does not know when an event bus was made",
)
needs_log_config = pytest.mark.skipif(
    "LogConfig" not in _CREATE_EVENT_BUS,
    reason="this botocore does not know LogConfig",
)
needs_managed_event_buses = pytest.mark.skipif(
    "ManagedBy" not in _DESCRIBE_EVENT_BUS,
    reason="this botocore does not know managed event buses",
)
needs_every_rule_state = pytest.mark.skipif(
    len(_SERVICE_MODEL.shape_for("RuleState").metadata["enum"]) < len("abc"),
    reason="this botocore does not know every state of a rule",
)
needs_keys_of_archives = pytest.mark.skipif(
    "KmsKeyIdentifier" not in _CREATE_ARCHIVE,
    reason="this botocore does not know keys of archives",
)
needs_pattern_of_event_source = pytest.mark.skipif(
    "pattern" not in _CREATE_ARCHIVE["EventSourceArn"].metadata,
    reason="this botocore does not know the pattern of EventSourceArn",
)

KMS_KEY = "arn:aws:kms:eu-west-1:123456789012:key/orders"

_RESOURCE = "arn:aws:vpc-lattice:eu-west-1:123456789012:resourceconfiguration/rcfg-"
RESOURCE = _RESOURCE + 17 * "a"
OTHER_RESOURCE = _RESOURCE + 17 * "b"


def connectivity(resource: str = RESOURCE) -> dict[str, dict[str, str]]:
    """Return connectivity parameters that name *resource*."""
    return {"ResourceParameters": {"ResourceConfigurationArn": resource}}
