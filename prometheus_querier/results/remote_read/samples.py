"""The unchunked answer of remote read, which servers give that do not stream: samples and histograms one by one."""

from __future__ import annotations

import struct
from array import array
from itertools import accumulate, islice
from operator import ge
from typing import TYPE_CHECKING

from .bounds import Layout
from .chunks import STALE
from .frames import read_label
from .wire import Value, blob, double, doubles, read_fields, signed, varints, whole, zigzag

if TYPE_CHECKING:
    from collections.abc import Iterator

    from prometheus_querier.results.histograms import Histogram

_STALE = struct.pack("<Q", STALE)


def decode_samples(
    message: bytes,
) -> Iterator[tuple[dict[str, str], array[float], array[float], bool, list[int], list[Histogram]]]:
    """Decodes a ``ReadResponse`` into what ``decode_frame`` gives, but with times (ms) and histograms for chunks.

    Raises:
        ValueError: It is none.
    """
    for number, result in read_fields(message):
        if number == 1:
            for kind, series in read_fields(blob(result)):
                if kind == 1:
                    yield _series(blob(series))


def _series(message: bytes) -> tuple[dict[str, str], array[float], array[float], bool, list[int], list[Histogram]]:
    labels: dict[str, str] = {}
    timestamps, values = array("d"), array("d")
    times: list[int] = []
    histograms: list[Histogram] = []
    for number, value in read_fields(message):
        if number == 1:
            name, text = read_label(blob(value))
            labels[name] = text
        elif number == 2:  # noqa: PLR2004 - a sample
            fields = dict(read_fields(blob(value)))
            if fields.get(1) != _STALE:
                timestamps.append(signed(fields.get(2, 0)) / 1000)
                values.append(double(fields[1]) if 1 in fields else 0.0)
        elif number == 4:  # noqa: PLR2004 - a native histogram
            time, histogram = _histogram(blob(value))
            if histogram is not None:
                times.append(time)
                histograms.append(histogram)
    ordered = not any(map(ge, timestamps, islice(timestamps, 1, None)))
    return labels, timestamps, values, ordered, times, histograms


def _histogram(message: bytes) -> tuple[int, Histogram | None]:
    """Reads a histogram, or none for a stale marker."""
    fields: dict[int, list[Value]] = {}
    for number, value in read_fields(message):
        fields.setdefault(number, []).append(value)

    def last(number: int, default: Value) -> Value:
        return fields.get(number, [default])[-1]

    def buckets(deltas: int, counts: int) -> list[float]:
        if counts in fields:
            return [number for value in fields[counts] for number in doubles(value)]
        return list(accumulate(zigzag(number) for value in fields.get(deltas, []) for number in varints(value)))

    time = signed(last(15, 0))
    total = last(3, bytes(8))
    if total == _STALE:
        return time, None
    layout = Layout(
        zigzag(whole(last(4, 0))),
        double(last(5, bytes(8))),
        [_span(blob(value)) for value in fields.get(11, [])],
        [_span(blob(value)) for value in fields.get(8, [])],
        [number for value in fields.get(16, []) for number in doubles(value)],
    )
    count = double(last(2, b"")) if 2 in fields else whole(last(1, 0))  # noqa: PLR2004 - the count as a double
    zero = double(last(7, b"")) if 7 in fields else whole(last(6, 0))  # noqa: PLR2004 - the zero bucket as a double
    return time, layout.histogram(count, double(total), zero, buckets(12, 13), buckets(9, 10))


def _span(message: bytes) -> tuple[int, int]:
    fields = dict(read_fields(message))
    return zigzag(whole(fields.get(1, 0))), whole(fields.get(2, 0))
