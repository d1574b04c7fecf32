"""Metrics about our own calls, for prometheus_client: how many, how long, how large, and how they ended."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from prometheus_querier.errors import MissingDependencyError
from prometheus_querier.transport.observing import endpoint

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry

    from prometheus_querier.http import HttpRequest
    from prometheus_querier.transport.observing import Attempt

_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 120.0)


class PrometheusObserver:
    """Counts and times calls; make one for a process, and share it between clients.

    =================================================  =========  =====================
    metric                                             type       labels
    =================================================  =========  =====================
    ``prometheus_querier_calls_seconds``               histogram  ``endpoint outcome``
    ``prometheus_querier_attempts_total``              counter    ``endpoint outcome``
    ``prometheus_querier_response_bytes_total``        counter    ``endpoint``
    =================================================  =========  =====================

    ``outcome`` is ``success`` or the name of an error's class. Queries and label names are no labels: they have no end.

    Args:
        registry: Where the metrics are registered; by default where prometheus_client puts them.
        namespace: What their names begin with.

    Raises:
        MissingDependencyError: prometheus_client is not installed.
    """

    def __init__(self, registry: CollectorRegistry | None = None, *, namespace: str = "prometheus_querier") -> None:
        try:
            from prometheus_client import REGISTRY, Counter, Histogram  # noqa: PLC0415 -- an extra
        except ImportError:
            raise MissingDependencyError.of("prometheus_client", "metrics", "PrometheusObserver") from None
        options: dict[str, Any] = {"namespace": namespace, "registry": REGISTRY if registry is None else registry}
        by = ("endpoint", "outcome")
        self._calls = Histogram("calls_seconds", "Calls, retries included.", by, buckets=_BUCKETS, **options)
        self._attempts = Counter("attempts", "Requests sent.", by, **options)
        self._bytes = Counter("response_bytes", "Bytes of answers, decoded.", ("endpoint",), **options)

    def started(self, request: HttpRequest) -> _Watch:
        """Begins to time a call."""
        return _Watch(self, endpoint(request))


class _Watch:
    def __init__(self, metrics: PrometheusObserver, name: str) -> None:
        self._metrics = metrics
        self._endpoint = name
        self._started = time.perf_counter()

    def attempted(self, attempt: Attempt) -> None:
        self._metrics._attempts.labels(self._endpoint, _outcome(attempt.error)).inc()  # noqa: SLF001 -- its other half
        self._metrics._bytes.labels(self._endpoint).inc(attempt.size)  # noqa: SLF001 -- its other half

    def ended(self, error: BaseException | None) -> None:
        elapsed = time.perf_counter() - self._started
        self._metrics._calls.labels(self._endpoint, _outcome(error)).observe(elapsed)  # noqa: SLF001 -- its other half


def _outcome(error: BaseException | None) -> str:
    return "success" if error is None else type(error).__name__
