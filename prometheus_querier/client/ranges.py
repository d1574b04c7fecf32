"""Queries over ranges of time, in as many parts as servers need."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from prometheus_querier.api import endpoints
from prometheus_querier.api.parameters import duration_parameter, limit_parameter, stats_parameter
from prometheus_querier.counts import whole_number
from prometheus_querier.durations import format_seconds
from prometheus_querier.errors import (
    PrometheusQuerierError,
    RequestTimeoutError,
    ResultTypeError,
    TooManyPointsError,
)
from prometheus_querier.queriers import to_promql
from prometheus_querier.queriers.time_range import range_in_ms
from prometheus_querier.results import MatrixResult, join
from prometheus_querier.timestamps import format_timestamp
from prometheus_querier.transport.deadline import Deadline

from .caching import Fetched, as_of, cached_range
from .caller import Methods
from .splitting import MAX_POINTS, Part, independent_of_borders, split
from .working import in_order

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from typing import Literal, TypeAlias

    from prometheus_querier.durations import DurationLike
    from prometheus_querier.queriers import QueryTimeRange, Question

    from .caching import CachedRange

    RangeParams: TypeAlias = dict[str, str | None]
    Ask: TypeAlias = Callable[[float | None], MatrixResult]
    """Asks for one part within so many seconds."""


class RangeMethods(Methods):
    """The methods of ``client`` that ask about ranges."""

    def query_range(
        self,
        what: Question,
        time_range: QueryTimeRange,
        *,
        limit: int | None = None,
        lookback_delta: DurationLike | None = None,
        stats: bool | Literal["all"] = False,
        check: bool = False,
        max_points: int | None = MAX_POINTS,
        concurrency: int = 4,
        timeout: float | None = None,
    ) -> MatrixResult:
        """Asks for the values at every step of a range of time.

        A range of more points than servers answer at once is asked for in parts, whose answers become one: all of it,
        or an error.

        Args:
            what: A querier, an expression or PromQL text; an instant vector or a scalar.
            time_range: Start, end and step.
            limit: Most series to return, 0 for all (Prometheus 3.2 and later).
            lookback_delta: How far back a sample still counts (2.43 and later).
            stats: Whether to tell the cost of the query in ``result.stats``; ``all`` for each step, too.
            check: Whether to ask the server for its version first, and to refuse a query that it does not know.
            max_points: Most points of one answer; ``None`` to ask for any range at once.
            concurrency: Most parts to ask for at once, each in a thread; 1 for one after the other, without threads.
            timeout: Seconds that this call may take with all its parts, in place of the client's.

        Raises:
            TooManyPointsError: The range has to be split, and the query cannot be.
            UnsupportedByServerError: With ``check``, the server is too old, or lacks a feature flag.
        """
        at_once = whole_number(concurrency, "concurrency")
        params = _params(limit, lookback_delta, stats)
        asks = self._asks(what, time_range, max_points, params, check=check)
        seconds = self._caller.limit(timeout)
        if len(asks) == 1:
            return asks[0](seconds)
        deadline = None if seconds is None else time.monotonic() + seconds

        def within_deadline(ask: Ask, index: int) -> MatrixResult:
            left = None if deadline is None else deadline - time.monotonic()
            if left is not None and left <= 0:
                raise RequestTimeoutError(
                    f"the time of {seconds:g} s was spent before part {index + 1} of {len(asks)} was asked for: give a "
                    f"longer timeout=, or take the parts one by one from iter_range()"
                )
            return ask(left)

        tasks = [partial(within_deadline, ask, index) for index, ask in enumerate(asks)]
        return join(list(in_order(tasks, at_once)))

    def iter_range(
        self,
        what: Question,
        time_range: QueryTimeRange,
        *,
        lookback_delta: DurationLike | None = None,
        stats: bool | Literal["all"] = False,
        check: bool = False,
        max_points: int = MAX_POINTS,
        concurrency: int = 1,
        timeout: float | None = None,
    ) -> Generator[MatrixResult, None, None]:
        """Asks for the values at every step of a range of time, part by part, for what does not fit into memory.

        Args:
            what: A querier, an expression or PromQL text; an instant vector or a scalar.
            time_range: Start, end and step.
            lookback_delta: How far back a sample still counts (2.43 and later).
            stats: Whether to tell the cost of each part in its ``stats``; ``all`` for each step, too.
            check: Whether to ask the server for its version first, and to refuse a query that it does not know.
            max_points: Most points of one part.
            concurrency: Most parts to ask for, and to hold, at once; more than 1 asks ahead, each part in a thread.
            timeout: Seconds that each part may take, in place of the client's.

        Yields:
            One result for each part, in order of time; a series is in those where it has samples.

        Raises:
            TooManyPointsError: The range has to be split, and the query cannot be.
            UnsupportedByServerError: With ``check``, the server is too old, or lacks a feature flag.
        """
        at_once = whole_number(concurrency, "concurrency")
        params = _params(None, lookback_delta, stats)
        asks = self._asks(what, time_range, max_points, params, check=check)
        seconds = self._caller.limit(timeout)
        return in_order([partial(ask, seconds) for ask in asks], at_once)

    def _asks(
        self, what: Question, time_range: QueryTimeRange, max_points: int | None, params: RangeParams, *, check: bool
    ) -> list[Ask]:
        """Prepares everything, so that whatever is wrong is refused before anything is sent."""
        query = sent = to_promql(what)
        start, end, step = range_in_ms(time_range)
        parts = split(start, end, step, max_points)
        if len(parts) > 1:
            if params["limit"] is not None:
                raise TooManyPointsError(
                    "this range has too many points for one answer and cannot be split: limit= would cut each part at "
                    "other series. Leave it out, or ask with a longer step"
                )
            sent = independent_of_borders(query, start, end)
        if check:
            self._caller.server.check_query(query)
        params = {"query": sent, "step": format_seconds(step), **params}
        plan = _Plan(query, params, len(parts), self._cached(params, start, end, step))
        return [partial(self._ask, plan, part) for part in parts]

    def _cached(self, params: RangeParams, start: int, end: int, step: int) -> CachedRange | None:
        store = self._caller.cache
        if store is None:
            return None
        borders = _borders(start, end)
        try:
            sent = self._caller.as_sent(endpoints.QUERY_RANGE, {**params, **borders})
        except PrometheusQuerierError:  # which sending raises, too
            return None
        if sent is None or not borders.items() <= set(sent.request.params):
            return None
        return cached_range(store, sent, (start, end), step)

    def _ask(self, plan: _Plan, part: Part, timeout: float | None) -> MatrixResult:
        cached = plan.cached
        if cached is None:
            return self._fetch(plan, part, timeout)[0]
        deadline = Deadline(timeout)

        def fetch(first: int, last: int) -> Fetched:
            asked = cached.store.now_ms(), time.monotonic()
            is_whole = first == part.start and last > part.end - cached.step
            try:
                left = deadline.wait()
            except TimeoutError:
                raise RequestTimeoutError(
                    f"the time of {timeout:g} s was spent before all that the cache lacks was asked for: give a longer "
                    f"timeout="
                ) from None
            some = plan if is_whole else replace(plan, parts=plan.parts + 1)
            result, date = self._fetch(some, Part(first, last), left)
            return Fetched(first, last, result, as_of(*asked, date))

        return replace(cached.answer(part.start, part.end, fetch), query=plan.query)

    def _fetch(self, plan: _Plan, part: Part, timeout: float | None) -> tuple[MatrixResult, str | None]:
        borders = _borders(part.start, part.end)
        try:
            result, date = self._caller.query_dated(
                endpoints.QUERY_RANGE, {**plan.params, **borders}, query=plan.query, timeout=timeout
            )
        except PrometheusQuerierError as error:
            if plan.parts > 1:
                error.add_note("asked for {start} to {end}, one of {parts} parts".format(parts=plan.parts, **borders))
            raise
        if not isinstance(result, MatrixResult):
            raise ResultTypeError(f"query_range answered a {type(result).__name__} instead of a matrix")
        return result, date


@dataclass(frozen=True, slots=True)
class _Plan:
    """What all parts of a range share."""

    query: str
    params: RangeParams
    parts: int
    cached: CachedRange | None


def _borders(start: int, end: int) -> dict[str, str]:
    return {"start": format_timestamp(start), "end": format_timestamp(end)}


def _params(limit: int | None, lookback_delta: DurationLike | None, stats: bool | Literal["all"]) -> RangeParams:
    return {
        "limit": limit_parameter(limit),
        "lookback_delta": duration_parameter(lookback_delta, "lookback_delta"),
        "stats": stats_parameter(stats),
    }
