"""The course of a series in one line of text."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING

from prometheus_querier.results.charts.lines import drawn_at

if TYPE_CHECKING:
    from collections.abc import Sequence

_SPARKS = "▁▂▃▄▅▆▇█"


def sparkline(values: Sequence[float], width: int) -> str:
    """Draws the course of values in one line of at most so many characters; a gap where there is no number.

    >>> sparkline([0, 1, 2, 3], 8), sparkline([5, 5], 8), sparkline([0, float("nan"), 7], 8)
    ('▁▃▆█', '▄▄', '▁ █')
    """
    points = values
    if len(values) > width:
        # Of the values that fall on one character, the highest is what one looks for.
        bounds = [round(index * len(values) / width) for index in range(width + 1)]
        points = [_highest(values[low:high]) for low, high in pairwise(bounds)]
    finite = [drawn_at(value) for value in points if math.isfinite(value)]
    if not finite:
        return " " * len(points)
    low, high = min(finite), max(finite)
    return "".join(_spark(value, low, high) for value in points)


def _highest(values: Sequence[float]) -> float:
    return max((value for value in values if math.isfinite(value)), default=math.nan)


def _spark(value: float, low: float, high: float) -> str:
    if not math.isfinite(value):
        return " "
    if high == low:
        return _SPARKS[3]
    return _SPARKS[round((drawn_at(value) - low) / (high - low) * (len(_SPARKS) - 1))]
