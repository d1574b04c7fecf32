"""CSV: a header and a line a row; mappings and lists are JSON inside their cell."""

from __future__ import annotations

import csv
import json
import sys
from typing import TYPE_CHECKING, Any

from prometheus_querier.cli.reports import columns_of
from prometheus_querier.spelling import plain

if TYPE_CHECKING:
    from collections.abc import Iterable

    from prometheus_querier.cli.reports import Row


def write_csv(rows: Iterable[Row]) -> None:
    """Writes rows; the columns are all that any of them has."""
    rows = list(rows)
    columns = columns_of(rows)
    if not columns:
        return
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_cell(row.get(column)) for column in columns] for row in rows)


def _cell(value: Any) -> Any:
    if isinstance(value, str):
        return value
    value = plain(value)
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, bool):
        return "true" if value else "false"
    return value
