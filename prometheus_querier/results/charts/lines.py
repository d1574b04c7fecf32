"""Where a line that is drawn through samples must break: a gap in the data is a gap in the line."""

from __future__ import annotations

import math
from array import array
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from prometheus_querier.results.series import Series

GREATEST = 1e300
"""The greatest height of a point: those who draw compute with the distance of two, which must be a number."""

_MISSED_SCRAPES = 2.5
_SPARSE = 10
"""Points of a grid that may be missing between two others, as a rule."""


def drawn_at(value: float) -> float:
    """Gives the height at which a number is drawn.

    >>> drawn_at(-1.5), drawn_at(1.7e308)
    (-1.5, 1e+300)
    """
    return max(-GREATEST, min(value, GREATEST))


def longest_step(series: Sequence[Series]) -> float:
    """Finds the longest distance of neighbouring samples, in seconds, that is no gap.

    The points of a range query lie on a grid, where every point that is missing is a gap. Raw samples lie where the
    scrapes were; there a gap is longer than two usual distances.

    >>> from prometheus_querier.results.series import Series
    >>> longest_step([Series({}, array("d", [0, 60, 120, 300]), array("d", [1, 1, 1, 1]))])
    90.0
    """
    columns = {id(one.timestamps): one.timestamps for one in series}.values()
    steps = [round(1000 * (after - before)) for column in columns for before, after in pairwise(column)]
    if not steps:
        return math.inf
    shortest, usual = max(1, min(steps)), median(steps)
    # Of raw samples, two may have come within a millisecond, of which everything is a multiple.
    if usual <= _SPARSE * shortest and all(step % shortest == 0 for step in set(steps)):
        return 1.5 * shortest / 1000
    return _MISSED_SCRAPES * usual / 1000


def broken(series: Series, longest: float) -> tuple[array[float], array[float]]:
    """Gives times and values of the float samples, with NaN in every gap.

    >>> from prometheus_querier.results.series import Series
    >>> times, values = broken(Series({}, array("d", [0, 60, 300]), array("d", [1, 2, 3])), 90)
    >>> times.tolist(), values.tolist()
    ([0.0, 60.0, 180.0, 300.0], [1.0, 2.0, nan, 3.0])
    """
    times, values = series.timestamps, series.values
    if not times or all(after - before <= longest for before, after in pairwise(times)):
        return times, values
    new_times, new_values = array("d", times[:1]), array("d", values[:1])
    for before, time, value in zip(times, times[1:], values[1:], strict=False):
        if time - before > longest:
            new_times.append((before + time) / 2)
            new_values.append(math.nan)
        new_times.append(time)
        new_values.append(value)
    return new_times, new_values


def lone_points(values: Sequence[float]) -> list[int]:
    """Finds the points with no neighbour, through which no line goes.

    >>> lone_points([1.0, math.nan, 2.0, 3.0, math.nan, 4.0])
    [0, 5]
    """
    if len(values) > 1 and all(map(math.isfinite, values)):
        return []
    there = [False, *map(math.isfinite, values), False]
    return [index for index in range(len(values)) if there[index + 1] and not there[index] and not there[index + 2]]
