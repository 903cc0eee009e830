"""The clients that the package makes: for tests without boto3, and for targets."""

from __future__ import annotations

import os
from functools import cache, lru_cache
from typing import Any

import botocore.session
from botocore.config import Config

from ..integrations import moto


@cache
def session() -> botocore.session.Session:
    """Return the one session of the run: it keeps the service model it has read."""
    return botocore.session.Session()


def events_client(account_id: str, region_name: str) -> Any:
    """Return a client for `events` in an account and a Region."""
    return session().create_client(
        "events",
        region_name=region_name,
        aws_access_key_id=account_id,
        aws_secret_access_key="testing",
    )


def target_client(service_name: str, account_id: str, region_name: str) -> Any:
    """Return a client that reaches a target in an account and a Region.

    Of moto, if that is active, or of what an AWS_ENDPOINT_URL names, as LocalStack
    does with a key that is an account's id. The user's credentials are not read.
    """
    endpoints = tuple(
        (name, value)
        for name, value in os.environ.items()
        if name.startswith("AWS_ENDPOINT_URL")
    )
    return _target_client(
        service_name, account_id, region_name, endpoints, moto.is_active()
    )


@lru_cache(maxsize=32)  # making a client takes longer than many a call
def _target_client(
    service_name: str,
    account_id: str,
    region_name: str,
    endpoints: tuple[tuple[str, str], ...],  # noqa: ARG001 - part of the key of the cache
    is_motos: bool,  # noqa: FBT001 - the same
) -> Any:
    client = session().create_client(
        service_name,
        region_name=region_name,
        aws_access_key_id=account_id,
        aws_secret_access_key="testing",
        # It is for EventBridge to try again.
        config=Config(retries={"total_max_attempts": 1}),
    )
    if is_motos:
        moto.answer(client, account_id)
    return client
