"""Where clients look for credentials while a mock is active, and what those tell.

None are needed: nothing is signed for a call that the mock answers. But a client
looks for some when it is made, and may run a program for it, ask a server, or
fail over a profile that is not complete. So it looks only where a key is simply
written down, which is enough to tell the account.
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

# Names that botocore's providers have for themselves.
_WRITTEN_DOWN = frozenset({"env", "shared-credentials-file", "config-file"})


def written_down(resolver: Any) -> Any:
    """Return the first credentials of *resolver* that need only be read, or None."""
    for provider in _reading(resolver):
        with suppress(PartialCredentialsError):
            credentials = provider.load()
            if credentials is not None:
                return credentials
    return None


async def written_down_async(resolver: Any) -> Any:
    """Return what `written_down` does, for a resolver of aiobotocore."""
    for provider in _reading(resolver):
        with suppress(PartialCredentialsError):
            credentials = await provider.load()
            if credentials is not None:
                return credentials
    return None


def _reading(resolver: Any) -> list[Any]:
    return [one for one in resolver.providers if one.METHOD in _WRITTEN_DOWN]


@lru_cache  # each call asks, and most have the same key
def account_id_in(access_key: str) -> str | None:
    """Return *access_key* if it is an account's id, as LocalStack has it."""
    is_account_id = _ACCOUNT_ID.fullmatch(access_key)
    return access_key if is_account_id else None


def account_id_of(request_signer: Any) -> str | None:
    """Return the account that an access key id tells.

    It is the account's id itself, LocalStack's convention, or a key that moto handed
    out. Credentials that would have to be fetched for this are left alone.
    """
    credentials = request_signer._credentials  # noqa: SLF001 - no public way
    if credentials is None or isinstance(credentials, RefreshableCredentials):
        return None
    access_key = str(credentials.access_key)
    return account_id_in(access_key) or moto.account_id_of(access_key)
