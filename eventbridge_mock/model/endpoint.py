"""The URLs of endpoints: their scheme, and what AWS accepts as HTTPS."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import urlsplit

SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")


def absolute(endpoint: str) -> str:
    """Return *endpoint* with a scheme; AWS stores endpoints without one.

    What it invokes then is not recorded: our choice is HTTPS
    (docs/fidelity.md, row "endpoint without a scheme").
    """
    return endpoint if SCHEME.match(endpoint) else f"https://{endpoint}"


# The parts of a URL are properties that each parse it anew, and a test asks for the
# same few endpoints over and over.
@lru_cache(maxsize=256)
def is_https_url(endpoint: str) -> bool:
    """Tell whether *endpoint* is an HTTPS URL with a host, and without a user."""
    scheme, _, rest = endpoint.partition("://")
    if scheme.lower() != "https" or not rest:
        return False
    parts = urlsplit(endpoint)
    try:
        parts.port  # noqa: B018 - raises for a port that is no number
    except ValueError:
        return False
    return bool(parts.hostname) and "@" not in parts.netloc and "*" not in parts.netloc
