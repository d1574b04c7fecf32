"""Every command once as a process, asking a server that scrapes, and has rules, an alert and an exemplar."""

from __future__ import annotations

import os
import subprocess
import sys

import prometheus_client
import pytest
from servers import binary_of

from prometheus_querier.cli.root import _COMMANDS
from prometheus_querier.testing import LocalPrometheus

pytestmark = pytest.mark.server

RULES = """
groups:
  - name: jobs
    rules:
      - record: queue:jobs_total:sum
        expr: sum by (queue) (jobs_total)
      - alert: Busy
        expr: jobs_total > 0
        labels: {severity: page}
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    rules = tmp_path_factory.mktemp("rules") / "rules.yml"
    rules.write_text(RULES)
    registry = prometheus_client.CollectorRegistry()
    jobs = prometheus_client.Counter("jobs", "Jobs that were done.", ["queue"], registry=registry)
    jobs.labels("mail").inc(5, {"trace_id": "6c1fa2"})
    exporter, thread = prometheus_client.start_http_server(0, addr="127.0.0.1", registry=registry)
    scrape = {"job_name": "jobs", "static_configs": [{"targets": [f"127.0.0.1:{exporter.server_port}"]}]}
    prometheus = LocalPrometheus(
        binary=binary_of("PROMETHEUS_BIN"),
        features=["exemplar-storage"],
        config={"rule_files": [str(rules)], "scrape_configs": [scrape]},
    )
    try:
        with prometheus:
            # The last minute ends at a whole second.
            for query in ("queue:jobs_total:sum", 'ALERTS{alertname="Busy"}', "jobs_total offset 1s"):
                prometheus.wait_for(query)
            yield prometheus
    finally:
        exporter.shutdown()
        exporter.server_close()
        thread.join()


SHOWN = {
    "query": (("jobs_total",), "mail"),
    "range": (("jobs_total", "--last", "1m", "--step", "1s"), "mail"),
    "exemplars": (("jobs_total", "--last", "1h"), "6c1fa2"),
    "containers": ((), "nothing found"),
    "export": (("jobs_total", "made", "--last", "1m", "--step", "1s", "--format", "csv"), " in 1 file"),
    "series": (("jobs_total",), "mail"),
    "labels": ((), "queue"),
    "values": (("queue",), "mail"),
    "metadata": (("jobs",), "Jobs that were done."),
    "targets": ((), "127.0.0.1"),
    "rules": ((), "queue:jobs_total:sum"),
    "alerts": ((), "Busy"),
    "status": ((), "prometheus"),
    "format": (("sum(jobs_total)",), "sum(jobs_total)"),
    "lint": (("sum(rate(jobs_total[5m]))",), ""),
    "explain": (("rate(jobs_total[5m])",), "Per-second average rate"),
    "functions": (("histogram_quantile",), "histogram_quantile"),
}


def test_every_command_is_here():
    assert set(SHOWN) == set(_COMMANDS)


@pytest.mark.parametrize("command", SHOWN)
def test_every_command_asks_a_real_server(server, tmp_path, command):
    arguments, shown = SHOWN[command]
    done = subprocess.run(
        [sys.executable, "-m", "prometheus_querier.cli", command, *arguments],
        env={"PATH": os.environ["PATH"], "PROMETHEUS_URL": server.url, "HOME": str(tmp_path)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert shown in done.stdout + done.stderr
