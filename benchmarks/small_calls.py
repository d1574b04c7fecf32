"""What one small call costs, beside bare requests: CPU and wall time alone, and calls a second of threads together.

The server is another process on loopback that says one canned answer to everything. Candidates take turns, so that what
disturbs the machine disturbs all of them; medians of CPU time in this process, wall time, and ratios are printed. In the
second table eight threads share one client.
"""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

import requests
from requests.adapters import HTTPAdapter

from prometheus_querier import PrometheusClient, connect
from prometheus_querier.transport import GetFallback, RetryPolicy, Urllib3Transport

if TYPE_CHECKING:
    from collections.abc import Callable

    from .bench import Bench

CALLS, THREADS = 100, 8
FORM = {"query": 'sum by (job) (rate(http_requests_total{job="api"}[5m]))', "time": "1700000000"}

SERVER = r"""
import socket, threading
body = (b'{"status":"success","data":{"resultType":"vector","result":[{"metric":{"__name__":"up","job":"api",'
        b'"instance":"host-1:9100"},"value":[1700000000.123,"1"]}]}}')
answer = (b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nVary: Origin\r\nDate: Mon, 01 Jan 2024 00:00:00 GMT\r\n"
          b"Content-Length: %d\r\n\r\n" % len(body)) + body
def serve(sock):
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    held = b""
    while True:
        while b"\r\n\r\n" not in held:
            piece = sock.recv(65536)
            if not piece:
                return
            held += piece
        head, _, held = held.partition(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0] or 0)
        while len(held) < length:
            held += sock.recv(65536)
        held = held[length:]
        sock.sendall(answer)
listener = socket.create_server(("127.0.0.1", 0), backlog=128)
print(listener.getsockname()[1], flush=True)
while True:
    threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()
"""


class Cost(NamedTuple):
    """Microseconds of one call: of this process's CPU, and by the clock on the wall."""

    cpu: float
    wall: float


def candidates(url: str) -> dict[str, Callable[[], object]]:
    """Gives ways to ask the same question, each with a pool that is large enough."""
    path = f"{url}/api/v1/query"

    def session(*, trust_env: bool) -> requests.Session:
        made = requests.Session()
        made.trust_env = trust_env
        made.mount("http://", HTTPAdapter(pool_connections=1, pool_maxsize=THREADS))
        return made

    plain, tuned = session(trust_env=True), session(trust_env=False)
    client = connect(url, pool_size=THREADS)
    transport = GetFallback(Urllib3Transport(url, pool_size=THREADS))
    lean = PrometheusClient(transport, retry=RetryPolicy())
    query = FORM["query"]
    return {
        "requests.Session().post().json()": lambda: plain.post(path, data=FORM).json(),
        "... with trust_env=False": lambda: tuned.post(path, data=FORM).json(),
        "connect().query()": lambda: client.query(query, 1700000000),
        "... over Urllib3Transport": lambda: lean.query(query, 1700000000),
    }


def alone(ways: dict[str, Callable[[], object]], rounds: int, calls: int = CALLS) -> dict[str, Cost]:
    """Times calls one after the other, candidates in turn."""
    seen: dict[str, list[Cost]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, ask in ways.items():
            cpu, wall = time.process_time(), time.perf_counter()
            for _ in range(calls):
                ask()
            scale = 1e6 / calls
            seen[name].append(Cost((time.process_time() - cpu) * scale, (time.perf_counter() - wall) * scale))
    return {name: Cost(*map(median, zip(*costs, strict=True))) for name, costs in seen.items()}


def together(ways: dict[str, Callable[[], object]], rounds: int, calls: int = CALLS) -> dict[str, float]:
    """Gives calls per second of threads that share one candidate."""
    seen: dict[str, list[float]] = {name: [] for name in ways}

    def work(ask: Callable[[], object]) -> None:
        for _ in range(calls):
            ask()

    for _ in range(rounds):
        for name, ask in ways.items():
            threads = [threading.Thread(target=work, args=(ask,)) for _ in range(THREADS)]
            started = time.perf_counter()
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            seen[name].append(THREADS * calls / (time.perf_counter() - started))
    return {name: median(rates) for name, rates in seen.items()}


def run(bench: Bench) -> None:
    """Prints both tables."""
    with subprocess.Popen([sys.executable, "-c", SERVER], stdout=subprocess.PIPE, text=True) as server:
        try:
            port = int(server.stdout.readline()) if server.stdout else 0
            ways = candidates(f"http://127.0.0.1:{port}")
            for ask in ways.values():
                ask()
            costs = alone(ways, 2 * bench.rounds + 1)
            rates = together(ways, bench.rounds)
        finally:
            server.terminate()
    first, tuned, *_ = costs
    print(f"{'one thread, us a call':36}{'CPU':>8}{'wall':>8}{'CPU x plain':>13}{'CPU x tuned':>13}")
    for name, cost in costs.items():
        ratios = f"{cost.cpu / costs[first].cpu:13.2f}{cost.cpu / costs[tuned].cpu:13.2f}"
        print(f"{name:36}{cost.cpu:8.0f}{cost.wall:8.0f}{ratios}")
    print(f"\n{f'{THREADS} threads, calls a second':36}{'rate':>8}{'x plain':>8}")
    for name, rate in rates.items():
        print(f"{name:36}{rate:8.0f}{rate / rates[first]:8.2f}")
    bench.figures["small calls, CPU seconds"] = {name: cost.cpu / 1e6 for name, cost in costs.items()}
    bench.figures["small calls, calls a second of threads"] = rates
