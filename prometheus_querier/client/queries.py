"""Queries at one point in time, their exemplars, and queries as text: one method for each endpoint."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prometheus_querier.api import endpoints
from prometheus_querier.api.parameters import (
    duration_parameter,
    limit_parameter,
    stats_parameter,
    time_parameter,
)
from prometheus_querier.api.syntax_trees import decode_tree
from prometheus_querier.queriers import to_promql
from prometheus_querier.results.records import convert

from .caller import Methods

if TYPE_CHECKING:
    from typing import Any, Literal

    from prometheus_querier.durations import DurationLike
    from prometheus_querier.promql import Expr
    from prometheus_querier.queriers import Question
    from prometheus_querier.results import Document, ExemplarSeries, Listing, QueryResult
    from prometheus_querier.timestamps import TimeLike


class QueryMethods(Methods):
    """The methods of ``client`` that take PromQL, but for those of ranges."""

    def query(
        self,
        what: Question,
        time: TimeLike | None = None,
        *,
        limit: int | None = None,
        lookback_delta: DurationLike | None = None,
        stats: bool | Literal["all"] = False,
        check: bool = False,
        timeout: float | None = None,
    ) -> QueryResult:
        """Asks for the value at one point in time.

        Args:
            what: A querier, an expression or PromQL text.
            time: When; the server's now by default.
            limit: Most series to return, 0 for all (Prometheus 3.2 and later).
            lookback_delta: How far back a sample still counts (2.43 and later).
            stats: Whether to tell the cost of the query in ``result.stats``; ``all`` for each step, too.
            check: Whether to ask the server for its version first, and to refuse a query that it does not know.
            timeout: Seconds that this call may take, in place of the client's.

        Returns:
            A vector, a scalar or a string; a matrix of raw samples for a range selector.

        Raises:
            UnsupportedByServerError: With ``check``, the server is too old, or lacks a feature flag.
        """
        query = to_promql(what)
        params = {
            "query": query,
            "time": time_parameter(time, "time"),
            "limit": limit_parameter(limit),
            "lookback_delta": duration_parameter(lookback_delta, "lookback_delta"),
            "stats": stats_parameter(stats),
        }
        if check:
            self._caller.server.check_query(query)
        return self._caller.query(endpoints.QUERY, params, query=query, timeout=timeout)

    def query_exemplars(
        self,
        what: Question,
        *,
        start: TimeLike | None = None,
        end: TimeLike | None = None,
        timeout: float | None = None,
    ) -> Listing[ExemplarSeries]:
        """Lists the exemplars of the series that a query selects.

        Args:
            what: A querier, an expression or PromQL text.
            start: Earliest time; the beginning by default.
            end: Latest time; the end by default.
            timeout: Seconds that this call may take, in place of the client's.

        Returns:
            The exemplars by series; empty without the server's feature flag ``exemplar-storage``.
        """
        query = to_promql(what)
        params = {"query": query, "start": time_parameter(start, "start"), "end": time_parameter(end, "end")}
        return self._caller.exemplars(endpoints.QUERY_EXEMPLARS, params, query=query, timeout=timeout)

    def format_query(self, what: Question, *, timeout: float | None = None) -> str:
        """Lets the server print a query over several lines; ``promql.pretty`` does it without a server.

        Args:
            what: A querier, an expression or PromQL text.
            timeout: Seconds that this call may take, in place of the client's.
        """
        query = to_promql(what)
        return self._caller.json(endpoints.FORMAT_QUERY, {"query": query}, _text, query=query, timeout=timeout)

    def parse_query(self, what: Question, *, timeout: float | None = None) -> Expr:
        """Lets the server parse a query (Prometheus 3.0 and later); ``promql.parse`` does it without a server.

        Args:
            what: A querier, an expression or PromQL text.
            timeout: Seconds that this call may take, in place of the client's.

        Returns:
            What ``promql.parse`` returns, but for what the answer does not tell: a number that was written as a
            duration comes back as seconds, and servers up to 3.5 leave duration expressions out.
        """
        query = to_promql(what)
        return self._caller.json(endpoints.PARSE_QUERY, {"query": query}, _tree, query=query, timeout=timeout)


def _text(document: Document[Any]) -> str:
    text: str = convert(str, document.data, "data")
    return text


def _tree(document: Document[Any]) -> Expr:
    return decode_tree(document.data)
