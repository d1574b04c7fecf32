"""numpy arrays over the columns of results."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prometheus_querier.errors import MissingDependencyError
from prometheus_querier.results.long import shared_once

try:
    import numpy as np
except ImportError as error:
    raise MissingDependencyError.of("numpy", "numpy", "to_numpy()") from error

if TYPE_CHECKING:
    from array import array
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from prometheus_querier.results.series import Series

    Times = NDArray[np.datetime64]
    Pair = tuple[Times, NDArray[np.float64]]

__all__ = ["grid_of", "long_times", "np", "pair", "pairs", "times"]


def times(seconds: Sequence[float]) -> Times:
    """Converts Unix seconds to ``datetime64[ms]``, to the nearest millisecond."""
    ms = np.asarray(seconds, dtype=np.float64) * 1000
    np.rint(ms, out=ms)
    return ms.astype("datetime64[ms]")


def pair(seconds: array[float], values: array[float]) -> Pair:
    """Makes the times and wraps the values."""
    return times(seconds), np.asarray(values)


def pairs(series: Iterable[Series]) -> list[Pair]:
    """Makes a pair a series; series that share their timestamps share the converted times."""
    series = tuple(series)
    converted = _convert([one.timestamps for one in series])
    return [(converted[id(one.timestamps)], np.asarray(one.values)) for one in series]


def long_times(stretches: Sequence[array[float]]) -> Times:
    """Converts the times of the long layout, each stretch once however many series share it."""
    seconds, places = shared_once(stretches)
    # In one go: of many short stretches, converting one after the other would take several times as long.
    converted = times(seconds)
    total = sum(map(len, stretches))
    return converted if len(converted) == total else np.concatenate([converted[place] for place in places])


def grid_of(columns: Sequence[Sequence[float]]) -> tuple[Times, list[NDArray[np.intp]]]:
    """Finds all times that occur, ascending, and for each column the positions of its times among them."""
    converted = _convert(columns)
    grid = np.empty(0, dtype="datetime64[ms]")
    missing = []
    for column in sorted(converted.values(), key=len, reverse=True):
        # Most columns have the times of the longest, or some of them: merging is for those that do not.
        if not len(grid):
            grid = np.unique(column)
        elif not np.array_equal(grid[np.minimum(np.searchsorted(grid, column), len(grid) - 1)], column):
            missing.append(column)
    if missing:
        grid = np.unique(np.concatenate([grid, *missing]))
    found = {key: np.searchsorted(grid, column) for key, column in converted.items()}
    return grid, [found[id(column)] for column in columns]


def _convert(columns: Iterable[Sequence[float]]) -> dict[int, Times]:
    distinct = {id(column): column for column in columns}
    return {key: times(column) for key, column in distinct.items()}
