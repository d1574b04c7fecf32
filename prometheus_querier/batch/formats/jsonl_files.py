"""JSON lines: an object a sample. They are written and read with the standard library alone."""

from __future__ import annotations

import io
import json
import math
from typing import TYPE_CHECKING

from prometheus_querier.results.long import HISTOGRAM, TIMESTAMP, VALUE, column_names
from prometheus_querier.results.series import in_time_order

from .histograms import read_histogram, spell_histogram
from .text import ReadTimes, SpelledTimes, TextFiles, read_series

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import BinaryIO

    from prometheus_querier.results import MatrixResult, Series

    from .text import Row


class JsonLines(TextFiles):
    """Files of JSON lines."""

    def write(self, result: MatrixResult, file: BinaryIO) -> None:
        """Writes a part: times in RFC 3339; ``nan``, ``inf`` and ``-inf``, which JSON does not have, as text."""
        names = sorted(set().union(*(series.labels for series in result)))
        columns = column_names(names)
        histograms = any(series.histograms for series in result)
        times = SpelledTimes()
        for series in result:
            cells = {column: series.labels.get(name, "") for name, column in zip(names, columns, strict=True)}
            # The labels' text is the same in each row of a series.
            labels = json.dumps(cells, ensure_ascii=False, separators=(",", ":"))[1:-1]
            middle = f'",{labels},"{VALUE}":' if labels else f'","{VALUE}":'
            rows = io.StringIO()
            for time, value, histogram in in_time_order(series):
                rows.write(f'{{"{TIMESTAMP}":"{times[time]}{middle}')
                rows.write(repr(value) if math.isfinite(value) else f'"{value!r}"')
                rows.write(f',"{HISTOGRAM}":{spell_histogram(histogram)}}}\n' if histograms else "}\n")
            file.write(rows.getvalue().encode())

    def read(self, path: Path) -> Iterator[Series]:
        """Reads a part."""
        with path.open(encoding="utf-8") as file:
            first = file.readline()
            file.seek(0)
            columns = [name for name in json.loads(first or "{}") if name not in (TIMESTAMP, VALUE, HISTOGRAM)]
            yield from read_series(columns, _rows(file, columns))


def _rows(lines: Iterator[str], columns: list[str]) -> Iterator[Row]:
    times = ReadTimes()
    for line in lines:
        row = json.loads(line)
        histogram = None if row.get(HISTOGRAM) is None else read_histogram(row[HISTOGRAM])
        yield tuple(row[column] for column in columns), times[row[TIMESTAMP]], float(row[VALUE]), histogram
