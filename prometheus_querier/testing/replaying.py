"""A transport that answers from a file that ``RecordingTransport`` wrote."""

from __future__ import annotations

import threading
from collections import defaultdict, deque
from difflib import SequenceMatcher
from pathlib import Path
from typing import TYPE_CHECKING

from prometheus_querier.errors import ClientClosedError

from .recordings import Recording

if TYPE_CHECKING:
    import os

    from prometheus_querier.http import HttpRequest, HttpResponse


class ReplayTransport:
    """Answers as a server once did, without a network.

    A request gets the answer of the recorded request that is the same: method, path, parameters and body, but for what
    the recording ignores. A request that was recorded several times gets its answers in their order, each once.

        with PrometheusClient(ReplayTransport("answers.json")) as client:
            client.query("up", time=1704067200)

    Args:
        path: The file.

    Raises:
        FileNotFoundError: There is no such file.
        ValueError: It is no recording.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self._path = Path(path)
        recording = Recording.loads(self._path.read_text("utf-8"))
        self._comparison = recording.comparison
        self._answers: defaultdict[HttpRequest, deque[HttpResponse]] = defaultdict(deque)
        for request, response in recording.exchanges:
            self._answers[request].append(response)
        self._lock = threading.Lock()
        self._closed = False

    def send(self, request: HttpRequest, *, timeout: float | None) -> HttpResponse:  # noqa: ARG002 - it takes no time
        """Gives the recorded answer.

        Raises:
            ClientClosedError: The transport was closed.
            LookupError: This was not recorded, or not so often.
        """
        if self._closed:
            raise ClientClosedError("this ReplayTransport is closed")
        wanted = self._comparison.essence(request)
        with self._lock:
            if answers := self._answers.get(wanted):
                return answers.popleft()
        raise LookupError(self._explain(wanted))

    def unused(self) -> list[HttpRequest]:
        """Lists the recorded requests that have not been made; one that misses several answers stands there as often."""
        with self._lock:
            return [request for request, answers in self._answers.items() for _ in answers]

    def close(self) -> None:
        """Refuses every later request."""
        self._closed = True

    def __repr__(self) -> str:
        return f"ReplayTransport({str(self._path)!r})"

    def _explain(self, wanted: HttpRequest) -> str:
        shown = spell(wanted)
        if wanted in self._answers:
            return f"{self._path} has no more answers for {shown}: it was asked less often when that was recorded"
        lines = [f"{self._path} has no answer for", f"  {shown}"]
        nearest = max(self._answers, key=lambda one: SequenceMatcher(None, shown, spell(one)).ratio(), default=None)
        if nearest is None:
            lines.append("and none for anything else.")
        else:
            lines += ["The nearest request that it has is", f"  {spell(nearest)}"]
            differing = sorted({name for name, _ in set(wanted.params) ^ set(nearest.params)})
            if differing:
                lines.append(f"which differs in {', '.join(differing)}.")
        lines.append(
            "Record it again. Times that move with the clock are given as fixed ones, or ignored when recording."
        )
        return "\n".join(lines)


def spell(request: HttpRequest) -> str:
    """Shows a request in one line.

    >>> from prometheus_querier.http import HttpRequest
    >>> spell(HttpRequest("POST", "/api/v1/query", (("query", "up"), ("time", "0"))))
    "POST /api/v1/query query='up' time='0'"
    """
    parts = [request.method, request.path]
    parts += [f"{name}={value!r}" for name, value in (*request.params, *request.headers)]
    if request.content is not None:
        parts.append(f"with a body of {len(request.content)} bytes")
    return " ".join(parts)
