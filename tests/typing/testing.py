"""What tests write with the test tools; read by type checkers, never run."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_type

from prometheus_querier.errors import ConnectError
from prometheus_querier.testing import FakeTransport, LocalPrometheus, answers

if TYPE_CHECKING:
    from prometheus_querier.http import HttpRequest, HttpResponse
    from prometheus_querier.transport.base import Transport


def echo(request: HttpRequest) -> HttpResponse:
    return answers.text(200, request.path)


transport: Transport = FakeTransport({"query": [ConnectError("refused"), answers.vector()], "/echo": echo})
FakeTransport({"query": "up"})  # type: ignore[dict-item]

with LocalPrometheus(load=[({"__name__": "up"}, [(1704067200, 1)])], scrape=["self"]) as prometheus:
    assert_type(prometheus, LocalPrometheus)
    assert_type(prometheus.url, str)
LocalPrometheus(load=[({"__name__": "up"}, [1704067200])])  # type: ignore[list-item]
