"""Arrow tables over the columns of results."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from prometheus_querier.errors import MissingDependencyError
from prometheus_querier.results.long import HISTOGRAM, TIMESTAMP, VALUE, joined, shared_once

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
    shared, places = shared_once(stretches)
    # Rounds half to even, as numpy does for the other formats.
    seconds = _wrap(shared, pa.float64())
    ms = pc.call_function("round", [pc.call_function("multiply", [seconds, 1000.0])])
    converted = ms.cast(pa.int64()).cast(pa.timestamp("ms", tz="UTC"))
    total = sum(map(len, stretches))
    return converted if len(converted) == total else pa.concat_arrays([converted[place] for place in places])


def _wrap(column: array[Any] | memoryview[float], kind: pa.DataType) -> pa.Array:
    return pa.Array.from_buffers(kind, len(column), [None, pa.py_buffer(column)])
