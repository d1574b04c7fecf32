"""The 14 aggregations; which series make a group is said with ``.by()`` or ``.without()`` of what they return."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .nodes import Aggregation, InstantVector, to_parameter
from .nodes.aggregations import new_aggregation
from .signatures import aggregation

if TYPE_CHECKING:
    from .nodes import ScalarLike, StringLike
    from .nodes.aggregations import PlainAggregator


def _plain(operator: PlainAggregator, v: InstantVector) -> Aggregation:
    if isinstance(v, InstantVector):
        return new_aggregation(operator, v, None, (), False)
    return Aggregation(operator, v)


@aggregation(since="0.1")
def sum(v: InstantVector, /) -> Aggregation:
    """Sum of the values of each group.

    >>> from prometheus_querier import promql as q
    >>> print(q.sum(q.metric("up")).by("job"))
    sum by (job) (up)
    """
    return _plain("sum", v)


@aggregation(since="0.1")
def avg(v: InstantVector, /) -> Aggregation:
    """Mean of the values of each group.

    >>> from prometheus_querier import promql as q
    >>> print(q.avg(q.metric("up")).without("instance"))
    avg without (instance) (up)
    """
    return _plain("avg", v)


@aggregation(since="0.1")
def min(v: InstantVector, /) -> Aggregation:
    """Smallest value of each group.

    >>> from prometheus_querier import promql as q
    >>> print(q.min(q.metric("up")))
    min(up)
    """
    return _plain("min", v)


@aggregation(since="0.1")
def max(v: InstantVector, /) -> Aggregation:
    """Largest value of each group.

    >>> from prometheus_querier import promql as q
    >>> print(q.max(q.metric("up")))
    max(up)
    """
    return _plain("max", v)


@aggregation(since="0.1")
def count(v: InstantVector, /) -> Aggregation:
    """Number of series in each group.

    >>> from prometheus_querier import promql as q
    >>> print(q.count(q.metric("up")).by("job"))
    count by (job) (up)
    """
    return _plain("count", v)


@aggregation(since="2.20.0")
def group(v: InstantVector, /) -> Aggregation:
    """1 for each group.

    >>> from prometheus_querier import promql as q
    >>> print(q.group(q.metric("up")).by("job"))
    group by (job) (up)
    """
    return _plain("group", v)


@aggregation(since="0.13.2")
def stddev(v: InstantVector, /) -> Aggregation:
    """Population standard deviation of the values of each group.

    >>> from prometheus_querier import promql as q
    >>> print(q.stddev(q.metric("x")))
    stddev(x)
    """
    return _plain("stddev", v)


@aggregation(since="0.13.2")
def stdvar(v: InstantVector, /) -> Aggregation:
    """Population variance of the values of each group.

    >>> from prometheus_querier import promql as q
    >>> print(q.stdvar(q.metric("x")))
    stdvar(x)
    """
    return _plain("stdvar", v)


@aggregation(since="1.0.0")
def topk(k: ScalarLike, v: InstantVector, /) -> Aggregation:
    """The *k* series of each group with the largest values, with all their labels.

    >>> from prometheus_querier import promql as q
    >>> print(q.topk(5, q.metric("x")).by("job"))
    topk by (job) (5, x)
    """
    return Aggregation("topk", v, to_parameter("topk", k))


@aggregation(since="1.0.0")
def bottomk(k: ScalarLike, v: InstantVector, /) -> Aggregation:
    """The *k* series of each group with the smallest values, with all their labels.

    >>> from prometheus_querier import promql as q
    >>> print(q.bottomk(5, q.metric("x")))
    bottomk(5, x)
    """
    return Aggregation("bottomk", v, to_parameter("bottomk", k))


@aggregation(since="1.1.0")
def quantile(quantile: ScalarLike, v: InstantVector, /) -> Aggregation:
    """Quantile, from 0 to 1, of the values of each group.

    >>> from prometheus_querier import promql as q
    >>> print(q.quantile(0.9, q.metric("x")).by("job"))
    quantile by (job) (0.9, x)
    """
    return Aggregation("quantile", v, to_parameter("quantile", quantile))


@aggregation(since="2.54.0", experimental=True)
def limitk(k: ScalarLike, v: InstantVector, /) -> Aggregation:
    """Some *k* series of each group, always the same ones, with all their labels.

    >>> from prometheus_querier import promql as q
    >>> print(q.limitk(5, q.metric("x")))
    limitk(5, x)
    """
    return Aggregation("limitk", v, to_parameter("limitk", k))


@aggregation(since="2.54.0", experimental=True)
def limit_ratio(ratio: ScalarLike, v: InstantVector, /) -> Aggregation:
    """A share, from 0 to 1, of the series of each group, always the same ones; -0.1 gives those that 0.9 leaves out.

    >>> from prometheus_querier import promql as q
    >>> print(q.limit_ratio(0.1, q.metric("x")))
    limit_ratio(0.1, x)
    """
    return Aggregation("limit_ratio", v, to_parameter("limit_ratio", ratio))


@aggregation(since="1.0.0")
def count_values(label: StringLike, v: InstantVector, /) -> Aggregation:
    """How many series of each group have each value; the value becomes the new label.

    >>> from prometheus_querier import promql as q
    >>> print(q.count_values("version", q.metric("build_version")))
    count_values("version", build_version)
    """
    return Aggregation("count_values", v, to_parameter("count_values", label))
