"""How a command ends: the exit codes, and what is said when it fails. Nobody is shown a traceback."""

from __future__ import annotations

import os
import sys
import traceback
from enum import IntEnum

from prometheus_querier.errors import (
    MissingDependencyError,
    PrometheusQuerierError,
    QueryBuildError,
    ServerUnavailableError,
    TransportError,
    UnsupportedByServerError,
)
from prometheus_querier.spelling import visible

from .libraries import click

DEBUG = "PROMETHEUS_QUERIER_DEBUG"
"""The environment variable that lets unforeseen errors show where they come from."""


class ExitCode(IntEnum):
    """What the status of the process says."""

    DONE = 0
    NO = 1
    USAGE = 2
    UNREACHABLE = 3
    PARTIAL = 4
    INTERRUPTED = 130
    PIPE = 141


def exit_code(error: Exception) -> ExitCode:
    """Tells the exit code of a failure.

    >>> exit_code(TransportError("refused")), exit_code(QueryBuildError("no step"))
    (<ExitCode.UNREACHABLE: 3>, <ExitCode.USAGE: 2>)
    """
    match error:
        case UnsupportedByServerError():
            return ExitCode.NO
        case TransportError() | ServerUnavailableError():
            return ExitCode.UNREACHABLE
        case QueryBuildError() | MissingDependencyError():
            return ExitCode.USAGE
        case _:
            return ExitCode.NO


def report(error: Exception) -> None:
    """Says on standard error what went wrong."""
    if not isinstance(error, PrometheusQuerierError | OSError):
        if os.environ.get(DEBUG):
            traceback.print_exception(error)
        say("error", f"unforeseen {type(error).__name__}: {error}\n  {DEBUG}=1 shows where; please report it")
        return
    say("error", str(error))
    for note in getattr(error, "__notes__", ()):
        click.echo(f"  {visible(note)}", err=True)


def say(kind: str, message: str) -> None:
    """Writes one message to standard error, which has everything that is not data."""
    shown = "\n".join(visible(line) for line in message.splitlines())
    click.echo(f"{click.style(kind, fg='red' if kind == 'error' else 'yellow', bold=True)}: {shown}", err=True)


def quiet_pipe() -> None:
    """Lets Python end without a word although nobody reads what it has yet to write."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
