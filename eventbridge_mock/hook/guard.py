"""Fail closed: no call to AWS leaves the process while a mock is active."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from ..errors import UnmockedAwsCallError
from ..integrations import moto
from ..model.endpoint import is_loopback_host

if TYPE_CHECKING:
    from collections.abc import Collection

# The DNS suffixes of AWS's partitions, as botocore's endpoint data name them;
# tests/aws/test_guard.py compares this with the data.
AWS_SUFFIXES = (
    "amazonaws.com",
    "amazonaws.com.cn",
    "api.aws",
    "api.amazonwebservices.com.cn",
    "amazonaws.eu",
    "api.amazonwebservices.eu",
    "c2s.ic.gov",
    "api.aws.ic.gov",
    "sc2s.sgov.gov",
    "api.aws.scloud",
    "cloud.adc-e.uk",
    "api.cloud-aws.adc-e.uk",
    "csp.hci.ic.gov",
    "api.aws.hci.ic.gov",
)


# Of a client from before moto's import, and of one without keys from before mock_aws.
_MOTO_WAS_NOT_ASKED = (
    "\nmoto is active, and this client did not come to it: make the client within"
    " mock_aws, or hand it to moto.core.patch_client and give it any keys."
)


def is_loopback(url: str) -> bool:
    """Tell whether *url* stays on this machine, as LocalStack's and moto's do."""
    return is_loopback_host(urlsplit(url).hostname or "")


def is_aws(url: str) -> bool:
    """Tell whether *url* is an endpoint of AWS."""
    host = (urlsplit(url).hostname or "").rstrip(".")
    return host.endswith(tuple(f".{suffix}" for suffix in AWS_SUFFIXES))


def refuse_unimplemented(operation_name: str, implemented: Collection[str]) -> None:
    """Raise for an operation of EventBridge that the mock does not have."""
    msg = (
        f"events.{operation_name} is not implemented by eventbridge_mock.\n"
        f"It answers {', '.join(implemented)}.\n"
        "Ways out: stub this call with botocore's Stubber, send it on to AWS or"
        " your own endpoint with mock_api_destinations(passthrough=('events',)),"
        " or leave it out of the test."
    )
    raise UnmockedAwsCallError(msg)


def refuse_unmocked(service_name: str, operation_name: str, url: str) -> None:
    """Raise for a call that no mock answered and that would go to AWS."""
    msg = (
        f"{service_name}.{operation_name} would have gone to {urlsplit(url).netloc}:"
        f" nothing mocks it.{_MOTO_WAS_NOT_ASKED if moto.is_active() else ''}\n"
        "Ways out: mock the service too (moto's mock_aws does for most, botocore's"
        " Stubber for one client), or let it through with"
        f" mock_api_destinations(passthrough=({service_name!r},))."
    )
    raise UnmockedAwsCallError(msg)
