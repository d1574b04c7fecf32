"""`make example-flask` on real processes: charts that go on, and an end that leaves nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import psutil
import pytest
from dashboards import drawn, log_in, opened, started
from example_code import EXAMPLES
from servers import binary_of

pytestmark = [pytest.mark.server, pytest.mark.slow]


def test_charts_of_real_processes_go_on_by_themselves(browser, tmp_path):
    with (
        started("flask", tmp_path / "log", PROMETHEUS_BIN=binary_of("PROMETHEUS_BIN")) as site,
        opened(browser) as page,
    ):
        left = psutil.Process(site.process.pid).children(recursive=True)
        assert sum("worker.py" in " ".join(child.cmdline()) for child in left) == 7
        log_in(page, site, "research")
        page.select_option("[name=range]", "5m")
        # Charts appear where there was nothing as soon as Prometheus has scraped twice, and go on with every step.
        page.locator("[data-metric=cpu_util] canvas").wait_for(timeout=30_000)
        drawn(page, "cpu_util", unlike=drawn(page, "cpu_util"))
        cores = page.locator("#live tbody tr", has_text="train-images").locator("td").first.inner_text()
        assert 0 < float(cores) < 1
    assert psutil.wait_procs(left, timeout=0)[1] == []


def test_a_kill_of_the_starter_ends_everything(tmp_path):
    binary = binary_of("PROMETHEUS_BIN")
    directory = str(tmp_path)
    with started("flask", tmp_path / "log", end=signal.SIGKILL, PROMETHEUS_BIN=binary, TMPDIR=directory) as site:
        left = psutil.Process(site.process.pid).children(recursive=True)
        assert any("dashboard.serve" in child.cmdline() for child in left)
    assert psutil.wait_procs(left, timeout=20)[1] == []


def test_an_option_that_gunicorn_does_not_have_is_told(tmp_path):
    command = [sys.executable, EXAMPLES / "start.py", "flask", "--no-such-option"]
    environment = {
        **os.environ,
        "PROMETHEUS_URL": "http://127.0.0.1:9",
        "PORT": "0",
        "PYTHONPATH": str(EXAMPLES.parent),
    }
    ended = subprocess.run(command, check=False, env=environment, capture_output=True, text=True, timeout=60)
    assert ended.returncode == 1
    assert "unrecognized arguments: --no-such-option" in ended.stderr
    assert ended.stderr.endswith("gunicorn did not start; it says why above.\n")
    assert "dashboard is at" not in ended.stdout


def test_a_prometheus_that_is_away_is_told(browser, tmp_path):
    with started("flask", tmp_path / "log", PROMETHEUS_URL="http://127.0.0.1:9") as site, opened(browser) as page:
        log_in(page, site, "research")
        assert page.inner_text("#problem span") == "Prometheus does not answer."
        assert page.locator("#problem button").inner_text() == "Try again"
        assert "127.0.0.1:9" not in page.content()
