"""Traces of our own calls, for OpenTelemetry: a span for each call, with an event for each attempt that failed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from prometheus_querier.errors import MissingDependencyError
from prometheus_querier.transport.observing import endpoint

if TYPE_CHECKING:
    from opentelemetry.trace import Span, TracerProvider

    from prometheus_querier.http import HttpRequest
    from prometheus_querier.transport.observing import Attempt


class OpenTelemetryObserver:
    """Makes a client span of every call, named by method and endpoint, with OpenTelemetry's names for what it says.

    The span is current while the call lasts, so that spans of an HTTP library's instrumentation become its children.

    Args:
        tracer_provider: What makes spans; by default the one that is set for the process.
        queries: Whether the PromQL text is recorded, as ``db.query.text``.

    Raises:
        MissingDependencyError: The OpenTelemetry API is not installed.
    """

    def __init__(self, tracer_provider: TracerProvider | None = None, *, queries: bool = False) -> None:
        try:
            from opentelemetry import trace  # noqa: PLC0415 -- an extra
        except ImportError:
            raise MissingDependencyError.of("opentelemetry-api", "tracing", "OpenTelemetryObserver") from None
        self._trace = trace
        self._tracer = trace.get_tracer("prometheus_querier", tracer_provider=tracer_provider)
        self._queries = queries

    def started(self, request: HttpRequest) -> _Watch:
        """Begins the span."""
        name = endpoint(request)
        attributes = {"http.request.method": request.method, "url.template": name, "db.system.name": "prometheus"}
        if self._queries and (query := dict(request.params).get("query")) is not None:
            attributes["db.query.text"] = query
        span = self._tracer.start_span(
            f"{request.method} {name}", kind=self._trace.SpanKind.CLIENT, attributes=attributes
        )
        return _Watch(span, self._trace)


class _Watch:
    def __init__(self, span: Span, trace: Any) -> None:
        self._span = span
        self._trace = trace
        self._use = trace.use_span(span)
        self._use.__enter__()

    def attempted(self, attempt: Attempt) -> None:
        if attempt.status is not None:
            self._span.set_attribute("http.response.status_code", attempt.status)
            self._span.set_attribute("http.response.body.size", attempt.size)
        if attempt.number > 1:
            self._span.set_attribute("http.request.resend_count", attempt.number - 1)
        if attempt.error is not None:
            event: dict[str, str | int] = {"error.type": type(attempt.error).__name__, "attempt": attempt.number}
            self._span.add_event("attempt failed", event)

    def ended(self, error: BaseException | None) -> None:
        self._use.__exit__(None, None, None)
        if error is not None:
            self._span.set_attribute("error.type", type(error).__name__)
            # Not the error itself: its text quotes the server, and its trace the source.
            self._span.set_status(self._trace.Status(self._trace.StatusCode.ERROR, type(error).__name__))
        self._span.end()
