"""Receivers of the test's own, and the URLs that are routed to them."""

from __future__ import annotations

import re
from contextlib import ExitStack
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from ..arguments import require_seconds, require_string
from ..frozen import frozen
from ..model.endpoint import DEFAULT_PORTS, is_loopback_host, normal_url
from .receiver import UntimedReceiver

if TYPE_CHECKING:
    from collections.abc import Callable
    from urllib.parse import SplitResult

    from ..records.invocations import HttpRequest
    from .receiver import Receiver
    from .reply import Reply, TimeoutBudget

# Four times what AWS gives an endpoint, and enough for the start of most applications.
DEFAULT_TIMEOUT_SECONDS = 20


class UrlReceiver(UntimedReceiver):
    """A server on this machine: *base_url* takes the place of the endpoint's."""

    def __init__(self, base_url: str) -> None:
        parts = urlsplit(base_url)
        if parts.scheme not in DEFAULT_PORTS or not is_loopback_host(
            parts.hostname or ""
        ):
            msg = (
                "A route leads to a server on this machine, such as"
                f" http://127.0.0.1:5000, not to {base_url!r}. To send requests to"
                ' their own hosts, use unmatched_endpoint="send".'
            )
            raise ValueError(msg)
        _require_port(base_url, parts)
        if parts.path not in {"", "/"} or parts.query or parts.fragment:
            msg = (
                f"{base_url!r} has more than a scheme, a host and a port. Requests keep"
                " the path and the query of their endpoint."
            )
            raise ValueError(msg)
        self._base = parts

    def send(self, request: HttpRequest, budget: TimeoutBudget) -> Reply:
        """Send *request* there by `requests`; it still names the endpoint's host."""
        from .requests_library import send  # noqa: PLC0415 - heavy, often unused

        url = urlsplit(request.url)
        there = url._replace(scheme=self._base.scheme, netloc=self._base.netloc)
        return send(replace(request, url=there.geturl()), budget)


def _require_port(base_url: str, parts: SplitResult) -> None:
    """Raise ValueError for a port that no server has; a URL need not name one."""
    try:
        is_possible = parts.port is None or parts.port > 0
    except ValueError:
        is_possible = False
    if not is_possible:
        msg = f"A port is a number from 1 to 65535, which {base_url!r} does not have."
        raise ValueError(msg)


@frozen
class Route:
    """A normal URL as *prefix*, without a slash at its end, and its receiver."""

    prefix: str
    to: object
    receiver: Receiver

    def matches(self, url: str) -> bool:
        """Return whether *url* begins with the prefix, by whole path segments."""
        end = len(self.prefix)
        return url.startswith(self.prefix) and url[end : end + 1] in {"", "/", "?"}


class Routes:
    """The routes of one activation."""

    def __init__(self) -> None:
        self._routes: list[Route] = []

    def __len__(self) -> int:
        return len(self._routes)

    def add(self, url_prefix: str, to: object, timeout: float | None = None) -> None:
        """Route what goes to *url_prefix* to *to*, from now on.

        Raises ValueError for a URL that cannot be a prefix or a receiver, and for a
        *timeout* of a receiver without one, TypeError for a *to* that is not a
        receiver, and ImportError when its library is missing.
        """
        prefix = _normal_prefix(url_prefix)
        if timeout is not None:
            require_seconds("timeout", timeout)
        # An application has one start and one end, however many routes lead to it.
        receivers = (
            route.receiver
            for route in self._routes
            if route.to is to and not route.receiver.is_of_another_process
        )
        receiver = next(receivers, None) or _receiver(to, url_prefix)
        if timeout is not None:
            receiver.set_timeout(timeout)
        # The newest first, so that it wins over an older one of the same length.
        self._routes.insert(0, Route(prefix=prefix, to=to, receiver=receiver))

    def receiver_of(self, url: str) -> Receiver | None:
        """Return the receiver with the longest prefix of *url*, a normal one."""
        matching = [route for route in self._routes if route.matches(url)]
        if not matching:
            return None
        return max(matching, key=lambda route: len(route.prefix)).receiver

    def listed(self) -> list[tuple[str, object]]:
        """Return the prefix and the receiver of each route, the newest first."""
        return [(route.prefix, route.to) for route in self._routes]

    def check_end(self) -> None:
        """Raise RuntimeError if a receiver, ended here, would wait for itself."""
        for route in self._routes:
            route.receiver.check_end()

    def clear(self) -> list[BaseException]:
        """Forget all routes; return what the applications raised at their end."""
        receivers = {id(route.receiver): route.receiver for route in self._routes}
        self._routes.clear()
        raised: list[BaseException] = []
        # Each is closed, also when somebody interrupts the end of another.
        with ExitStack() as closing:
            for receiver in receivers.values():
                closing.callback(lambda one: raised.extend(one.close()), receiver)
        return raised


# Nothing is ever sent to a URL without scheme and host.
_PREFIX = re.compile(r"https?://[^/\s]", re.IGNORECASE)


def _normal_prefix(url_prefix: str) -> str:
    require_string("url_prefix", url_prefix)
    try:
        prefix = normal_url(url_prefix)
    except ValueError:
        prefix = ""
    if not _PREFIX.match(prefix) or "?" in prefix or "#" in prefix:
        msg = (
            "A prefix is a URL such as 'https://api.partner.example/v1', without"
            f" query and fragment, not {url_prefix!r}."
        )
        raise ValueError(msg)
    return prefix.rstrip("/")


def _receiver(to: object, url_prefix: str) -> Receiver:
    if isinstance(to, str):
        return UrlReceiver(to)
    if not callable(to) or isinstance(to, type):
        msg = (
            "A route leads to a URL, a WSGI application or an ASGI application,"
            f" not to {to!r}."
        )
        raise TypeError(msg)
    if _is_asgi(to):
        return _asgi_receiver(to, url_prefix)
    return _wsgi_receiver(to)


def _is_asgi(application: Callable[..., Any]) -> bool:
    """Return whether *application* is ASGI and not WSGI, by its parameters.

    Raises TypeError if they fit both or neither.
    """
    import inspect  # noqa: PLC0415 - seldom needed

    def takes(count: int) -> bool:
        try:
            inspect.signature(application).bind(*range(count))
        except (TypeError, ValueError):
            return False
        return True

    call = type(application).__call__
    is_coroutine = any(map(inspect.iscoroutinefunction, (application, call)))
    is_asgi = takes(3)
    is_wsgi = takes(2) and not is_coroutine
    if is_asgi is is_wsgi:
        msg = (
            f"{application!r} is neither clearly WSGI nor clearly ASGI. Pass a callable"
            " that takes (environ, start_response), or one that takes"
            " (scope, receive, send)."
        )
        raise TypeError(msg)
    return is_asgi


def _asgi_receiver(application: Callable[..., Any], url_prefix: str) -> Receiver:
    try:
        from .asgi_receiver import AsgiReceiver  # noqa: PLC0415 - an extra
    except ImportError as error:
        msg = (
            "A route to an ASGI application needs httpx:"
            ' pip install "eventbridge-mock[asgi]"'
        )
        raise ImportError(msg, name=error.name) from error
    return AsgiReceiver(application, url_prefix, DEFAULT_TIMEOUT_SECONDS)


def _wsgi_receiver(application: Callable[..., Any]) -> Receiver:
    try:
        from .wsgi_receiver import WsgiReceiver  # noqa: PLC0415 - an extra
    except ImportError as error:
        msg = (
            "A route to a WSGI application needs werkzeug:"
            ' pip install "eventbridge-mock[wsgi]"'
        )
        raise ImportError(msg, name=error.name) from error
    return WsgiReceiver(application)
