"""Functions of how series change over a range: of counters, which only rise until they reset, and of gauges."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prometheus_querier.promql.calls import range_call, vector_call
from prometheus_querier.promql.signatures import function

if TYPE_CHECKING:
    from prometheus_querier.promql.nodes import InstantVector, RangeVector, ScalarLike


@function(since="0.1.0")
def rate(v: RangeVector, /) -> InstantVector:
    """Per-second average rate of increase of counters over the range.

    Resets are accounted for, and the result is extrapolated to the ends of the range.

    >>> from prometheus_querier import promql as q
    >>> print(q.rate(q.metric("http_requests_total")["5m"]))
    rate(http_requests_total[5m])
    """
    return range_call("rate", v)


@function(since="0.16.1")
def irate(v: RangeVector, /) -> InstantVector:
    """Per-second rate of increase of counters between the last two samples of the range.

    >>> from prometheus_querier import promql as q
    >>> print(q.irate(q.metric("http_requests_total")["5m"]))
    irate(http_requests_total[5m])
    """
    return range_call("irate", v)


@function(since="0.14.0")
def increase(v: RangeVector, /) -> InstantVector:
    """Increase of counters over the range: the rate times the seconds of the range.

    >>> from prometheus_querier import promql as q
    >>> print(q.increase(q.metric("http_requests_total")["1h"]))
    increase(http_requests_total[1h])
    """
    return range_call("increase", v)


@function(since="0.1.0")
def delta(v: RangeVector, /) -> InstantVector:
    """Difference between the first and the last value of gauges, extrapolated to the range.

    >>> from prometheus_querier import promql as q
    >>> print(q.delta(q.metric("cpu_temp_celsius")["2h"]))
    delta(cpu_temp_celsius[2h])
    """
    return range_call("delta", v)


@function(since="1.1.0")
def idelta(v: RangeVector, /) -> InstantVector:
    """Difference between the last two samples of gauges.

    >>> from prometheus_querier import promql as q
    >>> print(q.idelta(q.metric("cpu_temp_celsius")["5m"]))
    idelta(cpu_temp_celsius[5m])
    """
    return range_call("idelta", v)


@function(since="0.9.0")
def deriv(v: RangeVector, /) -> InstantVector:
    """Per-second derivative of gauges, by linear regression over the range.

    >>> from prometheus_querier import promql as q
    >>> print(q.deriv(q.metric("disk_used_bytes")["1h"]))
    deriv(disk_used_bytes[1h])
    """
    return range_call("deriv", v)


@function(since="0.14.0")
def changes(v: RangeVector, /) -> InstantVector:
    """How often the value changed within the range.

    >>> from prometheus_querier import promql as q
    >>> print(q.changes(q.metric("process_start_time_seconds")["1h"]))
    changes(process_start_time_seconds[1h])
    """
    return range_call("changes", v)


@function(since="0.14.0")
def resets(v: RangeVector, /) -> InstantVector:
    """How often counters were reset within the range.

    >>> from prometheus_querier import promql as q
    >>> print(q.resets(q.metric("http_requests_total")["1d"]))
    resets(http_requests_total[1d])
    """
    return range_call("resets", v)


@function(since="0.16.0")
def predict_linear(v: RangeVector, seconds: ScalarLike, /) -> InstantVector:
    """Value of gauges so many *seconds* from now, by linear regression over the range.

    >>> from prometheus_querier import promql as q
    >>> print(q.predict_linear(q.metric("disk_free_bytes")["1h"], 4 * 3600))
    predict_linear(disk_free_bytes[1h], 14400)
    """
    return vector_call("predict_linear", v, seconds)


@function(since="3.0.0", experimental=True)
def double_exponential_smoothing(
    v: RangeVector, smoothing_factor: ScalarLike, trend_factor: ScalarLike, /
) -> InstantVector:
    """Smoothed value of gauges over the range.

    Both factors lie between 0 and 1: a lower smoothing factor gives old samples more weight, a higher trend factor
    gives trends more. Called ``holt_winters`` before Prometheus 3.0.

    >>> from prometheus_querier import promql as q
    >>> print(q.double_exponential_smoothing(q.metric("temperature")["1h"], 0.5, 0.3))
    double_exponential_smoothing(temperature[1h], 0.5, 0.3)
    """
    return vector_call("double_exponential_smoothing", v, smoothing_factor, trend_factor)
