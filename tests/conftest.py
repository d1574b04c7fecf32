"""What all tests share: real servers with known history, no way beyond loopback, and a watch on leaked sockets."""

from __future__ import annotations

import gc
import ipaddress
import os
import re
import signal
import sys
import time
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from servers import binary_of

from prometheus_querier.testing import LocalPrometheus, openmetrics
from prometheus_querier.testing.processes import OwnedProcess
from prometheus_querier.testing.wire_server import WireServer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from prometheus_querier.testing.wire_server import Script

collect_ignore = ["typing"]  # for the type checkers alone

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # As a shell starts what runs in the background; some tests press Ctrl-C.
    signal.signal(signal.SIGINT, signal.default_int_handler)

HISTORY_START = 1704067200
"""2024-01-01T00:00:00Z: the first sample of the history that the server fixtures hold."""

HISTORY_STEP = 15
HISTORY_COUNT = 241
"""One hour of samples, both ends included."""


def _history() -> Iterator[tuple[dict[str, str], list[tuple[float, float]]]]:
    """Two containers and two jobs; every value is a line through the origin or a constant, so results are plain."""

    def line(per_second: float, start: float = 0.0) -> list[tuple[float, float]]:
        return [
            (HISTORY_START + step * HISTORY_STEP, start + step * HISTORY_STEP * per_second)
            for step in range(HISTORY_COUNT)
        ]

    for number in (1, 2):
        owner = {
            "__name__": "backendai_container_utilization",
            "kernel_id": f"00000000-0000-4000-8000-00000000000{number}",
            "agent_id": f"agent-{number}",
            "session_id": f"00000000-0000-4000-9000-00000000000{number}",
            "user_id": "00000000-0000-4000-a000-000000000001",
            "project_id": "undefined",
        }
        for metric, per_second in (("cpu_util", 250.0 * number), ("net_rx", 1000.0 * number), ("net_tx", 10.0)):
            yield {**owner, "container_metric_name": metric, "value_type": "current"}, line(per_second)
        yield {**owner, "container_metric_name": "mem", "value_type": "current"}, line(0, 2.0**20 * number)
        yield {**owner, "container_metric_name": "mem", "value_type": "capacity"}, line(0, 2.0**30)
        yield {**owner, "container_metric_name": "mem", "value_type": "pct"}, line(0, 100 * number / 1024)
        job = {"job": f"job-{number}", "instance": f"host-{number}:9100"}
        yield {"__name__": "up", **job}, line(0, 1)
        yield {"__name__": "http_requests_total", "code": "200", **job}, line(10.0 * number)
        for bound, share in (("0.1", 0.5), ("1", 0.9), ("+Inf", 1.0)):
            yield {"__name__": "http_request_seconds_bucket", "le": bound, **job}, line(10.0 * share * number)


def _serve(variable: str, **options: Any) -> Iterator[LocalPrometheus]:
    """Runs the server that an environment variable names."""
    with LocalPrometheus(binary=binary_of(variable), load=_history(), **options) as server:
        yield server


@pytest.fixture(scope="session")
def prometheus() -> Iterator[LocalPrometheus]:
    """A Prometheus server, of the version at hand, with an hour of history from ``HISTORY_START`` on."""
    yield from _serve("PROMETHEUS_BIN")


@pytest.fixture(scope="session")
def prometheus3() -> Iterator[LocalPrometheus]:
    """A Prometheus 3.x server with the same history, with experimental functions enabled."""
    yield from _serve("PROMETHEUS_3_BIN", features=["promql-experimental-functions", "promql-duration-expr"])


@pytest.fixture(scope="session")
def victoriametrics_url() -> Iterator[str]:
    """The URL of a VictoriaMetrics server with the same history."""
    server = OwnedProcess("victoria-metrics")
    server.start(
        [
            binary_of("VICTORIAMETRICS_BIN"),
            "-httpListenAddr=127.0.0.1:0",
            "-storageDataPath=data",
            "-retentionPeriod=100y",
        ]
    )
    deadline = time.monotonic() + 60
    while not (started := re.search(r"started server at (http://\S+:[1-9]\d*)/", server.output())):
        assert server.exit_status is None, server.output()
        assert time.monotonic() < deadline, server.output()
        time.sleep(0.02)
    # Its text format counts milliseconds where OpenMetrics counts seconds.
    history = openmetrics(_history()).replace(".000\n", "000\n")
    for path, body in (("/api/v1/import/prometheus", history.encode()), ("/internal/force_flush", None)):
        with urllib.request.urlopen(f"{started[1]}{path}", data=body, timeout=10) as response:  # noqa: S310 - loopback
            response.read()
    yield started[1]
    server.end()


@pytest.fixture
def serve() -> Iterator[Callable[..., WireServer]]:
    """Starts servers that do what scripts say; their clients must have left before the test ends."""
    servers: list[WireServer] = []

    def start(*scripts: Script, **options: Any) -> WireServer:
        servers.append(WireServer(scripts, **options))
        return servers[-1]

    yield start
    left = [server.wait_until_left() for server in servers]
    for server in servers:
        server.close()
    assert all(left), "a client holds a connection that it should have closed"


def _is_allowed(address: object) -> bool:
    if not isinstance(address, tuple):
        return True  # a Unix socket's path
    host = str(address[0])
    if host in {"", "localhost"} or host.endswith(".invalid"):
        return True
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return False


def _stay_on_loopback(event: str, arguments: tuple[Any, ...]) -> None:
    if event in {"socket.connect", "socket.sendto"} and not _is_allowed(arguments[1]):
        pytest.fail(f"a test must not leave this machine, but tried to reach {arguments[1]}")
    if event == "socket.getaddrinfo" and arguments[0] is not None and not _is_allowed(arguments[:1]):
        pytest.fail(f"a test must not leave this machine, but tried to look up {arguments[0]}")


sys.addaudithook(_stay_on_loopback)


def _open_sockets() -> set[str]:
    found = set()
    for descriptor in os.listdir("/proc/self/fd"):  # noqa: PTH208 - this runs around every test, and is 3 times as fast
        try:
            target = os.readlink(f"/proc/self/fd/{descriptor}")  # noqa: PTH115 - as above
        except OSError:
            continue
        if target.startswith("socket:"):
            found.add(target)
    return found


@pytest.fixture(autouse=True)
def _no_leaked_sockets() -> Iterator[None]:
    """Fails a test that leaves a socket open, where the system can tell."""
    if not Path("/proc/self/fd").exists():
        yield
        return
    before = _open_sockets()
    yield
    deadline = time.monotonic() + 5.0
    while leaked := _open_sockets() - before:
        gc.collect()
        if time.monotonic() > deadline:
            pytest.fail(f"the test left {len(leaked)} sockets open")
        time.sleep(0.01)
