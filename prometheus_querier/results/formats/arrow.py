"""Arrow tables over the columns of results."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING, Any

from prometheus_querier.errors import MissingDependencyError
from prometheus_querier.results.long import HISTOGRAM, TIMESTAMP, VALUE, joined

from .dicts import plain_histogram

try:
    import pyarrow as pa
    import pyarrow.compute as pc
except ImportError as error:
    raise MissingDependencyError.of("pyarrow", "arrow", "to_arrow()") from error

if TYPE_CHECKING:
    from array import array
    from collections.abc import Sequence

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
    table[VALUE] = _wrap(joined(columns.values), pa.float64())
    if columns.histograms:
        cells: list[dict[str, Any] | None] = [None] * columns.rows
        for row, histogram in columns.histograms.items():
            cells[row] = plain_histogram(histogram)
        table[HISTOGRAM] = pa.array(cells, HISTOGRAM_TYPE)
    return pa.table(table)


def _times(stretches: Sequence[array[float]]) -> pa.Array:
    """Converts the times of the long layout, each stretch once however many series share it."""
    distinct = {id(stretch): stretch for stretch in stretches}
    # Rounds half to even, as numpy does for the other formats.
    seconds = _wrap(joined(distinct.values()), pa.float64())
    ms = pc.call_function("round", [pc.call_function("multiply", [seconds, 1000.0])])
    times = ms.cast(pa.int64()).cast(pa.timestamp("ms", tz="UTC"))
    if len(distinct) == len(stretches):
        return times
    ends = accumulate(map(len, distinct.values()))
    converted = {
        key: times.slice(end - len(distinct[key]), len(distinct[key])) for key, end in zip(distinct, ends, strict=True)
    }
    return pa.concat_arrays([converted[id(stretch)] for stretch in stretches])


def _wrap(column: array[Any] | memoryview[float], kind: pa.DataType) -> pa.Array:
    return pa.Array.from_buffers(kind, len(column), [None, pa.py_buffer(column)])
