"""The guard knows every host that the data of the installed botocore can lead to."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import botocore
import botocore.session
import pytest

from eventbridge_mock import UnmockedAwsCallError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SESSION = botocore.session.Session()
RULE_SETS = sorted(Path(botocore.__file__).parent.glob("data/*/*/endpoint-rule-set-1*"))

# Where a rule puts in what only a call has: the Region, say, or a bucket.
REFERENCE = re.compile(r"\{[^{}]*\}")
# What a rule takes from the client's own `endpoint_url`.
OWN_ENDPOINT = re.compile(r"\{(url#\w+|Endpoint)\}")
# DynamoDB's rule for the Region "local".
LOCAL = "http://localhost:8000"


def values(data: Any, *names: str) -> Iterator[Any]:
    """Yield all values that have one of *names* anywhere in *data*."""
    items = data.items() if isinstance(data, dict) else enumerate(data)
    for name, value in items:
        if name in names:
            yield value
        if isinstance(value, dict | list):
            yield from values(value, *names)


def read(path: Path) -> Any:
    content = path.read_bytes()
    return json.loads(gzip.decompress(content) if path.suffix == ".gz" else content)


def urls_of_rules(path: Path) -> set[str]:
    """Return the templates of the URLs that the rules of a service lead to."""
    urls = {
        endpoint["url"]
        for endpoint in values(read(path), "endpoint")
        if isinstance(endpoint["url"], str)
    }
    return {url for url in urls if not OWN_ENDPOINT.search(url)} - {LOCAL}


def dns_suffixes() -> set[str]:
    """Return the suffixes of all partitions."""
    known = values(SESSION.get_data("partitions"), "dnsSuffix", "dualStackDnsSuffix")
    return {*known}


def hosts(template: str) -> Iterator[str]:
    """Yield the hosts of *template* in each partition."""
    for suffix in dns_suffixes():
        with_suffix = re.sub(r"\{[^{}]*[dD]nsSuffix\}", suffix, template)
        yield REFERENCE.sub("x", with_suffix.partition("://")[2].partition("/")[0])


def is_refused(url: str) -> bool:
    """Tell whether a call to *url* is refused as one to AWS."""
    client = SESSION.create_client(
        "sts",
        region_name="us-east-1",
        endpoint_url=url,
        aws_access_key_id="testing",
        aws_secret_access_key="testing",
    )
    with pytest.raises(UnmockedAwsCallError) as caught:
        client.get_caller_identity()
    return "would have gone to" in str(caught.value)


@pytest.fixture(scope="module")
def is_aws() -> Callable[[str], bool]:
    from eventbridge_mock.hook.guard import is_aws  # noqa: PLC0415 - loads botocore

    return is_aws


def test_there_are_rules_to_read() -> None:
    assert len(RULE_SETS) > 300


@pytest.mark.parametrize("first_letter", sorted({p.parts[-3][0] for p in RULE_SETS}))
def test_a_rule_leads_to_no_host_that_the_guard_does_not_know(
    is_aws: Callable[[str], bool], first_letter: str
) -> None:
    paths = [path for path in RULE_SETS if path.parts[-3].startswith(first_letter)]
    templates = {url for path in paths for url in urls_of_rules(path)}

    unknown = {
        host
        for template in templates
        for host in hosts(template)
        if not is_aws(f"https://{host}/")
    }

    assert unknown == set()
    assert templates


def test_an_endpoint_that_older_services_name_is_known(
    is_aws: Callable[[str], bool],
) -> None:
    data = SESSION.get_data("endpoints")
    suffixes = {*values(data, "dnsSuffix")}
    names = {name.rpartition("}")[2] for name in values(data, "hostname")}
    names -= {"", "localhost:8000"}

    assert {
        suffix for suffix in suffixes if not is_aws(f"https://x.{suffix}/")
    } == set()
    assert {name for name in names if not is_aws(f"https://x{name}/")} == set()


@pytest.mark.parametrize(
    "host",
    [
        "us-east-1.signin.aws.amazon.com",
        "us-east-1.oauth.signin.aws",
        "cn-north-1.signin.amazonaws.cn",
        "us-gov-west-1.signin.amazonaws-us-gov.com",
        "signin-fips.amazonaws-us-gov.com",
        "eusc-de-east-1.signin.amazonaws-eusc.eu",
        "us-iso-east-1.signin.c2shome.ic.gov",
        "us-isob-east-1.signin.sc2shome.sgov.gov",
        "us-isof-south-1.signin.csphome.hci.ic.gov",
        "eu-isoe-west-1.signin.csphome.adc-e.uk",
        "neptune-graph.us-east-1.on.aws",
        "osm.us-east-1.on.aws",
        "abcdef.lambda-url.us-east-1.on.aws",
    ],
)
def test_a_call_to_such_a_host_is_refused(mock: Any, host: str) -> None:
    """Hosts of Lambda URLs and of data planes can be an `endpoint_url`."""
    assert is_refused(f"https://{host}")
