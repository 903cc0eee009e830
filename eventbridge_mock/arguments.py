"""Checks of the arguments of a test. Each message names the argument."""

from __future__ import annotations

import re
from collections.abc import Mapping
from threading import TIMEOUT_MAX

_ACCOUNT_ID_DIGITS = 12
_HOST_LABEL = re.compile("[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?")
_SERVICE_NAME = re.compile("[a-z][a-z0-9.-]*")
# Python refuses to read or to write longer numbers as text.
MOST_DIGITS = 4_300


def is_account_id(value: object) -> bool:
    """Return whether *value* is a string of 12 digits."""
    return (
        isinstance(value, str)
        and value.isascii()
        and value.isdecimal()
        and len(value) == _ACCOUNT_ID_DIGITS
    )


def is_whole_number(text: str) -> bool:
    """Return whether *text* is a whole number, in digits that Python reads."""
    return text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS


def account_id_complaint(value: object) -> str | None:
    """Return what is wrong with the account id *value*; None if nothing is."""
    if is_account_id(value):
        return None
    return f"account_id is a string of 12 digits, not {value!r}"


def region_name_complaint(value: object) -> str | None:
    """Return what is wrong with the name of a Region; None if nothing is.

    It becomes a part of host names, and botocore refuses what cannot be one.
    """
    if isinstance(value, str) and _HOST_LABEL.fullmatch(value):
        return None
    return f"region_name is a Region such as 'us-east-1', not {value!r}"


def passthrough_complaint(value: object) -> str | None:
    """Return what is wrong with the services of `passthrough`; None if nothing is."""
    if isinstance(value, str):
        names = [name for name in re.split(r"[\s,]+", value) if name]
        return f"passthrough is a tuple of service names: {tuple(names)!r}"
    if not isinstance(value, list | tuple | set | frozenset) or not all(
        isinstance(name, str) for name in value
    ):
        return f"passthrough is a tuple of service names, not {value!r}"
    for name in value:
        if name == "all" or not _SERVICE_NAME.fullmatch(name):
            return (
                "passthrough names services one by one, as botocore does: ('s3',"
                f" 'sqs'), not {name!r}"
            )
    return None


def require_place(account_id: object, region_name: object) -> None:
    """Raise ValueError unless both are None or name an account and a Region."""
    complaints = (
        None if account_id is None else account_id_complaint(account_id),
        None if region_name is None else region_name_complaint(region_name),
    )
    for complaint in complaints:
        if complaint is not None:
            raise ValueError(complaint)


def require_count(name: str, value: object, noun: str, *, at_least: int) -> None:
    """Raise ValueError unless *value* is a whole number from *at_least* on."""
    if isinstance(value, bool) or not isinstance(value, int) or value < at_least:
        msg = f"{name} is a number of {noun}, {at_least} or more, not {value!r}"
        raise ValueError(msg)


def require_string(name: str, value: object) -> None:
    """Raise TypeError unless *value* is a string, without showing a secret in it."""
    if not isinstance(value, str):
        msg = f"{name} is a string, not a value of type {type(value).__name__}"
        raise TypeError(msg)


def require_filled_string(name: str, value: object) -> None:
    """Raise TypeError unless *value* is a string, ValueError if it is empty."""
    require_string(name, value)
    if not value:
        msg = f"{name} is empty"
        raise ValueError(msg)


def require_mapping(name: str, value: object) -> None:
    """Raise TypeError unless *value* is a mapping whose names are strings, or None.

    The message does not show the values, which may be secrets.
    """
    if value is not None and not isinstance(value, Mapping):
        msg = (
            f"{name} must be a mapping of names to values, not one of type"
            f" {type(value).__name__}"
        )
        raise TypeError(msg)
    for key in value or ():
        if not isinstance(key, str):
            msg = f"{name} must have strings for names, not {key!r}"
            raise TypeError(msg)


def require_number(name: str, value: object) -> None:
    """Raise TypeError unless *value* is a number; a boolean is none."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        msg = f"{name} is a number, not {value!r}"
        raise TypeError(msg)


def require_flag(name: str, value: object) -> None:
    """Raise TypeError unless *value* is True or False."""
    if not isinstance(value, bool):
        msg = f"{name} is True or False, not {value!r}"
        raise TypeError(msg)


def require_seconds(name: str, value: object) -> None:
    """Raise ValueError unless *value* is a finite number above 0."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    # Not a number is not above 0 either; the system waits no longer.
    if not is_number or not 0 < value <= TIMEOUT_MAX:  # type: ignore[operator]
        msg = f"{name} is a number of seconds above 0, not {value!r}"
        raise ValueError(msg)
