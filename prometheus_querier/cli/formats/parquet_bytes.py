"""Parquet: bytes, so that they need a file or a pipe to go to."""

from __future__ import annotations

import io
import sys
from typing import TYPE_CHECKING, Any

from prometheus_querier.cli.libraries import click
from prometheus_querier.cli.reports import columns_of
from prometheus_querier.errors import MissingDependencyError

try:
    import pyarrow as pa
    import pyarrow.parquet as pq
except ImportError as error:
    raise MissingDependencyError.of("pyarrow", "arrow", "-o parquet") from error

if TYPE_CHECKING:
    from prometheus_querier.cli.reports import Report


def write_parquet(report: Report) -> None:
    """Writes a report as one file."""
    if sys.stdout.isatty():
        raise click.UsageError("Parquet is not for terminals: redirect it, such as > answer.parquet")
    table = _table([_flat(row) for row in report.rows()]) if report.arrow is None else report.arrow()
    # A pipe cannot be asked for its position, which a Parquet file's end must tell.
    file = io.BytesIO()
    pq.write_table(table, file)
    sys.stdout.buffer.write(file.getbuffer())


def _table(rows: list[dict[str, Any]]) -> pa.Table:
    # By itself, Arrow takes the columns of the first row for those of all.
    return pa.table({name: [row.get(name) for row in rows] for name in columns_of(rows)})


def _flat(row: Any) -> dict[str, Any]:
    """Makes mappings of labels lists of pairs: as structs, every row would have every label of all."""
    return {
        name: [{"name": key, "value": one} for key, one in value.items()] if isinstance(value, dict) else value
        for name, value in row.items()
    }
