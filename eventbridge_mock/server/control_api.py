"""The control API under `/_eventbridge_mock/`, which control-api.yaml describes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..activation.activation import ACTIVATIONS
from ..errors import DeploymentError, NotActiveError
from ..records.masking import mask_text
from .changes import Changes
from .command import Order
from .commands import COMMANDS, forget_replies
from .messages import (
    Answer,
    RefusedError,
    error_answer,
    json_answer,
    json_object,
    query_parameters,
    read_body,
)
from .queries import QUERIES, QUERIES_OF_ONE, Query, Reading, description

if TYPE_CHECKING:
    import threading

    from .messages import Environ
    from .queries import ServerFacts
    from .raised_errors import RaisedErrors

PREFIX = "/_eventbridge_mock/"

# The errors of a command for what it was given, with the status of the answer.
_STATUSES: tuple[tuple[type[Exception], int], ...] = (
    (NotActiveError, 409),
    (AssertionError, 422),
    (LookupError, 404),
    (ValueError, 400),
    (DeploymentError, 400),
    (TypeError, 400),
    (ArithmeticError, 400),
    (RuntimeError, 409),
    (OSError, 400),
    (ImportError, 501),
)


class ControlApi:
    """Answers the requests of the control API for the mock that is active."""

    def __init__(
        self, facts: ServerFacts, stopping: threading.Event, errors: RaisedErrors
    ) -> None:
        self._facts = facts
        self._stopping = stopping
        self._errors = errors

    def answer(self, method: str, path: str, environ: Environ) -> Answer:
        """Return the answer to a request for *path*, which `PREFIX` is left out of."""
        try:
            return self._answer(method, path, environ)
        except tuple(kind for kind, _ in _STATUSES) as error:
            status = next(s for kind, s in _STATUSES if isinstance(error, kind))
            return error_answer(status, type(error).__name__, _masked(str(error)))

    def _answer(self, method: str, path: str, environ: Environ) -> Answer:
        if method == "GET":
            return self._read(path, environ)
        if method == "DELETE" and path == "replies":
            return json_answer(forget_replies(self._order({})))
        if method == "POST" and path in COMMANDS:
            return self._command(path, environ)
        is_path = path in COMMANDS or _query(path) is not None
        if is_path or path in {"openapi.yaml", "stream"}:
            raise RefusedError(
                405, "MethodNotAllowed", f"{method} is not for {path!r}."
            )
        raise _unknown(path)

    def _read(self, path: str, environ: Environ) -> Answer:
        if path == "openapi.yaml":
            return Answer(200, "application/yaml", description())
        if path == "stream":
            changes = Changes(self._facts, self._stopping, self._errors)
            headers = (("Cache-Control", "no-store"),)
            return Answer(200, "text/event-stream", changes.stream(), headers)
        found = _query(path)
        if found is None:
            if path in COMMANDS:
                raise RefusedError(405, "MethodNotAllowed", f"GET is not for {path!r}.")
            raise _unknown(path)
        query, arguments = found
        parameters = query_parameters(environ, query.parameters)
        reading = Reading(ACTIVATIONS.current_state(), parameters, self._facts)
        return json_answer(query.read(reading, *arguments))

    def _command(self, path: str, environ: Environ) -> Answer:
        kind = environ.get("CONTENT_TYPE", "").partition(";")[0].strip().lower()
        if kind != "application/json":
            msg = "A command needs the header Content-Type: application/json."
            raise RefusedError(415, "UnsupportedMediaType", msg)
        members = json_object(read_body(environ) or b"{}")
        command = COMMANDS[path]
        command.check(members)
        return json_answer(command.run(self._order(members)))

    def _order(self, members: dict[str, object]) -> Order:
        activation = ACTIVATIONS.innermost
        return Order(activation.mock, activation.state, members, self._facts)


def _query(path: str) -> tuple[Query, tuple[str, ...]] | None:
    """Return the query of *path*, with its argument if it has one."""
    if path in QUERIES:
        return QUERIES[path], ()
    name, _, argument = path.partition("/")
    if argument and name in QUERIES_OF_ONE:
        return QUERIES_OF_ONE[name], (argument,)
    return None


def _unknown(path: str) -> RefusedError:
    msg = f"The control API has no path {path!r}; {PREFIX}openapi.yaml describes it."
    return RefusedError(404, "NotFound", msg)


def _masked(text: str) -> str:
    """Return *text* without the secrets of the mock that is active, if one is."""
    try:
        return mask_text(text, ACTIVATIONS.current_state().sensitive_texts())
    except NotActiveError:
        return text
