"""Random ids: UUIDs, and the random parts of ARNs."""

from __future__ import annotations

import os
import random
from contextlib import suppress

# A source of our own is untouched by what a test does to `random`, and does without
# asking the operating system, five times for each connection.
_random = random.Random()  # noqa: S311 - nobody is to be kept out
_random_bits = _random.getrandbits

# Else two children of one process would make the same ids, as `random` sees to for its
# own source. Where nothing forks there is no such function.
with suppress(AttributeError):
    os.register_at_fork(after_in_child=_random.seed)


def seed(value: int | None) -> None:
    """Make the ids from now on depend on *value* alone; with None, random again."""
    _random.seed(value)


def new_uuid() -> str:
    """Return a random UUID of version 4; `uuid.uuid4` takes five times as long."""
    digits = _random_bits(128).to_bytes(16, "big").hex()
    return (
        f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-a{digits[17:20]}-{digits[20:]}"
    )


def random_characters(alphabet: bytes, length: int) -> str:
    """Return random characters; *alphabet* has one for each value of a byte."""
    random_bytes = _random_bits(8 * length).to_bytes(length, "big")
    return random_bytes.translate(alphabet).decode()


def alphabet_of(characters: str) -> bytes:
    """Return *characters* as `random_characters` takes them: one for each byte."""
    return bytes(ord(characters[byte % len(characters)]) for byte in range(256))
