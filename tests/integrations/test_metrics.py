"""Metrics about our own calls."""

from __future__ import annotations

import sys

import pytest
from prometheus_client import CollectorRegistry

from prometheus_querier.errors import ConnectError, MissingDependencyError
from prometheus_querier.http import HttpRequest, HttpResponse
from prometheus_querier.integrations.metrics import PrometheusObserver
from prometheus_querier.testing import FakeTransport
from prometheus_querier.transport import Exchange, RetryPolicy

VALUES = HttpRequest("GET", "/api/v1/label/job/values")


def test_calls_attempts_and_bytes_are_counted() -> None:
    registry = CollectorRegistry()
    observer = PrometheusObserver(registry, namespace="app")
    answers = ConnectError("no"), HttpResponse(200, {}, b"fine"), *[ConnectError("no")] * 3
    exchange = Exchange(FakeTransport({VALUES.path: answers}), RetryPolicy(first_delay=0.0), observers=[observer])
    assert exchange.call(VALUES, HttpResponse.read, timeout=None) == b"fine"
    with pytest.raises(ConnectError):
        exchange.call(VALUES, HttpResponse.read, timeout=None)

    def value(name: str, **labels: str) -> float | None:
        return registry.get_sample_value(name, {"endpoint": "/api/v1/label/{name}/values", **labels})

    assert value("app_attempts_total", outcome="ConnectError") == 4
    assert value("app_attempts_total", outcome="success") == 1
    assert value("app_calls_seconds_count", outcome="success") == 1
    assert value("app_calls_seconds_count", outcome="ConnectError") == 1
    assert value("app_response_bytes_total") == 4


def test_without_the_library_the_extra_is_named(monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "prometheus_client", None)
    with pytest.raises(MissingDependencyError, match=r"prometheus-querier\[metrics\]"):
        PrometheusObserver()
