"""What a client with a cache asks for, and what it never keeps."""

from __future__ import annotations

import time

import pytest
import range_answers
import requests
from changing_server import SETTLES_AFTER, ChangingServer, exactly

import prometheus_querier as pq
from prometheus_querier import PrometheusClient, QueryTimeRange, RangeCache, batch, errors
from prometheus_querier.client.caching import STEPS, as_of
from prometheus_querier.flavours import thanos, victoriametrics
from prometheus_querier.testing import FakeTransport, answers

MINUTE, HOUR = 60, 3600


@pytest.fixture
def server():
    return ChangingServer()


def client_of(server, directory, **options):
    cache = RangeCache(directory, settled_after=SETTLES_AFTER / 1000, clock=lambda: server.now / 1000, **options)
    return PrometheusClient(server, cache=cache)


def last(server, seconds, step=MINUTE):
    return QueryTimeRange.of(server.now / 1000 - seconds, server.now / 1000, step)


def asked(server):
    """The ranges that were asked for since the last look, as first and last step."""
    found = [(int(one["start"]), int(one["end"])) for one in server.requests]
    server.requests.clear()
    return found


def test_only_what_is_new_is_asked_for(server, tmp_path):
    client = client_of(server, tmp_path)
    client.query_range("plain", last(server, 7 * 24 * HOUR))
    begin, end = server.now // 1000 - 7 * 24 * HOUR, server.now // 1000
    assert asked(server) == [(begin, end)]
    server.now += 1000 * HOUR
    found = client.query_range("plain", last(server, 7 * 24 * HOUR))
    # The last step that is more than ten minutes old is kept.
    assert asked(server) == [(end - 10 * MINUTE, end + HOUR)]
    assert exactly(found) == exactly(PrometheusClient(server).query_range("plain", last(server, 7 * 24 * HOUR)))


def test_nothing_is_asked_for_what_is_kept(server, tmp_path):
    span = QueryTimeRange.of(1_700_000_000, 1_700_000_000 + 20 * HOUR, MINUTE)
    client = client_of(server, tmp_path)
    whole = client.query_range("plain", span)
    asked(server)
    assert exactly(client_of(server, tmp_path).query_range("plain", span)) == exactly(whole)
    for inside in (
        QueryTimeRange.of(1_700_000_000 + 2 * HOUR, 1_700_000_000 + 3 * HOUR, MINUTE),
        QueryTimeRange.of(1_700_000_000 + HOUR, 1_700_000_000 + HOUR, MINUTE),
    ):
        client.query_range("plain # the same", inside)
    assert asked(server) == []


def test_gaps_are_asked_for_in_one_request_each(server, tmp_path):
    client, begin = client_of(server, tmp_path), 60 * STEPS * 55_350
    client.query_range("plain", QueryTimeRange.of(begin + 60 * STEPS, begin + 60 * (2 * STEPS - 1), MINUTE))
    client.query_range("plain", QueryTimeRange.of(begin + 60 * 4 * STEPS, begin + 60 * (5 * STEPS - 1), MINUTE))
    asked(server)
    client.query_range("plain", QueryTimeRange.of(begin, begin + 60 * (6 * STEPS - 1), MINUTE))
    assert [(one - begin) // 60 / STEPS for pair in asked(server) for one in pair] == [
        0, (STEPS - 1) / STEPS, 2, (4 * STEPS - 1) / STEPS, 5, (6 * STEPS - 1) / STEPS,
    ]  # fmt: skip


def test_long_ranges_are_split_and_kept(server, tmp_path):
    client = client_of(server, tmp_path)
    span = QueryTimeRange.of(1_700_000_000, 1_700_000_000 + 3000, 1)
    first = client.query_range("plain @ end()", span, max_points=1000)
    assert len(asked(server)) == 4
    assert exactly(client.query_range("plain @ end()", span, max_points=1000)) == exactly(first)
    assert [exactly(part) for part in client.iter_range("plain @ end()", span, max_points=1000)]
    assert asked(server) == []


@pytest.mark.parametrize(
    ("query", "options"),
    [
        ("plain", {"limit": 5}),
        ("plain", {"stats": True}),
        ("plain @ end()", {}),
        ("plain[5m:] @ start()", {}),
        ("sum(plain ?", {}),
        ("vector(range())", {}),
        ("plain offset -1y", {}),
        ("plain @ 1999999999", {}),
        ("plain smoothed", {}),
        ("plain offset step()", {}),
    ],
)
def test_what_is_not_kept(server, tmp_path, query, options):
    client = client_of(server, tmp_path)
    span = QueryTimeRange.of(1_704_000_000, 1_704_000_000 + HOUR, MINUTE)
    for _ in range(2):
        client.query_range(query, span, **options)
        assert asked(server) == [(1_704_000_000, 1_704_000_000 + HOUR)]
    assert list(tmp_path.glob("*")) == []


def test_partial_answers_are_not_kept(server, tmp_path):
    client, span = client_of(server, tmp_path), last(server, 24 * HOUR)
    server.is_partial = True
    assert client.query_range("plain", span).warnings
    assert list(tmp_path.glob("*")) == []


def test_of_infos_it_is_known_to_which_part_they_belong(server, tmp_path):
    client, span = client_of(server, tmp_path), last(server, 24 * HOUR)
    assert client.query_range("each", span).infos == ("each step",)
    first = len(asked(server))
    assert client.query_range("each", span).infos == ("each step",)
    assert len(asked(server)) < first
    assert client.query_range("each", last(server, 5 * MINUTE)).infos == ("each step",)


def test_a_clock_that_is_ahead_is_held_against_the_servers(server, tmp_path):
    server.says_date = True
    cache = RangeCache(tmp_path, settled_after=SETTLES_AFTER / 1000, clock=lambda: server.now / 1000 + HOUR)
    client = PrometheusClient(server, cache=cache)
    client.query_range("plain", last(server, 5 * MINUTE))
    assert list(tmp_path.glob("*")) == []


def test_the_earlier_clock_counts():
    now = time.monotonic()
    assert as_of(1000, now, None) == as_of(1000, now, "no date") == as_of(1000, now, "Tue, 02 Jan 2024 00:00:00 GMT")
    date = "Mon, 01 Jan 2024 00:00:00 GMT"
    assert 1_704_067_190_000 - 100 <= as_of(1 << 60, now - 10, date) <= 1_704_067_190_000
    assert as_of(1 << 60, now, date.replace("GMT", "-0000")) <= 1_704_067_200_000


def test_tenants_and_labels_and_servers_do_not_share(tmp_path):
    transport = range_answers.server()
    client = PrometheusClient(transport, cache=RangeCache(tmp_path))
    clients = [
        client,
        client.for_tenant("a"),
        client.for_tenant("b"),
        client.enforcing(team="a"),
        client.for_tenant("a").enforcing(team="a"),
        PrometheusClient(transport, cache=RangeCache(tmp_path, identity="a")),
        PrometheusClient(transport, cache=RangeCache(tmp_path, settled_after="1h")),
    ]
    for _ in range(2):
        for one in clients:
            one.query_range("up", QueryTimeRange.of(0, 600, 60))
            one.query_range("up", QueryTimeRange.of(0, 600, 60), lookback_delta="1m")
            one.query_range("up", QueryTimeRange.of(0, 600, 30))
            one.query_range("up", QueryTimeRange.of(1, 601, 60))
    assert len(transport.requests) == 4 * len(clients)
    with pytest.raises(errors.NotEnforceableError):
        client.enforcing(team="a").query_range("up{team='b'}", QueryTimeRange.of(0, 600, 60))


def test_who_asks_must_be_known(tmp_path):
    cache = RangeCache(tmp_path)
    for options in ({"auth": lambda: "token"}, {"auth": requests.auth.HTTPBasicAuth("a", "b")}):
        with pytest.raises(errors.QueryBuildError, match="identity="):
            pq.connect("http://localhost:9090", cache=cache, **options)
        pq.connect("http://localhost:9090", cache=RangeCache(tmp_path, identity="me"), **options).close()
    pq.connect("http://localhost:9090", cache=cache, auth="token").close()


def test_answers_that_are_not_of_their_steps_are_refused(tmp_path):
    class Silent:
        def send(self, request, *, timeout):
            raise AssertionError

        def close(self):
            pass

    with pytest.raises(errors.QueryBuildError, match="as_sent"):
        PrometheusClient(Silent(), cache=RangeCache(tmp_path))
    with victoriametrics("http://localhost:8428") as client, pytest.raises(errors.QueryBuildError, match="the range"):
        client.cached(RangeCache(tmp_path))
    with thanos("http://localhost:10902", dedup=False) as client:
        client.cached(RangeCache(tmp_path))


def test_times_that_a_server_moves_are_not_kept(tmp_path):
    moved = answers.matrix(({"job": "a"}, [(5, 1), (65, 1)]))
    client = PrometheusClient(FakeTransport({"query_range": moved}), cache=RangeCache(tmp_path))
    for _ in range(2):
        assert list(client.query_range("up", QueryTimeRange.of(0, 60, 60))[0].timestamps) == [5, 65]
    assert list(tmp_path.glob("*")) == []


def test_errors_are_those_of_the_server_and_the_time(server, tmp_path):
    client = client_of(server, tmp_path)
    client.query_range("plain", last(server, HOUR))
    server.now += 1000 * HOUR
    with pytest.raises(errors.RequestTimeoutError, match="cache lacks"):
        client.query_range("plain", last(server, 3 * HOUR), timeout=1e-9)
    transport = FakeTransport({"query_range": answers.error("execution", "boom")})
    with pytest.raises(errors.ExecutionError, match="boom") as caught:
        PrometheusClient(transport, cache=RangeCache(tmp_path)).query_range("up", QueryTimeRange.of(0, 60, 60))
    assert not hasattr(caught.value, "__notes__")


def test_what_is_too_much_for_any_server_is_not_looked_for(tmp_path, monkeypatch):
    monkeypatch.setattr(RangeCache, "load", None)
    transport = FakeTransport({"query_range": answers.error("bad_data", "exceeded maximum resolution")})
    client = PrometheusClient(transport, cache=RangeCache(tmp_path))
    with pytest.raises(errors.BadDataError, match="exceeded maximum resolution"):
        client.query_range("up", QueryTimeRange.of(0, 1_700_000_000, 0.001), max_points=None)


def test_many_questions_and_exports_go_through_it(server, tmp_path):
    client, span = client_of(server, tmp_path / "cache"), QueryTimeRange.of(1_704_000_000, 1_704_000_000 + HOUR, MINUTE)
    questions = {"one": batch.Ask("plain", span), "two": batch.Ask("plain offset 1h", span)}
    for number in range(2):
        found = list(batch.fetch_all(client, questions, progress=False))
        assert len(found) == 2
        batch.export(client, "plain", span, tmp_path / str(number), format="jsonl", progress=False)
        if number == 0:
            server.requests.clear()
    assert [one for one in server.requests if "query" in one] == []
