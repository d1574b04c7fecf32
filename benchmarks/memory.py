"""Peak memory of the largest range query, over what the imports take, as multiples of the body."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

from . import history
from .bench import library

if TYPE_CHECKING:
    from .bench import Bench

_BEGIN = """
import os, resource, sys, threading, time
from datetime import UTC, datetime
url, query, start, end, step, size = sys.argv[1:7]
start, end, step, size = int(start), int(end), int(step), int(size)
def resident():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * resource.getpagesize()
peak = 0
def watch():
    global peak
    while True:
        peak = max(peak, resident())
        time.sleep(0.001)
"""
_ASK = """
import prometheus_querier
from prometheus_querier import QueryTimeRange
client = prometheus_querier.connect(url, max_response_bytes=None, timeout=None)
client.query_range("bench", QueryTimeRange.of(end, end, step)).{warm}
"""
_END = """
before = resident()
threading.Thread(target=watch, daemon=True).start()
kept = work()
peak = max(peak, resident())
print((peak - before) / size)
"""
_PARTS = f"""
def work():
    for result in client.iter_range(query, QueryTimeRange.of(start, end, step), max_points={history.COUNT // 8}):
        result.to_numpy()
"""
_OURS = "def work():\n    return client.query_range(query, QueryTimeRange.of(start, end, step){split}).{way}\n"
_REQUESTS = """
import requests
def work():
    form = {"query": query, "start": start, "end": end, "step": step}
    return requests.post(url + "/api/v1/query_range", form).json()
"""
_API_CLIENT = """
import prometheus_api_client
connection = prometheus_api_client.PrometheusConnect(url=url, disable_ssl=True)
prometheus_api_client.MetricRangeDataFrame
def work():
    found = connection.custom_query_range(
        query, datetime.fromtimestamp(start, UTC), datetime.fromtimestamp(end, UTC), str(step)
    )
    return prometheus_api_client.MetricRangeDataFrame(found)
"""


def run(bench: Bench) -> None:
    largest = bench.sizes[-1]
    size = len(bench.bodies[largest])
    scripts = {"prometheus-querier to numpy, eight parts one by one": _ASK.format(warm="to_numpy()") + _PARTS}
    for name, way in {
        "the result alone": "series",
        "to numpy": "to_numpy()",
        "to pandas, long": "to_pandas()",
        "to pandas, wide": "to_pandas('wide')",
        "to polars": "to_polars()",
        "to arrow": "to_arrow()",
    }.items():
        scripts[f"prometheus-querier {name}"] = _ASK.format(warm=way) + _OURS.format(way=way, split="")
    for name, way in {"to numpy": "to_numpy()", "to pandas, long": "to_pandas()"}.items():
        split = f", max_points={history.COUNT // 4}, concurrency=2"
        scripts[f"prometheus-querier {name}, in four parts"] = _ASK.format(warm=way) + _OURS.format(
            way=way, split=split
        )
    scripts["requests .json()"] = _REQUESTS
    if library("prometheus_api_client"):
        scripts["prometheus-api-client, MetricRangeDataFrame"] = _API_CLIENT
    print("\npeak memory as multiples of the body")
    figures = {}
    for name, script in scripts.items():
        arguments = [bench.url, bench.query(largest), history.START, history.END, history.STEP, size]
        command = [sys.executable, "-c", _BEGIN + script + _END, *map(str, arguments)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            print(f"  {name:<44}{done.stderr.strip().splitlines()[-1]}")
            continue
        figures[name] = float(done.stdout)
        print(f"  {name:<44}{figures[name]:>9.2f} x")
    bench.figures["peak memory"] = {"medians": figures, "bytes": size}
