"""Mocks for a class, a module and a run."""

from __future__ import annotations

import inspect

import pytest

PRELUDE = """
import pytest
from eventbridge_mock import current_mock
from eventbridge_mock.errors import NotActiveError
from tests.connecting import connect

URL = "https://api.partner.example/orders"

def names():
    return sorted(current_mock().connections)

"""
PROVISIONED = """
@pytest.fixture(scope="{scope}")
def provisioned({scope}_eventbridge_mock):
    connect("shared")
    return {scope}_eventbridge_mock

"""
SCOPES = pytest.mark.parametrize("scope", ["class", "module", "session"])


def run(inner: pytest.Pytester, *parts: str) -> pytest.RunResult:
    """Run a module of tests that begins with PRELUDE."""
    inner.makepyfile(test_module=PRELUDE + "\n".join(map(inspect.cleandoc, parts)))
    return inner.runpytest()


@pytest.mark.parametrize(
    ("scope", "lifetime"),
    [
        ("class", "for all tests of a class"),
        ("module", "for all tests of a module"),
        ("session", "from its first use to the end of the run"),
    ],
)
def test_each_of_them_explains_itself(
    inner: pytest.Pytester, scope: str, lifetime: str
) -> None:
    result = inner.runpytest("--fixtures")

    result.stdout.fnmatch_lines(
        [
            f"{scope}_eventbridge_mock [[]{scope} scope] -- *pytest_plugin.py:*",
            f"    A mock of EventBridge that is active {lifetime}.",
        ],
        consecutive=True,
    )


@SCOPES
def test_what_a_wider_fixture_made_is_there_for_all_tests(
    inner: pytest.Pytester, scope: str
) -> None:
    result = run(
        inner,
        PROVISIONED.format(scope=scope),
        """
        class TestIt:
            def test_first(self, provisioned):
                assert names() == list(provisioned.connections) == ["shared"]
                connect("first")

            def test_second(self, provisioned):
                assert names() == ["first", "shared"]
        """,
    )

    result.assert_outcomes(passed=2)


@SCOPES
def test_a_test_can_have_a_copy_to_itself(inner: pytest.Pytester, scope: str) -> None:
    result = run(
        inner,
        PROVISIONED.format(scope=scope),
        """
        class TestIt:
            def test_first(self, provisioned, eventbridge_mock):
                connect("first")
                assert sorted(eventbridge_mock.connections) == ["first", "shared"]

            def test_second(self, provisioned, eventbridge_mock):
                assert list(eventbridge_mock.connections) == ["shared"]

            @pytest.mark.eventbridge_mock
            def test_third(self, provisioned):
                connect("third")

            def test_fourth(self, provisioned):
                assert names() == ["shared"]
        """,
    )

    result.assert_outcomes(passed=4)


def test_a_test_that_asks_for_none_of_them_begins_with_nothing(
    inner: pytest.Pytester,
) -> None:
    """Whether another test has asked before, or has not."""
    result = run(
        inner,
        PROVISIONED.format(scope="session"),
        """
        def test_before(eventbridge_mock):
            assert names() == []

        def test_with(provisioned):
            assert names() == ["shared"]

        def test_after(eventbridge_mock):
            assert names() == []
        """,
    )

    result.assert_outcomes(passed=3)


def test_they_can_stand_in_each_other(inner: pytest.Pytester) -> None:
    result = run(
        inner,
        PROVISIONED.format(scope="session"),
        """
        @pytest.fixture(scope="module")
        def more(provisioned, module_eventbridge_mock):
            connect("more")

        class TestIt:
            def test_both(self, more):
                assert names() == ["more", "shared"]

            def test_a_copy_of_both(self, more, eventbridge_mock):
                assert names() == ["more", "shared"]

            def test_neither(self, class_eventbridge_mock):
                assert names() == []
        """,
    )

    result.assert_outcomes(passed=3)


def test_each_class_has_a_mock_of_its_own(inner: pytest.Pytester) -> None:
    result = run(
        inner,
        """
        class TestOne:
            def test_it(self, class_eventbridge_mock):
                assert connect() == ["partner"]

        class TestOther:
            def test_it(self, class_eventbridge_mock):
                assert connect() == ["partner"]

        def test_after():
            with pytest.raises(NotActiveError):
                current_mock()
        """,
    )

    result.assert_outcomes(passed=3)


def test_the_markers_of_class_and_module_are_theirs_too(
    inner: pytest.Pytester,
) -> None:
    result = run(
        inner,
        """
        pytestmark = pytest.mark.eventbridge_mock(account_id="111122223333")

        def place(mock):
            return mock.account_id, mock.region_name

        def test_module(module_eventbridge_mock):
            assert place(module_eventbridge_mock) == ("111122223333", "us-east-1")

        @pytest.mark.eventbridge_mock(region_name="eu-west-3")
        class TestIt:
            def test_class(self, class_eventbridge_mock):
                assert place(class_eventbridge_mock) == ("111122223333", "eu-west-3")
        """,
    )

    result.assert_outcomes(passed=2)


def test_an_unused_reply_fails_the_last_test_of_the_scope(
    inner: pytest.Pytester,
) -> None:
    result = run(
        inner,
        """
        def test_first(module_eventbridge_mock):
            module_eventbridge_mock.responses.post(URL)

        def test_last():
            pass
        """,
    )

    result.assert_outcomes(passed=2, errors=1)
    result.stdout.fnmatch_lines(
        ["*ERROR at teardown of test_last*", "Scripted replies were never used:"]
    )


def test_after_a_failure_an_unused_reply_is_only_told(inner: pytest.Pytester) -> None:
    result = run(
        inner,
        """
        def test_it(module_eventbridge_mock):
            module_eventbridge_mock.responses.post(URL)
            raise LookupError("theirs")
        """,
    )

    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            "E*LookupError: theirs",
            "*Captured stderr teardown*",
            "  POST https://api.partner.example/orders",
        ]
    )


BREAKING_OFF = pytest.mark.parametrize(
    ("statement", "outcomes"),
    [
        ('pytest.skip("not here")', {"skipped": 1}),
        ('pytest.xfail("known")', {"xfailed": 1}),
    ],
    ids=["skip", "xfail"],
)


@SCOPES
@BREAKING_OFF
def test_a_test_that_broke_off_silences_no_mock_of_a_wider_scope(
    inner: pytest.Pytester, scope: str, statement: str, outcomes: dict[str, int]
) -> None:
    result = run(
        inner,
        PROVISIONED.format(scope=scope),
        f"""
        class TestIt:
            def test_first(self, provisioned):
                provisioned.responses.post(URL)
                {statement}
        """,
    )

    result.assert_outcomes(errors=1, **outcomes)
    result.stdout.fnmatch_lines(["Scripted replies were never used:"])


@pytest.mark.parametrize("place", ["first", "last"])
def test_nor_one_of_a_users_own_wider_fixture(
    inner: pytest.Pytester, place: str
) -> None:
    result = run(
        inner,
        f"""
        from eventbridge_mock import mock_api_destinations

        @pytest.fixture(scope="module")
        def theirs():
            with mock_api_destinations() as mock:
                mock.responses.post(URL)
                yield

        def skip_at(place):
            if place == "{place}":
                pytest.skip("not here")

        def test_first(theirs, eventbridge_mock):
            skip_at("first")

        def test_last(theirs, eventbridge_mock):
            skip_at("last")
        """,
    )

    result.assert_outcomes(passed=1, skipped=1, errors=1)


@BREAKING_OFF
def test_its_own_copy_is_silenced(
    inner: pytest.Pytester, statement: str, outcomes: dict[str, int]
) -> None:
    result = run(
        inner,
        PROVISIONED.format(scope="module"),
        f"""
        def test_it(provisioned, eventbridge_mock):
            eventbridge_mock.responses.post(URL)
            {statement}
        """,
    )

    result.assert_outcomes(**outcomes)


def test_a_wider_fixture_that_skips_silences_its_mock(inner: pytest.Pytester) -> None:
    result = run(
        inner,
        """
        @pytest.fixture(scope="module")
        def skipping(module_eventbridge_mock):
            module_eventbridge_mock.responses.post(URL)
            pytest.skip("not here")

        def test_first(skipping):
            pass

        def test_last(skipping):
            pass
        """,
    )

    result.assert_outcomes(skipped=2)


def test_of_a_users_own_wider_fixture_a_test_has_a_copy(inner: pytest.Pytester) -> None:
    """What a test begins with does not depend on the tests before it."""
    result = run(
        inner,
        """
        from eventbridge_mock import mock_api_destinations

        @pytest.fixture(scope="module")
        def theirs():
            with mock_api_destinations() as mock:
                connect("theirs")
                yield mock

        def test_first(theirs, eventbridge_mock):
            connect("first")
            assert names() == ["first", "theirs"]

        def test_second(theirs, eventbridge_mock):
            assert names() == ["theirs"]
        """,
    )

    result.assert_outcomes(passed=2)
