"""Parquet files as a polars frame that is not computed yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prometheus_querier.errors import MissingDependencyError
from prometheus_querier.results.long import HISTOGRAM, TIMESTAMP, VALUE, column_names

try:
    import polars as pl
except ImportError as error:
    raise MissingDependencyError.of("polars", "polars", "reading an export with polars") from error

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from .base import Contents

_BUCKET = pl.Struct({"lower": pl.Float64, "upper": pl.Float64, "count": pl.Float64, "rule": pl.Int8})
_HISTOGRAM = pl.Struct({"count": pl.Float64, "sum": pl.Float64, "buckets": pl.List(_BUCKET)})


def with_labels_as_text(frame: pl.DataFrame, labels: Sequence[str]) -> pl.LazyFrame:
    """Makes text of labels that are categories, whose comparison with another value is an error to polars."""
    return frame.lazy().with_columns([pl.col(name).cast(pl.String) for name in column_names(labels)])


def scan(contents: Contents) -> pl.LazyFrame:
    """Opens files; what a part does not have is filled in."""
    labels = column_names(contents.labels)
    return pl.concat([_scan_one(path, labels, histograms=contents.histograms) for path in contents.files])


def _scan_one(path: Path, labels: Sequence[str], *, histograms: bool) -> pl.LazyFrame:
    # What a directory's name has of wildcards is no pattern.
    frame = pl.scan_parquet(path, glob=False)
    there = set(frame.collect_schema().names())
    columns = [pl.col(TIMESTAMP)]
    columns += [pl.col(name).cast(pl.String) if name in there else pl.lit("").alias(name) for name in labels]
    columns.append(pl.col(VALUE))
    if histograms:
        columns.append(pl.col(HISTOGRAM) if HISTOGRAM in there else pl.lit(None, _HISTOGRAM).alias(HISTOGRAM))
    return frame.select(columns)
