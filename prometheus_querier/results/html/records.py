"""Answers that are records, lists or mappings as HTML: what each kind has is read off its fields."""

from __future__ import annotations

from dataclasses import fields
from itertools import islice
from typing import TYPE_CHECKING, Any

from prometheus_querier.results.exemplars import ExemplarSeries
from prometheus_querier.results.naming import common
from prometheus_querier.results.records import Record
from prometheus_querier.timestamps import ms_to_datetime

from .pieces import ROWS, Html, block, flow, muted, notes, plain, table, whole
from .queries import label_sets_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from prometheus_querier.results.listing import Listing, Lookup

_NAMES = 3 * ROWS
_MILLISECONDS = frozenset({"min_time", "max_time"})
_NEVER = 253_402_300_800_000  # the year 10000; without samples, servers say the largest number there is


def listing_html(listing: Listing[Any]) -> str:
    """Shows a list: names in columns, label sets and records in a table."""
    return whole(notes(listing.warnings, listing.infos), muted(f"{len(listing):,} in all"), _sequence(listing))


def lookup_html(lookup: Lookup[Any]) -> str:
    """Shows a mapping, a row a name; a name with several records has several rows."""
    shown = list(islice(lookup.items(), ROWS))
    if shown and all(type(value) is tuple and value and isinstance(value[0], Record) for _, value in shown):
        named = [(name, one) for name, several in shown for one in several][:_NAMES]
        content = _records(
            [one for _, one in named], len(lookup) + len(named) - len(shown), [name for name, _ in named]
        )
    else:
        content = table((), shown, total=len(lookup)) if shown else Html()
    return whole(notes(lookup.warnings, lookup.infos), muted(f"{len(lookup):,} in all"), content)


def record_html(record: Record) -> str:
    """Shows single values in one table, and each list of records in a table of its own."""
    values = dict(_members(record))
    warnings, infos = values.pop("warnings", ()), values.pop("infos", ())
    lists = {name: value for name, value in values.items() if _is_records(value)}
    single = [[_title(name), _cell(value)] for name, value in values.items() if name not in lists and _says(value)]
    parts = [Html(f"{muted(f'{_title(name)}: {len(value):,}')}{_sequence(value)}") for name, value in lists.items()]
    return whole(notes(warnings, infos), table((), single) if single else Html(), *parts)


def exemplars_table(series: Sequence[ExemplarSeries]) -> Html:
    """Shows exemplars, one a row."""
    shared = common([one.labels for one in series])
    every = ((one, exemplar) for one in series for exemplar in one.exemplars)
    rows = [
        [
            {name: value for name, value in one.labels.items() if name not in shared}
            if len(series) > 1
            else one.labels,
            ms_to_datetime(round(exemplar.timestamp * 1000)),
            exemplar.labels,
            exemplar.value,
        ]
        for one, exemplar in islice(every, ROWS)
    ]
    total = sum(len(one.exemplars) for one in series)
    return table(("series", "time", "labels", "value"), rows, total=total)


def exemplars_html(series: ExemplarSeries) -> str:
    """Shows the exemplars of one series."""
    return whole(exemplars_table([series]))


def _sequence(values: Sequence[Any]) -> Html:
    if not values:
        return Html()
    shown = values[:ROWS]
    match shown[0]:
        case ExemplarSeries():
            return exemplars_table(values)
        case Record():
            return _records(shown, len(values))
        case {}:
            return label_sets_table(values)
        case str():
            return flow(values[:_NAMES], len(values))
        case _:
            return table((), [[one] for one in shown], total=len(values))


def _records(records: Sequence[Record], total: int, heads: Sequence[str] = ()) -> Html:
    """Shows records, one a row, after its head where there is one; what all of them leave empty has no column."""
    every = dict.fromkeys(name for record in records for name, value in _members(record) if _says(value))
    if "labels" in every:
        # Before relabelling, and from elsewhere: of a target whose labels are shown, it is the same once more.
        every.pop("discovered_labels", None)
        every.pop("global_url", None)
    names = [name for name, _ in _members(records[0]) if name in every]
    names += [name for name in every if name not in names]
    rows = [[_cell(_member(record, name)) for name in names] for record in records]
    if heads:
        rows = [[head, *row] for head, row in zip(heads, rows, strict=True)]
    return table([*([""] if heads else []), *map(_title, names)], rows, total=total)


def _cell(value: Any) -> object:
    """A cell of a table: what would be a table itself is counted or spelled in one line."""
    if _is_records(value):
        return len(value)
    if isinstance(value, Record):
        return ", ".join(f"{_title(name)} {plain(_cell(one))}" for name, one in _members(value))
    if isinstance(value, str) and "\n" in value:
        return block(value)
    return value


def _members(record: Record) -> list[tuple[str, Any]]:
    return [(one.name, _member(record, one.name)) for one in fields(record)]  # type: ignore[arg-type] # all records are dataclasses


def _member(record: Record, name: str) -> Any:
    value = getattr(record, name, None)
    if name in _MILLISECONDS and isinstance(value, int):
        return ms_to_datetime(value) if abs(value) < _NEVER else None
    return value


def _says(value: object) -> bool:
    return value is not None and value not in ((), {}, "")


def _is_records(value: Any) -> bool:
    return type(value) is tuple and bool(value) and isinstance(value[0], Record)


def _title(name: str) -> str:
    return name.replace("_", " ")
