"""The course of a series in one line of text."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, TypeAlias

from prometheus_querier.results.charts.lines import drawn_at

if TYPE_CHECKING:
    from collections.abc import Sequence

    from prometheus_querier.queriers import QueryTimeRange
    from prometheus_querier.results import MatrixResult

    Span: TypeAlias = tuple[float, float]
    """The times of the left and the right end, in Unix seconds."""

_SPARKS = "▁▂▃▄▅▆▇█"


def whole_span(result: MatrixResult, asked: QueryTimeRange | None) -> Span:
    """Tells which times to show: all that were asked about, so that it is seen where the data ends before.

    Args:
        result: The answer, of which no sample is outside.
        asked: The range that was asked about, if any.
    """
    times = [one.timestamps[end] for one in result if one.timestamps for end in (0, -1)]
    if asked is not None:
        start, end, _ = asked.in_ms()
        times += [start / 1000, end / 1000]
    return min(times, default=0.0), max(times, default=0.0)


def sparkline(times: Sequence[float], values: Sequence[float], span: Span, width: int) -> str:
    """Draws the course of values over a span of time in so many characters; a gap where there is no number.

    >>> sparkline([0, 1, 2, 3], [0, 1, 2, 3], (0, 3), 4), sparkline([0, 4], [5, 5], (0, 4), 3)
    ('▁▃▆█', '▄ ▄')
    """
    points = [math.nan] * width
    first, last = span
    for time, value in zip(times, values, strict=True):
        if math.isfinite(value):
            place = round((time - first) / (last - first) * (width - 1)) if last > first else 0
            # Of the values that fall on one character, the highest is what one looks for.
            points[place] = max(drawn_at(value), points[place]) if math.isfinite(points[place]) else drawn_at(value)
    finite = [value for value in points if math.isfinite(value)]
    low, high = min(finite, default=0.0), max(finite, default=0.0)
    return "".join(_spark(value, low, high) for value in points)


def _spark(value: float, low: float, high: float) -> str:
    if not math.isfinite(value):
        return " "
    if high == low:
        return _SPARKS[3]
    return _SPARKS[round((value - low) / (high - low) * (len(_SPARKS) - 1))]
