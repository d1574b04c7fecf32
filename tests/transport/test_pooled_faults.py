"""Every way in which a server or the way to it can fail: the outcome, how often it was asked, and how long it took."""

from __future__ import annotations

import gzip
import pickle
import time
import traceback
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from prometheus_querier import connect
from prometheus_querier.errors import (
    ConnectionLostError,
    HttpStatusError,
    MalformedResponseError,
    PrometheusQuerierError,
    RequestTimeoutError,
    ResponseTooLargeError,
    ServerUnavailableError,
)
from prometheus_querier.transport import RetryPolicy
from prometheus_querier.transport.secrets import basic

if TYPE_CHECKING:
    from collections.abc import Callable

    from prometheus_querier.testing.wire_server import Peer, Received, WireServer

BODY = b'{"status":"success","data":{"resultType":"scalar","result":[1700000000,"1"]}}'
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
LENGTH = HEAD + b"Content-Length: %d\r\n\r\n" % len(BODY)
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
UNTIL_CLOSE = HEAD + b"Connection: close\r\n\r\n"
LIMIT = 1 << 17
TIME = 0.3
OVERSHOOT = 0.25
TOKEN = "hunter2-token"
TENANT = "hunter2-tenant"
SECRETS = [TOKEN, TENANT, basic(TENANT, TOKEN).reveal().removeprefix("Basic ")]


def fine(peer: Peer, _: Received) -> None:
    peer.answer(BODY, headers=["Content-Type: application/json"])


def sends(*parts: bytes, then: str = "hang_up") -> Callable[[Peer, Received], None]:
    """A script that sends bytes as they are, and then hangs up, resets, stalls, or keeps the connection."""

    def script(peer: Peer, _: Received) -> None:
        peer.send(*parts)
        if then != "keep":
            getattr(peer, then)()

    return script


def drips(head: bytes, tail: bytes) -> Callable[[Peer, Received], None]:
    def script(peer: Peer, _: Received) -> None:
        peer.send(head)
        peer.drip(tail)
        peer.stall()

    return script


def floods(head: bytes, piece: bytes) -> Callable[[Peer, Received], None]:
    def script(peer: Peer, _: Received) -> None:
        peer.send(head)
        peer.flood(piece)

    return script


def packed(data: bytes, coding: str = "gzip", *, status: str = "200 OK") -> Callable[[Peer, Received], None]:
    def script(peer: Peer, _: Received) -> None:
        peer.answer(data, status, headers=[f"Content-Encoding: {coding}"])

    return script


def bomb(layers: int = 1) -> bytes:
    data = bytes(64 * LIMIT)
    for _ in range(layers):
        data = gzip.compress(data, 9)
    return data


def nested(data: bytes, layers: int) -> bytes:
    for _ in range(layers):
        data = gzip.compress(data)
    return data


@dataclass(frozen=True)
class Fault:
    """A way to fail.

    ``hits`` is how often the server is asked with three attempts; ``late`` marks those that end with the deadline.
    """

    script: Callable[[Peer, Received], Any]
    outcome: type[PrometheusQuerierError] | bytes
    hits: int
    late: bool = False


LOST = ConnectionLostError
BAD = MalformedResponseError
LATE = RequestTimeoutError
LARGE = ResponseTooLargeError

FAULTS = {
    # The connection breaks.
    "reset_at_once": Fault(lambda peer, _: peer.reset(), LOST, 3),
    "close_before": Fault(lambda peer, _: peer.hang_up(), LOST, 3),
    "cut_status": Fault(sends(b"HTTP/1.1 20"), LOST, 3),
    "cut_head": Fault(sends(HEAD), LOST, 3),
    "cut_in_a_header": Fault(sends(HEAD + b"Content-Le"), LOST, 3),
    "reset_in_head": Fault(sends(HEAD, then="reset"), LOST, 3),
    "reset_in_body": Fault(sends(LENGTH, BODY[:10], then="reset"), LOST, 3),
    "trunc_cl": Fault(sends(LENGTH, BODY[:-1]), LOST, 3),
    "trunc_cl_nothing": Fault(sends(LENGTH), LOST, 3),
    "trunc_chunked": Fault(sends(CHUNKED, b"%x\r\n" % len(BODY), BODY[:10]), LOST, 3),
    "trunc_chunked_line": Fault(sends(CHUNKED, b"4\r\nabcd\r\n4"), LOST, 3),
    "trunc_chunked_end": Fault(sends(CHUNKED, b"4\r\nabcd\r\n"), LOST, 3),
    "trunc_chunked_crlf": Fault(sends(CHUNKED, b"4\r\nabcd"), LOST, 3),
    "trunc_trailers": Fault(sends(CHUNKED, b"4\r\nabcd\r\n0\r\n"), LOST, 3),
    # Not HTTP, or in two ways at once.
    "garbage": Fault(sends(b"\x00\x01\x02 not a web server \r\n\r\n"), BAD, 1),
    "smtp": Fault(sends(b"220 mail.example ESMTP\r\n", then="stall"), BAD, 1),
    "bad_status": Fault(sends(b"HTTP/1.1 abc OK\r\n\r\n"), BAD, 1),
    "status_1000": Fault(sends(b"HTTP/1.1 1000 OK\r\nContent-Length: 0\r\n\r\n"), BAD, 1),
    "http_9": Fault(sends(b"HTTP/9 200 OK\r\nContent-Length: 0\r\n\r\n"), BAD, 1),
    "long_status": Fault(sends(b"HTTP/1.1 200 " + b"x" * 70_000 + b"\r\n\r\n"), BAD, 1),
    "long_header": Fault(sends(HEAD + b"X: " + b"x" * 70_000 + b"\r\n\r\n"), BAD, 1),
    "many_headers": Fault(sends(HEAD + b"X: y\r\n" * 200 + b"\r\n"), BAD, 1),
    "header_without_colon": Fault(sends(HEAD + b"no header\r\nContent-Length: 2\r\n\r\n{}"), BAD, 1),
    "header_with_a_blank_in_its_name": Fault(sends(HEAD + b"Content-Length : 2\r\n\r\n{}"), BAD, 1),
    "header_folded": Fault(sends(HEAD + b"X: a\r\n b\r\nContent-Length: 2\r\n\r\n{}"), BAD, 1),
    "header_with_nul": Fault(sends(HEAD + b"X: a\0b\r\nContent-Length: 2\r\n\r\n{}"), BAD, 1),
    "header_with_bare_cr": Fault(sends(HEAD + b"X: a\rContent-Length: 9\r\nContent-Length: 2\r\n\r\n{}"), BAD, 1),
    "two_lengths": Fault(sends(HEAD + b"Content-Length: 5\r\nContent-Length: 9\r\n\r\n", BODY), BAD, 1),
    "length_list": Fault(sends(HEAD + b"Content-Length: 5, 9\r\n\r\n", BODY), BAD, 1),
    "length_negative": Fault(sends(HEAD + b"Content-Length: -5\r\n\r\n", BODY), BAD, 1),
    "length_underscore": Fault(sends(HEAD + b"Content-Length: 1_0\r\n\r\n", BODY), BAD, 1),
    "length_word": Fault(sends(HEAD + b"Content-Length: many\r\n\r\n", BODY), BAD, 1),
    "length_and_chunks": Fault(
        sends(HEAD + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nabcd\r\n0\r\n\r\n"), BAD, 1
    ),
    "coding_unknown": Fault(sends(HEAD + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"), BAD, 1),
    "bad_chunk": Fault(sends(CHUNKED, b"xyz\r\n", BODY), BAD, 1),
    "bad_chunk_sign": Fault(sends(CHUNKED, b"+4\r\nabcd\r\n0\r\n\r\n"), BAD, 1),
    "bad_chunk_empty": Fault(sends(CHUNKED, b"\r\nabcd\r\n0\r\n\r\n"), BAD, 1),
    "chunk_without_its_end": Fault(sends(CHUNKED, b"2\r\nabXX0\r\n\r\n"), BAD, 1),
    "long_chunk": Fault(sends(CHUNKED, b"2\r\nabcd\r\n0\r\n\r\n"), BAD, 1),
    "upgrade": Fault(sends(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n"), BAD, 1),
    # Too slow.
    "stall_head": Fault(sends(b"", then="stall"), LATE, 1, late=True),
    "stall_in_head": Fault(sends(HEAD, then="stall"), LATE, 1, late=True),
    "stall_body": Fault(sends(LENGTH, BODY[:10], then="stall"), LATE, 1, late=True),
    "stall_chunk_line": Fault(sends(CHUNKED, b"4\r\nabcd\r\n", then="stall"), LATE, 1, late=True),
    "stall_at_the_end": Fault(sends(UNTIL_CLOSE, BODY, then="stall"), LATE, 1, late=True),
    "drip_status": Fault(drips(b"", b"HTTP/1.1 200 " + b"O" * 1000), LATE, 1, late=True),
    "drip_head": Fault(drips(HEAD, b"X: " + b"x" * 1000), LATE, 1, late=True),
    "drip_headers": Fault(drips(HEAD, b"X: y\r\n" * 200), LATE, 1, late=True),
    "drip_100": Fault(drips(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 40), LATE, 1, late=True),
    "drip_103": Fault(drips(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n" * 40), LATE, 1, late=True),
    "drip_body": Fault(drips(HEAD + b"Content-Length: 1000\r\n\r\n", b"x" * 1000), LATE, 1, late=True),
    "drip_chunks": Fault(drips(CHUNKED, b"1\r\nx\r\n" * 200), LATE, 1, late=True),
    "drip_chunk_line": Fault(drips(CHUNKED, b"1;" + b"x" * 1000), LATE, 1, late=True),
    "drip_trailers": Fault(drips(CHUNKED + b"0\r\n", b"X: y\r\n" * 200), LATE, 1, late=True),
    "drip_gzip": Fault(
        drips(UNTIL_CLOSE.replace(b"\r\n\r\n", b"\r\nContent-Encoding: gzip\r\n\r\n"), gzip.compress(b"") * 50),
        LATE,
        1,
        late=True,
    ),
    # Too much.
    "flood_100": Fault(floods(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 1000), LARGE, 1),
    "flood_102": Fault(floods(b"", b"HTTP/1.1 102 Processing\r\n\r\n" * 1000), LARGE, 1),
    "flood_head": Fault(floods(HEAD, b"X: y" * 1000), BAD, 1),
    "flood_headers": Fault(floods(HEAD, b"X: y\r\n" * 1000), BAD, 1),
    "flood_chunk_line": Fault(floods(CHUNKED + b"1;", b"x" * 1000), BAD, 1),
    "flood_trailers": Fault(floods(CHUNKED + b"0\r\n", b"X: y\r\n" * 1000), BAD, 1),
    "flood_long_trailer": Fault(floods(CHUNKED + b"0\r\n", b"x" * 1000), BAD, 1),
    "flood_empty_gzip": Fault(
        floods(UNTIL_CLOSE.replace(b"\r\n\r\n", b"\r\nContent-Encoding: gzip\r\n\r\n"), gzip.compress(b"") * 50),
        LARGE,
        1,
    ),
    "endless": Fault(floods(UNTIL_CLOSE, b" " * (1 << 16)), LARGE, 1),
    "endless_chunks": Fault(floods(CHUNKED, b"10000\r\n" + b" " * (1 << 16) + b"\r\n"), LARGE, 1),
    "endless_tiny_chunks": Fault(floods(CHUNKED, b"1\r\nx\r\n" * 1000), LARGE, 1),
    "claimed_10tb": Fault(sends(HEAD + b"Content-Length: 10000000000000\r\n\r\n", then="stall"), LARGE, 1),
    "claimed_10tb_chunk": Fault(floods(CHUNKED + b"9184e72a000\r\n", b"x" * (1 << 16)), LARGE, 1),
    "bomb": Fault(packed(bomb()), LARGE, 1),
    "bomb2": Fault(packed(bomb(2), "gzip, gzip"), LARGE, 1),
    "bomb_members": Fault(packed(gzip.compress(bytes(LIMIT // 2)) * 100), LARGE, 1),
    "bomb_error": Fault(packed(bomb(), status="502 Bad Gateway"), ServerUnavailableError, 3),
    "odd_error": Fault(packed(BODY, "br", status="502 Bad Gateway"), ServerUnavailableError, 3),
    "endless_error": Fault(
        floods(b"HTTP/1.1 500 Internal Server Error\r\nConnection: close\r\n\r\n", b"x" * (1 << 16)), HttpStatusError, 1
    ),
    # Packed otherwise than asked, damaged or cut off.
    "chain6": Fault(packed(nested(BODY, 6), ", ".join(["gzip"] * 6)), BAD, 1),
    "fake_gzip": Fault(packed(BODY), BAD, 1),
    "unasked_br": Fault(packed(BODY, "br"), BAD, 1),
    "unasked_name": Fault(packed(gzip.compress(BODY), "br"), BAD, 1),
    "unasked_deflate": Fault(packed(zlib.compress(BODY), "deflate"), BAD, 1),
    "trunc_gzip": Fault(packed(gzip.compress(BODY)[:-4]), BAD, 1),
    "trunc_gzip_member": Fault(packed(gzip.compress(BODY) + gzip.compress(BODY)[:12]), BAD, 1),
    "corrupt_gzip": Fault(packed(gzip.compress(BODY)[:-8] + bytes(8)), BAD, 1),
    "gzip_and_garbage": Fault(packed(gzip.compress(BODY) + b"garbage"), BAD, 1),
    # Odd, but an answer.
    "fine": Fault(fine, BODY, 1),
    "fine_chunks": Fault(lambda peer, _: peer.chunks(BODY), BODY, 1),
    "tiny_chunks": Fault(lambda peer, _: peer.chunks(*(bytes([byte]) for byte in BODY)), BODY, 1),
    "chunk_extension": Fault(sends(CHUNKED, b"4;a=b\r\nabcd\r\n0;c\r\nX: y\r\n\r\n", then="keep"), b"abcd", 1),
    "bare_line_feeds": Fault(sends(b"HTTP/1.1 200 OK\nContent-Length: 4\n\nabcd", then="keep"), b"abcd", 1),
    "until_close": Fault(sends(UNTIL_CLOSE, BODY), BODY, 1),
    "http_1_0": Fault(sends(b"HTTP/1.0 200 OK\r\n\r\n", BODY), BODY, 1),
    "same_length_twice": Fault(
        sends(HEAD + b"Content-Length: 4\r\nContent-Length: 4\r\n\r\nabcd", then="keep"), b"abcd", 1
    ),
    "interim_100": Fault(sends(b"HTTP/1.1 100 Continue\r\n\r\n", LENGTH, BODY, then="keep"), BODY, 1),
    "interim_103": Fault(sends(b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n", LENGTH, BODY, then="keep"), BODY, 1),
    "gzip": Fault(packed(gzip.compress(BODY)), BODY, 1),
    "gzip_twice": Fault(packed(nested(BODY, 2), "gzip, gzip"), BODY, 1),
    "gzip_members": Fault(packed(gzip.compress(BODY[:10]) + gzip.compress(BODY[10:])), BODY, 1),
    "x_gzip": Fault(packed(gzip.compress(BODY), "x-gzip"), BODY, 1),
    "identity": Fault(packed(BODY, "identity"), BODY, 1),
}


@pytest.mark.parametrize("name", FAULTS)
def test_fault_has_its_outcome(name, serve, pooled, ask, caplog) -> None:
    caplog.set_level("DEBUG")
    fault = FAULTS[name]
    server = serve(fault.script)
    transport = pooled(server.url, max_response_bytes=LIMIT, auth=TOKEN, headers={"X-Scope-OrgID": TENANT})
    outcome = judged(fault, server, lambda: ask(transport, timeout=TIME if fault.late else 5.0))
    if isinstance(fault.outcome, bytes):
        assert outcome == fault.outcome
    else:
        assert type(outcome) is fault.outcome, repr(outcome)
        assert not shown(outcome, caplog.text)
    # Even while the error is held.
    transport.close()
    assert server.wait_until_left()


@pytest.mark.parametrize("name", FAULTS)
def test_fault_has_its_outcome_for_a_client(name, serve, caplog) -> None:
    caplog.set_level("DEBUG")
    fault = FAULTS[name]
    server = serve(fault.script)
    client = connect(
        server.url,
        auth=(TENANT, TOKEN),
        tenant=TENANT,
        timeout=TIME if fault.late else 5.0,
        max_response_bytes=LIMIT,
        retry=RetryPolicy(first_delay=0.001),
    )
    outcome = judged(fault, server, lambda: client.query("up"))
    if fault.outcome == BODY:
        assert outcome.value == 1
    else:
        # What arrives whole but is no answer of the API is malformed.
        expected = BAD if isinstance(fault.outcome, bytes) else fault.outcome
        assert type(outcome) is expected, repr(outcome)
        assert not shown(outcome, caplog.text)
    client.close()
    assert server.wait_until_left()


def shown(error: BaseException, logged: str) -> list[str]:
    """Finds the secrets that an error, its traces with all their variables, its pickle or the log show."""
    trace = "".join(traceback.TracebackException.from_exception(error, capture_locals=True).format())
    texts = [trace, repr(error), repr(vars(error)), pickle.dumps(error).decode("latin-1"), logged]
    assert repr(pickle.loads(pickle.dumps(error))) == repr(error)  # noqa: S301 -- it comes from the line before
    return [secret for secret in SECRETS for text in texts if secret in text]


def judged(fault: Fault, server: WireServer, call: Callable[[], object]) -> Any:
    """Makes the call, checks how often the server was asked and how long it took, and gives what came of it."""
    started = time.monotonic()
    outcome: Any
    try:
        outcome = call()
    except PrometheusQuerierError as error:
        outcome = error
    elapsed = time.monotonic() - started
    assert len(server.requests) == fault.hits
    if isinstance(outcome, PrometheusQuerierError):
        assert outcome.attempts == fault.hits
        assert outcome.elapsed <= elapsed
    assert not fault.late or elapsed > TIME * 0.9
    assert elapsed < (TIME + OVERSHOOT if fault.late else 5.0)
    return outcome
