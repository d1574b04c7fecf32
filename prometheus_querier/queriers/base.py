"""What can be asked: the hierarchy of queriers, typed objects that say what to ask and nothing of how.

Each level promises a little more, and the builder uses what is promised: a metric with labels becomes a selector, one
with groupings an aggregation, one with a strategy the aggregation of a rate. Subclass the level that fits; neither the
builder nor the client need to know.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from prometheus_querier.promql import Expr, LabelValue


class QueryStrategy(StrEnum):
    """How the samples of a metric become a utilization."""

    GAUGE = "gauge"
    """The value as it is: memory, or anything else that goes up and down."""
    RATE = "rate"
    """The increase per second of a counter: CPU time."""
    RATE_NORMALIZED = "rate_normalized"
    """The rate divided by the length of its window in seconds: network bytes, as the platform reports them."""


class ExpressionQuerier(ABC):
    """Whatever knows its whole question as an expression, and leaves nothing of it to the builder."""

    @abstractmethod
    def expression(self) -> Expr:
        """The question."""


class PrometheusMetricQuerier(ABC):
    """A metric and the labels that select its series."""

    @abstractmethod
    def name(self) -> str:
        """The metric's name."""

    @abstractmethod
    def labels(self) -> Mapping[str, str | LabelValue]:
        """Label names, and the value each must have: text for equality, or ``regex``, ``not_`` … of ``promql``."""


class AggregatingMetricQuerier(PrometheusMetricQuerier):
    """A metric whose series are aggregated into groups."""

    @abstractmethod
    def group_by_labels(self) -> list[str]:
        """The labels that stay, in the order in which the query names them; empty for one group of all."""


class UtilizationMetricQuerier(AggregatingMetricQuerier):
    """A metric whose samples become a utilization before they are aggregated."""

    @abstractmethod
    def query_strategy(self) -> QueryStrategy:
        """How the samples become a utilization."""
