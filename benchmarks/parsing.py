"""Parsing PromQL: this library's pure Python beside promql-parser's Rust."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from prometheus_querier import promql as q

from .bench import library

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from .bench import Bench

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
}
CORPUS = Path(__file__).parents[1] / "tests" / "data" / "promql" / "valid.json"
TIMES = 100

_numbers = itertools.count()


def run(bench: Bench) -> None:
    rust = library("promql_parser")
    for name, text in QUERIES.items():
        compare(bench, f"parse {TIMES} times: {name}", [text] * TIMES, rust)
    # Regular expressions that were checked once are remembered; these never were.
    candidates: dict[str, Callable[[], object]] = {"prometheus_querier.promql": lambda: parse_all(q.parse, afresh())}
    if rust:
        candidates["promql-parser"] = lambda: parse_all(rust.parse, afresh())
    bench.compare(f"parse {TIMES} times: quantile, regexes never seen", candidates)
    compare(bench, "parse 1,000 terms", [" + ".join(["rate(http_requests_total[5m])"] * 1000)], rust)
    corpus = [record["expr"] for record in json.loads(CORPUS.read_text("utf-8"))]
    known = [text for text in corpus if rust is None or both_read(rust, text)]
    compare(bench, f"parse {len(known):,} queries of Prometheus' own tests", known, rust)


def compare(bench: Bench, title: str, texts: Sequence[str], rust: Any) -> None:
    candidates: dict[str, Callable[[], object]] = {"prometheus_querier.promql": lambda: parse_all(q.parse, texts)}
    if rust:
        candidates["promql-parser"] = lambda: parse_all(rust.parse, texts)
    bench.compare(title, candidates)


def parse_all(parse: Callable[[str], object], texts: Sequence[str]) -> None:
    for text in texts:
        parse(text)


def afresh() -> list[str]:
    return [QUERIES["quantile, regexes"].replace("api", f"api{next(_numbers)}") for _ in range(TIMES)]


def both_read(rust: Any, text: str) -> bool:
    try:
        rust.parse(text)
    except ValueError:
        return False
    return True
