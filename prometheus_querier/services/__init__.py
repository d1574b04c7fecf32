"""Questions that a platform asks again and again, each in its own words."""

from .container_utilization import (
    ContainerMetricAction,
    ContainerMetricActionResult,
    ContainerMetricOptionalLabel,
    ContainerMetricResponseInfo,
    ContainerMetricResult,
    ContainerUtilizationMetricService,
    MetricValue,
)

__all__ = [
    "ContainerMetricAction",
    "ContainerMetricActionResult",
    "ContainerMetricOptionalLabel",
    "ContainerMetricResponseInfo",
    "ContainerMetricResult",
    "ContainerUtilizationMetricService",
    "MetricValue",
]
