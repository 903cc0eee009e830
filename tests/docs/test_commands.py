"""Every shell command that a page shows is run, or listed with what shows it instead.

A command is run as a reader would run it: in a folder with the files that the page is
about. Nothing is downloaded. A command that asks an index, makes an environment or
belongs to another tool is listed in ELSEWHERE; its environment, file or extra has to
exist.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import threading
from itertools import pairwise, takewhile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "docs" / "examples"
# The sdist lacks the files of the forge.
in_a_checkout = pytest.mark.skipif(
    not ROOT.joinpath(".github").exists(), reason="not a checkout"
)
_SOURCES = {".js", ".md", ".mjs", ".py", ".tf", ".yaml", ".yml"}
PAGES = [
    ROOT / "README.md",
    *sorted(ROOT.joinpath(".github").glob("*.md")),
    *sorted(ROOT.joinpath("docs").rglob("*.md")),
    *(path for path in sorted(EXAMPLES.rglob("*")) if path.suffix in _SOURCES),
]
_SHELLS = "bash|bat|console|powershell|sh|shell|shell-session|zsh"
_BLOCK = re.compile(rf"(?ms)^ *```(?:{_SHELLS})\n(.*?)^ *```")
_PROGRAMS = (
    "aws|cdk|coverage|curl|docker|eventbridge-mock|git|node|npm|npx|pip|pip-audit"
    "|pre-commit|printf|pytest|python3?|sam|serverless|terraform|tox|uv"
)
_TOX = re.compile(r"`tox -e (\w+)`")
_IN_LINE = re.compile(rf"(?<!`)`((?:[A-Z_]+=\S+ )?(?:{_PROGRAMS}) [^`\n]+)`")


def commands_in(text: str) -> list[str]:
    """Return the commands of a page: of its blocks by line, and those in sentences."""
    lines = [
        line.strip().removeprefix("$ ")
        for block in _BLOCK.findall(text)
        for line in block.replace("\\\n", " ").splitlines()
        if line.strip() and not line.startswith("#")
    ]
    lines += _IN_LINE.findall(text)
    return [part for line in lines for part in line.split(" && ")]


COMMANDS = sorted(
    {command for page in PAGES for command in commands_in(page.read_text("utf-8"))}
)

# What is not run here, and what shows that it works.
_INSTALLS = "asks an index; `tox -e package` installs the wheel, and finds every extra"
_ENVIRONMENT = "makes an environment from an index; the environment is its own test"
_BY_HAND = "asks an index; a developer runs it, as the page says"
ELSEWHERE = {
    'python -m pip install ".[asgi]"': _INSTALLS,
    'python -m pip install ".[examples]"': "asks an index; `tox -e examples` is this",
    'python -m pip install ".[moto]"': _INSTALLS,
    'python -m pip install ".[sam]"': _INSTALLS,
    'python -m pip install ".[server]"': _INSTALLS,
    'python -m pip install ".[wsgi,asgi]"': _INSTALLS,
    "python -m pip install .": _INSTALLS,
    "python -m pip install . boto3": _INSTALLS,
    "python -m pip install . --group docs": "asks an index; `tox -e docs` is this",
    "python -m pip install anyio": "asks an index; `tox -e coverage` has it",
    "python -m pip install tox": "asks an index; .github/workflows/tests.yml runs it",
    "EVENTBRIDGE_MOCK_OPERATIONS=all python -m tox -e py313"
    " -- tests/hook/test_every_operation.py": _ENVIRONMENT,
    "python -m tox": _ENVIRONMENT,
    "python -m tox -e bench": _ENVIRONMENT,
    "python -m tox -e bench -- --publish": _ENVIRONMENT,
    "python -m tox -e bench -- create_connection put_events": _ENVIRONMENT,
    "python -m tox -e browser": _ENVIRONMENT,
    "python -m tox -e clients": _ENVIRONMENT,
    "python -m tox -e instruments": _ENVIRONMENT,
    "python -m tox -e leaks": _ENVIRONMENT,
    "python -m tox -e lint": _ENVIRONMENT,
    "python -m tox -e lint,py313": _ENVIRONMENT,
    "python -m tox -e moto-suite": _ENVIRONMENT,
    "python -m tox -e mutation": _ENVIRONMENT,
    "python -m tox -e mutation -- --all delivery/ hook/hook": _ENVIRONMENT,
    "python -m tox -e mutation -- --under tests/delivery delivery/": _ENVIRONMENT,
    "python -m tox -e pictures": _ENVIRONMENT,
    "python -m tox -e py311 -- tests/test_clock.py": _ENVIRONMENT,
    "python -m tox -e py313 -- docs": _ENVIRONMENT,
    "python -m tox -e py313 -- docs/quickstart.md": _ENVIRONMENT,
    "python -m tox -e release": _ENVIRONMENT,
    "python -m tox -p 2": "tox is not installed here; `.ci/run` does the same",
    "python -m tox list": "tox is not installed here; it lists tox.ini",
    "tox -e bench": _ENVIRONMENT,
    "tox -e lint": _ENVIRONMENT,
    "python -m sphinx -W -n -b html docs html": "takes long; `tox -e docs` is this",
    "pip-audit --strict": _BY_HAND,
    "pre-commit install": "belongs to pre-commit; `tox -e lint` runs its checks",
    "aws cloudformation package": "belongs to the aws-cli; the page does without it",
    "cdk deploy": "belongs to CDK; docs/examples/test_cdk_app.py deploys to the mock",
    "cdk synth": "belongs to CDK; docs/examples/test_cdk_app.py reads its output",
    "node --test": "belongs to Node.js; docs/examples/test_node_service.py is this",
    "sam build": "belongs to SAM; docs/examples/test_sam_app.py does without it",
    "serverless package": "belongs to Serverless;"
    " docs/examples/test_serverless_app.py reads its output",
    "terraform apply": "belongs to Terraform;"
    " docs/examples/test_terraform_project.py reads its output",
    "terraform plan -out plan": "belongs to Terraform;"
    " docs/examples/test_terraform_project.py reads its output",
    "terraform show -json": "belongs to Terraform;"
    " docs/examples/test_terraform_project.py reads its output",
    "terraform show -json > state.json": "belongs to Terraform;"
    " docs/examples/test_terraform_project.py reads its output",
    "terraform show -json plan > plan.json": "belongs to Terraform;"
    " docs/examples/test_terraform_project.py reads its output",
    r"printf '\377\001' | curl ... --data-binary @-": "is a part of a command;"
    " tests/records/test_curl.py runs whole ones",
}


# The commands that end by themselves: the folder of each, and a part of its output.
RUN = {
    "python -m pytest -q": ("quickstart", "7 passed in "),
    "python -m pytest -q -s": ("quickstart", "wanted numeric >= 100, got 20"),
    "python -m pytest --fixtures -q": ("quickstart", "\neventbridge_mock -- "),
    "python -m pytest docs/examples": ("gallery", "9 passed in "),
    "python -m pytest docs/examples/test_rate_limit.py": ("gallery", "3 passed in "),
    "python -m unittest": ("gallery/docs/examples", "Ran 6 tests in "),
    "python docs/example_outputs.py": ("gallery", ""),
}
# The commands that serve until they are stopped: the same.
SERVERS = {
    "eventbridge-mock": ("quickstart", " listens on http://127.0.0.1:"),
    "eventbridge-mock --moto": ("quickstart", "export AWS_ENDPOINT_URL=http:"),
    "eventbridge-mock --template template.yaml --region eu-west-1": (
        "quickstart",
        "export AWS_REGION=eu-west-1",
    ),
    "python -m eventbridge_mock": ("quickstart", " listens on http://127.0.0.1:"),
}
# The commands that ask a server: the answer of each.
ASKED = {
    "curl http://127.0.0.1:4588/_eventbridge_mock/invocations": '{"invocations": []}',
    "curl -H 'Content-Type: application/json' -d '{\"minutes\": 5}'"
    " http://127.0.0.1:4588/_eventbridge_mock/advance": '{"version": "',
    "curl -H 'Content-Type: application/json'"
    ' -d \'{"source": "template.yaml", "parameters": {"Stage": "live"}}\''
    " http://127.0.0.1:4588/_eventbridge_mock/deploy": '{"resources": [{"logical_id":',
}
_SECONDS = 60
# `python -m pytest` several times, in one process because it imports much.
_PYTESTS = """
import contextlib, io, json, os, sys
import pytest
results = []
for arguments, folder in json.loads(sys.argv[1]):
    os.chdir(folder)
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        code = pytest.main(arguments)
    results.append([int(code), printed.getvalue()])
print(json.dumps(results))
"""


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with that of the quickstart and that of two examples."""
    home = tmp_path_factory.mktemp("reader")
    write_quickstart(home / "quickstart")
    gallery = home / "gallery" / "docs" / "examples"
    shutil.copytree(EXAMPLES / "partner_orders", gallery / "partner_orders")
    for example in ("test_rate_limit.py", "test_orders_with_unittest.py"):
        shutil.copy(EXAMPLES / example, gallery)
    shutil.copy(ROOT / "docs" / "example_outputs.py", gallery.parent)
    return home


def write_quickstart(folder: Path) -> None:
    """Write the files of the quickstart, but for the test that is to fail."""
    folder.mkdir()
    page = ROOT.joinpath("docs", "quickstart.md").read_text("utf-8")
    for name, code in re.findall(r"(?ms)^```python\n# (\S+\.py)\n(.*?)^```", page):
        if name != "test_wrong_expectation.py":
            folder.joinpath(name).write_text(code, "utf-8")
    bus = {"Type": "AWS::Events::EventBus", "Properties": {"Name": "shop"}}
    stage = {"Type": "String", "Default": "test"}
    template = json.dumps({"Parameters": {"Stage": stage}, "Resources": {"Shop": bus}})
    folder.joinpath("template.yaml").write_text(template, "utf-8")


def as_words(command: str) -> list[str]:
    """Return a command as words, with the programs of this environment."""
    program, *arguments = shlex.split(command)
    if program == "python":
        return [sys.executable, *arguments]
    if program == "eventbridge-mock":
        return [str(Path(sys.executable).with_name(program)), *arguments]
    return [program, *arguments]


def environment() -> dict[str, str]:
    """Return the variables of a reader, who has none of this run's."""
    of_this_run = ("AWS_", "PYTEST_", "PYTHONSAFEPATH")
    kept = {k: v for k, v in os.environ.items() if not k.startswith(of_this_run)}
    # The plugins of this run that a reader does not have, and pytest-asyncio, which
    # warns of an option without a value.
    plugins = "-p no:randomly -p no:asyncio -p no:hypothesispytest -p no:cacheprovider"
    # Nothing gets through a proxy that does not exist.
    return {
        **kept,
        "COLUMNS": "80",
        "HTTPS_PROXY": "http://127.0.0.1:9",
        "PYTEST_ADDOPTS": plugins,
    }


def run(words: list[str], folder: Path) -> tuple[int, str]:
    """Run a command; return its exit status and what it prints."""
    finished = subprocess.run(  # noqa: S603 - a command of the pages
        words,
        cwd=folder,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=_SECONDS,
        check=False,
    )
    return finished.returncode, finished.stdout


KNOWN = [*ELSEWHERE, *RUN, *SERVERS, *ASKED]


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_of_the_pages_is_run_or_listed(command: str) -> None:
    assert KNOWN.count(command) == 1


def test_no_command_is_listed_that_no_page_shows() -> None:
    assert sorted(KNOWN) == COMMANDS


def test_the_commands_with_pytest_run(folders: Path) -> None:
    start = "python -m pytest "
    commands = {
        command: row for command, row in RUN.items() if command.startswith(start)
    }
    calls = [
        (shlex.split(command.removeprefix(start)), str(folders / folder))
        for command, (folder, _) in commands.items()
    ]

    code, printed = run([sys.executable, "-c", _PYTESTS, json.dumps(calls)], folders)

    assert code == 0, printed
    results = dict(zip(commands, json.loads(printed.splitlines()[-1]), strict=True))
    for command, (_, part) in commands.items():
        status, output = results[command]
        assert status == 0, output
        assert part in output


@pytest.mark.parametrize("command", ["python -m unittest"])
def test_a_command_runs(command: str, folders: Path) -> None:
    folder, part = RUN[command]

    status, output = run(as_words(command), folders / folder)

    assert status == 0, output
    assert part in output


def test_the_outputs_of_the_examples_are_written(folders: Path) -> None:
    command = "python docs/example_outputs.py"

    result = run(as_words(command), folders / RUN[command][0])

    assert result == (0, "")
    written = folders.joinpath("gallery/docs/examples/output")
    for path in written.iterdir():
        shown = EXAMPLES / "output" / path.name
        assert path.read_text("utf-8") == shown.read_text("utf-8")
    assert len(list(written.iterdir())) == 2


@contextlib.contextmanager
def serving(command: str, folder: Path) -> Iterator[tuple[str, str]]:
    """Run a server at a free port; yield its address and what it prints."""
    with subprocess.Popen(  # noqa: S603 - a command of the pages
        [*as_words(command), "--port", "0"],
        cwd=folder,
        env={**environment(), "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        watchdog = threading.Timer(_SECONDS, process.kill)
        watchdog.start()
        lines = iter(process.stdout or ())
        printed = "".join(takewhile(lambda line: "Ctrl-C" not in line, lines))
        yield printed.partition(" listens on ")[2].partition("\n")[0], printed
        process.send_signal(signal.SIGINT)
        assert process.wait(_SECONDS) == 0
        watchdog.cancel()


@pytest.mark.skipif(shutil.which("curl") is None, reason="needs curl")
@pytest.mark.parametrize("command", SERVERS)
def test_a_server_answers_until_it_is_stopped(command: str, folders: Path) -> None:
    folder, part = SERVERS[command]

    with serving(command, folders / folder) as (url, printed):
        answers = [
            run(as_words(f"{asked.replace('http://127.0.0.1:4588', url)} -s"), folders)
            for asked in ASKED
        ]

    assert part in printed
    for (status, answer), expected in zip(answers, ASKED.values(), strict=True):
        assert status == 0
        assert answer.startswith(expected)


def complaint(command: str) -> str | None:
    """Return the part of a command that does not exist; None if all exists."""
    words = shlex.split(command, comments=True)
    words = [word for word in words if not re.match(r"[A-Z_]+=", word)]
    if words[:2] == ["python", "-m"]:
        words = words[2:]
    program, *arguments = words
    return CHECKS[program](arguments) if program in CHECKS else None


def pip(arguments: list[str]) -> str | None:
    """Return the extra or the group that a command installs and that is not."""
    project = ROOT.joinpath("pyproject.toml").read_text("utf-8")
    ours = [word for word in arguments if word.startswith((".", "eventbridge-mock"))]
    names = re.findall(r"[\[,](\w+)", " ".join(ours))
    names += [name for flag, name in pairwise(arguments) if flag == "--group"]
    missing = [name for name in names if not re.search(rf"(?m)^{name} = \[", project)]
    return f"no extra or group {missing[0]!r}" if missing else None


def tox(arguments: list[str]) -> str | None:
    """Return the environment or the file that a command names and that is not."""
    own, _, passed_on = " ".join(arguments).partition(" -- ")
    names = re.findall(r"-e (\S+)", own)
    settings = ROOT.joinpath("tox.ini").read_text("utf-8")
    for name in ",".join(names).split(",") if names else ():
        if not re.search(rf"(?m)^    {name}$|^\[testenv:{name}[\]{{]", settings):
            return f"no environment {name!r}"
    return files(passed_on.split())


def files(arguments: list[str]) -> str | None:
    """Return the file of this project that a command names and that is not."""
    own = [path for path in arguments if re.match(r"(\.github|docs|tests)\b", path)]
    missing = [path for path in own if not ROOT.joinpath(path).exists()]
    return f"no file {missing[0]}" if missing else None


CHECKS: dict[str, Callable[[list[str]], str | None]] = {
    "pip": pip,
    "tox": tox,
    "sphinx": files,
}


@in_a_checkout
@pytest.mark.parametrize("command", ELSEWHERE)
def test_a_command_that_is_listed_has_all_that_it_names(command: str) -> None:
    assert complaint(command) is None
    reason = ELSEWHERE[command]
    assert files(re.findall(r"[\w./]+", reason)) is None
    assert all(tox(["-e", name]) is None for name in _TOX.findall(reason))


@pytest.mark.parametrize(
    ("command", "why"),
    [
        ("python -m tox -e nowhere", "no environment 'nowhere'"),
        ("python -m tox -e py313 -- docs/nowhere.md", "no file docs/nowhere.md"),
        ('pip install "eventbridge-mock[nothing]"', "no extra or group 'nothing'"),
        ("pip install . --group nothing", "no extra or group 'nothing'"),
        ("python -m sphinx -W docs/nowhere html", "no file docs/nowhere"),
        ("npx cdk synth", None),
    ],
)
def test_what_a_command_names_and_is_not_is_found(
    command: str, why: str | None
) -> None:
    assert complaint(command) == why
