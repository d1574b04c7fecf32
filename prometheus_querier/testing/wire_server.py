"""A server that says on the wire exactly what a test wants, however wrong: for tests of transports, on loopback."""

from __future__ import annotations

import itertools
import socket
import struct
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NoReturn, TypeAlias

if TYPE_CHECKING:
    import ssl
    from types import TracebackType
    from typing import Self

# Windows' struct linger has short numbers.
_RESET_ON_CLOSE = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)


@dataclass(frozen=True, slots=True)
class Received:
    """One request as it arrived.

    Attributes:
        method: The method.
        target: Path and query, as sent.
        headers: Names in lower case, and values, in order.
        body: The body.
        connection: The number of its connection, from 1.
        turn: Which request of that connection it is, from 1.
    """

    method: str
    target: str
    headers: tuple[tuple[str, str], ...] = field(repr=False)
    body: bytes
    connection: int
    turn: int

    def header(self, name: str) -> str | None:
        """Gives the value of a header, all of them joined by commas; ``None`` without one."""
        values = [value for each, value in self.headers if each == name.lower()]
        return ", ".join(values) if values else None


class Hangup(Exception):  # noqa: N818 -- no error: how a script ends its connection
    """Raised by a script's actions to end its connection."""


class Peer:
    """The server's end of one connection, for a script to act on."""

    def __init__(self, sock: socket.socket, server: WireServer) -> None:
        self._sock = sock
        self._server = server

    def send(self, *parts: bytes) -> None:
        """Sends bytes as they are, all parts at once."""
        self._sock.sendall(b"".join(parts))

    def answer(self, body: bytes = b"", status: str = "200 OK", headers: Sequence[str] = ()) -> None:
        """Sends a well-formed answer with a ``Content-Length``."""
        lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers, "", ""]
        self.send("\r\n".join(lines).encode("latin-1"), body)

    def chunks(self, *pieces: bytes, status: str = "200 OK", headers: Sequence[str] = ()) -> None:
        """Sends a well-formed answer in chunks."""
        lines = [f"HTTP/1.1 {status}", "Transfer-Encoding: chunked", *headers, "", ""]
        framed = [b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces]
        self.send("\r\n".join(lines).encode("latin-1"), *framed, b"0\r\n\r\n")

    def drip(self, data: bytes, every: float = 0.01) -> None:
        """Sends byte after byte with a pause between them."""
        for byte in data:
            self.send(bytes([byte]))
            self._server.ended.wait(every)

    def flood(self, piece: bytes) -> NoReturn:
        """Sends the same again and again until the client goes."""
        while True:
            self.send(piece)

    def stall(self) -> NoReturn:
        """Says nothing more until the client goes."""
        while self._sock.recv(1 << 16):
            pass
        raise Hangup

    def hang_up(self) -> NoReturn:
        """Closes the connection, in good order."""
        raise Hangup

    def reset(self) -> NoReturn:
        """Breaks the connection."""
        self._sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
        raise Hangup


Script: TypeAlias = Callable[[Peer, Received], object]
"""What the server does with one request."""


class WireServer:
    """A server on a loopback port that does what scripts say, in a thread for each connection.

    >>> from urllib.request import urlopen
    >>> with WireServer(lambda peer, request: peer.answer(b"pong")) as server:
    ...     urlopen(server.url + "/ping").read(), server.requests[0].target
    (b'pong', '/ping')

    Args:
        script: What to do with each request; or several scripts, for the first, the second, …, the last for all that
            follow.
        tls: The server's certificate, to talk TLS.
        host: The address to listen on.

    Attributes:
        requests: What arrived, in order.
        ended: Set when the server closes.
    """

    def __init__(
        self, script: Script | Sequence[Script], *, tls: ssl.SSLContext | None = None, host: str = "127.0.0.1"
    ) -> None:
        self.requests: list[Received] = []
        self.ended = threading.Event()
        self._scripts = [script] if callable(script) else list(script)
        self._tls = tls
        self._lock = threading.Lock()
        self._open: set[socket.socket] = set()
        self._connections = itertools.count(1)
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self._listener = socket.create_server((host, 0), family=family, backlog=512)
        self.host, self.port = self._listener.getsockname()[:2]
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    @property
    def url(self) -> str:
        """The base URL."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'https' if self._tls else 'http'}://{host}:{self.port}"

    @property
    def open_connections(self) -> int:
        """How many connections clients hold open."""
        return len(self._open)

    def wait_until_left(self, seconds: float = 2.0) -> bool:
        """Waits until no client holds a connection; tells whether that came to be."""
        end = time.monotonic() + seconds
        while self._open and time.monotonic() < end:
            time.sleep(0.002)
        return not self._open

    def drop_all(self) -> None:
        """Closes all connections, as a server does that ends."""
        with self._lock:
            for sock in self._open:
                with suppress(OSError):
                    sock.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Stops listening and closes all connections."""
        self.ended.set()
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self.drop_all()
        for thread in list(self._threads):
            thread.join(5)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _accept(self) -> None:
        while not self.ended.is_set():
            try:
                sock, _ = self._listener.accept()
            except OSError:
                return
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            thread = threading.Thread(target=self._serve, args=(sock, next(self._connections)), daemon=True)
            with self._lock:
                self._open.add(sock)
                self._threads.append(thread)
            thread.start()

    def _serve(self, sock: socket.socket, connection: int) -> None:
        plain = sock
        try:
            if self._tls is not None:
                sock = self._tls.wrap_socket(sock, server_side=True)
                with self._lock:
                    self._open.discard(plain)
                    self._open.add(sock)
            for turn in itertools.count(1):
                request = _read_request(sock, connection, turn)
                if request is None:
                    return
                with self._lock:
                    script = self._scripts[min(len(self.requests), len(self._scripts) - 1)]
                    self.requests.append(request)
                script(Peer(sock, self), request)
        except (OSError, Hangup):
            pass
        finally:
            with self._lock:
                self._open -= {sock, plain}
            sock.close()


def _read_request(sock: socket.socket, connection: int, turn: int) -> Received | None:
    data = b""
    while b"\r\n\r\n" not in data:
        piece = sock.recv(1 << 16)
        if not piece:
            return None
        data += piece
    head, _, body = data.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = tuple(
        (name.lower(), value.removeprefix(" ")) for name, _, value in (line.partition(":") for line in lines)
    )
    length = int(dict(headers).get("content-length", 0))
    while len(body) < length:
        piece = sock.recv(1 << 16)
        if not piece:
            return None
        body += piece
    method, target, _ = first.split(" ", 2)
    return Received(method, target, headers, body, connection, turn)
