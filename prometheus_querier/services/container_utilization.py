"""The platform's question: how much do containers use? An action in, typed results out, no PromQL in between."""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from prometheus_querier.errors import ResultTypeError
from prometheus_querier.queriers import ContainerMetricQuerier, QueryTimeRange
from prometheus_querier.results import MatrixResult, Series

if TYPE_CHECKING:
    from collections.abc import Mapping

    from prometheus_querier.client import PrometheusClient
    from prometheus_querier.durations import DurationLike
    from prometheus_querier.queriers import ValueType
    from prometheus_querier.timestamps import TimeLike

UNDEFINED = "undefined"
"""What an agent writes for an owner that it does not know."""


@dataclass(frozen=True, kw_only=True)
class ContainerMetricOptionalLabel:
    """Which containers are meant, and which of their values; what is set also groups the answer."""

    value_type: ValueType
    kernel_id: UUID | None = None
    agent_id: str | None = None
    session_id: UUID | None = None
    user_id: UUID | None = None
    project_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class ContainerMetricAction:
    """One question: a metric of some containers over a range of time."""

    metric_name: str
    labels: ContainerMetricOptionalLabel
    start: TimeLike
    end: TimeLike
    step: DurationLike


@dataclass(frozen=True, kw_only=True)
class ContainerMetricResponseInfo:
    """Whose values these are.

    Attributes:
        labels: The labels as they came. An id below is ``None`` when it is not among them, or when the agent wrote
            ``undefined`` because it did not know.
    """

    value_type: str | None
    container_metric_name: str | None
    kernel_id: UUID | None
    agent_id: str | None
    session_id: UUID | None
    user_id: UUID | None
    project_id: UUID | None
    labels: Mapping[str, str]

    @classmethod
    def of(cls, labels: Mapping[str, str]) -> ContainerMetricResponseInfo:
        """Reads the info from the labels of a series."""
        return cls(
            value_type=labels.get("value_type"),
            container_metric_name=labels.get("container_metric_name"),
            kernel_id=_uuid(labels, "kernel_id"),
            agent_id=labels.get("agent_id"),
            session_id=_uuid(labels, "session_id"),
            user_id=_uuid(labels, "user_id"),
            project_id=_uuid(labels, "project_id"),
            labels=labels,
        )


class MetricValue(NamedTuple):
    """A value and its time in Unix seconds."""

    timestamp: float
    value: float


@dataclass(frozen=True, kw_only=True)
class ContainerMetricResult:
    """The values of one group of containers, oldest first."""

    metric: ContainerMetricResponseInfo
    values: list[MetricValue]

    @classmethod
    def of(cls, series: Series) -> ContainerMetricResult:
        """Reads one series of the answer."""
        return cls(
            metric=ContainerMetricResponseInfo.of(series.labels),
            values=list(map(MetricValue, series.timestamps, series.values)),
        )


@dataclass(frozen=True, kw_only=True)
class ContainerMetricActionResult:
    """The answer: one result for each group, and what the server remarked."""

    result: list[ContainerMetricResult]
    warnings: tuple[str, ...] = ()

    def _repr_html_(self) -> str:
        series = tuple(
            Series(
                one.metric.labels,
                array("d", [value.timestamp for value in one.values]),
                array("d", [value.value for value in one.values]),
            )
            for one in self.result
        )
        return MatrixResult(series, warnings=self.warnings)._repr_html_()


class ContainerUtilizationMetricService:
    """Answers questions about the utilization of containers.

    Args:
        client: Asks the server; stays open.
        rate_interval: Window of rates; at least four times the scrape interval is wise.
    """

    def __init__(self, client: PrometheusClient, *, rate_interval: DurationLike = "5m") -> None:
        self._client = client
        self._rate_interval = rate_interval

    def query_metric(self, action: ContainerMetricAction) -> ContainerMetricActionResult:
        """Asks for a metric of some containers over a range of time.

        Raises:
            QueryBuildError: The action cannot be asked; nothing was sent.
            PrometheusQuerierError: The call failed.
        """
        labels = action.labels
        querier = ContainerMetricQuerier(
            metric_name=action.metric_name,
            value_type=labels.value_type,
            kernel_id=labels.kernel_id,
            agent_id=labels.agent_id,
            session_id=labels.session_id,
            user_id=labels.user_id,
            project_id=labels.project_id,
        )
        time_range = QueryTimeRange.of(action.start, action.end, action.step)
        answer = self._client.query_utilization(querier, time_range, rate_interval=self._rate_interval)
        return ContainerMetricActionResult(
            result=[ContainerMetricResult.of(series) for series in answer], warnings=answer.warnings
        )

    fetch_metric = query_metric

    def query_metadata(self) -> list[str]:
        """Names of the metrics that can be asked for."""
        return self._client.query_available_container_metrics()


def _uuid(labels: Mapping[str, str], name: str) -> UUID | None:
    text = labels.get(name)
    if text is None or text == UNDEFINED:
        return None
    try:
        return UUID(text)
    except ValueError:
        raise ResultTypeError(f"label {name} is {text!r}, which is no UUID") from None
