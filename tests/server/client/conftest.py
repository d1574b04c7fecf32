"""The servers that the client is tested against: the same questions for each of them."""

from __future__ import annotations

import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from servers import binary_of

import prometheus_querier as pq
from prometheus_querier.testing import LocalPrometheus
from prometheus_querier.testing.processes import OwnedProcess

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True)
class Backend:
    """A client for a server, and what the server is.

    Attributes:
        client: The client.
        kind: The name of the fixture that runs the server.
        release: Major and minor version of Prometheus; ``None`` for a relative.
    """

    client: pq.PrometheusClient
    kind: str
    release: tuple[int, int] | None = None

    @property
    def is_prometheus(self):
        return self.kind != "victoriametrics"

    @property
    def is_modern(self):
        return self.kind == "prometheus3"


@pytest.fixture(params=["prometheus", "prometheus3", "victoriametrics"])
def backend(request) -> Iterator[Backend]:
    """Each kind of server in turn, with the same history."""
    if request.param == "victoriametrics":
        with pq.connect(request.getfixturevalue("victoriametrics_url")) as client:
            yield Backend(client, request.param)
    else:
        server = request.getfixturevalue(request.param)
        with pq.connect(server.url) as client:
            yield Backend(client, request.param, _release(server))


@pytest.fixture
def old(prometheus):
    """A client of the Prometheus at hand."""
    with pq.connect(prometheus.url) as client:
        yield client


@pytest.fixture
def old_release(prometheus):
    """Major and minor version of the Prometheus at hand."""
    return _release(prometheus)


@pytest.fixture
def modern(prometheus3):
    """A client of a Prometheus 3."""
    with pq.connect(prometheus3.url) as client:
        yield client


def _release(server):
    major, minor = server.version.split(".")[:2]
    return int(major), int(minor)


# Exposes a counter with an exemplar, a gauge, and names that only Prometheus 3 reads.
_EXPORTER = """
import http.server, time

class Metrics(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        lines = [
            "# HELP jobs Jobs that were done.", "# TYPE jobs counter",
            'jobs_total{queue="a"} 5 # {trace_id="abc"} 0.67 ' + str(time.time()), 'jobs_total{queue="b"} 0',
            "# HELP temperature_celsius How warm it is.", "# TYPE temperature_celsius gauge",
            "# UNIT temperature_celsius celsius", "temperature_celsius 21.5",
        ]
        if self.path == "/utf8":
            lines = ['# TYPE "a.metric" gauge', '{"a.metric","a.label"="x","a/b"="y",U__c="z"} 1']
        body = "\\n".join([*lines, "# EOF", ""]).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/openmetrics-text; version=1.0.0; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass

server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Metrics)
print(server.server_port, flush=True)
server.serve_forever()
"""

_RULES = """
groups:
  - name: first
    interval: 1s
    limit: 10
    rules:
      - record: job:jobs:sum
        expr: sum by (job) (jobs_total)
        labels: {team: x}
      - alert: Warm
        expr: temperature_celsius > 20
        keep_firing_for: 5m
        labels: {severity: page}
        annotations: {summary: 'It is {{ $value }} degrees.'}
  - name: second
    interval: 1s
    rules:
      - alert: Waiting
        expr: vector(1)
        for: 1h
      - alert: Never
        expr: vector(1) > 2
"""


@pytest.fixture(scope="session", params=["PROMETHEUS_BIN", "PROMETHEUS_3_BIN"])
def live(request) -> Iterator[LocalPrometheus]:
    """A server that scrapes, evaluates rules and has alerts: of the version at hand, and of Prometheus 3."""
    binary = binary_of(request.param)
    exporter = OwnedProcess("exporter")
    exporter.start([sys.executable, "-c", _EXPORTER])
    deadline = time.monotonic() + 10
    while not (port := exporter.output().strip()):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    with tempfile.TemporaryDirectory() as directory:
        rules = Path(directory, "rules.yml")
        rules.write_text(_RULES)
        with LocalPrometheus(
            binary=binary,
            scrape=["self"],
            features=["native-histograms", "exemplar-storage"],
            config=_configuration(f"127.0.0.1:{port}", rules),
        ) as server:
            server.wait_for("jobs_total and on () prometheus_build_info")
            server.wait_for('job:jobs:sum and on () ALERTS{alertname="Warm"}')
            yield server
    exporter.end()


def _configuration(target, rules):
    exporter = {
        "job_name": "exporter",
        "scrape_timeout": "900ms",
        "static_configs": [{"targets": [target, "127.0.0.1:1"], "labels": {"zone": "a"}}],
        "relabel_configs": [{"source_labels": ["__address__"], "regex": ".*:1", "action": "drop"}],
    }
    utf8 = {"job_name": "utf8", "metrics_path": "/utf8", "static_configs": [{"targets": [target]}]}
    alertmanager = {"static_configs": [{"targets": ["127.0.0.1:9"]}]}
    return {
        "rule_files": [str(rules)],
        "scrape_configs": [exporter, utf8],
        "alerting": {"alertmanagers": [alertmanager]},
    }


@pytest.fixture
def live_release(live):
    """Major and minor version of the server that scrapes."""
    return _release(live)


@pytest.fixture
def client(live):
    """A client of the server that scrapes."""
    with pq.connect(live.url) as client:
        yield client
