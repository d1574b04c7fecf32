"""What one small call costs, beside bare requests: alone, and of eight threads that share a client.

The server is another process on loopback that says one canned answer to everything.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from statistics import median
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlencode

import requests
import urllib3
from requests.adapters import HTTPAdapter

from prometheus_querier import PrometheusClient, connect
from prometheus_querier.transport import GetFallback, RetryPolicy, Urllib3Transport

if TYPE_CHECKING:
    from collections.abc import Callable

    from .bench import Bench

CALLS, THREADS = 100, 8
FORM = {"query": 'sum by (job) (rate(http_requests_total{job="api"}[5m]))', "time": "1700000000"}

# One thread for all connections: threads of its own would wait for each other longer than for those who ask.
SERVER = r"""
import selectors, socket
body = (b'{"status":"success","data":{"resultType":"vector","result":[{"metric":{"__name__":"up","job":"api",'
        b'"instance":"host-1:9100"},"value":[1700000000.123,"1"]}]}}')
answer = (b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nVary: Origin\r\nDate: Mon, 01 Jan 2024 00:00:00 GMT\r\n"
          b"Content-Length: %d\r\n\r\n" % len(body)) + body
def converse(sock):
    held = b""
    while True:
        yield
        piece = sock.recv(65536)
        if not piece:
            return
        held += piece
        head, end, rest = held.partition(b"\r\n\r\n")
        if end and len(rest) >= int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0] or 0):
            held = b""
            sock.sendall(answer)
listener = socket.create_server(("127.0.0.1", 0), backlog=128)
print(listener.getsockname()[1], flush=True)
waiting = selectors.DefaultSelector()
waiting.register(listener, selectors.EVENT_READ)
while True:
    for key, _ in waiting.select():
        if key.fileobj is listener:
            sock = listener.accept()[0]
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            conversation = converse(sock)
            next(conversation)
            waiting.register(sock, selectors.EVENT_READ, conversation)
        elif next(key.data, key) is key:
            waiting.unregister(key.fileobj)
            key.fileobj.close()
"""


class Cost(NamedTuple):
    """Seconds of one call: of this process's CPU, and by the clock on the wall."""

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
    # What every transport over urllib3 needs at least: no deadline, no limit, no retries, no check of what comes.
    pool = urllib3.connection_from_url(url, maxsize=THREADS, timeout=30)
    form, headers = urlencode(FORM), {"Content-Type": "application/x-www-form-urlencoded"}
    return {
        "requests.Session().post().json()": lambda: plain.post(path, data=FORM).json(),
        "... with trust_env=False": lambda: tuned.post(path, data=FORM).json(),
        "connect().query()": lambda: client.query(query, 1700000000),
        "... over Urllib3Transport": lambda: lean.query(query, 1700000000),
        "urllib3 and json, nothing else": lambda: json.loads(pool.urlopen("POST", path, form, headers).data),
    }


def alone(ways: dict[str, Callable[[], object]], rounds: int, calls: int = CALLS) -> dict[str, Cost]:
    """Times calls one after the other, candidates in turn."""
    seen: dict[str, list[Cost]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, ask in ways.items():
            cpu, wall = time.process_time(), time.perf_counter()
            for _ in range(calls):
                ask()
            seen[name].append(Cost((time.process_time() - cpu) / calls, (time.perf_counter() - wall) / calls))
    return {name: Cost(*map(median, zip(*costs, strict=True))) for name, costs in seen.items()}


def together(ways: dict[str, Callable[[], object]], rounds: int, calls: int = CALLS) -> dict[str, float]:
    """Gives the seconds that each call takes all threads together, which share one candidate."""
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
            seen[name].append((time.perf_counter() - started) / (THREADS * calls))
    return {name: median(taken) for name, taken in seen.items()}


def run(bench: Bench) -> None:
    with subprocess.Popen([sys.executable, "-c", SERVER], stdout=subprocess.PIPE, text=True) as server:
        try:
            port = int(server.stdout.readline()) if server.stdout else 0
            ways = candidates(f"http://127.0.0.1:{port}")
            for ask in ways.values():
                ask()
            costs = alone(ways, 2 * bench.rounds + 1)
            bench.report("a small call, CPU", {name: cost.cpu for name, cost in costs.items()})
            bench.report("a small call, by the clock", {name: cost.wall for name, cost in costs.items()})
            bench.report(f"a small call of {THREADS} threads, by the clock", together(ways, bench.rounds))
        finally:
            server.terminate()
