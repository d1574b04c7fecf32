"""POST where it is allowed, GET where it is not."""

from __future__ import annotations

import pytest

from prometheus_querier.errors import ConnectionLostError
from prometheus_querier.http import HttpRequest, HttpResponse
from prometheus_querier.testing import FakeTransport
from prometheus_querier.transport import GetFallback

QUERY = HttpRequest("POST", "/api/v1/query", (("query", "up"),), (("X-Scope-OrgID", "a"),))
FINE = HttpResponse(200, {}, b"fine")


def refused(status: int) -> HttpResponse:
    return HttpResponse(status, {}, b"no")


def fallback(*answers) -> tuple[GetFallback, FakeTransport]:
    fake = FakeTransport({"query": answers, "read": answers})
    return GetFallback(fake), fake


def methods(fake: FakeTransport) -> list[str]:
    return [request.method for request in fake.requests]


@pytest.mark.parametrize("status", [403, 405, 501])
def test_a_refused_post_is_sent_as_get_and_remembered(status) -> None:
    transport, fake = fallback(refused(status), FINE, FINE)
    assert [transport.send(QUERY, timeout=5).status for _ in range(2)] == [200, 200]
    assert methods(fake) == ["POST", "GET", "GET"]
    assert fake.requests[1].params == QUERY.params
    assert fake.requests[1].headers == QUERY.headers


@pytest.mark.parametrize("status", [400, 401, 404, 413, 422, 500, 503])
def test_other_statuses_are_not_about_the_method(status) -> None:
    transport, fake = fallback(refused(status))
    assert transport.send(QUERY, timeout=5).status == status
    assert methods(fake) == ["POST"]


@pytest.mark.parametrize("status", [403, 405, 500])
def test_what_get_does_not_cure_is_not_remembered(status) -> None:
    transport, fake = fallback(refused(403), refused(status), refused(403), FINE)
    assert [transport.send(QUERY, timeout=5).status for _ in range(2)] == [status, 200]
    assert methods(fake) == ["POST", "GET", "POST", "GET"]


def test_a_get_that_breaks_is_not_remembered() -> None:
    transport, fake = fallback(refused(405), ConnectionLostError("no"), FINE)
    with pytest.raises(ConnectionLostError):
        transport.send(QUERY, timeout=5)
    assert transport.send(QUERY, timeout=5).status == 200
    assert methods(fake) == ["POST", "GET", "POST"]


@pytest.mark.parametrize(("length", "sent"), [(8187, ["POST", "GET"]), (8188, ["POST"])])
def test_long_queries_stay_out_of_urls(length, sent) -> None:
    transport, fake = fallback(refused(405), FINE)
    transport.send(HttpRequest("POST", "/api/v1/query", (("query", "x" * length),)), timeout=5)
    assert methods(fake) == sent


def test_long_queries_are_posted_even_when_get_is_preferred() -> None:
    transport, fake = fallback(refused(405), FINE, FINE)
    transport.send(QUERY, timeout=5)
    transport.send(HttpRequest("POST", "/api/v1/query", (("query", "x" * 9000),)), timeout=5)
    assert methods(fake) == ["POST", "GET", "POST"]


@pytest.mark.parametrize(
    "request_",
    [
        HttpRequest("GET", "/api/v1/query"),
        HttpRequest("PUT", "/api/v1/query"),
        HttpRequest("POST", "/api/v1/read", content=b"x"),
    ],
    ids=lambda request: request.method + request.path,
)
def test_only_forms_by_post_have_another_way(request_) -> None:
    transport, fake = fallback(refused(405))
    assert transport.send(request_, timeout=5).status == 405
    assert len(fake.requests) == 1


def test_both_share_the_time_and_the_connection(serve, pooled) -> None:
    def slow(peer, request) -> None:
        peer._server.ended.wait(0.05)
        peer.answer(b"", "405 Method Not Allowed" if request.method == "POST" else "200 OK")

    server = serve(slow)
    transport = GetFallback(pooled(server.url))
    assert transport.send(QUERY, timeout=5).status == 200
    assert [request.connection for request in server.requests] == [1, 1]

    class Timeouts(FakeTransport):
        def send(self, request, *, timeout):
            import time

            time.sleep(0.02)
            return super().send(request, timeout=timeout)

    fake = Timeouts({"query": [refused(405), FINE]})
    GetFallback(fake).send(QUERY, timeout=5.0)
    assert fake.timeouts[0] == 5.0
    assert 4.5 < fake.timeouts[1] < 4.981


def test_it_closes_what_it_wraps_and_shows_it() -> None:
    transport, fake = fallback()
    transport.close()
    assert fake.closed
