"""What AWS accepts as the URL of an endpoint beyond the model's pattern."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import urlsplit

from ...delivery.http_request import SCHEME
from ..errors import ValidationException


def require_https_endpoint(endpoint: str, *, parameter: str, failed_to: str) -> None:
    """Refuse an *endpoint* that is not an HTTPS URL, in AWS's words.

    Recorded on AWS 2026-09-26 for InvocationEndpoint: other schemes, a user in
    the URL, no host and a wildcard in the host are refused; an endpoint without
    any scheme is not. Nobody recorded the whole text for
    AuthorizationEndpoint (docs/fidelity.md, row "OAuth endpoint with http://").
    """
    if SCHEME.match(endpoint) and not _is_https_url(endpoint):
        msg = (
            f"{failed_to}Parameter {parameter} is not valid. Reason: Endpoint"
            f" '{endpoint}' is invalid, please provide a valid HTTPS endpoint URL."
        )
        raise ValidationException(msg)


# The parts of a URL are properties that each parse it anew, and a test asks for the
# same few endpoints over and over.
@lru_cache(maxsize=256)
def _is_https_url(endpoint: str) -> bool:
    scheme, _, rest = endpoint.partition("://")
    if scheme.lower() != "https" or not rest:
        return False
    parts = urlsplit(endpoint)
    try:
        parts.port  # noqa: B018 - raises for a port that is no number
    except ValueError:
        return False
    return bool(parts.hostname) and "@" not in parts.netloc and "*" not in parts.netloc
