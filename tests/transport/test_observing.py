"""Who watches calls sees what happened, and can do no harm."""

from __future__ import annotations

import logging

import pytest

from prometheus_querier.errors import BadDataError, ConnectError, ServerUnavailableError
from prometheus_querier.http import HttpRequest, HttpResponse
from prometheus_querier.transport import Exchange, RetryPolicy
from prometheus_querier.transport.observing import Attempt, endpoint

QUERY = HttpRequest("POST", "/api/v1/query", (("query", "up{a='b'}\n"),), (("X-Key", "hunter2"),))


class Canned:
    def __init__(self, *answers) -> None:
        self.answers = iter(answers)

    def send(self, request, *, timeout):
        answer = next(self.answers)
        if isinstance(answer, HttpResponse):
            return answer
        raise answer

    def close(self) -> None:
        pass


def read(response: HttpResponse) -> bytes:
    body = response.read()
    if response.status == 503:
        error = ServerUnavailableError("busy")
        error.status = 503
        raise error
    return body


def exchange(*answers, observers=()) -> Exchange:
    ticks = iter(range(1000))
    policy = RetryPolicy(first_delay=0.5)
    return Exchange(
        Canned(*answers),
        policy,
        sleep=lambda _: None,
        random=lambda: 1.0,
        clock=lambda: next(ticks),
        observers=observers,
    )


class Recorder:
    def __init__(self) -> None:
        self.seen = []

    def started(self, request):
        self.seen.append(request)
        return self

    def attempted(self, attempt: Attempt) -> None:
        self.seen.append((attempt.number, attempt.status, attempt.size, type(attempt.error).__name__, attempt.delay))

    def ended(self, error) -> None:
        self.seen.append(error)


def test_every_attempt_is_told() -> None:
    recorder = Recorder()
    answers = ConnectError("no"), HttpResponse(503, {}, b"busy"), HttpResponse(200, {}, b"fine")
    exchange(*answers, observers=[recorder]).call(QUERY, read, timeout=None)
    assert recorder.seen == [
        QUERY,
        (1, None, 0, "ConnectError", 0.5),
        (2, 503, 4, "ServerUnavailableError", 1.0),
        (3, 200, 4, "NoneType", None),
        None,
    ]


def test_the_last_failure_is_told_twice_as_attempt_and_as_end() -> None:
    recorder = Recorder()
    failure = BadDataError("no")
    with pytest.raises(BadDataError):
        exchange(failure, observers=[recorder]).call(QUERY, read, timeout=None)
    assert recorder.seen == [QUERY, (1, None, 0, "BadDataError", None), failure]


def test_an_interrupt_is_told() -> None:
    recorder = Recorder()
    with pytest.raises(KeyboardInterrupt):
        exchange(KeyboardInterrupt(), observers=[recorder]).call(QUERY, read, timeout=None)
    assert isinstance(recorder.seen[-1], KeyboardInterrupt)


def test_whoever_has_no_interest_is_asked_no_more() -> None:
    class Bored:
        def started(self, request) -> None:
            return None

    assert exchange(HttpResponse(200, {}, b"fine"), observers=[Bored()]).call(QUERY, read, timeout=None) == b"fine"


@pytest.mark.parametrize("fails", ["started", "attempted", "ended"])
def test_an_observer_that_fails_is_logged_and_does_no_harm(fails, caplog) -> None:
    def raises(*_) -> None:
        raise RuntimeError("mine")

    observer, witness = Recorder(), Recorder()
    setattr(observer, fails, raises)
    answers = ConnectError("no"), HttpResponse(200, {}, b"fine")
    assert exchange(*answers, observers=[observer, witness]).call(QUERY, read, timeout=None) == b"fine"
    assert len(witness.seen) == 4
    assert "an observer failed" in caplog.text


def test_the_log_tells_endpoint_status_bytes_attempt_and_delay(caplog) -> None:
    caplog.set_level(logging.INFO, "prometheus_querier")
    exchange(ConnectError("no"), HttpResponse(503, {}, b"busy"), HttpResponse(200, {}, b"fine")).call(
        QUERY, read, timeout=None
    )
    assert [(record.levelname, record.name, record.getMessage()) for record in caplog.records] == [
        (
            "INFO",
            "prometheus_querier",
            "POST /api/v1/query: ConnectError, 0 bytes, attempt 1, 1.000 s; again in 0.500 s",
        ),
        (
            "INFO",
            "prometheus_querier",
            "POST /api/v1/query: ServerUnavailableError 503, 4 bytes, attempt 2, 1.000 s; again in 1.000 s",
        ),
    ]


def test_queries_are_logged_at_debug_alone_and_can_be_left_out(caplog, monkeypatch) -> None:
    caplog.set_level(logging.DEBUG, "prometheus_querier")
    exchange(HttpResponse(200, {}, b"fine")).call(QUERY, read, timeout=None)
    monkeypatch.setattr(logging.getLogger("prometheus_querier.queries"), "disabled", True)
    exchange(HttpResponse(200, {}, b"fine")).call(QUERY, read, timeout=None)
    query, outcome, without_query = (record.getMessage() for record in caplog.records)
    assert query == r"""POST /api/v1/query (('query', "up{a='b'}\n"),)"""
    assert outcome == "POST /api/v1/query: 200, 4 bytes, attempt 1, 1.000 s"
    assert without_query == outcome
    assert "hunter2" not in caplog.text


def test_the_library_is_silent_unless_asked() -> None:
    assert any(isinstance(handler, logging.NullHandler) for handler in logging.getLogger("prometheus_querier").handlers)


def test_streamed_bytes_are_counted(serve, pooled) -> None:
    big = bytes(1 << 20)
    recorder = Recorder()
    transport = pooled(serve(lambda peer, _: peer.answer(big)).url)
    Exchange(transport, observers=[recorder]).call(QUERY, read, timeout=5)
    assert recorder.seen[1][:3] == (1, 200, len(big))


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/api/v1/query", "/api/v1/query"),
        ("/api/v1/label/a/values", "/api/v1/label/{name}/values"),
        ("/label/x", "/label/x"),
    ],
)
def test_endpoints_have_an_end(path, expected) -> None:
    assert endpoint(HttpRequest("GET", path)) == expected
