"""The client: every method of the API, over whatever transport it is given."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from prometheus_querier.queriers import ContainerMetricQuerier, build_query

from .admin import AdminMethods
from .caller import Caller
from .health import HealthMethods
from .queries import QueryMethods
from .ranges import RangeMethods
from .rules import RuleMethods
from .search import SearchMethods
from .series import SeriesMethods
from .status import StatusMethods
from .targets import TargetMethods

if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import TracebackType

    from prometheus_querier.durations import DurationLike
    from prometheus_querier.queriers import QueryTimeRange, UtilizationMetricQuerier
    from prometheus_querier.results import Listing, PrometheusQueryRangeResponse
    from prometheus_querier.transport import Observer, RetryPolicy, Transport

    from .caller import OnWarning
    from .server import Server


class PrometheusClient(QueryMethods, RangeMethods, SeriesMethods, TargetMethods, RuleMethods, HealthMethods):
    """Asks a server, and gives typed answers; share one between all threads.

    ``connect()`` makes one for a URL. Where a method takes ``what``, a querier, an expression and PromQL text are all
    welcome; where it takes ``match``, a querier, a selector, its text, or a list of these. Every method may raise
    ``QueryBuildError`` before anything is sent, and ``TransportError``, ``ResponseError`` or ``ApiError`` after.

    Attributes:
        status: What the server says of itself.
        search: Searches for names and values.
        admin: What changes the server's storage.

    Args:
        transport: Moves requests; closed with the client.
        timeout: Seconds that one call may take in all, retries included; ``None`` for no limit.
        retry: When a failed call is made again; by default never.
        on_warning: Whether an answer with warnings, which may be partial, is kept with its ``warnings``, or raised as
            an ``ApiError`` whose ``error_type`` is ``warning``.
        observers: Who watches every call, for metrics and traces.
    """

    def __init__(
        self,
        transport: Transport,
        *,
        timeout: float | None = 30.0,
        retry: RetryPolicy | None = None,
        on_warning: OnWarning = "keep",
        observers: Iterable[Observer] = (),
    ) -> None:
        caller = Caller(transport, timeout=timeout, retry=retry, on_warning=on_warning, observers=observers)
        super().__init__(caller)
        self.status = StatusMethods(caller)
        self.search = SearchMethods(caller)
        self.admin = AdminMethods(caller)

    @property
    def server(self) -> Server:
        """What is known of the server; looking at its attributes asks it, once."""
        return self._caller.server

    def query_utilization(
        self, querier: UtilizationMetricQuerier, time_range: QueryTimeRange, *, rate_interval: DurationLike = "5m"
    ) -> PrometheusQueryRangeResponse:
        """Asks for a utilization over a range of time; ``rate_interval`` is the window of rates."""
        return self.query_range(build_query(querier, rate_interval=rate_interval), time_range)

    def query_available_container_metrics(self) -> Listing[str]:
        """Names of the metrics that the platform's agents export for containers."""
        return self.label_values(ContainerMetricQuerier.metric_name_label, match=ContainerMetricQuerier.exported_name)

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
