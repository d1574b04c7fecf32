"""Exports that die: run as a script, it crashes an export before each thing that it does to the disk, and goes on after.

It runs in a process of its own, which has no thread when it forks. It prints how many crashes it survived.
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import range_answers

from prometheus_querier import QueryTimeRange, batch

if TYPE_CHECKING:
    from collections.abc import Callable

RANGE = QueryTimeRange("2024-01-01T06:00:00Z", "2024-01-05T18:00:00Z", "1h")
DIES = 9


def run(directory: Path, kind: str) -> batch.ExportReport:
    """Makes the export, or goes on with it."""
    client = range_answers.client()
    return batch.export(client, "up", RANGE, directory, format=kind, workers=2, progress=False)  # type: ignore[arg-type]


def contents(directory: Path) -> dict[str, bytes]:
    """Reads every file below a directory."""
    return {str(path.relative_to(directory)): path.read_bytes() for path in directory.rglob("*") if path.is_file()}


def in_child(act: Callable[[], object]) -> int:
    """Does something in a forked child, and gives its exit status."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    try:
        act()
        os._exit(0)
    except BaseException:  # noqa: BLE001 - the child must end here
        sys.excepthook(*sys.exc_info())
        os._exit(1)


def dying(act: Callable[[], object], directory: Path, after: int) -> None:
    """Does something, and dies before the given touch of the disk: nothing is flushed and nothing cleaned up."""
    left = after

    def touch() -> None:
        nonlocal left
        left -= 1
        if left < 0:
            os._exit(DIES)

    def audit(event: str, arguments: tuple[object, ...]) -> None:
        if event in {"open", "os.mkdir", "os.rename", "os.remove", "os.listdir"} and str(directory) in str(
            arguments[0]
        ):
            touch()

    sync = os.fsync

    def sync_or_die(descriptor: int) -> None:
        touch()
        sync(descriptor)

    os.fsync = sync_or_die
    sys.addaudithook(audit)
    act()


def main(kind: str) -> NoReturn:
    # In memory where that is possible: a process that dies loses no more there, and syncing costs nothing.
    memory = Path("/dev/shm")  # noqa: S108 - the name is made below it
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as temporary:
        whole = Path(temporary) / "whole"
        run(whole, kind)
        expected = contents(whole)
        crashes = 0
        while True:
            directory = Path(temporary) / f"crashed{crashes}"
            again = partial(run, directory, kind)
            status = in_child(partial(dying, again, directory, crashes))
            if status == 0:
                break
            assert status == DIES, status
            assert in_child(again) == 0
            assert contents(directory) == expected, f"after a crash at touch {crashes}"
            crashes += 1
        several = 0
        for seed in range(10):
            dice = random.Random(seed)  # noqa: S311 - the same each time
            directory = Path(temporary) / f"often{seed}"
            while status := in_child(partial(dying, partial(run, directory, kind), directory, dice.randrange(40))):
                assert status == DIES, status
                several += 1
            assert contents(directory) == expected, f"after several crashes with seed {seed}"
        print(f"{crashes} crashes, and {several} of those that came again")  # noqa: T201 - what the test reads
    sys.exit(0)


if __name__ == "__main__":
    main(sys.argv[1])
