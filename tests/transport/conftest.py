"""What tests of transports share: servers that misbehave on purpose, and both pooled transports."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import pytest

from prometheus_querier.errors import HttpStatusError, RateLimitedError, ServerUnavailableError
from prometheus_querier.http import HttpRequest
from prometheus_querier.transport import Exchange, RequestsTransport, RetryPolicy, Urllib3Transport

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from prometheus_querier.http import HttpResponse

QUERY = HttpRequest("POST", "/api/v1/query", (("query", "up"),))


@pytest.fixture(params=[RequestsTransport, Urllib3Transport], ids=["requests", "urllib3"])
def pooled(request: pytest.FixtureRequest) -> Iterator[Callable[..., Any]]:
    """Makes transports of each kind in turn, and closes them after the test."""
    made: list[Any] = []

    def make(url: str, **options: Any) -> Any:
        made.append(request.param(url, **options))
        return made[-1]

    make.kind = request.param  # type: ignore[attr-defined]
    yield make
    for transport in made:
        transport.close()


def read(response: HttpResponse) -> bytes:
    """Reads a body, and raises for a status, as simply as tests of transports need it."""
    body = response.read()
    if response.status == HTTPStatus.OK:
        return body
    kind = {429: RateLimitedError, 502: ServerUnavailableError, 503: ServerUnavailableError}
    error = kind.get(response.status, HttpStatusError)(f"status {response.status}")
    error.status = response.status
    error.excerpt = body.decode("latin-1")[:200]
    raise error


@pytest.fixture
def ask() -> Callable[..., bytes]:
    """Asks once, with quick retries, and gives the body."""

    def call(transport: Any, *, timeout: float | None = 5.0, request: HttpRequest = QUERY, **policy: Any) -> bytes:
        exchange = Exchange(transport, RetryPolicy(**{"first_delay": 0.001, **policy}))
        return exchange.call(request, read, timeout=timeout)

    return call
