"""What every transport promises, as tests that you run against your own.

    from prometheus_querier.testing.transport_contract import TransportContract

    class TestMyTransport(TransportContract):
        def make(self, url):
            return MyTransport(url)

pytest finds the tests; with ``unittest`` inherit from ``TestCase`` as well. A server on loopback comes with them.
"""

from __future__ import annotations

import gzip
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, ClassVar
from urllib.parse import parse_qsl, urlsplit

from prometheus_querier.errors import (
    ClientClosedError,
    ConnectError,
    ConnectionLostError,
    MalformedResponseError,
    PrometheusQuerierError,
    QueryBuildError,
    RequestTimeoutError,
)
from prometheus_querier.http import HttpRequest
from prometheus_querier.transport import Transport

from .wire_server import WireServer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .wire_server import Peer, Received, Script

QUERY = HttpRequest("POST", "/api/v1/query", (("query", "up"),))
BIG = bytes(range(256)) * (1 << 13)


class TransportContract:
    """Inherit from it, say how your transport is made, and run the tests.

    Attributes:
        limits_every_wait: Whether the timeout holds even when a byte comes now and then, before the head is complete
            as well. Set it to false for a transport that can watch the time between reads alone.
        overshoot: Seconds by which a call may outlast its timeout.
    """

    limits_every_wait: ClassVar[bool] = True
    overshoot: ClassVar[float] = 0.25

    def make(self, url: str) -> Transport:
        """Makes the transport for a base URL."""
        raise NotImplementedError

    @contextmanager
    def talking_to(self, *scripts: Script, prefix: str = "") -> Iterator[tuple[Transport, WireServer]]:
        """Gives a transport and the server that it talks to; afterwards it must have left no connection open."""
        with WireServer(scripts) as server:
            transport = self.make(server.url + prefix)
            try:
                yield transport, server
            finally:
                transport.close()
            assert server.wait_until_left(), "close() left a connection open"

    def test_it_has_the_methods_of_a_transport(self) -> None:
        with self.talking_to(_fine) as (transport, _):
            assert isinstance(transport, Transport)

    def test_statuses_are_data(self) -> None:
        statuses = ["200 OK", "204 No Content", "302 Found", "400 Bad Request", "429 Slow", "500 Oops", "503 Busy"]
        elsewhere = ["Location: /elsewhere"]
        scripts = [
            _answering(b"" if "204" in status else b"body", status, *(elsewhere if "302" in status else ()))
            for status in statuses
        ]
        with self.talking_to(*scripts) as (transport, server):
            for status in statuses:
                with transport.send(QUERY, timeout=5) as response:
                    assert response.status == int(status[:3])
                    body = response.read()
                assert body == (b"" if "204" in status else b"body") or "302" in status
            assert len(server.requests) == len(statuses), "a transport neither repeats nor redirects"

    def test_get_has_its_parameters_in_the_url(self) -> None:
        params = (("match[]", 'up{a="b"}'), ("match[]", "\u00fc &=+;%"), ("empty", ""))
        with self.talking_to(_fine) as (transport, server):
            transport.send(HttpRequest("GET", "/api/v1/series", params), timeout=5).read()
        (request,) = server.requests
        target = urlsplit(request.target)
        assert (request.method, target.path, request.body) == ("GET", "/api/v1/series", b"")
        assert tuple(parse_qsl(target.query, keep_blank_values=True)) == params

    def test_post_and_put_have_a_form(self) -> None:
        params = (("query", "sum by (a) (x)\n"), ("query", "\u00fc &=+;%"), ("empty", ""))
        with self.talking_to(_fine) as (transport, server):
            transport.send(HttpRequest("POST", "/api/v1/query", params), timeout=5).read()
            transport.send(HttpRequest("PUT", "/api/v1/admin/tsdb/snapshot", params), timeout=5).read()
        assert [request.method for request in server.requests] == ["POST", "PUT"]
        for request in server.requests:
            assert request.header("content-type") == "application/x-www-form-urlencoded"
            assert tuple(parse_qsl(request.body.decode("ascii"), keep_blank_values=True)) == params
            assert "?" not in request.target

    def test_content_is_sent_as_it_is(self) -> None:
        content = bytes(range(256))
        headers = (("Content-Type", "application/x-protobuf"), ("Content-Encoding", "snappy"))
        with self.talking_to(_fine) as (transport, server):
            transport.send(HttpRequest("POST", "/api/v1/read", (("a", "b"),), headers, content), timeout=5).read()
        (request,) = server.requests
        assert (request.body, request.target) == (content, "/api/v1/read?a=b")
        assert request.header("content-type") == "application/x-protobuf"
        assert request.header("content-encoding") == "snappy"

    def test_the_base_urls_path_stays_before_the_requests(self) -> None:
        with self.talking_to(_fine, prefix="/some/prefix") as (transport, server):
            transport.send(QUERY, timeout=5).read()
        assert server.requests[0].target == "/some/prefix/api/v1/query"

    def test_headers_are_sent_and_given_back_in_lower_case(self) -> None:
        request = HttpRequest("POST", "/api/v1/query", QUERY.params, (("X-Scope-OrgID", "team-a"),))
        with self.talking_to(_answering(b"", "200 OK", "X-Answer: Yes")) as (transport, server):
            with transport.send(request, timeout=5) as response:
                response.read()
            assert response.headers["x-answer"] == "Yes"
            transport.send(QUERY, timeout=5).read()
        assert [request.header("x-scope-orgid") for request in server.requests] == ["team-a", None]

    def test_headers_that_http_cannot_carry_are_refused(self) -> None:
        with self.talking_to(_fine) as (transport, server):
            for value in ("a\r\nX-Evil: 1", "a\nb", "a\0b", " a", "\u2028"):
                request = HttpRequest("POST", "/api/v1/query", QUERY.params, (("X-Key", value),))
                with _raises(QueryBuildError):
                    transport.send(request, timeout=5)
            assert server.requests == []

    def test_bodies_come_whole_however_they_are_framed(self) -> None:
        packed = gzip.compress(BIG)
        scripts = [
            _answering(BIG),
            lambda peer, _: peer.chunks(BIG[:10], BIG[10:]),
            lambda peer, _: peer.chunks(packed, headers=["Content-Encoding: gzip"]),
            _until_close,
        ]
        with self.talking_to(*scripts) as (transport, _):
            for _ in scripts:
                with transport.send(QUERY, timeout=5) as response:
                    assert response.read() == BIG
                with transport.send(QUERY, timeout=5) as response:
                    assert b"".join(response.pieces()) == BIG

    def test_a_response_may_be_closed_before_its_end(self) -> None:
        with self.talking_to(_answering(BIG * 8), _fine) as (transport, _):
            with transport.send(QUERY, timeout=5) as response:
                next(iter(response.pieces()))
            assert transport.send(QUERY, timeout=5).read() == b"fine"

    def test_an_answer_that_is_cut_off_is_never_an_answer(self) -> None:
        def cut_length(peer: Peer, _: Received) -> None:
            peer.send(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf")
            peer.hang_up()

        def cut_chunks(peer: Peer, _: Received) -> None:
            peer.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n")
            peer.hang_up()

        def cut_gzip(peer: Peer, _: Received) -> None:
            peer.answer(gzip.compress(BIG)[:-9], headers=["Content-Encoding: gzip"])

        for script in (cut_length, cut_chunks, cut_gzip):
            with self.talking_to(script) as (transport, _), _raises(ConnectionLostError, MalformedResponseError):
                transport.send(QUERY, timeout=5).read()

    def test_a_connection_that_breaks_is_lost_and_the_request_not_repeated(self) -> None:
        for script in (lambda peer, _: peer.hang_up(), lambda peer, _: peer.reset()):
            with self.talking_to(script) as (transport, server):
                with _raises(ConnectionLostError):
                    transport.send(QUERY, timeout=5).read()
                assert len(server.requests) == 1

    def test_what_is_not_http_is_no_answer(self) -> None:
        def garbage(peer: Peer, _: Received) -> None:
            peer.send(b"\x00\x01 not a web server\r\n\r\n")
            peer.hang_up()

        with self.talking_to(garbage) as (transport, _), _raises(MalformedResponseError, ConnectionLostError):
            transport.send(QUERY, timeout=5).read()

    def test_nobody_there_is_a_connect_error(self) -> None:
        server = WireServer(_fine)
        server.close()
        transport = self.make(server.url)
        try:
            with _raises(ConnectError):
                transport.send(QUERY, timeout=5)
        finally:
            transport.close()

    def test_the_timeout_ends_a_wait_for_the_head_and_for_the_body(self) -> None:
        def half(peer: Peer, _: Received) -> None:
            peer.send(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf")
            peer.stall()

        for script in (lambda peer, _: peer.stall(), half):
            with self.talking_to(script) as (transport, _), self._in_time(0.2):
                transport.send(QUERY, timeout=0.2).read()

    def test_the_timeout_is_total(self) -> None:
        def drip_body(peer: Peer, _: Received) -> None:
            peer.send(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
            peer.drip(b"x" * 1000)

        def drip_head(peer: Peer, _: Received) -> None:
            peer.drip(b"HTTP/1.1 200 OK\r\nX: " + b"x" * 1000)

        for script in (drip_body, drip_head) if self.limits_every_wait else (drip_body,):
            with self.talking_to(script) as (transport, _), self._in_time(0.2):
                transport.send(QUERY, timeout=0.2).read()

    def test_no_timeout_is_no_limit(self) -> None:
        with self.talking_to(_fine) as (transport, _):
            assert transport.send(QUERY, timeout=None).read() == b"fine"

    def test_cookies_are_not_sent_back(self) -> None:
        with self.talking_to(_answering(b"", "200 OK", "Set-Cookie: a=b")) as (transport, server):
            for _ in range(2):
                transport.send(QUERY, timeout=5).read()
        assert server.requests[1].header("cookie") is None

    def test_threads_share_it(self) -> None:
        def echo(peer: Peer, request: Received) -> None:
            peer.answer(request.body)

        wrong: list[object] = []

        def ask(transport: Transport, who: int) -> None:
            try:
                for number in range(20):
                    request = HttpRequest("POST", "/api/v1/query", (("query", f"{who}-{number}"),))
                    if transport.send(request, timeout=10).read() != b"query=%d-%d" % (who, number):
                        wrong.append((who, number))
            except PrometheusQuerierError as error:
                wrong.append(error)

        with self.talking_to(echo) as (transport, _):
            threads = [threading.Thread(target=ask, args=(transport, who)) for who in range(8)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        assert wrong == []

    def test_close_is_final_and_may_be_repeated(self) -> None:
        with self.talking_to(_fine) as (transport, _):
            transport.send(QUERY, timeout=5).read()
            transport.close()
            transport.close()
            with _raises(ClientClosedError):
                transport.send(QUERY, timeout=5)

    @contextmanager
    def _in_time(self, timeout: float) -> Iterator[None]:
        started = time.monotonic()
        with _raises(RequestTimeoutError):
            yield
        elapsed = time.monotonic() - started
        assert elapsed < timeout + self.overshoot, f"a timeout of {timeout} s ended after {elapsed:.2f} s"


@contextmanager
def _raises(*kinds: type[PrometheusQuerierError]) -> Iterator[None]:
    names = " or ".join(kind.__name__ for kind in kinds)
    try:
        yield
    except kinds:
        return
    except PrometheusQuerierError as error:
        raise AssertionError(f"expected {names}, not {error!r}") from error
    raise AssertionError(f"expected {names}, but nothing was raised")


def _fine(peer: Peer, _: Received) -> None:
    peer.answer(b"fine")


def _answering(body: bytes, status: str = "200 OK", *headers: str) -> Script:
    return lambda peer, _: peer.answer(body, status, headers)


def _until_close(peer: Peer, _: Received) -> None:
    peer.send(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n", BIG)
    peer.hang_up()
