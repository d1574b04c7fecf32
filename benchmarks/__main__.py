"""Runs parts: ``python -m benchmarks [PART …] [--rounds N] [--json FILE]``."""

from __future__ import annotations

import argparse
import importlib
import json
import pkgutil
from pathlib import Path

from .bench import SIZES, Bench


def parts() -> dict[str, str]:
    """The modules here that have a function ``run``, and what they measure."""
    found = {}
    for module in pkgutil.iter_modules([str(Path(__file__).parent)]):
        text = (Path(__file__).parent / f"{module.name}.py").read_text()
        if "\ndef run(" in text:
            found[module.name] = text.partition('"""')[2].partition("\n")[0].rstrip('"')
    return found


def main() -> None:
    known = parts()
    lines = [f"  {name:<12} {about}" for name, about in known.items()]
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description=__package__ and importlib.import_module(__package__).__doc__,
        epilog="parts:\n" + "\n".join(lines),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "part", nargs="*", choices=[[], *known], default=list(known), metavar="PART", help="all, if none"
    )
    parser.add_argument("--rounds", type=int, default=9, help="how often candidates take turns")
    parser.add_argument("--json", type=Path, help="where to write all figures")
    parser.add_argument("--sizes", nargs="+", choices=list(SIZES), default=list(SIZES), help="of answers")
    options = parser.parse_args()
    with Bench(options.rounds, options.sizes) as bench:
        for name in options.part:
            print(f"\n## {name}: {known[name]}")
            importlib.import_module(f"benchmarks.{name}").run(bench)
    if options.json:
        options.json.write_text(json.dumps(bench.figures, indent=1))


if __name__ == "__main__":
    main()
