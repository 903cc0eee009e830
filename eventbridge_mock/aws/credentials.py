"""Where clients look for credentials while a mock is active.

None are needed: nothing is signed for a call that the mock answers. But a client
looks for some when it is made, and may run a program for it, ask a server, or
fail over a profile that is not complete. So it looks only where a key is simply
written down, which is enough to tell the account.
"""

from __future__ import annotations

from typing import Any

from botocore.exceptions import PartialCredentialsError

# Names that botocore's providers have for themselves.
_WRITTEN_DOWN = frozenset({"env", "shared-credentials-file", "config-file"})


def written_down(resolver: Any) -> Any:
    """Return the first credentials of *resolver* that need only be read, or None."""
    for provider in resolver.providers:
        if provider.METHOD in _WRITTEN_DOWN:
            try:
                credentials = provider.load()
            except PartialCredentialsError:
                continue
            if credentials is not None:
                return credentials
    return None
