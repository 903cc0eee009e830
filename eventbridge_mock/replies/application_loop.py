"""An event loop in a thread of its own, and bounded waits for what runs in it.

An application may block its loop, stop it, or leave it by SystemExit. So each wait
has a limit, looks every tenth of a second whether the thread still lives, and can be
interrupted. Daemon threads keep a hanging application: neither the next test nor the
end of the process waits for them.
"""

from __future__ import annotations

import asyncio
import os
import sys
import threading
import traceback
from concurrent import futures
from contextlib import contextmanager, suppress
from pathlib import Path
from sysconfig import get_path
from typing import TYPE_CHECKING, Any, TypeVar

from ..clock import real_seconds
from ..errors import ReceiverError
from .reply import described

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterator

T = TypeVar("T")


_THREAD_NAME = "eventbridge-mock"
_LOOK_SECONDS = 0.1

# After one wait in vain, an application gets no more than this for each of the others.
_SECONDS_AFTER_A_TIMEOUT = 1.0

_LAST_ROUNDS, _SECONDS_OF_A_LAST_ROUND = 3, 0.3


class ApplicationLoop:
    """Runs the coroutines of one application; errors call it by its *name*."""

    def __init__(self, name: str, timeout: float) -> None:
        self._name = name
        self.timeout = timeout
        self._calls = _DaemonThreads()
        self._opened: _RealTimeLoop | None = None
        # The process that started it: a process forked from that has no such thread,
        # but shares the files by which the loop is woken.
        self._process: int | None = None
        self._thread: threading.Thread | None = None
        self._ended_by: BaseException | None = None
        self._is_closing = False

    @property
    def is_current(self) -> bool:
        """Whether this is called in the loop itself."""
        return threading.current_thread() is self._thread

    @property
    def _is_alive(self) -> bool:
        return self._thread is not None and self._thread.is_alive()

    @property
    def is_of_another_process(self) -> bool:
        """Whether it was started in the process that this one was forked from."""
        return self._process not in {None, os.getpid()}

    @property
    def _loop(self) -> _RealTimeLoop:
        """The loop, made by one thread for the start."""
        if self._opened is None:
            self._opened = _RealTimeLoop()
            self._opened.set_default_executor(self._calls)
        return self._opened

    def start(self) -> None:
        """Run the loop in a thread, also again if the application stopped it.

        Raises ReceiverError in a process that was forked after the first start.
        """
        if self.is_of_another_process:
            msg = (
                f"{self._name} runs in process {self._process}, from which this one,"
                f" {os.getpid()}, was forked: call mock.route() here too, or start the"
                " process with multiprocessing's method 'spawn' and a mock of its own."
            )
            raise ReceiverError(msg)
        if not self._is_alive:
            self._process = os.getpid()
            self._ended_by = None
            self._thread = threading.Thread(
                target=self._run_loop,
                args=(self._loop,),
                name=_THREAD_NAME,
                daemon=True,
            )
            self._thread.start()

    def _run_loop(self, loop: _RealTimeLoop) -> None:
        try:
            loop.run_forever()
        except (SystemExit, KeyboardInterrupt) as error:
            # asyncio keeps all others to the task that raised them.
            self._ended_by = error
        if self._is_closing:
            _finish(loop)

    def submit(self, coroutine: Coroutine[Any, Any, T]) -> futures.Future[T]:
        """Run *coroutine* in the loop; return the future of its result."""
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop)

    @contextmanager
    def less_time_once_interrupted(self) -> Iterator[None]:
        """Wait less for the application's end if the block was interrupted.

        Somebody pressed Ctrl-C, or a timeout of the test's own is over: perhaps the
        application hangs.
        """
        try:
            yield
        except BaseException as error:
            if not isinstance(error, Exception):
                self._wait_less()
            raise

    def wait(self, future: futures.Future[T], purpose: str) -> T:
        """Return the result of *future*, or raise what `exception` returns."""
        exception = self.exception(future, purpose)
        if exception is not None:
            raise exception
        return future.result()

    def exception(
        self, future: futures.Future[Any], purpose: str
    ) -> BaseException | None:
        """Wait for *future*; return its exception, or None if it has a result.

        A ReceiverError says that the application did not do *purpose*: when the time
        is up, and at once when nothing runs the loop any more.
        """
        try:
            self._wait_until_done(future, purpose)
        except ReceiverError as error:
            return error
        finally:
            future.cancel()
        if future.cancelled():
            return self._error(purpose, ", because it was cancelled")
        return future.exception()

    def _wait_until_done(self, future: futures.Future[Any], purpose: str) -> None:
        left = self.timeout
        while True:
            # Asked first: a loop that ends during the wait may finish the future.
            was_alive = self._is_alive
            if futures.wait([future], max(0, min(left, _LOOK_SECONDS))).done:
                return
            if not was_alive:
                raise self._error(purpose, f", because {self._end_of_loop}")
            left -= _LOOK_SECONDS
            if left <= 0 and self._is_alive:
                self._give_up(purpose)
                left = self.timeout

    @property
    def _end_of_loop(self) -> str:
        if self._ended_by is None:
            return "its event loop was stopped"
        return f"{described(self._ended_by)} ended its event loop"

    def _give_up(self, purpose: str) -> None:
        """Raise ReceiverError, unless a debugger has stopped the application."""
        if _is_debugging():
            return
        how = f" within {self.timeout:g} seconds"
        line = self._thread and _blocking_line(self._thread)
        if line:
            how += f", because its event loop is blocked at {line}"
        self._wait_less()
        how += ". Give mock.route() a longer timeout if it needs one"
        raise self._error(purpose, how)

    def _wait_less(self) -> None:
        """Give an application that was waited for in vain less time from now on."""
        self.timeout = min(self.timeout, _SECONDS_AFTER_A_TIMEOUT)

    def _error(self, purpose: str, how: str) -> ReceiverError:
        return ReceiverError(f"{self._name} did not {purpose}{how}.")

    def close(self) -> ReceiverError | None:
        """End what the application left running, and the loop; return what failed.

        A loop of the process that this one was forked from is left to that.
        """
        if self._thread is None or self.is_of_another_process:
            return None
        self.start()
        try:
            self._wait_until_done(self.submit(_end_tasks()), "end its tasks")
            for call in self._calls.running():
                self._wait_until_done(call, "end its calls in threads")
        except ReceiverError as error:
            return error
        finally:
            self.abandon()
        self._thread.join(self.timeout)
        return None

    def abandon(self) -> None:
        """End the loop when it gets to that, and do not wait."""
        self._is_closing = True
        self.start()
        self._loop.call_soon_threadsafe(self._loop.stop)


# The tasks that did not end. The garbage collector would complain of them in a later
# test.
_LEFT_BEHIND: list[asyncio.Task[Any]] = []


def _finish(loop: asyncio.AbstractEventLoop) -> None:
    """End what still runs in *loop*, and close it; nobody waits for this any more."""
    for _ in range(_LAST_ROUNDS):
        if asyncio.all_tasks(loop):
            # A task may exit, stop the loop once more, or cancel this one.
            with suppress(
                SystemExit, KeyboardInterrupt, RuntimeError, asyncio.CancelledError
            ):
                loop.run_until_complete(_end_tasks(_SECONDS_OF_A_LAST_ROUND))
    _LEFT_BEHIND.extend(asyncio.all_tasks(loop))
    loop.close()


async def _end_tasks(timeout: float | None = None) -> None:
    """Cancel all tasks, as `asyncio.run` does at its end."""
    tasks = asyncio.all_tasks() - {asyncio.current_task()}
    for task in tasks:
        task.cancel()
    if tasks:
        await asyncio.wait(tasks, timeout=timeout)
    await asyncio.get_running_loop().shutdown_asyncgens()


def _is_debugging() -> bool:
    """Return whether any thread is in a debugger that builds on Python's own."""
    return any(
        frame.f_globals.get("__name__") == "bdb"
        for top in sys._current_frames().values()  # noqa: SLF001 - documented
        for frame, _ in traceback.walk_stack(top)
    )


def _blocking_line(thread: threading.Thread) -> str | None:
    """Return the line of the application that *thread* executes; None if it waits."""
    top = sys._current_frames().get(thread.ident or 0)  # noqa: SLF001 - documented
    for frame, line in traceback.walk_stack(top):
        code = frame.f_code
        if not code.co_filename.startswith(_NOT_THE_APPLICATION):
            return f"{code.co_filename}:{line} in {code.co_name}"
    return None


# The folders of code that never blocks by itself: Python's, and this package's.
_NOT_THE_APPLICATION = (get_path("stdlib"), str(Path(__file__).parent))


class _RealTimeLoop(asyncio.SelectorEventLoop):
    """A loop in which timers run out though a test has frozen the time."""

    def time(self) -> float:
        """Return the seconds that `call_later` counts in."""
        return real_seconds()


class _DaemonThreads(futures.ThreadPoolExecutor):
    """Makes each call in a new thread, which the end of the process does not wait for.

    asyncio's own executor has as few as five threads, and each of them may wait for
    a delivery that needs another; when the process ends, Python waits for all of
    them.
    """

    def __init__(self) -> None:
        super().__init__()
        self._running: set[futures.Future[Any]] = set()

    def running(self) -> tuple[futures.Future[Any], ...]:
        """Return the futures of the calls that are not over."""
        return tuple(self._running)

    def submit(
        self, function: Callable[..., Any], /, *args: Any, **kwargs: Any
    ) -> futures.Future[Any]:
        """Call *function* in a thread of its own."""
        future: futures.Future[Any] = futures.Future()
        future.set_running_or_notify_cancel()
        self._running.add(future)
        future.add_done_callback(self._running.discard)

        def call() -> None:
            try:
                future.set_result(function(*args, **kwargs))
            except BaseException as error:  # noqa: BLE001 - who waits for it raises it
                future.set_exception(error)

        threading.Thread(target=call, name=_THREAD_NAME, daemon=True).start()
        return future
