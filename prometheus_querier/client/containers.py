"""What a platform asks about its containers: utilizations, which metrics there are, and the live state of many."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from prometheus_querier import promql, results
from prometheus_querier.counts import whole_number
from prometheus_querier.durations import duration_to_ms, format_duration, positive_duration_to_ms
from prometheus_querier.errors import QueryBuildError, RequestTimeoutError, ResultTypeError
from prometheus_querier.queriers import ContainerMetricQuerier, build_query
from prometheus_querier.queriers.utilization import COUNTERS
from prometheus_querier.results import VectorResult
from prometheus_querier.transport.deadline import Deadline

from .queries import QueryMethods
from .ranges import RangeMethods
from .series import SeriesMethods
from .working import in_order

if TYPE_CHECKING:
    from collections.abc import Iterator

    from prometheus_querier.durations import DurationLike
    from prometheus_querier.queriers import QueryTimeRange, UtilizationMetricQuerier
    from prometheus_querier.results import ContainerLiveStat, Listing, PrometheusQueryRangeResponse, QueryResult
    from prometheus_querier.timestamps import TimeLike

_METRIC = ContainerMetricQuerier.metric_name_label
_IDS_PER_QUERY = 200
"""Ids of 36 characters, twice in a query: it stays below the 16 KiB that the strictest backend reads."""


class ContainerMethods(QueryMethods, RangeMethods, SeriesMethods):
    """The methods of ``client`` about containers."""

    def query_utilization(
        self, querier: UtilizationMetricQuerier, time_range: QueryTimeRange, *, rate_interval: DurationLike = "5m"
    ) -> PrometheusQueryRangeResponse:
        """Asks for a utilization over a range of time; ``rate_interval`` is the window of rates."""
        return self.query_range(build_query(querier, rate_interval=rate_interval), time_range)

    def query_available_container_metrics(self) -> Listing[str]:
        """Names of the metrics that the platform's agents export for containers."""
        return self.label_values(_METRIC, match=ContainerMetricQuerier.exported_name)

    def query_container_live_stats(
        self,
        kernel_ids: Iterable[UUID],
        *,
        time: TimeLike | None = None,
        window: DurationLike = "1h",
        rate_interval: DurationLike = "5m",
        concurrency: int = 2,
        timeout: float | None = None,
    ) -> dict[UUID, dict[str, ContainerLiveStat]]:
        """Asks for the live state of many containers at once, with five queries for every 200 of them.

        Args:
            kernel_ids: The containers.
            time: When; the server's now by default.
            window: How far back ``max`` and ``average`` look.
            rate_interval: Window of rates.
            concurrency: Most queries at once, each in a thread; 1 for one after the other.
            timeout: Seconds that this call may take with all its queries, in place of the client's.

        Returns:
            For each container its metrics by name; a container that the server does not know has none.

        Raises:
            QueryBuildError: An id is no UUID, or a window no duration; nothing was sent.
        """
        if isinstance(kernel_ids, str) or not isinstance(kernel_ids, Iterable):
            raise QueryBuildError(f"kernel_ids must be several UUIDs, such as [UUID(value)], not {kernel_ids!r}")
        ids = list(dict.fromkeys(_checked(kernel_id) for kernel_id in kernel_ids))
        windows = tuple(
            format_duration(positive_duration_to_ms(length, name=name))
            for name, length in (("window", window), ("rate_interval", rate_interval))
        )
        at_once = whole_number(concurrency, "concurrency")
        queries = [
            query
            for first in range(0, len(ids), _IDS_PER_QUERY)
            for query in _live_queries(promql.one_of(map(str, ids[first : first + _IDS_PER_QUERY])), *windows)
        ]
        found: dict[UUID, dict[str, dict[str, float]]] = {kernel_id: {} for kernel_id in ids}
        deadline = Deadline(self._caller.limit(timeout))

        def ask(expr: promql.Expr, index: int) -> QueryResult:
            try:
                left = deadline.wait()
            except TimeoutError:
                raise RequestTimeoutError(
                    f"the time of {deadline.total:g} s was spent before query {index + 1} of {len(queries)} was sent: give "
                    f"a longer timeout="
                ) from None
            return self.query(expr, time, timeout=left)

        tasks = [partial(ask, expr, index) for index, (_, expr) in enumerate(queries)]
        for (field, _), answer in zip(queries, in_order(tasks, at_once) if tasks else (), strict=True):
            if not isinstance(answer, VectorResult):
                raise ResultTypeError(f"the server answered a {type(answer).__name__} instead of a vector")
            for labels, value in zip(answer.labels, answer.values, strict=True):
                values = found[UUID(labels["kernel_id"])].setdefault(labels[_METRIC], {})
                values[field or labels["value_type"]] = value
        return {
            kernel_id: {metric: results.ContainerLiveStat(**values) for metric, values in sorted(metrics.items())}
            for kernel_id, metrics in found.items()
        }


def _live_queries(ids: promql.LabelValue, window: str, rate_interval: str) -> Iterator[tuple[str, promql.Expr]]:
    """The queries about some containers, each with the field that its values are of; empty where a label tells."""
    group = ("kernel_id", _METRIC, "value_type")
    counters = promql.one_of(COUNTERS)

    def select(value_type: str | promql.LabelValue, metric: promql.LabelValue) -> promql.InstantSelector:
        labels = {"kernel_id": ids, "value_type": value_type, _METRIC: metric}
        return promql.metric(ContainerMetricQuerier.exported_name, labels)

    def total(vector: promql.InstantVector) -> promql.InstantVector:
        return promql.sum(vector).by(*group)

    gauges = select("current", promql.not_(promql.one_of(["", *COUNTERS])))[window]
    rate = total(promql.rate(select("current", counters)[rate_interval]))
    # Of a counter only the rate goes up and down. Sixty of them tell how high, or more where else some time was not seen.
    step = min(duration_to_ms(window) // 60, duration_to_ms(rate_interval))
    rates = rate[window : format_duration(max(1000, step // 1000 * 1000))]
    yield "", total(select(promql.one_of(["capacity", "current"]), promql.not_("")))
    yield "rate", rate
    # What one container has may be one series after another, as when its agent learns whose it is: no sum of both.
    yield "max", promql.max(promql.max_over_time(gauges)).by(*group).or_(promql.max_over_time(rates))
    yield "average", total(promql.sum_over_time(gauges)) / total(promql.count_over_time(gauges))
    yield "average", promql.avg_over_time(rates)


def _checked(kernel_id: Any) -> UUID:
    if not isinstance(kernel_id, UUID):
        raise QueryBuildError(
            f"a kernel id must be a UUID, not {type(kernel_id).__name__} {kernel_id!r}: write UUID(value)"
        )
    return kernel_id
