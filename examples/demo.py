"""`make demo`: a real Prometheus scrapes this machine's processes, and the library asks what it saw.

With ``PROMETHEUS_URL`` set, a server that is already there is asked instead.
"""

from __future__ import annotations

import contextlib
import os
import sys
import time
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING
from uuid import UUID

import exporter
import psutil

from prometheus_querier import (
    ContainerMetricAction,
    ContainerMetricOptionalLabel,
    ContainerMetricQuerier,
    ContainerUtilizationMetricService,
    PrometheusQuerierError,
    build_query,
    connect,
)
from prometheus_querier.testing import LocalPrometheus

if TYPE_CHECKING:
    from collections.abc import Iterator

    from prometheus_querier import ContainerMetricResult

SCRAPES = 15
MIB = 2**20
UNITS = {
    "cpu_util": (1, "ms of CPU time per second (1000 is one core)"),
    "mem": (MIB, "MiB"),
    "net_rx": (1, "bytes per second, divided by the rate interval in seconds (rate_normalized)"),
}


@dataclass(frozen=True)
class Setting:
    """How to ask the server at hand; a fresh one has seconds of history, one that is in use has hours."""

    url: str
    rate_interval: str
    seconds: int
    step: str
    own: bool


def main() -> None:
    with contextlib.ExitStack() as stack:
        url = os.environ.get("PROMETHEUS_URL")
        setting = Setting(url, "5m", 3600, "10m", own=False) if url else stack.enter_context(scraped_machine())
        client = stack.enter_context(connect(setting.url))
        service = ContainerUtilizationMetricService(client, rate_interval=setting.rate_interval)

        metrics = service.query_metadata()
        print(f"\nAvailable container metrics: {', '.join(metrics) or 'none'}")
        if not metrics:
            sys.exit(f"{setting.url} has no backendai_container_utilization: let it scrape examples/exporter.py")
        for metric in ("cpu_util", "mem", "net_rx"):
            show(service, setting, metric)


def scopes(metric: str, setting: Setting) -> dict[str, ContainerMetricOptionalLabel]:
    """Says what to ask: all containers together, and on our own server one part of them."""
    everything = ContainerMetricOptionalLabel(value_type="current")
    if not setting.own:
        return {"all containers": everything}
    if metric == "net_rx":  # known for the whole machine only
        return {"all containers": everything, "this machine": replace(everything, agent_id=exporter.HOST)}
    kernel = UUID(exporter.kernel_id(psutil.Process()))
    return {"all containers": everything, "this program": replace(everything, kernel_id=kernel)}


@contextlib.contextmanager
def scraped_machine() -> Iterator[Setting]:
    """Runs a Prometheus that scrapes this machine's processes, until it has enough samples for rates."""
    with exporter.serve() as address, LocalPrometheus(scrape=[address]) as prometheus:
        print(f"Prometheus {prometheus.version} at {prometheus.url} scrapes http://{address}/metrics every second.")
        start, scrapes = time.monotonic(), 0
        while scrapes < SCRAPES:
            time.sleep(0.5)
            with contextlib.suppress(TimeoutError):  # Prometheus begins to scrape five seconds after its start
                (up,) = prometheus.wait_for('count_over_time(up{job="local"}[1m])', timeout=0.5)
                scrapes = int(up["value"][1])
            progress(f"Waiting for samples: {scrapes} of {SCRAPES} after {time.monotonic() - start:.0f} s")
        print()
        yield Setting(prometheus.url, "5s", 10, "2s", own=True)


def progress(text: str) -> None:
    """Shows where a wait stands: in place on a terminal, line by line in a log."""
    print(f"\r{text}" if sys.stdout.isatty() else f"{text}\n", end="", flush=True)


def show(service: ContainerUtilizationMetricService, setting: Setting, metric: str) -> None:
    """Asks for a metric of all containers together, and of one of them, through the service; prints both."""
    scale, unit = UNITS[metric]
    print(f"\n{metric}, in {unit}")
    columns: dict[str, ContainerMetricResult] = {}
    end = time.time()
    for title, labels in scopes(metric, setting).items():
        querier = ContainerMetricQuerier(metric_name=metric, **asdict(labels))
        print(f"  {title}: {build_query(querier, rate_interval=setting.rate_interval)}")
        action = ContainerMetricAction(
            metric_name=metric, labels=labels, start=end - setting.seconds, end=end, step=setting.step
        )
        for result in service.fetch_metric(action).result:
            columns[title] = result
    times = sorted({value.timestamp for result in columns.values() for value in result.values})
    values = {title: {one.timestamp: one.value / scale for one in result.values} for title, result in columns.items()}
    print("\n  " + f"{'time':<10}" + "".join(f"{title:>18}" for title in columns))
    for moment in times:
        clock = time.strftime("%H:%M:%S", time.localtime(moment))
        cells = (f"{column[moment]:18,.1f}" if moment in column else " " * 18 for column in values.values())
        print(f"  {clock:<10}" + "".join(cells))


if __name__ == "__main__":
    try:
        main()
    except PrometheusQuerierError as error:
        sys.exit(f"demo: {error}")
    except KeyboardInterrupt:
        sys.exit("\nInterrupted; nothing is left running.")
