"""Receivers of the test's own, and the URLs that are routed to them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import SplitResult, urlsplit

from ..loopback import is_loopback_host
from ..model.endpoint import absolute

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..records.invocations import HttpRequest
    from .reply import Patience, Reply

_PORTS = {"http": 80, "https": 443}


class Receiver(Protocol):
    """What answers the requests of a route."""

    def send(self, request: HttpRequest, patience: Patience, /) -> Reply:
        """Return the answer to *request*; raises what an application raises.

        A server is waited for with *patience*, an application as long as it takes.
        """

    def check_end(self) -> None:
        """Raise RuntimeError if the receiver, ended here, would wait for itself."""

    def close(self) -> None:
        """Let the receiver end; raises what an application raises."""


class UrlReceiver:
    """A server on this machine: *base_url* takes the place of the endpoint's."""

    def __init__(self, base_url: str) -> None:
        parts = urlsplit(base_url)
        if parts.scheme not in _PORTS or not is_loopback_host(parts.hostname or ""):
            msg = (
                f"a route leads to a server on this machine, such as"
                f" http://127.0.0.1:5000, not to {base_url!r}; to send requests"
                ' to where they are addressed, use unmatched_endpoint="send"'
            )
            raise ValueError(msg)
        if parts.path not in {"", "/"} or parts.query or parts.fragment:
            msg = (
                f"{base_url!r} has more than scheme, host and port: the rest of a"
                " URL is kept, as the path and the query of the endpoint"
            )
            raise ValueError(msg)
        self._base = parts

    def send(self, request: HttpRequest, patience: Patience) -> Reply:
        """Send *request* there by `requests`; it still names the endpoint's host."""
        from .requests_library import send  # noqa: PLC0415 - heavy, often unused

        url = urlsplit(request.url)
        there = url._replace(scheme=self._base.scheme, netloc=self._base.netloc)
        return send(replace(request, url=there.geturl()), patience)

    def check_end(self) -> None:
        """Do nothing: its end waits for nothing."""

    def close(self) -> None:
        """Do nothing: the server is the test's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """A prefix of URLs, and what receives the requests to them."""

    authority: tuple[str, str | None, int | None]
    path: str
    to: object
    receiver: Receiver

    def fits(self, url: SplitResult) -> bool:
        """Return whether *url* begins with the prefix, by whole path segments."""
        rest = url.path.removeprefix(self.path) if url.path else "/"
        is_below = url.path.startswith(self.path) and rest[:1] in {"", "/"}
        return is_below and _authority(url) == self.authority


def _authority(url: SplitResult) -> tuple[str, str | None, int | None]:
    return url.scheme, url.hostname, url.port or _PORTS.get(url.scheme)


class Routes:
    """The routes of one activation."""

    def __init__(self) -> None:
        self._routes: list[Route] = []

    def __len__(self) -> int:
        return len(self._routes)

    def add(self, url_prefix: str, to: object) -> None:
        """Route what goes to *url_prefix* to *to*, from now on.

        Raises ValueError for a URL that cannot be one of them, TypeError for a
        *to* that is no receiver, ImportError when its library is missing.
        """
        prefix = urlsplit(absolute(url_prefix))
        if not prefix.hostname or prefix.query or prefix.fragment:
            msg = (
                "a prefix is a URL such as 'https://api.partner.example/v1', without"
                f" query and fragment, not {url_prefix!r}"
            )
            raise ValueError(msg)
        # An application has one start and one end, however many lead to it.
        known = (one.receiver for one in self._routes if one.to is to)
        route = Route(
            authority=_authority(prefix),
            path=prefix.path.rstrip("/"),
            to=to,
            receiver=next(known, None) or _receiver(to),
        )
        # The newest first, so that it is the one of those equally long.
        self._routes.insert(0, route)

    def receiver_of(self, request: HttpRequest) -> Receiver | None:
        """Return the receiver of the longest prefix that *request* begins with."""
        if not self._routes:
            return None
        url = urlsplit(request.url)
        fitting = [route for route in self._routes if route.fits(url)]
        if not fitting:
            return None
        return max(fitting, key=lambda route: len(route.path)).receiver

    def check_end(self) -> None:
        """Raise RuntimeError if a receiver, ended here, would wait for itself."""
        for route in self._routes:
            route.receiver.check_end()

    def clear(self) -> list[Exception]:
        """Forget all routes; return what the applications raised at their end."""
        receivers = {id(route.receiver): route.receiver for route in self._routes}
        self._routes.clear()
        raised: list[Exception] = []
        for receiver in receivers.values():
            try:
                receiver.close()
            except Exception as error:  # noqa: BLE001, PERF203 - the caller tells it
                raised.append(error)
        return raised


def _receiver(to: object) -> Receiver:
    if isinstance(to, str):
        return UrlReceiver(to)
    if not callable(to) or isinstance(to, type):
        msg = (
            "a route leads to a URL, a WSGI application or an ASGI application,"
            f" not to {to!r}"
        )
        raise TypeError(msg)
    if _is_asgi(to):
        return _asgi_receiver(to)
    return _wsgi_receiver(to)


def _is_asgi(application: Callable[..., Any]) -> bool:
    """Return whether *application* is ASGI and not WSGI, by what it takes.

    Raises TypeError if that does not tell.
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
            f"{application!r} is neither plainly WSGI nor plainly ASGI: pass a callable"
            " that takes (environ, start_response), or one that takes"
            " (scope, receive, send)"
        )
        raise TypeError(msg)
    return is_asgi


def _asgi_receiver(application: Callable[..., Any]) -> Receiver:
    try:
        from .asgi_receiver import AsgiReceiver  # noqa: PLC0415 - an extra
    except ImportError as error:
        msg = (
            "a route to an ASGI application needs httpx:"
            ' pip install "eventbridge-mock[asgi]"'
        )
        raise ImportError(msg, name=error.name) from error
    return AsgiReceiver(application)


def _wsgi_receiver(application: Callable[..., Any]) -> Receiver:
    try:
        from .wsgi_receiver import WsgiReceiver  # noqa: PLC0415 - an extra
    except ImportError as error:
        msg = (
            "a route to a WSGI application needs werkzeug:"
            ' pip install "eventbridge-mock[wsgi]"'
        )
        raise ImportError(msg, name=error.name) from error
    return WsgiReceiver(application)
