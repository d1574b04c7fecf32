"""Where the process begins: it must be able to say that the extra is missing, so it needs nothing itself."""

from __future__ import annotations

import io
import sys

from prometheus_querier.errors import MissingDependencyError

from . import PROGRAM


def main() -> None:
    """Runs the command line and ends the process."""
    try:
        from .root import cli  # noqa: PLC0415 - needs click, which may be missing
    except MissingDependencyError as error:
        sys.stderr.write(f"error: {error}\n")
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)
    if isinstance(sys.stdout, io.TextIOWrapper) and not sys.stdout.isatty():
        # Data is the same bytes everywhere, whatever a terminal here would speak.
        sys.stdout.reconfigure(encoding="utf-8", newline="\n")
    cli.main(prog_name=PROGRAM)
