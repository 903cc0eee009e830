"""The URLs of endpoints: what AWS accepts, how they are compared, which are local."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import quote, urlsplit, urlunsplit

# An endpoint without a scheme is accepted; another URL may be part of its query.
SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")

DEFAULT_PORTS = {"http": 80, "https": 443}

_ESCAPED = re.compile("%[0-9A-Fa-f]{2}")
# RFC 3986, 2.2, with "%", which begins what is escaped already.
_RESERVED = "%:/?#[]@!$&'()*+,;="

# The second is LocalStack's name for 127.0.0.1.
_LOOPBACK_NAMES = ("localhost", "localhost.localstack.cloud")


def absolute(endpoint: str) -> str:
    """Return *endpoint* with a scheme; AWS stores endpoints without one.

    What it invokes then is not recorded: our choice is HTTPS
    (docs/fidelity.md, row "endpoint without a scheme").
    """
    return endpoint if SCHEME.match(endpoint) else f"https://{endpoint}"


@lru_cache(maxsize=256)
def normal_url(url: str) -> str:
    """Return the spelling that *url* shares with all that are equivalent to it.

    By RFC 3986, 6.2.2 and 6.2.3: scheme and host in lower case, no default port, `/`
    for an empty path, nothing escaped that need not be; a host name in Punycode.
    Raises ValueError for what no request can be sent to.
    """
    parts = urlsplit(absolute(url))
    if not parts.hostname or "%" in parts.hostname:
        msg = f"{url!r} names no host"
        raise ValueError(msg)
    try:
        host = parts.hostname.encode("idna").decode()
    except UnicodeError:
        # Its text differs from one Python to the next.
        msg = f"the host of {url!r} has a part that is empty or too long"
        raise ValueError(msg) from None
    host = f"[{host}]" if ":" in host else host
    if parts.port is not None and parts.port != DEFAULT_PORTS.get(parts.scheme):
        host = f"{host}:{parts.port}"
    user, at, _ = parts.netloc.rpartition("@")
    return urlunsplit(
        parts._replace(
            netloc=f"{user}{at}{host}",
            path=_escaped_once(parts.path) or "/",
            query=_escaped_once(parts.query),
        )
    )


def _escaped_once(text: str) -> str:
    """Return *text* with each character escaped that has to be, and no other."""
    return quote(_ESCAPED.sub(_unescaped, text), safe=_RESERVED)


def _unescaped(match: re.Match[str]) -> str:
    character = chr(int(match[0][1:], 16))
    # `quote` leaves letters, digits and "-._~" alone, which RFC 3986 calls unreserved.
    return character if quote(character, safe="") == character else match[0].upper()


def are_equivalent(first: str, second: str) -> bool:
    """Return whether two URLs are the same but for their spelling.

    The order of parameters in the query makes no difference, unless they have one name.
    """
    try:
        return _sorted_query(first) == _sorted_query(second)
    except ValueError:
        return first == second


def _sorted_query(url: str) -> tuple[str, list[str]]:
    base, _, query = normal_url(url).partition("?")
    return base, sorted(query.split("&"), key=lambda pair: pair.partition("=")[0])


# The parts of a URL are properties that each parse it again, and a test asks for the
# same few endpoints over and over.
@lru_cache(maxsize=256)
def is_https_url(endpoint: str) -> bool:
    """Return whether *endpoint* is an HTTPS URL with a host, and without a user."""
    scheme, _, rest = endpoint.partition("://")
    if scheme.lower() != "https" or not rest:
        return False
    parts = urlsplit(endpoint)
    try:
        parts.port  # noqa: B018 - raises for a port that is not a number
    except ValueError:
        return False
    return bool(parts.hostname) and "@" not in parts.netloc and "*" not in parts.netloc


def is_loopback_host(host: str) -> bool:
    """Return whether *host*, a name in lower case or an address, is this machine.

    A name below `localhost` is, too (RFC 6761, 6.3).
    """
    if any(host == name or host.endswith(f".{name}") for name in _LOOPBACK_NAMES):
        return True
    from ipaddress import ip_address  # noqa: PLC0415 - seldom needed

    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
