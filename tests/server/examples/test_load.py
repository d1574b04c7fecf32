"""The dashboards under gunicorn with 4 preforked workers of 16 threads, and under load: no answer is wrong, nothing leaks.

``LOAD_SECONDS`` makes the load longer; ``pytest --log-cli-level=INFO`` shows the figures.
"""

from __future__ import annotations

import logging
import os
import re
import shutil
import subprocess
import time
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlencode

import psutil
import pytest
import requests
from dashboards import started
from servers import binary_of

from prometheus_querier.integrations.pytest_plugin import miss_server
from prometheus_querier.testing import LocalPrometheus

pytestmark = [pytest.mark.server, pytest.mark.slow]

logger = logging.getLogger(__name__)

HERE = Path(__file__).parent
MOMENT = 1704067200
SECONDS = int(os.environ.get("LOAD_SECONDS", "3"))
THREADS = 16
CONNECTIONS = 16
TOTAL = 'sum(rate(backendai_container_utilization{container_metric_name="cpu_util",value_type="current"}[1m])) / 1000'
QUESTIONS = [
    ("research", "overview", {"project": "vision", "range": "30m"}),
    ("research", "explore", {"project": "speech", "range": "30m", "query": TOTAL}),
    ("finance", "overview", {"project": "billing", "range": "30m"}),
    ("finance", "explore", {"project": "billing", "range": "30m", "query": TOTAL}),
]


@pytest.fixture(scope="module")
def wrk():
    found = shutil.which("wrk")
    if found is None:
        miss_server("this test needs a source of load: apt install wrk")
    return found


@pytest.fixture(scope="module")
def server(history):
    with LocalPrometheus(binary=binary_of("PROMETHEUS_BIN"), load=history(MOMENT)) as prometheus:
        yield prometheus


def _cookies(site, user):
    with requests.Session() as session:
        token = re.search(r'value="([^"]+)"', session.get(f"{site.url}/login", timeout=30).text)[1]
        form = {"csrfmiddlewaretoken": token, "username": user, "password": site.passwords[user]}
        session.post(f"{site.url}/login", form, timeout=30).raise_for_status()
        return "; ".join(f"{cookie.name}={cookie.value}" for cookie in session.cookies)


def _load(wrk, asked, seconds):
    """Asks all questions at once from many connections, and gives what was counted for each."""
    with ExitStack() as stack:
        running = []
        for url, expected, cookies in asked:
            pressure = ["-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--timeout", "20s", "-s", HERE / "compare.lua"]
            process = subprocess.Popen(
                [wrk, *pressure, url, "--", expected, cookies], stdout=subprocess.PIPE, text=True
            )
            running.append(stack.enter_context(process))
        return [process.communicate()[0].splitlines()[-1] for process in running]


def _workers(site):
    (gunicorn,) = [
        child for child in psutil.Process(site.process.pid).children() if "dashboard.serve" in child.cmdline()
    ]
    return sorted(gunicorn.children(), key=lambda worker: worker.pid)


def _held_at_rest(worker):
    """What a worker holds when its last requests, for which nobody waits any more, have ended."""
    deadline = time.monotonic() + 10
    while (threads := worker.num_threads()) > THREADS + 1 and time.monotonic() < deadline:
        time.sleep(0.05)
    return {"threads": threads, "files": worker.num_fds(), "mib": round(worker.memory_info().rss / 2**20, 1)}


@pytest.mark.parametrize("framework", ["flask", "django"])
def test_no_answer_is_wrong_and_nothing_leaks(framework, wrk, server, tmp_path):
    log = tmp_path / "log"
    options = ["--config", str(HERE / "gunicorn_asking.py")]
    with started(framework, log, *options, PROMETHEUS_URL=server.url) as site:
        asked = []
        for number, (user, path, params) in enumerate(QUESTIONS):
            url, cookies = f"{site.url}/api/{path}?{urlencode({**params, 'end': MOMENT})}", _cookies(site, user)
            answer = requests.get(url, headers={"Cookie": cookies}, timeout=30)
            assert answer.status_code == 200, answer.text
            (tmp_path / f"{number}").write_bytes(answer.content)
            asked.append((url, str(tmp_path / f"{number}"), cookies))
        answers = [requests.get(url, headers={"Cookie": cookies}, timeout=30).json() for url, _, cookies in asked]
        assert answers[0]["live"]["metrics"]["cpu_util"]["now"][0] == pytest.approx(0.35)
        assert answers[1]["lines"][0]["values"][-1] == pytest.approx(0.2)
        assert answers[3]["lines"][0]["values"][-1] == pytest.approx(0.15)

        workers = _workers(site)
        assert len(workers) == 4
        assert "asked before the fork: 2.0" in log.read_text()
        held = []
        for seconds in (2, SECONDS):  # the first fills threads and connections
            counted = _load(wrk, asked, seconds)
            held.append([_held_at_rest(worker) for worker in workers])
        logger.info("%s, %d s of load: %s\nthen workers hold %s", framework, SECONDS, "; ".join(counted), held[1])

        for line in counted:
            assert re.search(r"right=[1-9]\d* wrong=0 failed=0", line), line
        assert _workers(site) == workers, "a worker died"
        for before, after in zip(*held, strict=True):
            assert after["threads"] <= THREADS + 1
            assert after["files"] <= before["files"] + 32
            assert after["mib"] <= before["mib"] + 10
