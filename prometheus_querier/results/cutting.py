"""A part of a matrix, as the server would have answered it alone."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import replace
from typing import TYPE_CHECKING

from .series import Series

if TYPE_CHECKING:
    from array import array

    from .matrix import MatrixResult


def cut(result: MatrixResult, start: int, end: int) -> MatrixResult:
    """Cuts the samples from ``start`` to ``end`` out of a result, with the series that have any.

    Args:
        result: The whole.
        start: First time, in milliseconds.
        end: Last time.

    >>> from array import array
    >>> from prometheus_querier.results import MatrixResult
    >>> day = MatrixResult((Series({"job": "a"}, array("d", [0, 60, 120]), array("d", [1, 2, 3])),))
    >>> cut(day, 60_000, 120_000)[0].values
    array('d', [2.0, 3.0])
    """
    # Between two milliseconds, so that it does not matter how a time is rounded.
    low, high = (start - 0.5) / 1000, (end + 0.5) / 1000
    columns: dict[int, tuple[int, int, array[float]]] = {}
    found = []
    for series in result.series:
        times = series.timestamps
        column = columns.get(id(times))
        if column is None:
            first, after = bisect_left(times, low), bisect_right(times, high)
            # Series that share a column of times go on sharing it.
            column = columns[id(times)] = first, after, times[first:after]
        first, after, cut_times = column
        if not series.histograms:
            if cut_times:
                found.append(Series(series.labels, cut_times, series.values[first:after]))
            continue
        others = series.histogram_timestamps
        begin, end_ = bisect_left(others, low), bisect_right(others, high)
        if cut_times or begin < end_:
            histograms = (others[begin:end_], series.histograms[begin:end_])
            found.append(Series(series.labels, cut_times, series.values[first:after], *histograms))
    return replace(result, series=tuple(found))
