"""`mock_api_destinations` above a class: each of its tests starts with nothing."""

from __future__ import annotations

import asyncio
import inspect
import unittest
from typing import Any

import pytest

from eventbridge_mock import current_mock, mock_api_destinations
from eventbridge_mock.errors import NotActiveError
from tests.connecting import connect
from tests.decorated import UNUSED, run

# What a test class may look like, and how many tests of it pass.
PLAIN_CLASSES = {
    "methods": """
        @mock_api_destinations
        class TestIt:
            def test_one(self):
                assert connect() == ["partner"]

            def test_two(self):
                assert connect() == ["partner"]
        """,
    "setup_method": """
        @mock_api_destinations
        class TestIt:
            def setup_method(self):
                assert connect("set-up") == ["set-up"]

            def teardown_method(self):
                assert connect("torn-down") == ["set-up", "partner", "torn-down"]

            def test_one(self):
                assert connect() == ["set-up", "partner"]

            def test_two(self):
                assert connect() == ["set-up", "partner"]
        """,
    "setup_method that takes the method": """
        @mock_api_destinations
        class TestIt:
            def setup_method(self, method):
                assert connect(method.__name__) == [method.__name__]

            def teardown_method(self, method):
                assert method.__name__ in current_mock().connections

            def test_one(self):
                assert connect() == ["test_one", "partner"]

            def test_two(self):
                assert connect() == ["test_two", "partner"]
        """,
    "static and class set-ups": """
        @mock_api_destinations
        class TestIt:
            @staticmethod
            def setup_method():
                connect("set-up")

            @classmethod
            def teardown_method(cls, method):
                assert "set-up" in current_mock().connections

            def test_one(self):
                assert connect() == ["set-up", "partner"]

            def test_two(self):
                assert connect() == ["set-up", "partner"]
        """,
    "setup_class": """
        @mock_api_destinations
        class TestIt:
            @classmethod
            def setup_class(cls):
                assert connect("of-class") == ["of-class"]

            @classmethod
            def teardown_class(cls):
                assert list(current_mock().connections) == ["of-class"]

            def test_one(self):
                assert connect() == ["of-class", "partner"]

            def test_two(self):
                assert connect() == ["of-class", "partner"]
        """,
    "setup_class and setup_method": """
        @mock_api_destinations
        class TestIt:
            def setup_class(cls):
                connect("of-class")

            def setup_method(self):
                assert connect("set-up") == ["of-class", "set-up"]

            def test_one(self):
                assert connect() == ["of-class", "set-up", "partner"]

            def test_two(self):
                assert connect() == ["of-class", "set-up", "partner"]
        """,
    "teardown_class alone": """
        @mock_api_destinations
        class TestIt:
            @classmethod
            def teardown_class(cls):
                assert not current_mock().connections

            def test_one(self):
                assert connect() == ["partner"]

            def test_two(self):
                assert connect() == ["partner"]
        """,
    "static and class methods": """
        @mock_api_destinations
        class TestIt:
            @staticmethod
            def test_one():
                assert connect() == ["partner"]

            @classmethod
            def of_class(cls):
                return cls.__name__, connect()

            def test_two(self):
                assert self.of_class() == ("TestIt", ["partner"])
        """,
    "async methods": """
        @mock_api_destinations
        class TestIt:
            async def act(self, name):
                await asyncio.sleep(0)
                return connect(name)

            def test_one(self):
                assert asyncio.run(self.act("a")) == ["a"]

            def test_two(self):
                assert asyncio.run(self.act("b")) == ["b"]
        """,
    "helpers": """
        @mock_api_destinations
        class TestIt:
            NAME = "partner"

            @property
            def name(self):
                return self.NAME

            def _private(self):
                return connect(self.name)

            def helper(self):
                return self._private()

            def test_one(self):
                assert self.helper() == ["partner"]

            def test_two(self):
                assert self._private() == ["partner"]
        """,
    "nested classes": """
        @mock_api_destinations
        class TestIt:
            def test_one(self):
                assert connect() == ["partner"]

            class TestInner:
                def setup_method(self):
                    connect("set-up")

                def test_two(self):
                    assert connect() == ["set-up", "partner"]

            class Other:
                pass
        """,
    "inherited": """
        @mock_api_destinations
        class Base:
            def setup_method(self):
                connect("set-up")

            def test_one(self):
                assert connect() == ["set-up", "partner"]

        class TestIt(Base):
            def test_two(self):
                assert connect() == ["set-up", "partner"]
        """,
    "inherited from an undecorated class": """
        class Base:
            def setup_method(self):
                connect("set-up")

            def test_one(self):
                assert connect() == ["set-up", "partner"]

        @mock_api_destinations
        class TestIt(Base):
            def test_two(self):
                assert connect() == ["set-up", "partner"]
        """,
    "decorated twice": """
        @mock_api_destinations(region_name="us-east-1")
        class Base:
            def setup_method(self):
                connect("set-up")

            def test_one(self):
                assert connect() == ["set-up", "partner"]

        @mock_api_destinations(account_id="111122223333")
        class TestIt(Base):
            def setup_method(self):
                super().setup_method(None)

            def test_two(self):
                assert current_mock().account_id == "111122223333"
                assert connect() == ["set-up", "partner"]
        """,
    "a set-up that replaces the inherited one": """
        @mock_api_destinations
        class Base:
            def test_one(self):
                assert connect() == ["partner"]

        class TestIt(Base):
            def setup_method(self):
                self.name = "partner"

            @mock_api_destinations
            def test_two(self):
                assert connect(self.name) == ["partner"]
        """,
    "an autouse fixture": """
        @mock_api_destinations
        class TestIt:
            @pytest.fixture(autouse=True)
            def prepared(self):
                connect("prepared")

            def test_one(self):
                assert connect() == ["prepared", "partner"]

            def test_two(self):
                assert connect() == ["prepared", "partner"]
        """,
    "an autouse fixture that yields": """
        @mock_api_destinations
        class TestIt:
            @pytest.fixture(autouse=True)
            def prepared(self):
                connect("prepared")
                yield
                assert list(current_mock().connections) == ["prepared", "partner"]

            def test_one(self):
                assert connect() == ["prepared", "partner"]

            def test_two(self):
                assert connect() == ["prepared", "partner"]
        """,
    "an autouse fixture beside setup_class": """
        @mock_api_destinations
        class TestIt:
            @classmethod
            def setup_class(cls):
                connect("of-class")

            @pytest.fixture(autouse=True)
            def prepared(self):
                connect("prepared")

            def test_one(self):
                assert connect() == ["of-class", "prepared", "partner"]

            def test_two(self):
                assert connect() == ["of-class", "prepared", "partner"]
        """,
    "parametrize and fixtures": """
        @pytest.mark.parametrize("name", ["a", "b"])
        @mock_api_destinations
        class TestIt:
            @pytest.fixture
            def suffix(self):
                return "x"

            def test_it(self, name, suffix, tmp_path):
                assert connect(name + suffix) == [name + "x"]
        """,
}


@pytest.mark.parametrize("body", PLAIN_CLASSES.values(), ids=PLAIN_CLASSES)
def test_each_test_of_a_plain_class_starts_with_nothing(
    inner: pytest.Pytester, body: str
) -> None:
    run(inner, body).assert_outcomes(passed=2)


def test_an_unused_reply_fails_the_test_of_a_plain_class(
    inner: pytest.Pytester,
) -> None:
    result = run(
        inner,
        """
        @mock_api_destinations
        class TestIt:
            def test_it(self):
                current_mock().responses.post("https://api.partner.example/orders")
        """,
    )

    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(
        [f"*{line}" for line in UNUSED.splitlines()], consecutive=True
    )


def test_a_test_of_a_plain_class_fails_once(inner: pytest.Pytester) -> None:
    result = run(
        inner,
        """
        @mock_api_destinations
        class TestIt:
            def test_it(self):
                current_mock().responses.post("https://api.partner.example/orders")
                assert False, "theirs"
        """,
    )

    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines([f"*{line}" for line in UNUSED.splitlines()])


@pytest.mark.parametrize(
    "where", ["setup_method", "teardown_method", "setup_class", "teardown_class"]
)
def test_nothing_is_left_after_an_error_in_a_plain_class(
    inner: pytest.Pytester, where: str
) -> None:
    result = run(
        inner,
        f"""
        @mock_api_destinations
        class TestIt:
            def {where}(self):
                raise LookupError("theirs")

            def test_it(self):
                pass

        def test_after():
            with pytest.raises(NotActiveError):
                current_mock()
        """,
    )

    result.assert_outcomes(passed=1 + where.startswith("teardown"), errors=1)
    result.stdout.fnmatch_lines(["E*LookupError: theirs"])


def test_the_methods_of_a_plain_class_work_without_pytest() -> None:
    @mock_api_destinations
    class Plain:
        def method(self) -> list[str]:
            return connect()

        @staticmethod
        def static() -> list[str]:
            return connect()

        async def coroutine(self) -> list[str]:
            return connect()

    assert Plain().method() == Plain.static() == ["partner"]
    assert asyncio.run(Plain().coroutine()) == ["partner"]


def test_a_class_is_kept() -> None:
    class Plain:
        def method(self, a: int, *, b: str = "b") -> None:
            """Say something."""

    signature = inspect.signature(Plain.method)
    decorated = mock_api_destinations(Plain)

    assert decorated is Plain
    assert inspect.signature(decorated.method) == signature
    assert decorated.method.__doc__ == "Say something."


@pytest.mark.parametrize("base", [object, unittest.TestCase])
def test_a_decorated_class_starts_nothing_by_itself(base: type) -> None:
    mock_api_destinations(type("Case", (base,), {}))

    with pytest.raises(NotActiveError):
        current_mock()


@pytest.mark.parametrize("base", [object, unittest.TestCase])
def test_what_is_set_up_for_the_class_holds_in_its_tests(
    inner: pytest.Pytester, base: type
) -> None:
    set_up = "setup_class" if base is object else "setUpClass"
    result = run(
        inner,
        f"""
        @mock_api_destinations
        class TestIt({"unittest.TestCase" if base is not object else ""}):
            @classmethod
            def {set_up}(cls):
                cls.mock = current_mock()
                cls.mock.responses.post("https://p.example/orders", status=202)
                orders_at("https://p.example/orders")

            def test_one(self):
                assert current_mock().invoke("orders", 1).status == 202
                assert [one.json() for one in self.mock.invocations] == [1]

            def test_two(self):
                assert current_mock().invoke("orders", 2).status == 202
                assert [one.json() for one in self.mock.invocations] == [2]
        """,
    )

    result.assert_outcomes(passed=2)


def test_a_subclass_that_sets_itself_up_is_inside(inner: pytest.Pytester) -> None:
    result = run(
        inner,
        """
        @mock_api_destinations
        class Base:
            def setup_method(self):
                connect("of-base")

        class TestIt(Base):
            def setup_method(self):
                assert connect("set-up") == ["set-up"]

            def test_one(self):
                assert connect() == ["set-up", "partner"]

            def test_two(self):
                assert connect() == ["set-up", "partner"]
        """,
    )

    result.assert_outcomes(passed=2)


class Registered:
    """A base that hears of its subclasses, and takes an option of theirs."""

    tags: tuple[str, ...] = ()

    def __init_subclass__(cls, tag: str, **options: Any) -> None:
        super().__init_subclass__(**options)
        cls.tags = (*cls.tags, tag)


def test_other_bases_hear_of_a_subclass() -> None:
    @mock_api_destinations
    class Base: ...

    class Both(Base, Registered, tag="both"): ...

    assert Both.tags == ("both",)


def test_a_decorated_class_hears_of_its_subclasses() -> None:
    @mock_api_destinations
    class Base(Registered, tag="base"):
        def __init_subclass__(cls, **options: Any) -> None:
            super().__init_subclass__(tag="own", **options)

    class Sub(Base): ...

    assert Base.tags == ("base",)
    assert Sub.tags == ("base", "own")
