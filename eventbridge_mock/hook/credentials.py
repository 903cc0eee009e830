"""Find credentials without the network, and the account that they belong to.

The mock needs none: nothing is signed for a call that it answers. But a client looks
for credentials when it is made, and may run a program for that, ask a server, or
fail over a profile that is not complete. So while a mock is active, a client looks
only where keys are written down, which is enough to know the account.
"""

from __future__ import annotations

import re
from contextlib import suppress
from functools import lru_cache
from typing import Any

from botocore.credentials import RefreshableCredentials
from botocore.exceptions import PartialCredentialsError

from ..integrations import moto

_ACCOUNT_ID = re.compile("[0-9]{12}")

# The METHOD of the botocore providers that read keys from the environment or a file.
_STATIC_METHODS = frozenset({"env", "shared-credentials-file", "config-file"})


def static_credentials(resolver: Any) -> Any:
    """Return the first credentials that *resolver* need only read, or None."""
    for provider in _static_providers(resolver):
        with suppress(PartialCredentialsError):
            credentials = provider.load()
            if credentials is not None:
                return credentials
    return None


async def static_credentials_async(resolver: Any) -> Any:
    """Return what `static_credentials` returns, for a resolver of aiobotocore."""
    for provider in _static_providers(resolver):
        with suppress(PartialCredentialsError):
            credentials = await provider.load()
            if credentials is not None:
                return credentials
    return None


def _static_providers(resolver: Any) -> list[Any]:
    return [
        provider
        for provider in resolver.providers
        if provider.METHOD in _STATIC_METHODS
    ]


@lru_cache  # every call asks, and most have the same key
def account_id_in(access_key: str) -> str | None:
    """Return *access_key* if it is an account id, LocalStack's convention."""
    return access_key if _ACCOUNT_ID.fullmatch(access_key) else None


def account_id_of(request_signer: Any) -> str | None:
    """Return the account that a client calls in; None for the mock's own.

    It is the one that moto works in, or that the client's access key id belongs to. The
    key is the account id itself, or one that moto handed out. Credentials that would
    have to be fetched are not looked at.
    """
    # A private name of botocore: without it, calls are made in the mock's account.
    credentials: Any = getattr(request_signer, "_credentials", None)
    is_unknown = credentials is None or isinstance(credentials, RefreshableCredentials)
    access_key = "" if is_unknown else str(credentials.access_key)
    if not moto.is_active():
        return account_id_in(access_key)
    return moto.chosen_account_id() or account_id_of_key(access_key)


def account_id_of_key(access_key: str) -> str | None:
    """Return the account that an access key id belongs to, or None."""
    return account_id_in(access_key) or moto.account_id_of(access_key)
