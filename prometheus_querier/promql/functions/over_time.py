"""Functions that sum up each series over a range."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prometheus_querier.promql.calls import range_call, vector_call
from prometheus_querier.promql.signatures import function

if TYPE_CHECKING:
    from prometheus_querier.promql.nodes import InstantVector, RangeVector, ScalarLike


@function(since="0.7.0")
def avg_over_time(v: RangeVector, /) -> InstantVector:
    """Mean of the values in the range.

    >>> from prometheus_querier import promql as q
    >>> print(q.avg_over_time(q.metric("queue_length")["1h"]))
    avg_over_time(queue_length[1h])
    """
    return range_call("avg_over_time", v)


@function(since="0.7.0")
def min_over_time(v: RangeVector, /) -> InstantVector:
    """Smallest value in the range.

    >>> from prometheus_querier import promql as q
    >>> print(q.min_over_time(q.metric("queue_length")["1h"]))
    min_over_time(queue_length[1h])
    """
    return range_call("min_over_time", v)


@function(since="0.7.0")
def max_over_time(v: RangeVector, /) -> InstantVector:
    """Largest value in the range.

    >>> from prometheus_querier import promql as q
    >>> print(q.max_over_time(q.metric("queue_length")["1h"]))
    max_over_time(queue_length[1h])
    """
    return range_call("max_over_time", v)


@function(since="0.7.0")
def sum_over_time(v: RangeVector, /) -> InstantVector:
    """Sum of the values in the range.

    >>> from prometheus_querier import promql as q
    >>> print(q.sum_over_time(q.metric("queue_length")["1h"]))
    sum_over_time(queue_length[1h])
    """
    return range_call("sum_over_time", v)


@function(since="0.7.0")
def count_over_time(v: RangeVector, /) -> InstantVector:
    """Number of samples in the range.

    >>> from prometheus_querier import promql as q
    >>> print(q.count_over_time(q.metric("queue_length")["1h"]))
    count_over_time(queue_length[1h])
    """
    return range_call("count_over_time", v)


@function(since="1.1.0")
def quantile_over_time(quantile: ScalarLike, v: RangeVector, /) -> InstantVector:
    """Quantile, from 0 to 1, of the values in the range.

    >>> from prometheus_querier import promql as q
    >>> print(q.quantile_over_time(0.9, q.metric("queue_length")["1h"]))
    quantile_over_time(0.9, queue_length[1h])
    """
    return vector_call("quantile_over_time", quantile, v)


@function(since="1.1.0")
def stddev_over_time(v: RangeVector, /) -> InstantVector:
    """Population standard deviation of the values in the range.

    >>> from prometheus_querier import promql as q
    >>> print(q.stddev_over_time(q.metric("queue_length")["1h"]))
    stddev_over_time(queue_length[1h])
    """
    return range_call("stddev_over_time", v)


@function(since="1.1.0")
def stdvar_over_time(v: RangeVector, /) -> InstantVector:
    """Population variance of the values in the range.

    >>> from prometheus_querier import promql as q
    >>> print(q.stdvar_over_time(q.metric("queue_length")["1h"]))
    stdvar_over_time(queue_length[1h])
    """
    return range_call("stdvar_over_time", v)


@function(since="2.49.0", experimental=True)
def mad_over_time(v: RangeVector, /) -> InstantVector:
    """Median absolute deviation of the values in the range.

    >>> from prometheus_querier import promql as q
    >>> print(q.mad_over_time(q.metric("queue_length")["1h"]))
    mad_over_time(queue_length[1h])
    """
    return range_call("mad_over_time", v)


@function(since="3.7.0", stable_since="3.14.0")
def first_over_time(v: RangeVector, /) -> InstantVector:
    """Oldest sample in the range.

    >>> from prometheus_querier import promql as q
    >>> print(q.first_over_time(q.metric("queue_length")["1h"]))
    first_over_time(queue_length[1h])
    """
    return range_call("first_over_time", v)


@function(since="2.26.0")
def last_over_time(v: RangeVector, /) -> InstantVector:
    """Most recent sample in the range.

    >>> from prometheus_querier import promql as q
    >>> print(q.last_over_time(q.metric("queue_length")["1h"]))
    last_over_time(queue_length[1h])
    """
    return range_call("last_over_time", v)


@function(since="2.29.0")
def present_over_time(v: RangeVector, /) -> InstantVector:
    """1 for every series that has a sample in the range.

    >>> from prometheus_querier import promql as q
    >>> print(q.present_over_time(q.metric("up")["1h"]))
    present_over_time(up[1h])
    """
    return range_call("present_over_time", v)


@function(since="2.16.0")
def absent_over_time(v: RangeVector, /) -> InstantVector:
    """1 when no series has a sample in the range, nothing otherwise.

    >>> from prometheus_querier import promql as q
    >>> print(q.absent_over_time(q.metric("up", job="api")["1h"]))
    absent_over_time(up{job="api"}[1h])
    """
    return range_call("absent_over_time", v)


@function(since="3.7.0", experimental=True)
def ts_of_first_over_time(v: RangeVector, /) -> InstantVector:
    """Unix time in seconds of the oldest sample in the range.

    >>> from prometheus_querier import promql as q
    >>> print(q.ts_of_first_over_time(q.metric("queue_length")["1h"]))
    ts_of_first_over_time(queue_length[1h])
    """
    return range_call("ts_of_first_over_time", v)


@function(since="3.5.0", experimental=True)
def ts_of_last_over_time(v: RangeVector, /) -> InstantVector:
    """Unix time in seconds of the most recent sample in the range.

    >>> from prometheus_querier import promql as q
    >>> print(q.ts_of_last_over_time(q.metric("queue_length")["1h"]))
    ts_of_last_over_time(queue_length[1h])
    """
    return range_call("ts_of_last_over_time", v)


@function(since="3.5.0", experimental=True)
def ts_of_min_over_time(v: RangeVector, /) -> InstantVector:
    """Unix time in seconds of the last smallest value in the range.

    >>> from prometheus_querier import promql as q
    >>> print(q.ts_of_min_over_time(q.metric("queue_length")["1h"]))
    ts_of_min_over_time(queue_length[1h])
    """
    return range_call("ts_of_min_over_time", v)


@function(since="3.5.0", experimental=True)
def ts_of_max_over_time(v: RangeVector, /) -> InstantVector:
    """Unix time in seconds of the last largest value in the range.

    >>> from prometheus_querier import promql as q
    >>> print(q.ts_of_max_over_time(q.metric("queue_length")["1h"]))
    ts_of_max_over_time(queue_length[1h])
    """
    return range_call("ts_of_max_over_time", v)
