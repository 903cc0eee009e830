"""The logs in which a mock keeps what was sent."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar, overload

from .expectation import UNSET, Expectation
from .invocations import OUTCOMES, DeadLetter, Invocation, TokenRequest

if TYPE_CHECKING:
    from typing_extensions import Self

    from .invocations import Outcome

R = TypeVar("R")


def nothing_is_due() -> None:
    """Stand in for what brings a record up to date, where nothing has to."""


class Log(Sequence[R]):
    """Records in the order in which they began, the oldest first.

    *catch_up* is called whenever somebody looks: what has fallen due on the virtual
    clock happens then at the latest.
    """

    def __init__(
        self,
        records: Iterable[R] = (),
        catch_up: Callable[[], None] = nothing_is_due,
    ) -> None:
        self._records: Sequence[R] = (
            records if isinstance(records, Sequence) else list(records)
        )
        self._catch_up = catch_up

    @overload
    def __getitem__(self, index: int) -> R: ...
    @overload
    def __getitem__(self, index: slice) -> Self: ...
    def __getitem__(self, index: int | slice) -> R | Self:
        self._catch_up()
        if isinstance(index, slice):
            return type(self)(self._records[index])
        return self._records[index]

    def __iter__(self) -> Iterator[R]:
        self._catch_up()
        return iter(self._records)

    def __len__(self) -> int:
        self._catch_up()
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
            msg = "nothing is on record yet"
            raise IndexError(msg)
        return self[-1]

    def as_they_stand(self) -> Sequence[R]:
        """Return the records without doing what has fallen due."""
        return tuple(self._records)


class InvocationLog(Log[Invocation]):
    """The invocations, with the questions a test has for them."""

    def to(self, api_destination: str) -> InvocationLog:
        """Return the invocations of *api_destination*."""
        return InvocationLog(
            one for one in self if one.api_destination == api_destination
        )

    def with_outcome(self, outcome: Outcome) -> InvocationLog:
        """Return the invocations that ended, or stand, as *outcome*.

        Raises ValueError for what is no outcome.
        """
        if outcome not in OUTCOMES:
            msg = f"no outcome {outcome!r}; there are {', '.join(OUTCOMES)}"
            raise ValueError(msg)
        return InvocationLog(one for one in self if one.outcome == outcome)

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
        return InvocationLog(one for one in self if not expectation.differences(one))


class DeadLetterLog(Log[DeadLetter]):
    """The dead letters, with the questions a test has for them."""

    def to(self, api_destination: str) -> DeadLetterLog:
        """Return those of events on their way to *api_destination*."""
        return DeadLetterLog(
            one
            for one in self
            if one.invocation and one.invocation.api_destination == api_destination
        )

    def in_queue(self, queue_arn: str) -> DeadLetterLog:
        """Return those in the queue *queue_arn*."""
        return DeadLetterLog(one for one in self if one.queue_arn == queue_arn)


class TokenRequestLog(Log[TokenRequest]):
    """The requests for access tokens, with the questions a test has for them."""

    def of(self, connection: str) -> TokenRequestLog:
        """Return those of the connection of that name."""
        return TokenRequestLog(one for one in self if one.connection == connection)
