"""Queries on their way in and out: from the command line or standard input, and to the terminal."""

from __future__ import annotations

import sys

from .libraries import click


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
