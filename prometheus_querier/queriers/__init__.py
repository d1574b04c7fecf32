"""What to ask: queriers, time ranges and the builder that turns them into PromQL. Pure: nothing here does I/O."""

from .base import AggregatingMetricQuerier, PrometheusMetricQuerier, QueryStrategy, UtilizationMetricQuerier
from .builder import Question, build_query, select, to_promql
from .time_range import QueryTimeRange
from .utilization import (
    AgentMetricQuerier,
    ContainerMetricQuerier,
    DeviceMetricQuerier,
    NodeMetricQuerier,
    ProcessMetricQuerier,
    ValueType,
)

__all__ = [
    "AgentMetricQuerier",
    "AggregatingMetricQuerier",
    "ContainerMetricQuerier",
    "DeviceMetricQuerier",
    "NodeMetricQuerier",
    "ProcessMetricQuerier",
    "PrometheusMetricQuerier",
    "QueryStrategy",
    "QueryTimeRange",
    "Question",
    "UtilizationMetricQuerier",
    "ValueType",
    "build_query",
    "select",
    "to_promql",
]
