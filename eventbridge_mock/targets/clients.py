"""The botocore clients of the package: for tests without boto3, and for targets."""

from __future__ import annotations

import os
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any
from weakref import WeakSet

import botocore.session
from botocore.config import Config
from botocore.configloader import load_config
from botocore.exceptions import ClientError, ConfigNotFound

from ..integrations import moto

if TYPE_CHECKING:
    from collections.abc import Iterator

# The trace header of the call that is under way: no parameter of Invoke has it.
_TRACE_HEADER: ContextVar[str | None] = ContextVar("trace header", default=None)
_TARGET_CLIENTS: WeakSet[Any] = WeakSet()


@cache
def session() -> botocore.session.Session:
    """Return the session of the run, which keeps the service models it has read."""
    return botocore.session.Session()


def forget_session() -> None:
    """Let go of the session, with the service models, and of its clients."""
    session.cache_clear()
    _target_client.cache_clear()


def events_client(account_id: str, region_name: str) -> Any:
    """Return a client for `events` in an account and a Region."""
    return session().create_client(
        "events",
        region_name=region_name,
        aws_access_key_id=account_id,
        aws_secret_access_key="testing",
    )


def error_of(client: Any, method_name: str, **params: Any) -> Any:
    """Return the response of a call that AWS answers with an error; None without."""
    try:
        getattr(client, method_name)(**params)
    except ClientError as error:
        return error.response
    return None


def target_client(
    service_name: str, account_id: str, region_name: str, role_arn: str | None = None
) -> Any:
    """Return a client that reaches a target in an account and a Region.

    moto answers it while it is active, and else the server that an AWS_ENDPOINT_URL
    names. The access key is the account's id, which moto and LocalStack take for the
    account; the user's credentials are never read. While moto's IAM checks calls, the
    client has the credentials of the role *role_arn*, if IAM knows it.
    """
    place = account_id, region_name
    if role_arn is not None and moto.enforces_iam():
        is_known = moto.trust_policy_of(role_arn) is not None
        if is_known:
            return _role_client(service_name, *place, role_arn)
    return _target_client(service_name, *place, _endpoints(), moto.is_active())


def _role_client(
    service_name: str, account_id: str, region_name: str, role_arn: str
) -> Any:
    """Return a client with the credentials of a role, which moto's IAM checks."""
    sts = target_client("sts", account_id, region_name)
    credentials = sts.assume_role(RoleArn=role_arn, RoleSessionName="EventBridge")[
        "Credentials"
    ]
    client = _new_client(
        service_name,
        region_name,
        aws_access_key_id=credentials["AccessKeyId"],
        aws_secret_access_key=credentials["SecretAccessKey"],
        aws_session_token=credentials["SessionToken"],
    )
    moto.answer(client, account_id, as_service=False)
    return client


def _endpoints() -> tuple[tuple[str, str], ...]:
    """Return the settings of the environment that name a server for AWS's."""
    return tuple(
        (name, value)
        for name, value in os.environ.items()
        if name.startswith("AWS_ENDPOINT_URL")
    )


def may_be_answered() -> bool:
    """Return whether moto, or a server that settings name, may answer a call.

    To ask is cheap. To make the first client, only to see its call refused, takes
    longer than most tests.
    """
    if moto.is_active() or _endpoints():
        return True
    return _names_endpoints(os.environ.get("AWS_CONFIG_FILE", "~/.aws/config"))


@cache
def _names_endpoints(config_file: str) -> bool:
    """Return whether a configuration file names servers for AWS's.

    Unlike a session, this leaves the file with the user's credentials alone.
    """
    try:
        profiles = load_config(config_file)["profiles"].values()
    except ConfigNotFound:
        return False
    return any({"endpoint_url", "services"} & profile.keys() for profile in profiles)


@lru_cache(maxsize=32)  # making a client takes longer than most calls
def _target_client(
    service_name: str,
    account_id: str,
    region_name: str,
    endpoints: tuple[tuple[str, str], ...],  # noqa: ARG001 - part of the key of the cache
    is_motos: bool,  # noqa: FBT001 - the same
) -> Any:
    client = _new_client(
        service_name,
        region_name,
        aws_access_key_id=account_id,
        aws_secret_access_key="testing",
    )
    if is_motos:
        moto.answer(client, account_id, as_service=True)
    return client


def _new_client(service_name: str, region_name: str, **credentials: Any) -> Any:
    client = session().create_client(
        service_name,
        region_name=region_name,
        # EventBridge decides when to retry a call.
        config=Config(retries={"total_max_attempts": 1}),
        **credentials,
    )
    client.meta.events.register("before-call", _add_trace_header)
    _TARGET_CLIENTS.add(client)
    return client


@contextmanager
def trace_header_sent(value: str | None) -> Iterator[None]:
    """Send *value* as the header X-Amzn-Trace-Id of the calls made inside."""
    token = _TRACE_HEADER.set(value)
    try:
        yield
    finally:
        _TRACE_HEADER.reset(token)


def _add_trace_header(params: dict[str, Any], **_: Any) -> None:
    value = _TRACE_HEADER.get()
    if value is not None:
        params["headers"]["X-Amzn-Trace-Id"] = value


def is_target_client(client: Any) -> bool:
    """Return whether *client* delivers to targets, and so never calls AWS itself."""
    return client in _TARGET_CLIENTS
