"""The logs of a mock, which tests can only read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar, overload

from ..arguments import require_string
from . import UNSET
from .expectation import Expectation
from .invocations import OUTCOMES, DeadLetter, Invocation, TokenRequest
from .wanted_destination import wanted_destination

if TYPE_CHECKING:
    from typing_extensions import Self

    from .invocations import Outcome
    from .wanted_destination import NamedResource

R = TypeVar("R")


def do_nothing() -> None:
    """Do nothing: the default where no clock can make anything fall due."""


class Log(Sequence[R]):
    """Records in the order in which they began, the oldest first.

    Reading a record first makes the attempts that are due on the virtual clock.
    """

    def __init__(
        self,
        records: Sequence[R] = (),
        run_due: Callable[[], None] = do_nothing,
    ) -> None:
        self._records = records
        self._run_due = run_due

    @overload
    def __getitem__(self, index: int) -> R: ...
    @overload
    def __getitem__(self, index: slice) -> Self: ...
    def __getitem__(self, index: int | slice) -> R | Self:
        self._run_due()
        if isinstance(index, slice):
            return type(self)(self._records[index])
        return self._records[index]

    def __iter__(self) -> Iterator[R]:
        self._run_due()
        return iter(self._records)

    def __len__(self) -> int:
        self._run_due()
        return len(self._records)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Sequence) and not isinstance(other, str):
            return list(self) == list(other)
        return NotImplemented

    __hash__ = None  # type: ignore[assignment] # mutable, like a list

    def __repr__(self) -> str:
        return repr(list(self))

    @property
    def last(self) -> R:
        """The newest record. Raises IndexError if there is none."""
        if not self:
            msg = "nothing has been recorded yet"
            raise IndexError(msg)
        return self[-1]


class InvocationLog(Log[Invocation]):
    """The invocations of API destinations, and filters for them."""

    def to(self, api_destination: str | NamedResource) -> InvocationLog:
        """Return the invocations of *api_destination*: a name, ARN or resource.

        Raises ValueError for the ARN of something else.
        """
        return InvocationLog(
            list(filter(wanted_destination(api_destination).matches, self))
        )

    def with_outcome(self, outcome: Outcome) -> InvocationLog:
        """Return the invocations whose current outcome is *outcome*.

        Raises ValueError for an unknown outcome.
        """
        if outcome not in OUTCOMES:
            msg = f"unknown outcome {outcome!r}; known are {', '.join(OUTCOMES)}"
            raise ValueError(msg)
        return InvocationLog([record for record in self if record.outcome == outcome])

    def matching(
        self,
        *,
        method: object = UNSET,
        url: object = UNSET,
        headers: Mapping[str, object] | None = None,
        query: Mapping[str, object] | None = None,
        json: object = UNSET,
        body: object = UNSET,
        status: object = UNSET,
    ) -> InvocationLog:
        """Return the invocations that `assert_invoked` would count."""
        expectation = Expectation(
            method=method,
            url=url,
            headers=headers,
            query=query,
            json=json,
            body=body,
            status=status,
        )
        return InvocationLog(list(filter(expectation.matches, self)))


class DeadLetterLog(Log[DeadLetter]):
    """The dead letters, and filters for them."""

    def to(self, api_destination: str | NamedResource) -> DeadLetterLog:
        """Return the dead letters of events that were sent to *api_destination*.

        That is a name, an ARN or a resource. Raises ValueError for the ARN of something
        else.
        """
        wanted = wanted_destination(api_destination)
        return DeadLetterLog(
            [
                record
                for record in self
                if record.invocation and wanted.matches(record.invocation)
            ]
        )

    def in_queue(self, queue_arn: str) -> DeadLetterLog:
        """Return the dead letters for the queue *queue_arn*, a string."""
        require_string("queue_arn", queue_arn)
        return DeadLetterLog(
            [record for record in self if record.queue_arn == queue_arn]
        )


class TokenRequestLog(Log[TokenRequest]):
    """The requests for access tokens, and a filter for them."""

    def of(self, connection: str) -> TokenRequestLog:
        """Return the token requests of the connection with that name, a string."""
        require_string("connection", connection)
        return TokenRequestLog(
            [record for record in self if record.connection == connection]
        )


def snapshot(log: Log[R]) -> Sequence[R]:
    """Return the records of *log* without running what has fallen due."""
    return tuple(log._records)  # noqa: SLF001 - not for users, who hold the log
