"""TLS with real certificates: whom is trusted, who we are, and that the limits hold through it."""

from __future__ import annotations

import socket
import ssl
import time
import warnings
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
import trustme

from prometheus_querier import connect
from prometheus_querier.errors import (
    ConnectError,
    PrometheusQuerierError,
    QueryBuildError,
    RequestTimeoutError,
    TlsError,
)
from prometheus_querier.http import HttpRequest
from prometheus_querier.testing.wire_server import Hangup, Peer
from prometheus_querier.transport.tls import tls_context

QUERY = HttpRequest("POST", "/api/v1/query", (("query", "up"),))


def fine(peer, _) -> None:
    peer.answer(b"fine")


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(scope="module")
def stranger() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(scope="module")
def files(authority, stranger, tmp_path_factory):
    """The files that users have: authorities, and certificates of clients."""
    folder = tmp_path_factory.mktemp("tls")
    paths = {name: str(folder / name) for name in ("ca.pem", "client.pem", "cert.pem", "key.pem", "stranger.pem")}
    authority.cert_pem.write_to_path(paths["ca.pem"])
    client = authority.issue_cert("client@example.org")
    client.private_key_and_cert_chain_pem.write_to_path(paths["client.pem"])
    client.cert_chain_pems[0].write_to_path(paths["cert.pem"])
    client.private_key_pem.write_to_path(paths["key.pem"])
    stranger.issue_cert("client@example.org").private_key_and_cert_chain_pem.write_to_path(paths["stranger.pem"])
    return paths


def server_tls(authority: trustme.CA, *names: str, wants_client: bool = False, newest: ssl.TLSVersion | None = None):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    if newest is not None:
        context.maximum_version = newest
    authority.issue_cert(*(names or ("127.0.0.1", "localhost"))).configure_cert(context)
    if wants_client:
        context.verify_mode = ssl.CERT_REQUIRED
        authority.configure_trust(context)
    return context


def test_an_authority_of_ones_own(serve, pooled, authority, files) -> None:
    server = serve(fine, tls=server_tls(authority))
    transport = pooled(server.url, verify=files["ca.pem"])
    assert [transport.send(QUERY, timeout=5).read() for _ in range(3)] == [b"fine"] * 3
    assert server.requests[-1].turn == 3


def test_a_context_of_ones_own(serve, pooled, authority) -> None:
    context = ssl.create_default_context()
    authority.configure_trust(context)
    assert pooled(serve(fine, tls=server_tls(authority)).url, verify=context).send(QUERY, timeout=5).read() == b"fine"


def test_an_unknown_authority(serve, pooled, authority) -> None:
    server = serve(fine, tls=server_tls(authority))
    with pytest.raises(
        TlsError, match=r"nobody who is trusted here has signed its certificate.*verify='ca\.pem'"
    ) as caught:
        pooled(server.url).send(QUERY, timeout=5)
    assert not caught.value.retryable
    assert "CERTIFICATE_VERIFY_FAILED" in caught.value.reason
    assert server.requests == []


def test_another_hosts_certificate(serve, pooled, authority, files) -> None:
    server = serve(fine, tls=server_tls(authority, "other.example"))
    with pytest.raises(TlsError, match=r"127\.0\.0\.1:[0-9]+: its certificate is for another host"):
        pooled(server.url, verify=files["ca.pem"]).send(QUERY, timeout=5)
    assert server.requests == []


@pytest.mark.parametrize(("days", "advice"), [(-1, "has expired"), (1, "is not valid yet.*clock")])
def test_a_certificate_of_another_time(serve, pooled, authority, files, days, advice) -> None:
    day, now = timedelta(days=1), datetime.now(UTC)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    begins, ends = sorted([now + days * day, now + 2 * days * day])
    authority.issue_cert("127.0.0.1", not_before=begins, not_after=ends).configure_cert(context)
    with pytest.raises(TlsError, match=advice):
        pooled(serve(fine, tls=context).url, verify=files["ca.pem"]).send(QUERY, timeout=5)


def test_a_web_server_without_tls(pooled) -> None:
    with HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as server:
        Thread(target=server.handle_request).start()
        with pytest.raises(TlsError, match="speaks no TLS at this port: write http://"):
            pooled(f"https://127.0.0.1:{server.server_port}").send(QUERY, timeout=5)


@pytest.mark.parametrize("end", [Peer.hang_up, Peer.reset])
def test_a_server_that_hangs_up_on_tls(pooled, end) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

        def hang_up() -> None:
            connection, _ = server.accept()
            with connection, suppress(Hangup):
                connection.recv(10_000)
                end(Peer(connection, server))

        Thread(target=hang_up).start()
        with pytest.raises((TlsError, ConnectError), match="hangs up: write http://"):
            pooled(f"https://127.0.0.1:{port}").send(QUERY, timeout=5)


def test_tls_to_a_port_without(serve, pooled) -> None:
    server = serve(fine)
    with pytest.raises((TlsError, RequestTimeoutError)) as caught:
        pooled(server.url.replace("http:", "https:")).send(QUERY, timeout=0.3)
    assert isinstance(caught.value, PrometheusQuerierError)


def test_no_tls_to_a_port_with(serve, pooled, authority) -> None:
    server = serve(fine, tls=server_tls(authority))
    with pytest.raises(PrometheusQuerierError):
        pooled(server.url.replace("https:", "http:")).send(QUERY, timeout=5)


def test_verification_switched_off_warns_once(serve, pooled, authority) -> None:
    server = serve(fine, tls=server_tls(authority, "other.example"))
    with pytest.warns(UserWarning, match="verify=False") as caught:
        transport = pooled(server.url, verify=False)
    assert len(caught) == 1
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert [transport.send(QUERY, timeout=5).read() for _ in range(2)] == [b"fine"] * 2


@pytest.mark.parametrize("newest", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
class TestClientCertificates:
    @pytest.mark.parametrize("cert", ["client.pem", ("cert.pem", "key.pem")])
    def test_the_right_one(self, serve, pooled, authority, files, newest, cert) -> None:
        server = serve(fine, tls=server_tls(authority, wants_client=True, newest=newest))
        paths = files[cert] if isinstance(cert, str) else tuple(files[name] for name in cert)
        assert pooled(server.url, verify=files["ca.pem"], cert=paths).send(QUERY, timeout=5).read() == b"fine"

    @pytest.mark.parametrize("cert", [None, "stranger.pem"])
    def test_none_or_a_strangers(self, serve, pooled, authority, files, newest, cert) -> None:
        server = serve(fine, tls=server_tls(authority, wants_client=True, newest=newest))
        transport = pooled(server.url, verify=files["ca.pem"], cert=cert and files[cert])
        with pytest.raises(TlsError):
            transport.send(QUERY, timeout=5)
        assert server.requests == []


@pytest.mark.parametrize(
    "options",
    [{"verify": "/no/such/ca.pem"}, {"cert": "/no/such/client.pem"}, {"cert": ("/no/cert.pem", "/no/key.pem")}],
)
def test_files_that_cannot_be_read_are_reported_at_once(pooled, options) -> None:
    with pytest.raises(QueryBuildError, match="/no/"):
        pooled("https://localhost", **options)


def test_a_file_without_a_certificate_is_reported(pooled, tmp_path) -> None:
    empty = tmp_path / "empty.pem"
    empty.write_text("nothing\n")
    with pytest.raises(QueryBuildError, match=r"empty\.pem"):
        pooled("https://localhost", verify=empty)
    with pytest.raises(QueryBuildError, match=r"empty\.pem"):
        pooled("https://localhost", cert=empty)


def test_a_directory_of_authorities_is_taken(tmp_path) -> None:
    assert tls_context(tmp_path, None).verify_mode == ssl.CERT_REQUIRED


@pytest.mark.parametrize("script", ["drip", "stall", "head"])
def test_the_deadline_holds_through_tls(serve, pooled, authority, files, script) -> None:
    def drip(peer, _) -> None:
        peer.send(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        peer.drip(b"x" * 1000)

    def head(peer, _) -> None:
        peer.drip(b"HTTP/1.1 200 " + b"O" * 1000)

    scripts = {"drip": drip, "head": head, "stall": lambda peer, _: peer.stall()}
    server = serve(scripts[script], tls=server_tls(authority))
    transport = pooled(server.url, verify=files["ca.pem"])
    started = time.monotonic()
    with pytest.raises(RequestTimeoutError):
        transport.send(QUERY, timeout=0.3).read()
    assert 0.25 < time.monotonic() - started < 0.55


def test_a_handshake_that_stalls_ends_with_the_connect_timeout(pooled) -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as silent:
        transport = pooled(f"https://127.0.0.1:{silent.getsockname()[1]}", connect_timeout=0.1)
        with pytest.raises(RequestTimeoutError) as caught:
            transport.send(QUERY, timeout=5)
    assert caught.value.phase == "connect"


def test_a_server_that_ends_in_the_handshake(pooled) -> None:
    import socket
    import threading

    with socket.create_server(("127.0.0.1", 0)) as server:

        def hang_up() -> None:
            sock, _ = server.accept()
            sock.recv(10)
            sock.close()

        thread = threading.Thread(target=hang_up)
        thread.start()
        with pytest.raises((TlsError, ConnectError)):
            pooled(f"https://127.0.0.1:{server.getsockname()[1]}").send(QUERY, timeout=5)
        thread.join()


def test_a_kept_tls_connection_that_turns_out_dead_is_replaced(serve, pooled, authority, files) -> None:
    server = serve(fine, lambda peer, _: peer.hang_up(), fine, tls=server_tls(authority))
    transport = pooled(server.url, verify=files["ca.pem"])
    assert [transport.send(QUERY, timeout=5).read() for _ in range(2)] == [b"fine"] * 2


def test_close_wakes_and_closes_through_tls(serve, pooled, authority, files) -> None:
    def half(peer, _) -> None:
        peer.send(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nfirst")
        peer.stall()

    server = serve(half, tls=server_tls(authority))
    transport = pooled(server.url, verify=files["ca.pem"])
    pieces = transport.send(QUERY, timeout=5).pieces()
    assert next(pieces) == b"first"
    transport.close()
    assert server.wait_until_left()


def test_one_attempt_is_enough_to_know(serve, authority) -> None:
    server = serve(fine, tls=server_tls(authority))
    with connect(server.url) as client, pytest.raises(TlsError) as caught:
        client.query("up")
    assert caught.value.attempts == 1
