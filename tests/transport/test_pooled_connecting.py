"""How every pooled transport finds its server, and how it says that it could not."""

from __future__ import annotations

import socket
import time
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest

from prometheus_querier.errors import ConnectError, RequestTimeoutError
from prometheus_querier.http import HttpRequest
from prometheus_querier.transport import RequestsTransport

if TYPE_CHECKING:
    from collections.abc import Iterator

QUERY = HttpRequest("POST", "/api/v1/query", (("query", "up"),))


def fine(peer, _) -> None:
    peer.answer(b"fine")


def test_a_refused_connection_names_the_place(pooled) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(ConnectError, match=f"127.0.0.1:{port}: nothing listens there: is the server running") as caught:
        pooled(f"http://user:hunter2@127.0.0.1:{port}").send(QUERY, timeout=5)
    assert caught.value.retryable
    assert "hunter2" not in str(caught.value)


def test_an_unknown_name_is_a_connection_error(pooled) -> None:
    with pytest.raises(ConnectError, match=r"no-such-host\.invalid:9090: check the name's spelling"):
        pooled("http://no-such-host.invalid:9090").send(QUERY, timeout=5)


@pytest.fixture
def silent() -> Iterator[int]:
    """The port of a listener that never accepts, with its queue full: connecting to it takes for ever."""
    with socket.socket() as listener, ExitStack() as stack:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        for _ in range(3):
            waiting = stack.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(listener.getsockname())
        yield listener.getsockname()[1]


def test_a_connection_that_takes_for_ever_ends_with_the_connect_timeout(pooled, silent) -> None:
    with pytest.raises(RequestTimeoutError) as caught:
        pooled(f"http://127.0.0.1:{silent}", connect_timeout=0.1).send(QUERY, timeout=5)
    assert caught.value.phase == "connect"
    assert caught.value.retryable
    assert "check host and port" in str(caught.value)


def test_the_deadline_is_total_over_all_addresses_of_a_name(pooled, silent, monkeypatch) -> None:
    address = (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", silent))
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [address] * 10)
    started = time.monotonic()
    with pytest.raises(RequestTimeoutError) as caught:
        pooled("http://localhost:1", connect_timeout=0.15).send(QUERY, timeout=0.25)
    assert time.monotonic() - started < 0.5
    assert caught.value.phase == "total"


def test_sending_to_a_server_that_does_not_read_ends_with_the_deadline(pooled) -> None:
    long = HttpRequest("POST", "/api/v1/query", (("query", "x" * 9_000_000),))
    with socket.create_server(("127.0.0.1", 0)) as deaf, pytest.raises(RequestTimeoutError) as caught:
        pooled(f"http://127.0.0.1:{deaf.getsockname()[1]}", connect_timeout=None).send(long, timeout=0.2)
    assert caught.value.phase == "total"


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


def test_what_is_refused_by_an_address_is_told_once(pooled, monkeypatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [])
    with pytest.raises(ConnectError, match="no address"):
        pooled("http://localhost:1").send(QUERY, timeout=5)
