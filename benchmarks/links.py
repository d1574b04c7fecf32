"""Saved answers at the pace of a link, without the noise of a live server: loopback, 1 Gbit/s and 100 Mbit/s."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from .ranges import curl, others as all_others, ours

if TYPE_CHECKING:
    from .bench import Bench

PACES = {"loopback": 0, "1 Gbit/s": 125, "100 Mbit/s": 12.5}
FAST_ENOUGH = ("requests .json(), float, array (identity)", "prometheus-api-client, MetricRangeDataFrame")


def run(bench: Bench) -> None:
    with tempfile.TemporaryDirectory() as directory:
        for size, body in bench.bodies.items():
            (Path(directory) / size.replace(" ", "")).write_bytes(body)
        server = subprocess.Popen(
            [sys.executable, Path(__file__).with_name("replay.py"), directory], stdout=subprocess.PIPE, text=True
        )
        try:
            port = int(server.stdout.readline()) if server.stdout else 0
            for link, pace in PACES.items():
                # Over the slow link, the largest would take minutes and show nothing more.
                size = bench.sizes[-1] if pace != PACES["100 Mbit/s"] else bench.sizes[max(0, len(bench.sizes) - 2)]
                url = f"http://127.0.0.1:{port}/{size.replace(' ', '')}/{pace}"
                with ExitStack() as clients:
                    candidates = {"curl, discarded": curl(url, "bench")} | ours(url, "bench", clients)
                    others = all_others(url, "bench", clients)
                    candidates |= {name: others[name] for name in FAST_ENOUGH if name in others}
                    bench.compare(f"{size} over {link}", candidates)
        finally:
            server.terminate()
            server.wait()
