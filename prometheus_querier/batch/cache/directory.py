"""A directory of kept parts that several threads and processes share without locks: files appear whole, and go when they must."""

from __future__ import annotations

import hashlib
import logging
import os
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from prometheus_querier.counts import whole_number
from prometheus_querier.durations import duration_to_ms
from prometheus_querier.errors import QueryBuildError

from .files import pack, unpack

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from prometheus_querier.client.range_store import Stretch
    from prometheus_querier.durations import DurationLike

    from .files import Labels

_LOG = logging.getLogger("prometheus_querier")
# So peculiar that clearing a directory removes nobody else's files.
_SUFFIX, _ASIDE = ".pqpart", ".pqaside"
# Of the limit: how much is written before the directory is looked through again, and how much is made free then.
_WATCHED, _FREED = 1 / 16, 1 / 8
_ABANDONED_SECONDS = 3600.0


class RangeCache:
    """Keeps answers about ranges in a directory, for ``connect(url, cache=RangeCache(...))``.

    What lies far enough in the past is asked for once. An answer is the same as without a cache, as long as the past does
    not change: what was backfilled, or deleted, or came later than ``settled_after``, is not seen until :meth:`clear`.

    Threads, processes and machines may share a directory, and questions of different servers, tenants and users, none of
    which is ever given what another may see. Files are readable by their owner alone and hold no credentials. A cache can
    be pickled.

    Args:
        directory: Where the files are; made when there is something to keep. Whoever may write into it may change answers.
        max_bytes: About how much space to take; what was used least recently goes first.
        settled_after: How old data must be before it is taken for final: longer than samples are late at the server,
            and than recording rules take, or remote writes that catch up.
        identity: A name for who asks, where only a function, a session or a TLS context knows.
        clock: Gives Unix seconds; answers that have a ``Date`` are held against that, too.

    Raises:
        QueryBuildError: An option cannot be what it is.

    >>> RangeCache("prometheus-cache", max_bytes=1 << 30, settled_after="10m")
    RangeCache('prometheus-cache', max_bytes=1073741824, settled_after='10m')
    """

    def __init__(
        self,
        directory: str | os.PathLike[str],
        *,
        max_bytes: int = 1 << 30,
        settled_after: DurationLike = "10m",
        identity: str | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        if identity is not None and (not isinstance(identity, str) or not identity):
            raise QueryBuildError("identity must be text that is not empty, or None")
        self._settled_after_ms = duration_to_ms(settled_after, name="settled_after")
        if self._settled_after_ms < 0:
            raise QueryBuildError(f"settled_after must not be negative, not {settled_after!r}")
        self._directory = Path(directory)
        self._max_bytes = whole_number(max_bytes, "max_bytes")
        self._settled_after = settled_after
        self._identity = identity
        self._clock = clock
        self._written: int | None = None
        self._has_complained = False

    @property
    def settled_after_ms(self) -> int:
        """How old data must be before it is taken for final, in milliseconds."""
        return self._settled_after_ms

    @property
    def identity(self) -> str | None:
        """A name for who asks, where it was given."""
        return self._identity

    def now_ms(self) -> int:
        """The time, in Unix milliseconds."""
        return int(1000 * self._clock())

    def load(self, keys: Sequence[bytes]) -> list[Stretch | None]:
        """Gives what is kept under each key, or ``None``; removes what is damaged."""
        known: Labels = {}
        return [self._load(key, known) for key in keys]

    def keep(self, key: bytes, kept: Stretch) -> None:
        """Keeps a part, in place of what is there; where that is not possible, it logs why, once."""
        pieces = pack(kept, key)
        size = sum(map(len, pieces))
        if size > self._max_bytes:
            return
        path = self._path(key)
        try:
            _write(path, pieces)
            self._make_room(size)
        except OSError as error:
            self._complain(error)

    def clear(self) -> None:
        """Removes everything that is kept.

        Raises:
            OSError: A file cannot be removed.
        """
        for entry in self._entries():
            Path(entry.path).unlink(missing_ok=True)

    def __repr__(self) -> str:
        return (
            f"{type(self).__name__}({str(self._directory)!r}, max_bytes={self._max_bytes}, "
            f"settled_after={self._settled_after!r})"
        )

    def __getstate__(self) -> dict[str, Any]:
        return self.__dict__ | {"_written": None, "_has_complained": False}

    def _load(self, key: bytes, known: Labels) -> Stretch | None:
        path = self._path(key)
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            self._complain(error)
            return None
        try:
            kept = unpack(data, key, known)
        except (ValueError, LookupError, TypeError, OverflowError, RecursionError, MemoryError):
            with suppress(OSError):
                path.unlink(missing_ok=True)
            return None
        with suppress(OSError):
            os.utime(path)
        return kept

    def _make_room(self, size: int) -> None:
        """Removes what was used least recently, when enough was written that the limit may be passed."""
        if self._written is not None:
            self._written += size
            if self._written < _WATCHED * self._max_bytes:
                return
        # What other processes write is seen when they, or this one, look next.
        self._written = 0
        found = []
        for entry in self._entries():
            with suppress(FileNotFoundError):
                status = entry.stat()
                if entry.name.endswith(_SUFFIX):
                    found.append((status.st_mtime_ns, status.st_size, entry.path))
                elif time.time() - status.st_mtime > _ABANDONED_SECONDS:  # by a process that was killed
                    Path(entry.path).unlink(missing_ok=True)
        total = sum(size for _, size, _ in found)
        if total <= (1 - _WATCHED) * self._max_bytes:
            return
        for _, freed, path in sorted(found):
            try:
                Path(path).unlink(missing_ok=True)
            except OSError as error:  # one that cannot go, such as another user's, does not keep the others
                self._complain(error)
                continue
            total -= freed
            if total <= (1 - _FREED) * self._max_bytes:
                return

    def _entries(self) -> Iterator[os.DirEntry[str]]:
        try:
            with os.scandir(self._directory) as entries:
                yield from (entry for entry in entries if entry.name.endswith((_SUFFIX, _ASIDE)))
        except FileNotFoundError:
            return

    def _path(self, key: bytes) -> Path:
        # Columns are as they are in memory, which other machines may see otherwise.
        return self._directory / (
            hashlib.blake2b(sys.byteorder.encode(), key=key, digest_size=20).hexdigest() + _SUFFIX
        )

    def _complain(self, error: OSError) -> None:
        if not self._has_complained:
            self._has_complained = True
            _LOG.warning("the cache in %s cannot be used as it should: %s", self._directory, error)


def _write(path: Path, pieces: list[bytes]) -> None:
    """Writes a file aside, and gives it its name when it is whole; after a loss of power its checksum tells."""
    aside = path.with_name(f"{path.stem}.{os.urandom(8).hex()}{_ASIDE}")
    try:
        descriptor = _create(aside)
        with open(descriptor, "wb") as file:  # noqa: PTH123 - a descriptor
            file.writelines(pieces)
        aside.replace(path)
    except BaseException:
        with suppress(OSError):
            aside.unlink(missing_ok=True)
        raise


def _create(path: Path) -> int:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    try:
        return os.open(path, flags, 0o600)
    except FileNotFoundError:
        path.parent.parent.mkdir(parents=True, exist_ok=True)
        path.parent.mkdir(mode=0o700, exist_ok=True)
        return os.open(path, flags, 0o600)
