"""Tables for people: drawn by rich in a terminal, plain columns elsewhere; nothing is ever cut off."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING
from unicodedata import combining, east_asian_width

from prometheus_querier.cli.libraries import click
from prometheus_querier.errors import MissingDependencyError
from prometheus_querier.spelling import visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from prometheus_querier.cli.reports import Table

_GAP = 3
_NARROWEST = 4
"""No column of text becomes narrower, if it is not narrower by itself."""


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
    widths = [max(map(_width, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        gaps = (" " * (width - _width(text)) for text, width in zip(line, widths, strict=True))
        cells = (
            gap + text if column in table.right else text + gap
            for text, gap, column in zip(line, gaps, table.columns, strict=True)
        )
        sys.stdout.write("  ".join(cells).rstrip() + "\n")


def _width(text: str) -> int:
    """Tells how many columns of a terminal a text takes.

    >>> _width("abc"), _width("日本"), _width("e\u0301")
    (3, 4, 1)
    """
    if text.isascii():
        return len(text)
    return sum(0 if combining(one) else 2 if east_asian_width(one) in "WF" else 1 for one in text)


def _draw(table: Table) -> None:
    try:
        from rich import box  # noqa: PLC0415 - slow to import, and only for terminals
        from rich.console import Console  # noqa: PLC0415 - as above
        from rich.table import Table as RichTable  # noqa: PLC0415 - as above
        from rich.text import Text  # noqa: PLC0415 - as above
    except ImportError as error:
        raise MissingDependencyError.of("rich", "cli", "a table in the terminal") from error
    drawn = RichTable(box=box.SIMPLE_HEAD, pad_edge=False, header_style="bold")
    console = Console(highlight=False)
    widths = _least_widths(table, console.width)
    for index, (name, least) in enumerate(zip(table.columns, widths, strict=False)):
        is_number, is_course = name in table.right, table.sparks > 0 and index == len(table.columns) - 1
        # Rich takes width from all columns that may wrap, whatever their least width is, and cuts off what is too much.
        drawn.add_column(
            name,
            justify="right" if is_number else "left",
            overflow="fold",
            min_width=least,
            no_wrap=is_number or is_course,
        )
    for row in table.rows:
        drawn.add_row(*(Text(visible(one)) for one in row[: len(widths)]))
    # What is too wide all the same is for the terminal to break.
    console.width = max(console.width, _whole(widths))
    console.print(drawn)
    console.print(f"{len(table.rows)} rows" if len(table.rows) != 1 else "1 row", style="dim")


def _least_widths(table: Table, width: int) -> list[int]:
    """Tells how narrow each column may become, so that no number is broken: half of one is another number."""
    least = []
    for index, name in enumerate(table.columns):
        widest = max(_width(name), *(_width(visible(row[index])) for row in table.rows))
        least.append(widest if name in table.right else min(widest, _NARROWEST))
    if table.sparks:
        least[-1] = max(table.sparks, _width(table.columns[-1]))
        if _whole(least) > width:
            least.pop()  # the numbers beside it say the same
    return least


def _whole(widths: Sequence[int]) -> int:
    return sum(widths) + _GAP * len(widths)
