"""A process that never outlives this one: started, watched and ended by its pid. It knows nothing of Prometheus."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import weakref
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_GRACE = 10.0
"""Seconds that a process has to end by itself before it is killed."""

# Keeps a Ctrl-C from reaching the process: the flag is Windows', ``start_new_session`` the others' way.
_OF_ITS_OWN: int = getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)

# Reads one line, which is written when the process has been ended in good order. The end of the pipe without that line
# means that whoever started the process died, however suddenly: only then is the pid still surely the process's own.
_WATCHDOG = """
import os, shutil, signal, sys
if not sys.stdin.readline():
    try:
        os.kill(int(sys.argv[1]), signal.SIGTERM)
    except OSError:
        pass
    shutil.rmtree(sys.argv[2], ignore_errors=True)
"""


class OwnedProcess:
    """A process with a temporary directory of its own; both are gone when this object, or this interpreter, ends.

    That holds for ``end()``, for garbage collection, for the interpreter's exit and for an interpreter that is killed:
    a small second process, waiting at the other end of a pipe, notices that and ends the first. Ctrl-C in a terminal
    reaches Python alone, so that it is Python which ends the process. A forked child never ends its parent's process.

    Attributes:
        directory: The temporary directory; it exists from the start, so that files can be put there before ``start``.
        log: The file with everything that the process prints.
    """

    def __init__(self, name: str) -> None:
        self.directory = Path(tempfile.mkdtemp(prefix=f"{name}-"))
        self.log = self.directory / f"{name}.log"
        self._process: subprocess.Popen[bytes] | None = None
        self._finalizer = weakref.finalize(self, _clean_up, os.getpid(), self.directory, None, None)

    def start(self, command: Sequence[str]) -> None:
        """Starts the process; its standard input is empty, its output goes to the log."""
        process = watchdog = None
        try:
            with self.log.open("wb") as log:
                process = subprocess.Popen(  # noqa: S603 - the command is the caller's
                    command,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    cwd=self.directory,
                    start_new_session=True,
                    creationflags=_OF_ITS_OWN,
                )
            watchdog = subprocess.Popen(  # noqa: S603 - our own text
                [sys.executable, "-I", "-S", "-c", _WATCHDOG, str(process.pid), str(self.directory)],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
                creationflags=_OF_ITS_OWN,
            )
        finally:
            self._finalizer.detach()
            self._finalizer = weakref.finalize(self, _clean_up, os.getpid(), self.directory, process, watchdog)
        self._process = process

    @property
    def pid(self) -> int | None:
        """The process's id, once it has been started."""
        return None if self._process is None else self._process.pid

    @property
    def exit_status(self) -> int | None:
        """The exit status when the process has ended, else ``None``."""
        return None if self._process is None else self._process.poll()

    def output(self) -> str:
        """Reads everything that the process has printed so far."""
        return self.log.read_text("utf-8", "replace") if self.log.exists() else ""

    def end(self) -> None:
        """Asks the process to end, kills it when it does not, and removes its directory. Calling it again does nothing."""
        self._finalizer()


def _clean_up(
    owner: int, directory: Path, process: subprocess.Popen[bytes] | None, watchdog: subprocess.Popen[bytes] | None
) -> None:
    if os.getpid() != owner:
        return
    try:
        if process is not None:
            _end(process)
    finally:
        if watchdog is not None and watchdog.stdin is not None:
            with contextlib.suppress(BrokenPipeError), watchdog.stdin:
                watchdog.stdin.write(b"ended\n")
            watchdog.wait()
        shutil.rmtree(directory, ignore_errors=True)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ends a process; a Ctrl-C while waiting makes that quicker and is passed on afterwards."""
    try:
        process.terminate()
        process.wait(_GRACE)
    except BaseException as error:
        process.kill()
        process.wait()
        if not isinstance(error, subprocess.TimeoutExpired):
            raise
