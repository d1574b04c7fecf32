"""PromQL that type checkers must accept, and the types that they must infer; read by type checkers, never run."""

# pyright: strict

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import assert_type

from prometheus_querier import promql as q

up = q.metric("up", job="api", instance=q.regex("web-.*"))
other = q.metric("other", {"my.label": q.not_("x")}, zone=q.one_of({"a", "b"}))

assert_type(up, q.InstantSelector)
assert_type(q.selector(job="api"), q.InstantSelector)
assert_type(up["5m"], q.RangeSelector)
assert_type(up[300], q.RangeSelector)
assert_type(up[timedelta(minutes=5)], q.RangeSelector)
assert_type(up[q.step() * 2], q.RangeSelector)
assert_type(up["1h":"1m"], q.Subquery)
assert_type(up["1h":], q.Subquery)
assert_type(up[timedelta(hours=1) : 60], q.Subquery)
assert_type(q.rate(up["5m"])["1h":"1m"], q.Subquery)
assert_type(up.offset("5m").at(1.5).at_start().at_end().anchored().smoothed(), q.InstantSelector)
assert_type(up.at(datetime.now(UTC)), q.InstantSelector)
assert_type(up["5m"].offset(timedelta(days=1)).at("2024-01-01T00:00:00Z").where(a="b"), q.RangeSelector)
assert_type(up["1h":].offset(60).at_end(), q.Subquery)
assert_type(up.where({"a": "b"}, c=q.not_("d")), q.InstantSelector)

assert_type(q.number(5), q.Number)
assert_type(q.duration("5m"), q.Number)
assert_type(q.string("x"), q.StringLiteral)
assert_type(q.time(), q.Scalar)
assert_type(q.pi(), q.Scalar)
assert_type(q.scalar(up), q.Scalar)
assert_type(q.vector(5), q.InstantVector)

assert_type(up + other, q.VectorBinary)
assert_type(up + 1, q.VectorBinary)
assert_type(1 + up, q.VectorBinary)
assert_type(1.5 / up, q.VectorBinary)
assert_type(2**up, q.VectorBinary)
assert_type(5 % up, q.VectorBinary)
assert_type(up > 5, q.VectorBinary)
assert_type(5 < up, q.VectorBinary)  # noqa: SIM300 - the reflected operator
assert_type(up + q.time(), q.VectorBinary)
assert_type(q.time() + up, q.VectorBinary)
assert_type(q.time() + 1, q.ScalarBinary)
assert_type(1 + q.time(), q.ScalarBinary)
assert_type(q.time() - q.time(), q.ScalarBinary)
assert_type(q.time() > 5, q.ScalarBinary)
assert_type(q.time() > up, q.VectorBinary)
assert_type(q.time().eq(5), q.ScalarBinary)
assert_type(q.time().ne(up), q.VectorBinary)
assert_type(-up, q.VectorUnary)
assert_type(-q.time(), q.Scalar)
assert_type((up > 5).bool(), q.VectorBinary)
assert_type((q.time() > 5).bool(), q.ScalarBinary)
assert_type(up.eq(5).bool(), q.VectorBinary)
assert_type(up.and_(other).or_(up).unless(other).on("a"), q.VectorBinary)
assert_type((up / other).on("job").group_left("version").fill(0), q.VectorBinary)
assert_type((up / other).ignoring("pod").fill_left(1.5).fill_right(2), q.VectorBinary)
assert_type(up.atan2(other), q.VectorBinary)
assert_type(up.trim_upper(5).trim_lower(1), q.VectorBinary)

assert_type(q.rate(up["5m"]), q.InstantVector)
assert_type(q.rate(q.rate(up["5m"])["1h":]), q.InstantVector)
assert_type(q.sum(up).by("job", "zone"), q.Aggregation)
assert_type(q.sum(up).without(), q.Aggregation)
assert_type(q.topk(5, up).by("job"), q.Aggregation)
assert_type(q.topk(q.scalar(up), up), q.Aggregation)
assert_type(q.quantile(0.9, up), q.Aggregation)
assert_type(q.count_values("v", up), q.Aggregation)
assert_type(q.histogram_quantile(0.99, q.sum(q.rate(up["5m"])).by("le")), q.InstantVector)
assert_type(q.histogram_quantiles(up, "q", 0.5, 0.9), q.InstantVector)
assert_type(q.label_replace(up, "a", "$1", "b", q.string("(.*)")), q.InstantVector)
assert_type(q.label_join(up, "a", "-", "b", "c"), q.InstantVector)
assert_type(q.info(up, {"k8s.pod": q.regex(".+")}), q.InstantVector)
assert_type(q.info(up, q.selector(job="api")), q.InstantVector)
assert_type(q.round(up), q.InstantVector)
assert_type(q.round(up, 0.5), q.InstantVector)
assert_type(q.hour(), q.InstantVector)
assert_type(q.hour(up), q.InstantVector)
assert_type(q.clamp(up, 0, q.time()), q.InstantVector)
assert_type(q.min_of(q.step(), 5), q.Scalar)
assert_type(q.call("my_function", up, 5, "x"), q.InstantVector)
assert_type(q.call("my_function", returns=q.Scalar), q.Scalar)
assert_type(q.call("my_function", returns=q.InstantVector), q.InstantVector)

assert_type(q.parse("up"), q.Expr)
assert_type(str(up), str)
assert_type(q.pretty(up, width=100), str)
assert_type(q.type_of(up), q.ValueType)
assert_type(q.transform(up, lambda node: node), q.Expr)
assert_type(q.metric_names(up), frozenset[str])
assert_type(q.children(up), tuple[q.Expr, ...])
assert_type(up == other, bool)
assert_type({up: 1}[up], int)

selector = q.InstantSelector("up", (q.Matcher("a", "=", "b"),), offset_by=60_000, at_time="start")
assert_type(selector.name, str | None)
assert_type(selector.matchers, tuple[q.Matcher, ...])


def spelled(node: q.Node) -> str:
    """Everything there is can be matched."""
    match node:
        case q.VectorBinary(operator="/", left=q.Aggregation()):
            return "a ratio"
        case q.InstantSelector(name, matchers):
            return f"{name} {len(matchers)}"
        case _:
            return str(node)
