"""How every pooled transport hands bodies over: whole or in pieces, within limits of size and time."""

from __future__ import annotations

import gzip
import re
import time

import pytest

from prometheus_querier.errors import RequestTimeoutError, ResponseTooLargeError
from prometheus_querier.http import HttpRequest

QUERY = HttpRequest("POST", "/api/v1/query", (("query", "up"),))
BIG = b"0123456789abcdef" * (1 << 16)


def fine(peer, _) -> None:
    peer.answer(b"fine")


def slow_halves(peer, _) -> None:
    peer.send(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nfirst")
    peer._server.ended.wait(0.2)
    peer.send(b"later")


def chunked(pieces) -> list[bytes]:
    return [b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces] + [b"0\r\n\r\n"]


def half(peer, _) -> None:
    peer.send(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nfirst")
    peer.stall()


def test_a_small_answer_is_whole_at_once(serve, pooled) -> None:
    server = serve(fine, lambda peer, _: peer.chunks(b"fi", b"ne"))
    transport = pooled(server.url)
    assert [transport.send(QUERY, timeout=5).body for _ in range(2)] == [b"fine", b"fine"]


def test_the_head_is_given_before_the_body_is_there(serve, pooled) -> None:
    server = serve(slow_halves)
    transport = pooled(server.url)
    started = time.monotonic()
    response = transport.send(QUERY, timeout=5)
    assert time.monotonic() - started < 0.18
    assert list(response.pieces()) == [b"first", b"later"]


def test_the_first_chunk_is_given_before_the_second_is_there(serve, pooled) -> None:
    def slow_chunks(peer, _) -> None:
        peer.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nfirst\r\n")
        peer._server.ended.wait(0.2)
        peer.send(b"5\r\nlater\r\n0\r\n\r\n")

    started = time.monotonic()
    pieces = pooled(serve(slow_chunks).url).send(QUERY, timeout=5).pieces()
    assert next(pieces) == b"first"
    assert time.monotonic() - started < 0.18
    assert list(pieces) == [b"later"]


def test_chunks_that_came_together_are_given_together(serve, pooled) -> None:
    chunks = [bytes([number]) for number in range(200)]
    server = serve(
        lambda peer, _: peer.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", *chunked(chunks))
    )
    pieces = list(pooled(server.url).send(QUERY, timeout=5).pieces())
    assert b"".join(pieces) == b"".join(chunks)
    assert len(pieces) < 10


def test_pieces_are_bounded(serve, pooled) -> None:
    server = serve(lambda peer, _: peer.answer(BIG))
    response = pooled(server.url).send(QUERY, timeout=5)
    pieces = list(response.pieces())
    assert b"".join(pieces) == BIG
    assert max(map(len, pieces)) <= 1 << 18
    assert response.body.size == len(BIG)


def test_the_limit_counts_decoded_bytes_to_the_last(serve, pooled) -> None:
    server = serve(lambda peer, _: peer.chunks(BIG))
    assert pooled(server.url, max_response_bytes=len(BIG)).send(QUERY, timeout=5).read() == BIG
    with pytest.raises(ResponseTooLargeError) as caught:
        pooled(server.url, max_response_bytes=len(BIG) - 1).send(QUERY, timeout=5).read()
    assert caught.value.limit == len(BIG) - 1


def test_without_a_limit_any_size_is_read(serve, pooled) -> None:
    server = serve(lambda peer, _: peer.chunks(*[BIG] * 8))
    assert len(pooled(server.url, max_response_bytes=None).send(QUERY, timeout=5).read()) == 8 * len(BIG)


def test_a_bomb_that_decodes_to_nothing_ends_with_the_deadline(serve, pooled) -> None:
    # A few kilobytes become forty megabytes, and these become nothing, for seconds.
    nothing = gzip.compress(gzip.compress(b"") * 2_000_000)
    server = serve(lambda peer, _: peer.answer(nothing, headers=["Content-Encoding: gzip, gzip"]))
    started = time.monotonic()
    with pytest.raises(RequestTimeoutError):
        pooled(server.url, max_response_bytes=None).send(QUERY, timeout=0.3).read()
    assert time.monotonic() - started < 0.55


def test_an_error_body_is_cut_at_a_mebibyte(serve, pooled) -> None:
    server = serve(lambda peer, _: peer.answer(BIG * 2, "500 Internal Server Error"), fine)
    transport = pooled(server.url)
    response = transport.send(QUERY, timeout=5)
    assert (response.status, response.body) == (500, BIG)
    assert transport.send(QUERY, timeout=5).read() == b"fine"
    assert server.requests[-1].connection == 2


def test_a_status_counts_even_when_its_explanation_breaks_off(serve, pooled) -> None:
    def broken(peer, _) -> None:
        peer.send(b"HTTP/1.1 401 Unauthorized\r\nContent-Length: 100\r\n\r\nwho")
        peer.reset()

    response = pooled(serve(broken).url).send(QUERY, timeout=5)
    assert response.status == 401


@pytest.mark.parametrize("status", ["204 No Content", "304 Not Modified"])
def test_statuses_without_a_body_do_not_wait_for_one(serve, pooled, status) -> None:
    server = serve(lambda peer, _: peer.send(f"HTTP/1.1 {status}\r\n\r\n".encode()), fine)
    transport = pooled(server.url)
    assert transport.send(QUERY, timeout=5).read() == b""
    assert transport.send(QUERY, timeout=5).read() == b"fine"


def test_the_deadline_rules_the_reading_as_well(serve, pooled) -> None:
    response = pooled(serve(half).url).send(QUERY, timeout=0.15)
    assert next(iter(response.body)) == b"first"
    with pytest.raises(RequestTimeoutError) as caught:
        response.read()
    assert caught.value.phase == "total"
    assert re.fullmatch(
        r"no complete answer within [0-9.]+ s: ask for less, or allow a longer timeout", str(caught.value)
    )


def test_a_read_timeout_limits_one_silence(serve, pooled) -> None:
    transport = pooled(serve(half).url, read_timeout=0.05)
    with pytest.raises(RequestTimeoutError) as caught:
        transport.send(QUERY, timeout=5).read()
    assert caught.value.phase == "read"
    assert not caught.value.retryable


@pytest.mark.parametrize("timeout", [0, -1, float("nan")])
def test_without_time_nothing_is_sent(serve, pooled, timeout) -> None:
    server = serve(fine)
    with pytest.raises(RequestTimeoutError):
        pooled(server.url).send(QUERY, timeout=timeout)
    assert server.requests == []


@pytest.mark.parametrize("timeout", [None, float("inf"), 1e12])
def test_no_timeout_and_endless_ones_do(serve, pooled, timeout) -> None:
    assert pooled(serve(fine).url).send(QUERY, timeout=timeout).read() == b"fine"
