"""What tests write with the test tools; read by type checkers, never run."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_type

from prometheus_querier.errors import ConnectError
from prometheus_querier.testing import (
    FakeTransport,
    LocalPrometheus,
    PrometheusSandbox,
    RecordingTransport,
    ReplayTransport,
    answers,
)

if TYPE_CHECKING:
    from prometheus_querier import PrometheusClient
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


def test_with_fixtures(
    fake_prometheus: FakeTransport, local_prometheus: PrometheusSandbox, recorded_prometheus: PrometheusClient
) -> None:
    assert_type(fake_prometheus.client, "PrometheusClient")
    assert_type(local_prometheus.client, "PrometheusClient")
    local_prometheus.write([({"__name__": "up"}, [(1704067200, 1)])])
    local_prometheus.write({"up": 1})  # type: ignore[dict-item]
    recorded_prometheus.query("up")


over: Transport = RecordingTransport(ReplayTransport("a.json"), "b.json", ignore=["time"])
