"""Members that only newer versions of botocore know."""

from __future__ import annotations

import botocore.session
import pytest

_CREATE_CONNECTION = (
    botocore.session.Session()
    .get_service_model("events")
    .operation_model("CreateConnection")
    .input_shape.members
)

needs_kms_key_identifier = pytest.mark.skipif(
    "KmsKeyIdentifier" not in _CREATE_CONNECTION,
    reason="this botocore does not know KmsKeyIdentifier",
)
needs_connectivity_parameters = pytest.mark.skipif(
    "InvocationConnectivityParameters" not in _CREATE_CONNECTION,
    reason="this botocore does not know InvocationConnectivityParameters",
)

KMS_KEY = "arn:aws:kms:eu-west-1:123456789012:key/orders"

_RESOURCE = "arn:aws:vpc-lattice:eu-west-1:123456789012:resourceconfiguration/rcfg-"
RESOURCE = _RESOURCE + 17 * "a"
OTHER_RESOURCE = _RESOURCE + 17 * "b"


def connectivity(resource: str = RESOURCE) -> dict[str, dict[str, str]]:
    """Return connectivity parameters that name *resource*."""
    return {"ResourceParameters": {"ResourceConfigurationArn": resource}}
