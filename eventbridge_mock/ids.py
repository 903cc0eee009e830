"""Random ids: UUIDs, and the random parts of ARNs."""

from __future__ import annotations

import os
import random
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

# A source of our own is untouched by what a test does to `random`, and does without
# asking the operating system, five times for each connection.
_random = random.Random()  # noqa: S311 - nobody is to be kept out
_random_bits = _random.getrandbits

# UUIDs that were made and that nobody has yet: one alone would take longer to make.
_uuids: list[str] = []
_MADE_AT_ONCE = 32


def seed(value: int | None) -> None:
    """Make the ids from now on depend on *value* alone; with None, random again."""
    _random.seed(value)
    _uuids.clear()


# Else two children of one process would make the same ids, as `random` sees to for its
# own source. Where nothing forks there is no such function.
with suppress(AttributeError):
    os.register_at_fork(after_in_child=partial(seed, None))


def new_uuid() -> str:
    """Return a random UUID of version 4; `uuid.uuid4` takes fifteen times as long."""
    try:
        return _uuids.pop()
    except IndexError:
        _uuids.extend(_some_uuids())
        return new_uuid()


def _some_uuids() -> Iterator[str]:
    size = 16 * _MADE_AT_ONCE
    digits = _random_bits(8 * size).to_bytes(size, "big").hex()
    for begin in range(0, len(digits), 32):
        some = digits[begin : begin + 32]
        yield f"{some[:8]}-{some[8:12]}-4{some[13:16]}-a{some[17:20]}-{some[20:]}"


def random_characters(alphabet: bytes, length: int) -> str:
    """Return random characters; *alphabet* has one for each value of a byte."""
    random_bytes = _random_bits(8 * length).to_bytes(length, "big")
    return random_bytes.translate(alphabet).decode()


def alphabet_of(characters: str) -> bytes:
    """Return *characters* as `random_characters` takes them: one for each byte."""
    return bytes(ord(characters[byte % len(characters)]) for byte in range(256))
