"""A Prometheus with six hours of made-up data, for the notebooks of this folder: containers of a platform, and a shop.

Run ``python examples/sample_server.py``, and open the notebooks where ``PROMETHEUS_URL`` is what it prints. The values are
made up, but the same every time; the server also scrapes itself, which is real.
"""

from __future__ import annotations

import contextlib
import json
import math
import random
import tempfile
import threading
import time
import uuid
from pathlib import Path
from typing import TYPE_CHECKING

from prometheus_querier.testing import LocalPrometheus

if TYPE_CHECKING:
    from collections.abc import Iterator

    from prometheus_querier.testing import SampleSeries

STEP = 30
POINTS = (6 * 3600 + 1200) // STEP  # so that the rates of the first minutes of six hours are whole, too
CONTAINERS = 24
MIB = 2.0**20
BOUNDS = ("0.005", "0.01", "0.025", "0.05", "0.1", "0.25", "0.5", "1", "2.5", "+Inf")
RULES = {
    "groups": [
        {
            "name": "shop",
            "rules": [
                {"record": "job:http_requests:rate5m", "expr": "sum by (job) (rate(http_requests_total[5m]))"},
                {
                    "alert": "ManyErrors",
                    "expr": 'sum(rate(http_requests_total{code="500"}[5m])) / sum(rate(http_requests_total[5m])) > 0.01',
                    "labels": {"severity": "page"},
                    "annotations": {"summary": "{{ $value | humanizePercentage }} of the requests fail"},
                },
            ],
        }
    ]
}


def containers(start: int) -> Iterator[SampleSeries]:
    """Makes what the platform's agents would export for some containers; one has a gap, one starts late."""
    for number in range(CONTAINERS):
        chance = random.Random(number)  # noqa: S311 - made-up data
        owner = {
            "__name__": "backendai_container_utilization",
            "agent_id": f"agent-{number % 3 + 1}",
            "kernel_id": str(uuid.uuid5(uuid.NAMESPACE_DNS, f"kernel-{number}")),
            "session_id": str(uuid.uuid5(uuid.NAMESPACE_DNS, f"session-{number // 2}")),
            "user_id": str(uuid.uuid5(uuid.NAMESPACE_DNS, f"user-{number % 4}")),
            "project_id": "undefined",
        }
        busy, phase, memory = chance.uniform(50, 900), chance.uniform(0, 6), chance.uniform(200, 3000)
        cpu = received = 0.0
        samples: dict[tuple[str, str], list[tuple[float, float]]] = {}
        for point in range(POINTS):
            wave = 1 + 0.6 * math.sin(point / 110 + phase) + chance.gauss(0, 0.08)
            cpu += max(0.0, busy * wave) * STEP
            received += max(0.0, 2e5 * busy / 100 * wave) * STEP
            memory = min(3900.0, max(100.0, memory + chance.gauss(0, 12)))
            if (number == 1 and 340 < point < 400) or (number == 2 and point < 280):
                continue
            values = {
                ("cpu_util", "current"): cpu,
                ("cpu_util", "capacity"): 2000.0 * STEP * (point + 1),
                ("mem", "current"): memory * MIB,
                ("mem", "capacity"): 4096 * MIB,
                ("net_rx", "current"): received,
            }
            for key, value in values.items():
                samples.setdefault(key, []).append((start + point * STEP, value))
        for (metric, value_type), column in samples.items():
            yield {**owner, "container_metric_name": metric, "value_type": value_type}, column


def shop(start: int) -> Iterator[SampleSeries]:
    """Makes what three web servers would export: requests by code, and how long they take."""
    for number in range(3):
        chance = random.Random(100 + number)  # noqa: S311 - made-up data
        target = {"job": "shop", "instance": f"web-{number + 1}:8080"}
        counts = dict.fromkeys(("200", "404", "500"), 0.0)
        buckets = [0.0] * len(BOUNDS)
        requests: dict[str, list[tuple[float, float]]] = {code: [] for code in counts}
        durations: list[list[tuple[float, float]]] = [[] for _ in BOUNDS]
        for point in range(POINTS):
            rate = max(0.0, 40 + 25 * math.sin(point / 90) + chance.gauss(0, 2))
            failing = 0.12 if 440 < point < 490 or point > POINTS - 60 else 0.004
            for code, share in (("200", 0.97 - failing), ("404", 0.03), ("500", failing)):
                counts[code] += rate * share * STEP
                requests[code].append((start + point * STEP, counts[code]))
            middle = 0.03 * (1 + number / 2) * (3 if failing > 0.1 else 1)
            for index, bound in enumerate(BOUNDS):
                buckets[index] += rate * STEP * (1 - math.exp(-float(bound) / middle))
                durations[index].append((start + point * STEP, buckets[index]))
        for code, column in requests.items():
            yield {"__name__": "http_requests_total", "code": code, **target}, column
        for bound, column in zip(BOUNDS, durations, strict=True):
            yield {"__name__": "http_request_duration_seconds_bucket", "le": bound, **target}, column


@contextlib.contextmanager
def serving() -> Iterator[LocalPrometheus]:
    """Runs the server for as long as the ``with`` block does, from when it has scraped itself and evaluated its rules."""
    start = int(time.time()) - POINTS * STEP
    with tempfile.TemporaryDirectory() as directory:
        rules = Path(directory) / "rules.yml"
        rules.write_text(json.dumps(RULES))  # JSON is YAML
        history = [*containers(start), *shop(start)]
        config = {"rule_files": [str(rules)]}
        # It tells this URL in place of the machine's name.
        args = ["--web.external-url=http://localhost:9090"]
        with LocalPrometheus(load=history, scrape=["self"], config=config, args=args) as prometheus:
            prometheus.wait_for('count_over_time(up{job="local"}[1m]) > 2 and on () ALERTS{alertstate="firing"}')
            yield prometheus


if __name__ == "__main__":
    print("# Six hours of data are made and loaded: a quarter of a minute.", flush=True)
    with contextlib.suppress(KeyboardInterrupt), serving() as prometheus:
        print(f"export PROMETHEUS_URL={prometheus.url}   # until Ctrl-C", flush=True)
        threading.Event().wait()
