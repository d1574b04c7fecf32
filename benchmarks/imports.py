"""What importing costs: this library, its parts and others, each in a Python of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from functools import partial
from importlib.util import find_spec
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .bench import Bench

ROUNDS = 12
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
    with tempfile.TemporaryDirectory() as directory:
        # As after installation: compiled to bytecode, which the first turn does.
        environment = {**os.environ, "PYTHONPYCACHEPREFIX": directory, "PYTHONDONTWRITEBYTECODE": ""}
        candidates = {name: partial(start, statement, environment) for name, statement in statements.items()}
        bench.compare("an import", candidates, rounds=ROUNDS)


def start(statement: str, environment: dict[str, str]) -> None:
    subprocess.run([sys.executable, "-c", statement], check=True, env=environment)
