"""Prints ``docs/api.md``: every method of the client, with an answer that a real server gave.

python scripts/document_api.py > docs/api.md

The server is the Prometheus that ``PROMETHEUS_3_BIN``, ``PROMETHEUS_BIN`` or the ``PATH`` names; what it is too old for
is answered from memory, as Prometheus' documentation has it, and says so.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import socket
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from pprint import pprint
from typing import Any

import prometheus_client

import prometheus_querier as pq
from prometheus_querier import promql as q
from prometheus_querier.api import endpoints
from prometheus_querier.api.endpoints import Endpoint
from prometheus_querier.http import HttpResponse
from prometheus_querier.testing import FakeTransport, LocalPrometheus, answers

PAGE = Path(__file__).with_name("api_page.md")
ENTRY = re.compile(r"^```python ([A-Z_]+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
MOST_LINES = 24

RULES = """
groups:
  - name: jobs
    rules:
      - record: queue:jobs:rate1m
        expr: sum by (queue) (rate(jobs_total[1m]))
      - alert: Warm
        expr: temperature_celsius > 20
        labels: {severity: page}
        annotations: {summary: 'It is {{ $value }} degrees.'}
"""

# Of endpoints that the server at hand lacks: the data that Prometheus' documentation shows.
LATER: dict[str, Any] = {
    "features": {"api": {"admin": True, "lifecycle": False}, "promql": {"anchored": False, "at_modifier": True}},
    "targets/relabel_steps": {
        "steps": [
            {
                "rule": {"source_labels": ["__address__"], "target_label": "instance", "action": "replace"},
                "output": {"__address__": "localhost:9090", "instance": "localhost:9090"},
                "keep": True,
            }
        ]
    },
    "scrape_pools/config": {"yaml": "job_name: jobs\nscrape_interval: 15s\n"},
    "status/tsdb/blocks": {
        "blocks": [
            {
                "ulid": "01KC4D6GXQA4CRHYKV78NEBVAE",
                "minTime": 1764568801099,
                "maxTime": 1764763200000,
                "stats": {"numSamples": 129505582, "numSeries": 10661, "numChunks": 1073962},
                "compaction": {"level": 4, "sources": ["01KBCJ7TR8A4QAJ3AA1J651P5S"]},
                "version": 1,
            }
        ]
    },
    "status/self_metrics": [
        {
            "name": "prometheus_tsdb_head_chunks",
            "help": "Total number of chunks in the head block.",
            "type": "GAUGE",
            "metric": [{"gauge": {"value": 1024}}],
        }
    ],
    "openapi.yaml": "openapi: 3.2.0\ninfo:\n  title: Prometheus API\n",
    "search/metric_names": [{"name": "http_requests_total", "score": 1, "type": "counter", "help": "HTTP requests."}],
    "search/label_names": [{"name": "instance"}, {"name": "job"}],
    "search/label_values": [{"value": "localhost:9090"}, {"value": "localhost:9091"}],
}


@dataclass
class Clients:
    """A client of a real server, and one that answers what that server is too old for."""

    real: pq.PrometheusClient
    canned: pq.PrometheusClient

    def run(self, endpoint: Endpoint, code: str) -> tuple[str, bool]:
        """Runs a block; gives what it printed, and whether a real server answered."""
        version = self.real.server.version
        is_real = version is not None and version >= endpoint.since
        output = io.StringIO()
        names = {"client": self.real if is_real else self.canned, "pq": pq, "q": q, "pprint": _pprint}
        with contextlib.redirect_stdout(output):
            exec(code, names)  # noqa: S102 - the page's own blocks
        return output.getvalue(), is_real


def main() -> None:
    """Prints the page."""
    binary = os.environ.get("PROMETHEUS_3_BIN")
    exporter = _export()
    with tempfile.TemporaryDirectory() as directory:
        rules = Path(directory, "rules.yml")
        rules.write_text(RULES)
        server = LocalPrometheus(
            binary=binary,
            scrape=["self"],
            features=["native-histograms", "exemplar-storage"],
            admin_api=True,
            config={
                "rule_files": [str(rules)],
                "scrape_configs": [{"job_name": "jobs", "static_configs": [{"targets": [exporter]}]}],
                "alerting": {"alertmanagers": [{"static_configs": [{"targets": ["localhost:9093"]}]}]},
            },
        )
        with server, pq.connect(server.url) as client:
            for query in ("count_over_time(jobs_total[1m]) > 4", "queue:jobs:rate1m", 'ALERTS{alertname="Warm"}'):
                server.wait_for(query)
            clients = Clients(client, pq.PrometheusClient(_canned()))
            page = _fill(PAGE.read_text("utf-8"), clients)
            page = page.replace("SERVER_VERSION", server.version.partition("+")[0]).replace("VERSIONS_TABLE", _table())
            sys.stdout.write(_anonymous(page, server.url, directory))


def _fill(page: str, clients: Clients) -> str:
    shown: set[str] = set()

    def fill(found: re.Match[str]) -> str:
        is_new = found[1] not in shown
        shown.add(found[1])
        return _entry(clients, found[1], found[2], is_new=is_new)

    return ENTRY.sub(fill, page)


def _entry(clients: Clients, name: str, code: str, *, is_new: bool) -> str:
    """Shows the request, the block, and what it prints."""
    endpoint: Endpoint = getattr(endpoints, name) if name != "LABEL_VALUES" else endpoints.label_values("job")
    printed, is_real = clients.run(endpoint, code)
    lines = [line.rstrip() for line in printed.splitlines()]
    if len(lines) > MOST_LINES:
        lines = [*lines[:MOST_LINES], "…"]
    since = "" if endpoint.since <= (2, 14) else " Since Prometheus {}.{}.".format(*endpoint.since)
    origin = "" if is_real else " The answer below is that of Prometheus' documentation."
    path = endpoint.path.replace("/job/", "/{name}/")
    request = f"`{endpoint.method} {path}`.{since}{origin}\n\n" if is_new else ""
    answer = "\n\n```text\n{}\n```".format("\n".join(lines)) if lines else ""
    return f"{request}```python\n{code}```{answer}"


def _anonymous(page: str, url: str, directory: str) -> str:
    """Leaves out what is of this machine alone."""
    host = socket.gethostname()
    page = re.sub(rf"{re.escape(tempfile.gettempdir())}/prometheus-\w+", "/prometheus", page)
    page = page.replace(f"//{host}:", "//localhost:").replace(f"hostname='{host}'", "hostname='localhost'")
    return page.replace(url, "http://localhost:9090").replace(directory, "/etc/prometheus")


def _export() -> str:
    """Starts to expose a few metrics; gives where."""
    jobs = prometheus_client.Counter("jobs", "Jobs that were done.", ["queue"])
    jobs.labels("mail").inc(5, {"trace_id": "6c1fa2"})
    jobs.labels("video").inc(1)
    prometheus_client.Gauge("temperature", "How warm it is.", unit="celsius").set(21.5)
    server, _ = prometheus_client.start_http_server(0, addr="127.0.0.1")
    return f"127.0.0.1:{server.server_port}"


def _canned() -> FakeTransport:
    transport = FakeTransport()
    for path, data in LATER.items():
        if path.startswith("search/"):
            lines = ({"results": data}, {"status": "success", "has_more": False})
            transport.answer(path, HttpResponse(200, body="".join(json.dumps(line) + "\n" for line in lines).encode()))
        else:
            transport.answer(path, answers.text(200, data) if isinstance(data, str) else answers.success(data))
    return transport


def _table() -> str:
    """Which release brought what: endpoints, and parameters that older servers ignore without a word."""
    rows = ["| Endpoint | Since | Later parameters |", "|---|---|---|"]
    known = [value for value in vars(endpoints).values() if isinstance(value, Endpoint)]
    for endpoint in sorted([*known, endpoints.label_values("{name}")], key=lambda one: (one.since, one.path)):
        since = "{}.{}".format(*endpoint.since) if endpoint.since > (1, 0) else "always"
        later = ", ".join("`{}` {}.{}".format(name, *release) for name, release in endpoint.later.items())
        rows.append(f"| `{endpoint.path}` | {since} | {later} |")
    return "\n".join(rows)


def _pprint(value: object) -> None:
    pprint(value, width=110, sort_dicts=False)  # noqa: T203 - what the page shows


if __name__ == "__main__":
    main()
