"""From a querier to PromQL, with no I/O: the level of the querier decides the shape of the query."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TypeAlias

from prometheus_querier import promql
from prometheus_querier.durations import DurationLike, format_duration, positive_duration_to_ms
from prometheus_querier.errors import QueryBuildError

from .base import (
    AggregatingMetricQuerier,
    ExpressionQuerier,
    PrometheusMetricQuerier,
    QueryStrategy,
    UtilizationMetricQuerier,
)

Question: TypeAlias = PrometheusMetricQuerier | ExpressionQuerier | promql.Expr | str
"""What can be asked: a querier, an expression, or PromQL text."""

_Aggregate: TypeAlias = Callable[[promql.InstantVector], promql.InstantVector]

_AGGREGATIONS: dict[str, Callable[[promql.InstantVector], promql.Aggregation]] = {
    "avg": promql.avg,
    "count": promql.count,
    "group": promql.group,
    "max": promql.max,
    "min": promql.min,
    "stddev": promql.stddev,
    "stdvar": promql.stdvar,
    "sum": promql.sum,
}


def _gauge(selector: promql.InstantSelector, _window_ms: int, aggregate: _Aggregate) -> promql.InstantVector:
    return aggregate(selector)


def _rate(selector: promql.InstantSelector, window_ms: int, aggregate: _Aggregate) -> promql.InstantVector:
    return aggregate(promql.rate(selector[format_duration(window_ms)]))


def _rate_normalized(selector: promql.InstantSelector, window_ms: int, aggregate: _Aggregate) -> promql.InstantVector:
    seconds = window_ms / 1000
    return _rate(selector, window_ms, aggregate) / (int(seconds) if seconds.is_integer() else seconds)


_STRATEGIES: dict[QueryStrategy, Callable[[promql.InstantSelector, int, _Aggregate], promql.InstantVector]] = {
    QueryStrategy.GAUGE: _gauge,
    QueryStrategy.RATE: _rate,
    QueryStrategy.RATE_NORMALIZED: _rate_normalized,
}


def build_query(
    querier: PrometheusMetricQuerier, *, rate_interval: DurationLike = "5m", aggregation: str = "sum"
) -> promql.Expr:
    """Turns a querier into a PromQL expression; ``str()`` of it is the query.

    Args:
        querier: What to ask. The highest level of the hierarchy that it belongs to decides the shape.
        rate_interval: Window of the strategies that take a rate.
        aggregation: How aggregating queriers aggregate: ``sum``, ``avg``, ``min``, ``max``, ``count``, ``group``,
            ``stddev`` or ``stdvar``.

    Raises:
        QueryBuildError: The querier, the window or the aggregation is not usable; nothing was sent.

    >>> from prometheus_querier import NodeMetricQuerier
    >>> print(build_query(NodeMetricQuerier(metric_name="mem", node_id="n1"), aggregation="max"))
    max by (node_id) (node_utilization{node_id="n1",node_metric_name="mem"})
    """
    window_ms = positive_duration_to_ms(rate_interval, name="rate_interval")
    if aggregation not in _AGGREGATIONS:
        raise QueryBuildError(f"aggregation must be one of {', '.join(_AGGREGATIONS)}, not {aggregation!r}")
    selector = select(querier)
    if not isinstance(querier, AggregatingMetricQuerier):
        return selector
    aggregate = partial(_grouped, aggregation, querier.group_by_labels())
    strategy = querier.query_strategy() if isinstance(querier, UtilizationMetricQuerier) else QueryStrategy.GAUGE
    if strategy not in _STRATEGIES:
        raise QueryBuildError(
            f"{type(querier).__name__}.query_strategy() gave {strategy!r}; write one of "
            f"{', '.join(f'QueryStrategy.{known.name}' for known in QueryStrategy)}"
        )
    return _STRATEGIES[QueryStrategy(strategy)](selector, window_ms, aggregate)


def select(querier: PrometheusMetricQuerier) -> promql.InstantSelector:
    """Turns a querier of any level into the selector of its series, with no rate and no aggregation."""
    if not isinstance(querier, PrometheusMetricQuerier):
        raise QueryBuildError(
            f"a querier must be a PrometheusMetricQuerier, not {type(querier).__name__}: subclass it and write "
            f"name() and labels()"
        )
    kind, name, labels = type(querier).__name__, querier.name(), querier.labels()
    if not isinstance(name, str) or not name:
        raise QueryBuildError(f"{kind}.name() must give a metric's name, not {name!r}")
    for label, value in labels.items():
        if not isinstance(value, str | promql.LabelValue):
            raise QueryBuildError(
                f"{kind}.labels() gives {type(value).__name__} {value!r} for {label!r}: write str(…) of it"
            )
    return promql.metric(name, dict(labels))


def to_promql(what: Question, *, rate_interval: DurationLike = "5m") -> str:
    """Spells a question as PromQL; text is taken as it is, for the server to judge."""
    if isinstance(what, str):
        if not what.strip():
            raise QueryBuildError("the query is empty: write PromQL such as 'up'")
        return what
    if isinstance(what, PrometheusMetricQuerier):
        return str(build_query(what, rate_interval=rate_interval))
    if isinstance(what, ExpressionQuerier):
        what = what.expression()
    if isinstance(what, promql.Expr):
        return str(what)
    kind = f"the class {what.__name__}: call it" if isinstance(what, type) else type(what).__name__
    raise QueryBuildError(f"a query must be a querier, an expression or PromQL text, not {kind}")


def _grouped(aggregation: str, labels: list[str], vector: promql.InstantVector) -> promql.InstantVector:
    aggregated = _AGGREGATIONS[aggregation](vector)
    return aggregated.by(*labels) if labels else aggregated
