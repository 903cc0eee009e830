"""Run the HTTP tasks of Step Functions, which use the connections here.

Order of work: the connection is looked up, an access token is requested if it needs
one, the request is built and sent, and the reply becomes the task's output or error.
Each task is recorded, also one that fails.
"""

from __future__ import annotations

import json
from dataclasses import replace
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from ..delivery.authorization import (
    TokenRefusedError,
    UnreachableError,
    authorization_header,
)
from ..delivery.http_headers import UnusableParameterError
from ..delivery.http_task_request import http_task_request
from ..integrations import moto
from ..model.arn import is_arn, parse_arn
from ..model.connection_state import ConnectionState
from ..records.invocation_log import Log
from ..records.invocations import HttpTask
from ..records.masking import mask_text
from ..replies.capture import attempt_of
from ..replies.reply import raised

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..model.auth_parameters import AuthParameters
    from ..model.connection import Connection
    from ..records.invocations import HttpRequest
    from ..replies.reply import Reply
    from .mock_state import MockState


_DESCRIBE_SECRET = ("secretsmanager", "DescribeSecret")
_GET_SECRET_VALUE = ("secretsmanager", "GetSecretValue")

_RUNTIME = "States.Runtime"
_SOCKET = "States.Http.Socket"
_ACCESS_DENIED = "Events.ConnectionResource.AccessDenied"
_IN_PROGRESS = "Events.ConnectionResource.AuthInProgress"
_INVALID_STATE = "Events.ConnectionResource.InvalidConnectionState"
_NOT_FOUND = "Events.ConnectionResource.ResourceNotFound"

# AWS's Step Functions guide, "Call HTTPS APIs", lists what the role needs.
_RETRIEVE = ("events:RetrieveConnectionCredentials",)
_READ_SECRET = ("secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue")

# The first two as users report them; the others are our choice (docs/fidelity.md,
# "HTTP tasks of Step Functions").
_NO_PERMISSION = (
    "No permissions to call DescribeSecret and/or GetSecretValue on the secret"
    " associated with the connection resource."
)
_NOT_AUTHORIZED = (
    "Connection resource is not authorized. This is likely a configuration issue with"
    " your connection."
)
_AUTHORIZING = "Connection resource is authorizing."
_MAY_NOT_RETRIEVE = (
    "No permissions to call RetrieveConnectionCredentials on the connection resource."
)


class HttpTaskError(Exception):
    """An HTTP task failed, with the error and the cause that Step Functions gives."""

    def __init__(self, error: str, cause: str) -> None:
        super().__init__(cause)
        self.error = error
        self.cause = cause


class HttpTasks:
    """Runs HTTP tasks, and keeps their records."""

    def __init__(self, state: MockState) -> None:
        self._state = state
        self.records: list[HttpTask] = []

    @property
    def log(self) -> Log[HttpTask]:
        """A view of the tasks, the oldest first."""
        return Log(self.records, self._state.run_due)

    def run(
        self, parameters: Mapping[str, Any], region_name: str, role_arn: str
    ) -> dict[str, Any]:
        """Return the output of a task in a Region, under a role; raises HttpTaskError.

        It raises what the test's own code raises as it answers the request, too.
        """
        self._state.run_due()
        arn = _connection_arn(parameters)
        task = HttpTask(
            connection=parse_arn(arn).name,
            connection_arn=arn,
            account_id=parse_arn(arn).account_id,
            region_name=region_name,
        )
        try:
            connection, auth_parameters = self._usable(arn, role_arn)
            request = self._request(
                parameters, connection, auth_parameters, region_name
            )
        except HttpTaskError as error:
            self.records.append(replace(task, error=error.error, cause=error.cause))
            raise
        return self._sent(task, request)

    def _usable(self, arn: str, role_arn: str) -> tuple[Connection, AuthParameters]:
        """Return the connection *arn* with its secrets; raises HttpTaskError.

        Step Functions reads the secret with two operations, which a test may fail, and
        which the policies of the role may forbid.
        """
        parsed = parse_arn(arn)
        backend = self._state.backends.of(parsed.account_id, parsed.region_name)
        connection = backend.connection_with_arn(arn)
        if connection is None:
            cause = f"Connection '{parsed.name}' does not exist."
            raise HttpTaskError(_NOT_FOUND, cause)
        if not moto.role_permits(role_arn, _RETRIEVE, arn):
            raise HttpTaskError(_ACCESS_DENIED, _MAY_NOT_RETRIEVE)
        if connection.connection_state is ConnectionState.AUTHORIZING:
            raise HttpTaskError(_IN_PROGRESS, _AUTHORIZING)
        secret = backend.secret_of(connection)
        if secret is None or not connection.connection_state.is_usable:
            raise HttpTaskError(_INVALID_STATE, _NOT_AUTHORIZED)
        faults = self._state.faults
        may_read = moto.role_permits(role_arn, _READ_SECRET, secret.arn)
        if (
            not may_read
            or faults.pop(_DESCRIBE_SECRET)
            or faults.pop(_GET_SECRET_VALUE)
        ):
            raise HttpTaskError(_ACCESS_DENIED, _NO_PERMISSION)
        return connection, secret.current.auth_parameters

    def _request(
        self,
        parameters: Mapping[str, Any],
        connection: Connection,
        auth_parameters: AuthParameters,
        region_name: str,
    ) -> HttpRequest:
        """Return the request, with a token if the connection uses OAuth."""
        value, hidden = "", tuple[str, ...]()
        oauth = auth_parameters.oauth_parameters
        try:
            if oauth is not None:
                token = self._state.outbound.tokens.token(
                    connection, oauth, self._state.clock.now(), {}
                )
                value, hidden = token.value, token.hidden
            return http_task_request(
                parameters,
                auth_parameters,
                authorization_header(auth_parameters, value),
                region_name=region_name,
                hidden=hidden,
            )
        except (TokenRefusedError, UnreachableError):
            raise HttpTaskError(_INVALID_STATE, _NOT_AUTHORIZED) from None
        except UnusableParameterError as error:
            raise HttpTaskError(_RUNTIME, str(error)) from None

    def _sent(self, task: HttpTask, request: HttpRequest) -> dict[str, Any]:
        """Send *request*; record *task*, and return its output."""
        now = self._state.clock.now()
        try:
            reply = self._state.capture.send(
                request, self._state.options.unmatched_endpoint
            )
        except BaseException as error:
            attempt = attempt_of(request, raised(error), number=1, time=now)
            self.records.append(replace(task, attempts=(attempt,)))
            raise
        attempts = (attempt_of(request, reply, number=1, time=now),)
        failed = _failure(reply)
        if failed is None:
            self.records.append(replace(task, attempts=attempts))
            return _output(reply)
        cause = mask_text(failed.cause, request.sensitive_texts)
        self.records.append(
            replace(task, attempts=attempts, error=failed.error, cause=cause)
        )
        raise failed


def _connection_arn(parameters: Mapping[str, Any]) -> str:
    """Return the ARN of the connection, from either of the two members that have it.

    Both forms are recorded on AWS.
    """
    for name in ("Authentication", "InvocationConfig"):
        given = parameters.get(name)
        arn = given.get("ConnectionArn") if isinstance(given, dict) else None
        if isinstance(arn, str) and is_arn(arn):
            return arn
    cause = "The 'Authentication' field must have the ARN of a connection."
    raise HttpTaskError(_RUNTIME, cause)


def _failure(reply: Reply) -> HttpTaskError | None:
    """Return the error of a task that got *reply*; None for success."""
    if reply.status is None:
        return HttpTaskError(_SOCKET, str(reply.error))
    if HTTPStatus.OK <= reply.status < HTTPStatus.MULTIPLE_CHOICES:
        return None
    text = reply.body.decode(errors="replace")
    return HttpTaskError(f"States.Http.StatusCode.{reply.status}", text)


def _output(reply: Reply) -> dict[str, Any]:
    """Return the output of a task; its members are recorded on AWS."""
    headers: dict[str, list[str]] = {}
    for name, value in reply.headers.items():
        headers.setdefault(name, []).append(value)
    text = reply.body.decode(errors="replace")
    try:
        body = json.loads(text)
    except ValueError:
        body = text
    return {
        "Headers": headers,
        "ResponseBody": body,
        "StatusCode": reply.status,
        "StatusText": _phrase(reply.status),
    }


def _phrase(status: int | None) -> str:
    try:
        return HTTPStatus(status or 0).phrase
    except ValueError:  # a status that HTTP does not define
        return ""
