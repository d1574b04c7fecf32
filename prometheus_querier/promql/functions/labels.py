"""Functions that make labels from other labels, or fetch them from info metrics."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, TypeAlias

from prometheus_querier.promql.calls import vector_call
from prometheus_querier.promql.matchers import LabelValue, braces_of
from prometheus_querier.promql.nodes import InstantSelector, VectorCall
from prometheus_querier.promql.signatures import function

if TYPE_CHECKING:
    from prometheus_querier.promql.nodes import InstantVector, StringLike

DataLabels: TypeAlias = InstantSelector | Mapping[str, str | LabelValue]
"""A selector without a range, or its matchers as a mapping; unlike other selectors, it may match the empty string."""


@function(since="0.16.0")
def label_replace(
    v: InstantVector, dst_label: StringLike, replacement: StringLike, src_label: StringLike, regex: StringLike, /
) -> InstantVector:
    """Sets a label to *replacement* wherever another label matches *regex* as a whole; ``$1`` is its first group.

    >>> from prometheus_querier import promql as q
    >>> print(q.label_replace(q.metric("up"), "host", "$1", "instance", "(.*):.*"))
    label_replace(up, "host", "$1", "instance", "(.*):.*")
    """
    return vector_call("label_replace", v, dst_label, replacement, src_label, regex)


@function(since="1.8.0")
def label_join(
    v: InstantVector, dst_label: StringLike, separator: StringLike, /, *src_labels: StringLike
) -> InstantVector:
    """Sets a label to the values of other labels, joined by *separator*.

    >>> from prometheus_querier import promql as q
    >>> print(q.label_join(q.metric("up"), "place", "/", "zone", "rack"))
    label_join(up, "place", "/", "zone", "rack")
    """
    return vector_call("label_join", v, dst_label, separator, *src_labels)


@function(since="2.55.0", experimental=True)
def info(v: InstantVector, data_label_selector: DataLabels | None = None, /) -> InstantVector:
    """Adds the labels of matching info metrics, such as ``target_info``, to each series.

    Args:
        v: The series to add labels to.
        data_label_selector: Which labels to add and what they must be; also which info metrics, as ``__name__``.

    >>> from prometheus_querier import promql as q
    >>> print(q.info(q.rate(q.metric("http_requests_total")["2m"]), {"k8s_cluster_name": q.regex(".+")}))
    info(rate(http_requests_total[2m]), {k8s_cluster_name=~".+"})
    """
    if data_label_selector is None:
        return VectorCall("info", (v,))
    if isinstance(data_label_selector, Mapping):
        data_label_selector = InstantSelector(None, braces_of(data_label_selector, {})[0])
    return vector_call("info", v, data_label_selector)
