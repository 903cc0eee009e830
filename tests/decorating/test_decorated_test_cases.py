"""`mock_api_destinations` above a TestCase: each of its tests starts with nothing."""

from __future__ import annotations

import inspect
import io
import unittest
from typing import TYPE_CHECKING, Any

import pytest

from eventbridge_mock import current_mock, mock_api_destinations
from tests.connecting import connect
from tests.decorated import PRELUDE, UNUSED, run

if TYPE_CHECKING:
    from collections.abc import Callable

    RunUnittest = Callable[[type[unittest.TestCase]], unittest.TestResult]

TEST_CASES = {
    "methods": """
        @mock_api_destinations
        class TestIt(unittest.TestCase):
            def test_one(self):
                self.assertEqual(connect(), ["partner"])

            def test_two(self):
                self.assertEqual(connect(), ["partner"])
        """,
    "a plain class mixed in": """
        @mock_api_destinations
        class Checks:
            @classmethod
            def setUpClass(cls):
                connect("class")

            def setUp(self):
                assert connect("set-up") == ["class", "set-up"]

            def tearDown(self):
                assert "set-up" in current_mock().connections

            def test_one(self):
                assert connect() == ["class", "set-up", "partner"]

        class Base(Checks, unittest.TestCase):
            __test__ = False

        class TestIt(Base):
            __test__ = True

            def test_two(self):
                assert connect() == ["class", "set-up", "partner"]
        """,
    "setUp": """
        @mock_api_destinations
        class TestIt(unittest.TestCase):
            def setUp(self):
                connect("set-up")
                self.addCleanup(lambda: connect("cleaned-up"))

            def tearDown(self):
                assert connect("torn-down") == ["set-up", "partner", "torn-down"]

            def test_one(self):
                self.assertEqual(connect(), ["set-up", "partner"])

            def test_two(self):
                self.assertEqual(connect(), ["set-up", "partner"])
        """,
    "setUpClass": """
        @mock_api_destinations
        class TestIt(unittest.TestCase):
            @classmethod
            def setUpClass(cls):
                super().setUpClass()
                connect("of-class")

            @classmethod
            def tearDownClass(cls):
                assert list(current_mock().connections) == ["of-class"]

            def test_one(self):
                self.assertEqual(connect(), ["of-class", "partner"])

            def test_two(self):
                self.assertEqual(connect(), ["of-class", "partner"])
        """,
    "asynchronous": """
        @mock_api_destinations
        class TestIt(unittest.IsolatedAsyncioTestCase):
            async def asyncSetUp(self):
                connect("set-up")

            async def asyncTearDown(self):
                assert connect("torn-down") == ["set-up", "partner", "torn-down"]

            async def test_one(self):
                self.assertEqual(connect(), ["set-up", "partner"])

            async def test_two(self):
                await asyncio.sleep(0)
                self.assertEqual(connect(), ["set-up", "partner"])
        """,
    "inherited": """
        @mock_api_destinations
        class Base(unittest.TestCase):
            def setUp(self):
                connect("set-up")

        class TestIt(Base):
            def test_one(self):
                self.assertEqual(connect(), ["set-up", "partner"])

            def test_two(self):
                self.assertEqual(connect(), ["set-up", "partner"])
        """,
    "decorated twice": """
        @mock_api_destinations
        class Base(unittest.TestCase):
            @classmethod
            def setUpClass(cls):
                connect("of-class")

        @mock_api_destinations(account_id="111122223333")
        class TestIt(Base):
            def setUp(self):
                connect("set-up")

            def test_one(self):
                self.assertEqual(connect(), ["of-class", "set-up", "partner"])

            def test_two(self):
                self.assertEqual(connect(), ["of-class", "set-up", "partner"])
        """,
    "a set-up that replaces the inherited one": """
        @mock_api_destinations
        class Base(unittest.TestCase):
            @classmethod
            def setUpClass(cls):
                connect("of-class")

        class TestIt(Base):
            @classmethod
            def setUpClass(cls):
                cls.name = "partner"

            def test_one(self):
                self.assertEqual(connect(self.name), ["partner"])

            def test_two(self):
                self.assertEqual(connect(self.name), ["partner"])
        """,
    "one decorated method": """
        class TestIt(unittest.TestCase):
            @mock_api_destinations
            def test_one(self):
                self.assertEqual(connect(), ["partner"])

            def test_two(self):
                self.assertRaises(NotActiveError, current_mock)
        """,
    "subtests": """
        @mock_api_destinations
        class TestIt(unittest.TestCase):
            def test_one(self):
                for name in "ab":
                    with self.subTest(name):
                        connect(name)
                self.assertEqual(list(current_mock().connections), ["a", "b"])

            def test_two(self):
                self.assertEqual(connect(), ["partner"])
        """,
}


@pytest.mark.parametrize("body", TEST_CASES.values(), ids=TEST_CASES)
def test_each_test_of_a_test_case_starts_with_nothing_under_pytest(
    inner: pytest.Pytester, body: str
) -> None:
    run(inner, body).assert_outcomes(passed=2)


@pytest.mark.parametrize("body", TEST_CASES.values(), ids=TEST_CASES)
def test_each_test_of_a_test_case_starts_with_nothing_under_unittest(
    inner: pytest.Pytester, body: str
) -> None:
    inner.makepyfile(test_module=PRELUDE + inspect.cleandoc(body))
    inner.syspathinsert()
    suite = unittest.defaultTestLoader.loadTestsFromName("test_module.TestIt")
    result = unittest.TextTestRunner(stream=io.StringIO()).run(suite)

    assert (result.errors, result.failures, result.testsRun) == ([], [], 2)


def test_a_skipped_test_leaves_nothing(run_unittest: RunUnittest) -> None:
    @mock_api_destinations
    class Case(unittest.TestCase):
        @unittest.skip("not now")
        def test_one(self) -> None: ...

        def test_two(self) -> None:
            self.skipTest("nor this")

    result = run_unittest(Case)

    assert [reason for _, reason in result.skipped] == ["not now", "nor this"]
    assert result.wasSuccessful()


def script_unused() -> None:
    current_mock().responses.post("https://api.partner.example/orders")


def test_an_unused_reply_fails_a_test_case(run_unittest: RunUnittest) -> None:
    @mock_api_destinations
    class Case(unittest.TestCase):
        def test_it(self) -> None:
            script_unused()

    result = run_unittest(Case)

    assert (len(result.failures), result.errors) == (1, [])
    assert result.failures[0][1].endswith(f"AssertionError: {UNUSED}\n")


def test_an_unused_reply_fails_an_async_test_case(run_unittest: RunUnittest) -> None:
    @mock_api_destinations
    class Case(unittest.IsolatedAsyncioTestCase):
        async def test_it(self) -> None:
            script_unused()

    result = run_unittest(Case)

    assert (len(result.failures), result.errors) == (1, [])
    assert result.failures[0][1].endswith(f"AssertionError: {UNUSED}\n")


def test_a_test_case_fails_once_and_is_told_of_unused_replies(
    run_unittest: RunUnittest, capsys: pytest.CaptureFixture[str]
) -> None:
    @mock_api_destinations
    class Case(unittest.TestCase):
        def test_it(self) -> None:
            script_unused()
            self.fail("theirs")

    result = run_unittest(Case)

    assert (len(result.failures), result.errors) == (1, [])
    assert result.failures[0][1].endswith("AssertionError: theirs\n")
    assert capsys.readouterr().err == f"{UNUSED}\n"


def fail_in_a_subtest(case: unittest.TestCase) -> None:
    script_unused()
    for number in range(3):
        with case.subTest(number=number):
            case.assertEqual(number, 1)


@pytest.mark.parametrize(
    ("base", "where", "failures"),
    [
        (unittest.TestCase, "setUp", 1),
        (unittest.TestCase, "tearDown", 1),
        (unittest.TestCase, "subtests", 2),
        (unittest.IsolatedAsyncioTestCase, "tearDown", 1),
        (unittest.IsolatedAsyncioTestCase, "asyncTearDown", 1),
    ],
)
def test_what_has_failed_elsewhere_fails_no_second_time(
    run_unittest: RunUnittest,
    capsys: pytest.CaptureFixture[str],
    base: type[unittest.TestCase],
    where: str,
    failures: int,
) -> None:
    def fail(case: unittest.TestCase) -> None:
        script_unused()
        case.fail("theirs")

    async def fail_async(case: unittest.TestCase) -> None:
        fail(case)

    parts = {"test_it": fail_in_a_subtest if where == "subtests" else lambda _: None}
    if where != "subtests":
        parts[where] = fail_async if where == "asyncTearDown" else fail
    result = run_unittest(mock_api_destinations(type("Case", (base,), parts)))

    assert (len(result.failures), result.errors) == (failures, [])
    assert UNUSED not in "".join(text for _, text in result.failures)
    assert capsys.readouterr().err == f"{UNUSED}\n"


def test_unittest_tells_how_a_test_goes() -> None:
    """By a private name, in which the mock looks after a failed test."""
    seen = []

    class Case(unittest.TestCase):
        def tearDown(self) -> None:
            seen.append(self._outcome.success)

        def test_it(self) -> None: ...

    Case("test_it").run(unittest.TestResult())

    assert seen == [True]


@pytest.mark.parametrize("where", ["setUp", "tearDown", "test_it"])
def test_nothing_is_left_after_an_error_in(
    run_unittest: RunUnittest, where: str
) -> None:
    def fail(self: Any) -> None:
        raise LookupError

    case = type("Case", (unittest.TestCase,), {"test_it": lambda _: None, where: fail})
    result = run_unittest(mock_api_destinations(case))

    assert [text.splitlines()[-1] for _, text in result.errors] == ["LookupError"]


@pytest.mark.parametrize("where", ["setUpClass", "tearDownClass"])
def test_nothing_is_left_after_an_error_in_the_class(
    run_unittest: RunUnittest, where: str
) -> None:
    @classmethod
    def fail(cls: type) -> None:
        raise LookupError

    case = type("Case", (unittest.TestCase,), {"test_it": lambda _: None, where: fail})
    result = run_unittest(mock_api_destinations(case))

    assert [text.splitlines()[-1] for _, text in result.errors] == ["LookupError"]


def test_replies_scripted_for_the_class_must_be_used_too(
    run_unittest: RunUnittest,
) -> None:
    @mock_api_destinations
    class Case(unittest.TestCase):
        @classmethod
        def setUpClass(cls) -> None:
            script_unused()

        def test_it(self) -> None: ...

    result = run_unittest(Case)

    assert [
        text.endswith(f"AssertionError: {UNUSED}\n") for _, text in result.errors
    ] == [True]


def test_options_hold_in_a_class(run_unittest: RunUnittest) -> None:
    @mock_api_destinations(region_name="eu-west-3")
    class Case(unittest.TestCase):
        def test_it(self) -> None:
            assert current_mock().region_name == "eu-west-3"

    assert run_unittest(Case).wasSuccessful()


def test_the_mock_that_decorates_a_class_can_be_asked(
    run_unittest: RunUnittest,
) -> None:
    mock = mock_api_destinations()

    @mock
    class Case(unittest.TestCase):
        def test_one(self) -> None:
            connect()
            assert list(mock.connections) == ["partner"]

        def test_two(self) -> None:
            assert not mock.connections

    assert run_unittest(Case).wasSuccessful()


def test_a_test_case_runs_inside_when_a_debugger_runs_it() -> None:
    seen = []

    @mock_api_destinations
    class Case(unittest.TestCase):
        def setUp(self) -> None:
            connect("set-up")

        def test_it(self) -> None:
            seen.extend(connect())

    Case("test_it").debug()

    assert seen == ["set-up", "partner"]
