"""Arrow tables over the columns of results."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from prometheus_querier.errors import MissingDependencyError
from prometheus_querier.results.long import HISTOGRAM, TIMESTAMP, VALUE

from .dicts import plain_histogram

try:
    import pyarrow as pa
    import pyarrow.compute as pc
except ImportError as error:
    raise MissingDependencyError.of("pyarrow", "arrow", "to_arrow()") from error

if TYPE_CHECKING:
    from array import array

    from prometheus_querier.results.long import LongColumns

_BUCKET = pa.struct([("lower", pa.float64()), ("upper", pa.float64()), ("count", pa.float64()), ("rule", pa.int8())])
HISTOGRAM_TYPE = pa.struct([("count", pa.float64()), ("sum", pa.float64()), ("buckets", pa.list_(_BUCKET))])
_CODES = {"b": pa.int8(), "h": pa.int16(), "i": pa.int32()}


def long_table(columns: LongColumns) -> pa.Table:
    """Makes a table with a row a sample; histograms are structs."""
    table = {TIMESTAMP: _times(columns.timestamps)}
    for label in columns.labels:
        codes = _wrap(label.codes, _CODES[label.codes.typecode])
        table[label.name] = pa.DictionaryArray.from_arrays(codes, pa.array(label.categories, pa.string()))
    table[VALUE] = _wrap(columns.values, pa.float64())
    if columns.histograms:
        cells: list[dict[str, Any] | None] = [None] * len(columns.values)
        for row, histogram in columns.histograms.items():
            cells[row] = plain_histogram(histogram)
        table[HISTOGRAM] = pa.array(cells, HISTOGRAM_TYPE)
    return pa.table(table)


def _times(seconds: array[float]) -> pa.Array:
    # Rounds half to even, as numpy does for the other formats.
    ms = pc.call_function("round", [pc.call_function("multiply", [_wrap(seconds, pa.float64()), 1000.0])])
    return ms.cast(pa.int64()).cast(pa.timestamp("ms", tz="UTC"))


def _wrap(column: array[Any], kind: pa.DataType) -> pa.Array:
    return pa.Array.from_buffers(kind, len(column), [None, pa.py_buffer(column)])
