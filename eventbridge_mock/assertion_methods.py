"""What a test asserts of its mock."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from .activation.lifecycle import Lifecycle
from .assertions.checks import check_dead_lettered, check_invoked, check_not_invoked
from .records.expectation import UNSET, DeadLetterExpectation, Expectation

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .records.invocations import DeadLetter, Invocation
    from .state.mock_state import MockState


class AssertionMethods(Lifecycle):
    """The assertions of an `EventBridgeMock`."""

    def assert_invoked(
        self,
        api_destination: str,
        *,
        times: int = 1,
        method: object = UNSET,
        url: object = UNSET,
        headers: Mapping[str, object] | None = None,
        query: Mapping[str, object] | None = None,
        json: object = UNSET,
        body: object = UNSET,
        status: object = UNSET,
    ) -> tuple[Invocation, ...]:
        """Assert that exactly *times* invocations are as expected; return them.

        *headers* and *query* need only hold for the names given; *json* and
        *body* compare whole. Any value may have its own equality, such as
        `unittest.mock.ANY`. Raises AssertionError with each invocation and how
        it differs; the values of secrets are not shown.
        """
        __tracebackhide__ = True
        expectation = Expectation(
            method=method,
            url=url,
            headers=headers,
            query=query,
            json=json,
            body=body,
            status=status,
        )
        return check_invoked(
            self._state.deliveries.invocations,
            api_destination,
            expectation,
            times=times,
            known=list(self._state.backend.api_destinations),
            secrets=self._state.secrets,
            explain=partial(_explanations, self._state, api_destination),
        )

    def assert_not_invoked(
        self,
        api_destination: str,
        *,
        method: object = UNSET,
        url: object = UNSET,
        headers: Mapping[str, object] | None = None,
        query: Mapping[str, object] | None = None,
        json: object = UNSET,
        body: object = UNSET,
        status: object = UNSET,
    ) -> tuple[Invocation, ...]:
        """Assert that no invocation is as described; return the others of it.

        The keywords are those of `assert_invoked`. An API destination that does not
        exist was not invoked either; but a name that is nearly that of one, or of one
        that was invoked, is taken for a slip. Raises AssertionError for both.
        """
        __tracebackhide__ = True
        expectation = Expectation(
            method=method,
            url=url,
            headers=headers,
            query=query,
            json=json,
            body=body,
            status=status,
        )
        return check_not_invoked(
            self._state.deliveries.invocations,
            api_destination,
            expectation,
            known=list(self._state.backend.api_destinations),
            secrets=self._state.secrets,
        )

    def assert_dead_lettered(
        self,
        api_destination: str,
        *,
        times: int = 1,
        queue_arn: object = UNSET,
        error_code: object = UNSET,
        attributes: Mapping[str, object] | None = None,
        json: object = UNSET,
        body: object = UNSET,
    ) -> tuple[DeadLetter, ...]:
        """Assert that exactly *times* dead letters are as expected; return them.

        They are those of events that were on their way to *api_destination*.
        *attributes* need only hold for the names given, *json* and *body* compare
        whole; *error_code* is short for the attribute ERROR_CODE. Any value may have
        its own equality. Raises AssertionError with each dead letter and how it
        differs, and with what became of the other events.
        """
        __tracebackhide__ = True
        expectation = DeadLetterExpectation(
            queue_arn=queue_arn,
            error_code=error_code,
            attributes=attributes,
            json=json,
            body=body,
        )
        return check_dead_lettered(
            self._state.deliveries.dead_letters,
            self._state.deliveries.invocations,
            api_destination,
            expectation,
            times=times,
            known=list(self._state.backend.api_destinations),
            secrets=self._state.secrets,
        )


def _explanations(state: MockState, api_destination: str) -> list[str]:
    """Explain the events that did not get to *api_destination*."""
    from .explanation.explain import newest_explanations  # noqa: PLC0415 - for a failure only

    return newest_explanations(state, api_destination)
