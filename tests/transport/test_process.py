"""A child after a fork has everything of its own, and its parent keeps what it had."""

from __future__ import annotations

import gc
import os
import ssl
import threading
from typing import TYPE_CHECKING

import pytest
import trustme
from systems import needs_fork

from prometheus_querier.http import HttpRequest
from prometheus_querier.transport import Exchange, RequestsTransport, RetryPolicy
from prometheus_querier.transport.process import PerProcess

if TYPE_CHECKING:
    from collections.abc import Callable

# The servers of these tests have threads, which the children never touch.
pytestmark = [pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning"), needs_fork]

QUERY = HttpRequest("POST", "/api/v1/query", (("query", "up"),))


def in_child(work: Callable[[], bytes]) -> tuple[int, int]:
    """Forks, works in the child, and gives its pid and where its result can be read."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid:
        os.close(writing)
        return pid, reading
    try:
        result = work()
    except BaseException as error:  # noqa: BLE001 -- the parent must hear of anything
        result = repr(error).encode()
    os.write(writing, result[:60_000])
    os._exit(0)


def result_of(child: tuple[int, int]) -> bytes:
    pid, reading = child
    with os.fdopen(reading, "rb") as pipe:
        result = pipe.read()
    os.waitpid(pid, 0)
    return result


def echo(peer, request) -> None:
    peer.answer(request.body)


def question(number: int) -> HttpRequest:
    return HttpRequest("POST", "/api/v1/query", (("query", str(number)),))


def ask_often(transport, who: int) -> bytes:
    wrong = 0
    for number in range(100):
        marked = question(who * 1000 + number)
        wrong += transport.send(marked, timeout=5).read() != b"query=%d" % (who * 1000 + number)
    return b"%d wrong" % wrong


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_four_children_and_their_parent_ask_at_once(serve, pooled, scheme) -> None:
    authority = trustme.CA()
    certificate, trust = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.create_default_context()
    authority.issue_cert("127.0.0.1").configure_cert(certificate)
    authority.configure_trust(trust)
    server = serve(echo, tls=certificate if scheme == "https" else None)
    transport = pooled(server.url, verify=trust)
    warm = [threading.Thread(target=transport.send, args=(QUERY,), kwargs={"timeout": 5}) for _ in range(4)]
    for thread in warm:
        thread.start()
    for thread in warm:
        thread.join()
    children = [in_child(lambda who=who: ask_often(transport, who)) for who in range(1, 5)]
    assert ask_often(transport, 0) == b"0 wrong"
    assert [result_of(child) for child in children] == [b"0 wrong"] * 4
    assert len(server.requests) == len(warm) + 500


def test_the_parents_connection_survives_its_child(serve, pooled) -> None:
    server = serve(echo)
    transport = pooled(server.url)
    transport.send(QUERY, timeout=5)

    def use_and_close() -> bytes:
        transport.send(QUERY, timeout=5)
        transport.close()
        gc.collect()
        return b"done"

    assert result_of(in_child(use_and_close)) == b"done"
    assert transport.send(QUERY, timeout=5).read() == b"query=up"
    assert [request.connection for request in server.requests] == [1, 2, 1]


def test_a_child_that_closes_breaks_off_nothing_of_its_parents(serve, pooled) -> None:
    def halves(peer, _) -> None:
        peer.send(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nfirst")
        closed.wait(5)
        peer.send(b"later")

    closed = threading.Event()
    transport = pooled(serve(halves).url)
    pieces = transport.send(QUERY, timeout=5).pieces()
    assert next(pieces) == b"first"

    def close() -> bytes:
        transport.close()
        gc.collect()
        return b"done"

    assert result_of(in_child(close)) == b"done"
    closed.set()
    assert list(pieces) == [b"later"]


def test_a_given_session_is_copied_in_the_child(serve) -> None:
    import requests
    from requests.auth import HTTPDigestAuth

    server = serve(echo)
    with requests.Session() as session:
        session.headers["X-Mine"] = "yes"
        session.auth = HTTPDigestAuth("user", "password")  # which cannot be copied deeply
        with RequestsTransport(server.url, session=session) as transport:
            transport.send(QUERY, timeout=5).read()
            assert result_of(in_child(lambda: transport.send(QUERY, timeout=5).read())) == b"query=up"
            transport.send(QUERY, timeout=5).read()
    gc.collect()
    assert [request.connection for request in server.requests] == [1, 2, 1]
    assert server.requests[1].header("x-mine") == "yes"


def test_children_wait_for_different_times() -> None:
    class Refuses:
        def send(self, request, *, timeout):
            from prometheus_querier.errors import ConnectError

            raise ConnectError("no")

        def close(self) -> None:
            pass

    delays: list[float] = []
    exchange = Exchange(Refuses(), RetryPolicy(attempts=2), sleep=delays.append)

    def first_delay() -> bytes:
        try:
            exchange.call(QUERY, lambda response: response, timeout=5)
        except Exception:  # noqa: BLE001 -- it is the delay that counts
            return repr(delays[0]).encode()
        return b""

    assert len({result_of(child) for child in [in_child(first_delay) for _ in range(4)]}) == 4


def test_threads_of_a_new_process_get_one_value() -> None:
    together = threading.Barrier(2)

    def make() -> object:
        if os.getpid() != parent:
            together.wait(5)
        return object()

    def get_twice() -> bytes:
        found: list[object] = []
        threads = [threading.Thread(target=lambda: found.append(value.get())) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return bytes([len({*map(id, [*found, value.get()])})])

    parent = os.getpid()
    value = PerProcess(make)
    assert result_of(in_child(get_twice)) == bytes([1])


def test_a_value_is_made_once_for_a_process() -> None:
    made: list[int] = []
    value = PerProcess(lambda: made.append(os.getpid()) or len(made))
    assert (value.get(), value.get(), len(made)) == (1, 1, 1)
    assert result_of(in_child(lambda: bytes([value.get(), value.get()]))) == bytes([2, 2])
    assert value.get() == 1
