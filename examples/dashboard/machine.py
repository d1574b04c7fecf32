"""Stands for the platform: runs the containers of the inventory, and a Prometheus that scrapes them every second."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import exporter

from prometheus_querier.testing import LocalPrometheus

from .inventory import PROJECTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .inventory import Load

WORKER = Path(__file__).with_name("worker.py")


@contextlib.contextmanager
def platform() -> Iterator[LocalPrometheus]:
    """Runs everything until the ``with`` block ends."""
    with contextlib.ExitStack() as stack:
        directory = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="containers-")))
        known = {}
        for project in PROJECTS.values():
            for container in project.containers:
                if container.load is not None:
                    traffic = directory / container.name
                    pid = stack.enter_context(running(container.load, traffic))
                    known[pid] = exporter.Container(str(container.kernel_id), str(project.id), traffic)
        address = stack.enter_context(exporter.serve(containers=known))
        yield stack.enter_context(LocalPrometheus(scrape=[address]))


@contextlib.contextmanager
def running(load: Load, traffic: Path) -> Iterator[int]:
    """Runs a process that does the work of a container, and gives its pid."""
    traffic.write_bytes(bytes(16))
    process = subprocess.Popen(
        [sys.executable, WORKER, str(load.cores), str(load.memory), str(load.traffic), traffic],
        stdin=subprocess.PIPE,
        start_new_session=True,  # Ctrl-C is for this program
    )
    try:
        yield process.pid
    finally:
        process.communicate()  # closes its input, as the system does when this program is killed
