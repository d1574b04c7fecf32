"""Importing the package costs little: what is heavy is imported by the call that needs it."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = {
    "requests",
    "urllib3",
    "numpy",
    "pandas",
    "polars",
    "pyarrow",
    "pytest",
    "django",
    "flask",
    "IPython",
    "matplotlib",
    "plotly",
    "asyncio",
}


@pytest.mark.parametrize(
    "module",
    [
        "prometheus_querier",
        *(
            f"prometheus_querier.{layer}"
            for layer in (
                *("batch", "client", "configuration", "flavours", "promql", "queriers", "results", "services"),
                *("testing", "transport"),
            )
        ),
    ],
)
def test_importing_brings_nothing_heavy(module):
    script = f"import sys, {module}; print(*sorted({{name.partition('.')[0] for name in sys.modules}}))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert HEAVY & set(done.stdout.split()) == set()


def test_a_client_brings_what_every_query_needs_and_nothing_of_what_few_do():
    """Most of what a client's import takes is requests; of ours most was making records that nobody asked for."""
    script = "import sys; from prometheus_querier import connect; connect('http://localhost:9090'); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    seldom = ("live_stats", "metadata", "rules", "search", "self_metrics", "status", "targets", "tsdb", "html")
    assert [one for one in seldom if f"prometheus_querier.results.{one}" in loaded] == []
    assert not any(name.startswith("prometheus_querier.results.remote_read.") for name in loaded)
    assert not any(name.startswith("prometheus_querier.promql.parsing") for name in loaded)
    assert {
        "prometheus_querier.queriers.presets",
        "prometheus_querier.batch",
        "prometheus_querier.flavours",
    } & loaded == set()


def test_promql_alone_does_without_what_is_slow_in_the_standard_library():
    """Python with ``dataclasses``, which brings ``inspect`` and ``ast``, starts slower than with all of promql."""
    script = "import sys, prometheus_querier.promql; print(*sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert {"dataclasses", "inspect", "ast", "socket", "logging", "decimal"} & loaded == set()
    assert not any(name.startswith("prometheus_querier.promql.parsing") for name in loaded)
