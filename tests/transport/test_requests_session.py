"""What RequestsTransport does beside what all do: sessions of users, and authentication objects of requests."""

from __future__ import annotations

import gc
import hashlib
import time

import pytest
import requests
import responses
from requests.adapters import HTTPAdapter
from requests.auth import AuthBase, HTTPDigestAuth

from prometheus_querier import connect
from prometheus_querier.errors import (
    ConnectError,
    ConnectionLostError,
    MalformedResponseError,
    PrometheusQuerierError,
    QueryBuildError,
    RequestTimeoutError,
    ResponseTooLargeError,
    TlsError,
    TransportError,
    UnsafeNameError,
)
from prometheus_querier.http import HttpRequest
from prometheus_querier.transport import RequestsTransport, Urllib3Transport

QUERY = HttpRequest("POST", "/api/v1/query", (("query", "a b"),))


def fine(peer, _) -> None:
    peer.answer(b"fine")


@pytest.fixture
def session():
    with requests.Session() as session:
        session.trust_env = False
        yield session
    # Sessions leave their connections to the garbage collector.
    gc.collect()


class Sign(AuthBase):
    """Signs what is about to be sent, as SigV4 does."""

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        signed = f"{request.method} {request.path_url} {request.body!r} {request.headers['content-type']}"
        request.headers["X-Signature"] = hashlib.sha256(signed.encode()).hexdigest()
        return request


class TestSigners:
    @pytest.mark.parametrize("own", [True, False])
    def test_a_signer_sees_the_final_bytes(self, serve, session, own) -> None:
        server = serve(fine)
        options = {} if own else {"session": session}
        with RequestsTransport(server.url + "/prefix", auth=Sign(), **options) as transport:
            transport.send(QUERY, timeout=5)
        (request,) = server.requests
        signed = f"{request.method} {request.target} {request.body!r} {request.header('content-type')}"
        assert request.header("x-signature") == hashlib.sha256(signed.encode()).hexdigest()
        assert request.body == b"query=a%20b"

    def test_digest_authentication_answers_the_challenge(self, serve) -> None:
        challenge = 'WWW-Authenticate: Digest realm="r", nonce="n", qop="auth"'
        server = serve(lambda peer, _: peer.answer(b"who?", "401 Unauthorized", [challenge]), fine)
        with RequestsTransport(server.url, auth=HTTPDigestAuth("user", "password")) as transport:
            assert transport.send(QUERY, timeout=5).read() == b"fine"
        assert [request.connection for request in server.requests] == [1, 1]
        assert server.requests[1].header("authorization").startswith("Digest ")

    def test_cookies_are_refused_in_spite_of_all_that_requests_prepares(self, serve) -> None:
        server = serve(lambda peer, _: peer.answer(b"fine", headers=["Set-Cookie: a=b"]))
        with RequestsTransport(server.url, auth=Sign()) as transport:
            for _ in range(2):
                transport.send(QUERY, timeout=5)
        assert [request.header("cookie") for request in server.requests] == [None, None]

    def test_they_need_requests(self) -> None:
        with pytest.raises(QueryBuildError, match="RequestsTransport"):
            Urllib3Transport("http://localhost", auth=Sign())

    def test_through_connect(self, serve) -> None:
        server = serve(fine)
        with connect(server.url, auth=Sign()) as client, pytest.raises(MalformedResponseError):
            client.query("up")
        assert server.requests[0].header("x-signature")


class TestGivenSession:
    def test_its_headers_auth_cookies_and_adapters_are_used(self, serve, session) -> None:
        server = serve(fine)
        session.headers["X-Mine"] = "yes"
        session.auth = ("user", "password")
        session.cookies.set("sticky", "1")
        adapter = session.get_adapter(server.url)
        with RequestsTransport(server.url, session=session, headers={"X-Ours": "too"}) as transport:
            assert [transport.send(QUERY, timeout=5).read() for _ in range(2)] == [b"fine", b"fine"]
        request = server.requests[1]
        assert (request.header("x-mine"), request.header("x-ours")) == ("yes", "too")
        assert request.header("authorization").startswith("Basic ")
        assert request.header("cookie") == "sticky=1"
        assert request.connection == 1
        assert session.get_adapter(server.url) is adapter
        assert session.get(server.url, timeout=5).content == b"fine"

    def test_our_authentication_wins_over_netrc(self, serve, session, monkeypatch, tmp_path) -> None:
        netrc = tmp_path / "netrc"
        netrc.write_text("machine 127.0.0.1 login stranger password stolen\n")
        monkeypatch.setenv("NETRC", str(netrc))
        session.trust_env = True
        server = serve(fine)
        with RequestsTransport(server.url, session=session, auth="token") as transport:
            transport.send(QUERY, timeout=5)
        assert server.requests[0].header("authorization") == "Bearer token"

    def test_what_the_session_decides_must_be_left_out(self, session) -> None:
        with pytest.raises(QueryBuildError, match="pool_size, verify"):
            RequestsTransport("http://localhost", session=session, verify=False, pool_size=3)

    def test_streams_limits_and_errors(self, serve, session) -> None:
        big = bytes(1 << 20)
        server = serve(
            lambda peer, _: peer.chunks(big, big),
            lambda peer, _: peer.chunks(big, big, b"x"),
            lambda peer, _: peer.answer(b"no", "404 Not Found"),
            lambda peer, _: peer.send(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf") or peer.hang_up(),
            lambda peer, _: peer.hang_up(),
            lambda peer, _: peer.send(b"nonsense\r\n\r\n") or peer.hang_up(),
            fine,
        )
        with RequestsTransport(server.url, session=session, max_response_bytes=2 << 20) as transport:
            assert transport.send(QUERY, timeout=5).read() == big + big
            with pytest.raises(ResponseTooLargeError):
                transport.send(QUERY, timeout=5).read()
            assert transport.send(QUERY, timeout=5).read() == b"no"
            for _ in range(3):
                with pytest.raises(ConnectionLostError):
                    transport.send(QUERY, timeout=5).read()
            assert transport.send(QUERY, timeout=5).read() == b"fine"

    def test_a_drip_ends_soon_after_the_deadline(self, serve, session) -> None:
        def drip(peer, _) -> None:
            peer.send(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
            peer.drip(b"x" * 1000)

        started = time.monotonic()
        with (
            RequestsTransport(serve(drip).url, session=session) as transport,
            pytest.raises(RequestTimeoutError) as caught,
        ):
            transport.send(QUERY, timeout=0.2).read()
        assert caught.value.phase == "total"
        assert time.monotonic() - started < 0.6

    def test_a_stall_ends_with_the_deadline(self, serve, session) -> None:
        with (
            RequestsTransport(serve(lambda peer, _: peer.stall()).url, session=session) as transport,
            pytest.raises(RequestTimeoutError),
        ):
            transport.send(QUERY, timeout=0.1)

    def test_without_time_nothing_is_sent(self, serve, session) -> None:
        server = serve(fine)
        with RequestsTransport(server.url, session=session) as transport, pytest.raises(RequestTimeoutError):
            transport.send(QUERY, timeout=0)
        assert server.requests == []

    def test_no_redirect_is_followed(self, serve, session) -> None:
        other = serve(fine)
        server = serve(lambda peer, _: peer.answer(b"moved", "302 Found", [f"Location: {other.url}"]))
        with RequestsTransport(server.url, session=session) as transport:
            response = transport.send(QUERY, timeout=5)
        assert (response.status, response.headers["location"], other.requests) == (302, other.url, [])

    def test_a_path_that_requests_would_rewrite_is_refused(self, serve, session) -> None:
        server = serve(fine)
        with RequestsTransport(server.url, session=session) as transport, pytest.raises(UnsafeNameError):
            transport.send(HttpRequest("GET", "/api/v1/label/%41/values"), timeout=5)
        assert server.requests == []

    def test_compression_is_decided_by_the_address_that_is_written(self, serve, session) -> None:
        server = serve(fine)
        for options in ({}, {"compression": "gzip"}):
            with RequestsTransport(server.url, session=session, **options) as transport:
                transport.send(QUERY, timeout=5)
        assert [request.header("accept-encoding") for request in server.requests] == ["identity", "gzip"]

    def test_no_connection(self, session) -> None:
        with RequestsTransport("http://127.0.0.1:1", session=session) as transport, pytest.raises(ConnectError):
            transport.send(QUERY, timeout=5)


@pytest.mark.parametrize("given", [True, False], ids=["given session", "own session"])
class TestResponses:
    """The library with which users of requests mock HTTP works here too."""

    @pytest.fixture
    def transport(self, session, given):
        with RequestsTransport("http://prom.invalid:9090", **({"session": session} if given else {})) as transport:
            yield transport

    @responses.activate
    def test_answers(self, transport) -> None:
        responses.post("http://prom.invalid:9090/api/v1/query", body=b"fine", headers={"X-A": "b"})
        response = transport.send(QUERY, timeout=5)
        assert (response.status, response.headers["x-a"], response.read()) == (200, "b", b"fine")
        assert responses.calls[0].request.body == b"query=a%20b"

    @responses.activate
    @pytest.mark.parametrize(
        ("raised", "expected"),
        [
            (requests.ConnectionError("no"), ConnectionLostError),
            (requests.ConnectTimeout("no"), RequestTimeoutError),
            (requests.ReadTimeout("no"), RequestTimeoutError),
            (requests.exceptions.SSLError("no"), TlsError),
            (requests.exceptions.InvalidURL("no"), TransportError),
            (RuntimeError("no"), TransportError),
        ],
        ids=lambda value: getattr(value, "__name__", type(value).__name__),
    )
    def test_errors(self, transport, raised, expected) -> None:
        responses.post("http://prom.invalid:9090/api/v1/query", body=raised)
        with pytest.raises(PrometheusQuerierError) as caught:
            transport.send(QUERY, timeout=5)
        assert type(caught.value) is expected


def test_retries_of_an_adapter_on_a_given_session_are_its_owners_business(serve, session) -> None:
    session.mount("http://", HTTPAdapter(max_retries=2))
    server = serve(lambda peer, _: peer.hang_up())
    with RequestsTransport(server.url, session=session) as transport, pytest.raises(ConnectionLostError):
        transport.send(HttpRequest("GET", "/api/v1/query"), timeout=5)
    assert len(server.requests) == 1 + 2
