"""What is changed in the environment while a mock is active.

A client can be made without a Region and under an AWS_PROFILE that does not
exist, and making one looks for credentials nowhere on the network. Nothing else
is touched, and nothing is changed that would work as it is.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import botocore.session

if TYPE_CHECKING:
    from ..options import Options

_PROFILE_VARIABLES = ("AWS_PROFILE", "AWS_DEFAULT_PROFILE")

_CONFIGURATION_FILES = (
    ("AWS_CONFIG_FILE", "~/.aws/config"),
    ("AWS_SHARED_CREDENTIALS_FILE", "~/.aws/credentials"),
)

# botocore asks these for credentials when a client is made; on a machine that is
# not in AWS, or whose sockets are blocked, that takes seconds or fails.
_NETWORK_CREDENTIALS = {
    "AWS_EC2_METADATA_DISABLED": "true",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI": None,
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": None,
}


class Environment:
    """The changes of one activation, and how to take them back."""

    def __init__(self) -> None:
        self._before: dict[str, str | None] = {}

    def prepare(self, options: Options) -> None:
        """Make sure that clients can be made."""
        for name in _PROFILE_VARIABLES:
            if name in os.environ and not _profile_exists(os.environ[name]):
                self._set(name, None)
        if not _has_region():
            self._set("AWS_DEFAULT_REGION", options.region_name)
        if not options.passthrough:
            for name, value in _NETWORK_CREDENTIALS.items():
                self._set(name, value)

    def _set(self, name: str, value: str | None) -> None:
        self._before.setdefault(name, os.environ.get(name))
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value

    def restore(self) -> None:
        """Put back what `prepare` changed."""
        for name, value in self._before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
        self._before.clear()


def _profile_exists(profile: str) -> bool:
    return profile in botocore.session.Session().available_profiles


def _has_region() -> bool:
    """Tell whether a client that is given no Region would find one.

    A session that reads no file is not worth making: most machines that run
    tests have none.
    """
    if os.environ.get("AWS_DEFAULT_REGION"):
        return True
    if not any(_path(*where).exists() for where in _CONFIGURATION_FILES):
        return False
    return bool(botocore.session.Session().get_config_variable("region"))


def _path(variable: str, default: str) -> Path:
    return Path(os.environ.get(variable, default)).expanduser()
