"""The answers to queries as HTML: a row a series, its labels as columns."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from prometheus_querier.results.charts.lines import longest_step
from prometheus_querier.results.naming import common, differing, shorten
from prometheus_querier.results.series import spell
from prometheus_querier.spelling import counted
from prometheus_querier.timestamps import ms_to_datetime

from .pieces import ROWS, Html, code, muted, notes, table, text, whole
from .sparklines import sparkline

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from prometheus_querier.results.histograms import Histogram
    from prometheus_querier.results.matrix import MatrixResult
    from prometheus_querier.results.series import Sample, Series
    from prometheus_querier.results.single import ScalarResult, StringResult
    from prometheus_querier.results.vector import VectorResult

_LABELS = 12
_LONGEST = 300


def matrix_html(result: MatrixResult) -> str:
    """Shows each series in one row, with its course."""
    samples = sum(len(one.values) + len(one.histograms) for one in result.series)
    times = [time for one in result.series for time in _ends(one)]
    when = f", {_when(min(times), max(times))}" if times else ""
    return whole(
        notes(result.warnings, result.infos),
        code(result.query),
        muted(f"{len(result):,} series, {counted(samples, 'sample')}{when}"),
        series_table(result.series),
    )


def series_table(series: Sequence[Series]) -> Html:
    """Shows the first of the series in a table, one a row."""
    if not series:
        return Html()
    times = [time for one in series for time in _ends(one)]
    span, longest = (min(times, default=0.0), max(times, default=0.0)), longest_step(series[:ROWS])
    names, shared = _columns([one.labels for one in series])
    rows = [
        [*(one.labels.get(name, "") for name in names), sparkline(one, longest, span), *_summary(one)]
        for one in series[:ROWS]
    ]
    columns = (*names, "course", "min", "max", "last", "samples")
    return Html(shared + table(columns, rows, total=len(series)))


def vector_html(result: VectorResult) -> str:
    """Shows each sample in one row."""
    when = f", {_when(min(result.timestamps), max(result.timestamps))}" if result.timestamps else ""
    names, shared = _columns(result.labels)
    rows = [
        [
            *(sample.labels.get(name, "") for name in names),
            sample.value if sample.histogram is None else sample.histogram,
        ]
        for sample in result[:ROWS]
    ]
    return whole(
        notes(result.warnings, result.infos),
        code(result.query),
        muted(f"{counted(len(result), 'sample')}{when}"),
        Html(shared + table((*names, "value"), rows, total=len(result))) if rows else Html(),
    )


def value_html(result: ScalarResult | StringResult) -> str:
    """Shows the one value."""
    value = text(result.value)
    return whole(
        notes(result.warnings, result.infos),
        code(result.query),
        Html(f'<div style="font-size:140%;overflow-wrap:anywhere;">{value}</div>'),
        muted(_when(result.timestamp, result.timestamp)),
    )


def series_html(series: Series) -> str:
    """Shows one series in a row."""
    return whole(series_table([series]))


def sample_html(sample: Sample) -> str:
    """Shows one sample in a row."""
    names, _ = _columns([sample.labels])
    value = sample.value if sample.histogram is None else sample.histogram
    return whole(
        table((*names, "value"), [[*(sample.labels[name] for name in names), value]]),
        muted(_when(sample.timestamp, sample.timestamp)),
    )


def label_sets_table(labels: Sequence[Mapping[str, str]]) -> Html:
    """Shows label sets, one a row."""
    names, shared = _columns(labels)
    rows = [[one.get(name, "") for name in names] for one in labels[:ROWS]]
    return Html(shared + table(names, rows, total=len(labels))) if names else shared


def histogram_html(histogram: Histogram) -> str:
    """Shows the buckets with a bar for each."""
    most = max((bucket.count for bucket in histogram.buckets), default=0.0)
    rows = [[str(bucket).rpartition(": ")[0], bucket.count, _bar(bucket.count, most)] for bucket in histogram.buckets]
    about = f"count {histogram.count:g}, sum {histogram.sum:g}, average {histogram.average:g}"
    shown = [row for row in rows if row[1]][: 3 * ROWS]
    return whole(muted(about), table(("bucket", "count", ""), shown, total=len(rows)) if rows else Html())


def _bar(count: float, most: float) -> Html:
    width = round(200 * count / most) if most > 0 and 0 < count <= most else 0
    return Html(f'<div style="width:{width}px;height:.8em;background:currentColor;opacity:.5;"></div>')


def _columns(labels: Sequence[Mapping[str, str]]) -> tuple[tuple[str, ...], Html]:
    """The labels that need a column, and lines with those that are the same everywhere or have no room."""
    shared = common(labels) if len(labels) > 1 else {}
    names = differing(labels) if shared else sorted(set().union(*labels), key=lambda name: (name != "__name__", name))
    lines = [f"all: {shorten(spell(shared).removesuffix('{}'), _LONGEST)}"] if shared else []
    if len(names) > _LABELS:
        lines.append(f"not shown: {shorten(', '.join(names[_LABELS:]), _LONGEST)}")
    return tuple(names[:_LABELS]), Html("".join(map(muted, lines)))


def _summary(series: Series) -> list[object]:
    count = len(series.values) + len(series.histograms)
    if series.histograms:
        return ["", "", series.histograms[-1], count]
    numbers = [value for value in series.values if not math.isnan(value)]
    if not numbers:
        return ["", "", series.values[-1] if count else "", count]
    return [min(numbers), max(numbers), series.values[-1], count]


def _ends(series: Series) -> list[float]:
    columns = (series.timestamps, series.histogram_timestamps)
    return [end for column in columns if column for end in (column[0], column[-1])]


def _when(first: float, last: float) -> str:
    start, end = (ms_to_datetime(round(time * 1000)) for time in (first, last))
    if start == end:
        return f"{start:%Y-%m-%d %H:%M:%S} UTC"
    shown = f"{end:%H:%M:%S}" if start.date() == end.date() else f"{end:%Y-%m-%d %H:%M:%S}"
    return f"{start:%Y-%m-%d %H:%M:%S} to {shown} UTC"
