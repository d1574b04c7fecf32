"""Range queries from a live Prometheus: this library, curl of the same bytes, and other libraries."""

from __future__ import annotations

import subprocess
import urllib.parse
from contextlib import ExitStack
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import requests

import prometheus_querier
from prometheus_querier import QueryTimeRange

from . import history
from .bench import is_compiled, library, pure
from .decoding import columns

if TYPE_CHECKING:
    from collections.abc import Callable

    from .bench import Bench


def run(bench: Bench) -> None:
    for size in bench.sizes:
        with ExitStack() as clients:
            candidates = {"curl, identity, discarded": curl(bench.url, bench.query(size))}
            candidates |= ours(bench.url, bench.query(size), clients)
            candidates |= others(bench.url, bench.query(size), clients)
            bench.compare(f"a range query of {size}", candidates)


def form(query: str) -> dict[str, str]:
    return {"query": query, "start": str(history.START), "end": str(history.END), "step": str(history.STEP)}


def curl(url: str, query: str) -> Callable[[], object]:
    """Fetches and forgets the same bytes."""
    command = ["curl", "-sS", "-o", "/dev/null", f"{url}/api/v1/query_range", "-d", urllib.parse.urlencode(form(query))]
    return lambda: subprocess.run(command, check=True)


def ours(url: str, query: str, clients: ExitStack) -> dict[str, Callable[[], object]]:
    """This library's ways to arrays and frames."""
    client = clients.enter_context(prometheus_querier.connect(url, max_response_bytes=None, timeout=None))
    time_range = QueryTimeRange.of(history.START, history.END, history.STEP)

    def ask() -> Any:
        return client.query_range(query, time_range)

    ways = {
        "to numpy": lambda: ask().to_numpy(),
        "to pandas, long": lambda: ask().to_pandas(),
        "to pandas, wide": lambda: ask().to_pandas("wide"),
        "to polars": lambda: ask().to_polars(),
        "to arrow": lambda: ask().to_arrow(),
    }
    found: dict[str, Callable[[], object]] = {}
    if is_compiled():
        found |= {f"prometheus-querier {way}": ask_so for way, ask_so in ways.items()}
    found |= {
        f"prometheus-querier {way} (Python)": pure(ways[way])
        for way in ("to numpy", "to pandas, long", "to pandas, wide")
    }
    return found


def others(url: str, query: str, clients: ExitStack) -> dict[str, Callable[[], object]]:
    """Other libraries, as their documentation shows them, each to the nearest thing to a frame that it has."""
    session = clients.enter_context(requests.Session())
    start, end = datetime.fromtimestamp(history.START, UTC), datetime.fromtimestamp(history.END, UTC)
    step = str(history.STEP)

    def with_requests(headers: dict[str, str]) -> object:
        response = session.post(f"{url}/api/v1/query_range", data=form(query), headers=headers)
        return columns(response.json())

    found: dict[str, Callable[[], object]] = {
        "requests .json(), float, array (gzip)": lambda: with_requests({}),
        "requests .json(), float, array (identity)": lambda: with_requests({"Accept-Encoding": "identity"}),
    }
    if api := library("prometheus_api_client"):
        connection = api.PrometheusConnect(url=url, disable_ssl=True)
        found["prometheus-api-client, MetricRangeDataFrame"] = lambda: api.MetricRangeDataFrame(
            connection.custom_query_range(query, start, end, step)
        )
    if frames := library("prometheus_pandas.query"):
        source = frames.Prometheus(url)
        found["prometheus-pandas, query_range"] = lambda: source.query_range(query, history.START, history.END, step)
    if aio := library("aiopromql"):
        sync = clients.enter_context(aio.PrometheusSync(url, timeout=600))
        found["aiopromql, to_metric_map"] = lambda: sync.query_range(query, start, end, step).to_metric_map()
    if metricraft := library("metricraft"):
        crafted = metricraft.DatabaseClient(metricraft.PrometheusConfig(url))
        found["metricraft, rows of text"] = lambda: crafted.query_range(query, history.START, history.END, f"{step}s")
    return found
