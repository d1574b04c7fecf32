"""How every pooled transport finds its server, and how it says that it could not."""

from __future__ import annotations

import socket

import pytest

from prometheus_querier.errors import ConnectError, RequestTimeoutError
from prometheus_querier.http import HttpRequest
from prometheus_querier.transport import RequestsTransport

QUERY = HttpRequest("POST", "/api/v1/query", (("query", "up"),))


def fine(peer, _) -> None:
    peer.answer(b"fine")


def test_a_refused_connection_names_the_place(pooled) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(ConnectError, match=f"127.0.0.1:{port}") as caught:
        pooled(f"http://user:hunter2@127.0.0.1:{port}").send(QUERY, timeout=5)
    assert caught.value.retryable
    assert "hunter2" not in str(caught.value)


def test_an_unknown_name_is_a_connection_error(pooled) -> None:
    with pytest.raises(ConnectError, match=r"no-such-host\.invalid:9090"):
        pooled("http://no-such-host.invalid:9090").send(QUERY, timeout=5)


def test_a_listener_that_never_accepts_ends_with_the_connect_timeout(pooled) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        address = listener.getsockname()
        waiting = [socket.socket() for _ in range(3)]
        for sock in waiting:
            sock.setblocking(False)
            sock.connect_ex(address)
        try:
            with pytest.raises(RequestTimeoutError) as caught:
                pooled(f"http://127.0.0.1:{address[1]}", connect_timeout=0.1).send(QUERY, timeout=5)
        finally:
            for sock in waiting:
                sock.close()
    assert caught.value.phase == "connect"
    assert caught.value.retryable


def test_every_address_of_a_name_is_tried(serve, monkeypatch) -> None:
    server = serve(fine)
    real = socket.getaddrinfo

    def both(host, *arguments, **options):
        dead = (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 1))
        return [dead, *real("127.0.0.1", *arguments, **options)]

    monkeypatch.setattr(socket, "getaddrinfo", both)
    with RequestsTransport(f"http://localhost:{server.port}") as transport:
        assert transport.send(QUERY, timeout=5).read() == b"fine"


def test_ipv6(serve, pooled) -> None:
    server = serve(fine, host="::1")
    assert pooled(server.url).send(QUERY, timeout=5).read() == b"fine"
    assert server.requests[0].header("host") == f"[::1]:{server.port}"
