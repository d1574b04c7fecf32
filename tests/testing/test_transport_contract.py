"""The transports of this library keep the contract, and the contract notices who does not."""

from __future__ import annotations

import gc

import pytest
import requests

from prometheus_querier.errors import ConnectionLostError
from prometheus_querier.http import HttpResponse
from prometheus_querier.testing.transport_contract import TransportContract
from prometheus_querier.transport import GetFallback, RequestsTransport, Urllib3Transport


class TestRequestsTransport(TransportContract):
    def make(self, url):
        return RequestsTransport(url)


class TestUrllib3Transport(TransportContract):
    def make(self, url):
        return Urllib3Transport(url)


class TestGetFallback(TransportContract):
    def make(self, url):
        return GetFallback(RequestsTransport(url))


class TestGivenSession(TransportContract):
    limits_every_wait = False
    overshoot = 0.45  # it watches the time between reads alone, each of which may take what was left at its beginning

    def make(self, url):
        class Closing(RequestsTransport):
            def close(self) -> None:
                super().close()
                session.close()
                gc.collect()

        session = requests.Session()
        session.trust_env = False
        session.cookies.set_policy(requests.cookies.cookielib.DefaultCookiePolicy(allowed_domains=[]))
        return Closing(url, session=session)


class Repeats(RequestsTransport):
    def send(self, request, *, timeout):
        try:
            return super().send(request, timeout=timeout)
        except ConnectionLostError:
            return super().send(request, timeout=timeout)


class Cuts(RequestsTransport):
    def send(self, request, *, timeout):
        response = super().send(request, timeout=timeout)
        return HttpResponse(response.status, response.headers, next(iter(response.pieces()), b""))


class Ignores(RequestsTransport):
    def send(self, request, *, timeout):
        return super().send(request, timeout=1.0)


@pytest.mark.parametrize(
    ("kind", "notices"),
    [
        (Repeats, "test_a_connection_that_breaks_is_lost_and_the_request_not_repeated"),
        (Cuts, "test_bodies_come_whole_however_they_are_framed"),
        (Ignores, "test_the_timeout_ends_a_wait_for_the_head_and_for_the_body"),
    ],
)
def test_it_notices(kind, notices) -> None:
    class Contract(TransportContract):
        def make(self, url):
            return kind(url)

    with pytest.raises(AssertionError):
        getattr(Contract(), notices)()
    gc.collect()
