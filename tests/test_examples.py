"""The examples run: the exporter measures real processes, and the demonstration ends without leaving anything."""

from __future__ import annotations

import importlib.util
import os
import urllib.request
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parent.parent / "examples"


@pytest.fixture(scope="module")
def exporter():
    spec = importlib.util.spec_from_file_location("exporter", EXAMPLES / "exporter.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _samples(exporter):
    with exporter.serve() as address, urllib.request.urlopen(f"http://{address}/metrics", timeout=10) as response:
        return [line for line in response.read().decode().splitlines() if not line.startswith("#")]


def test_exporter_measures_this_process(exporter):
    mine = exporter.kernel_id(exporter.psutil.Process())
    lines = [line for line in _samples(exporter) if mine in line and line.startswith("backendai_container")]
    measured = {
        (metric, value_type): float(line.rpartition(" ")[2])
        for line in lines
        for metric in ("cpu_util", "mem")
        for value_type in ("current", "capacity", "pct")
        if f'"{metric}"' in line and f'"{value_type}"' in line
    }
    assert len(measured) == len(lines) == 6
    assert 10 < measured["cpu_util", "current"] < measured["cpu_util", "capacity"]
    assert 2**20 < measured["mem", "current"] < measured["mem", "capacity"]
    assert 0 < measured["mem", "pct"] < 100


def test_exporter_publishes_what_an_agent_does(exporter):
    lines = _samples(exporter)
    names = {line.partition("{")[0] for line in lines}
    assert names == {
        "backendai_container_utilization",
        "backendai_device_utilization",
        "backendai_process_utilization",
        "node_utilization",
    }
    # The kernel knows the network of the machine only, so it is told once.
    assert sum('container_metric_name="net_rx"' in line for line in lines) == 1
    assert all('project_id="undefined"' in line for line in lines if "kernel_id" in line)
    assert any(f'pid="{os.getpid()}"' in line for line in lines)
