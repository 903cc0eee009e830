"""Another plugin, such as pytest-moto-fixtures, may have `eventbridge_client` too."""

from __future__ import annotations

import pytest

pytest.importorskip("moto")

# What pytest-moto-fixtures has, in short.
OTHER = """
    import boto3
    import pytest
    from moto import mock_aws

    @pytest.fixture
    def aws_config(monkeypatch):
        monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        with mock_aws():
            yield

    @pytest.fixture{scope}
    def eventbridge_client({aws_config}):
        keys = dict(aws_access_key_id="key", aws_secret_access_key="secret")
        return boto3.client("events", "us-east-1", **keys)

    @pytest.fixture
    def eventbridge_bus(aws_config, eventbridge_client):
        yield eventbridge_client.create_event_bus(Name="orders")
        eventbridge_client.delete_event_bus(Name="orders")
"""

TESTS = """
    import pytest

    from eventbridge_mock import current_mock, errors

    def test_of_the_other_plugin(eventbridge_bus, eventbridge_client):
        with pytest.raises(errors.NotActiveError):
            current_mock()
        buses = eventbridge_client.list_event_buses()["EventBuses"]
        assert [bus["Name"] for bus in buses] == ["default", "orders"]

    def test_of_both(eventbridge_mock, eventbridge_bus, eventbridge_client):
        assert "orders" in eventbridge_mock.event_buses
        entry = {"Source": "shop", "DetailType": "Order", "Detail": "{}"}
        eventbridge_client.put_events(Entries=[entry])
        eventbridge_mock.assert_published(source="shop")
"""


@pytest.mark.parametrize(
    ("scope", "aws_config"),
    [
        pytest.param("", "aws_config", id="function"),
        pytest.param('(scope="session")', "", id="session"),
    ],
)
def test_the_other_plugin_keeps_its_fixture(
    inner: pytest.Pytester, scope: str, aws_config: str
) -> None:
    inner.makepyfile(other=OTHER.format(scope=scope, aws_config=aws_config))
    inner.makepyfile(TESTS)

    result = inner.runpytest_subprocess("-p", "other")

    result.assert_outcomes(passed=2)


def test_a_conftest_goes_before_ours_where_it_is(inner: pytest.Pytester) -> None:
    inner.mkpydir("here")
    inner.mkpydir("there")
    conftest = """
        import pytest

        @pytest.fixture
        def eventbridge_client():
            return "theirs"
    """
    inner.makepyfile(
        **{
            "here/conftest": conftest,
            "here/test_here": (
                "def test_it(eventbridge_client):\n"
                "    assert eventbridge_client == 'theirs'\n"
            ),
            "there/test_there": (
                "def test_it(eventbridge_client):\n"
                "    assert eventbridge_client.list_rules()['Rules'] == []\n"
            ),
        }
    )

    result = inner.runpytest_subprocess()

    result.assert_outcomes(passed=2)
