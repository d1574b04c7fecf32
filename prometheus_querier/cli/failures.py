"""How a command ends: the exit codes, and what is said when it fails. Nobody is shown a traceback."""

from __future__ import annotations

import os
import re
import sys
import traceback
from enum import IntEnum

from prometheus_querier.errors import (
    ApiError,
    BadDataError,
    MissingDependencyError,
    PrometheusQuerierError,
    PromQLSyntaxError,
    QueryBuildError,
    ServerUnavailableError,
    TransportError,
    UnsupportedByServerError,
)
from prometheus_querier.spelling import visible

from .libraries import click

DEBUG = "PROMETHEUS_QUERIER_DEBUG"
"""The environment variable that lets unforeseen errors show where they come from."""

_PLACE = re.compile(r"\b([0-9]{1,6}):([0-9]{1,6}): (?:parse error: )?(.*)", re.DOTALL)


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
    say("error", _message(error))
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


def _message(error: PrometheusQuerierError | OSError) -> str:
    if isinstance(error, ApiError) and error.query:
        shown = _shown_in(error.query, error.message)
        if shown is not None and isinstance(error, BadDataError):
            return f"the server refuses the query: {shown}"
        if shown is not None:
            # Some relatives call a query that does not parse one that fails.
            return f"{error}\nPrometheus would say {shown}"
    return str(error)


def _shown_in(query: str, message: str) -> PromQLSyntaxError | None:
    """Shows in the query what a server complains of, when it says where or when our own parser finds it."""
    from prometheus_querier import promql  # noqa: PLC0415 - a command that succeeds does not need it

    try:
        promql.parse(query)
    except PromQLSyntaxError as error:
        return error
    except QueryBuildError:
        pass
    found = _PLACE.search(message)
    if found is None:
        return None
    lines = query.split("\n")
    line = min(int(found[1]), len(lines))
    position = sum(len(one) + 1 for one in lines[: line - 1]) + int(found[2]) - 1
    return PromQLSyntaxError.at(query, position, found[3])
