"""The queriers for the metrics that a platform's agents export: containers, nodes, devices and processes.

Each is a declaration: the exported metric, the label that names what is measured, and the labels that may select.
An agent writes the label value ``undefined`` for an owner that it does not know.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, ClassVar, Literal, get_args
from uuid import UUID

from prometheus_querier.errors import QueryBuildError

from .base import QueryStrategy, UtilizationMetricQuerier

if TYPE_CHECKING:
    from collections.abc import Mapping

ValueType = Literal["current", "capacity", "pct"]
"""What a sample says: the amount in use, the amount there is, or the share of it in percent."""

_STRATEGIES = {
    "cpu_util": QueryStrategy.RATE,
    "net_rx": QueryStrategy.RATE_NORMALIZED,
    "net_tx": QueryStrategy.RATE_NORMALIZED,
}
COUNTERS = tuple(_STRATEGIES)
"""The measured metrics that only ever grow, so that their rate is what tells something."""

_LABEL_TYPES: dict[str, type] = {"kernel_id": UUID, "session_id": UUID, "user_id": UUID, "project_id": UUID, "pid": int}


@dataclass(kw_only=True)
class AgentMetricQuerier(UtilizationMetricQuerier):
    """What all of them share: every field beside ``metric_name`` is a label of that name, and selects when it is set.

    The series are grouped by the labels that are set. CPU time becomes a rate, network bytes a normalized rate, and
    anything else stays a gauge.
    """

    exported_name: ClassVar[str]
    metric_name_label: ClassVar[str]

    metric_name: str

    def name(self) -> str:
        """The metric that the agents export."""
        return self.exported_name

    def labels(self) -> Mapping[str, str]:
        """The measured metric's name, and the labels that are set.

        Raises:
            QueryBuildError: ``metric_name`` is empty, or a field holds a value of another type.
        """
        if not isinstance(self.metric_name, str) or not self.metric_name:
            raise QueryBuildError(
                f"{type(self).__name__}.metric_name must be a metric's name, such as 'cpu_util' or 'mem', "
                f"not {self.metric_name!r}"
            )
        return {self.metric_name_label: self.metric_name} | {
            label: self._text(label, getattr(self, label)) for label in self.group_by_labels()
        }

    def group_by_labels(self) -> list[str]:
        """The labels that are set, in the order of the fields."""
        return [
            field.name
            for field in fields(self)
            if field.name != "metric_name" and getattr(self, field.name) is not None
        ]

    def query_strategy(self) -> QueryStrategy:
        """The strategy that the measured metric needs."""
        return _STRATEGIES.get(self.metric_name, QueryStrategy.GAUGE)

    def _text(self, label: str, value: object) -> str:
        wanted = _LABEL_TYPES.get(label, str)
        if not isinstance(value, wanted) or isinstance(value, bool):
            hint = f"str(value) for {type(value).__name__}" if wanted is str else f"{wanted.__name__}(value)"
            raise QueryBuildError(
                f"{type(self).__name__}.{label} must be a {wanted.__name__}, not {type(value).__name__} {value!r}: "
                f"write {hint}"
            )
        if label == "value_type" and value not in get_args(ValueType):
            raise QueryBuildError(f"value_type must be one of {', '.join(get_args(ValueType))}, not {value!r}")
        return str(value)


@dataclass(kw_only=True)
class OwnedMetricQuerier(AgentMetricQuerier):
    """What runs in a container, and so has owners: a session, a user and a project."""

    value_type: ValueType
    kernel_id: UUID | None = None
    agent_id: str | None = None
    session_id: UUID | None = None
    user_id: UUID | None = None
    project_id: UUID | None = None


@dataclass(kw_only=True)
class ContainerMetricQuerier(OwnedMetricQuerier):
    """The utilization of containers, selected and grouped by the ids that are given.

    >>> from prometheus_querier import build_query
    >>> print(build_query(ContainerMetricQuerier(metric_name="cpu_util", value_type="current", agent_id="i-node1")))
    sum by (value_type, agent_id) (rate(backendai_container_utilization{agent_id="i-node1",container_metric_name="cpu_util",value_type="current"}[5m]))
    """

    exported_name = "backendai_container_utilization"
    metric_name_label = "container_metric_name"


@dataclass(kw_only=True)
class ProcessMetricQuerier(OwnedMetricQuerier):
    """The utilization of processes inside containers."""

    exported_name = "backendai_process_utilization"
    metric_name_label = "process_metric_name"

    container_id: str | None = None
    pid: int | None = None


@dataclass(kw_only=True)
class DeviceMetricQuerier(AgentMetricQuerier):
    """The utilization of the devices of an agent's machine, such as its CPUs, memory and accelerators."""

    exported_name = "backendai_device_utilization"
    metric_name_label = "device_metric_name"

    value_type: ValueType
    agent_id: str | None = None
    device_id: str | None = None


@dataclass(kw_only=True)
class NodeMetricQuerier(AgentMetricQuerier):
    """The utilization of one node."""

    exported_name = "node_utilization"
    metric_name_label = "node_metric_name"

    node_id: str
