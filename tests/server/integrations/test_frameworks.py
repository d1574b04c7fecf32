"""FastAPI and Celery with a real server: the programs that the document shows."""

from __future__ import annotations

import os
import signal
import sys
import time

import pytest
from shown_projects import runner, write_project
from systems import needs_fork

from prometheus_querier.testing.processes import OwnedProcess

pytestmark = pytest.mark.server

THREADS = """
from concurrent.futures import ThreadPoolExecutor

from api import app
from fastapi.testclient import TestClient
from prometheus_querier.errors import ClientClosedError

with TestClient(app) as client, ThreadPoolExecutor(16) as pool:
    def ask(number):
        return client.get("/chart/job-1", params={"query": f"sum(up @ 1704067200) * {number}"}).json()

    for number, answer in enumerate(pool.map(ask, range(100))):
        (series,) = answer
        assert {value for _, value in series["points"]} == {number}, answer
    refused = client.get("/chart/job-1", params={"query": 'up{job="job-2"}'})
    assert refused.status_code == 400, refused.text
    shared = app.state.prometheus
try:
    shared.query("1")
except ClientClosedError:
    print("closed")
"""

WORKER = """
import os

from celery.signals import worker_process_shutdown
from prometheus_querier.errors import ClientClosedError
from reports import app, prometheus

app.conf.update(
    broker_url="filesystem://",
    broker_transport_options={
        "data_folder_in": "queue", "data_folder_out": "queue", "control_folder": "control", "polling_interval": 0.05
    },
    result_backend=f"file://{os.getcwd()}/answers",
    worker_redirect_stdouts=False,
)
prometheus().query("1")  # before the fork


@app.task
def asked():
    return os.getpid(), id(prometheus()), prometheus().query("count(up @ 1704067200)").one().value


@app.task
def refused():
    prometheus().query("rat(up)")


@worker_process_shutdown.connect
def look(**_):
    try:
        prometheus().query("1")
    except ClientClosedError:
        print("the client of a process is closed", flush=True)
"""

ASKING = """
from prometheus_querier.errors import BadDataError
from reports import busiest
from worker import asked, refused

found = busiest.delay(1704070800).get(timeout=60)
assert {job: round(value, 6) for job, value in found.items()} == {"job-1": 10, "job-2": 20}, found
answers = [one.get(timeout=60) for one in [asked.delay() for _ in range(8)]]
assert {value for _, _, value in answers} == {2}
assert len({pid for pid, _, _ in answers}) == len({(pid, client) for pid, client, _ in answers})
try:
    refused.delay().get(timeout=60)
except BadDataError as error:
    print("did you mean rate?" in str(error))
"""


def test_fastapi_as_the_document_shows_it(prometheus, tmp_path):
    pytest.importorskip("fastapi")
    write_project("docs/frameworks.md", tmp_path)
    python = runner(tmp_path, PROMETHEUS_URL=prometheus.url)
    done = python("-m", "pytest", "-q", "-p", "no:cacheprovider")
    assert "1 passed" in done.stdout, done.stdout
    done = python("-c", THREADS)
    assert done.stdout == "closed\n", done.stderr


@needs_fork
@pytest.mark.slow
def test_celery_as_the_document_shows_it(prometheus, monkeypatch):
    pytest.importorskip("celery")
    monkeypatch.setenv("PROMETHEUS_URL", prometheus.url)
    process = OwnedProcess("worker")
    try:
        write_project("docs/frameworks.md", process.directory)
        (process.directory / "worker.py").write_text(WORKER)
        for folder in ("queue", "control", "answers"):
            (process.directory / folder).mkdir()
        few = ("--pool=prefork", "--concurrency=2", "--without-gossip", "--without-mingle", "--without-heartbeat")
        process.start([sys.executable, "-m", "celery", "-A", "worker", "worker", *few])
        done = runner(process.directory, PROMETHEUS_URL=prometheus.url)("-c", ASKING)
        assert done.stdout == "True\n", done.stderr + process.output()
        os.kill(process.pid, signal.SIGTERM)
        latest = time.monotonic() + 60
        while process.exit_status is None and time.monotonic() < latest:
            time.sleep(0.05)
        assert process.output().count("the client of a process is closed") == 2, process.output()
    finally:
        process.end()
