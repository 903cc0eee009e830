"""Read and write moto's backends, if moto is loaded.

moto is never imported from here: a test that does not use it does not pay for it.
While a `mock_aws` is active in this process, moto's Secrets Manager has the secrets of
connections, and credentials that moto handed out give their account.

All names of moto in this module are public, and the functions that are replaced are in
`moto_names`. tests/integrations/test_moto_names.py fails when
moto drops one:

- `moto.core.models.botocore_stubber.enabled`
- `moto.core.patch_client`
- `moto.core.config.default_user_config`, `passthrough_service` and `passthrough_url`,
  and `moto.backend_index.backend_url_patterns`
- `moto.events.responses.EventsHandler`, whose methods are the operations
- `moto.settings.INITIAL_NO_AUTH_ACTION_COUNT` and
  `moto.core.responses.ActionAuthenticatorMixin.request_count`
- `moto.iam.models.iam_backends`, `access_keys` and `roles` of a backend in it, and
  `arn`, `assume_role_policy_document`, `policies` and `managed_policies` of a role
- `moto.iam.access_control.IAMPolicy`, its `is_action_permitted`, and `PermissionResult`
- `moto.backends.get_backend`
- `moto.server.DomainDispatcherApplication` and `create_backend_app`
- `create_secret`, `put_secret_value` and `secrets` of the backend of Secrets
  Manager, and the attributes of a secret that `_show` reads and sets

The header `x-moto-account-id` is documented in moto's page "Multi-Account support".
"""

from __future__ import annotations

import importlib
import os
import sys
from functools import cache
from typing import TYPE_CHECKING, Any

from ..frozen import frozen
from ..model.secret import OWNING_SERVICE, OWNING_SERVICE_TAG

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ..model.secret import Secret, SecretVersion

_ACCOUNT_HEADER = "x-moto-account-id"
_ACCOUNT_VARIABLE = "MOTO_ACCOUNT_ID"

# Marks a request that EventBridge makes as itself, under no role.
SERVICE_HEADER = "x-eventbridge-mock-principal"


def is_active() -> bool:
    """Return whether a `mock_aws` answers calls in this process.

    moto's server and proxy answer from another process, whose backends cannot be
    written to from here.
    """
    models = sys.modules.get("moto.core.models")
    return models is not None and models.botocore_stubber.enabled is True


def answer(client: Any, account_id: str, *, as_service: bool) -> None:
    """Let moto answer *client* in the account *account_id*.

    That works for a client whose session is older than moto's import too. The client
    calls *as_service*, which moto's IAM lets pass, or with credentials of its own.
    """
    sys.modules["moto.core"].patch_client(client)

    def add_headers(params: dict[str, Any], **_: Any) -> None:
        params["headers"][_ACCOUNT_HEADER] = account_id
        if as_service:
            params["headers"][SERVICE_HEADER] = "events.amazonaws.com"

    client.meta.events.register("before-call", add_headers)


def enforces_iam() -> bool:
    """Return whether moto's IAM checks the next call (moto's page "IAM-like Access").

    `set_initial_no_auth_action_count` sets after how many calls it does.
    """
    responses = sys.modules.get("moto.core.responses") if is_active() else None
    if responses is None:
        return False
    settings = sys.modules["moto.settings"]
    count = responses.ActionAuthenticatorMixin.request_count
    return bool(count >= settings.INITIAL_NO_AUTH_ACTION_COUNT)


def chosen_account_id() -> str | None:
    """Return the account that moto works in with any credentials, if one is set.

    moto reads its variable at each call.
    """
    return os.environ.get(_ACCOUNT_VARIABLE) if is_active() else None


def answers_events(method_name: str) -> bool:
    """Return whether the active moto has an operation of `events`, as `list_rules`."""
    responses = importlib.import_module("moto.events.responses")
    return hasattr(responses.EventsHandler, method_name)


def has_passthrough() -> bool:
    """Return whether moto is configured to let some calls through to AWS."""
    config = sys.modules.get("moto.core.config") if is_active() else None
    if config is None:
        return False
    passthrough = config.default_user_config["core"].get("passthrough", {})
    return bool(passthrough.get("services") or passthrough.get("urls"))


def lets_through(url: str) -> bool:
    """Return whether moto is configured to let a call of *url* through to AWS.

    It is by `mock_aws(config={"core": {"passthrough": ...}})`.
    """
    if not has_passthrough():
        return False
    config = sys.modules["moto.core.config"]
    plain = url.partition("?")[0]
    patterns = sys.modules["moto.backend_index"].backend_url_patterns
    services = (service for service, pattern in patterns if pattern.match(plain))
    # moto goes by the first service whose pattern matches.
    service = next(services, "")
    return bool(config.passthrough_url(plain) or config.passthrough_service(service))


def server_application(account_id: str) -> Callable[..., Iterable[bytes]]:
    """Return moto's own server application, which answers in the account *account_id*.

    Raises ImportError if what it needs is not installed.
    """
    application = _server_application()

    def in_account(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        environ.setdefault(
            f"HTTP_{_ACCOUNT_HEADER.upper().replace('-', '_')}", account_id
        )
        answered: Iterable[bytes] = application(environ, start_response)
        return answered

    return in_account


@cache
def _server_application() -> Any:
    try:
        server = importlib.import_module("moto.server")
    except ImportError as error:
        msg = (
            "moto is active, but what its server needs is not installed: install"
            f" moto[server]. ({error})"
        )
        raise ImportError(msg) from error
    return server.DomainDispatcherApplication(server.create_backend_app)


def account_id_of(access_key: str) -> str | None:
    """Return the account that moto made *access_key* for; None if moto did not.

    The keys of roles assumed with STS are in IAM's backends too.
    """
    iam = sys.modules.get("moto.iam.models") if is_active() else None
    if iam is None:
        return None
    for account_id, backends in list(iam.iam_backends.items()):
        if any(access_key in backend.access_keys for backend in backends.values()):
            return str(account_id)
    return None


def trust_policy_of(role_arn: str) -> str | None:
    """Return who may assume a role of moto's IAM; None if it has no such role."""
    role = _role(role_arn)
    return None if role is None else str(role.assume_role_policy_document)


def role_permits(role_arn: str, actions: Iterable[str], resource: str) -> bool:
    """Return whether a role may do all *actions* to a resource, an ARN.

    It may while moto's IAM checks no calls, or if moto's IAM does not know the role.
    """
    role = _role(role_arn) if enforces_iam() else None
    if role is None:
        return True
    control = importlib.import_module("moto.iam.access_control")
    documents = (*role.policies.values(), *role.managed_policies.values())
    policies = [control.IAMPolicy(document) for document in documents]
    permitted = {control.PermissionResult.PERMITTED}
    neutral = control.PermissionResult.NEUTRAL
    return all(
        {policy.is_action_permitted(action, resource) for policy in policies}
        - {neutral}
        == permitted
        for action in actions
    )


def _role(role_arn: str) -> Any:
    """Return a role of moto's IAM; None if it has no such role."""
    iam = sys.modules.get("moto.iam.models") if is_active() else None
    if iam is None:
        return None
    for backends in list(iam.iam_backends.values()):
        for backend in backends.values():
            for role in list(backend.roles.values()):
                if role.arn == role_arn:
                    return role
    return None


@frozen
class _Shown:
    """The secrets that were written to moto's store of one account and Region."""

    store: Any
    secrets: dict[str, Secret]


class SecretsInMoto:
    """The copies of connections' secrets in moto's Secrets Manager.

    Deliveries, GetSecretValue and DescribeSecret use the originals in this package.
    The copies are for everything else that reads secrets in moto.
    """

    def __init__(self) -> None:
        self._shown: dict[tuple[str, str], _Shown] = {}

    def show(
        self, account_id: str, region_name: str, secrets: Iterable[Secret]
    ) -> None:
        """Replace our secrets in moto's store of an account and Region."""
        key = account_id, region_name
        current = {secret.name: secret for secret in secrets}
        if not is_active() or not (current or key in self._shown):
            return
        backends = importlib.import_module("moto.backends").get_backend(
            "secretsmanager"
        )[account_id]
        if region_name not in backends:  # moto answers nothing there either
            return
        backend = backends[region_name]
        shown = self._shown.get(key)
        if shown is None or shown.store is not backend.secrets:
            # moto forgets everything at each start and reset.
            shown = self._shown[key] = _Shown(store=backend.secrets, secrets={})
        for name in shown.secrets.keys() - current.keys():
            shown.store.pop(name)
            del shown.secrets[name]
        for name, secret in current.items():
            if shown.secrets.get(name) is not secret:
                _show(backend, secret)
                shown.secrets[name] = secret

    def withdraw(self) -> None:
        """Remove every copy from moto."""
        for shown in self._shown.values():
            for name in shown.secrets:
                # moto's store has no complaint about one that has gone.
                shown.store.pop(name)
        self._shown.clear()


def _show(backend: Any, secret: Secret) -> None:
    """Write *secret*, or its new version, to moto's *backend*."""
    shown = _with_versions(backend, secret)
    shown.arn = secret.arn
    shown.kms_key_id = secret.kms_key_id
    shown.created_date = int(secret.created_date.timestamp())
    shown.last_changed_date = int(secret.current.created_date.timestamp())
    deleted = secret.deleted_date
    shown.deleted_date = deleted and deleted.timestamp()


def _with_versions(backend: Any, secret: Secret) -> Any:
    """Return moto's secret with the versions of ours; make it if moto has none."""
    versions = [each for each in (secret.previous, secret.current) if each]
    shown = backend.secrets.get(secret.name)
    ids = {version.version_id for version in versions}
    if shown is not None and shown.default_version_id not in ids:
        # It moved on twice, or the state of another activation holds again.
        backend.secrets.pop(secret.name)
        shown = None
    for version in versions:
        if shown is None:
            _create(backend, secret, version)
            shown = backend.secrets[secret.name]
        elif version.version_id not in shown.versions:
            backend.put_secret_value(
                secret_id=secret.name,
                version_stages=["AWSCURRENT"],
                **_content(version),
            )
    for version in versions:
        created = int(version.created_date.timestamp())
        shown.versions[version.version_id]["createdate"] = created
    return shown


def _create(backend: Any, secret: Secret, version: SecretVersion) -> None:
    backend.create_secret(
        name=secret.name,
        description=None,
        tags=[{"Key": OWNING_SERVICE_TAG, "Value": OWNING_SERVICE}],
        kms_key_id=None,
        replica_regions=[],
        force_overwrite=False,
        **_content(version),
    )


def _content(version: SecretVersion) -> dict[str, Any]:
    return {
        "secret_string": version.secret_string,
        "secret_binary": None,
        "client_request_token": version.version_id,
    }
