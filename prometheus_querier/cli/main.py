"""Where the process begins: it must be able to say that the extra is missing, so it needs nothing itself."""

from __future__ import annotations

import io
import os
import sys

from prometheus_querier.errors import MissingDependencyError

from . import COMPLETE, PROGRAM


def main() -> None:
    """Runs the command line and ends the process."""
    try:
        from .root import cli  # noqa: PLC0415 - needs click, which may be missing
    except MissingDependencyError as error:
        sys.stderr.write(f"error: {error}\n")
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)
    if sys.stdout is None:
        sys.stderr.write("error: standard output is closed: there is nowhere to write to\n")
        sys.exit(1)
    if COMPLETE in os.environ:
        from . import bash  # noqa: F401, PLC0415 - it adds itself, and only shells need it
    if isinstance(sys.stdout, io.TextIOWrapper) and not sys.stdout.isatty():
        # Data is the same bytes everywhere, whatever a terminal here would speak.
        sys.stdout.reconfigure(encoding="utf-8", newline="\n")
    cli.main(prog_name=PROGRAM, complete_var=COMPLETE)
