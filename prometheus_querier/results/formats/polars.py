"""polars DataFrames over the columns of results."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from prometheus_querier.errors import MissingDependencyError
from prometheus_querier.results.long import HISTOGRAM, TIMESTAMP, VALUE, joined

from .dicts import plain_histogram

try:
    import polars as pl
except ImportError as error:
    raise MissingDependencyError.of("polars", "polars", "to_polars()") from error

from .numpy import long_times, np

if TYPE_CHECKING:
    from prometheus_querier.results.long import LongColumns

_BUCKET = pl.Struct({"lower": pl.Float64, "upper": pl.Float64, "count": pl.Float64, "rule": pl.Int8})
_HISTOGRAM = pl.Struct({"count": pl.Float64, "sum": pl.Float64, "buckets": pl.List(_BUCKET)})


def long_frame(columns: LongColumns) -> pl.DataFrame:
    """Makes a frame with a row a sample; labels are enums, histograms are structs."""
    ms = long_times(columns.timestamps).view(np.int64)
    frame: list[pl.Series] = [pl.Series(TIMESTAMP, ms).cast(pl.Datetime("ms", "UTC"))]
    for label in columns.labels:
        values = pl.Series(label.name, label.categories, dtype=pl.Enum(label.categories))
        # polars' own indices have 32 bits; others are converted at several times the cost.
        frame.append(values.gather(pl.Series(np.asarray(label.codes).astype(np.uint32))))
    frame.append(pl.Series(VALUE, np.asarray(joined(columns.values))))
    if columns.histograms:
        cells: list[dict[str, Any] | None] = [None] * columns.rows
        for row, histogram in columns.histograms.items():
            cells[row] = plain_histogram(histogram)
        frame.append(pl.Series(HISTOGRAM, cells, dtype=_HISTOGRAM))
    return pl.DataFrame(frame)
