"""What to ask: queriers, time ranges and the builder that turns them into PromQL. Pure: nothing here does I/O."""

from .base import (
    AggregatingMetricQuerier,
    ExpressionQuerier,
    PrometheusMetricQuerier,
    QueryStrategy,
    UtilizationMetricQuerier,
)
from .builder import Question, build_query, select, to_promql
from .presets import FilledPreset, PresetRegistry, QueryPreset
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
    "ExpressionQuerier",
    "FilledPreset",
    "NodeMetricQuerier",
    "PresetRegistry",
    "ProcessMetricQuerier",
    "PrometheusMetricQuerier",
    "QueryPreset",
    "QueryStrategy",
    "QueryTimeRange",
    "Question",
    "UtilizationMetricQuerier",
    "ValueType",
    "build_query",
    "select",
    "to_promql",
]
