"""One call from request to answer: what every method of the client goes through.

Sending, retrying and reading are the transport layer's business, meaning is the ``api`` layer's; this joins them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from prometheus_querier.api.envelope import read_json, read_query, read_status
from prometheus_querier.transport.retrying import Exchange, RetryPolicy

if TYPE_CHECKING:
    from typing import Any

    from prometheus_querier.http import HttpRequest
    from prometheus_querier.results import Document, QueryResult
    from prometheus_querier.transport import Transport


class Caller:
    """Sends requests and reads answers, within one time limit for each call."""

    def __init__(self, transport: Transport, *, timeout: float | None, retry: RetryPolicy | None) -> None:
        self.transport = transport
        self.timeout = timeout
        self._exchange = Exchange(transport, RetryPolicy.none() if retry is None else retry)

    def query(self, request: HttpRequest, query: str, *, timeout: float | None = None) -> Document[QueryResult]:
        """Calls ``query`` or ``query_range``; the answer's data is a result in columns."""
        return self._exchange.call(
            request, lambda response: read_query(response, query=query), timeout=self._limit(timeout)
        )

    def json(self, request: HttpRequest, *, query: str | None = None, timeout: float | None = None) -> Document[Any]:
        """Calls any other endpoint; the answer's data is plain JSON."""
        return self._exchange.call(
            request, lambda response: read_json(response, query=query), timeout=self._limit(timeout)
        )

    def status(self, request: HttpRequest, *, timeout: float | None = None) -> None:
        """Calls an endpoint that says all with its status."""
        self._exchange.call(request, read_status, timeout=self._limit(timeout))

    def server_timeout(self, timeout: float | None) -> str | None:
        """The time that the server may take: a little less than ours, so that its own words come first."""
        limit = self._limit(timeout)
        return None if limit is None else f"{max(limit - 0.5, limit * 0.9):.3f}"

    def _limit(self, timeout: float | None) -> float | None:
        return self.timeout if timeout is None else timeout
