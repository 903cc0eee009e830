"""Read the environment's Region and account, and prepare it for new clients.

While a mock is active, a client can be made without a Region and under an AWS_PROFILE
that does not exist, and does not look for credentials on the network. A client that is
given no Region is made in the mock's.
"""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import botocore.session

from ..hook.credentials import account_id_in

if TYPE_CHECKING:
    from ..options import Options

_REGION = "AWS_DEFAULT_REGION"
_PROFILE_VARIABLES = ("AWS_PROFILE", "AWS_DEFAULT_PROFILE")
# If the first is set, moto works in its account, with any credentials (moto's page
# "Multi-Account support").
_ACCOUNT_VARIABLES = ("MOTO_ACCOUNT_ID", "AWS_ACCESS_KEY_ID")

_CONFIGURATION_FILES = (
    ("AWS_CONFIG_FILE", "~/.aws/config"),
    ("AWS_SHARED_CREDENTIALS_FILE", "~/.aws/credentials"),
)

# botocore asks these servers for credentials when a client is made. On a machine that
# is not in AWS, or whose sockets are blocked, that takes seconds or fails.
_NETWORK_CREDENTIALS = {
    "AWS_EC2_METADATA_DISABLED": "true",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI": None,
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": None,
}


class Environment:
    """The environment variables that one activation changes, and puts back."""

    def __init__(self) -> None:
        self._before: dict[str, str | None] = {}
        self._region_name: str | None = None
        # The Region's variable: at the start, as others last set it, as we left it.
        self._first_region: str | None = None
        self._others_region: str | None = None
        self._left_region: str | None = None

    def read(self) -> dict[str, str]:
        """Return the options that the environment gives.

        They are the Region of new clients, and the account that moto's variable or the
        access key names. A profile that does not exist is hidden first, because nothing
        could be read with it.
        """
        for name in _PROFILE_VARIABLES:
            if name in os.environ and not _profile_exists(os.environ[name]):
                self._set(name, None)
        self._first_region = os.environ.get(_REGION)
        self._others_region = self._left_region = self._first_region
        self._region_name = _region_name()
        return self._options(self._region_name)

    def read_again(self, before: dict[str, str]) -> dict[str, str]:
        """Return the options that the environment gives after others changed it.

        If they removed the Region, it stays as it was *before*.
        """
        variable = os.environ.get(_REGION)
        if variable == self._left_region:
            return self._options(before.get("region_name"))
        self._others_region = self._left_region = variable
        self._region_name = _region_name()
        return self._options(variable or before.get("region_name"))

    def _options(self, region_name: str | None) -> dict[str, str]:
        accounts = (
            account_id_in(os.environ.get(name, "")) for name in _ACCOUNT_VARIABLES
        )
        options = {
            "region_name": region_name,
            "account_id": next(filter(None, accounts), None),
        }
        return {name: value for name, value in options.items() if value}

    def apply(self, options: Options) -> None:
        """Apply *options* to new clients."""
        is_theirs = options.region_name == self._region_name
        variable = self._others_region if is_theirs else options.region_name
        if variable != self._left_region:
            # A fixture that changed it undoes that before the mock ends.
            self._before.setdefault(_REGION, self._first_region)
            self._set(_REGION, variable)
            self._left_region = variable
        for name, value in _NETWORK_CREDENTIALS.items():
            if options.passthrough:
                self._restore(name)
            else:
                self._set(name, value)

    def _set(self, name: str, value: str | None) -> None:
        self._before.setdefault(name, os.environ.get(name))
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value

    def _restore(self, name: str) -> None:
        if name in self._before:
            before = self._before[name]
            if before is None:
                os.environ.pop(name, None)
            elif os.environ.get(name) != before:
                os.environ[name] = before
            # Last, so that an interruption loses nothing.
            del self._before[name]

    def restore(self) -> None:
        """Put back every variable that was changed."""
        for name in list(self._before):
            self._restore(name)


class _Files(NamedTuple):
    """The state of AWS's configuration files, on which cached values depend."""

    profile: str | None
    versions: tuple[tuple[str, int, int], ...]

    @classmethod
    def now(cls) -> _Files:
        versions = []
        for variable, default in _CONFIGURATION_FILES:
            path = Path(os.environ.get(variable, default)).expanduser()
            if path.is_file():
                status = path.stat()
                versions.append((str(path), status.st_mtime_ns, status.st_size))
        # botocore asks for these two in this order.
        profile = os.environ.get("AWS_DEFAULT_PROFILE") or os.environ.get("AWS_PROFILE")
        return cls(profile, tuple(versions))


def _profile_exists(profile: str) -> bool:
    return profile in _profiles(_Files.now())


@lru_cache(maxsize=8)
def _profiles(files: _Files) -> tuple[str, ...]:  # noqa: ARG001 - the key of the cache
    return tuple(botocore.session.Session().available_profiles)


def _region_name() -> str | None:
    """Return the Region of a client that is given none; None if it would fail."""
    files = _Files.now()
    return os.environ.get(_REGION) or (
        _configured_region(files) if files.versions else None
    )


@lru_cache(maxsize=8)
def _configured_region(files: _Files) -> str | None:  # noqa: ARG001 - the cache's key
    region_name: str | None = botocore.session.Session().get_config_variable("region")
    return region_name
