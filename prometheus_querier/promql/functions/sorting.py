"""Functions that put the series of an instant query in order; range queries have an order of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prometheus_querier.promql.calls import instant_call, vector_call
from prometheus_querier.promql.signatures import function

if TYPE_CHECKING:
    from prometheus_querier.promql.nodes import InstantVector, StringLike


@function(since="0.1.0")
def sort(v: InstantVector, /) -> InstantVector:
    """Series by ascending value.

    >>> from prometheus_querier import promql as q
    >>> print(q.sort(q.metric("x")))
    sort(x)
    """
    return instant_call("sort", v)


@function(since="0.1.0")
def sort_desc(v: InstantVector, /) -> InstantVector:
    """Series by descending value.

    >>> from prometheus_querier import promql as q
    >>> print(q.sort_desc(q.metric("x")))
    sort_desc(x)
    """
    return instant_call("sort_desc", v)


@function(since="2.49.0", experimental=True)
def sort_by_label(v: InstantVector, /, *labels: StringLike) -> InstantVector:
    """Series by the values of labels, in natural order.

    >>> from prometheus_querier import promql as q
    >>> print(q.sort_by_label(q.metric("x"), "zone", "host"))
    sort_by_label(x, "zone", "host")
    """
    return vector_call("sort_by_label", v, *labels)


@function(since="2.49.0", experimental=True)
def sort_by_label_desc(v: InstantVector, /, *labels: StringLike) -> InstantVector:
    """Series by the values of labels, in descending natural order.

    >>> from prometheus_querier import promql as q
    >>> print(q.sort_by_label_desc(q.metric("x"), "zone"))
    sort_by_label_desc(x, "zone")
    """
    return vector_call("sort_by_label_desc", v, *labels)
