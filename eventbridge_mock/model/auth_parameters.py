"""The authorization and extra parameters of a connection.

The same classes have the parameters of a request (with the secret values, inside a
`Secret`) and those that DescribeConnection shows (without them, inside a `Connection`).
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from ..frozen import frozen
from .wire import WireEnum, wire


class ConnectionAuthorizationType(WireEnum):
    """The way in which a connection authorizes its invocations."""

    BASIC = "BASIC"
    OAUTH_CLIENT_CREDENTIALS = "OAUTH_CLIENT_CREDENTIALS"
    API_KEY = "API_KEY"


# By their names on the wire.
AUTHORIZATION_TYPES = ConnectionAuthorizationType.__members__

# The member of AuthParameters that belongs to each type.
MEMBERS_BY_TYPE = {
    ConnectionAuthorizationType.BASIC: "BasicAuthParameters",
    ConnectionAuthorizationType.OAUTH_CLIENT_CREDENTIALS: "OAuthParameters",
    ConnectionAuthorizationType.API_KEY: "ApiKeyAuthParameters",
}


@frozen
class HttpParameter:
    """One header, query string or body parameter of a connection."""

    key: str | None = wire()
    value: str | None = wire(is_shown=False)
    is_value_secret: bool = wire(default=False)

    def __repr__(self) -> str:
        value = "***" if self.is_value_secret else repr(self.value)
        return f"HttpParameter(key={self.key!r}, value={value})"


@frozen
class ConnectionHttpParameters:
    """The parameters that a connection adds to a request."""

    header_parameters: tuple[HttpParameter, ...] = wire(
        model=HttpParameter, is_list=True
    )
    query_string_parameters: tuple[HttpParameter, ...] = wire(
        model=HttpParameter, is_list=True
    )
    body_parameters: tuple[HttpParameter, ...] = wire(model=HttpParameter, is_list=True)


@frozen
class BasicAuthParameters:
    """A user name and a password."""

    username: str | None = wire()
    password: str | None = wire(is_secret=True)

    @property
    def is_complete(self) -> bool:
        """Whether all parameters are there that authorizing needs."""
        return None not in (self.username, self.password)


@frozen
class ApiKeyAuthParameters:
    """The name of a header and the key it carries."""

    api_key_name: str | None = wire()
    api_key_value: str | None = wire(is_secret=True)

    @property
    def is_complete(self) -> bool:
        """Whether all parameters are there that authorizing needs."""
        return None not in (self.api_key_name, self.api_key_value)


@frozen
class ClientParameters:
    """The client that requests a token from an authorization endpoint."""

    client_id: str | None = wire(member="ClientID")
    client_secret: str | None = wire(is_secret=True)


@frozen
class OAuthParameters:
    """The endpoint and the parameters for the access token of a connection."""

    client_parameters: ClientParameters = wire(
        model=ClientParameters, default=ClientParameters()
    )
    authorization_endpoint: str | None = wire()
    http_method: str | None = wire()
    oauth_http_parameters: ConnectionHttpParameters | None = wire(
        member="OAuthHttpParameters", model=ConnectionHttpParameters
    )

    @property
    def is_complete(self) -> bool:
        """Whether all parameters are there that authorizing needs."""
        client = self.client_parameters
        return None not in (
            client.client_id,
            client.client_secret,
            self.authorization_endpoint,
            self.http_method,
        )


@frozen
class ResourceParameters:
    """The VPC Lattice resource behind a private endpoint."""

    resource_configuration_arn: str | None = wire()
    resource_association_arn: str | None = wire()


@frozen
class ConnectivityParameters:
    """The way to a private endpoint."""

    resource_parameters: ResourceParameters = wire(
        model=ResourceParameters, default=ResourceParameters()
    )

    @property
    def is_private(self) -> bool:
        """Whether a resource configuration is named; an empty ARN names none."""
        return bool(self.resource_parameters.resource_configuration_arn)


@frozen
class AuthParameters:
    """The AuthParameters of CreateConnection and UpdateConnection."""

    basic_auth_parameters: BasicAuthParameters | None = wire(model=BasicAuthParameters)
    oauth_parameters: OAuthParameters | None = wire(
        member="OAuthParameters", model=OAuthParameters
    )
    api_key_auth_parameters: ApiKeyAuthParameters | None = wire(
        model=ApiKeyAuthParameters
    )
    invocation_http_parameters: ConnectionHttpParameters | None = wire(
        model=ConnectionHttpParameters
    )
    connectivity_parameters: ConnectivityParameters | None = wire(
        model=ConnectivityParameters
    )

    @property
    def authorization(
        self,
    ) -> BasicAuthParameters | ApiKeyAuthParameters | OAuthParameters | None:
        """The parameters of the given type of authorization, None without any."""
        return (
            self.basic_auth_parameters
            or self.api_key_auth_parameters
            or self.oauth_parameters
        )

    def secret_document(self) -> dict[str, Any]:
        """Return the content of the connection's secret, its keys in AWS's order.

        Recorded on AWS 2024-12-09 and 2026-09-24: a flat object in snake case that ends
        with the invocation parameters of any type.
        """
        document = _set_values(asdict(self.authorization)) if self.authorization else {}
        document = {**document.pop("client_parameters", {}), **document}
        if self.invocation_http_parameters is not None:
            document["invocation_http_parameters"] = _set_values(
                asdict(self.invocation_http_parameters)
            )
        return document


def _set_values(values: dict[str, Any]) -> dict[str, Any]:
    """Return *values* without unset ones: None, and lists without items."""
    return {
        key: _set_values(value) if isinstance(value, dict) else value
        for key, value in values.items()
        if value is not None and value != ()
    }
