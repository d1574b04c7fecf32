"""One matrix from the parts of a range, with no sample lost, doubled or moved; how a range is split is not known here."""

from __future__ import annotations

from array import array
from dataclasses import fields
from itertools import pairwise
from typing import TYPE_CHECKING

from prometheus_querier.errors import MalformedResponseError

from .matrix import MatrixResult
from .series import Series, spell
from .stats import QueryStats, QueryTimings

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


def join(parts: Sequence[MatrixResult]) -> MatrixResult:
    """Joins the parts of a range into the result that the whole range would have had.

    Args:
        parts: At least one, in order of time.

    Raises:
        MalformedResponseError: Parts overlap: the server moved their times.

    >>> week = [MatrixResult((Series({"job": "a"}, array("d", [day]), array("d", [1])),)) for day in range(7)]
    >>> join(week)[0].timestamps
    array('d', [0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0])
    """
    if len(parts) == 1:
        return parts[0]
    columns = _Columns()
    return MatrixResult(
        tuple([columns.join(series) for series in _aligned(parts)]),
        parts[0].query,
        _unique(part.warnings for part in parts),
        _unique(part.infos for part in parts),
        _total([part.stats for part in parts if part.stats is not None]),
    )


def _aligned(parts: Sequence[MatrixResult]) -> Iterable[Sequence[Series]]:
    """For each label set the series that have it, in order of time."""
    first = [series.labels for series in parts[0]]
    if all(len(part) == len(first) and [series.labels for series in part] == first for part in parts):
        return zip(*(part.series for part in parts), strict=True)
    found: dict[frozenset[tuple[str, str]], list[Series]] = {}
    for part in parts:
        for series in part:
            found.setdefault(frozenset(series.labels.items()), []).append(series)
    # Servers sort matrices by label set: the series that a later part brings have their place between others.
    return sorted(found.values(), key=lambda same: sorted(same[0].labels.items()))


class _Columns:
    """Joins columns; series that share their columns of times go on sharing them."""

    def __init__(self) -> None:
        self._joined: dict[tuple[int, ...], array[float]] = {}

    def join(self, same: Sequence[Series]) -> Series:
        if len(same) == 1:
            return same[0]
        labels = same[0].labels
        values = array("d")
        for series in same:
            values.extend(series.values)
        return Series(
            labels,
            self._times([series.timestamps for series in same], labels),
            values,
            _checked([series.histogram_timestamps for series in same], labels),
            tuple([histogram for series in same for histogram in series.histograms]),
        )

    def _times(self, columns: list[array[float]], labels: Mapping[str, str]) -> array[float]:
        # The parts keep their columns alive, so that no id comes to mean another.
        key = tuple(map(id, columns))
        joined = self._joined.get(key)
        if joined is None:
            joined = self._joined[key] = array("d")
            _check_order(columns, labels)
            for column in columns:
                joined.extend(column)
        return joined


def _checked(columns: list[tuple[float, ...]], labels: Mapping[str, str]) -> tuple[float, ...]:
    _check_order(columns, labels)
    return tuple([time for column in columns for time in column])


def _check_order(columns: Sequence[Sequence[float]], labels: Mapping[str, str]) -> None:
    for before, after in pairwise(filter(None, columns)):
        if after[0] <= before[-1]:
            raise MalformedResponseError(
                f"the parts of this range overlap at {after[0]:.3f} in {spell(labels)}: the server moves the times that "
                f"it is asked for, so that the range cannot be split: ask with max_points=None"
            )


def _unique(groups: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for group in groups for text in group))


def _total(stats: Sequence[QueryStats]) -> QueryStats | None:
    if not stats:
        return None
    return QueryStats(
        timings=QueryTimings(
            **{one.name: sum(getattr(each.timings, one.name) for each in stats) for one in fields(QueryTimings)}
        ),
        total_queryable_samples=sum(each.total_queryable_samples for each in stats),
        peak_samples=max(each.peak_samples for each in stats),
        samples_read=sum(each.samples_read for each in stats),
        total_queryable_samples_per_step=tuple(
            [step for each in stats for step in each.total_queryable_samples_per_step]
        ),
        samples_read_per_step=tuple([step for each in stats for step in each.samples_read_per_step]),
    )
