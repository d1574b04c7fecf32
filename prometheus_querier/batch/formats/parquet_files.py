"""Parquet files, written and read with pyarrow; polars reads them by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prometheus_querier.errors import MissingDependencyError
from prometheus_querier.results.long import HISTOGRAM, TIMESTAMP, VALUE, column_names

from .base import FileFormat
from .text import read_histogram

try:
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.dataset as ds
    import pyarrow.parquet as pq
except ImportError as error:
    raise MissingDependencyError.of("pyarrow", "arrow", "format='parquet'") from error

if TYPE_CHECKING:
    from typing import BinaryIO

    import pandas as pd
    import polars as pl

    from prometheus_querier.results import MatrixResult

    from .base import Contents

_LABEL = pa.dictionary(pa.int32(), pa.string())
_BUCKET = pa.struct([("lower", pa.float64()), ("upper", pa.float64()), ("count", pa.float64()), ("rule", pa.int8())])
_TYPES = {
    TIMESTAMP: pa.timestamp("ms", tz="UTC"),
    VALUE: pa.float64(),
    HISTOGRAM: pa.struct([("count", pa.float64()), ("sum", pa.float64()), ("buckets", pa.list_(_BUCKET))]),
}


class ParquetFiles(FileFormat):
    """Parquet files, compressed with zstd, label columns dictionary-encoded."""

    def write(self, result: MatrixResult, file: BinaryIO) -> None:
        """Writes a part."""
        table = result.to_arrow()
        for index, name in enumerate(table.column_names):
            if name not in _TYPES:
                # The width of the codes follows the number of values; files that belong together have one type.
                table = table.set_column(index, pa.field(name, _LABEL), _with_wide_codes(table.column(index)))
        pq.write_table(table, file, compression="zstd")

    def to_pandas(self, contents: Contents) -> pd.DataFrame:
        """Reads files as one frame, like that of one result."""
        table = self.to_dataset(contents).to_table().unify_dictionaries()
        for name in column_names(contents.labels):
            index = table.column_names.index(name)
            table = table.set_column(index, pa.field(name, _LABEL), pc.fill_null(table.column(index), ""))
        frame: pd.DataFrame = table.to_pandas()
        if contents.histograms:
            frame[HISTOGRAM] = frame[HISTOGRAM].map(read_histogram, na_action="ignore")
        return frame

    def to_polars(self, contents: Contents) -> pl.LazyFrame:
        """Opens files as one lazy frame, with labels as text."""
        from .polars_scan import scan  # noqa: PLC0415 - polars is optional and slow to import

        return scan(contents)

    def to_dataset(self, contents: Contents) -> ds.Dataset:
        """Opens files as one Arrow data set; a label that no series of a part has is null there."""
        names = [TIMESTAMP, *column_names(contents.labels), VALUE, *([HISTOGRAM] if contents.histograms else [])]
        schema = pa.schema([(name, _TYPES.get(name, _LABEL)) for name in names])
        return ds.dataset([str(path) for path in contents.files], schema=schema, format="parquet")


def in_memory(table: pa.Table) -> ds.Dataset:
    """Makes a data set of a table."""
    return ds.dataset(table)


def _with_wide_codes(column: pa.ChunkedArray) -> pa.ChunkedArray:
    wide = [pa.DictionaryArray.from_arrays(chunk.indices.cast(pa.int32()), chunk.dictionary) for chunk in column.chunks]
    return pa.chunked_array(wide, type=_LABEL)
