"""Which hosts are this machine."""

from __future__ import annotations

# The second is LocalStack's name for 127.0.0.1.
_NAMES = ("localhost", "localhost.localstack.cloud")


def is_loopback_host(host: str) -> bool:
    """Tell whether *host*, a name in lower case or an address, is this machine.

    That a name below `localhost` is it too says RFC 6761, 6.3.
    """
    if any(host == name or host.endswith(f".{name}") for name in _NAMES):
        return True
    from ipaddress import ip_address  # noqa: PLC0415 - seldom needed

    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
