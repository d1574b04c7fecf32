"""The long layout as plain columns of the standard library, which every output format then wraps."""

from __future__ import annotations

import re
from array import array
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

from .series import in_time_order

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Self

    from .histograms import Histogram
    from .series import Series

TIMESTAMP, VALUE, HISTOGRAM = "timestamp", "value", "histogram"
_TAKEN = re.compile(f"(?:label_)*(?:{TIMESTAMP}|{VALUE}|{HISTOGRAM})")


@dataclass(frozen=True, slots=True)
class LabelColumn:
    """One label of every row, as a dictionary-encoded column.

    Attributes:
        name: The column's name: the label's, but for those that the layout itself uses.
        categories: The values that occur, in the order in which they first occur.
        codes: For each row the index of its value in ``categories``; type code ``b``, ``h`` or ``i``.
    """

    name: str
    categories: tuple[str, ...]
    codes: array[int]


@dataclass(frozen=True, slots=True)
class LongColumns:
    """A row a sample, series after series.

    Attributes:
        timestamps: The times of the rows, in Unix seconds, in stretches; series with the same times share one.
        labels: The label columns, by name.
        values: The values of the rows, in stretches as long as those of the times; NaN for native histograms.
        histograms: The native histograms by row.
    """

    timestamps: tuple[array[float], ...]
    labels: tuple[LabelColumn, ...]
    values: tuple[array[float], ...]
    histograms: dict[int, Histogram]

    @classmethod
    def of(cls, series: Sequence[Series]) -> Self:
        """Lays out series; a label that one does not have is empty there, as in PromQL."""
        timestamps, values = [], []
        histograms: dict[int, Histogram] = {}
        start = 0
        for one in series:
            times, numbers = _mixed(one, start, histograms) if one.histograms else (one.timestamps, one.values)
            timestamps.append(times)
            values.append(numbers)
            start += len(numbers)
        labels = label_columns([one.labels for one in series], [len(stretch) for stretch in values])
        return cls(tuple(timestamps), labels, tuple(values), histograms)

    @property
    def rows(self) -> int:
        """How many there are."""
        return sum(map(len, self.values))


def joined(stretches: Iterable[array[float]]) -> memoryview[float]:
    """Copies stretches one behind the other, into memory of the right size at once that its user may change.

    >>> joined([array("d", [1.0]), array("d", [2.0, 3.0])]).tolist()
    [1.0, 2.0, 3.0]
    """
    return memoryview(bytearray().join(stretches)).cast("d")


def shared_once(stretches: Sequence[array[float]]) -> tuple[memoryview[float], list[slice]]:
    """Joins stretches, each once however many series share it, and tells where in that each one is.

    >>> times = array("d", [1.0, 2.0])
    >>> joined, places = shared_once([times, array("d", [3.0]), times])
    >>> joined.tolist(), [joined[place].tolist() for place in places]
    ([1.0, 2.0, 3.0], [[1.0, 2.0], [3.0], [1.0, 2.0]])
    """
    distinct = {id(stretch): stretch for stretch in stretches}
    ends = accumulate(map(len, distinct.values()))
    places = {key: slice(end - len(distinct[key]), end) for key, end in zip(distinct, ends, strict=True)}
    return joined(distinct.values()), [places[id(stretch)] for stretch in stretches]


def label_columns(labels: Sequence[Mapping[str, str]], lengths: Sequence[int] | None = None) -> tuple[LabelColumn, ...]:
    """Encodes label sets as columns, each set repeated as often as ``lengths`` says, or once."""
    names = sorted(set().union(*labels))
    return tuple(
        _encode(column, [one.get(name, "") for one in labels], lengths)
        for name, column in zip(names, column_names(names), strict=True)
    )


def column_names(names: Iterable[str]) -> list[str]:
    """Names the columns of labels, so that none is lost to a column of the layout's own.

    A label's column does not depend on the other labels, so that the tables of several answers fit together.

    >>> column_names(["job", "label_value", "value"])
    ['job', 'label_label_value', 'label_value']
    """
    return [f"label_{name}" if _TAKEN.fullmatch(name) else name for name in names]


def label_names(columns: Iterable[str]) -> list[str]:
    """Finds the labels that columns are named for, in columns that ``column_names`` named.

    >>> label_names(["job", "label_label_value", "label_value"])
    ['job', 'label_value', 'value']
    """
    return [name.removeprefix("label_") if _TAKEN.fullmatch(name) else name for name in columns]


def _mixed(series: Series, start: int, histograms: dict[int, Histogram]) -> tuple[array[float], array[float]]:
    """Puts floats and histograms of one series in the order of time, the histograms by row from ``start`` on."""
    times, values = array("d"), array("d")
    for row, (time, value, histogram) in enumerate(in_time_order(series), start):
        times.append(time)
        values.append(value)
        if histogram is not None:
            histograms[row] = histogram
    return times, values


def _encode(column: str, values: list[str], lengths: Sequence[int] | None) -> LabelColumn:
    index: dict[str, int] = {}
    coded = [index.setdefault(value, len(index)) for value in values]
    kind = "b" if len(index) <= 1 << 7 else "h" if len(index) <= 1 << 15 else "i"
    codes = array(kind, coded if lengths is None else ())
    for code, length in zip(coded, lengths or (), strict=False):
        codes.extend(array(kind, [code]) * length)
    return LabelColumn(column, tuple(index), codes)
