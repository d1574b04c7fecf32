"""Parsing PromQL: this library's pure Python beside promql-parser's Rust.

    python benchmarks/parsing.py

Prints microseconds per query and their ratio, for some queries and for all of the test corpus that both read.
"""

from __future__ import annotations

import itertools
import json
import platform
import timeit
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import promql_parser

from prometheus_querier import promql as q

if TYPE_CHECKING:
    from collections.abc import Callable

QUERIES = {
    "a name": "up",
    "rate and sum": 'sum by (a, b) (rate(m{x="1",y="2"}[5m]))',
    "quantile, regexes": (
        "histogram_quantile(0.99, sum by (le, job) "
        '(rate(http_request_duration_seconds_bucket{job=~"api.*",code!~"5.."}[5m])))'
    ),
    "alert": (
        '(node_filesystem_avail_bytes{job="node",fstype!=""} / node_filesystem_size_bytes{job="node",fstype!=""} * 100 < 40 '
        'and predict_linear(node_filesystem_avail_bytes{job="node",fstype!=""}[6h], 24*60*60) < 0 '
        'and node_filesystem_readonly{job="node",fstype!=""} == 0)'
    ),
    "1,000 terms": " + ".join(["rate(http_requests_total[5m])"] * 1000),
}
CORPUS = Path(__file__).parents[1] / "tests" / "data" / "promql" / "valid.json"


def microseconds(action: Callable[[], object]) -> float:
    """The best of several runs, each of about a tenth of a second."""
    timer = timeit.Timer(action)
    number, _ = timer.autorange()
    number = max(1, number // 2)
    return min(timer.repeat(5, number)) / number * 1e6


def both_read(text: str) -> bool:
    try:
        promql_parser.parse(text)
    except ValueError:
        return False
    return True


def row(name: str, ours: float, theirs: float) -> None:
    print(f"{name:<28}{ours:>12,.1f}{theirs:>12,.1f}{ours / theirs:>8.1f}x")


def main() -> None:
    print(f"Python {platform.python_version()}, microseconds per query")
    print(f"{'':<28}{'ours':>12}{'Rust':>12}{'ratio':>9}")
    for name, text in QUERIES.items():
        row(name, microseconds(partial(q.parse, text)), microseconds(partial(promql_parser.parse, text)))
    text = QUERIES["quantile, regexes"]
    numbers = itertools.count()

    def parse_afresh() -> None:
        q.parse(text.replace("api", f"api{next(numbers)}"))

    row("same, regexes never seen", microseconds(parse_afresh), microseconds(partial(promql_parser.parse, text)))
    corpus = [record["expr"] for record in json.loads(CORPUS.read_text("utf-8")) if both_read(record["expr"])]
    ours = microseconds(lambda: [q.parse(text) for text in corpus]) / len(corpus)
    theirs = microseconds(lambda: [promql_parser.parse(text) for text in corpus]) / len(corpus)
    row(f"corpus, {len(corpus)} queries", ours, theirs)


if __name__ == "__main__":
    main()
