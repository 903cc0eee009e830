"""What urllib3 logs of a request, the path and the query, without its secrets."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from threading import Lock, get_ident
from typing import TYPE_CHECKING

from ..records.masking import mask

if TYPE_CHECKING:
    from collections.abc import Iterator

# All of urllib3 that logs what it sends or is answered; a filter of `urllib3` itself
# would not be asked for what these log.
_LOGGERS = tuple(
    logging.getLogger(f"urllib3.{name}")
    for name in ("connection", "connectionpool", "response", "util.retry")
)
_LOCK = Lock()


@contextmanager
def hiding(secrets: frozenset[str]) -> Iterator[None]:
    """Mask *secrets* in what is logged in this thread in the meantime."""
    thread = get_ident()

    def mask_record(record: logging.LogRecord) -> bool:
        if get_ident() == thread:
            _mask(record, secrets)
        return True

    with _LOCK:
        for logger in _LOGGERS:
            logger.addFilter(mask_record)
    try:
        yield
    finally:
        with _LOCK:
            for logger in _LOGGERS:
                # `removeFilter` would move the filter of another thread to a place
                # that a record on its way has behind it.
                logger.filters = [one for one in logger.filters if one != mask_record]


def _mask(record: logging.LogRecord, secrets: frozenset[str]) -> None:
    text = record.getMessage()
    masked = mask(text, secrets)
    if masked != text:
        record.msg, record.args = masked, ()
        # Its text is in the message.
        record.exc_info = None
