"""`mock_api_destinations` above functions of every kind."""

from __future__ import annotations

import asyncio
import functools
import inspect
from typing import TYPE_CHECKING, Any

import pytest

from eventbridge_mock import current_mock, mock_api_destinations
from eventbridge_mock.errors import NotActiveError
from tests.connecting import connect

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable, Generator

BARE_AND_CALLED = pytest.mark.parametrize(
    "decorate",
    [mock_api_destinations, mock_api_destinations()],
    ids=["bare", "called"],
)


@BARE_AND_CALLED
def test_a_function_runs_inside_a_mock(decorate: Any) -> None:
    @decorate
    def decorated(name: str) -> list[str]:
        return connect(name)

    assert decorated("crm") == ["crm"]


@BARE_AND_CALLED
def test_each_call_begins_with_nothing(decorate: Any) -> None:
    decorated = decorate(connect)

    assert [decorated(), decorated()] == [["partner"], ["partner"]]


def test_options_hold_inside() -> None:
    @mock_api_destinations(region_name="eu-west-3", account_id="111122223333")
    def decorated() -> tuple[str, str]:
        return current_mock().region_name, current_mock().account_id

    assert decorated() == ("eu-west-3", "111122223333")


def test_one_decorator_serves_many_functions() -> None:
    shared = mock_api_destinations()
    first, second = shared(connect), shared(lambda: connect("crm"))

    assert (first(), second()) == (["partner"], ["crm"])


def test_a_decorator_above_another_joins_it() -> None:
    @mock_api_destinations(region_name="eu-west-3")
    @mock_api_destinations(account_id="111122223333")
    def decorated() -> tuple[str, str]:
        return current_mock().region_name, current_mock().account_id

    assert decorated() == ("eu-west-3", "111122223333")


def test_a_function_may_call_itself() -> None:
    @mock_api_destinations
    def decorated(depth: int) -> list[str]:
        names = connect(f"c{depth}")
        return decorated(depth - 1) if depth else names

    assert decorated(2) == ["c2", "c1", "c0"]


def test_nothing_is_left_after_an_exception() -> None:
    @mock_api_destinations
    def decorated() -> None:
        raise LookupError

    with pytest.raises(LookupError):
        decorated()
    with pytest.raises(NotActiveError):
        current_mock()


@BARE_AND_CALLED
def test_a_coroutine_runs_inside_a_mock(decorate: Any) -> None:
    @decorate
    async def decorated(name: str) -> list[str]:
        await asyncio.sleep(0)
        return connect(name)

    assert asyncio.run(decorated("crm")) == ["crm"]


def test_a_coroutine_that_was_not_awaited_starts_nothing() -> None:
    @mock_api_destinations
    async def decorated() -> None: ...

    coroutine = decorated()

    with pytest.raises(NotActiveError):
        current_mock()
    coroutine.close()


def test_nothing_is_left_after_an_exception_in_a_coroutine() -> None:
    @mock_api_destinations
    async def decorated() -> None:
        raise LookupError

    with pytest.raises(LookupError):
        asyncio.run(decorated())


class TestGenerator:
    """A generator is inside from its first value to its last."""

    @pytest.fixture
    def decorated(self) -> Callable[[], Generator[Any, Any, str]]:
        @mock_api_destinations
        def generate() -> Generator[Any, Any, str]:
            sent = yield connect("first")
            try:
                yield connect(sent)
            except LookupError:
                yield connect("after-error")
            return "done"

        return generate

    def test_it_takes_what_is_sent(self, decorated: Any) -> None:
        generator = decorated()

        assert next(generator) == ["first"]
        assert generator.send("second") == ["first", "second"]
        generator.close()

    def test_it_takes_what_is_thrown(self, decorated: Any) -> None:
        generator = decorated()
        next(generator)
        generator.send("second")

        assert generator.throw(LookupError()) == ["first", "second", "after-error"]
        generator.close()

    def test_it_returns_its_value(self, decorated: Any) -> None:
        generator = decorated()
        next(generator)
        generator.send("second")

        with pytest.raises(StopIteration) as stopped:
            next(generator)

        assert stopped.value.value == "done"

    def test_nothing_is_left_after_an_exception(self, decorated: Any) -> None:
        generator = decorated()
        next(generator)

        with pytest.raises(KeyError, match="theirs"):
            generator.throw(KeyError("theirs"))

    def test_nothing_is_left_after_a_close(self, decorated: Any) -> None:
        generator = decorated()
        next(generator)
        generator.close()

        with pytest.raises(NotActiveError):
            current_mock()


class TestAsyncGenerator:
    """An async generator too is inside from its first value to its last."""

    @pytest.fixture
    def decorated(self) -> Callable[[], AsyncGenerator[Any, Any]]:
        @mock_api_destinations
        async def generate() -> AsyncGenerator[Any, Any]:
            sent = yield connect("first")
            try:
                yield connect(sent)
            except LookupError:
                yield connect("after-error")

        return generate

    def test_it_can_be_iterated(self) -> None:
        @mock_api_destinations
        async def generate() -> AsyncGenerator[Any, Any]:
            yield connect("first")
            yield connect("second")

        async def collect() -> list[Any]:
            return [value async for value in generate()]

        assert asyncio.run(collect()) == [["first"], ["first", "second"]]

    def test_it_takes_what_is_sent(self, decorated: Any) -> None:
        async def act() -> list[Any]:
            generator = decorated()
            values = [await generator.asend(None), await generator.asend("second")]
            await generator.aclose()
            return values

        assert asyncio.run(act()) == [["first"], ["first", "second"]]

    def test_it_takes_what_is_thrown(self, decorated: Any) -> None:
        async def act() -> Any:
            generator = decorated()
            await generator.asend(None)
            await generator.asend("second")
            value = await generator.athrow(LookupError())
            await generator.aclose()
            return value

        assert asyncio.run(act()) == ["first", "second", "after-error"]

    def test_nothing_is_left_after_an_exception(self, decorated: Any) -> None:
        async def act() -> None:
            generator = decorated()
            await generator.asend(None)
            await generator.athrow(KeyError("theirs"))

        with pytest.raises(KeyError, match="theirs"):
            asyncio.run(act())

    def test_nothing_is_left_after_an_exception_inside(self) -> None:
        @mock_api_destinations
        async def generate() -> AsyncGenerator[Any, Any]:
            yield 1
            raise LookupError

        async def act() -> None:
            async for _ in generate():
                pass

        with pytest.raises(LookupError):
            asyncio.run(act())

    def test_a_close_lets_it_clean_up_inside(self) -> None:
        cleaned: list[Any] = []

        @mock_api_destinations
        async def generate() -> AsyncGenerator[Any, Any]:
            try:
                yield
            finally:
                cleaned.append(connect())

        async def act() -> None:
            generator = generate()
            await generator.asend(None)
            await generator.aclose()

        asyncio.run(act())

        assert cleaned == [["partner"]]

    def test_one_that_yields_on_close_is_an_error(self) -> None:
        @mock_api_destinations
        async def generate() -> AsyncGenerator[Any, Any]:
            try:
                yield 1
            finally:
                yield 2

        async def act() -> None:
            generator = generate()
            await generator.asend(None)
            await generator.aclose()

        with pytest.raises(RuntimeError, match="ignored GeneratorExit"):
            asyncio.run(act())


def function(a: int, *, b: str = "b") -> None:
    """Say something."""


async def coroutine(a: int, *, b: str = "b") -> None:
    """Say something."""


def generator(a: int, *, b: str = "b") -> Any:
    """Say something."""
    yield a, b


async def async_generator(a: int, *, b: str = "b") -> Any:
    """Say something."""
    yield a, b


KINDS = [function, coroutine, generator, async_generator]


@BARE_AND_CALLED
@pytest.mark.parametrize("plain", KINDS, ids=lambda kind: kind.__name__)
def test_signature_and_names_are_kept(decorate: Any, plain: Any) -> None:
    decorated = decorate(plain)

    assert inspect.signature(decorated) == inspect.signature(plain)
    assert decorated.__name__ == plain.__name__
    assert decorated.__qualname__ == plain.__qualname__
    assert decorated.__doc__ == "Say something."
    assert decorated.__wrapped__ is plain


@pytest.mark.parametrize("plain", KINDS, ids=lambda kind: kind.__name__)
def test_the_kind_is_kept(plain: Any) -> None:
    decorated = mock_api_destinations(plain)
    questions = [
        inspect.isfunction,
        inspect.iscoroutinefunction,
        inspect.isgeneratorfunction,
        inspect.isasyncgenfunction,
    ]

    assert [ask(decorated) for ask in questions] == [ask(plain) for ask in questions]


def test_a_generator_gets_its_arguments() -> None:
    assert list(mock_api_destinations(generator)(1, b="c")) == [(1, "c")]


def test_an_async_generator_gets_its_arguments() -> None:
    async def collect() -> list[Any]:
        return [one async for one in mock_api_destinations(async_generator)(1, b="c")]

    assert asyncio.run(collect()) == [(1, "c")]


def test_a_static_method_stays_one() -> None:
    class Plain:
        @mock_api_destinations
        @staticmethod
        def method(name: str) -> list[str]:
            return connect(name)

    assert isinstance(inspect.getattr_static(Plain, "method"), staticmethod)
    assert Plain.method("crm") == Plain().method("crm") == ["crm"]


def test_a_class_method_stays_one() -> None:
    class Plain:
        @mock_api_destinations
        @classmethod
        def method(cls, name: str) -> tuple[type, list[str]]:
            return cls, connect(name)

    assert isinstance(inspect.getattr_static(Plain, "method"), classmethod)
    assert Plain.method("crm") == (Plain, ["crm"])


def test_any_callable_can_be_decorated() -> None:
    decorated = mock_api_destinations(functools.partial(connect, "crm"))

    assert decorated() == ["crm"]


@pytest.mark.parametrize("wrong", ["eu-west-1", 7], ids=repr)
def test_what_cannot_be_called_cannot_be_decorated(wrong: Any) -> None:
    with pytest.raises(TypeError) as caught:
        mock_api_destinations(wrong)

    assert str(caught.value) == (
        "mock_api_destinations goes above a function, a fixture or a class, not"
        f" {wrong!r}; its options are keywords."
    )


def test_parametrize_and_fixtures_still_work(inner: pytest.Pytester) -> None:
    inner.makepyfile(
        """
        import pytest
        from eventbridge_mock import mock_api_destinations
        from tests.connecting import connect

        @pytest.fixture
        def suffix():
            return "x"

        @mock_api_destinations
        @pytest.mark.parametrize("name", ["a", "b"])
        def test_below(name, suffix, tmp_path):
            assert connect(name + suffix) == [name + "x"]

        @pytest.mark.parametrize("name", ["a", "b"])
        @mock_api_destinations(account_id="111122223333")
        def test_above(name, suffix):
            assert connect(name + suffix) == [name + "x"]
        """
    )

    inner.runpytest().assert_outcomes(passed=4)


def test_what_a_function_returns_to_be_awaited_runs_inside() -> None:
    async def inner() -> list[str]:
        return connect()

    @mock_api_destinations
    def wrapper() -> Awaitable[list[str]]:
        return inner()

    async def run() -> list[str]:
        return await wrapper()

    assert asyncio.run(run()) == ["partner"]
    with pytest.raises(NotActiveError):
        current_mock()


def test_an_exception_passes_what_is_awaited() -> None:
    async def inner() -> None:
        connect()
        raise LookupError

    @mock_api_destinations
    def wrapper() -> Awaitable[None]:
        return inner()

    async def run() -> None:
        await wrapper()

    with pytest.raises(LookupError):
        asyncio.run(run())
    with pytest.raises(NotActiveError):
        current_mock()


def test_the_mock_that_decorates_a_function_can_be_asked() -> None:
    mock = mock_api_destinations()

    @mock
    def decorated() -> list[str]:
        connect()
        return list(mock.connections)

    assert decorated() == decorated() == ["partner"]
