"""Showing reports: once or again and again, data on standard output and remarks on standard error."""

from __future__ import annotations

import shutil
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NoReturn

from prometheus_querier.errors import PrometheusQuerierError
from prometheus_querier.spelling import readable_time

from . import PROGRAM
from .failures import ExitCode, report as report_failure, say
from .formats import write
from .libraries import click
from .reports import is_partial

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from prometheus_querier.client import PrometheusClient

    from .options import OutputChoice
    from .reports import Report

_CLEAR = "\033[2J\033[1;1H"


def show(
    ask: Callable[[], Report], output: OutputChoice, explain_empty: Callable[[], Sequence[str]] | None = None
) -> None:
    """Asks and shows the answer, and does it again with ``--watch``, until Ctrl-C.

    While watching, a failure that may pass is reported, and the next round tries again.

    Args:
        ask: Asks the server.
        output: How to show the answer.
        explain_empty: Finds out why a table for people is empty.
    """
    if output.watch is None:
        found = ask()
        if explain_empty is not None and output.format == "table" and not found.table().rows:
            found = replace(found, infos=(*found.infos, *explain_empty()))
        _show_once(found, output)
        return
    first = True
    while True:
        begun = time.monotonic()
        try:
            found = ask()
        except PrometheusQuerierError as error:
            if first or not error.retryable:
                raise
            report_failure(error)
        else:
            if sys.stdout.isatty() and output.format == "table":
                click.echo(_CLEAR, nl=False, color=True)
                click.secho(f"{readable_time(datetime.now(UTC))}, every {output.watch:g} s", dim=True, err=True)
            _show_once(found, output)
            sys.stdout.flush()
        first = False
        time.sleep(max(0.0, output.watch - (time.monotonic() - begun)))


def why_empty(client: PrometheusClient, query: str) -> list[str]:
    """Names the metrics of a query that the server does not have."""
    from prometheus_querier.services.suggesting import empty_because  # noqa: PLC0415 - needed for empty answers only

    return empty_because(client, query, listing=f"{PROGRAM} values __name__")


def show_query(query: str, output: OutputChoice) -> bool:
    """With ``-o promql``, shows the query, which is then not asked; tells whether it did."""
    if output.format != "promql":
        return False
    click.echo(query)
    return True


def fail(code: ExitCode = ExitCode.NO) -> NoReturn:
    """Ends the command with this exit code, with what was shown before on its way."""
    sys.stdout.flush()
    click.get_current_context().exit(code)


def _show_once(report: Report, output: OutputChoice) -> None:
    if output.plot and report.plot is not None:
        drawn = report.plot(shutil.get_terminal_size().columns)
        click.echo(drawn or "nothing to draw: no series has a finite number", err=not drawn)
    else:
        write(report, output.format)
    for warning in report.warnings:
        say("warning", warning)
    for info in report.infos:
        say("info", info)
    if is_partial(report, output):
        fail(ExitCode.PARTIAL)
