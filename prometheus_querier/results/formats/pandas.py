"""pandas DataFrames, long and wide."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from prometheus_querier.errors import MissingDependencyError
from prometheus_querier.results.long import HISTOGRAM, TIMESTAMP, VALUE, joined

try:
    import pandas as pd
except ImportError as error:
    raise MissingDependencyError.of("pandas", "pandas", "to_pandas()") from error

from .numpy import grid_of, long_times, np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from prometheus_querier.results.long import LongColumns
    from prometheus_querier.results.series import Series


def long_frame(columns: LongColumns) -> pd.DataFrame:
    """Makes a frame with a row a sample; label columns are categorical."""
    data: dict[str, Any] = {TIMESTAMP: pd.DatetimeIndex(long_times(columns.timestamps)).tz_localize("UTC")}
    for label in columns.labels:
        data[label.name] = pd.Categorical.from_codes(np.asarray(label.codes), categories=pd.Index(label.categories))
    data[VALUE] = np.asarray(joined(columns.values))
    if columns.histograms:
        cells = np.full(columns.rows, None, dtype=object)
        for row, histogram in columns.histograms.items():
            cells[row] = histogram
        data[HISTOGRAM] = cells
    return pd.DataFrame(data, copy=False)


def wide_frame(series: Sequence[Series]) -> pd.DataFrame:
    """Makes a frame with a row a time and a column a series; a series of native histograms is a column of objects."""
    grid, positions = grid_of([*(one.timestamps for one in series), *(one.histogram_timestamps for one in series)])
    # A row a series: the frame takes the transpose of this as it is.
    matrix = np.full((len(series), len(grid)), np.nan)
    for row, one in enumerate(series):
        matrix[row, positions[row]] = np.asarray(one.values)
    index = pd.DatetimeIndex(grid, name=TIMESTAMP).tz_localize("UTC")
    frame = pd.DataFrame(matrix.T, index=index, columns=_column_index(series), copy=False)
    for row, one in enumerate(series):
        if one.histograms:
            cells = frame.iloc[:, row].astype(object).to_numpy(copy=True)
            cells[positions[len(series) + row]] = np.array([*one.histograms, None], dtype=object)[:-1]
            frame.isetitem(row, cells)
    return frame


def _column_index(series: Sequence[Series]) -> pd.Index[Any]:
    names = sorted(set().union(*(one.labels for one in series)))
    if not names:
        return pd.Index([VALUE] * len(series))
    levels = [[one.labels.get(name, "") for one in series] for name in names]
    return pd.Index(levels[0], name=names[0]) if len(names) == 1 else pd.MultiIndex.from_arrays(levels, names=names)
