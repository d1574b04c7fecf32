"""Exports that are killed: run as a script, it kills an export from a real server at random moments, and goes on after.

It runs in a process of its own, which has no thread when it forks. It prints how many kills came in the middle.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from pathlib import Path

from crashes import contents, in_child

import prometheus_querier as pq
from prometheus_querier import batch
from prometheus_querier.batch.formats.choice import file_format

QUERY = 'label_replace(rate({job=~".+"}[1m]), "value", "$1", "instance", "(.*):.*")'
RANGE = pq.QueryTimeRange.of(1704067200 + 60, 1704067200 + 3600, "1s")
ENOUGH, FEWEST, SECONDS = 12, 3, 40.0
"""Kills in the middle that are wished for, and those that there must be also where they take longer than so long."""


def run(url: str, directory: Path, kind: str) -> batch.ExportReport:
    """Makes the export, or goes on with it."""
    with pq.connect(url) as client:
        return batch.export(client, QUERY, RANGE, directory, format=kind, part="1m", progress=False)  # type: ignore[arg-type]


def run_and_kill(url: str, directory: Path, kind: str, after: float) -> bool:
    """Starts the export in a child, and kills it after some seconds; tells whether that came too late."""
    child = os.fork()
    if child == 0:
        run(url, directory, kind)
        os._exit(0)
    deadline = time.monotonic() + after
    while time.monotonic() < deadline:
        if os.waitpid(child, os.WNOHANG)[0]:
            return True
        time.sleep(0.002)
    os.kill(child, signal.SIGKILL)
    return os.waitpid(child, 0)[1] == 0


def main(url: str, base: Path, kind: str) -> None:
    file_format(kind)  # type: ignore[arg-type]  # what takes long to import is imported once
    started = time.monotonic()
    assert in_child(lambda: run(url, base / "whole", kind)) == 0
    takes = time.monotonic() - started
    expected = contents(base / "whole")
    in_the_middle = 0
    deadline = time.monotonic() + SECONDS
    for number in range(1000):
        directory = base / f"killed{number}"
        while not run_and_kill(url, directory, kind, random.uniform(0, takes)):  # noqa: S311 - no secret
            done = len(list((directory / "data").glob("*"))) if directory.exists() else 0
            in_the_middle += done > 0
        assert contents(directory) == expected, f"{directory} after being killed"
        if in_the_middle >= ENOUGH or (in_the_middle >= FEWEST and time.monotonic() > deadline):
            break
    print(in_the_middle)  # noqa: T201 - what the test reads


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), sys.argv[3])
