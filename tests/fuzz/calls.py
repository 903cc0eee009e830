"""Calls whose parameters botocore does not check, and what they may end in."""

from __future__ import annotations

import functools
import traceback
from typing import Any

import botocore.session
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

_SESSION = botocore.session.Session()
_UNCHECKED = Config(parameter_validation=False, retries={"total_max_attempts": 1})


@functools.cache  # clients that are older than a mock are answered too
def client(service_name: str = "events") -> Any:
    """Return a client that sends what it is given."""
    return _SESSION.create_client(
        service_name,
        region_name="us-east-1",
        aws_access_key_id="testing",
        aws_secret_access_key="testing",
        config=_UNCHECKED,
    )


def answer(caller: Any, operation: str, params: Any) -> Any:
    """Return the answer of *operation*; None for an error of AWS or of botocore.

    What botocore itself raises while it builds the request is no answer either: those
    values cannot be sent to AWS.
    """
    try:
        return getattr(caller, operation)(**params)
    except (ClientError, BotoCoreError) as error:
        assert str(error)  # noqa: PT017 - or no error
        return None
    except Exception as error:
        if not _is_of_botocore(error):
            raise
        return None


def _is_of_botocore(error: Exception) -> bool:
    """Return whether *error* was raised while botocore built the request."""
    frames = traceback.extract_tb(error.__traceback__)
    return any(frame.name == "_convert_to_request_dict" for frame in frames)
