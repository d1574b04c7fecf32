"""Text on its way in and out: queries from the command line, and what a terminal may be shown."""

from __future__ import annotations

import sys

from .libraries import click

# What would move the cursor, colour the screen or break the line.
_CONTROLS = {code: f"\\x{code:02x}" for code in (*range(0x20), *range(0x7F, 0xA0))} | {
    0x0A: "\\n",
    0x09: "\\t",
    0x0D: "\\r",
}


def visible(text: str) -> str:
    r"""Spells control characters, so that no label's value or server's message can command a terminal.

    >>> print(visible("a\x1b[31mb"))
    a\x1b[31mb
    """
    return text.translate(_CONTROLS)


def query_text(argument: str) -> str:
    """Takes a query from the command line, or from standard input for ``-``.

    Raises:
        UsageError: There is none.
    """
    text = sys.stdin.read() if argument == "-" else argument
    if not text.strip():
        raise click.UsageError("the query is empty: write PromQL such as up")
    return text.strip()


def write_query(text: str) -> None:
    """Writes a query to standard output, in colours where that is a terminal."""
    if sys.stdout.isatty():
        from rich.console import Console  # noqa: PLC0415 - slow to import, and only for terminals
        from rich.syntax import Syntax  # noqa: PLC0415 - as above

        Console().print(Syntax(text, "promql", theme="ansi_dark", background_color="default", word_wrap=True))
    else:
        click.echo(text)
