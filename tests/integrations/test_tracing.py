"""Traces of our own calls."""

from __future__ import annotations

import sys

import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode

from prometheus_querier.errors import ConnectError, MissingDependencyError
from prometheus_querier.http import HttpRequest, HttpResponse
from prometheus_querier.integrations.tracing import OpenTelemetryObserver
from prometheus_querier.transport import Exchange, RetryPolicy

QUERY = HttpRequest("POST", "/api/v1/query", (("query", "up"),), (("X-Key", "hunter2"),))


@pytest.fixture
def spans():
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    exporter.provider = provider
    yield exporter
    provider.shutdown()


class Canned:
    def __init__(self, *answers) -> None:
        self.answers = iter(answers)
        self.current = []

    def send(self, request, *, timeout):
        self.current.append(trace.get_current_span().get_span_context().span_id)
        answer = next(self.answers)
        if isinstance(answer, HttpResponse):
            return answer
        raise answer

    def close(self) -> None:
        pass


def test_a_call_is_a_span_and_current_meanwhile(spans) -> None:
    transport = Canned(ConnectError("no"), HttpResponse(200, {}, b"fine"))
    observer = OpenTelemetryObserver(spans.provider, queries=True)
    exchange = Exchange(transport, RetryPolicy(first_delay=0.0), observers=[observer])
    assert exchange.call(QUERY, HttpResponse.read, timeout=None) == b"fine"
    (span,) = spans.get_finished_spans()
    assert (span.name, span.kind, span.status.status_code) == ("POST /api/v1/query", SpanKind.CLIENT, StatusCode.UNSET)
    assert dict(span.attributes) == {
        "http.request.method": "POST",
        "url.template": "/api/v1/query",
        "db.system.name": "prometheus",
        "db.query.text": "up",
        "http.response.status_code": 200,
        "http.response.body.size": 4,
        "http.request.resend_count": 1,
    }
    assert [(event.name, dict(event.attributes)) for event in span.events] == [
        ("attempt failed", {"error.type": "ConnectError", "attempt": 1})
    ]
    assert transport.current == [span.context.span_id] * 2
    assert not trace.get_current_span().get_span_context().is_valid


def test_a_failed_call_is_an_error_without_its_text(spans) -> None:
    observer = OpenTelemetryObserver(spans.provider)
    with pytest.raises(ConnectError):
        Exchange(Canned(ConnectError("hunter2")), observers=[observer]).call(QUERY, HttpResponse.read, timeout=None)
    (span,) = spans.get_finished_spans()
    assert (span.status.status_code, span.attributes["error.type"]) == (StatusCode.ERROR, "ConnectError")
    assert "db.query.text" not in span.attributes
    assert "hunter2" not in span.to_json()


def test_without_the_library_the_extra_is_named(monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "opentelemetry", None)
    with pytest.raises(MissingDependencyError, match=r"prometheus-querier\[tracing\]"):
        OpenTelemetryObserver()
