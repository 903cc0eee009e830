"""The secret that a connection owns in Secrets Manager."""

from __future__ import annotations

import json
from dataclasses import field
from typing import TYPE_CHECKING

from ..frozen import frozen

if TYPE_CHECKING:
    from datetime import datetime

    from .auth_parameters import AuthParameters

OWNING_SERVICE = "events"
OWNING_SERVICE_TAG = "aws:secretsmanager:owningService"


@frozen
class SecretVersion:
    """One version of a secret: all parameters of its connection."""

    version_id: str
    created_date: datetime
    auth_parameters: AuthParameters = field(repr=False)

    @property
    def secret_string(self) -> str:
        """The content as compact JSON, its keys in AWS's order."""
        return json.dumps(
            self.auth_parameters.secret_document(),
            separators=(",", ":"),
            ensure_ascii=False,
        )


@frozen
class Secret:
    """A secret owned by EventBridge, named as AWS names it.

    `deleted_date` is set while the secret waits for its connection to settle.
    """

    arn: str
    name: str
    created_date: datetime
    current: SecretVersion
    previous: SecretVersion | None = None
    kms_key_id: str | None = None
    deleted_date: datetime | None = None

    @property
    def auth_parameters(self) -> AuthParameters:
        """The connection's parameters, secret values included."""
        return self.current.auth_parameters

    @property
    def secret_string(self) -> str:
        """The content of the current version, as GetSecretValue returns it."""
        return self.current.secret_string

    @property
    def version_id(self) -> str:
        """The id of the current version, an upper-case UUID."""
        return self.current.version_id

    @property
    def versions(self) -> dict[str, SecretVersion]:
        """The versions by their stage."""
        stages = {"AWSCURRENT": self.current}
        if self.previous is not None:
            stages["AWSPREVIOUS"] = self.previous
        return stages
