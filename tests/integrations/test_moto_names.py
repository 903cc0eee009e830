"""The names of moto that `eventbridge_mock.integrations` stands on."""

from __future__ import annotations

import importlib
import inspect
import re
import subprocess
import sys
import warnings
from pathlib import Path

import pytest

from eventbridge_mock.integrations import moto_names
from eventbridge_mock.integrations.moto_names import MotoName
from tests.integrations.beside_moto import client
from tests.requests_to_aws import ROLE_ARN

moto = pytest.importorskip("moto")
core_models = pytest.importorskip("moto.core.models")
backends = pytest.importorskip("moto.backends")
iam_models = pytest.importorskip("moto.iam.models")
access_control = pytest.importorskip("moto.iam.access_control")
sqs_responses = pytest.importorskip("moto.core.responses")


def secrets_manager():
    return backends.get_backend("secretsmanager")["123456789012"]["eu-west-1"]


def test_the_stubber_tells_whether_moto_is_active() -> None:
    before = core_models.botocore_stubber.enabled
    with moto.mock_aws():
        within = core_models.botocore_stubber.enabled

    assert (before, within, core_models.botocore_stubber.enabled) == (
        False,
        True,
        False,
    )


def test_a_client_can_be_given_to_moto() -> None:
    assert list(inspect.signature(moto.core.patch_client).parameters) == ["client"]


def test_the_backends_of_iam_know_access_keys() -> None:
    with moto.mock_aws():
        backend = iam_models.iam_backends["123456789012"]["aws"]

        assert list(backend.access_keys) == []


def test_the_backends_of_iam_know_roles() -> None:
    with moto.mock_aws():
        backend = iam_models.iam_backends["123456789012"]["aws"]
        assert list(backend.roles) == []
        client("iam").create_role(RoleName="r", AssumeRolePolicyDocument="{}")
        (role,) = backend.roles.values()

        assert role.arn == "arn:aws:iam::123456789012:role/r"
        assert role.assume_role_policy_document == "{}"
        assert (role.policies, role.managed_policies) == ({}, {})


def test_iam_reads_policies() -> None:
    policy = access_control.IAMPolicy(
        '{"Statement": {"Effect": "Allow", "Action": "a:b", "Resource": "*"}}'
    )

    assert [
        policy.is_action_permitted(action, "arn:aws:a:::c") for action in ("a:b", "a:c")
    ] == [
        access_control.PermissionResult.PERMITTED,
        access_control.PermissionResult.NEUTRAL,
    ]


def test_requests_may_name_their_account() -> None:
    """moto's page "Multi-Account support"."""
    source = inspect.getsource(sqs_responses.BaseResponse.get_current_account)

    assert "x-moto-account-id" in source
    assert "MOTO_ACCOUNT_ID" in source


@pytest.mark.parametrize(
    ("method", "parameters"),
    [
        (
            "create_secret",
            "name secret_string secret_binary description tags kms_key_id"
            " client_request_token replica_regions force_overwrite",
        ),
        (
            "put_secret_value",
            "secret_id secret_string secret_binary client_request_token version_stages",
        ),
    ],
)
def test_the_backend_of_secrets_manager_takes_secrets(
    method: str, parameters: str
) -> None:
    signature = inspect.signature(getattr(secrets_manager(), method))

    assert list(signature.parameters) == parameters.split()


def test_a_secret_has_the_attributes_that_are_set() -> None:
    with moto.mock_aws():
        backend = secrets_manager()
        backend.create_secret("one", "text", None, None, None, None, None, [], False)  # noqa: FBT003
        secret = backend.secrets.get("one")

        assert secret is backend.secrets["one"]
        assert {
            "arn",
            "created_date",
            "default_version_id",
            "deleted_date",
            "kms_key_id",
            "last_changed_date",
            "versions",
        } <= vars(secret).keys()
        assert "createdate" in secret.versions[secret.default_version_id]
        assert backend.secrets.pop("one") is secret


def test_moto_is_not_imported_for_a_test_without_it() -> None:
    program = (
        "import sys, botocore.session\n"
        "from eventbridge_mock import mock_api_destinations\n"
        "with mock_api_destinations(region_name='eu-west-1'):\n"
        "    session = botocore.session.get_session()\n"
        "    session.create_client('events').list_connections()\n"
        "sys.exit('moto' in sys.modules)"
    )

    assert subprocess.run([sys.executable, "-c", program]).returncode == 0  # noqa: S603, PLW1510


NAMES = [name for name in vars(moto_names).values() if isinstance(name, MotoName)]


@pytest.mark.parametrize("name", NAMES, ids=str)
def test_moto_has_each_function_that_is_replaced(name: MotoName) -> None:
    importlib.import_module(name.module)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = moto_names.find(name)

    is_later = name.since > tuple(map(int, moto.__version__.split(".")[:3]))
    assert (found is None) == is_later


LOSSES = {
    "GET_BACKEND": "services of moto that are imported during a test are not connected"
    " to this mock",
    "GET_REGION": "parts of moto that are imported during a call are connected with the"
    " next",
    "RESET": "resources that moto's services made stay when moto is reset",
    "SEED": "moto's seed does not make the ids of EventBridge repeatable",
    "S3_EVENT": "the events of S3 objects are not published here",
    "BUCKET_EVENT": "the event of a new S3 bucket is not published here",
    "TAGGED_RESOURCES": "the Resource Groups Tagging API does not find event buses and"
    " rules",
    "TAG_KEYS": "the Resource Groups Tagging API lacks the tag keys of event buses and"
    " rules",
    "TAG_VALUES": "the Resource Groups Tagging API lacks the tag values of event buses"
    " and rules",
    "TAG_RESOURCES": "the Resource Groups Tagging API does not tag event buses and"
    " rules",
    "UNTAG_RESOURCES": "the Resource Groups Tagging API does not untag event buses and"
    " rules",
    "AUTHORIZE": "moto's IAM refuses deliveries without a role",
    "CREATE_SCHEDULE": "new schedules of EventBridge Scheduler do not fire",
    "UPDATE_SCHEDULE": "changed schedules of EventBridge Scheduler do not fire",
    "RESOURCE_CLASS": "the AWS::Events resources of stacks are not made here",
    "CREATE_STACK": "the resources of a stack that fails stay here",
    "UPDATE_STACK": "a stack whose update fails keeps the new template",
    "UPDATE_RESOURCES": "the resources of an update that fails stay changed here",
    "TASK_OF_SERVICE": "HTTP tasks of state machines are refused",
    "TASK_CLASS": "HTTP tasks of state machines are refused",
    "FAILURE_EVENT": "HTTP tasks of state machines are refused",
    "CUSTOM_ERROR": "a Retry or Catch of a state machine cannot name an error of HTTP"
    " tasks",
}


def test_the_loss_of_each_function_is_told() -> None:
    names = vars(moto_names).items()

    assert {
        name: value.loss for name, value in names if isinstance(value, MotoName)
    } == LOSSES


# How a module of moto reaches the events of moto.
REACHES_EVENTS = re.compile(
    r"events_backends|moto\.events|\.events\.notifications|get_backend\(.events.\)"
)
# The backends are for all services; the others are connected to the mock by the names.
CONNECTED = {
    "backends.py",
    "cloudformation/parsing.py",
    "s3/models.py",
    "s3/notifications.py",
}


def test_no_service_of_moto_reaches_its_events_in_a_way_that_is_not_known() -> None:
    folder = Path(moto.__file__).parent
    reaching = {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*.py")
        if REACHES_EVENTS.search(path.read_text("utf-8"))
    }

    others = {path for path in reaching if not path.startswith("events/")}
    assert others == CONNECTED


def test_the_backends_of_scheduler_have_the_schedules_that_are_read() -> None:
    with moto.mock_aws():
        client("scheduler").create_schedule(
            Name="tick",
            ScheduleExpression="rate(1 hour)",
            FlexibleTimeWindow={"Mode": "OFF"},
            Target={"Arn": "arn:aws:sqs:eu-west-1:123456789012:q", "RoleArn": ROLE_ARN},
        )
        models = importlib.import_module("moto.scheduler.models")
        backend = dict(models.scheduler_backends["123456789012"])["eu-west-1"]
        group = backend.schedule_groups["default"]
        (schedule,) = group.schedules.values()

        assert backend.account_id == "123456789012"
        assert backend.region_name == "eu-west-1"
        assert group.name == "default"
        assert {
            "action_after_completion",
            "arn",
            "end_date",
            "name",
            "schedule_expression",
            "schedule_expression_timezone",
            "start_date",
            "state",
            "target",
        } <= vars(schedule).keys()
        backend.delete_schedule("default", "tick")
        assert not group.schedules


def test_the_operations_of_events_are_methods() -> None:
    responses = importlib.import_module("moto.events.responses")

    assert callable(responses.EventsHandler.list_rules)


def test_moto_counts_the_calls_that_its_iam_does_not_check() -> None:
    settings = importlib.import_module("moto.settings")

    assert sqs_responses.ActionAuthenticatorMixin.request_count >= 0
    assert settings.INITIAL_NO_AUTH_ACTION_COUNT > 0


def test_moto_knows_what_passes_through() -> None:
    config = importlib.import_module("moto.core.config")
    index = importlib.import_module("moto.backend_index")

    assert config.default_user_config["core"]["passthrough"] == {
        "services": [],
        "urls": [],
    }
    assert not config.passthrough_service("s3")
    assert not config.passthrough_url("https://s3.amazonaws.com/")
    url = "https://sqs.eu-west-1.amazonaws.com/"
    patterns = index.backend_url_patterns
    assert "sqs" in {service for service, pattern in patterns if pattern.match(url)}
