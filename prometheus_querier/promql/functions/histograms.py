"""Functions of histograms, native ones and those made of buckets with a label ``le``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prometheus_querier.promql.calls import instant_call, vector_call
from prometheus_querier.promql.signatures import function

if TYPE_CHECKING:
    from prometheus_querier.promql.nodes import InstantVector, ScalarLike, StringLike


@function(since="0.11.0")
def histogram_quantile(quantile: ScalarLike, b: InstantVector, /) -> InstantVector:
    """Quantile, from 0 to 1, of the observations in histograms.

    Classic histograms must keep their label ``le``, so aggregate them ``.by("le", …)``.

    >>> from prometheus_querier import promql as q
    >>> print(q.histogram_quantile(0.99, q.sum(q.rate(q.metric("latency_bucket")["5m"])).by("le")))
    histogram_quantile(0.99, sum by (le) (rate(latency_bucket[5m])))
    """
    return vector_call("histogram_quantile", quantile, b)


@function(since="3.11.0", experimental=True, max_args=12)
def histogram_quantiles(
    v: InstantVector, quantile_label: StringLike, quantile: ScalarLike, /, *quantiles: ScalarLike
) -> InstantVector:
    """Several quantiles of the observations in histograms, told apart by a new label.

    At most ten quantiles.

    >>> from prometheus_querier import promql as q
    >>> print(q.histogram_quantiles(q.rate(q.metric("latency")["5m"]), "quantile", 0.5, 0.9))
    histogram_quantiles(rate(latency[5m]), "quantile", 0.5, 0.9)
    """
    return vector_call("histogram_quantiles", v, quantile_label, quantile, *quantiles)


@function(since="2.40.0")
def histogram_fraction(lower: ScalarLike, upper: ScalarLike, b: InstantVector, /) -> InstantVector:
    """Share, from 0 to 1, of the observations in histograms that lie between two bounds.

    >>> from prometheus_querier import promql as q
    >>> print(q.histogram_fraction(0, 0.2, q.rate(q.metric("latency")["5m"])))
    histogram_fraction(0, 0.2, rate(latency[5m]))
    """
    return vector_call("histogram_fraction", lower, upper, b)


@function(since="2.51.0")
def histogram_avg(v: InstantVector, /) -> InstantVector:
    """Mean of the observations in native histograms.

    >>> from prometheus_querier import promql as q
    >>> print(q.histogram_avg(q.rate(q.metric("latency")["5m"])))
    histogram_avg(rate(latency[5m]))
    """
    return instant_call("histogram_avg", v)


@function(since="2.40.0")
def histogram_count(v: InstantVector, /) -> InstantVector:
    """Number of observations in native histograms.

    >>> from prometheus_querier import promql as q
    >>> print(q.histogram_count(q.rate(q.metric("latency")["5m"])))
    histogram_count(rate(latency[5m]))
    """
    return instant_call("histogram_count", v)


@function(since="2.40.0")
def histogram_sum(v: InstantVector, /) -> InstantVector:
    """Sum of the observations in native histograms.

    >>> from prometheus_querier import promql as q
    >>> print(q.histogram_sum(q.rate(q.metric("latency")["5m"])))
    histogram_sum(rate(latency[5m]))
    """
    return instant_call("histogram_sum", v)


@function(since="2.47.0")
def histogram_stddev(v: InstantVector, /) -> InstantVector:
    """Estimated standard deviation of the observations in native histograms.

    >>> from prometheus_querier import promql as q
    >>> print(q.histogram_stddev(q.rate(q.metric("latency")["5m"])))
    histogram_stddev(rate(latency[5m]))
    """
    return instant_call("histogram_stddev", v)


@function(since="2.47.0")
def histogram_stdvar(v: InstantVector, /) -> InstantVector:
    """Estimated variance of the observations in native histograms.

    >>> from prometheus_querier import promql as q
    >>> print(q.histogram_stdvar(q.rate(q.metric("latency")["5m"])))
    histogram_stdvar(rate(latency[5m]))
    """
    return instant_call("histogram_stdvar", v)
