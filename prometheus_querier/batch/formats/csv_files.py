"""CSV files: a row a sample, with a header. They are written and read with the standard library alone."""

from __future__ import annotations

import csv
import io
import json
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

_LONGEST = (1 << 31) - 1
"""Characters of a field: what fits into a C ``long`` everywhere."""


class CsvFiles(TextFiles):
    """CSV files."""

    def write(self, result: MatrixResult, file: BinaryIO) -> None:
        """Writes a part: times in RFC 3339, ``nan``, ``inf`` and ``-inf`` as Python spells them."""
        names = sorted(set().union(*(series.labels for series in result)))
        histograms = any(series.histograms for series in result)
        times = SpelledTimes()
        file.write(_line([TIMESTAMP, *column_names(names), VALUE, *([HISTOGRAM] if histograms else [])]).encode())
        for series in result:
            # The labels' text is the same in each row of a series.
            labels = _line(["", *(series.labels.get(name, "") for name in names), ""]).removesuffix("\n")
            rows = io.StringIO()
            for time, value, histogram in in_time_order(series):
                rows.write(f"{times[time]}{labels}{value!r}")
                if histograms:
                    rows.write(_line(["", "" if histogram is None else spell_histogram(histogram)]))
                else:
                    rows.write("\n")
            file.write(rows.getvalue().encode())

    def read(self, path: Path) -> Iterator[Series]:
        """Reads a part."""
        # One limit for the whole process, and far below what a label or a native histogram may take.
        csv.field_size_limit(max(csv.field_size_limit(), _LONGEST))
        with path.open(encoding="utf-8", newline="") as file:
            lines = csv.reader(file)
            header = next(lines)
            histograms = header[-1] == HISTOGRAM
            columns = header[1 : -2 if histograms else -1]
            yield from read_series(columns, _rows(lines, len(columns), histograms=histograms))


def _rows(lines: Iterator[list[str]], count: int, *, histograms: bool) -> Iterator[Row]:
    times = ReadTimes()
    for line in lines:
        histogram = read_histogram(json.loads(line[-1])) if histograms and line[-1] else None
        yield tuple(line[1 : 1 + count]), times[line[0]], float(line[1 + count]), histogram


def _line(cells: list[str]) -> str:
    text = io.StringIO()
    # It quotes what a line may end with: a reader takes each of the two for the end.
    csv.writer(text, lineterminator="\r\n").writerow(cells)
    return text.getvalue().removesuffix("\r\n") + "\n"
