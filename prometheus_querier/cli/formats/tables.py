"""Tables for people: drawn by rich in a terminal, plain columns elsewhere; nothing is ever cut off."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from prometheus_querier.cli.libraries import click
from prometheus_querier.errors import MissingDependencyError
from prometheus_querier.spelling import visible

if TYPE_CHECKING:
    from prometheus_querier.cli.reports import Table


def write_table(table: Table) -> None:
    """Writes a table."""
    if not table.rows:
        click.echo("nothing found", err=True)
    elif not table.columns:
        sys.stdout.writelines(f"{text}\n" for row in table.rows for text in row)
    elif sys.stdout.isatty():
        _draw(table)
    else:
        _write_plain(table)


def _write_plain(table: Table) -> None:
    lines = [[*table.columns], *([visible(one) for one in row] for row in table.rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        cells = (
            text.rjust(width) if column in table.right else text.ljust(width)
            for text, width, column in zip(line, widths, table.columns, strict=True)
        )
        sys.stdout.write("  ".join(cells).rstrip() + "\n")


def _draw(table: Table) -> None:
    try:
        from rich import box  # noqa: PLC0415 - slow to import, and only for terminals
        from rich.console import Console  # noqa: PLC0415 - as above
        from rich.table import Table as RichTable  # noqa: PLC0415 - as above
        from rich.text import Text  # noqa: PLC0415 - as above
    except ImportError as error:
        raise MissingDependencyError.of("rich", "cli", "a table in the terminal") from error
    drawn = RichTable(box=box.SIMPLE_HEAD, pad_edge=False, header_style="bold")
    for column in table.columns:
        justify = "right" if column in table.right else "left"
        drawn.add_column(column, justify=justify, overflow="fold", no_wrap=column == "course")  # type: ignore[arg-type]  # it is one of the literals
    for row in table.rows:
        drawn.add_row(*(Text(visible(one)) for one in row))
    console = Console(highlight=False)
    console.print(drawn)
    console.print(f"{len(table.rows)} rows" if len(table.rows) != 1 else "1 row", style="dim")
