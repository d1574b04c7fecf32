"""One request on the wire: every wait is limited by the deadline, and every byte counted, below ``http.client``.

A read timeout limits one wait, so that a byte now and then keeps it from ever ending; and the waits for status line,
headers, interim responses and chunk lines lie inside ``http.client``, where no caller can look at the clock. So the
limit sits in the reader between ``http.client`` and the socket. No third-party library is named here.
"""

from __future__ import annotations

import io
import socket
import ssl
from contextlib import suppress
from contextvars import ContextVar
from http.client import HTTPMessage, HTTPResponse
from typing import TYPE_CHECKING, Any, Literal

from prometheus_querier.errors import (
    ConnectionLostError,
    MalformedResponseError,
    PrometheusQuerierError,
    RequestTimeoutError,
    TlsError,
)

from .failures import explained, not_connected, not_found, too_large
from .framing import CHUNKED, framing
from .head import read_head

if TYPE_CHECKING:
    from .deadline import Deadline

HEAD_LIMIT = 1 << 19
"""Bytes of status line and headers, interim responses included, and what of the body comes with them."""

_BUFFER = 1 << 16


class Call:
    """One request on the wire.

    Attributes:
        deadline: The time that is left.
        connect_timeout: Seconds for one connection.
        read_timeout: Seconds without a byte.
        limit: Bytes that may come.
        may_wait: Whether reading may wait for more than is here.
        gzip: Whether to ask for compression; ``None`` leaves it to how far the peer is.
        fresh: Whether a kept connection must not be used.
        reused: Whether the connection had carried another request before.
        received: Bytes that came.
        at_end: Whether the peer will send nothing more.
        response: The response whose head came.
        sock: The socket that it comes from, while it is this call's.
        failure: What went wrong first, in words of this library: HTTP libraries wrap or swallow errors on the way up.
    """

    __slots__ = (
        "__weakref__",
        "at_end",
        "connect_timeout",
        "deadline",
        "failure",
        "fresh",
        "gzip",
        "limit",
        "may_wait",
        "read_timeout",
        "received",
        "response",
        "reused",
        "sock",
    )

    def __init__(
        self,
        deadline: Deadline,
        *,
        connect_timeout: float | None,
        read_timeout: float | None,
        gzip: bool | None,
        fresh: bool = False,
    ) -> None:
        self.deadline = deadline
        self.connect_timeout = connect_timeout
        self.read_timeout = read_timeout
        self.gzip = gzip
        self.fresh = fresh
        self.limit: float = HEAD_LIMIT
        self.may_wait = True
        self.reused = False
        self.received = 0
        self.at_end = False
        self.response: WireResponse | None = None
        self.sock: socket.socket | None = None
        self.failure: PrometheusQuerierError | None = None

    @property
    def went_stale(self) -> bool:
        """Whether a kept connection turned out dead: it broke before a byte of the answer came."""
        return self.reused and self.received == 0 and isinstance(self.failure, ConnectionLostError)

    def head(self) -> WireResponse:
        """Gives the response whose head came."""
        if self.response is None:
            raise AssertionError("no response came through this call's connection")
        return self.response

    def wake(self) -> None:
        """Ends the wait of a thread that reads; the socket itself is for that thread to close."""
        sock = self.sock
        if sock is not None:
            with suppress(OSError):
                # Not the method of a TLS socket: it would go on to read what is encrypted.
                socket.socket.shutdown(sock, socket.SHUT_RDWR)

    def fail(self, error: PrometheusQuerierError) -> PrometheusQuerierError:
        """Keeps the first failure, and gives it to be raised."""
        if self.failure is None:
            self.failure = error
        return self.failure

    def timed_out(self, phase: Literal["connect", "read"]) -> PrometheusQuerierError:
        """Makes the failure for a wait that took too long."""
        if self.deadline.spent:
            advice = "ask for less, or allow a longer timeout"
            error = RequestTimeoutError(f"no complete answer within {self.deadline.total:g} s: {advice}")
            return self.fail(error)
        seconds = self.connect_timeout if phase == "connect" else self.read_timeout
        what, advice = "not a byte", "ask for less, or allow a longer read_timeout"
        if phase == "connect":
            what, advice = "no connection", "check host and port, and whether a firewall is in the way"
        error = RequestTimeoutError(f"{what} within {seconds or 0:g} s: {advice}")
        error.phase = phase
        # Nothing was sent yet, so that the server computes nothing either.
        error.retryable = phase == "connect"
        return self.fail(error)

    def lost(self, error: Exception) -> PrometheusQuerierError:
        """Makes the failure for a connection that broke."""
        if isinstance(error, ssl.SSLError) and self.received == 0 and not isinstance(error, ssl.SSLEOFError):
            # TLS 1.3 tells only now that a client certificate is missing or refused.
            return self.fail(explained(TlsError("the server ended the TLS connection"), error))
        return self.fail(explained(ConnectionLostError(f"the connection broke before {self._lacking()}"), error))

    def closed(self) -> PrometheusQuerierError:
        """Makes the failure for a connection that the server closed before the head was complete."""
        return self.fail(ConnectionLostError(f"the connection closed before {self._lacking()}"))

    def _lacking(self) -> str:
        """Says what never came, and what to write where that may be for want of TLS."""
        if self.received or self.reused or self.sock is None or isinstance(self.sock, ssl.SSLSocket):
            return "the answer was complete"
        return "a byte of the answer came: write https:// if the server speaks TLS at this port"


current: ContextVar[Call] = ContextVar("prometheus_querier_call")
"""The call that the connections of this thread or greenlet work for."""


class _Reader(io.RawIOBase):
    """Bytes from a socket, each wait limited and each byte counted."""

    def __init__(self, sock: socket.socket, call: Call) -> None:
        super().__init__()
        self._sock = sock
        self._raw = sock.makefile("rb", buffering=0)
        self._call = call

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        call = self._call
        if not call.may_wait:
            return None
        try:
            self._sock.settimeout(call.deadline.wait(call.read_timeout))
            count = self._raw.readinto(buffer) or 0
        except OSError as error:
            # A timeout of ours has no number; the kernel's own means that the peer is gone.
            ours = isinstance(error, TimeoutError) and error.errno is None
            raise (call.timed_out("read") if ours else call.lost(error)) from None
        call.received += count
        call.at_end = not count
        if call.received > call.limit:
            raise call.fail(too_large(int(call.limit)))
        return count

    def close(self) -> None:
        if not self.closed:
            self._raw.close()
        super().close()


class _Readable:
    """The one method of a socket that a response uses."""

    def __init__(self, sock: socket.socket, call: Call) -> None:
        self._sock = sock
        self._call = call

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(_Reader(self._sock, self._call), _BUFFER)


class WireResponse(HTTPResponse):
    """A response whose status line, headers and body come through the limited reader.

    Attributes:
        fields: The headers, names in lower case.
        ends: Where the body ends, as ``framing`` tells it.
    """

    fields: dict[str, str]
    ends: int | None

    def __init__(
        self, sock: socket.socket, debuglevel: int = 0, method: str | None = None, url: str | None = None
    ) -> None:
        call = current.get()
        super().__init__(_Readable(sock, call), debuglevel, method, url)  # type: ignore[arg-type]  # all of a socket that it uses
        call.response, call.sock = self, sock

    def begin(self) -> None:
        """Reads the head, in place of ``http.client``, whose way by an email parser is slow and forgives too much."""
        if self.headers is not None:
            return
        call = current.get()
        try:
            head = read_head(self.fp)
            self.ends = framing(head.status, head.headers)
        except MalformedResponseError as error:
            raise (call.closed() if call.at_end else call.fail(error)) from None
        self.status = self.code = head.status
        self.version, self.reason = 11, ""
        self.fields = dict(head.headers)
        self.headers = self.msg = HTTPMessage()
        for name, value in head.headers:
            self.headers[name] = value
        self.chunked, self.chunk_left = self.ends == CHUNKED, None
        self.length = None if self.chunked else self.ends
        self.will_close = self.ends is None or not head.keeps_alive


def open_socket(host: str, port: int, options: Any, call: Call) -> tuple[socket.socket, str]:
    """Connects to the first address of a host that answers, within what is left of the time, and tells which."""
    try:
        addresses = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise call.fail(not_found(f"{host}:{port}", error)) from None
    failure: OSError = OSError("no address")
    for family, kind, protocol, _, address in addresses:
        sock = None
        try:
            limit = call.deadline.wait(call.connect_timeout)
            sock = socket.socket(family, kind, protocol)
            for option in options or ():
                sock.setsockopt(*option)
            sock.settimeout(limit)
            sock.connect(address)
        except OSError as error:
            failure = error
            if sock is not None:
                sock.close()
        except BaseException:
            if sock is not None:
                sock.close()
            raise
        else:
            return sock, str(address[0])
    if isinstance(failure, TimeoutError):
        raise call.timed_out("connect")
    raise call.fail(not_connected(f"{host}:{port}", failure))
