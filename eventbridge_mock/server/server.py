"""`EventBridgeMock.serve`: the active mock over HTTP, while a `with` statement runs."""

from __future__ import annotations

import threading
import warnings
from typing import TYPE_CHECKING

from ..activation.activation import ACTIVATIONS
from ..arguments import require_string
from ..errors import NotActiveError
from ..integrations import moto
from ..model.endpoint import is_loopback_host
from ..options import Options
from .application import Application
from .queries import ServerFacts
from .raised_errors import RaisedErrors
from .ticker import Ticker

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from typing_extensions import Self

    from .http_server import HttpServer

# The addresses at which a server listens on all of a machine's, and one that leads
# there.
_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}  # noqa: S104 - compared

# The time that code of the test has to end when the server stops.
_STOP_SECONDS = 5.0

# With port 0 the system chooses a free one.
_PORTS = range(65_536)

_WARNING = (
    "eventbridge_mock listens on {host!r}: everybody who reaches this address can read"
    " and change the mock. The default, 127.0.0.1, is for this machine only."
)


class MockServer:
    """The active mock over HTTP, from the start of a `with` statement to its end.

    `url` is the endpoint for SDKs, such as `http://127.0.0.1:49152`, and `environment`
    has the variables with which SDKs and the aws-cli in another process find it. Calls
    are answered by the mock that is active then, as calls in this process are.

        >>> from urllib.request import urlopen
        >>> from eventbridge_mock import mock_api_destinations
        >>> with mock_api_destinations() as mock, mock.serve() as server:
        ...     with urlopen(f"{server.url}/_eventbridge_mock/events") as answer:
        ...         answer.read()
        b'{"events": []}'
    """

    def __init__(
        self,
        host: str = "127.0.0.1",
        port: int = 0,
        on_tick: Callable[[], None] = lambda: None,
    ) -> None:
        require_string("host", host)
        if type(port) is not int or port not in _PORTS:
            msg = f"port is a number from 0 to 65535, not {port!r}"
            raise ValueError(msg)
        self._host = host
        self._port = port
        self._on_tick = on_tick
        self._server: HttpServer | None = None
        self._stopping = threading.Event()
        self._errors = RaisedErrors()
        self._ticker: Ticker | None = None

    def __enter__(self) -> Self:
        """Begin to listen.

        Raises OSError for an address that cannot be used, ImportError if werkzeug is
        not installed, and RuntimeError if it listens already.
        """
        self.start()
        return self

    def __exit__(
        self,
        exception_type: type[BaseException] | None,
        exception: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Stop; raise what code of the test raised, unless something else is."""
        error = self.stop()
        if error is not None and exception is None:
            raise error

    def start(self) -> None:
        """Begin to listen; raises what `__enter__` does."""
        if self._server is not None:
            msg = f"This server listens already, at {self.url}."
            raise RuntimeError(msg)
        try:
            from .http_server import HttpServer  # noqa: PLC0415 - an extra
        except ModuleNotFoundError as error:
            msg = (
                "mock.serve() needs werkzeug: install eventbridge-mock[server], or"
                " werkzeug."
            )
            raise ImportError(msg) from error
        if not is_loopback_host(self._host):
            warnings.warn(_WARNING.format(host=self._host), stacklevel=3)
        self._stopping.clear()
        facts = ServerFacts(self._url, self._environment)
        application = Application(self._host, facts, self._stopping, self._errors)
        self._server = HttpServer(self._host, self._port, application)
        self._server.start()
        self._ticker = Ticker(self._stopping, self._errors, self._on_tick)
        self._ticker.start()

    def stop(self) -> BaseException | None:
        """End; return the first error that code of the test raised as it answered."""
        server, ticker = self._server, self._ticker
        if server is not None and ticker is not None:
            self._stopping.set()
            has_ended = ticker.join(_STOP_SECONDS)
            have_answered = server.stop()
            self._server = self._ticker = None
            if not has_ended or not have_answered:
                what = "a request" if has_ended else "a retry or a schedule"
                msg = (
                    f"Code of the test that answers {what} still runs"
                    f" {_STOP_SECONDS:g} seconds after the server stopped."
                )
                return self._errors.pop() or TimeoutError(msg)
        return self._errors.pop()

    @property
    def url(self) -> str:
        """The base URL, without a slash at its end; RuntimeError if it is not up."""
        return self._url()

    def _url(self) -> str:
        if self._server is None:
            msg = "This server is not up: use `with mock.serve() as server:`."
            raise RuntimeError(msg)
        host = _EVERYWHERE.get(self._host, self._host)
        return f"http://{f'[{host}]' if ':' in host else host}:{self._server.port}"

    @property
    def environment(self) -> dict[str, str]:
        """Variables for another process, such as endpoint URLs, keys and Region.

        The access key id is the account of the mock. With moto active,
        AWS_ENDPOINT_URL leads all other services here too.
        """
        return self._environment()

    def _environment(self) -> dict[str, str]:
        url, options = self._url(), _options()
        everything = {"AWS_ENDPOINT_URL": url} if moto.is_active() else {}
        return {
            "AWS_ENDPOINT_URL_EVENTBRIDGE": url,
            "AWS_ENDPOINT_URL_SECRETS_MANAGER": url,
            **everything,
            "AWS_ACCESS_KEY_ID": options.account_id,
            "AWS_SECRET_ACCESS_KEY": "testing",
            "AWS_REGION": options.region_name,
            "AWS_DEFAULT_REGION": options.region_name,
            "AWS_EC2_METADATA_DISABLED": "true",
        }

    def __repr__(self) -> str:
        where = "not up" if self._server is None else self.url
        return f"<MockServer, {where}>"


def _options() -> Options:
    """Return the options of the mock that is active, else the defaults."""
    try:
        return ACTIVATIONS.current_state().options
    except NotActiveError:
        return Options()
