"""What importing costs: this library, its parts and others, each in a Python of its own."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from .bench import Bench

ROUNDS = 20
LIBRARIES = (
    "requests",
    "urllib3",
    "numpy",
    "pandas",
    "promql_builder",
    "prometheus_api_client",
    "metricraft",
    "aiopromql",
)


def run(bench: Bench) -> None:
    statements = {
        "bare Python": "pass",
        "prometheus_querier": "import prometheus_querier",
        "prometheus_querier.promql": "from prometheus_querier import promql; promql.metric",
        "prometheus_querier, with a client": "import prometheus_querier; prometheus_querier.connect('http://127.0.0.1')",
        **{name: f"import {name}" for name in LIBRARIES if find_spec(name)},
    }
    bench.compare("an import", {name: started(statement) for name, statement in statements.items()}, rounds=ROUNDS)


def started(statement: str) -> Callable[[], object]:
    return lambda: subprocess.run([sys.executable, "-c", statement], check=True)
