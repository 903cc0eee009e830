"""The three fixtures of the pytest plugin."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

import pytest

from eventbridge_mock import EventBridgeMock, current_mock
from tests import requests_to_aws

if TYPE_CHECKING:
    from eventbridge_mock.records.invocation_log import InvocationLog


def test_the_mock_is_active_and_empty(eventbridge_mock: EventBridgeMock) -> None:
    assert isinstance(eventbridge_mock, EventBridgeMock)
    assert current_mock() is eventbridge_mock
    assert not eventbridge_mock.connections


def test_the_client_works_in_the_mock(
    eventbridge_mock: EventBridgeMock, eventbridge_client: Any
) -> None:
    eventbridge_client.create_connection(**requests_to_aws.connection())

    assert list(eventbridge_mock.connections) == ["partner"]


def test_the_client_alone_starts_the_mock(eventbridge_client: Any) -> None:
    eventbridge_client.create_connection(**requests_to_aws.connection())

    assert list(current_mock().connections) == ["partner"]


def test_the_invocations_are_those_of_the_mock(
    eventbridge_mock: EventBridgeMock,
    eventbridge_client: Any,
    api_destination_invocations: InvocationLog,
) -> None:
    connection = eventbridge_client.create_connection(**requests_to_aws.connection())
    eventbridge_client.create_api_destination(
        **requests_to_aws.api_destination(connection["ConnectionArn"])
    )
    invocation = eventbridge_mock.invoke("orders")

    assert api_destination_invocations == [invocation]


def test_the_client_works_in_the_mocks_account_and_region(
    inner: pytest.Pytester,
) -> None:
    inner.makepyfile(
        """
        import pytest

        PLACE = {"region_name": "eu-west-3", "account_id": "111122223333"}

        @pytest.mark.eventbridge_mock(**PLACE)
        def test_it(eventbridge_client, eventbridge_mock):
            basic = {"Username": "shop", "Password": "not-a-secret"}
            created = eventbridge_client.create_connection(
                Name="partner",
                AuthorizationType="BASIC",
                AuthParameters={"BasicAuthParameters": basic},
            )
            place = "arn:aws:events:eu-west-3:111122223333:connection/partner/"
            assert created["ConnectionArn"].startswith(place)
            assert list(eventbridge_mock.connections) == ["partner"]
        """
    )

    inner.runpytest().assert_outcomes(passed=1)


@pytest.mark.parametrize("name", ["partner", "crm"])
def test_each_test_starts_with_nothing(
    eventbridge_mock: EventBridgeMock, eventbridge_client: Any, name: str
) -> None:
    eventbridge_client.create_connection(**requests_to_aws.connection(Name=name))

    assert list(eventbridge_mock.connections) == [name]


def test_the_fixtures_explain_themselves(inner: pytest.Pytester) -> None:
    result = inner.runpytest("--fixtures")

    result.stdout.fnmatch_lines_random(
        [
            "eventbridge_mock -- *pytest_plugin.py:*",
            "    A mock of EventBridge connections and API destinations, active*",
            "eventbridge_client -- *pytest_plugin.py:*",
            "    A botocore client for `events`, in the mock's account and Region.",
            "api_destination_invocations -- *pytest_plugin.py:*",
            "    The invocations that the mock captured, the oldest first.",
        ]
    )


# The heavy libraries that a run without a mock has no use for.
HEAVY = ["boto3", "botocore", "freezegun", "moto", "requests", "responses", "urllib3"]


def test_a_run_without_a_mock_imports_nothing_heavy(
    inner: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    inner.makepyfile(
        f"""
        import sys

        def test_it():
            loaded = {{name.partition(".")[0] for name in sys.modules}}
            assert not loaded & set({HEAVY!r})
            assert "eventbridge_mock.pytest_plugin" in sys.modules
            assert "eventbridge_mock.mock" not in sys.modules
        """
    )

    # Other plugins that are installed here may well import these.
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    result = inner.runpytest_subprocess("-p", "eventbridge_mock.pytest_plugin")
    result.assert_outcomes(passed=1)


def test_the_plugin_is_loaded_by_its_entry_point(inner: pytest.Pytester) -> None:
    result = inner.runpytest_subprocess("--trace-config")

    result.stdout.re_match_lines([r" +eventbridge_mock +: .*pytest_plugin\.py"])


def test_a_fixture_works_in_a_process_of_its_own(inner: pytest.Pytester) -> None:
    inner.makepyfile(
        """
        def test_it(eventbridge_client):
            assert eventbridge_client.list_connections()["Connections"] == []
        """
    )

    inner.runpytest_subprocess("-W", "error").assert_outcomes(passed=1)


def test_an_error_in_a_test_leaves_nothing(inner: pytest.Pytester) -> None:
    inner.makepyfile(
        """
        import pytest
        from eventbridge_mock import current_mock
        from eventbridge_mock.errors import NotActiveError

        def test_it(eventbridge_mock):
            raise LookupError("theirs")

        def test_after():
            with pytest.raises(NotActiveError):
                current_mock()
        """
    )

    inner.runpytest().assert_outcomes(passed=1, failed=1)


def test_a_fixture_can_be_used_by_other_fixtures(inner: pytest.Pytester) -> None:
    inner.makepyfile(
        inspect.cleandoc(
            """
            import pytest
            from tests.connecting import connect

            @pytest.fixture
            def connected(eventbridge_mock):
                return connect()

            def test_it(connected, eventbridge_mock):
                assert list(eventbridge_mock.connections) == connected
            """
        )
    )

    inner.runpytest().assert_outcomes(passed=1)
