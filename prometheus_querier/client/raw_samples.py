"""Raw samples, as they were scraped: by remote read at a fraction of the cost of JSON, or by a range selector."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import replace
from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING

from prometheus_querier import promql
from prometheus_querier.api.endpoints import READ
from prometheus_querier.api.envelope import read_samples
from prometheus_querier.durations import format_duration
from prometheus_querier.errors import HttpStatusError, NotFoundError, QueryBuildError, ResultTypeError
from prometheus_querier.http import HttpRequest
from prometheus_querier.promql import InstantSelector
from prometheus_querier.queriers import PrometheusMetricQuerier, select
from prometheus_querier.queriers.time_range import range_in_ms
from prometheus_querier.results import MatrixResult, remote_read

from .queries import QueryMethods

if TYPE_CHECKING:
    from prometheus_querier.api.selectors import Match
    from prometheus_querier.queriers import QueryTimeRange
    from prometheus_querier.results import Series

_TYPES = {"=": "EQUAL", "!=": "NOT_EQUAL", "=~": "REGEX", "!~": "NOT_REGEX"}
_REFUSED = (HTTPStatus.METHOD_NOT_ALLOWED, HTTPStatus.NOT_IMPLEMENTED)
_BY_SELECTOR = "this server has no remote read: the samples came by a range selector"
_IN_PYTHON = "remote read needs the compiled decoder or numpy: the samples came by a range selector"


class RawSampleMethods(QueryMethods):
    """The method of ``client`` that reads raw samples."""

    def read(self, what: Match, time_range: QueryTimeRange, *, timeout: float | None = None) -> MatrixResult:
        """Reads the raw samples of series: those that were scraped, at their own times, both ends included.

        It takes remote read, which is many times cheaper than JSON. A server without it is asked with a range
        selector, and so is every server where there is neither the compiled decoder nor numpy, without which the chunks
        of remote read take longer to decode than JSON; the result's ``infos`` say so.

        Args:
            what: A querier, a selector or a selector's text, without ``offset`` and ``@``.
            time_range: Start and end; the step plays no part.
            timeout: Seconds that this call may take, in place of the client's.

        Raises:
            QueryBuildError: It is no plain selector; nothing was sent.
        """
        selector = _plain(what)
        start, end, _ = range_in_ms(time_range)
        if not remote_read.is_quick():
            return self._by_selector(selector, start, end, timeout, _IN_PYTHON)
        types = remote_read.MatcherType
        matchers = [(types[_TYPES[matcher.operator]], matcher.label, matcher.value) for matcher in selector.matchers]
        if selector.name is not None:
            matchers.append((types.EQUAL, "__name__", selector.name))
        content = remote_read.encode_read_request(matchers, start, end)
        request = HttpRequest(READ.method, READ.path, headers=remote_read.READ_HEADERS, content=content)
        read = partial(read_samples, start_ms=start, end_ms=end, query=str(selector))
        try:
            return self._caller.exchange(request, read, timeout=timeout)
        except HttpStatusError as error:
            if not isinstance(error, NotFoundError) and error.status not in _REFUSED:
                raise
        return self._by_selector(selector, start, end, timeout, _BY_SELECTOR)

    def _by_selector(
        self, selector: InstantSelector, start: int, end: int, timeout: float | None, info: str
    ) -> MatrixResult:
        """Asks with a range selector, and says why in the result's ``infos``."""
        # Since Prometheus 3 a range leaves its first moment out: one millisecond more, and what that brings too much
        # of from an older server is cut off.
        result = self.query(selector[format_duration(end - start + 1)], end / 1000, timeout=timeout)
        if not isinstance(result, MatrixResult):
            raise ResultTypeError(f"the server answered a {type(result).__name__} instead of a matrix")
        series = tuple([kept for one in result if (kept := _from(one, start / 1000)).values or kept.histograms])
        return replace(result, series=series, query=str(selector), infos=(*result.infos, info))


def _plain(what: Match) -> InstantSelector:
    if isinstance(what, str):
        expr: object = promql.parse(what)
    else:
        expr = select(what) if isinstance(what, PrometheusMetricQuerier) else what
    if not isinstance(expr, InstantSelector) or expr != InstantSelector(expr.name, expr.matchers):
        raise QueryBuildError(f"read() takes a selector such as q.metric('up', job='api'), not {expr}")
    return expr


def _from(series: Series, start: float) -> Series:
    """The series without what lies before the start."""
    first = bisect_left(series.timestamps, start)
    first_histogram = bisect_left(series.histogram_timestamps, start)
    return replace(
        series,
        timestamps=series.timestamps[first:],
        values=series.values[first:],
        histogram_timestamps=series.histogram_timestamps[first_histogram:],
        histograms=series.histograms[first_histogram:],
    )
