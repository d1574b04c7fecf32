"""FakeTransport keeps what it is asked and says what it was told to, or why it cannot."""

from __future__ import annotations

import pytest

from prometheus_querier.errors import ClientClosedError, ConnectError
from prometheus_querier.http import HttpRequest
from prometheus_querier.testing import FakeTransport, answers
from prometheus_querier.transport.base import Transport

QUERY = HttpRequest("POST", "/api/v1/query", (("query", "up"),))


def test_is_a_transport():
    assert isinstance(FakeTransport(), Transport)


def test_gives_one_answer_every_time_and_keeps_the_requests():
    transport = FakeTransport({"query": answers.vector()})
    first = transport.send(QUERY, timeout=1.5)
    second = transport.send(QUERY, timeout=None)
    assert first.read() == second.read()
    assert transport.requests == [QUERY, QUERY]
    assert transport.timeouts == [1.5, None]


def test_gives_answers_in_turn_and_raises_errors():
    transport = FakeTransport({"query": [ConnectError("refused"), answers.labels("a")]})
    with pytest.raises(ConnectError, match="refused"):
        transport.send(QUERY, timeout=None)
    assert transport.send(QUERY, timeout=None).status == 200
    with pytest.raises(LookupError, match="no more answers for POST /api/v1/query"):
        transport.send(QUERY, timeout=None)


def test_makes_an_answer_from_the_request():
    transport = FakeTransport({"/-/ready": lambda request: answers.text(200, request.method)})
    assert transport.send(HttpRequest("GET", "/-/ready"), timeout=None).read() == b"GET"


def test_says_which_answer_is_missing_and_how_to_can_it():
    transport = FakeTransport({"labels": answers.labels()})
    with pytest.raises(LookupError, match=r"no answer for POST /api/v1/query; canned: /api/v1/labels.*'query'"):
        transport.send(QUERY, timeout=None)
    transport.answer("query", answers.scalar(0, 1))
    assert transport.send(QUERY, timeout=None).status == 200


@pytest.mark.parametrize("body", ['{"status": "success"}', b"{}", {"status": "success"}])
def test_refuses_a_body_in_the_place_of_an_answer(body):
    with pytest.raises(TypeError, match=r"not (str|bytes|dict): answers.vector"):
        FakeTransport({"query": body})


def test_refuses_after_close():
    transport = FakeTransport({"query": answers.vector()})
    transport.close()
    transport.close()
    assert transport.closed
    with pytest.raises(ClientClosedError):
        transport.send(QUERY, timeout=None)
    assert transport.requests == []
