"""The queue of scripted faults."""

from __future__ import annotations

from typing import Any

import pytest

from eventbridge_mock.state.scripted_errors import Fault, Faults

CREATE = ("events", "CreateConnection")
DELETE = ("events", "DeleteConnection")


def fault(code: str = "ThrottlingException", **changes: Any) -> Fault:
    return Fault(
        **{
            "operation": CREATE,
            "code": code,
            "message": "Rate exceeded",
            **changes,
        }
    )


def test_a_fault_is_given_as_often_as_scripted() -> None:
    faults = Faults()
    faults.script(fault(), times=2)

    given = [faults.pop(CREATE) for _ in range(3)]

    assert given == [fault(), fault(), None]


def test_a_fault_is_pending_until_it_was_given() -> None:
    faults = Faults()
    faults.script(fault(), times=1)

    before = faults.is_pending(CREATE)
    faults.pop(CREATE)

    assert (before, faults.is_pending(CREATE)) == (True, False)


def test_each_operation_has_its_own() -> None:
    faults = Faults()
    faults.script(fault(), times=1)

    assert not faults.is_pending(DELETE)
    assert faults.pop(DELETE) is None
    assert not faults.is_pending(("eventbridge", "CreateConnection"))


def test_those_around_come_after() -> None:
    outer = Faults()
    inner = Faults(around=outer)
    outer.script(fault("Outer"), times=1)
    inner.script(fault("Inner"), times=1)

    given = [inner.pop(CREATE) for _ in range(3)]

    assert given == [fault("Inner"), fault("Outer"), None]


def test_those_around_are_pending_too() -> None:
    outer = Faults()
    outer.script(fault(), times=1)

    assert Faults(around=outer).is_pending(CREATE)


def test_a_fault_is_unused_until_it_was_given_once() -> None:
    faults = Faults()
    faults.script(fault(), times=2)
    faults.script(fault("InternalException"), times=1)

    before = faults.unused()
    faults.pop(CREATE)

    assert before == [
        "CreateConnection: ThrottlingException",
        "CreateConnection: InternalException",
    ]
    assert faults.unused() == ["CreateConnection: InternalException"]


def test_cleared_faults_are_forgotten() -> None:
    faults = Faults()
    faults.script(fault(), times=1)
    faults.clear()

    assert not faults.is_pending(CREATE)
    assert faults.unused() == []


@pytest.mark.parametrize("times", [0, -1, 1.5, True, "2", None])
def test_a_fault_is_scripted_once_or_more(times: Any) -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011 - the text is compared
        Faults().script(fault(), times=times)

    assert str(caught.value) == (
        f"times is a number of requests, 1 or more, not {times!r}"
    )


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (
            {"code": ""},
            "code is the code of an error such as 'ThrottlingException', not ''",
        ),
        (
            {"code": 503},
            "code is the code of an error such as 'ThrottlingException', not 503",
        ),
        ({"status": 399}, "status is the HTTP status of an error, 400 to 599, not 399"),
        ({"status": 600}, "status is the HTTP status of an error, 400 to 599, not 600"),
    ],
    ids=["no code", "a number", "no error", "no status"],
)
def test_what_no_service_would_answer_is_refused(
    changes: dict[str, Any], expected: str
) -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011 - the text is compared
        fault(**changes)

    assert str(caught.value) == expected


@pytest.mark.parametrize("status", [400, 599])
def test_the_statuses_of_errors_are_accepted(status: int) -> None:
    assert fault(status=status).status == status
