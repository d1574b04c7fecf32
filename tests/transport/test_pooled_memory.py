"""What a bad answer may cost in memory, measured in a process of its own."""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from systems import needs_linux

pytestmark = needs_linux

LIMIT = 8 << 20
MIB = 1 << 20

MEASURE = """
import re, sys
from prometheus_querier import connect
from prometheus_querier.errors import PrometheusQuerierError

def peak():
    # What getrusage tells begins with the peak of the process that started this one.
    with open("/proc/self/status") as status:
        return int(re.search(r"VmHWM:\\s+(\\d+) kB", status.read())[1]) * 1024

with connect(sys.argv[1], max_response_bytes=int(sys.argv[2]), timeout=20) as client:
    client.query("fine")
    before = peak()
    try:
        client.query("bad")
        name = "answered"
    except PrometheusQuerierError as error:
        name = type(error).__name__
    print(name, peak() - before)
"""

FINE = b'{"status":"success","data":{"resultType":"scalar","result":[1,"1"]}}'
SPACE = b" " * MIB


@cache
def bomb() -> bytes:
    return gzip.compress(b" " * (8 * LIMIT))


def packed(body: bytes, status: str = "200 OK", coding: str = "gzip"):
    return lambda peer, _: peer.answer(body, status, [f"Content-Encoding: {coding}"])


def flood(head: bytes, piece: bytes):
    def script(peer, _) -> None:
        peer.send(head)
        peer.flood(piece)

    return script


CASES = {
    "bomb": (lambda: packed(bomb()), "ResponseTooLargeError", 2 * LIMIT + 8 * MIB),
    "bomb2": (lambda: packed(gzip.compress(bomb()), coding="gzip, gzip"), "ResponseTooLargeError", 2 * LIMIT + 8 * MIB),
    "bomb_error": (lambda: packed(bomb(), "502 Bad Gateway"), "ServerUnavailableError", 10 * MIB),
    "endless": (lambda: flood(b"HTTP/1.1 200 OK\r\n\r\n", SPACE), "ResponseTooLargeError", 2 * LIMIT + 8 * MIB),
    "endless_error": (lambda: flood(b"HTTP/1.1 500 No\r\n\r\n", SPACE), "HttpStatusError", 10 * MIB),
    "flood_100": (lambda: flood(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 1000), "ResponseTooLargeError", 4 * MIB),
    "flood_headers": (lambda: flood(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n" * 1000), "MalformedResponseError", 4 * MIB),
    "claimed_10tb": (
        lambda: lambda peer, _: peer.send(b"HTTP/1.1 200 OK\r\nContent-Length: 10000000000000\r\n\r\n"),
        "ResponseTooLargeError",
        MIB,
    ),
    "claimed_10tb_chunk": (
        lambda: flood(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9184e72a000\r\n", SPACE),
        "ResponseTooLargeError",
        2 * LIMIT + 8 * MIB,
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", CASES)
def test_a_bad_answer_costs_at_most_twice_the_limit(name, serve) -> None:
    make, outcome, allowed = CASES[name]
    server = serve(lambda peer, _: peer.answer(FINE), make())
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, server.url, str(LIMIT)],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )
    came, grown = done.stdout.split()
    assert came == outcome
    assert int(grown) <= allowed, f"{int(grown) / MIB:.1f} MiB"
