"""Many at once: threads that share a transport, greenlets, and interrupts."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from systems import needs_proc

from prometheus_querier import connect
from prometheus_querier.errors import ClientClosedError, PrometheusQuerierError
from prometheus_querier.http import HttpRequest
from prometheus_querier.transport import RetryPolicy

THREADS = 16
CALLS = 10_000


def answer(number: bytes) -> bytes:
    return b'{"status":"success","data":{"resultType":"scalar","result":[1700000000,"%s"]}}' % number


def cut_length(peer) -> None:
    peer.send(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{")
    peer.hang_up()


def cut_chunk(peer) -> None:
    peer.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n{")
    peer.reset()


def busy(peer) -> None:
    peer.answer(b"<html>busy", "503 Service Unavailable")


@needs_proc
@pytest.mark.slow
@pytest.mark.timeout(120)
def test_sixteen_threads_and_ten_thousand_calls_of_which_a_tenth_fail_once(serve) -> None:
    failed: set[bytes] = set()
    ways = itertools.cycle([lambda peer: peer.hang_up(), lambda peer: peer.reset(), busy, cut_length, cut_chunk])

    def script(peer, request) -> None:
        number = request.body.partition(b"query=")[2].partition(b"&")[0]
        if number.endswith(b"7") and number not in failed:
            failed.add(number)
            next(ways)(peer)
        else:
            peer.answer(answer(number))

    server = serve(script)
    before = len(list(Path("/proc/self/fd").iterdir()))
    wrong: list[object] = []
    retry = RetryPolicy(attempts=5, first_delay=0.001, budget=None)
    with connect(server.url, timeout=30, pool_size=THREADS, retry=retry) as client:

        def ask(who: int) -> None:
            for number in range(who, CALLS, THREADS):
                try:
                    if client.query(str(number)).value != number:
                        wrong.append(number)
                except PrometheusQuerierError as error:
                    wrong.append(error)

        threads = [threading.Thread(target=ask, args=(who,)) for who in range(THREADS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert wrong == []
    assert len(failed) == CALLS // 10
    # Each failure costs one request, whether the connection is replaced at once or the call repeated.
    assert len(server.requests) == CALLS + CALLS // 10
    assert server.wait_until_left()
    assert len(list(Path("/proc/self/fd").iterdir())) <= before + THREADS


def test_more_threads_than_connections_are_served(serve, pooled) -> None:
    server = serve(lambda peer, request: peer.answer(request.body))
    transport = pooled(server.url, pool_size=2)
    bodies: list[bytes] = []

    def ask(number: int) -> None:
        request = HttpRequest("POST", "/api/v1/query", (("query", str(number)),))
        bodies.extend(transport.send(request, timeout=5).read() for _ in range(5))

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(bodies) == sorted(b"query=%d" % number for number in range(8) for _ in range(5))


def test_closing_under_load_ends_every_call_in_good_order(serve, pooled) -> None:
    server = serve(lambda peer, request: peer.answer(request.body))
    transport = pooled(server.url)
    outcomes: list[object] = []

    def ask() -> None:
        request = HttpRequest("POST", "/api/v1/query", (("query", "up"),))
        while True:
            try:
                assert transport.send(request, timeout=5).read() == b"query=up"
            except ClientClosedError:
                outcomes.append("closed")
                return
            except BaseException as error:  # noqa: BLE001 -- whatever else comes is wrong
                outcomes.append(error)
                return

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    while len(server.requests) < 100:
        pass
    transport.close()
    for thread in threads:
        thread.join()
    assert outcomes == ["closed"] * 4


GREENLETS = """
import gevent.monkey
gevent.monkey.patch_all()
import gevent, json, sys, time
from prometheus_querier.errors import RequestTimeoutError
from prometheus_querier.http import HttpRequest
from prometheus_querier.testing.wire_server import WireServer
from prometheus_querier.transport import RequestsTransport, Urllib3Transport

def question(text):
    return HttpRequest("POST", "/api/v1/query", (("query", text),))

def script(peer, request):
    if b"stall" in request.body:
        peer.stall()
    peer.answer(request.body)

for kind in RequestsTransport, Urllib3Transport:
    with WireServer(script) as server, kind(server.url, pool_size=50) as transport:
        def ask(who):
            return [transport.send(question(f"{who}-{n}"), timeout=10).read() == b"query=%d-%d" % (who, n) for n in range(20)]
        answers = gevent.joinall([gevent.spawn(ask, who) for who in range(50)], raise_error=True)
        assert all(all(greenlet.value) for greenlet in answers)

        def stall(_):
            try:
                transport.send(question("stall"), timeout=0.5)
            except RequestTimeoutError:
                return True
        started = time.monotonic()
        stalled = gevent.joinall([gevent.spawn(stall, who) for who in range(20)], raise_error=True)
        assert all(greenlet.value for greenlet in stalled)
        assert time.monotonic() - started < 1.0, time.monotonic() - started

        # A greenlet that is killed in the middle closes its connection, and harms no other.
        victim = gevent.spawn(transport.send, question("stall"), timeout=10)
        gevent.sleep(0.1)
        before = server.open_connections
        victim.kill()
        assert isinstance(victim.value, gevent.GreenletExit)
        gevent.sleep(0.1)
        assert server.open_connections == before - 1
print("fine")
"""


def test_greenlets(tmp_path) -> None:
    pytest.importorskip("gevent")
    script = tmp_path / "greenlets.py"
    script.write_text(GREENLETS)
    done = subprocess.run(
        [sys.executable, "-W", "error::ResourceWarning", script],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )
    assert (done.stdout, done.returncode) == ("fine\n", 0), done.stderr
