"""A range of 7 days, asked about again one hour later: with a cache and without."""

from __future__ import annotations

import gc
import random
import statistics
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import prometheus_querier
from prometheus_querier import QueryTimeRange, RangeCache
from prometheus_querier.testing import LocalPrometheus

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from prometheus_querier import MatrixResult

    from .bench import Bench

SERIES, STEP, DAYS = 100, 60, 7
START = 1704067200
END = START + DAYS * 86400
LATER = 3600
QUERY = "week"


def run(bench: Bench) -> None:
    print(f"(loading {SERIES} series of {DAYS} days into a Prometheus …)", flush=True)
    with LocalPrometheus(load=series()) as server, prometheus_querier.connect(server.url, timeout=None) as client:
        times: dict[str, list[float]] = {}
        for _ in range(bench.rounds):
            with tempfile.TemporaryDirectory() as directory:
                for name, seconds in once(client, Path(directory)):
                    times.setdefault(name, []).append(seconds)
    medians = {name: statistics.median(taken) for name, taken in times.items()}
    bench.report(f"{DAYS} days of {SERIES} series, a point a minute", medians)


def once(client: prometheus_querier.PrometheusClient, directory: Path) -> Iterator[tuple[str, float]]:
    """Takes the times of one turn."""
    now = float(END)
    cached = client.cached(RangeCache(directory, clock=lambda: now))

    def ask(of: prometheus_querier.PrometheusClient) -> Callable[[], MatrixResult]:
        return lambda: of.query_range(QUERY, QueryTimeRange.of(now - DAYS * 86400, now, STEP))

    yield "without a cache", timed(ask(client))
    yield "with a cache, the first time", timed(ask(cached))
    now += LATER
    yield "with a cache, one hour later", timed(ask(cached))
    yield "with a cache, at once again", timed(ask(cached))
    if ask(cached)() != ask(client)():
        raise ValueError("the cache changed the answer")


def timed(what: Callable[[], object]) -> float:
    gc.collect()
    start = time.perf_counter()
    what()
    return time.perf_counter() - start


def series() -> Iterator[tuple[dict[str, str], list[tuple[float, float]]]]:
    """Makes the series: the same in every run."""
    for number in range(SERIES):
        rng = random.Random(number)  # noqa: S311 - repeatable, not secret
        labels = {"__name__": QUERY, "instance": f"host-{number:03}:9100", "job": "node"}
        yield labels, [(time, round(rng.uniform(0, 100), 3)) for time in range(START, END + LATER + 1, STEP)]
