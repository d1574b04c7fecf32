"""What to ask: queriers, time ranges and the builder that turns them into PromQL. Pure: nothing here does I/O."""

from typing import TYPE_CHECKING

from .base import (
    AggregatingMetricQuerier,
    ExpressionQuerier,
    PrometheusMetricQuerier,
    QueryStrategy,
    UtilizationMetricQuerier,
)
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

if TYPE_CHECKING:
    from .presets import FilledPreset, PresetRegistry, QueryPreset
else:
    from prometheus_querier import _loading

    __getattr__ = _loading.lazily(__name__, {"presets": ("FilledPreset", "PresetRegistry", "QueryPreset")})

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


def __dir__() -> list[str]:
    return __all__
