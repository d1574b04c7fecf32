"""Building and printing queries: this library beside Grafana's promql-builder."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from prometheus_querier import promql as q

from .bench import library

if TYPE_CHECKING:
    from collections.abc import Callable

    from .bench import Bench

TIMES = 1000
ROUNDS = 60
"""Many short turns, so that what else the machine does hits all candidates alike."""

_numbers = itertools.count()


def run(bench: Bench) -> None:
    candidates: dict[str, Callable[[], object]] = {"prometheus_querier.promql": repeated(ours)}
    if library("promql_builder"):
        candidates["promql-builder"] = repeated(grafanas())
    # One query over and over is kind to caches; a request that names its own pod is not.
    candidates["prometheus_querier.promql, new label values"] = repeated(ours_with_new_values)
    bench.compare(f"build and print a query, {TIMES:,} times", candidates, rounds=ROUNDS)

    expr = q.sum(q.rate(q.metric("m", x="1", y="2")["5m"])).by("a", "b")
    deep = expr
    for _ in range(100):
        deep = deep + 1
    bench.compare(
        f"use an expression, {TIMES:,} times",
        {
            "print a short one": repeated(lambda: str(expr)),
            "hash a short one": repeated(lambda: hash(expr)),
            "compare two short ones": repeated(lambda: expr == q.sum(expr.operand).by("a", "b")),
            "print one with a hundred operators": repeated(lambda: str(deep)),
        },
    )


def ours() -> str:
    return str(q.sum(q.rate(q.metric("m", x="1", y="2")["5m"])).by("a", "b"))


def ours_with_new_values() -> str:
    number = next(_numbers)
    return str(q.sum(q.rate(q.metric("m", x=f"1{number}", y=f"2{number}")["5m"])).by("a", "b"))


def grafanas() -> Callable[[], str]:
    g = library("promql_builder.builders.promql")

    def build() -> str:
        selector = g.vector("m").label("x", "1").label("y", "2").range("5m")
        return str(g.sum(g.rate(selector)).by(["a", "b"]).build())

    if build().replace(" ", "") != ours().replace(" ", ""):
        raise RuntimeError(f"not the same query: {build()}")
    return build


def repeated(build: Callable[[], object]) -> Callable[[], None]:
    def run() -> None:
        for _ in range(TIMES):
            build()

    return run
