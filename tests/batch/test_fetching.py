"""Many questions at once: an outcome for each, whatever happens to the others."""

from __future__ import annotations

import itertools
import pickle
import signal
import threading
import time

import pytest
from range_answers import client as range_client
from systems import needs_signals

import prometheus_querier as pq
from prometheus_querier import batch, promql as q
from prometheus_querier.errors import BadDataError, QueryBuildError, ServerUnavailableError
from prometheus_querier.testing import FakeTransport, answers
from prometheus_querier.testing.wire_server import WireServer

RANGE = pq.QueryTimeRange("0", "3600", "1m")
UP = answers.vector(({"__name__": "up"}, (1704067200, 1)))


def _client(answer=UP):
    return pq.PrometheusClient(FakeTransport({"query": answer}))


def _by_query(known):
    return lambda request: known[dict(request.params)["query"]]


def test_an_outcome_for_each_question():
    client = _client(_by_query({"up": UP, "1 + 1": answers.scalar(0, 2)}))
    found = {one.name: one.result() for one in batch.fetch_all(client, {"up": q.metric("up"), "two": "1 + 1"})}
    assert found["up"].one().value == 1
    assert found["two"].value == 2


def test_questions_about_a_range_of_time():
    (outcome,) = batch.fetch_all(range_client(), {"up": "up"}, time_range=RANGE)
    assert len(outcome.result()[0].values) == RANGE.points
    assert outcome.ask == batch.Ask("up", RANGE)


def test_a_question_may_have_a_time_of_its_own():
    client = range_client()
    shorter = pq.QueryTimeRange("0", "60", "1m")
    questions = {"shared": "up", "own": batch.Ask("up", shorter)}
    found = {one.name: one.result() for one in batch.fetch_all(client, questions, time_range=RANGE)}
    assert {name: len(result[0].values) for name, result in found.items()} == {"shared": 61, "own": 2}


def test_a_long_range_is_asked_for_part_by_part():
    transport_client = range_client()
    long = pq.QueryTimeRange("0", "15000", "1s")
    (outcome,) = batch.fetch_all(transport_client, {"up": "up"}, time_range=long)
    assert len(outcome.result()[0].values) == long.points


def test_in_order_or_as_they_come():
    first_is_slow = threading.Event()

    def answer(request):
        if dict(request.params)["query"] == "a":
            assert first_is_slow.wait(5)
        return UP

    outcomes = batch.fetch_all(_client(answer), {"a": "a", "b": "b", "c": "c"}, workers=2)
    assert {next(outcomes).name, next(outcomes).name} == {"b", "c"}
    first_is_slow.set()
    assert [one.name for one in outcomes] == ["a"]
    ordered = batch.fetch_all(_client(), {name: name for name in "zyxabc"}, in_order=True)
    assert "".join(one.name for one in ordered) == "zyxabc"


def test_pairs_are_taken_as_they_are_needed():
    taken = []

    def pairs():
        for number in range(1000):
            taken.append(number)
            yield f"q{number}", "up"

    outcomes = batch.fetch_all(_client(), pairs(), workers=2, in_order=True)
    assert [next(outcomes).name for _ in range(3)] == ["q0", "q1", "q2"]
    assert len(taken) < 10
    outcomes.close()


def test_the_first_failure_ends_everything_and_names_its_question():
    client = _client(_by_query({"up": UP, "up{": answers.error("bad_data", "parse error")}))
    with pytest.raises(BadDataError, match="parse error") as caught:
        list(batch.fetch_all(client, {"fine": "up", "broken": "up{"}))
    assert caught.value.__notes__ == ["this was the answer to the question 'broken'"]


def test_failures_are_collected_with_their_questions():
    class Broken(pq.PrometheusMetricQuerier):
        def name(self):
            raise KeyError("a bug in a querier")

        def labels(self):
            return {}

    client = _client(_by_query({"up": UP, "up{": answers.error("bad_data", "parse error")}))
    questions = {"fine": "up", "broken": "up{", "bug": Broken(), "empty": ""}
    found = {one.name: one for one in batch.fetch_all(client, questions, on_error="collect")}
    assert {name: type(one.error) for name, one in found.items()} == {
        "fine": type(None), "broken": BadDataError, "bug": KeyError, "empty": QueryBuildError
    }  # fmt: skip
    with pytest.raises(BadDataError, match="parse error"):
        found["broken"].result()
    again = pickle.loads(pickle.dumps(found["broken"]))  # noqa: S301 - our own
    assert again.error.query == "up{"


@pytest.mark.parametrize(
    ("questions", "options", "words"),
    [
        ({"a": "up"}, {"on_error": "ignore"}, "on_error"),
        ({"a": "up"}, {"workers": 0}, "workers"),
        ({"a": "up"}, {"per_second": -1}, "per_second"),
        ({"a": "up"}, {"time": 5, "time_range": RANGE}, "not for both"),
        ({"a": batch.Ask("up", time=5)}, {"time_range": RANGE}, "ask it apart"),
        ([("a", "up"), ("a", "down")], {}, "called 'a'"),
        ({1: "up"}, {}, "name must be text"),
        (["up"], {}, "by pairs of name and question, not 'up'"),
        ([("a", "up", "x")], {}, r"pairs of name and question, not \('a', 'up', 'x'\)"),
        ("up", {}, "pairs of name and question, not 'u'"),
        (None, {}, "pairs of name and question, not None"),
        ({"a": "up"}, {"per_second": "5"}, "per_second must be a number"),
        ({"a": "up"}, {"progress": "dots"}, "progress"),
    ],
)
def test_what_cannot_be_asked_is_refused_before_anything_is_sent(questions, options, words):
    transport = FakeTransport({"query": UP})
    with pytest.raises(QueryBuildError, match=words):
        list(batch.fetch_all(pq.PrometheusClient(transport), questions, **options))
    assert transport.requests == []


def test_a_server_that_has_enough_is_asked_less_and_everything_is_answered():
    """A server that bears two at once, and says so by 429."""
    lock, running, most, refused = threading.Lock(), 0, 0, 0

    def script(peer, _):
        nonlocal running, most, refused
        with lock:
            running += 1
            most = max(most, running)
            too_many = running > 2
            refused += too_many
        time.sleep(0.003)
        with lock:
            running -= 1
        if too_many:
            peer.answer(b"slow down", "429 Too Many Requests")
        else:
            peer.answer(UP.read(), headers=["Content-Type: application/json"])

    with WireServer(script) as server, pq.connect(server.url) as client:
        pace = batch.fetching.Pace(8, first_pause=0.02)
        named = [(f"q{number}", batch.Ask("up")) for number in range(120)]
        outcomes = list(
            batch.fetching._outcomes(client, iter(named), None, pace, progress=False, in_order=False, on_error="raise")
        )
    assert len(outcomes) == 120
    assert refused < 40, "it learns"


def test_a_server_that_stays_overloaded_fails_the_question_in_its_own_words(monkeypatch):
    monkeypatch.setattr("prometheus_querier.batch.fetching.Pace", lambda *_: batch.pace.Pace(2, first_pause=0.001))
    client = _client(answers.text(503, "Service Unavailable"))
    (outcome,) = batch.fetch_all(client, {"a": "up"}, on_error="collect")
    assert isinstance(outcome.error, ServerUnavailableError)


def _workers():
    return {thread for thread in threading.enumerate() if thread.name == "prometheus-querier"}


@needs_signals
def test_ctrl_c_breaks_off_what_is_under_way_and_leaves_no_thread():
    before = _workers()
    arrived, gone = itertools.count(1), threading.Semaphore(0)

    def script(peer, _):
        if next(arrived) == 4:
            signal.pthread_kill(threading.main_thread().ident, signal.SIGINT)
        try:
            peer.stall()
        finally:
            gone.release()

    with WireServer(script) as server, pq.connect(server.url, timeout=60) as client:
        started = time.monotonic()
        with pytest.raises(KeyboardInterrupt):
            list(batch.fetch_all(client, {f"q{number}": "up" for number in range(100)}))
        assert time.monotonic() - started < 10
        # The server sees that nobody waits for these any more, and stops computing them.
        assert all(gone.acquire(timeout=5) for _ in range(4))
        assert len(server.requests) == 4
    assert _workers() <= before


def test_whoever_stops_early_breaks_off_what_is_under_way():
    before = _workers()

    def script(peer, request):
        if b"slow" in request.body:
            peer.stall()
        peer.answer(UP.read(), headers=["Content-Type: application/json"])

    with WireServer(script) as server, pq.connect(server.url, timeout=60) as client:
        started = time.monotonic()
        for outcome in batch.fetch_all(client, {"slow": "slow", "fast": "up"}):
            assert outcome.name == "fast"
            break
        assert time.monotonic() - started < 10
        # And the client goes on as if nothing had happened.
        assert client.query("up").one().value == 1
    assert _workers() <= before
