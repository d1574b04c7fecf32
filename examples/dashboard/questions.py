"""What the dashboard asks, and the answers as columns for JSON. No web framework is known here."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from prometheus_querier import QueryTimeRange, errors, promql as q

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from prometheus_querier import MatrixResult, PrometheusClient
    from prometheus_querier.results import ContainerLiveStat

    from .inventory import Container, Project


@dataclass(frozen=True)
class Metric:
    """A chart: what it shows, in which unit, and how many of the server's units that is."""

    title: str
    unit: str
    scale: int


METRICS = {
    "cpu_util": Metric("CPU", "cores", 1000),
    "mem": Metric("Memory", "MiB", 2**20),
    "net_rx": Metric("Received", "kB/s", 1000),
    "net_tx": Metric("Sent", "kB/s", 1000),
}
COUNTERS = q.one_of(["cpu_util", "net_rx", "net_tx"])
RANGES = {"5m": "5 minutes", "30m": "30 minutes", "1h": "1 hour", "6h": "6 hours", "24h": "24 hours"}
RATE_WINDOW_MS = 15_000
"""Rates look back so far at least: four scrapes or more."""
MOST_LINES = 20


@dataclass(frozen=True)
class Question:
    """What a request's parameters ask for, checked against what the user may see."""

    project: Project
    containers: tuple[Container, ...]
    time_range: QueryTimeRange

    @classmethod
    def of(cls, params: Mapping[str, str], projects: Iterable[Project]) -> Question:
        """Reads ``project``, ``container`` (all without one), ``range`` (a duration) and ``end`` (now without one)."""
        name, container = params.get("project"), params.get("container")
        project = next((one for one in projects if one.name == name), None)
        if project is None:
            raise errors.NotEnforceableError(f"you are no member of a project {name!r}")
        containers = tuple(one for one in project.containers if not container or one.name == container)
        if not containers:
            raise errors.QueryBuildError(f"{project.name} has no container {container!r}")
        return cls(project, containers, QueryTimeRange.last(params.get("range", "1h"), end=params.get("end")))

    @property
    def confined(self) -> dict[str, str]:
        """The labels that every series must have that is looked at."""
        return {"project_id": str(self.project.id)}


def overview(client: PrometheusClient, question: Question) -> dict[str, Any]:
    """Charts and live state of a project's containers; a container that a chart does not know is left out."""
    names = {str(one.kernel_id): one.name for one in question.containers}
    _, _, step = question.time_range.in_ms()
    window = f"{max(step, RATE_WINDOW_MS)}ms"

    # Not even a mistake here could show another project.
    client = client.enforcing(question.confined)
    usage = client.query_range(_usage(list(names), window), question.time_range)
    live = client.query_container_live_stats(
        [one.kernel_id for one in question.containers], time=question.time_range.end, rate_interval=window
    )
    charts: dict[str, dict[str, list[float | None]]] = {metric: {} for metric in METRICS}
    for labels, values in _lines(usage, question.time_range):
        metric = labels["container_metric_name"]
        charts[metric][names[labels["kernel_id"]]] = _scaled(values, METRICS[metric].scale)
    return {
        "project": question.project.name,
        "containers": [one.name for one in question.project.containers],
        "times": _times(question.time_range),
        "charts": charts,
        "live": {
            "container": list(names.values()),
            "metrics": {
                metric: _live_columns([live[one.kernel_id].get(metric) for one in question.containers], shown.scale)
                for metric, shown in METRICS.items()
            },
        },
    }


def explore(client: PrometheusClient, question: Question, text: str) -> dict[str, Any]:
    """The answer to a user's own PromQL, which sees the project and nothing else."""
    answer = client.enforcing(question.confined).query_range(text, question.time_range)
    lines = list(_lines(answer, question.time_range))
    return {
        "sent": str(q.enforce(text, question.confined)),
        "times": _times(question.time_range),
        "lines": [{"labels": dict(labels), "values": values} for labels, values in lines[:MOST_LINES]],
        "left_out": max(0, len(lines) - MOST_LINES),
    }


def failure(error: errors.PrometheusQuerierError) -> tuple[dict[str, str], int]:
    """What to tell the user of an error, and the status to say it with."""
    match error:
        case errors.NotEnforceableError():
            return {"kind": "refused", "message": f"Refused: {error}"}, 403
        case errors.QueryBuildError() | errors.BadDataError() | errors.ExecutionError():
            return {"kind": "query", "message": str(error)}, 400
        case errors.QueryTimeoutError() | errors.RequestTimeoutError():
            return {"kind": "server", "message": "Prometheus took too long to answer."}, 504
        case _:  # its words may tell of the network inside
            return {"kind": "server", "message": "Prometheus does not answer."}, 502


def _usage(kernel_ids: list[str], window: str) -> q.Expr:
    """All charts in one query: rates of what only grows, and the rest as it is, for each container."""

    def select(metric: str | q.LabelValue) -> q.InstantSelector:
        labels = {"container_metric_name": metric, "kernel_id": q.one_of(kernel_ids), "value_type": "current"}
        return q.metric("backendai_container_utilization", labels)

    def each(vector: q.InstantVector) -> q.InstantVector:
        return q.sum(vector).by("kernel_id", "container_metric_name")

    return each(q.rate(select(COUNTERS)[window])).or_(each(select("mem")))


def _times(time_range: QueryTimeRange) -> list[float]:
    start, end, step = time_range.in_ms()
    return [time / 1000 for time in range(start, end + 1, step)]


def _lines(result: MatrixResult, time_range: QueryTimeRange) -> Iterator[tuple[Mapping[str, str], list[float | None]]]:
    """Each series with a value for every time; ``None`` where it has none."""
    times = _times(time_range)
    for series in result:
        values = dict(zip(series.timestamps, series.values, strict=True))
        yield series.labels, _scaled(map(values.get, times), 1)


def _live_columns(stats: list[ContainerLiveStat | None], scale: int) -> dict[str, list[float | None]]:
    """What is now, and the highest, which what is now may be."""
    now = [None if one is None else one.current if one.rate is None else one.rate for one in stats]
    past = [None if one is None else one.max for one in stats]
    highest = [max((one for one in pair if one is not None), default=None) for pair in zip(now, past, strict=True)]
    return {"now": _scaled(now, scale), "max": _scaled(highest, scale)}


def _scaled(values: Iterable[float | None], scale: int) -> list[float | None]:
    """Values in the unit that is shown; ``None`` where there is none, or none that JSON has a word for."""
    return [None if value is None or not math.isfinite(value) else value / scale for value in values]
