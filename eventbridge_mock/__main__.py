"""The command `eventbridge-mock`: the mock as a server of its own."""

from __future__ import annotations

import argparse
import signal
import sys
import threading
import warnings
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, NoReturn, get_args

from .arguments import is_whole_number
from .errors import DeploymentError
from .options import DeliveryMode, UnmatchedEndpoint, quotas_from_text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from .mock import EventBridgeMock
    from .server.server import MockServer
    from .server.state_file import StateFile

_DESCRIPTION = """\
Run a mock of AWS EventBridge connections, API destinations, rules and event buses as a
server, for code in any language. Nothing is sent to AWS, and no real endpoint is called
unless you say so.
"""

_EPILOG = """\
examples:
  eventbridge-mock --template template.yaml
  eventbridge-mock --port 4588 --state mock.json --delivery on_time

The page at the printed URL shows what happens. Secrets of connections are part of the
state file, which only its owner can read. Ctrl-C ends the server.
"""


# The arguments of `mock.deploy` of which a template may lack a value.
_ARGUMENTS_WITH_VALUES = ("parameters", "secrets", "ssm", "imports", "values")
_VALUES_OVER_HTTP = (
    " The command has no option for such values: start it without --template, and send"
    " them with the source to /_eventbridge_mock/deploy."
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the server until SIGINT or SIGTERM; return the exit status."""
    parser = _parser()
    given = parser.parse_args(arguments)
    stopping = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopping.set())
    try:
        return _run(given, stopping)
    except (ImportError, OSError, ValueError, DeploymentError) as error:
        return _fail(str(error))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="eventbridge-mock",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {_version()}")
    _add_options_of_the_server(parser.add_argument_group("the server").add_argument)
    _add_options_of_the_mock(parser.add_argument_group("the mock").add_argument)
    return parser


def _add_options_of_the_server(add: Callable[..., Any]) -> None:
    add("--host", default="127.0.0.1", help="the address to listen on (127.0.0.1)")
    add("--port", default=4588, type=_port, help="the port, 0 for a free one (4588)")
    add(
        "--template",
        metavar="FILE",
        help="deploy a template: CloudFormation, SAM, cdk.out, Serverless, Terraform;"
        " not if --state names a file with resources in it",
    )
    add("--state", metavar="FILE", help="keep resources in a file over restarts")
    add(
        "--moto",
        action="store_true",
        help="let moto answer the other services on the same port; needs moto[server]",
    )


def _add_options_of_the_mock(add: Callable[..., Any]) -> None:
    add("--account", metavar="ID", help="the account of 12 digits (123456789012)")
    add("--region", metavar="NAME", help="the Region (the one of the environment)")
    add(
        "--delivery",
        choices=get_args(DeliveryMode),
        help="eager: retries at once, on a virtual clock (default); on_time: in real"
        " time, or when the clock is moved",
    )
    add(
        "--unmatched-endpoint",
        choices=get_args(UnmatchedEndpoint),
        help="the answer of an endpoint without a scripted reply: accept (200, the"
        " default), refuse (a connection failure), send (the real request)",
    )
    add(
        "--quotas",
        metavar="NAME=NUMBER,...",
        help="quotas of AWS other than its defaults, such as connections=20,targets=10",
    )


def _port(text: str) -> int:
    if not is_whole_number(text) or int(text) > 65535:  # noqa: PLR2004 - TCP's largest
        msg = f"{text!r} is not a port, a number from 0 to 65535"
        raise argparse.ArgumentTypeError(msg)
    return int(text)


def _version() -> str:
    from importlib.metadata import version  # noqa: PLC0415 - costs 10 ms

    return version("eventbridge-mock")


def _run(given: argparse.Namespace, stopping: threading.Event) -> int:
    from .mock import EventBridgeMock  # noqa: PLC0415 - imports botocore

    options: dict[str, Any] = {
        "account_id": given.account,
        "region_name": given.region,
        "delivery": given.delivery,
        "unmatched_endpoint": given.unmatched_endpoint,
        "quotas": None if given.quotas is None else quotas_from_text(given.quotas),
        "assert_all_responses_were_used": False,
    }
    chosen: Any = {name: v for name, v in options.items() if v is not None}
    with ExitStack() as stack:
        mock = stack.enter_context(EventBridgeMock(chosen))
        if given.moto:
            _start_moto(stack)
        return _serve(given, mock, stopping)


def _start_moto(stack: ExitStack) -> None:
    """Let moto answer until *stack* ends; raises ImportError if it is not there."""
    from importlib import import_module  # noqa: PLC0415 - with moto only

    from .integrations import moto  # noqa: PLC0415 - the same

    stack.enter_context(import_module("moto").mock_aws())
    moto.server_application("")


def _serve(
    given: argparse.Namespace, mock: EventBridgeMock, stopping: threading.Event
) -> int:
    """Serve *mock* until *stopping* is set."""
    file = _state_file(given, mock)
    server = _server(given, file)
    _say(_banner(server))
    stopping.wait()
    error = server.stop()
    if file is not None:
        file.save_if_changed()
    return 0 if error is None else _fail(str(error))


def _state_file(given: argparse.Namespace, mock: EventBridgeMock) -> StateFile | None:
    """Return the state file, once it was read, and deploy the template if it is new."""
    from .activation.activation import ACTIVATIONS  # noqa: PLC0415 - imports botocore
    from .server.state_file import StateFile  # noqa: PLC0415 - the same

    file = (
        None
        if given.state is None
        else StateFile(given.state, ACTIVATIONS.current_state())
    )
    was_kept = file is not None and file.load()
    if given.template is not None and not was_kept:
        _deploy(mock, given.template)
    if file is not None:
        file.save_if_changed()  # a file that cannot be written is found out now
    return file


def _deploy(mock: EventBridgeMock, template: str) -> None:
    """Deploy *template*; raises DeploymentError, for missing values with a way out."""
    try:
        mock.deploy(template)
    except DeploymentError as error:
        if any(f" {name}={{" in str(error) for name in _ARGUMENTS_WITH_VALUES):
            msg = f"{error}{_VALUES_OVER_HTTP}"
            raise DeploymentError(msg) from None
        raise


def _server(given: argparse.Namespace, file: StateFile | None) -> MockServer:
    from .server.server import MockServer  # noqa: PLC0415 - imports botocore

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        on_tick = {} if file is None else {"on_tick": file.save_if_changed}
        server = MockServer(given.host, given.port, **on_tick)
        try:
            server.start()
        except OSError as error:
            raise OSError(error.strerror) from None
    for warning in caught:
        sys.stderr.write(f"warning: {warning.message}\n")
    return server


def _banner(server: MockServer) -> str:
    lines = [
        f"eventbridge-mock {_version()} listens on {server.url}",
        "",
        *(f"export {name}={value}" for name, value in server.environment.items()),
        "",
        f"Page: {server.url}/",
        f"Control API: {server.url}/_eventbridge_mock/openapi.yaml",
        "Ctrl-C ends the server.",
    ]
    return "\n".join(lines)


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _fail(reason: str) -> int:
    sys.stderr.write(f"eventbridge-mock: error: {reason}\n")
    return 1


def _exit() -> NoReturn:
    sys.exit(main())


if __name__ == "__main__":
    _exit()
