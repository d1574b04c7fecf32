"""Plain dictionaries: the long layout without any library."""

from __future__ import annotations

from dataclasses import asdict
from itertools import chain
from typing import TYPE_CHECKING, Any

from prometheus_querier.results.long import HISTOGRAM, TIMESTAMP, VALUE
from prometheus_querier.timestamps import ms_to_datetime

if TYPE_CHECKING:
    from prometheus_querier.results.histograms import Histogram
    from prometheus_querier.results.long import LongColumns


def rows(columns: LongColumns) -> list[dict[str, Any]]:
    """Makes one dictionary a row; ``histogram`` is there when any row has one."""
    names = [label.name for label in columns.labels]
    decoded = [[label.categories[code] for code in label.codes] for label in columns.labels]
    times = [ms_to_datetime(round(seconds * 1000)) for seconds in chain.from_iterable(columns.timestamps)]
    made = []
    for row, (time, value) in enumerate(zip(times, chain.from_iterable(columns.values), strict=True)):
        record: dict[str, Any] = {TIMESTAMP: time}
        record.update((name, values[row]) for name, values in zip(names, decoded, strict=True))
        record[VALUE] = value
        if columns.histograms:
            record[HISTOGRAM] = columns.histograms.get(row)
        made.append(record)
    return made


def plain_histogram(histogram: Histogram) -> dict[str, Any]:
    """Makes plain data of a native histogram, for formats that have structs."""
    return asdict(histogram)
