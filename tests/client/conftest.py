"""One call of a method: what it sends, and what it makes of an answer."""

from __future__ import annotations

import pytest

from prometheus_querier import PrometheusClient


class OneAnswer:
    """A transport that gives one answer to whatever is asked, and keeps the request."""

    def __init__(self, answer):
        self.answer = answer
        self.requests = []

    def send(self, request, *, timeout):
        self.requests.append(request)
        return self.answer

    def close(self):
        pass


@pytest.fixture
def exchange():
    """Makes a call; gives method, path and parameters of the one request that it sent, and what the call returned."""

    def exchange(call, answer):
        transport = OneAnswer(answer)
        with PrometheusClient(transport, timeout=None) as client:
            result = call(client)
        (request,) = transport.requests
        return (request.method, request.path, *request.params), result

    return exchange


@pytest.fixture
def refused():
    """Makes a call that must be refused before anything is sent; gives the error."""

    def refused(call, kind):
        transport = OneAnswer(None)
        with PrometheusClient(transport) as client, pytest.raises(kind) as caught:
            call(client)
        assert transport.requests == []
        return caught.value

    return refused
