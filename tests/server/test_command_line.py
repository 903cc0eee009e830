"""The command `eventbridge-mock`, in a process of its own."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import threading
from typing import TYPE_CHECKING, Any

import pytest

from eventbridge_mock.__main__ import main
from tests import requests_to_aws
from tests.server.browsing import SECONDS, Browser

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BUS = {"Bus": {"Type": "AWS::Events::EventBus", "Properties": {"Name": "shop"}}}


class Running:
    """The command in another process, until `end`."""

    def __init__(self, *arguments: str) -> None:
        self.process = subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-m", "eventbridge_mock", "--port", "0", *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )
        watchdog = threading.Timer(SECONDS, self.process.kill)
        watchdog.start()
        self.printed = self._until("Ctrl-C")
        watchdog.cancel()
        lines = map(re.compile("export ([A-Z_]+)=(.*)").fullmatch, self.printed)
        self.environment = dict(line.groups() for line in lines if line)
        self.browser = Browser(self.environment["AWS_ENDPOINT_URL_EVENTBRIDGE"])

    def _until(self, beginning: str) -> list[str]:
        lines: list[str] = []
        while not (lines and lines[-1].startswith(beginning)):
            line = self.process.stdout.readline()  # type: ignore[union-attr] # a pipe
            assert line, self.process.communicate()
            lines.append(line.rstrip())
        return lines

    def end(self, number: int = signal.SIGINT) -> tuple[int, str, str]:
        """Send a signal; return the exit status and what was printed since."""
        self.process.send_signal(number)
        out, err = self.process.communicate(timeout=SECONDS)
        return self.process.returncode, out, err


@pytest.fixture
def run() -> Iterator[Any]:
    """Run the command; whatever still runs at the end is killed."""
    begun: list[Running] = []

    def run(*arguments: str) -> Running:
        begun.append(Running(*arguments))
        return begun[-1]

    yield run
    for running in begun:
        running.process.kill()
        running.process.communicate()


def test_the_url_and_the_environment_are_printed(run: Any) -> None:
    running = run("--region", "eu-west-1", "--account", "111122223333")

    url = f"http://127.0.0.1:{running.browser.port}"
    assert re.fullmatch(rf"eventbridge-mock \S+ listens on {url}", running.printed[0])
    assert running.printed[1:] == [
        "",
        f"export AWS_ENDPOINT_URL_EVENTBRIDGE={url}",
        f"export AWS_ENDPOINT_URL_SECRETS_MANAGER={url}",
        "export AWS_ACCESS_KEY_ID=111122223333",
        "export AWS_SECRET_ACCESS_KEY=testing",
        "export AWS_REGION=eu-west-1",
        "export AWS_DEFAULT_REGION=eu-west-1",
        "export AWS_EC2_METADATA_DISABLED=true",
        "",
        f"Page: {url}/",
        f"Control API: {url}/_eventbridge_mock/openapi.yaml",
        "Ctrl-C ends the server.",
    ]
    assert running.end() == (0, "", "")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_resources_survive_a_restart(run: Any, tmp_path: Path, number: int) -> None:
    path = tmp_path / "mock.json"
    first = run("--state", str(path), "--delivery", "on_time")
    first.browser.call("CreateConnection", requests_to_aws.connection())
    before = first.browser.get("resources").json()
    assert first.end(number) == (0, "", "")

    second = run("--state", str(path))
    after = second.browser.get("resources").json()
    second.end()

    assert after["connections"] == before["connections"]
    assert path.stat().st_mode & 0o777 == 0o600


def test_quotas_are_given_by_name(run: Any) -> None:
    running = run("--quotas", "connections=1,targets=10")
    running.browser.call("CreateConnection", requests_to_aws.connection())

    answer = running.browser.call(
        "CreateConnection", requests_to_aws.connection(Name="one-more")
    )

    assert answer.json()["__type"] == "LimitExceededException"
    assert running.end() == (0, "", "")


def test_a_bad_quota_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--quotas", "conections=1"]) == 1

    assert capsys.readouterr().err.startswith(
        "eventbridge-mock: error: unknown quota 'conections'; the quotas are connec"
    )


def test_a_template_is_deployed_unless_resources_were_kept(
    run: Any, tmp_path: Path
) -> None:
    path, template = tmp_path / "mock.json", tmp_path / "template.json"
    template.write_text(json.dumps({"Resources": BUS}))

    for _ in range(2):
        running = run("--state", str(path), "--template", str(template))
        buses = running.browser.get("resources").json()["event_buses"]
        assert [each["Name"] for each in buses] == ["default", "shop"]
        assert running.end() == (0, "", "")


def test_another_address_is_warned_of(run: Any) -> None:
    running = run("--host", "0.0.0.0")  # noqa: S104 - to be warned of

    _, _, err = running.end()

    assert err == (
        "warning: eventbridge_mock listens on '0.0.0.0': everybody who reaches this"
        " address can read and change the mock. The default, 127.0.0.1, is for this"
        " machine only.\n"
    )


def test_moto_answers_other_services_on_the_same_port(run: Any) -> None:
    running = run("--moto")

    answer = running.browser.call(
        "CreateQueue",
        {"QueueName": "orders"},
        target="AmazonSQS",
        scope="us-east-1/sqs",
    )

    url = running.environment["AWS_ENDPOINT_URL"]
    assert answer.json()["QueueUrl"] == f"{url}/123456789012/orders"
    assert running.end()[0] == 0


def test_a_damaged_state_file_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], signals: None
) -> None:
    path = tmp_path / "mock.json"
    path.write_text("{")

    assert main(["--state", str(path)]) == 1

    assert capsys.readouterr().err == (
        f"eventbridge-mock: error: The state file {path} cannot be read"
        " (JSONDecodeError: Expecting property name enclosed in double quotes: line 1"
        " column 2 (char 1)). Restore it, or remove it to start with nothing.\n"
    )
    assert path.read_text() == "{"


@pytest.fixture
def signals() -> Iterator[None]:
    """The handlers of signals are as they were, after the command has set its own."""
    before = {n: signal.getsignal(n) for n in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def test_a_port_that_is_taken_is_named(
    run: Any, capsys: pytest.CaptureFixture[str], signals: None
) -> None:
    port = str(run().browser.port)

    assert main(["--port", port]) == 1

    assert capsys.readouterr().err == (
        f"eventbridge-mock: error: cannot listen on host '127.0.0.1', port {port}:"
        " Address already in use\n"
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param(
            ["--account", "1"],
            "account_id is a string of 12 digits, not '1'",
            id="account",
        ),
        pytest.param(
            ["--template", "missing.yaml"],
            "eventbridge-mock: error: missing.yaml cannot be read: No such file or"
            " directory.",
            id="template",
        ),
        pytest.param(
            ["--template", "TEMPLATE"],
            "Parameters: [Stage] must have values. Give them with parameters={'Stage':"
            " ...}. The command has no option for such values: start it without"
            " --template, and send them with the source to"
            " /_eventbridge_mock/deploy.\n",
            id="template without its values",
        ),
    ],
)
def test_a_value_that_is_not_valid_is_named(
    arguments: list[str],
    message: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    signals: None,
) -> None:
    template = tmp_path / "template.json"
    parameters = {"Stage": {"Type": "String"}}
    template.write_text(json.dumps({"Parameters": parameters, "Resources": BUS}))
    paths = {"TEMPLATE": str(template)}

    assert main([paths.get(argument, argument) for argument in arguments]) == 1

    assert message in capsys.readouterr().err


@pytest.mark.parametrize("port", ["-1", "65536", "http", "\u0664", "9" * 5_000])
def test_a_port_that_is_none_is_refused(
    port: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main([f"--port={port}"])

    assert f"argument --port: {port!r} is not a port" in capsys.readouterr().err


def test_help_names_all_options(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])

    out = capsys.readouterr().out
    for name in [
        "account",
        "delivery",
        "host",
        "moto",
        "port",
        "quotas",
        "region",
        "state",
        "template",
        "unmatched-endpoint",
        "version",
    ]:
        assert f"--{name}" in out


def test_an_error_of_code_that_answers_is_told_at_the_end(
    run: Any, tmp_path: Path
) -> None:
    folder = tmp_path / "kept"
    folder.mkdir()
    running = run("--state", str(folder / "mock.json"))
    (folder / "mock.json").unlink()
    folder.rmdir()
    running.browser.call("CreateConnection", requests_to_aws.connection())

    status, _, err = running.end()

    assert status == 1
    assert "eventbridge-mock: error: [Errno 2] No such file or directory" in err
