"""Long ranges, which have to be asked for in parts: by one thread, by two and by four."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import prometheus_querier
from prometheus_querier import QueryTimeRange

from . import history
from .bench import SIZES

if TYPE_CHECKING:
    from collections.abc import Callable

    from .bench import Bench

SERIES = SIZES["1 MB"]
QUERIES = {"stored samples": f'bench{{i=~"{SERIES}"}}', "averages": f'avg_over_time(bench{{i=~"{SERIES}"}}[10m])'}
# Every second of the history: more than servers answer at once, in four parts.
TIMES = QueryTimeRange.of(history.START, history.END, 1)
POINTS = (history.END - history.START) // 4 + 1


def run(bench: Bench) -> None:
    with prometheus_querier.connect(bench.url, max_response_bytes=None, timeout=None) as client:
        for name, query in QUERIES.items():

            def ask(threads: int, query: str = query) -> object:
                return client.query_range(query, TIMES, max_points=POINTS, concurrency=threads)

            candidates: dict[str, Callable[[], object]] = {"1 thread": partial(ask, 1)}
            candidates |= {f"{threads} threads": partial(ask, threads) for threads in (2, 4)}
            bench.compare(f"a long range of {name}, in four parts", candidates)
