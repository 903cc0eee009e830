"""Read JSON that another tool wrote, and refuse documents that no tool writes.

The readers behind this module walk through a document with functions that call
themselves. They may do so because its depth and its size have been looked at here.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from ...arguments import MOST_DIGITS
from ...errors import DeploymentError

if TYPE_CHECKING:
    from pathlib import Path

# Deeper ones end in a RecursionError of Python, whose limit is 1,000 calls.
MOST_LEVELS = 100
# CloudFormation takes templates of 1 MB (its guide, "Understand CloudFormation
# quotas"), and a value needs two bytes. An alias of YAML counts each time.
MOST_VALUES = 500_000


def read_text(path: Path, remedy: str | None = None) -> str:
    """Return the text of a file in UTF-8; raise DeploymentError, with the *remedy*."""
    hint = f" {remedy}" if remedy else ""
    try:
        return path.read_text("utf-8-sig")
    except OSError as error:
        reason = error.strerror
    except UnicodeDecodeError:
        msg = f"{path} is not text in UTF-8.{hint}"
        raise DeploymentError(msg) from None
    except ValueError as error:
        # A path with a null character.
        reason = str(error)
    msg = f"{path} cannot be read: {reason}.{hint or f' From {path.cwd()}.'}"
    raise DeploymentError(msg)


def read_json(text: str) -> Any:
    """Return the value of *text*.

    Raise json.JSONDecodeError if it is not valid JSON, and DeploymentError for an
    object that has a name twice and for what Python cannot read.
    """
    try:
        return json.loads(text, object_pairs_hook=_object)
    except RecursionError:
        raise too_deep() from None
    except json.JSONDecodeError:
        raise
    except ValueError:
        raise _too_long_number() from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        counts = Counter(name for name, _ in pairs)
        twice = next(name for name in members if counts[name] > 1)
        msg = f"Template format error: duplicate key {twice!r}"
        raise DeploymentError(msg)
    return members


def check_document(document: object, most_values: int | None = MOST_VALUES) -> None:
    """Raise DeploymentError for a document that is too deep or too large.

    Refuse too what no file can hold: half a character, and a number that is too long.
    """
    values, count, level = [document], 0, 0
    while values:
        count, level = count + len(values), level + 1
        if level > MOST_LEVELS:
            raise too_deep()
        if most_values is not None and count > most_values:
            msg = f"The document has more than {most_values:,} values."
            raise DeploymentError(msg)
        inside = chain.from_iterable(map(_inside, values))
        values = list(islice(inside, most_values and most_values + 1))


def _inside(value: object) -> Iterable[object]:
    if isinstance(value, Mapping):
        return chain(value, value.values())
    if isinstance(value, list | tuple):
        return value
    if isinstance(value, str) and not value.isascii():
        check_characters(value)
    if isinstance(value, int) and value.bit_length() > 3 * MOST_DIGITS:
        raise _too_long_number()
    return ()


def check_characters(text: str) -> None:
    """Raise DeploymentError for half of a character, which UTF-8 does not have."""
    try:
        text.encode()
    except UnicodeEncodeError as error:
        msg = f"The document has half of a character: {text[error.start]!a}"
        raise DeploymentError(msg) from None


def too_deep() -> DeploymentError:
    """Return the error of a document with too many levels."""
    return DeploymentError(f"The document has more than {MOST_LEVELS} levels.")


def _too_long_number() -> DeploymentError:
    return DeploymentError(f"The document has a number of over {MOST_DIGITS} digits.")
