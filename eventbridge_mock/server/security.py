"""Refuse requests that a page of somebody else has made.

A browser sends `Origin` with each request that a script of another page makes, and the
name of the server as `Host`. A page whose own name leads to this machine (DNS
rebinding) has the same origin, but not one of the names below, which nobody can
register.
"""

from __future__ import annotations

import re
from ipaddress import ip_address
from typing import TYPE_CHECKING

from .messages import RefusedError

if TYPE_CHECKING:
    from .messages import Environ

# Names by which a container reaches the machine that it runs on.
_OF_CONTAINERS = frozenset({"host.docker.internal", "host.containers.internal"})
# Names of a network of one's own (RFC 6761, RFC 6762, RFC 8375, and ICANN 2024).
_PRIVATE_ENDS = (".localhost", ".local", ".internal", ".test", ".home.arpa")
_PORT = re.compile(r":[0-9]*\Z")


def require_own_page(environ: Environ, host: str) -> None:
    """Raise RefusedError unless the request is to *host*, and not of another origin."""
    named = environ.get("HTTP_HOST", "")
    if not _is_own_name(_without_port(named), host):
        msg = (
            f"This server does not answer for the host {named!r}: use an IP address,"
            " localhost, or the name given with --host."
        )
        raise RefusedError(403, "Forbidden", msg)
    origin = environ.get("HTTP_ORIGIN")
    if origin is not None and origin.lower() != f"http://{named}".lower():
        msg = f"Requests of pages from {origin!r} are refused."
        raise RefusedError(403, "Forbidden", msg)


def _without_port(named: str) -> str:
    return _PORT.sub("", named).strip("[]").rstrip(".").lower()


def _is_own_name(name: str, host: str) -> bool:
    """Return whether no stranger can have made a page with this host *name*."""
    # No name at all is HTTP/1.0, which no browser speaks.
    if not name or name == host.lower() or ("." not in name and ":" not in name):
        return True
    if name in _OF_CONTAINERS or name.endswith(_PRIVATE_ENDS):
        return True
    try:
        ip_address(name.partition("%")[0])
    except ValueError:
        return False
    return True
