"""What every pooled transport does: how it reuses connections, hands bodies over, and ends."""

from __future__ import annotations

import gc
import pickle
import signal
import threading
import time
from dataclasses import replace

import pytest
from systems import needs_alarm

from prometheus_querier.errors import (
    ClientClosedError,
    ConnectionLostError,
)
from prometheus_querier.http import HttpRequest
from prometheus_querier.transport.deadline import Deadline
from prometheus_querier.transport.encoding import encode

QUERY = HttpRequest("POST", "/api/v1/query", (("query", "up"),))
BIG = b"0123456789abcdef" * (1 << 16)


def fine(peer, _) -> None:
    peer.answer(b"fine")


def half(peer, _) -> None:
    peer.send(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nfirst")
    peer.stall()


class TestConnections:
    def test_one_connection_serves_many_requests(self, serve, pooled) -> None:
        server = serve(
            fine, lambda peer, _: peer.chunks(b"fine"), lambda peer, _: peer.answer(b"no", "404 Not Found"), fine
        )
        transport = pooled(server.url)
        bodies = [transport.send(QUERY, timeout=5).read() for _ in range(4)]
        assert bodies == [b"fine", b"fine", b"no", b"fine"]
        assert [request.turn for request in server.requests] == [1, 2, 3, 4]

    def test_a_streamed_body_gives_its_connection_back(self, serve, pooled) -> None:
        server = serve(lambda peer, _: peer.answer(BIG), fine)
        transport = pooled(server.url)
        assert transport.send(QUERY, timeout=5).read() == BIG
        assert transport.send(QUERY, timeout=5).read() == b"fine"
        assert server.requests[-1].connection == 1

    def test_a_body_that_is_not_read_to_its_end_costs_its_connection(self, serve, pooled) -> None:
        server = serve(lambda peer, _: peer.answer(BIG), fine)
        transport = pooled(server.url)
        with transport.send(QUERY, timeout=5) as response:
            assert BIG.startswith(next(response.pieces()))
        assert transport.send(QUERY, timeout=5).read() == b"fine"
        assert server.requests[-1].connection == 2

    def test_what_was_closed_before_its_end_does_not_end_well(self, serve, pooled) -> None:
        response = pooled(serve(lambda peer, _: peer.answer(BIG)).url).send(QUERY, timeout=5)
        response.close()
        response.close()
        with pytest.raises(ClientClosedError, match="before its end"):
            response.read()

    def test_what_was_read_to_its_end_stays_at_its_end(self, serve, pooled) -> None:
        response = pooled(serve(lambda peer, _: peer.answer(BIG)).url).send(QUERY, timeout=5)
        assert response.read() == BIG
        response.close()
        assert response.read() == b""

    def test_a_forgotten_body_costs_its_connection_and_nothing_more(self, serve, pooled) -> None:
        server = serve(lambda peer, _: peer.answer(BIG), fine)
        transport = pooled(server.url)
        response = transport.send(QUERY, timeout=5)
        del response
        gc.collect()
        assert server.wait_until_left()
        assert transport.send(QUERY, timeout=5).read() == b"fine"

    def test_a_connection_closed_while_idle_is_replaced_unseen(self, serve, pooled) -> None:
        server = serve(fine)
        transport = pooled(server.url)
        transport.send(QUERY, timeout=5)
        server.drop_all()
        assert server.wait_until_left()
        assert transport.send(QUERY, timeout=5).read() == b"fine"
        assert len(server.requests) == 2

    @pytest.mark.parametrize("end", ["hang_up", "reset"])
    def test_a_kept_connection_that_turns_out_dead_is_replaced_once(self, serve, pooled, end) -> None:
        server = serve(fine, lambda peer, _: getattr(peer, end)(), fine)
        transport = pooled(server.url)
        assert [transport.send(QUERY, timeout=5).read() for _ in range(2)] == [b"fine", b"fine"]
        assert [request.connection for request in server.requests] == [1, 1, 2]

    def test_the_replacement_is_new_even_when_all_kept_connections_are_dead(self, serve, pooled) -> None:
        barrier = threading.Barrier(4)

        def together(peer, _) -> None:
            barrier.wait(5)
            peer.answer(b"fine")

        server = serve(together, together, together, together, lambda peer, _: peer.hang_up(), fine)
        transport = pooled(server.url)
        threads = [threading.Thread(target=transport.send, args=(QUERY,), kwargs={"timeout": 5}) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert transport.send(QUERY, timeout=5).read() == b"fine"
        assert server.requests[-1].connection == 5

    def test_for_a_dead_connection_no_other_kept_one_is_taken(self, serve, pooled) -> None:
        server = serve(fine)
        transport = pooled(server.url)
        transport.send(QUERY, timeout=5)
        # What another thread gives back in the meantime may be as dead; the server of this test is alive, and counts.
        transport._answer(encode(QUERY, "", {}), transport._call(Deadline(5), fresh=True))
        assert [request.connection for request in server.requests] == [1, 2]

    def test_a_dead_connection_is_not_replaced_twice(self, serve, pooled) -> None:
        server = serve(fine, lambda peer, _: peer.hang_up())
        transport = pooled(server.url)
        transport.send(QUERY, timeout=5)
        with pytest.raises(ConnectionLostError):
            transport.send(QUERY, timeout=5)
        assert len(server.requests) == 3

    def test_a_connection_that_breaks_after_a_byte_is_not_replaced_here(self, serve, pooled) -> None:
        def one_byte(peer, _) -> None:
            peer.send(b"H")
            peer.hang_up()

        server = serve(fine, one_byte)
        transport = pooled(server.url)
        transport.send(QUERY, timeout=5)
        with pytest.raises(ConnectionLostError):
            transport.send(QUERY, timeout=5)
        assert len(server.requests) == 2

    def test_a_put_is_never_sent_twice(self, serve, pooled) -> None:
        server = serve(fine, lambda peer, _: peer.hang_up())
        transport = pooled(server.url)
        put = replace(QUERY, method="PUT")
        transport.send(put, timeout=5)
        with pytest.raises(ConnectionLostError):
            transport.send(put, timeout=5)
        assert len(server.requests) == 2

    def test_what_follows_an_answer_is_not_taken_for_the_next(self, serve, pooled) -> None:
        def two(peer, _) -> None:
            peer.send(
                b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nmine",
                b"HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\nforeign",
            )

        server = serve(two, fine)
        transport = pooled(server.url)
        assert transport.send(QUERY, timeout=5).read() == b"mine"
        assert transport.send(QUERY, timeout=5).read() == b"fine"
        assert server.requests[-1].connection == 2

    def test_an_early_answer_to_a_large_request_is_read(self, serve, pooled) -> None:
        def refuse(peer, _) -> None:
            peer.answer(b"too large", "413 Content Too Large", headers=["Connection: close"])
            peer.hang_up()

        server = serve(refuse)
        transport = pooled(server.url)
        response = transport.send(replace(QUERY, params=(("query", "x" * 9_000_000),)), timeout=5)
        assert (response.status, response.read()) == (413, b"too large")


class TestEnd:
    def test_close_is_final_and_idempotent(self, serve, pooled) -> None:
        server = serve(fine)
        transport = pooled(server.url)
        transport.send(QUERY, timeout=5)
        transport.close()
        transport.close()
        assert server.wait_until_left()
        with pytest.raises(ClientClosedError):
            transport.send(QUERY, timeout=5)

    def test_it_is_a_context_manager(self, serve, pooled) -> None:
        server = serve(fine)
        with pooled(server.url) as transport:
            assert transport.send(QUERY, timeout=5).read() == b"fine"
        assert server.wait_until_left()

    def test_without_close_the_garbage_collector_closes(self, serve, pooled) -> None:
        server = serve(fine)
        transport = pooled.kind(server.url)
        transport.send(QUERY, timeout=5)
        del transport
        gc.collect()
        assert server.wait_until_left()

    def test_close_breaks_off_an_answer_that_is_half_read(self, serve, pooled) -> None:
        server = serve(half)
        transport = pooled(server.url)
        pieces = transport.send(QUERY, timeout=5).pieces()
        assert next(pieces) == b"first"
        transport.close()
        assert server.wait_until_left()
        with pytest.raises(ClientClosedError):
            next(pieces)

    def test_close_wakes_a_thread_that_waits_for_an_answer(self, serve, pooled) -> None:
        transport = pooled(serve(half).url)
        response = transport.send(QUERY, timeout=5)
        outcome = []

        def wait() -> None:
            try:
                outcome.append(response.read())
            except ClientClosedError as error:
                outcome.append(error)

        thread = threading.Thread(target=wait)
        thread.start()
        time.sleep(0.05)
        started = time.monotonic()
        transport.close()
        thread.join()
        assert time.monotonic() - started < 1
        assert isinstance(outcome[0], ClientClosedError)

    def test_an_answer_under_way_when_the_transport_closes_leaves_no_connection(self, serve, pooled) -> None:
        reached = threading.Event()

        def slow(peer, _) -> None:
            reached.set()
            peer._server.ended.wait(0.1)
            peer.answer(b"fine")

        server = serve(slow)
        transport = pooled(server.url)
        bodies = []
        thread = threading.Thread(target=lambda: bodies.append(transport.send(QUERY, timeout=5).read()))
        thread.start()
        reached.wait(5)
        transport.close()
        thread.join()
        assert bodies == [b"fine"]
        assert server.wait_until_left()

    def test_it_cannot_be_pickled_and_says_why(self, pooled) -> None:
        with pytest.raises(TypeError, match="holds connections"):
            pickle.dumps(pooled("http://localhost:1"))


class Interrupt(BaseException):
    """Stands for KeyboardInterrupt, GreenletExit and the like."""


@needs_alarm
@pytest.mark.parametrize("script", [lambda peer, _: peer.stall(), half], ids=["head", "body"])
def test_an_interrupt_closes_the_connection_and_passes_through(serve, pooled, script) -> None:
    server = serve(script, fine)
    transport = pooled(server.url)

    def interrupt(*_: object) -> None:
        raise Interrupt

    before = signal.signal(signal.SIGALRM, interrupt)
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.05)
        with pytest.raises(Interrupt) as caught:
            transport.send(QUERY, timeout=5).read()
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    assert server.wait_until_left()
    assert caught.value.__context__ is None
    assert transport.send(QUERY, timeout=5).read() == b"fine"
