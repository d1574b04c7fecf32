"""Files that are there whole or not at all, whatever happens in between; what is in them is not known here."""

from __future__ import annotations

import os
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from prometheus_querier.errors import QueryBuildError

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]  # there is none

if TYPE_CHECKING:
    from collections.abc import Iterator
    from io import BufferedRandom
    from pathlib import Path

ASIDE = ".partial"
"""How the name of a file ends that is not whole yet."""


@contextmanager
def written_aside(path: Path) -> Iterator[BufferedRandom]:
    """Opens a file that takes its place when the block ends well: whole, and safe on the disk.

    After a crash at any moment there is either the whole file or the one from before, and perhaps a file aside, which
    the next writer overwrites.

    Raises:
        OSError: It cannot be written; the error names ``path``.
    """
    aside = path.with_name(path.name + ASIDE)
    try:
        with errors_naming(path):
            with aside.open("w+b") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            aside.replace(path)
            sync_directory(path.parent)
    except BaseException:
        with suppress(OSError):
            aside.unlink(missing_ok=True)
        raise


@contextmanager
def errors_naming(path: Path) -> Iterator[None]:
    """Makes an ``OSError`` in the block name a file: one of writing, such as that of a full disk, names none."""
    try:
        yield
    except OSError as error:
        if error.errno is None:
            raise
        raise OSError(error.errno, os.strerror(error.errno), str(path)) from error


def sync_directory(directory: Path) -> None:
    """Makes the names in a directory safe on the disk."""
    if os.name == "nt":  # directories cannot be opened there, and need not be
        return
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def make_directory(directory: Path) -> None:
    """Makes a directory and those above it, safe on the disk; nothing happens when it is there."""
    if not directory.is_dir():
        make_directory(directory.parent)
        directory.mkdir(exist_ok=True)
        sync_directory(directory.parent)


@contextmanager
def sole_writer(directory: Path) -> Iterator[None]:
    """Keeps other processes from writing into a directory; the system lets go of it when this process dies.

    Raises:
        QueryBuildError: Another process writes there.
    """
    if fcntl is None:
        yield
        return
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise QueryBuildError(f"another export is writing into {directory}: wait until it has ended") from None
        try:
            yield
        finally:
            # Closing is not enough where a process was forked meanwhile, which has the descriptor, too.
            fcntl.flock(descriptor, fcntl.LOCK_UN)
    finally:
        os.close(descriptor)
