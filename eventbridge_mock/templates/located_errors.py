"""Say in an error which resource and which property it is of, without secrets."""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from ..errors import DeploymentError
from ..records.masking import MASK, mask_text, sensitive_texts
from .properties import PropertyError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

# How EventBridge's errors name a member: a violation, a reason, a pattern and a bus.
_NAMED_MEMBERS = (
    (re.compile(r" at '([\w.]+)'"), None),
    (re.compile(r"Parameter (\w+) is not valid"), None),
    (re.compile(r"Event pattern is not valid"), "EventPattern"),
    (re.compile(r"Event bus .* does not exist"), "EventBusName"),
)

# From this length on, no secret is part of a word by chance.
_LONG = 8


class ErrorLocations:
    """The places of errors in the *resources* of one template.

    *sensitive* are its secrets, those that are found later too.
    """

    def __init__(self, resources: Mapping[str, Any], sensitive: set[str]) -> None:
        self._resources = resources
        self._sensitive = sensitive

    @contextmanager
    def at(self, where: str, property_name: str | None = None) -> Iterator[None]:
        """Put the logical id and the property in front of an error from inside."""
        try:
            yield
        except PropertyError as error:
            message = (
                f"Properties validation failed for resource {where} with message:"
                f" {error}"
            )
            path = error.path.removeprefix("#").strip("/") or None
            raise self._error(message, where, path) from None
        except DeploymentError as error:
            if error.logical_id is not None:
                raise
            path = "/".join(filter(None, (property_name, error.property_path))) or None
            raise self._error(_located(where, path, str(error)), where, path) from None
        except ClientError as error:
            details = error.response["Error"]
            path = self._named_property(where, details["Message"])
            reason = f"{self._without_values(details['Message'])} ({details['Code']})"
            raise self._error(_located(where, path, reason), where, path) from None
        except BotoCoreError as error:
            message = _located(where, None, str(error))
            raise self._error(message, where, None) from None

    def _named_property(self, logical_id: str, message: str) -> str | None:
        """Return the property that an error of EventBridge names, if it names one."""
        names = self._resources[logical_id].get("Properties", {})
        for pattern, name in _NAMED_MEMBERS:
            found = pattern.search(message)
            if found is not None:
                head, *rest = (name or found[1]).split(".")
                known = next(
                    (each for each in names if each.lower() == head.lower()), None
                )
                if known is not None:
                    return "/".join(
                        [known, *(part[0].upper() + part[1:] for part in rest)]
                    )
        return None

    def _without_values(self, message: str) -> str:
        """Return EventBridge's *message*, which quotes values, without secrets.

        A short one within a word is part of the sentence.
        """
        for secret in sorted(self._sensitive, key=len, reverse=True):
            text = re.escape(secret)
            is_short = len(secret) < _LONG
            pattern = rf"(?<!\w){text}(?!\w)" if is_short else text
            message = re.sub(pattern, MASK, message)
        return message

    def _error(
        self, message: str, logical_id: str, property_path: str | None
    ) -> DeploymentError:
        """Return an error whose text has no secret."""
        secrets = sensitive_texts(self._sensitive)
        for secret in secrets:
            message = message.replace(f"'{secret}'", f"'{MASK}'")
        return DeploymentError(
            mask_text(message, secrets),
            logical_id=logical_id,
            property_path=property_path,
        )


def _located(where: str, property_path: str | None, reason: str) -> str:
    place = f"{where}, property {property_path}" if property_path else where
    return f"{place}: {reason}"
