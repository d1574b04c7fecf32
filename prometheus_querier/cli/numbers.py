"""Numbers for people: short ones for axes, and the course of a series in one line."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING

from prometheus_querier.results.charts.lines import drawn_at

if TYPE_CHECKING:
    from collections.abc import Sequence

_SPARKS = "▁▂▃▄▅▆▇█"
_PREFIXES = ((1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k"))
_BEYOND_PREFIXES = 999.5e12


def short_number(value: float) -> str:
    """Spells a number in few characters.

    >>> short_number(1536.0), short_number(0.25), short_number(-2e9), short_number(999_999.0)
    ('1.54k', '0.25', '-2G', '1M')
    """
    if not abs(value) < _BEYOND_PREFIXES:
        return f"{value:.2g}"
    # Rounded before the prefix is chosen: 999,999 is 1M, and not 1000k.
    value = float(f"{value:.3g}")
    for size, prefix in _PREFIXES:
        if abs(value) >= size:
            return f"{value / size:.3g}{prefix}"
    return f"{value:.3g}"


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
    points = [drawn_at(value) if math.isfinite(value) else value for value in points]
    finite = [value for value in points if math.isfinite(value)]
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
    return _SPARKS[round((value - low) / (high - low) * (len(_SPARKS) - 1))]
