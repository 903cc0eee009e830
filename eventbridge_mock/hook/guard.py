"""Fail closed: no call to AWS leaves the process while a mock is active."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from ..errors import NotActiveError, UnmockedAwsCallError
from ..integrations import moto
from ..model.endpoint import is_loopback_host

if TYPE_CHECKING:
    from collections.abc import Collection

    # Service and name.
    Operation = tuple[str, str]

# The ends of the names of AWS's hosts. tests/hook/test_hosts_of_aws.py finds them in
# botocore's partitions, its endpoints and the endpoint rules of every service.
AWS_SUFFIXES = (
    "amazonaws.com",
    "amazonaws.com.cn",
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
    # A top-level domain of Amazon's own: api.aws, on.aws, signin.aws.
    "aws",
    # The hosts that people sign in at, by partition.
    "aws.amazon.com",
    "amazonaws.cn",
    "amazonaws-us-gov.com",
    "amazonaws-eusc.eu",
    "c2shome.ic.gov",
    "sc2shome.sgov.gov",
    "csphome.adc-e.uk",
    "csphome.hci.ic.gov",
)
_ENDS = tuple(f".{suffix}" for suffix in AWS_SUFFIXES)

# Clients made before moto was imported, or made without keys before `mock_aws`.
_MOTO_WAS_NOT_ASKED = (
    "\nmoto is active but was not asked, because this client was made before it:"
    " make the client within mock_aws, or give it any keys and call"
    " moto.core.patch_client with it."
)

WAYS_TO_TURN_ON = (
    "Ways out: ask for the fixture eventbridge_mock, put @mock_api_destinations above"
    " the test, or use `with mock_api_destinations():`. For every test of a suite, put"
    " this in conftest.py:\n"
    "\n"
    "    @pytest.fixture(autouse=True)\n"
    "    def mocked_eventbridge(eventbridge_mock):\n"
    "        return eventbridge_mock\n"
)


def is_loopback(url: str) -> bool:
    """Return whether *url* stays on this machine, as LocalStack's and moto's do."""
    return is_loopback_host(urlsplit(url).hostname or "")


def is_aws(url: str) -> bool:
    """Return whether *url* is an endpoint of AWS."""
    host = (urlsplit(url).hostname or "").rstrip(".")
    return host.endswith(_ENDS)


def refuse_unimplemented(operation: Operation, answered: Collection[Operation]) -> None:
    """Raise UnmockedAwsCallError for an operation that its service's mock lacks."""
    service_name, name = operation
    others = ", ".join(other for service, other in answered if service == service_name)
    msg = (
        f"{service_name}.{name} is not implemented by eventbridge_mock.\n"
        f"It answers {others}.\n"
        f"{_answer_of_moto(name)}"
        "Ways out: stub this call with botocore's Stubber, send it on to AWS or"
        f" your own endpoint with {_passthrough(service_name)}, or leave it out of the"
        " test."
    )
    raise UnmockedAwsCallError(msg)


def _answer_of_moto(operation_name: str) -> str:
    """Return what moto would do with an operation of `events`, if it is active."""
    if not moto.is_active():
        return ""
    from botocore import xform_name  # noqa: PLC0415 - the refused client has loaded it

    if not moto.answers_events(xform_name(operation_name)):
        return "moto, which is active too, does not answer it either.\n"
    return (
        "moto, which is active too, has an answer, but is not asked: this mock owns"
        " events. Outside of the mock it answers, from event buses and rules of its"
        " own.\n"
    )


def refuse_unmocked(service_name: str, operation_name: str, url: str) -> None:
    """Raise UnmockedAwsCallError for a call to AWS that no mock answered."""
    msg = (
        f"{service_name}.{operation_name} would have gone to {urlsplit(url).netloc}:"
        f" nothing mocks it.{_MOTO_WAS_NOT_ASKED if moto.is_active() else ''}\n"
        "Ways out: mock the service too (moto's mock_aws does for most, botocore's"
        " Stubber for one client), or let it through with"
        f" {_passthrough(service_name)}."
    )
    # Instead of the error of signing, which a call without credentials raises first.
    raise UnmockedAwsCallError(msg) from None


def refuse_late(service_name: str, operation_name: str) -> None:
    """Raise NotActiveError for a call whose mock has stopped meanwhile."""
    msg = (
        f"{service_name}.{operation_name} was not sent: it began while a mock was"
        " active, which has stopped meanwhile. End threads and tasks before the mock"
        " stops."
    )
    raise NotActiveError(msg)


def refuse_without_a_mock(service_name: str, operation_name: str, url: str) -> None:
    """Raise UnmockedAwsCallError for a call that is made while no mock is active."""
    msg = (
        f"{service_name}.{operation_name} would have gone to {urlsplit(url).netloc}: no"
        " mock is active, and eventbridge_mock_guard is on.\n"
        f"{WAYS_TO_TURN_ON}\n"
        "Tests that call AWS on purpose run with -o eventbridge_mock_guard=false."
    )
    raise UnmockedAwsCallError(msg) from None


def refuse_transfer(operation_name: str) -> None:
    """Raise UnmockedAwsCallError for an S3 transfer that bypasses botocore."""
    msg = (
        f"s3.{operation_name} would have gone to AWS through the Common Runtime"
        " (awscrt), which no mock can answer.\n"
        "Ways out: have boto3 send the transfer itself with"
        ' TransferConfig(preferred_transfer_client="classic"), so that moto\'s'
        " mock_aws can answer it, or let it through with"
        f" {_passthrough('s3')}."
    )
    raise UnmockedAwsCallError(msg)


def _passthrough(service_name: str) -> str:
    """Return the code that lets the calls of a service through, and what it does."""
    return (
        f"mock_api_destinations(passthrough=({service_name!r},)), which sends it with"
        " the credentials that the client finds"
    )
