"""Who supervises calls hears of what failed, and ends from another thread what waits."""

from __future__ import annotations

import threading

import pytest

from prometheus_querier.errors import ClientClosedError, PrometheusQuerierError, ServerUnavailableError
from prometheus_querier.transport import Exchange, RequestsTransport, RetryPolicy
from prometheus_querier.transport.supervising import Supervisor

from .conftest import QUERY, read


@pytest.fixture
def heard():
    return []


@pytest.fixture
def supervisor(heard):
    class Listener(Supervisor):
        def hear(self, failure):
            heard.append(failure)

    return Listener()


def test_a_failure_is_heard_although_sending_again_made_it_good(serve, pooled, supervisor, heard):
    server = serve(lambda peer, _: peer.answer(status="503 Busy"), lambda peer, _: peer.answer(b"fine"))
    exchange = Exchange(pooled(server.url), RetryPolicy(), sleep=lambda _: None)
    with supervisor.over():
        assert exchange.call(QUERY, read, timeout=5) == b"fine"
    assert [type(error) for error in heard] == [ServerUnavailableError]
    exchange.call(QUERY, read, timeout=5)
    assert len(heard) == 1


@pytest.mark.parametrize("begun", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\nbegun"], ids=["head", "body"])
def test_a_call_that_waits_is_ended_from_another_thread(serve, pooled, supervisor, begun):
    arrived = threading.Event()

    def stall(peer, _):
        peer.send(begun)
        arrived.set()
        peer.stall()

    server = serve(stall)
    exchange = Exchange(pooled(server.url), RetryPolicy(), sleep=lambda _: None)
    failures = []

    def call():
        with supervisor.over():
            try:
                exchange.call(QUERY, read, timeout=30)
            except PrometheusQuerierError as error:
                failures.append(error)

    thread = threading.Thread(target=call)
    thread.start()
    assert arrived.wait(5)
    while thread.is_alive():
        supervisor.end()
        thread.join(0.02)
    assert len(failures) == 1
    assert len(server.requests) == 1


def test_who_supervises_from_further_out_hears_and_ends_too(serve, pooled, supervisor, heard):
    server = serve(lambda peer, _: peer.answer(status="503 Busy"), lambda peer, _: peer.answer(b"fine"))
    exchange = Exchange(pooled(server.url), RetryPolicy(), sleep=lambda _: None)
    with supervisor.over(), Supervisor().over():
        exchange.call(QUERY, read, timeout=5)
    assert [type(error) for error in heard] == [ServerUnavailableError]
    supervisor.end()
    with supervisor.over(), Supervisor().over(), pytest.raises(ClientClosedError, match="given up"):
        exchange.call(QUERY, read, timeout=5)
    assert len(server.requests) == 2


def test_nothing_begins_after_the_end(serve, pooled, supervisor):
    server = serve(lambda peer, _: peer.answer())
    transport = pooled(server.url)
    supervisor.end()
    with supervisor.over(), pytest.raises(ClientClosedError, match="given up"):
        transport.send(QUERY, timeout=5)
    assert server.requests == []


def test_calls_of_others_go_on(serve, supervisor):
    arrived, go_on = threading.Event(), threading.Event()

    def wait(peer, request):
        if request.turn > 1:
            arrived.set()
            go_on.wait(5)
        peer.send(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n")
        peer.drip(b"fine")

    server = serve(wait)
    with RequestsTransport(server.url) as transport:
        with supervisor.over(), transport.send(QUERY, timeout=5) as response:
            response.read()
        answers = []
        thread = threading.Thread(target=lambda: answers.append(transport.send(QUERY, timeout=5).read()))
        thread.start()
        # The connection of the call that ended, whose response is still held, now carries one that nobody supervises.
        assert arrived.wait(5)
        supervisor.end()
        go_on.set()
        thread.join()
    assert answers == [b"fine"]
    assert response.status == 200
    assert {request.connection for request in server.requests} == {1}
