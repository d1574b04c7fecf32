"""Functions between scalars and vectors, and from nothing to something."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prometheus_querier.promql.calls import instant_call, vector_call
from prometheus_querier.promql.nodes import ScalarCall
from prometheus_querier.promql.signatures import function

if TYPE_CHECKING:
    from prometheus_querier.promql.nodes import InstantVector, Scalar, ScalarLike


@function(since="0.1.0")
def scalar(v: InstantVector, /) -> Scalar:
    """The value of a vector of one series as a scalar, NaN for any other number of series.

    >>> from prometheus_querier import promql as q
    >>> print(q.scalar(q.metric("limit")))
    scalar(limit)
    """
    return ScalarCall("scalar", (v,))


@function(since="0.16.0")
def vector(s: ScalarLike, /) -> InstantVector:
    """A scalar as a vector of one series without labels.

    >>> from prometheus_querier import promql as q
    >>> print(q.vector(q.time()))
    vector(time())
    """
    return vector_call("vector", s)


@function(since="0.9.0")
def absent(v: InstantVector, /) -> InstantVector:
    """1 when the vector is empty, nothing otherwise; with the labels that a selector demands.

    >>> from prometheus_querier import promql as q
    >>> print(q.absent(q.metric("up", job="api")))
    absent(up{job="api"})
    """
    return instant_call("absent", v)
