"""Parquet files, written and read with pyarrow; polars reads them by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prometheus_querier.errors import MissingDependencyError
from prometheus_querier.results import MatrixResult
from prometheus_querier.results.long import HISTOGRAM, TIMESTAMP, VALUE, column_names

from .base import FileFormat
from .histograms import read_histogram

try:
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.dataset as ds
    import pyarrow.parquet as pq
except ImportError as error:
    raise MissingDependencyError.of("pyarrow", "arrow", "format='parquet'") from error

from prometheus_querier.results.formats.arrow import HISTOGRAM_TYPE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import BinaryIO

    import pandas as pd
    import polars as pl

    from prometheus_querier.results import Series

    from .base import Contents

_ROWS = 1 << 20
_LABEL = pa.dictionary(pa.int32(), pa.string())
_TYPES = {
    TIMESTAMP: pa.timestamp("ms", tz="UTC"),
    VALUE: pa.float64(),
    HISTOGRAM: HISTOGRAM_TYPE,
}


class ParquetFiles(FileFormat):
    """Parquet files, compressed with zstd, label columns dictionary-encoded."""

    def write(self, result: MatrixResult, file: BinaryIO) -> None:
        """Writes a part."""
        labels = sorted(set().union(*(series.labels for series in result)))
        schema = _schema(labels, histograms=any(series.histograms for series in result))
        with pq.ParquetWriter(file, schema, compression="zstd") as writer:
            for group in _row_groups(result):
                writer.write_table(_fitted(MatrixResult(group).to_arrow(), schema))

    def to_pandas(self, contents: Contents) -> pd.DataFrame:
        """Reads files as one frame, like that of one result."""
        table = self.to_dataset(contents).to_table().unify_dictionaries()
        for name in column_names(contents.labels):
            index = table.column_names.index(name)
            table = table.set_column(index, pa.field(name, _LABEL), pc.fill_null(table.column(index), ""))
        try:
            frame: pd.DataFrame = table.to_pandas()
        except ImportError as error:  # pyarrow imports pandas by itself
            raise MissingDependencyError.of("pandas", "pandas", "to_pandas()") from error
        if contents.histograms:
            frame[HISTOGRAM] = frame[HISTOGRAM].map(read_histogram, na_action="ignore")
        return frame

    def to_polars(self, contents: Contents) -> pl.LazyFrame:
        """Opens files as one lazy frame, with labels as text."""
        from .polars_scan import scan  # noqa: PLC0415 - polars is optional and slow to import

        return scan(contents)

    def to_dataset(self, contents: Contents) -> ds.Dataset:
        """Opens files as one Arrow data set; a label that no series of a part has is null there."""
        schema = _schema(contents.labels, histograms=contents.histograms)
        return ds.dataset([str(path) for path in contents.files], schema=schema, format="parquet")


def in_memory(table: pa.Table) -> ds.Dataset:
    """Makes a data set of a table."""
    return ds.dataset(table)


def _schema(labels: Sequence[str], *, histograms: bool) -> pa.Schema:
    names = [TIMESTAMP, *column_names(labels), VALUE, *([HISTOGRAM] if histograms else [])]
    return pa.schema([(name, _TYPES.get(name, _LABEL)) for name in names])


def _row_groups(result: MatrixResult) -> Iterator[tuple[Series, ...]]:
    """Yields series together that have about as many samples as a row group: only so many are laid out at once."""
    group: list[Series] = []
    rows = 0
    for series in result:
        group.append(series)
        rows += len(series.values) + len(series.histograms)
        if rows >= _ROWS:
            yield tuple(group)
            group, rows = [], 0
    if group:
        yield tuple(group)


def _fitted(table: pa.Table, schema: pa.Schema) -> pa.Table:
    """Gives a table the columns of the whole file."""
    there = set(table.column_names)
    columns = []
    for field in schema:
        if field.name not in there and field.name == HISTOGRAM:
            columns.append(pa.nulls(len(table), field.type))
        elif field.name not in there:
            nothing = pa.DictionaryArray.from_arrays(pa.repeat(pa.scalar(0, pa.int32()), len(table)), pa.array([""]))
            columns.append(nothing)
        elif field.type == _LABEL:
            columns.append(_with_wide_codes(table.column(field.name)))
        else:
            columns.append(table.column(field.name))
    return pa.table(columns, schema=schema)


def _with_wide_codes(column: pa.ChunkedArray) -> pa.ChunkedArray:
    # The width of the codes follows the number of values; files that belong together have one type.
    wide = [pa.DictionaryArray.from_arrays(chunk.indices.cast(pa.int32()), chunk.dictionary) for chunk in column.chunks]
    return pa.chunked_array(wide, type=_LABEL)
