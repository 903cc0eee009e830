"""What may leave the process while a mock is active, and what may not."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, Any

import botocore.session
import pytest
from botocore.awsrequest import AWSResponse
from botocore.config import Config
from botocore.exceptions import NoCredentialsError

from eventbridge_mock import UnmockedAwsCallError, mock_api_destinations
from eventbridge_mock.hook.guard import is_aws, is_loopback
from tests.requests_to_aws import connection, queue_target, rule

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.local_server import LocalServer

SESSION = botocore.session.Session()


@pytest.mark.parametrize("service_name", ["s3", "events", "iam", "sts"])
@pytest.mark.parametrize("partition", SESSION.get_available_partitions())
def test_each_endpoint_that_botocore_makes_is_of_aws(
    make_client: Callable[..., Any], partition: str, service_name: str
) -> None:
    regions = SESSION.get_available_regions("ec2", partition)
    urls = [
        make_client(service_name, region_name=name).meta.endpoint_url
        for name in regions[:2]
    ]

    assert all(is_aws(url) for url in urls)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://events.eu-west-1.amazonaws.com/", True),
        ("https://EVENTS.EU-WEST-1.AMAZONAWS.COM:443/", True),
        ("https://shop.s3.amazonaws.com.cn/key", True),
        ("https://lambda.eu-west-1.api.aws/", True),
        ("https://events.eu-west-1.amazonaws.com./", True),
        ("https://amazonaws.com.partner.example/", False),
        ("https://notamazonaws.com/", False),
        ("https://api.partner.example/?host=s3.amazonaws.com", False),
        ("http://127.0.0.1:4566/", False),
        ("mailto:shop", False),
    ],
)
def test_a_host_is_of_aws_by_the_end_of_its_name(url: str, *, expected: bool) -> None:
    assert is_aws(url) is expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://localhost:4566", True),
        ("http://LOCALHOST", True),
        ("http://s3.localhost:4566", True),
        ("http://localhost.localstack.cloud:4566", True),
        ("http://s3.localhost.localstack.cloud:4566", True),
        ("http://127.0.0.1:5000", True),
        ("http://127.1.2.3", True),
        ("http://[::1]:4566", True),
        ("http://10.0.0.1", False),
        ("http://localhost.partner.example", False),
        ("https://events.eu-west-1.amazonaws.com", False),
        ("mailto:shop", False),
    ],
)
def test_a_loopback_host_is_this_machine(url: str, *, expected: bool) -> None:
    assert is_loopback(url) is expected


def test_a_call_to_aws_that_nothing_mocks_is_refused(
    mock: Any, make_client: Callable[..., Any]
) -> None:
    with pytest.raises(UnmockedAwsCallError) as caught:
        make_client("sqs").list_queues()

    assert str(caught.value) == (
        "sqs.ListQueues would have gone to sqs.eu-west-1.amazonaws.com: nothing mocks"
        " it.\n"
        "Ways out: mock the service too (moto's mock_aws does for most, botocore's"
        " Stubber for one client), or let it through with"
        " mock_api_destinations(passthrough=('sqs',)), which sends it with the"
        " credentials that the client finds."
    )


def test_the_host_of_a_bucket_is_named(
    mock: Any, make_client: Callable[..., Any]
) -> None:
    with pytest.raises(UnmockedAwsCallError) as caught:
        make_client("s3").get_object(Bucket="shop", Key="order")

    assert str(caught.value).startswith(
        "s3.GetObject would have gone to shop.s3.eu-west-1.amazonaws.com: nothing"
    )


def test_a_call_without_credentials_is_refused_for_where_it_would_go(
    mock: Any,
) -> None:
    """Not with botocore's NoCredentialsError, which would ask for real ones."""
    client = botocore.session.Session().create_client("sqs", region_name="eu-west-1")

    with pytest.raises(UnmockedAwsCallError) as caught:
        client.list_queues()

    assert str(caught.value).startswith(
        "sqs.ListQueues would have gone to sqs.eu-west-1.amazonaws.com: nothing"
    )
    # One message, and no traceback of botocore's before it.
    assert caught.value.__suppress_context__


def test_a_call_without_credentials_to_another_host_stays_with_botocore(
    mock: Any,
) -> None:
    client = botocore.session.Session().create_client(
        "sqs", region_name="eu-west-1", endpoint_url="https://sqs.partner.example"
    )

    with pytest.raises(NoCredentialsError):
        client.list_queues()


def test_a_call_is_refused_at_once(mock: Any, make_client: Callable[..., Any]) -> None:
    """botocore tries a connection that fails again, but not what we raise."""
    client = make_client("sqs", config=Config(retries={"total_max_attempts": 3}))
    requests: list[str] = []
    client.meta.events.register(
        "before-send", lambda request, **_: requests.append(request.url)
    )

    with pytest.raises(UnmockedAwsCallError):
        client.list_queues()

    assert requests == ["https://sqs.eu-west-1.amazonaws.com/"]


@pytest.mark.usefixtures("wishes")
@pytest.mark.parametrize("service_name", ["ssm", "events"])
def test_a_server_on_this_machine_is_let_through(
    mock: Any, make_client: Callable[..., Any], server: LocalServer, service_name: str
) -> None:
    """LocalStack, DynamoDB Local, moto's server and the like."""
    client = make_client(service_name, endpoint_url=server.url)
    call = (
        client.list_wishes if service_name == "events" else client.describe_parameters
    )

    answer = call()

    assert answer["ResponseMetadata"]["HTTPStatusCode"] == 200
    assert server.requests == ["POST /"]


@pytest.mark.usefixtures("wishes")
def test_an_operation_of_eventbridge_at_another_host_is_refused(
    mock: Any, make_client: Callable[..., Any]
) -> None:
    client = make_client(endpoint_url="https://events.partner.example")

    with pytest.raises(UnmockedAwsCallError) as caught:
        client.list_wishes()

    assert str(caught.value).startswith("events.ListWishes is not implemented by")


@pytest.fixture
def make_proxied(
    make_client: Callable[..., Any], server: LocalServer
) -> Callable[[str], Any]:
    """Make a client for AWS's own host, which a proxy on this machine plays."""

    def make(service_name: str) -> Any:
        return make_client(
            service_name,
            use_ssl=False,
            config=Config(proxies={"http": server.url}),
        )

    return make


def test_passthrough_opens_one_service(
    make_proxied: Callable[[str], Any], server: LocalServer
) -> None:
    with mock_api_destinations(passthrough=("ssm",)):
        make_proxied("ssm").describe_parameters()

        with pytest.raises(UnmockedAwsCallError):
            make_proxied("kms").list_keys()

    assert server.requests == ["POST http://ssm.eu-west-1.amazonaws.com/"]


def test_a_call_within_a_call_opens_nothing_else(
    make_proxied: Callable[[str], Any], server: LocalServer
) -> None:
    """Credentials that are refreshed while a request is signed, by STS for example."""
    ssm, kms = make_proxied("ssm"), make_proxied("kms")
    kms.meta.events.register(
        "before-sign", lambda **_: ssm.describe_parameters() and None
    )

    with (
        mock_api_destinations(passthrough=("ssm",)),
        pytest.raises(UnmockedAwsCallError) as caught,
    ):
        kms.list_keys()

    assert str(caught.value).startswith(
        "kms.ListKeys would have gone to kms.eu-west-1.amazonaws.com: nothing"
    )
    assert server.requests == ["POST http://ssm.eu-west-1.amazonaws.com/"]


@pytest.mark.usefixtures("wishes")
def test_passthrough_of_events_opens_what_is_not_implemented(
    make_proxied: Callable[[str], Any], server: LocalServer
) -> None:
    client = make_proxied("events")
    with mock_api_destinations(
        passthrough=("events",), region_name="eu-west-1"
    ) as mock:
        client.list_wishes()
        client.create_connection(**connection())

        names = list(mock.connections)

    assert names == ["partner"]
    assert server.requests == ["POST http://events.eu-west-1.amazonaws.com/"]


def test_passthrough_is_not_for_the_targets_of_a_rule(
    make_client: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An event that a test publishes starts nothing in a real account."""
    hosts: list[Any] = []
    monkeypatch.setattr("socket.getaddrinfo", lambda host, *_, **__: hosts.append(host))
    events = make_client()
    with mock_api_destinations(
        passthrough=("sqs", "events"), region_name="eu-west-1"
    ) as mock:
        events.put_rule(**rule())
        events.put_targets(Rule="orders", Targets=[queue_target()])
        entry = {"Source": "shop", "DetailType": "Order placed", "Detail": "{}"}
        events.put_events(Entries=[entry])

        told = str(mock.explain(mock.events[0]))

    assert hosts == []
    assert "sqs.GetQueueUrl would have gone to sqs.eu-west-1.amazonaws.com" in told


def test_passthrough_ends_with_the_mock(
    make_proxied: Callable[[str], Any], server: LocalServer
) -> None:
    client = make_proxied("ssm")
    with mock_api_destinations():
        with mock_api_destinations(passthrough=("ssm",)):
            client.describe_parameters()

        with pytest.raises(UnmockedAwsCallError):
            client.describe_parameters()

    assert len(server.requests) == 1


def test_after_the_mock_nothing_is_held_back(
    make_proxied: Callable[[str], Any], server: LocalServer
) -> None:
    client = make_proxied("ssm")
    with mock_api_destinations(), pytest.raises(UnmockedAwsCallError):
        client.describe_parameters()

    client.describe_parameters()

    assert server.requests == ["POST http://ssm.eu-west-1.amazonaws.com/"]


def test_an_answer_of_somebody_else_is_let_through(
    mock: Any, make_client: Callable[..., Any]
) -> None:
    """Whoever answers at `before-send`, as moto does, keeps the call here."""
    client = make_client("ssm")
    answer = AWSResponse(
        "https://ssm.example", 200, {}, _Raw(b'{"Parameters": [{"Name": "p"}]}')
    )
    client.meta.events.register("before-send", lambda **_: answer)

    assert client.describe_parameters()["Parameters"] == [{"Name": "p"}]


class _Raw:
    """The body of an HTTP response as urllib3 gives it."""

    def __init__(self, body: bytes) -> None:
        self.body = body

    def stream(self) -> Iterator[bytes]:
        yield self.body


@pytest.fixture(params=["moto outside", "moto inside"])
def beside_moto(request: pytest.FixtureRequest) -> Iterator[Callable[[str], Any]]:
    """Make clients of a session that moto can reach, with both mocks active."""
    moto = pytest.importorskip("moto")
    mocks = [moto.mock_aws(), mock_api_destinations(region_name="eu-west-1")]
    if request.param == "moto inside":
        mocks.reverse()
    with mocks[0], mocks[1]:
        session = botocore.session.Session()
        yield functools.partial(session.create_client, region_name="eu-west-1")


def test_moto_answers_the_other_services(beside_moto: Callable[[str], Any]) -> None:
    s3, sqs = beside_moto("s3"), beside_moto("sqs")
    s3.create_bucket(
        Bucket="shop",
        CreateBucketConfiguration={"LocationConstraint": "eu-west-1"},
    )
    sqs.create_queue(QueueName="orders")

    assert [one["Name"] for one in s3.list_buckets()["Buckets"]] == ["shop"]
    assert len(sqs.list_queues()["QueueUrls"]) == 1


def test_a_client_that_moto_is_not_asked_for_is_told_of_moto(
    make_client: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Signing comes before moto, and ends without keys."""
    moto = pytest.importorskip("moto")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    client = make_client("sqs", aws_access_key_id=None, aws_secret_access_key=None)

    with (
        moto.mock_aws(config={"core": {"mock_credentials": False}}),
        mock_api_destinations(),
        pytest.raises(UnmockedAwsCallError) as caught,
    ):
        client.list_queues()

    assert str(caught.value).splitlines()[1] == (
        "moto is active but was not asked, because this client was made before it:"
        " make the client within mock_aws, or give it any keys and call"
        " moto.core.patch_client with it."
    )


def test_moto_keeps_the_secrets_of_others(beside_moto: Callable[[str], Any]) -> None:
    client = beside_moto("secretsmanager")
    client.create_secret(Name="own", SecretString="not-a-secret")

    assert client.get_secret_value(SecretId="own")["SecretString"] == "not-a-secret"


def test_the_mock_answers_eventbridge_beside_moto(
    beside_moto: Callable[[str], Any],
) -> None:
    """moto knows no DeauthorizeConnection."""
    client = beside_moto("events")
    client.create_connection(**connection())

    answer = client.deauthorize_connection(Name="partner")

    assert answer["ConnectionState"] == "DEAUTHORIZING"


@pytest.mark.usefixtures("wishes")
def test_what_is_not_implemented_is_refused_beside_moto(
    beside_moto: Callable[[str], Any],
) -> None:
    with pytest.raises(UnmockedAwsCallError):
        beside_moto("events").list_wishes()


def test_the_text_names_no_credentials(
    mock: Any, make_client: Callable[..., Any]
) -> None:
    client = make_client("sqs", aws_secret_access_key="not-a-secret")

    with pytest.raises(UnmockedAwsCallError) as caught:
        client.list_queues()

    assert not re.search("not-a-secret|testing", str(caught.value))
