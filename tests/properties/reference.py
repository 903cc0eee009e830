"""A simple model of AWS's connections and API destinations.

It shares nothing with the mock but the facts: dictionaries as Describe answers them,
changed in place.
"""

from __future__ import annotations

import datetime
from typing import Any

from tests.requests_to_aws import OAUTH

Members = dict[str, Any]
Error = tuple[str, str]

EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
DEAUTHORIZED_REASON = (
    "The authorization parameters were removed from this connection by a"
    " DeauthorizeConnection operation."
)
NOTHING_TO_DO = (
    "At least one of the following is required: Description, KmsKeyIdentifier,"
    " AuthorizationType with BasicAuthParameters, ApiKeyAuthParameters, or"
    " OAuthParameters."
)

# Authorization parameters as they are described: without secrets.
DESCRIBED = {
    "BASIC": {"BasicAuthParameters": {"Username": "shop"}},
    "API_KEY": {"ApiKeyAuthParameters": {"ApiKeyName": "X-Api-Key"}},
    "OAUTH_CLIENT_CREDENTIALS": {
        "OAuthParameters": {
            **OAUTH["OAuthParameters"],
            "ClientParameters": {"ClientID": "shop"},
        }
    },
}

BLOCKS = {
    "BASIC": "BasicAuthParameters",
    "API_KEY": "ApiKeyAuthParameters",
    "OAUTH_CLIENT_CREDENTIALS": "OAuthParameters",
}


class RefusedError(Exception):
    """What AWS answers; more than one when it is not known what it checks first."""

    def __init__(self, *errors: Error) -> None:
        super().__init__(*errors)
        self.errors = errors


def refuse(*errors: tuple[bool, Error]) -> None:
    """Raise RefusedError with those of *errors* that are the case."""
    found = [error for is_the_case, error in errors if is_the_case]
    if found:
        raise RefusedError(*found)


def failed_to(verb: str, noun: str, sentence: str) -> str:
    return f"Failed to {verb} the {noun}(s). {sentence}"


class Reference:
    """What AWS would hold, as the dictionaries that Describe answers.

    An operation puts a connection into a state, `settle` moves passing states on, and
    API destinations follow. Each operation returns what it answers, or raises
    `RefusedError` and changes nothing. Recorded on AWS 2024-12-09, 2026-09-24 and
    2026-09-26; where nobody recorded it, as docs/fidelity.md says.
    """

    def __init__(self) -> None:
        self.connections: dict[str, Members] = {}
        self.destinations: dict[str, Members] = {}

    @property
    def now(self) -> datetime.datetime:
        return datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0)

    def connection(self, name: str, verb: str) -> Members:
        if name not in self.connections:
            sentence = f"Connection '{name}' does not exist."
            text = failed_to(verb, "connection", sentence)
            raise RefusedError(("ResourceNotFoundException", text))
        return self.connections[name]

    def destination(self, name: str, verb: str) -> Members:
        if name not in self.destinations:
            sentence = f"An api-destination '{name}' does not exist."
            text = failed_to(verb, "api-destination", sentence)
            raise RefusedError(("ResourceNotFoundException", text))
        return self.destinations[name]

    def on(self, connection: Members) -> list[Members]:
        arn = connection["ConnectionArn"]
        return [
            one for one in self.destinations.values() if one["ConnectionArn"] == arn
        ]

    def move(self, connection: Members, state: str) -> None:
        """Put *connection* into *state*, and have its API destinations follow."""
        connection["ConnectionState"] = state
        wanted = "ACTIVE" if state == "AUTHORIZED" else "INACTIVE"
        followers = [
            one for one in self.on(connection) if one["ApiDestinationState"] != wanted
        ]
        for destination in followers:
            destination["ApiDestinationState"] = wanted
            destination["LastModifiedTime"] = self.now

    def authorize(self, connection: Members, authorization_type: str) -> None:
        connection["AuthorizationType"] = authorization_type
        connection["AuthParameters"] = DESCRIBED[authorization_type]
        connection["SecretArn"] = "some secret"
        connection.pop("StateReason", None)
        if authorization_type == "OAUTH_CLIENT_CREDENTIALS":
            self.move(connection, "AUTHORIZING")
            return
        connection["LastAuthorizedTime"] = self.now
        self.move(connection, "AUTHORIZED")

    def settle(self) -> None:
        for connection in list(self.connections.values()):
            state = connection["ConnectionState"]
            if state == "AUTHORIZING":
                connection["LastAuthorizedTime"] = self.now
                connection["LastModifiedTime"] = self.now
                self.move(connection, "AUTHORIZED")
            if state == "DEAUTHORIZING":
                connection.pop("SecretArn", None)
                connection["StateReason"] = DEAUTHORIZED_REASON
                connection["LastModifiedTime"] = self.now
                self.move(connection, "DEAUTHORIZED")
            if state == "DELETING":
                self.forget(connection)

    def forget(self, connection: Members) -> None:
        """Take *connection* out; what is INACTIVE already keeps its ARN."""
        del self.connections[connection["Name"]]
        active = [
            one for one in self.on(connection) if one["ApiDestinationState"] == "ACTIVE"
        ]
        for destination in active:
            destination["ConnectionArn"] = ""
            destination["ApiDestinationState"] = "INACTIVE"
            destination["LastModifiedTime"] = self.now

    def create_connection(
        self, name: str, authorization_type: str, description: str, arn: str
    ) -> Members:
        exists = failed_to(
            "create", "connection", f"Connection '{name}' already exists."
        )
        refuse((name in self.connections, ("ResourceAlreadyExistsException", exists)))
        connection = {
            "ConnectionArn": arn,
            "Name": name,
            "CreationTime": self.now,
            "LastModifiedTime": self.now,
            "LastAuthorizedTime": EPOCH,
            **({"Description": description} if description else {}),
        }
        self.authorize(connection, authorization_type)
        self.connections[name] = connection
        return summary(connection, but="LastAuthorizedTime")

    def update_connection(
        self,
        name: str,
        description: str | None,
        authorization_type: str | None,
        *,
        is_rotation: bool,
    ) -> Members:
        connection = self.connection(name, "update")
        has_the_rest = (
            connection["AuthorizationType"] == authorization_type
            and "SecretArn" in connection
        )
        refuse(
            (description is None and authorization_type is None, nothing_to_do()),
            (is_leaving(connection), concurrent(connection, "update")),
            (
                authorization_type is not None and is_rotation and not has_the_rest,
                incomplete(authorization_type),
            ),
        )
        connection.update({} if description is None else {"Description": description})
        if connection.get("Description") == "":
            del connection["Description"]
        modified = connection["LastModifiedTime"]
        connection["LastModifiedTime"] = self.now
        if authorization_type is None:
            return summary(connection)
        self.authorize(connection, authorization_type)
        return {**summary(connection), "LastModifiedTime": modified}

    def deauthorize_connection(self, name: str) -> Members:
        connection = self.connection(name, "deauthorize")
        is_deleted = connection["ConnectionState"] == "DELETING"
        refuse((is_deleted, concurrent(connection, "deauthorize")))
        connection["ConnectionState"] = "DEAUTHORIZING"
        connection["AuthParameters"] = {}
        connection.pop("StateReason", None)
        return summary(connection)

    def delete_connection(self, name: str) -> Members:
        connection = self.connection(name, "delete")
        connection["ConnectionState"] = "DELETING"
        return summary(connection)

    def create_api_destination(
        self, name: str, connection_arn: str, arn: str
    ) -> Members:
        connection = self.live(connection_arn)
        exists = failed_to(
            "create",
            "api-destination",
            f"An api-destination with name '{name}' already exists.",
        )
        refuse(
            (connection is None, unknown_connection(connection_arn, "create")),
            (name in self.destinations, ("ResourceAlreadyExistsException", exists)),
        )
        self.destinations[name] = {
            "ApiDestinationArn": arn,
            "Name": name,
            "ApiDestinationState": destination_state(connection),
            "ConnectionArn": connection_arn,
            "InvocationEndpoint": "https://api.partner.example/orders",
            "HttpMethod": "POST",
            "InvocationRateLimitPerSecond": 300,
            "CreationTime": self.now,
            "LastModifiedTime": self.now,
        }
        return destination_summary(self.destinations[name])

    def update_api_destination(
        self, name: str, connection_arn: str | None, rate: int | None
    ) -> Members:
        destination = self.destination(name, "update")
        if connection_arn is not None:
            connection = self.live(connection_arn)
            unknown = unknown_connection(connection_arn, "update")
            refuse((connection is None, unknown))
            destination["ConnectionArn"] = connection_arn
            destination["ApiDestinationState"] = destination_state(connection)
        before = destination["InvocationRateLimitPerSecond"]
        destination["InvocationRateLimitPerSecond"] = before if rate is None else rate
        destination["LastModifiedTime"] = self.now
        return destination_summary(destination)

    def delete_api_destination(self, name: str) -> Members:
        self.destination(name, "delete")
        del self.destinations[name]
        return {}

    def listed_connections(self, prefix: str, state: str | None) -> list[Members]:
        members = {*SUMMARY, "Name", "AuthorizationType", "StateReason"}
        return [
            {member: one[member] for member in members & one.keys()}
            for name, one in sorted(self.connections.items())
            if name.startswith(prefix) and state in {None, one["ConnectionState"]}
        ]

    def listed_destinations(
        self, prefix: str, connection_arn: str | None = None
    ) -> list[Members]:
        return [
            one
            for name, one in sorted(self.destinations.items())
            if name.startswith(prefix)
            and connection_arn in {None, one["ConnectionArn"]}
        ]

    def live(self, connection_arn: str) -> Members | None:
        return next(
            (
                one
                for one in self.connections.values()
                if one["ConnectionArn"] == connection_arn
            ),
            None,
        )


SUMMARY = (
    "ConnectionArn",
    "ConnectionState",
    "CreationTime",
    "LastModifiedTime",
    "LastAuthorizedTime",
)


def summary(connection: Members, but: str = "") -> Members:
    return {member: connection[member] for member in SUMMARY if member != but}


def destination_summary(destination: Members) -> Members:
    members = (
        "ApiDestinationArn",
        "ApiDestinationState",
        "CreationTime",
        "LastModifiedTime",
    )
    return {member: destination[member] for member in members}


def destination_state(connection: Members | None) -> str:
    usable = connection is not None and connection["ConnectionState"] == "AUTHORIZED"
    return "ACTIVE" if usable else "INACTIVE"


def is_leaving(connection: Members) -> bool:
    return connection["ConnectionState"] in {"DEAUTHORIZING", "DELETING"}


def nothing_to_do() -> Error:
    return "ValidationException", failed_to("update", "connection", NOTHING_TO_DO)


def incomplete(authorization_type: str | None) -> Error:
    block = BLOCKS.get(authorization_type or "")
    text = f"Parameter {block} is not valid. Reason: Missing required field(s)"
    return "ValidationException", failed_to("update", "connection", text)


def concurrent(connection: Members, verb: str) -> Error:
    text = f"Connection '{connection['Name']}' was modified concurrently."
    return "ConcurrentModificationException", failed_to(verb, "connection", text)


def unknown_connection(connection_arn: str, verb: str) -> Error:
    text = f"Connection '{connection_arn}' does not exist."
    return "ResourceNotFoundException", failed_to(verb, "api-destination", text)
