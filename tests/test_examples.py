"""The examples run: the exporter measures real processes, and the demonstration ends without leaving anything."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from example_code import EXAMPLES, import_example

from prometheus_querier.testing import LocalPrometheus


@pytest.fixture(scope="module")
def exporter():
    return import_example("exporter")


def test_importing_an_example_leaves_nothing_of_it_to_other_tests():
    path = list(sys.path)
    assert import_example("dashboard.inventory").PROJECTS
    assert sys.path == path
    assert not {"dashboard", "dashboard.inventory"} & sys.modules.keys()


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


def _children(pid):
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            _, _, rest = stat.read_text().rpartition(")")
            if int(rest.split()[1]) == pid:
                found.append(int(stat.parent.name))
    return found


@contextlib.contextmanager
def _demo(**environment):
    environment = {key: value for key, value in os.environ.items() if key != "PROMETHEUS_URL"} | environment
    process = subprocess.Popen(
        [sys.executable, EXAMPLES / "demo.py"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env={"PYTHONPATH": str(EXAMPLES.parent), **environment},
        text=True,
        start_new_session=True,
    )
    with process:
        try:
            yield process
        finally:
            process.kill()


@pytest.mark.server
def test_an_interrupt_of_the_demo_leaves_nothing_running(prometheus):
    with _demo() as process:
        assert prometheus.version in process.stdout.readline()
        children = _children(process.pid)
        assert len(children) == 2
        os.killpg(process.pid, signal.SIGINT)
        output = process.stdout.read()
        assert process.wait(10) == 1
    assert "nothing is left running" in output
    assert "Traceback" not in output
    assert [child for child in children if Path(f"/proc/{child}").exists()] == []


@pytest.mark.server
@pytest.mark.slow
def test_the_demo_shows_real_numbers(prometheus):
    with _demo() as process:
        output = process.stdout.read()
        assert process.wait(60) == 0
    assert "Available container metrics: cpu_util, mem, net_rx, net_tx" in output
    assert 'sum by (value_type) (rate(backendai_container_utilization{container_metric_name="cpu_util"' in output
    rows = re.findall(r"^ *\d\d:\d\d:\d\d +([\d,.]+) +([\d,.]+)$", output, re.MULTILINE)
    assert len(rows) == 18
    assert all(float(everything.replace(",", "")) > 0 for everything, _ in rows)


@pytest.mark.server
def test_the_demo_asks_a_server_that_is_already_there(prometheus):
    with _demo(PROMETHEUS_URL=prometheus.url) as process:
        output = process.stdout.read()
        assert process.wait(60) == 0
    assert "Available container metrics: cpu_util, mem, net_rx, net_tx" in output


@pytest.mark.server
def test_the_demo_says_what_is_missing():
    with LocalPrometheus() as empty, _demo(PROMETHEUS_URL=empty.url) as process:
        output = process.stdout.read()
        assert process.wait(60) == 1
    assert "let it scrape examples/exporter.py" in output
