"""The output formats of the command line: how a report becomes text or bytes on standard output."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from prometheus_querier.cli.reports import Report

__all__ = ["write"]


def write(report: Report, name: str) -> None:
    """Writes a report to standard output.

    Args:
        report: What to write.
        name: One of ``table``, ``json``, ``jsonl``, ``csv`` and ``parquet``.
    """
    match name:
        case "table":
            from .tables import write_table  # noqa: PLC0415 - each format loads when it is asked for

            write_table(report.table())
        case "json" | "jsonl":
            from .json_text import write_json  # noqa: PLC0415 - each format loads when it is asked for

            write_json(report.rows(), lines=name == "jsonl")
        case "csv":
            from .csv_text import write_csv  # noqa: PLC0415 - each format loads when it is asked for

            write_csv(report.rows())
        case _:
            from .parquet_bytes import write_parquet  # noqa: PLC0415 - pyarrow is optional and slow to import

            write_parquet(report)
