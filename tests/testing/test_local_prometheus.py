"""LocalPrometheus against real servers: it starts, shows what was loaded, and always ends."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import textwrap
import time
import urllib.request
from pathlib import Path

import pytest

from prometheus_querier.errors import MissingDependencyError
from prometheus_querier.testing import LocalPrometheus

pytestmark = pytest.mark.server


@pytest.fixture(autouse=True)
def _server(prometheus):
    """Every test here needs the binary, and the policy for a missing one is the fixture's."""


def _is_running(pid):
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def _wait_until_gone(pid, seconds=10.0):
    deadline = time.monotonic() + seconds
    while _is_running(pid):
        assert time.monotonic() < deadline, f"process {pid} is still there"
        time.sleep(0.02)


def _ask(server, path):
    with urllib.request.urlopen(f"{server.url}{path}", timeout=10) as response:  # noqa: S310 - loopback
        return json.load(response)["data"]


def test_shows_loaded_history(prometheus):
    data = _ask(prometheus, "/api/v1/query?query=up&time=1704067200")
    assert {one["metric"]["job"] for one in data["result"]} == {"job-1", "job-2"}


def test_knows_its_version(prometheus):
    assert _ask(prometheus, "/api/v1/status/buildinfo")["version"] == prometheus.version
    assert prometheus.version in repr(prometheus)


def test_loads_openmetrics_text_without_its_end_mark():
    with LocalPrometheus(load='a{b="c"} 1 1704067200\n') as server:
        assert _ask(server, "/api/v1/query?query=a&time=1704067200")["result"][0]["metric"] == {
            "__name__": "a",
            "b": "c",
        }


def test_refuses_history_that_is_not_openmetrics():
    with pytest.raises(ValueError, match="promtool cannot load this as OpenMetrics text"):
        LocalPrometheus(load="a{ 1").start()


@pytest.mark.slow
def test_scrapes_targets_and_passes_on_options():
    with LocalPrometheus(
        scrape=["self", "http://127.0.0.1:9/other"],
        features=["exemplar-storage"],
        admin_api=True,
        args=["--query.timeout=7s"],
        config={"global": {"external_labels": {"a": "b"}}},
    ) as server:
        address = server.url.removeprefix("http://")
        up = {one["metric"]["instance"]: one["value"][1] for one in server.wait_for("up and on () count(up) == 2")}
        assert up == {address: "1", "127.0.0.1:9": "0"}
        flags = _ask(server, "/api/v1/status/flags")
        assert (flags["enable-feature"], flags["query.timeout"]) == ("exemplar-storage", "7s")
        assert flags["web.enable-admin-api"] == "true"
        config = _ask(server, "/api/v1/status/config")["yaml"]
        assert "a: b" in config
        assert "scrape_interval: 1s" in config


def test_wait_for_gives_up_and_passes_on_refusals(prometheus):
    with pytest.raises(TimeoutError, match=r"'nothing' had no result within 0\.1 s"):
        prometheus.wait_for("nothing", timeout=0.1)
    with pytest.raises(RuntimeError, match="no expression found"):
        prometheus.wait_for("")


def test_says_what_the_server_said_when_it_does_not_start():
    with pytest.raises(RuntimeError, match="unknown long flag '--no-such-flag'"):
        LocalPrometheus(args=["--no-such-flag"]).start()


def test_missing_binary_says_how_to_install_it(monkeypatch):
    monkeypatch.setenv("PROMETHEUS_BIN", "/nowhere/prometheus")
    with pytest.raises(MissingDependencyError, match="apt install prometheus") as caught:
        LocalPrometheus().start()
    assert caught.value.name == "prometheus"


def test_close_ends_the_server_and_removes_its_data():
    server = LocalPrometheus().start()
    pid, directory = server.pid, server._process.directory
    with pytest.raises(RuntimeError, match="running already"):
        server.start()
    server.close()
    server.close()
    assert not _is_running(pid)
    assert not directory.exists()
    assert server.pid is None
    with server as again:
        assert again.pid not in {pid, None}


def test_notices_that_the_server_ended():
    with LocalPrometheus() as server:
        os.kill(server.pid, signal.SIGKILL)
        with pytest.raises(RuntimeError, match="not running"):
            server.wait_for("up")


@pytest.mark.parametrize("end", ["exit", "interrupt", "kill", "fork", "forget"])
def test_ends_with_its_interpreter(end):
    script = """
        import gc, os, signal, sys, time
        from prometheus_querier.testing import LocalPrometheus
        server = LocalPrometheus().start()
        print(server.pid, server._process.directory, flush=True)
        end = sys.argv[1]
        if end == "fork":
            child = os.fork()
            if child == 0:
                sys.exit()
            os.waitpid(child, 0)
            server.wait_for("vector(1)")
        elif end == "forget":
            pid = server.pid
            del server
            gc.collect()
            assert not os.path.exists(f"/proc/{pid}")
        elif end != "exit":
            time.sleep(60)
    """
    with subprocess.Popen([sys.executable, "-c", textwrap.dedent(script), end], stdout=subprocess.PIPE) as process:
        pid, directory = process.stdout.readline().split()
        if end == "interrupt":
            process.send_signal(signal.SIGINT)
        if end == "kill":
            process.kill()
        process.wait(20)
    _wait_until_gone(int(pid))
    deadline = time.monotonic() + 5
    while Path(directory.decode()).exists():
        assert time.monotonic() < deadline
        time.sleep(0.02)
    assert process.returncode == {"interrupt": -signal.SIGINT, "kill": -signal.SIGKILL}.get(end, 0)
