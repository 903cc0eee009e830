"""Parse IP addresses and blocks: patterns compare their bytes, not their spelling."""

from __future__ import annotations

import re

# The open-source engine, aws/event-ruler, accepts no other addresses: no host names, no
# zones, and no IPv4 address at the end of an IPv6 address (refused in us-east-1,
# 2026-09-13).
_IPV4 = re.compile(r"[0-9]+\.[0-9]+\.[0-9]+\.[0-9]+")
_IPV6 = re.compile(r"[0-9a-fA-F:]*:[0-9a-fA-F:]*")
_MASK_BITS = re.compile(r"[+-]?[0-9]+")
_GROUP_DIGITS = 4
_IPV6_GROUPS = 8
_LONGEST = 45
_MAPPED = bytes(10) + b"\xff\xff"


def parse_ip_address(text: str) -> bytes | None:
    """Return the bytes of the address in *text*, None if it is not an address.

    An IPv4 address that is written as an IPv6 address is the IPv4 address, as in Java.
    """
    if not text or len(text) > _LONGEST:
        return None
    if _IPV4.fullmatch(text):
        numbers = [int(part) for part in text.split(".")]
        return bytes(numbers) if max(numbers) <= 0xFF else None  # noqa: PLR2004 - a byte
    if not _IPV6.fullmatch(text):
        return None
    address = _parse_ipv6(text)
    if address is not None and address.startswith(_MAPPED):
        return address[len(_MAPPED) :]
    return address


def _parse_ipv6(text: str) -> bytes | None:
    head, gap, tail = text.partition("::")
    before = head.split(":") if head else []
    after = tail.split(":") if tail else []
    groups = before + after
    if not all(0 < len(group) <= _GROUP_DIGITS for group in groups):
        return None
    missing = _IPV6_GROUPS - len(groups)
    if missing < 0 or bool(gap) != bool(missing):
        return None
    return b"".join(
        int(group, 16).to_bytes(2, "big") for group in before + ["0"] * missing + after
    )


def parse_cidr(text: str) -> tuple[bytes, bytes]:
    """Return the first and the last address of the block in *text*.

    Raises:
        ValueError: It is not a block; the message is AWS's. The messages about the
            slash, the integer and the address are recorded on AWS 2024-11 to 2025-10,
            those about a mask of all bits in us-east-1, 2026-09-13, and the one about a
            negative mask is known from the open-source engine, aws/event-ruler.
    """
    # Java drops empty parts at the end of a split string.
    parts = re.sub("/+$", "", text).split("/")
    if len(parts) != 2:  # noqa: PLR2004 - an address and a mask
        msg = "Malformed CIDR, one '/' required"
        raise ValueError(msg)
    address_text, mask_text = parts
    if not _MASK_BITS.fullmatch(mask_text) or abs(int(mask_text)) >> 31:
        msg = "Malformed CIDR, mask bits must be an integer"
        raise ValueError(msg)
    mask_bits = int(mask_text)
    if mask_bits < 0:
        msg = "Malformed CIDR, mask bits must not be negative"
        raise ValueError(msg)
    address = parse_ip_address(address_text)
    if address is None:
        msg = f"Nonstandard IP address: {address_text}"
        raise ValueError(msg)
    bits = len(address) * 8
    if mask_bits >= bits:
        msg = f"IPv{'4' if bits == 32 else '6'} mask bits must be < {bits}"  # noqa: PLR2004 - IPv4
        raise ValueError(msg)
    host_mask = (1 << (bits - mask_bits)) - 1
    number = int.from_bytes(address, "big")
    first, last = number & ~host_mask, number | host_mask
    return first.to_bytes(len(address), "big"), last.to_bytes(len(address), "big")
