"""The client: one typed method for each endpoint, over whatever transport it is given."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from prometheus_querier.api import endpoints, shapes
from prometheus_querier.api.parameters import (
    check_points,
    count_parameter,
    duration_parameter,
    label_segment,
    request,
    time_parameter,
)
from prometheus_querier.durations import format_seconds
from prometheus_querier.errors import QueryBuildError, ResultTypeError
from prometheus_querier.promql import Expr, InstantSelector
from prometheus_querier.queriers import ContainerMetricQuerier, PrometheusMetricQuerier, build_query, select, to_promql
from prometheus_querier.results import Listing, MatrixResult
from prometheus_querier.timestamps import format_timestamp

from .caller import Caller

if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import TracebackType
    from typing import Literal, TypeAlias

    from prometheus_querier.durations import DurationLike
    from prometheus_querier.queriers import QueryTimeRange, Question, UtilizationMetricQuerier
    from prometheus_querier.results import PrometheusQueryRangeResponse, QueryResult
    from prometheus_querier.timestamps import TimeLike
    from prometheus_querier.transport import RetryPolicy, Transport

    Match: TypeAlias = PrometheusMetricQuerier | Expr | str
    """Which series are meant: a querier, a selector, or a selector's text."""
    Stats: TypeAlias = Literal["true", "all"]


class PrometheusClient:
    """Asks a server, and gives typed answers; share one between all threads.

    ``connect()`` makes one for a URL. Where a method takes ``what``, a querier, an expression and PromQL text are all
    welcome. Every method may raise ``QueryBuildError`` before anything is sent, and ``TransportError``,
    ``ResponseError`` or ``ApiError`` after.

    Args:
        transport: Moves requests; closed with the client.
        timeout: Seconds that one call may take in all, retries included; ``None`` for no limit.
        retry: When a failed call is made again; by default never.
    """

    def __init__(self, transport: Transport, *, timeout: float | None = 30.0, retry: RetryPolicy | None = None) -> None:
        self._caller = Caller(transport, timeout=timeout, retry=retry)

    def query(
        self,
        what: Question,
        time: TimeLike | None = None,
        *,
        timeout: float | None = None,
        limit: int | None = None,
        lookback_delta: DurationLike | None = None,
        stats: Stats | None = None,
    ) -> QueryResult:
        """Asks for the value at one point in time.

        Args:
            what: A querier, an expression or PromQL text.
            time: When; the server's now by default.
            timeout: Seconds that this call may take, in place of the client's.
            limit: Most series to return (Prometheus 3.2 and later; older servers ignore it).
            lookback_delta: How far back a sample still counts (2.43 and later).
            stats: ``true`` or ``all`` for the cost of the query in ``result.stats``.

        Returns:
            A vector, a scalar or a string; a matrix of raw samples for a range selector.
        """
        query = to_promql(what)
        params = {
            "query": query,
            "time": time_parameter(time, "time"),
            "timeout": self._caller.server_timeout(timeout),
            "limit": count_parameter(limit, "limit"),
            "lookback_delta": duration_parameter(lookback_delta, "lookback_delta"),
            "stats": stats,
        }
        document = self._caller.query(request(endpoints.QUERY, params), query, timeout=timeout)
        return document.data

    def query_range(
        self,
        what: Question,
        time_range: QueryTimeRange,
        *,
        timeout: float | None = None,
        limit: int | None = None,
        lookback_delta: DurationLike | None = None,
        stats: Stats | None = None,
    ) -> MatrixResult:
        """Asks for the values at every step of a range of time.

        Args:
            what: A querier, an expression or PromQL text; an instant vector or a scalar.
            time_range: Start, end and step.
            timeout: Seconds that this call may take, in place of the client's.
            limit: Most series to return (Prometheus 3.2 and later; older servers ignore it).
            lookback_delta: How far back a sample still counts (2.43 and later).
            stats: ``true`` or ``all`` for the cost of the query in ``result.stats``.

        Raises:
            TooManyPointsError: The range has more steps than servers answer at once.
        """
        query = to_promql(what)
        start, end, step = time_range.in_ms()
        check_points(start, end, step)
        params = {
            "query": query,
            "start": format_timestamp(start),
            "end": format_timestamp(end),
            "step": format_seconds(step),
            "timeout": self._caller.server_timeout(timeout),
            "limit": count_parameter(limit, "limit"),
            "lookback_delta": duration_parameter(lookback_delta, "lookback_delta"),
            "stats": stats,
        }
        document = self._caller.query(request(endpoints.QUERY_RANGE, params), query, timeout=timeout)
        if not isinstance(document.data, MatrixResult):
            raise ResultTypeError(f"query_range answered a {type(document.data).__name__} instead of a matrix")
        return document.data

    def query_utilization(
        self, querier: UtilizationMetricQuerier, time_range: QueryTimeRange, *, rate_interval: DurationLike = "5m"
    ) -> PrometheusQueryRangeResponse:
        """Asks for a utilization over a range of time; ``rate_interval`` is the window of rates."""
        return self.query_range(build_query(querier, rate_interval=rate_interval), time_range)

    def query_available_container_metrics(self) -> Listing[str]:
        """Names of the metrics that the platform's agents export for containers."""
        return self.label_values(ContainerMetricQuerier.metric_name_label, match=ContainerMetricQuerier.exported_name)

    def series(
        self,
        match: Match | Iterable[Match],
        *,
        start: TimeLike | None = None,
        end: TimeLike | None = None,
        limit: int | None = None,
        timeout: float | None = None,
    ) -> Listing[dict[str, str]]:
        """Lists the label sets of the series that any of the selectors matches, in no particular order.

        Args:
            match: One or more selectors.
            start: Earliest time at which a series had samples; the beginning by default.
            end: Latest time; the end by default.
            limit: Most series to return (2.51 and later; older servers ignore it).
            timeout: Seconds that this call may take, in place of the client's.
        """
        selectors = _selectors(match)
        if not selectors:
            raise QueryBuildError("series() needs at least one selector, such as 'up'")
        params = {"match[]": selectors} | _within(start, end, limit)
        document = self._caller.json(request(endpoints.SERIES, params), timeout=timeout)
        return Listing(shapes.label_sets(document.data), warnings=document.warnings, infos=document.infos)

    def label_names(
        self,
        *,
        match: Match | Iterable[Match] = (),
        start: TimeLike | None = None,
        end: TimeLike | None = None,
        limit: int | None = None,
        timeout: float | None = None,
    ) -> Listing[str]:
        """Lists the label names, sorted; with selectors only those of the series that any of them matches.

        Args:
            match: Selectors; none for all series.
            start: Earliest time; the beginning by default.
            end: Latest time; the end by default.
            limit: Most names to return (2.51 and later; older servers ignore it).
            timeout: Seconds that this call may take, in place of the client's.
        """
        params = {"match[]": _selectors(match)} | _within(start, end, limit)
        document = self._caller.json(request(endpoints.LABELS, params), timeout=timeout)
        return Listing(shapes.strings(document.data), warnings=document.warnings, infos=document.infos)

    def label_values(
        self,
        name: str,
        *,
        match: Match | Iterable[Match] = (),
        start: TimeLike | None = None,
        end: TimeLike | None = None,
        limit: int | None = None,
        timeout: float | None = None,
    ) -> Listing[str]:
        """Lists the values of a label, sorted; with selectors only those of the series that any of them matches.

        Args:
            name: The label; ``__name__`` lists the metrics.
            match: Selectors; none for all series.
            start: Earliest time; the beginning by default.
            end: Latest time; the end by default.
            limit: Most values to return (2.51 and later; older servers ignore it).
            timeout: Seconds that this call may take, in place of the client's.

        Raises:
            UnsafeNameError: The name cannot be carried in a URL.
        """
        params = {"match[]": _selectors(match)} | _within(start, end, limit)
        endpoint = endpoints.label_values(label_segment(name))
        document = self._caller.json(request(endpoint, params), timeout=timeout)
        return Listing(shapes.strings(document.data), warnings=document.warnings, infos=document.infos)

    def close(self) -> None:
        """Closes the transport; calling it again does nothing."""
        self._caller.transport.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._caller.transport!r})"

    def __reduce__(self) -> str:
        raise TypeError("a client holds open connections and cannot be pickled: make one in each process")


def _selectors(match: Match | Iterable[Match]) -> list[str]:
    """Spells one or more selectors."""
    if isinstance(match, PrometheusMetricQuerier | Expr | str):
        match = (match,)
    return [_selector(one) for one in match]


def _selector(match: Match) -> str:
    if isinstance(match, PrometheusMetricQuerier):
        return str(select(match))
    if isinstance(match, InstantSelector) or (isinstance(match, str) and match.strip()):
        return str(match)
    raise QueryBuildError(f"match must be a selector such as q.metric('up') or 'up{{job=\"api\"}}', not {match!r}")


def _within(start: TimeLike | None, end: TimeLike | None, limit: int | None) -> dict[str, str | None]:
    """The parameters that all listings of metadata share."""
    return {
        "start": time_parameter(start, "start"),
        "end": time_parameter(end, "end"),
        "limit": count_parameter(limit, "limit"),
    }
