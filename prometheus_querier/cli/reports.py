"""What commands have to show: rows for programs, a table for people, and what the server remarked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any, TypeAlias

from prometheus_querier.promql.numbers import compact_text
from prometheus_querier.results import MatrixResult, ScalarResult, StringResult, VectorResult
from prometheus_querier.results.long import column_names
from prometheus_querier.results.numbers import rounded_number
from prometheus_querier.results.series import spell
from prometheus_querier.spelling import readable_time, visible
from prometheus_querier.timestamps import ms_to_datetime

from .courses import sparkline, whole_span

if TYPE_CHECKING:
    import pyarrow as pa

    from prometheus_querier.queriers import QueryTimeRange
    from prometheus_querier.results import QueryResult

    from .options import OutputChoice

Row: TypeAlias = Mapping[str, Any]
"""A record for programs: text, numbers, datetimes, and mappings of these."""

_SPARKS = 16


@dataclass(frozen=True, slots=True)
class Table:
    """What people are shown.

    Attributes:
        columns: The headings; none for a plain list.
        rows: The cells.
        right: The columns of numbers.
        sparks: The width of the last column, where that draws what the numbers beside it say; else zero.
    """

    columns: tuple[str, ...]
    rows: Sequence[Sequence[str]]
    right: frozenset[str] = frozenset()
    sparks: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a command found, to be shown in one format or another.

    Attributes:
        rows: Makes the rows.
        table: Makes the table.
        arrow: Makes an Arrow table, where there is a better one than that of the rows.
        plot: Draws the values in so many columns; only where there is a course of time. Empty when there is nothing.
        warnings: What the server warns of; the answer may be partial.
        infos: What the server remarks on.
    """

    rows: Callable[[], Iterable[Row]]
    table: Callable[[], Table]
    arrow: Callable[[], pa.Table] | None = None
    plot: Callable[[int], str] | None = None
    warnings: Sequence[str] = ()
    infos: Sequence[str] = ()


def of_result(result: QueryResult, asked: QueryTimeRange | None = None) -> Report:
    """Shows the answer to a query.

    Args:
        result: The answer.
        asked: The range that was asked about, if any.
    """
    tables: dict[type, Callable[[Any], Table]] = {
        MatrixResult: lambda matrix: _matrix_table(matrix, asked),
        VectorResult: _vector_table,
    }
    return Report(
        rows=result.to_dicts,
        table=cache(lambda: tables.get(type(result), _value_table)(result)),
        arrow=None if isinstance(result, StringResult) else result.to_arrow,
        plot=(lambda width: _plotted(result, width, asked)) if isinstance(result, MatrixResult) else None,
        warnings=result.warnings,
        infos=result.infos,
    )


def of_names(names: Sequence[str], column: str, *, warnings: Sequence[str] = ()) -> Report:
    """Shows a list of names, one a line."""
    return Report(
        rows=lambda: [{column: name} for name in names],
        table=lambda: Table((), [(visible(name),) for name in names]),
        warnings=warnings,
    )


def of_rows(
    rows: Sequence[Row], *, columns: Sequence[str] = (), warnings: Sequence[str] = (), infos: Sequence[str] = ()
) -> Report:
    """Shows rows; the table has the columns that are named, or all of them."""
    shown = tuple(columns) or columns_of(rows)

    def table() -> Table:
        numbers = {name for name in shown if any(_is_number(row.get(name)) for row in rows)}
        return Table(shown, [[cell(row.get(name)) for name in shown] for row in rows], frozenset(numbers))

    return Report(rows=lambda: rows, table=table, warnings=warnings, infos=infos)


def columns_of(rows: Iterable[Row]) -> tuple[str, ...]:
    """Names all columns that any of the rows has.

    >>> columns_of([{"a": 1}, {"b": 2, "a": 3}])
    ('a', 'b')
    """
    return tuple(dict.fromkeys(name for row in rows for name in row))


def record_row(record: Any, **more: Any) -> dict[str, Any]:
    """Makes a row of a record of the API; records inside become mappings."""
    return more | {
        field.name: _plain(getattr(record, field.name))
        for field in fields(record)
        if field.name not in ("warnings", "infos")
    }


def cell(value: object) -> str:  # noqa: PLR0911 - one case for each type
    """Spells a value for a table.

    >>> cell(None), cell(2.0), cell({"job": "a"}), cell(["a", "b"])
    ('', '2', '{job="a"}', 'a, b')
    """
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case float():
            return compact_text(value)
        case datetime():
            return readable_time(value)
        case Mapping():
            return spell({str(name): cell(one) for name, one in value.items()})
        case list() | tuple():
            return ", ".join(map(cell, value))
        case _:
            return str(value)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return record_row(value)
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return dict(value) if isinstance(value, Mapping) else value


def _vector_table(result: VectorResult) -> Table:
    names = sorted(set().union(*result.labels))
    rows = [
        [
            *(sample.labels.get(name, "") for name in names),
            compact_text(sample.value) if sample.histogram is None else str(sample.histogram),
        ]
        for sample in result
    ]
    return Table((*column_names(names), "value"), rows, frozenset() if result.histograms else frozenset({"value"}))


def _matrix_table(result: MatrixResult, asked: QueryTimeRange | None) -> Table:
    """Sums every series up in one row: nobody reads a thousand numbers in a terminal."""
    names = sorted(set().union(*(series.labels for series in result)))
    span = whole_span(result, asked)
    points = max((len(one.timestamps) for one in result), default=0) if asked is None else asked.points
    sparks = min(_SPARKS, points)
    rows = []
    for series in result:
        labels = [series.labels.get(name, "") for name in names]
        if series.histograms:
            count = len(series.histograms) + len(series.values)
            rows.append([*labels, str(count), "", "", str(series.histograms[-1]), ""])
            continue
        finite = [value for value in series.values if value == value] or [float("nan")]  # noqa: PLR0124 - NaN is not itself
        summary = (min(finite), max(finite), series.values[-1])
        course = sparkline(series.timestamps, series.values, span, sparks)
        rows.append([*labels, str(len(series.values)), *map(rounded_number, summary), course])
    summaries = ("samples", "min", "max", "last")
    numbers = frozenset(summaries[:-1] if any(series.histograms for series in result) else summaries)
    return Table((*column_names(names), *summaries, "course"), rows, numbers, sparks)


def _value_table(result: ScalarResult | StringResult) -> Table:
    return Table((), [(visible(cell(result.value)),)])


def _plotted(result: MatrixResult, width: int, asked: QueryTimeRange | None) -> str:
    from .plot import plot  # noqa: PLC0415 - only --plot draws

    return plot(result, width, asked=asked)


def exemplar_rows(series: Iterable[Any]) -> list[Row]:
    """Makes a row an exemplar."""
    return [
        {
            "timestamp": ms_to_datetime(round(exemplar.timestamp * 1000)),
            "series": dict(one.labels),
            "labels": dict(exemplar.labels),
            "value": exemplar.value,
        }
        for one in series
        for exemplar in one.exemplars
    ]


def is_partial(report: Report, output: OutputChoice) -> bool:
    """Tells whether a report is to be taken for a failure."""
    return output.strict and bool(report.warnings)
