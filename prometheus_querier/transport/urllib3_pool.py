"""urllib3: its connections over the limited reader, its pool, and the transport that is nothing more than that."""

from __future__ import annotations

import ssl
from http.client import HTTPException
from typing import TYPE_CHECKING, Any

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    NewConnectionError,
    ProtocolError,
    ProxyError,
    SSLError,
    TimeoutError as Urllib3TimeoutError,
)

from prometheus_querier.errors import ConnectError, QueryBuildError, TransportError

from .answers import WireAnswer
from .failures import explained, no_tls
from .pooled import PooledTransport
from .secrets import basic, signs_requests
from .settings import Settings
from .urls import is_near
from .wire import WireResponse, current, open_socket

if TYPE_CHECKING:
    import socket
    from typing import Unpack

    from prometheus_querier.errors import PrometheusQuerierError

    from .encoding import EncodedRequest
    from .settings import TransportOptions
    from .wire import Call

_NO_RETRIES = urllib3.Retry(total=False, redirect=False)


class _Connection(HTTPConnection):
    """A connection whose every step keeps to the limits of the call that it works for.

    Attributes:
        served: Whether it has carried a request since it was opened.
        is_near: Whether its peer is the server itself, on this machine or a private network.
    """

    response_class = WireResponse
    served = False
    is_near = False
    _outgoing: list[bytes] | None = None

    def _new_conn(self) -> socket.socket:
        sock, address = open_socket(self._dns_host, self.port, self.socket_options, current.get())
        self.is_near = self.proxy is None and is_near(address)
        return sock

    @property
    def is_connected(self) -> bool:
        # The pool closes and reopens what it takes for dropped: that is how a call gets a fresh connection.
        return not current.get().fresh and super().is_connected

    def connect(self) -> None:
        call = current.get()
        try:
            super().connect()
        except TimeoutError:
            raise call.timed_out("connect") from None
        except (ssl.SSLError, ssl.CertificateError) as error:
            place = f"{self._tunnel_host or self.host}:{self._tunnel_port or self.port}"
            raise call.fail(no_tls(place, error)) from None
        except (OSError, HTTPException) as error:
            what = f"cannot connect through the proxy {self.host}:{self.port}"
            if not self._tunnel_host:
                what = f"{self.host}:{self.port} hangs up: write http:// if it speaks no TLS at this port"
            raise call.fail(explained(ConnectError(what), error)) from None
        self.served = False

    def request(self, method: str, url: str, body: Any = None, headers: Any = None, **options: Any) -> None:
        call = current.get()
        if self.sock is None:
            self.connect()
        call.reused, self.served = self.served, True
        if call.gzip or (call.gzip is None and not self.is_near):
            headers = {**headers, "Accept-Encoding": "gzip"}
        self._outgoing = []
        try:
            super().request(method, url, body=body, headers=headers, **options)
            outgoing = b"".join(self._outgoing)
        finally:
            self._outgoing = None
        self.send(outgoing)

    def send(self, data: Any) -> None:
        if self._outgoing is not None:
            # Head and body leave together: one packet and one system call for most requests.
            self._outgoing.append(data)
            return
        call = current.get()
        try:
            self.sock.settimeout(call.deadline.wait(call.read_timeout))
            super().send(data)
        except TimeoutError:
            raise call.timed_out("read") from None


class _TlsConnection(_Connection, HTTPSConnection):
    def connect(self) -> None:
        super().connect()
        # Whoever switched verification off was warned then; urllib3 would warn with every request.
        self.is_verified = True


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection  # pyright: ignore[reportAssignmentType] - urllib3's own classes do not fit either


class _TlsPool(HTTPSConnectionPool):
    ConnectionCls = _TlsConnection  # pyright: ignore[reportAssignmentType] - urllib3's own classes do not fit either


def open_pool(settings: Settings) -> HTTPConnectionPool:
    """Makes the pool of connections to the server, through the proxy if there is one."""
    url, proxy = settings.url, settings.proxy
    options: dict[str, Any] = {"maxsize": settings.pool_size, "timeout": None, "retries": _NO_RETRIES}
    if settings.tls is not None:
        options["ssl_context"] = settings.tls
    if proxy is None:
        return (_TlsPool if url.scheme == "https" else _Pool)(url.host, url.port, **options)
    headers = {} if proxy.login is None else {"Proxy-Authorization": basic(*proxy.login).reveal()}
    manager = urllib3.ProxyManager(str(proxy), proxy_headers=headers, proxy_ssl_context=settings.tls, **options)
    manager.pool_classes_by_scheme = {"http": _Pool, "https": _TlsPool}
    return manager.connection_from_host(url.host, url.port, url.scheme)


def full_target(settings: Settings, target: str) -> str:
    """Gives what stands in the request line: a proxy that forwards needs to know the server."""
    if settings.proxy is None or settings.url.scheme == "https":
        return target
    return settings.url.origin + target


def translated(error: Exception, call: Call) -> PrometheusQuerierError:
    """Says in words of this library what urllib3 reports of connections that are not ours."""
    cause = getattr(error, "reason", error)
    match cause:
        case NewConnectionError() | ProxyError():
            failure: PrometheusQuerierError = explained(ConnectError("cannot connect"), cause)
        case ConnectTimeoutError():
            failure = call.timed_out("connect")
        case Urllib3TimeoutError():
            failure = call.timed_out("read")
        case SSLError() if call.received == 0:
            failure = no_tls("the server", cause)
        case ProtocolError() | SSLError() | OSError():
            failure = call.lost(cause)
        case _:
            failure = explained(TransportError("the request failed"), cause)
    return failure


class _Direct:
    """urllib3's pool, asked directly."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._pool = open_pool(settings)

    def open(self, request: EncodedRequest, call: Call) -> WireAnswer:
        try:
            lease = self._pool.urlopen(
                request.method,
                full_target(self._settings, request.target),
                body=request.body,
                headers=request.headers,
                retries=_NO_RETRIES,
                redirect=False,
                assert_same_host=False,
                timeout=None,
                preload_content=False,
                decode_content=False,
            )
        except HTTPError as error:
            raise call.failure or translated(error, call) from None
        return WireAnswer(call, lease)

    def close(self) -> None:
        self._pool.close()


class Urllib3Transport(PooledTransport):
    """A transport over urllib3 alone: the cheapest for many small calls.

    Args:
        base_url: The server, such as ``http://localhost:9090/prefix``.
        **options: See ``TransportOptions``.
    """

    def __init__(self, base_url: str, **options: Unpack[TransportOptions]) -> None:
        if signs_requests(options.get("auth")):
            raise QueryBuildError("auth objects of requests need RequestsTransport; give a function that gives a token")
        super().__init__(Settings.of(base_url, options))

    def _make_pool(self) -> _Direct:
        return _Direct(self._settings)
