"""A transport without a network: canned answers go out, requests are kept to be looked at."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

from prometheus_querier.errors import ClientClosedError
from prometheus_querier.http import HttpRequest, HttpResponse
from prometheus_querier.transport import SentRequest

if TYPE_CHECKING:
    from prometheus_querier.client import PrometheusClient

Answer: TypeAlias = HttpResponse | Exception | Callable[[HttpRequest], HttpResponse]
"""A response, an error to raise, or a function that makes the response from the request."""


class FakeTransport:
    """A transport that answers from memory.

    Answers are given by endpoint: ``query`` stands for ``/api/v1/query``, and a name that begins with a slash is the
    whole path. One answer is given every time; a list of answers is given in turn, each once.

    >>> from prometheus_querier.testing import FakeTransport, answers
    >>> transport = FakeTransport({"query": answers.scalar(1704067200, 2)})
    >>> transport.send(HttpRequest("POST", "/api/v1/query", (("query", "1 + 1"),)), timeout=None).status
    200
    >>> transport.requests[0].params
    (('query', '1 + 1'),)

    Attributes:
        requests: Every request in the order it was sent.
        timeouts: The timeout that came with each of them.
        closed: Whether ``close`` was called.
    """

    def __init__(self, answers: Mapping[str, Answer | Iterable[Answer]] | None = None) -> None:
        self.requests: list[HttpRequest] = []
        self.timeouts: list[float | None] = []
        self.closed = False
        self._answers: dict[str, Answer | deque[Answer]] = {}
        for endpoint, answer in (answers or {}).items():
            self.answer(endpoint, answer)

    @cached_property
    def client(self) -> PrometheusClient:
        """A client that asks this transport.

        >>> from prometheus_querier.testing import answers
        >>> FakeTransport({"query": answers.scalar(1704067200, 2)}).client.query("1 + 1").value
        2.0
        """
        from prometheus_querier.client import PrometheusClient  # noqa: PLC0415 - slow to import

        return PrometheusClient(self)

    def answer(self, endpoint: str, answer: Answer | Iterable[Answer]) -> None:
        """Cans an answer, or several in turn, for an endpoint, in place of what it had.

        Raises:
            TypeError: It is no answer but text, bytes or a mapping.
        """
        path = endpoint if endpoint.startswith("/") else f"/api/v1/{endpoint}"
        if isinstance(answer, (str, bytes, Mapping)):
            raise TypeError(
                f"an answer is a response, an error, a function, or several of these, not {type(answer).__name__}: "
                f"answers.vector(...), answers.success(data) and answers.text(200, body) make responses"
            )
        if isinstance(answer, (HttpResponse, Exception)) or callable(answer):
            self._answers[path] = answer
        else:
            self._answers[path] = deque(answer)

    def send(self, request: HttpRequest, *, timeout: float | None) -> HttpResponse:
        """Keeps the request and gives the answer that is canned for its path.

        Raises:
            ClientClosedError: The transport was closed.
            LookupError: Nothing is canned for this path, or all of it was given.
        """
        if self.closed:
            raise ClientClosedError("this FakeTransport is closed")
        self.requests.append(request)
        self.timeouts.append(timeout)
        answer = self._answers.get(request.path)
        if isinstance(answer, deque):
            answer = answer.popleft() if answer else None
        if answer is None:
            used_up = request.path in self._answers
            known = ", ".join(self._answers) or "nothing"
            raise LookupError(
                f"FakeTransport has no {'more answers' if used_up else 'answer'} for {request.method} {request.path}; "
                f"canned: {known}. Write FakeTransport({{{request.path.removeprefix('/api/v1/')!r}: ...}}) with a "
                f"response such as answers.vector(...)"
            )
        if isinstance(answer, Exception):
            raise answer
        return answer if isinstance(answer, HttpResponse) else answer(request)

    def as_sent(self, request: HttpRequest) -> SentRequest:
        """Tells what a request's answer depends on, so that a client over this may have a cache."""
        return SentRequest(request, "FakeTransport")

    def close(self) -> None:
        """Refuses every later request."""
        self.closed = True
