"""Runs parts: ``python -m benchmarks [PART …]``. All of them together also write figures, chart and tables."""

from __future__ import annotations

import argparse
import json
import os
import platform
import time
from importlib import import_module
from pathlib import Path

from . import __doc__ as about
from .bench import SIZES, Bench
from .goals import summary
from .tables import write_documents

PARTS = (
    "decoding",
    "ranges",
    "links",
    "splitting",
    "caching",
    "raw_samples",
    "memory",
    "small_calls",
    "building",
    "parsing",
    "imports",
)
FIGURES = Path(__file__).with_name("figures.json")


def main() -> None:
    modules = {name: import_module(f"benchmarks.{name}") for name in PARTS}
    first_lines = {name: (module.__doc__ or "").partition("\n")[0] for name, module in modules.items()}
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description=about,
        epilog="parts:\n" + "\n".join(f"  {name:<12} {line}" for name, line in first_lines.items()),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("part", nargs="*", choices=[[], *PARTS], metavar="PART", help="what to run, if not everything")
    parser.add_argument("--rounds", type=int, default=9, help="how often candidates take turns at most (9)")
    parser.add_argument("--sizes", nargs="+", choices=list(SIZES), default=list(SIZES), help="of answers")
    parser.add_argument("--json", type=Path, help=f"where to write all figures ({FIGURES.name}, if everything is run)")
    parser.add_argument("--figures", type=Path, help="run nothing: write chart and tables anew from such a file")
    options = parser.parse_args()
    if options.figures:
        figures = json.loads(options.figures.read_text())
        write_documents(figures)
        print(summary(figures))
        return
    start = time.monotonic()
    with Bench(options.rounds, options.sizes) as bench:
        for name in options.part or PARTS:
            print(f"\n## {name}: {first_lines[name]}", flush=True)
            modules[name].run(bench)
    taken = time.monotonic() - start
    figures = {
        "machine": f"Python {platform.python_version()}, Prometheus {bench.version}, {os.cpu_count()} cores",
        "sizes": list(bench.sizes),
        "comparisons": bench.figures,
    }
    print(f"\n{summary(figures)}\n\n({taken / 60:.0f} minutes, load {os.getloadavg()[0]:.1f} at the end)")
    everything = not options.part and options.sizes == list(SIZES)
    if path := options.json or (FIGURES if everything else None):
        path.write_text(json.dumps(figures, indent=1) + "\n")
    if everything:
        write_documents(figures)


if __name__ == "__main__":
    main()
