"""polars DataFrames over the columns of results."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from prometheus_querier.errors import MissingDependencyError
from prometheus_querier.results.long import HISTOGRAM, TIMESTAMP, VALUE

from .dicts import plain_histogram

try:
    import polars as pl
except ImportError as error:
    raise MissingDependencyError.of("polars", "polars", "to_polars()") from error

from .numpy import np, times

if TYPE_CHECKING:
    from prometheus_querier.results.long import LongColumns

_BUCKET = pl.Struct({"lower": pl.Float64, "upper": pl.Float64, "count": pl.Float64, "rule": pl.Int8})
_HISTOGRAM = pl.Struct({"count": pl.Float64, "sum": pl.Float64, "buckets": pl.List(_BUCKET)})


def long_frame(columns: LongColumns) -> pl.DataFrame:
    """Makes a frame with a row a sample; labels are enums, histograms are structs."""
    frame: list[pl.Series] = [pl.Series(TIMESTAMP, times(columns.timestamps)).dt.replace_time_zone("UTC")]
    for label in columns.labels:
        values = pl.Series(label.name, label.categories, dtype=pl.Enum(label.categories))
        frame.append(values.gather(np.asarray(label.codes)))
    frame.append(pl.Series(VALUE, np.asarray(columns.values)))
    if columns.histograms:
        cells: list[dict[str, Any] | None] = [None] * len(columns.values)
        for row, histogram in columns.histograms.items():
            cells[row] = plain_histogram(histogram)
        frame.append(pl.Series(HISTOGRAM, cells, dtype=_HISTOGRAM))
    return pl.DataFrame(frame)
