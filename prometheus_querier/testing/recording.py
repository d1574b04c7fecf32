"""A transport that keeps what it is asked and answered, and writes it to a file that ``ReplayTransport`` reads."""

from __future__ import annotations

import sys
import threading
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from .recordings import Comparison, Recording

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterable, Iterator

    from prometheus_querier.http import HttpRequest, HttpResponse
    from prometheus_querier.transport import Transport


class RecordingTransport:
    """Sends by another transport, and writes requests and answers to a file when it is closed.

    Every answer is kept, whatever its status, and nothing that came instead of one: a connection that breaks is no
    answer. No credentials get into the file, and no headers but those that are named here.

        with PrometheusClient(RecordingTransport(RequestsTransport(url), "answers.json")) as client:
            client.query("up", time=1704067200)

    >>> import tempfile
    >>> from prometheus_querier import PrometheusClient
    >>> from prometheus_querier.testing import FakeTransport, ReplayTransport, answers
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     server = FakeTransport({"labels": answers.labels("job")})
    ...     with PrometheusClient(RecordingTransport(server, f"{folder}/answers.json")) as client:
    ...         client.label_names()
    ...     with PrometheusClient(ReplayTransport(f"{folder}/answers.json")) as client:
    ...         client.label_names()
    ['job']
    ['job']

    Args:
        transport: What sends; closed with this.
        path: The file; directories are made, and a file of before is replaced, whole or not at all.
        ignore: Parameters that do not tell one request from another, such as ``time``; they are not recorded.
        headers: Headers of a request that tell it from another, such as ``X-Scope-OrgID``; no others are recorded.

    Raises:
        ValueError: A header is secret.
    """

    def __init__(
        self,
        transport: Transport,
        path: str | os.PathLike[str],
        *,
        ignore: Iterable[str] = (),
        headers: Iterable[str] = (),
    ) -> None:
        self._transport = transport
        self._path = Path(path)
        self._comparison = Comparison.of(ignore, headers)
        self._lock = threading.Lock()
        self._sent = 0
        self._answered: dict[int, tuple[HttpRequest, HttpResponse]] = {}
        self._closed = False

    def send(self, request: HttpRequest, *, timeout: float | None) -> HttpResponse:
        """Sends a request; ``Transport.send`` says how, and what it raises."""
        with self._lock:
            self._sent += 1
            number = self._sent
        response = self._transport.send(request, timeout=timeout)
        essence = self._comparison.essence(request)

        def keep(body: bytes) -> None:
            # By the order of sending: answers of threads come in any order.
            self._answered[number] = (essence, replace(response, body=body))

        if isinstance(response.body, bytes):
            keep(response.body)
            return response
        return replace(response, body=_Kept(response, keep))

    def close(self) -> None:
        """Closes the transport, and writes the file; calling it again does nothing.

        A run that Ctrl-C interrupts leaves the file of before, and so does a server that answers nothing at all.

        Raises:
            OSError: The file cannot be written.
        """
        self._transport.close()
        if self._closed:
            return
        self._closed = True
        if isinstance(sys.exception(), KeyboardInterrupt) or (self._sent and not self._answered):
            return
        from prometheus_querier.batch.storage import make_directory, written_aside  # noqa: PLC0415 - slow to import

        recording = Recording(self._comparison, tuple(self._answered[number] for number in sorted(self._answered)))
        make_directory(self._path.parent.absolute())
        with written_aside(self._path) as file:
            file.write(recording.dumps().encode())

    def __repr__(self) -> str:
        return f"RecordingTransport({self._transport!r}, {str(self._path)!r})"


class _Kept:
    """A body that is passed on piece by piece, and kept as far as it was read; one that breaks off is not kept."""

    def __init__(self, response: HttpResponse, keep: Callable[[bytes], None]) -> None:
        self._response = response
        self._pieces = response.pieces()
        self._keep = keep
        self._read: list[bytes] = []
        self._kept = False

    @property
    def size(self) -> int:
        """Bytes that were read."""
        return sum(map(len, self._read))

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        try:
            piece = next(self._pieces)
        except StopIteration:
            self._finish()
            raise
        except BaseException:
            self._kept = True
            raise
        self._read.append(piece)
        return piece

    def close(self) -> None:
        self._response.close()
        self._finish()

    def _finish(self) -> None:
        if not self._kept:
            self._kept = True
            self._keep(b"".join(self._read))
