"""What all transports over a pool of connections do alike: one call, its limits, its errors, and the end of it all."""

from __future__ import annotations

import weakref
from http import HTTPStatus
from typing import TYPE_CHECKING, NoReturn, Protocol

from prometheus_querier.errors import (
    ClientClosedError,
    PrometheusQuerierError,
    TransportError,
)
from prometheus_querier.http import HttpResponse

from .answers import Body
from .deadline import Deadline
from .encoding import encode
from .failures import bare, explained, too_large
from .origins import SentRequest, origin_of
from .packing import decoded
from .process import PerProcess
from .supervising import enlist
from .wire import Call, current

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

    from prometheus_querier.http import HttpRequest

    from .answers import Answer
    from .encoding import EncodedRequest
    from .secrets import Secret
    from .settings import Settings

ERROR_BODY_BYTES = 1 << 20
"""Bytes that are read of an answer that is no result: enough for any error text, and cut off after that."""


class Pool(Protocol):
    """Connections to one server, made with one HTTP library."""

    def open(self, request: EncodedRequest, call: Call) -> Answer:
        """Sends a request and reads the head of the answer."""
        ...

    def close(self) -> None:
        """Closes every idle connection."""
        ...


class _Connections:
    """What one process holds: its pool, and the answers that are still read."""

    def __init__(self, pool: Pool) -> None:
        self.pool = pool
        # Weakly, for a body that nobody holds must go; and in a plain set, whose every use is a single step for threads.
        self._bodies: set[weakref.ref[Body]] = set()

    def add(self, body: Body) -> None:
        self._bodies.add(weakref.ref(body, self._bodies.discard))

    def close(self) -> None:
        self.pool.close()
        for reference in list(self._bodies):
            if (body := reference()) is not None:
                body.abandon()


class PooledTransport:
    """A transport over a pool of connections to one server. Safe to share between threads and greenlets."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._gzip = {"auto": None, "gzip": True, "none": False}[settings.compression]
        self._connections = PerProcess(lambda: _Connections(self._make_pool()))
        self._origin: str | None = None
        self._closed = False

    def _make_pool(self) -> Pool:
        raise NotImplementedError

    def send(self, request: HttpRequest, *, timeout: float | None) -> HttpResponse:
        """Sends a request and returns the response as soon as its head is there.

        A body that came together with the head is given whole. So is the body of every status but 200, cut off at
        1 MiB. When a kept connection turns out dead before a byte of the answer came, the request goes once more over
        a new one, unless it is a PUT, which may change something.

        Raises:
            ClientClosedError: The transport is closed.
            QueryBuildError: The request cannot be sent as it is; nothing was sent.
            TransportError: No usable answer came.
            ResponseTooLargeError: The answer is larger than ``max_response_bytes``.
            MalformedResponseError: The answer is not well-formed HTTP.
        """
        if self._closed:
            raise ClientClosedError(
                "this client is closed, by close() or at the end of its with block: make a new one with connect()"
            )
        deadline = Deadline(timeout)
        secret = None if self._settings.authorization is None else self._settings.authorization()
        try:
            return self._send(request, deadline, secret)
        except BaseException as error:  # noqa: BLE001 -- raised again below
            failure = bare(error)
        raise failure

    def as_sent(self, request: HttpRequest) -> SentRequest:
        """Tells what a request's answer depends on, but for the server's data."""
        if self._origin is None:
            self._origin = origin_of(self._settings)
        return SentRequest(request, self._origin, self._settings.tells_who)

    def _send(self, request: HttpRequest, deadline: Deadline, secret: Secret | None) -> HttpResponse:
        settings = self._settings
        headers = settings.headers if secret is None else {**settings.headers, "Authorization": secret.reveal()}
        encoded = encode(request, settings.url.prefix, headers)
        call = self._call(deadline, fresh=False)
        try:
            return self._answer(encoded, call)
        except PrometheusQuerierError:
            if not call.went_stale or request.method == "PUT":
                raise
        return self._answer(encoded, self._call(deadline, fresh=True))

    def _call(self, deadline: Deadline, *, fresh: bool) -> Call:
        settings = self._settings
        call = Call(
            deadline,
            connect_timeout=settings.connect_timeout,
            read_timeout=settings.read_timeout,
            gzip=self._gzip,
            fresh=fresh,
        )
        enlist(call)
        return call

    def _answer(self, encoded: EncodedRequest, call: Call) -> HttpResponse:
        if call.deadline.spent:
            raise call.timed_out("connect")
        token = current.set(call)
        try:
            answer = self._connections.get().pool.open(encoded, call)
        except Exception as error:  # noqa: BLE001 -- whatever a library or a signer raises
            if self._closed:
                raise ClientClosedError("the transport was closed while this request was sent") from None
            if call.failure is not None or isinstance(error, PrometheusQuerierError):
                raise call.failure or error from None
            raise explained(TransportError("the request failed"), error) from None
        finally:
            current.reset(token)
        try:
            return self._response(answer, call)
        except BaseException:
            answer.end(complete=False)
            raise

    def _response(self, answer: Answer, call: Call) -> HttpResponse:
        limit = self._settings.max_response_bytes
        is_error = answer.status != HTTPStatus.OK
        # Framing in tiny chunks may be larger than what it frames, but not without end.
        call.limit += 2 * (ERROR_BODY_BYTES if is_error else float("inf") if limit is None else limit)
        if is_error:
            return _error_response(answer, call)
        if limit is not None and answer.length is not None and answer.length > limit:
            raise too_large(limit)
        pieces = decoded(answer.pieces, answer.headers, call, limit)
        if answer.is_here:
            whole = b"".join(pieces)
            answer.end(complete=True)
            return HttpResponse(answer.status, answer.headers, whole)
        body = Body(pieces, answer)
        self._connections.get().add(body)
        if self._closed:
            body.abandon()
        return HttpResponse(answer.status, answer.headers, body)

    def close(self) -> None:
        """Closes every connection; calling it again does nothing. An answer that is still being read breaks off."""
        if self._closed:
            return
        self._closed = True
        self._connections.get().close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str(self._settings.url)!r})"

    def __reduce__(self) -> NoReturn:
        raise TypeError(f"{type(self).__name__} holds connections and cannot be pickled: make one where it is needed")


def _error_response(answer: Answer, call: Call) -> HttpResponse:
    """Reads what there is of an error's body: the status counts, even when its explanation breaks off."""
    body = bytearray()
    complete = False
    try:
        for piece in decoded(answer.pieces, answer.headers, call, None):
            body += piece[: ERROR_BODY_BYTES - len(body)]
            if len(body) == ERROR_BODY_BYTES:
                break
        else:
            complete = True
    except PrometheusQuerierError:
        pass
    answer.end(complete=complete)
    return HttpResponse(answer.status, answer.headers, bytes(body))
