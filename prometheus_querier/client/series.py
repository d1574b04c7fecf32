"""What is stored: series, label names, label values, and what metrics mean."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from prometheus_querier import results
from prometheus_querier.api import endpoints, shapes
from prometheus_querier.api.parameters import (
    count_parameter,
    label_segment,
    limit_parameter,
    text_parameter,
    time_parameter,
)
from prometheus_querier.api.selectors import selectors, some_selectors
from prometheus_querier.results.listing import lookup

from .caller import Methods

if TYPE_CHECKING:
    from collections.abc import Iterable

    from prometheus_querier.api.selectors import Match
    from prometheus_querier.results import Listing, Lookup
    from prometheus_querier.timestamps import TimeLike


class SeriesMethods(Methods):
    """The methods of ``client`` that list what is stored."""

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
            limit: Most series to return, 0 for all (Prometheus 2.51 and later).
            timeout: Seconds that this call may take, in place of the client's.
        """
        params = {"match[]": some_selectors(match, "series"), **_within(start, end, limit)}
        return self._caller.json(endpoints.SERIES, params, shapes.label_sets, timeout=timeout)

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
            limit: Most names to return, 0 for all (Prometheus 2.51 and later).
            timeout: Seconds that this call may take, in place of the client's.
        """
        params = {"match[]": selectors(match), **_within(start, end, limit)}
        return self._caller.json(endpoints.LABELS, params, shapes.strings, timeout=timeout)

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
            limit: Most values to return, 0 for all (Prometheus 2.51 and later).
            timeout: Seconds that this call may take, in place of the client's.

        Raises:
            UnsafeNameError: The name cannot be carried in a URL.
        """
        params = {"match[]": selectors(match), **_within(start, end, limit)}
        segment = label_segment(name, escaping=self._caller.server.escapes_names)
        return self._caller.json(endpoints.label_values(segment), params, shapes.strings, timeout=timeout)

    def metadata(
        self,
        *,
        metric: str | None = None,
        limit: int | None = None,
        limit_per_metric: int | None = None,
        timeout: float | None = None,
    ) -> Lookup[tuple[results.MetricMetadata, ...]]:
        """Looks up what the targets that are being scraped say of their metrics: type, help and unit.

        Args:
            metric: One metric, by the name that its target describes: of a histogram or summary the name without
                ``_bucket``, ``_count`` or ``_sum``, of a counter in OpenMetrics that without ``_total``. All by default.
            limit: Most metrics to return.
            limit_per_metric: Most different descriptions of each (Prometheus 2.46 and later).
            timeout: Seconds that this call may take, in place of the client's.

        Returns:
            For each metric its descriptions; targets that differ give several.
        """
        params = {
            "metric": text_parameter(metric, "metric"),
            "limit": count_parameter(limit, "limit"),
            "limit_per_metric": count_parameter(limit_per_metric, "limit_per_metric"),
        }
        convert = partial(lookup, tuple[results.MetricMetadata, ...])
        return self._caller.json(endpoints.METADATA, params, convert, timeout=timeout)


def _within(start: TimeLike | None, end: TimeLike | None, limit: int | None) -> dict[str, str | None]:
    """The parameters that all listings share."""
    return {
        "start": time_parameter(start, "start"),
        "end": time_parameter(end, "end"),
        "limit": limit_parameter(limit),
    }
