"""Resolve `{{resolve:...}}`, which refers to secrets and parameters outside.

A value comes from the test, else from the template itself, else from a call that moto,
a server that settings name, or for the secrets of connections the mock answers. The
form is in CloudFormation's guide, "Get values stored in other services using dynamic
references".
"""

from __future__ import annotations

import hashlib
import json
import re
import string
from collections.abc import Mapping
from itertools import cycle
from typing import TYPE_CHECKING, Any, Protocol

from botocore.exceptions import ClientError

from ..arguments import is_whole_number
from ..errors import DeploymentError, UnmockedAwsCallError
from ..targets.clients import may_be_answered, target_client

if TYPE_CHECKING:
    from .naming import Place

_REFERENCE = re.compile(r"\{\{resolve:([^:{}]*):([^{}]*)\}\}")
# The sections of an ARN of a secret, which are separated by colons themselves.
_ARN_SECTIONS = 7
_CURRENT = "AWSCURRENT"
# Six random characters end the ARN of a secret.
_ARN_SUFFIX = re.compile(r"-[A-Za-z0-9]{6}\Z")
_CHARACTER_CLASSES = (
    (string.ascii_lowercase, "ExcludeLowercase"),
    (string.ascii_uppercase, "ExcludeUppercase"),
    (string.digits, "ExcludeNumbers"),
    (string.punctuation, "ExcludePunctuation"),
)


# Secrets Manager's API reference of GetRandomPassword.
_PASSWORD_LENGTHS = range(1, 4097)


class OwnValues(Protocol):
    """The secrets and parameters that a template makes itself; None for others."""

    def own_secret(self, secret_ids: list[str]) -> str | None:
        """Return the string of the secret that has one of the ids."""
        ...

    def own_parameter(self, name: str) -> str | None:
        """Return the value of the parameter of that name."""
        ...


class StoredValues:
    """The secrets and parameters that a template may refer to.

    *secrets* and *ssm* come from the test, *own* has the values of the template. All
    secrets that were used are in `sensitive`.
    """

    def __init__(
        self,
        secrets: Mapping[str, Any],
        ssm: Mapping[str, Any],
        place: Place,
        own: OwnValues,
    ) -> None:
        self._secrets = secrets
        self._ssm = ssm
        self._place = place
        self._own = own
        self.sensitive: set[str] = set()

    def resolved(self, text: str) -> str:
        """Return *text* with all references resolved; raise DeploymentError."""
        return _REFERENCE.sub(lambda found: self._value(found[1], found[2]), text)

    def _value(self, service: str, reference: str) -> str:
        if service == "secretsmanager":
            value = self._secret_value(reference)
            self.sensitive.add(value)
            return value
        if service in {"ssm", "ssm-secure"}:
            name, _, version = reference.partition(":")
            value = self.parameter(name, version)
            if service == "ssm-secure":
                self.sensitive.add(value)
            return value
        msg = (
            f"The dynamic reference {{{{resolve:{service}:...}}}} is not of ssm,"
            " ssm-secure or secretsmanager."
        )
        raise DeploymentError(msg)

    def _secret_value(self, reference: str) -> str:
        sections = reference.split(":")
        count = _ARN_SECTIONS if sections[0] == "arn" else 1
        secret_id = ":".join(sections[:count])
        kind, key, stage, version = (*sections[count:], "", "", "", "")[:4]
        if kind not in {"", "SecretString"}:
            msg = (
                f"The dynamic reference to secret {secret_id} asks for {kind};"
                " CloudFormation has SecretString alone."
            )
            raise DeploymentError(msg)
        whole = self._secret_string(secret_id, stage or _CURRENT, version)
        return _of_key(secret_id, whole, key) if key else whole

    def _secret_string(self, secret_id: str, stage: str, version: str) -> str:
        ids = _names_of_secret(secret_id)
        suffix = "" if stage == _CURRENT else f":{stage}"
        for each in ids:
            given = self._secrets.get(f"{each}{suffix}")
            if given is not None:
                return string_of(given)
        own = None if suffix or version else self._own.own_secret(ids)
        if own is not None:
            return own
        which = {"VersionId": version} if version else {"VersionStage": stage}
        answer = self._asked(
            "secretsmanager", "get_secret_value", SecretId=secret_id, **which
        )
        if answer is not None:
            return str(answer["SecretString"])
        msg = (
            f"Secrets Manager can't find the specified secret. Give {secret_id} a value"
            f" with secrets={{{ids[-1] + suffix!r}: ...}}."
        )
        raise DeploymentError(msg)

    def parameter(self, name: str, version: str = "") -> str:
        """Return a parameter of Systems Manager; raise DeploymentError."""
        versioned = f"{name}:{version}" if version else name
        for each in (versioned, name):
            if each in self._ssm:
                value = self._ssm[each]
                is_list = isinstance(value, list | tuple)
                return ",".join(map(str, value)) if is_list else str(value)
        own = self._own.own_parameter(name)
        if own is not None:
            return own
        answer = self._asked(
            "ssm", "get_parameter", Name=versioned, WithDecryption=True
        )
        if answer is not None:
            return str(answer["Parameter"]["Value"])
        msg = (
            f"Unable to fetch parameters [{name}] from parameter store for this"
            f" account. Give it a value with ssm={{{name!r}: ...}}."
        )
        raise DeploymentError(msg)

    def _asked(self, service_name: str, method_name: str, **params: str | bool) -> Any:
        """Return what a service answers, or None."""
        is_ours = "events!connection/" in str(params.get("SecretId"))
        if not is_ours and not may_be_answered():
            return None
        client = target_client(
            service_name, self._place.account_id, self._place.region_name
        )
        try:
            return getattr(client, method_name)(**params)
        except (ClientError, UnmockedAwsCallError):
            return None


def string_of(value: Any) -> str:
    """Return a secret that a test gives, a string or the members of an object."""
    return value if isinstance(value, str) else json.dumps(value)


def _names_of_secret(secret_id: str) -> list[str]:
    """Return the keys that a secret may be given by: its id, and of an ARN the name."""
    if not secret_id.startswith("arn:"):
        return [secret_id]
    name = secret_id.rpartition(":")[2]
    return list(dict.fromkeys([secret_id, name, _ARN_SUFFIX.sub("", name)]))


def _of_key(secret_id: str, whole: str, key: str) -> str:
    """Return one value of a secret that is a JSON object."""
    try:
        members = json.loads(whole)
    except ValueError:
        members = None
    if not isinstance(members, dict):
        msg = f"Could not parse SecretString JSON of secret {secret_id}."
        raise DeploymentError(msg)
    if key not in members:
        msg = (
            f"Could not find a value associated with JSONKey in SecretString: secret"
            f" {secret_id} has no key {key!r}."
        )
        raise DeploymentError(msg)
    value = members[key]
    return value if isinstance(value, str) else json.dumps(value)


def generated_secret(settings: Any, seed: str) -> str:
    """Return the string of GenerateSecretString; the same for the same *seed*.

    AWS's is random, so nothing can depend on it. Raise DeploymentError for settings
    that Secrets Manager would not take.
    """
    if not isinstance(settings, Mapping):
        raise _bad_setting(kind="a map", of="GenerateSecretString")
    password = _password(settings, seed)
    key = settings.get("GenerateStringKey")
    if key is None:
        return password
    if not isinstance(key, str):
        raise _bad_setting(of="GenerateStringKey", kind="a string")
    try:
        template = json.loads(settings.get("SecretStringTemplate", "{}"))
    except (TypeError, ValueError):
        template = None
    if not isinstance(template, dict):
        raise _bad_setting(of="SecretStringTemplate", kind="a JSON object in a string")
    return json.dumps({**template, key: password})


def _bad_setting(*, of: str, kind: str) -> DeploymentError:
    return DeploymentError(f"{of} is not {kind}.")


def _password(settings: Mapping[str, Any], seed: str) -> str:
    excluded = dict.fromkeys(map(ord, str(settings.get("ExcludeCharacters", ""))))
    alphabets = [
        characters.translate(excluded)
        for characters, name in _CHARACTER_CLASSES
        if str(settings.get(name, "false")).lower() != "true"
    ]
    # One of each class in turn, so that each one is there, as AWS has it by default.
    alphabets = [alphabet for alphabet in alphabets if alphabet]
    if not alphabets:
        msg = "GenerateSecretString excludes all characters."
        raise DeploymentError(msg)
    length = str(settings.get("PasswordLength", 32))
    if not is_whole_number(length) or int(length) not in _PASSWORD_LENGTHS:
        raise _bad_setting(of="PasswordLength", kind="a number from 1 to 4096")
    return "".join(
        alphabet[digit % len(alphabet)]
        for alphabet, digit in zip(
            cycle(alphabets), _digits(seed, int(length)), strict=False
        )
    )


def _digits(seed: str, count: int) -> bytes:
    blocks = (
        hashlib.sha256(f"{seed}|{number}".encode()).digest()
        for number in range(count // 32 + 1)
    )
    return b"".join(blocks)[:count]
