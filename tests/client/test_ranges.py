"""Long ranges are asked for in parts, and come back as if they had been asked for at once."""

from __future__ import annotations

import math
import threading
import time

import pytest
from hypothesis import given, settings, strategies as st

from prometheus_querier import PrometheusClient, QueryTimeRange, errors
from prometheus_querier.http import HttpResponse
from prometheus_querier.testing import FakeTransport, answers


class Backend:
    """A transport that answers range queries on the grid of steps, and refuses what a server refuses."""

    def __init__(self, series=None, *, max_steps=11_000, delay=0.0, fails_at=None, shift=0.0):
        self.series = series or {"a": lambda _: True, "b": lambda time: time % 3 == 0}
        self.max_steps, self.delay, self.fails_at, self.shift = max_steps, delay, fails_at, shift
        self.requests, self.lock, self.running, self.most = [], threading.Lock(), 0, 0

    def send(self, request, *, timeout):
        params = dict(request.params)
        start, end, step = (float(params[name]) for name in ("start", "end", "step"))
        with self.lock:
            self.requests.append(params)
            self.running += 1
            self.most = max(self.most, self.running)
        time.sleep(self.delay)
        with self.lock:
            self.running -= 1
        if (end - start) // step > self.max_steps:
            return answers.error("bad_data", "exceeded maximum resolution of 11,000 points per timeseries")
        if self.fails_at is not None and start <= self.fails_at <= end:
            return answers.error("execution", "boom")
        times = [start + index * step for index in range(int((end - start) // step) + 1)]
        found = []
        for job, has in self.series.items():
            samples = [(time + self.shift * len(self.requests), math.sin(time)) for time in times if has(time)]
            if samples:
                found.append(({"job": job}, samples))
        return answers.matrix(*found, warnings=["w"])

    def close(self):
        pass


def times(result):
    return {series.labels["job"]: list(series.timestamps) for series in result}


def test_a_range_that_fits_is_asked_for_as_it_is():
    backend = Backend()
    PrometheusClient(backend, timeout=None).query_range("up", QueryTimeRange.of(7, 100.5, "10s"))
    assert backend.requests == [{"query": "up", "start": "7", "end": "100.5", "step": "10"}]


def test_every_parameter():
    transport = FakeTransport({"query_range": answers.matrix()})
    PrometheusClient(transport).query_range(
        "up", QueryTimeRange.of(0, 60, "15s"), limit=5, lookback_delta="1m", stats=True, timeout=10
    )
    (request,) = transport.requests
    assert (request.method, request.path) == ("POST", "/api/v1/query_range")
    assert dict(request.params) == {
        "query": "up",
        "step": "15",
        "limit": "5",
        "lookback_delta": "60",
        "stats": "true",
        "start": "0",
        "end": "60",
        "timeout": "9.500",
    }


@pytest.mark.parametrize("concurrency", [1, 2, 7])
def test_a_long_range_is_whole_again(concurrency):
    backend = Backend()
    result = PrometheusClient(backend).query_range("up", QueryTimeRange.of(0, 40_000, 1), concurrency=concurrency)
    assert times(result) == {"a": list(range(40_001)), "b": list(range(0, 40_001, 3))}
    assert list(result[0].values) == [math.sin(time) for time in range(40_001)]
    assert len(backend.requests) == 4
    assert backend.most <= concurrency
    assert (result.query, result.warnings) == ("up", ("w",))


@settings(max_examples=40, deadline=None)
@given(
    st.integers(0, 10**6), st.integers(0, 300), st.integers(1, 40), st.integers(1, 50), st.integers(1, 4),
    st.lists(st.integers(0, 300), max_size=20).map(set),
)  # fmt: skip
def test_any_split_gives_what_one_answer_would_have_given(start, length, step, max_points, concurrency, gaps):
    """Series with gaps, and those that begin or end in the middle, included."""
    series = {
        "always": lambda _: True,
        "gaps": lambda time: int(time - start) not in gaps,
        "late": lambda time: time - start > length / 2,
        "never": lambda _: False,
    }
    client = PrometheusClient(Backend(series))
    span = QueryTimeRange.of(start, start + length, step)
    whole = client.query_range("up", span, max_points=None)
    split = client.query_range("up", span, max_points=max_points, concurrency=concurrency)
    assert split == whole
    parts = list(client.iter_range("up", span, max_points=max_points, concurrency=concurrency))
    joined = {}
    for part in parts:
        for job, found in times(part).items():
            joined.setdefault(job, []).extend(found)
    assert joined == times(whole)


def test_splitting_can_be_turned_off():
    backend = Backend()
    with pytest.raises(errors.BadDataError, match="exceeded maximum resolution"):
        PrometheusClient(backend).query_range("up", QueryTimeRange.of(0, 40_000, 1), max_points=None)
    assert len(backend.requests) == 1


def test_it_is_all_or_nothing_and_the_error_says_where():
    backend = Backend(fails_at=25_000)
    with pytest.raises(errors.ExecutionError, match="boom") as caught:
        PrometheusClient(backend).query_range("up", QueryTimeRange.of(0, 40_000, 1), concurrency=2)
    assert caught.value.__notes__ == ["asked for 20000 to 29999, one of 4 parts"]
    assert caught.value.query == "up"
    with pytest.raises(errors.ExecutionError) as caught:
        PrometheusClient(Backend(fails_at=0)).query_range("up", QueryTimeRange.of(0, 60, 1))
    assert not hasattr(caught.value, "__notes__")


def test_each_part_means_the_whole_range():
    backend = Backend()
    result = PrometheusClient(backend).query_range("x @ end()", QueryTimeRange.of(0, 20_000.5, 1), concurrency=1)
    assert {request["query"] for request in backend.requests} == {"x @ 20000.500"}
    assert result.query == "x @ end()"


@pytest.mark.parametrize(
    ("query", "options", "problem"),
    [
        ("vector(range())", {}, r"range\(\) depends on the whole range"),
        ("up", {"limit": 5}, "limit= would cut each part at other series"),
        ("sum(", {}, "not understood"),
    ],
)
def test_what_cannot_be_split_is_refused_before_anything_is_sent(query, options, problem):
    backend = Backend()
    client = PrometheusClient(backend)
    with pytest.raises(errors.TooManyPointsError, match=problem):
        client.query_range(query, QueryTimeRange.of(0, 40_000, 1), **options)
    assert backend.requests == []


def test_no_limit_is_no_hindrance():
    PrometheusClient(Backend()).query_range("up", QueryTimeRange.of(0, 40_000, 1), limit=0)


@pytest.mark.parametrize(
    "options", [{"concurrency": 0}, {"concurrency": True}, {"max_points": 0}, {"concurrency": "2"}]
)
def test_wrong_options_are_refused(options):
    backend = Backend()
    client = PrometheusClient(backend)
    for call in (client.query_range, client.iter_range):
        with pytest.raises(errors.QueryBuildError):
            list(call("up", QueryTimeRange.of(0, 40_000, 1), **options))
        with pytest.raises(errors.QueryBuildError):
            list(call("up", QueryTimeRange.of(0, 60, 1), **options))
    assert backend.requests == []


def test_the_time_is_for_all_parts_together():
    backend = Backend(delay=0.03)
    with pytest.raises(errors.RequestTimeoutError, match=r"part \d of 4 .*iter_range") as caught:
        PrometheusClient(backend).query_range("up", QueryTimeRange.of(0, 40_000, 1), timeout=0.05, concurrency=1)
    assert caught.value.phase == "total"
    assert len(backend.requests) < 4
    assert len(list(PrometheusClient(backend).iter_range("up", QueryTimeRange.of(0, 40_000, 1), timeout=0.05))) == 4


def test_times_that_a_server_moves_are_not_joined():
    with pytest.raises(errors.MalformedResponseError, match="max_points=None"):
        PrometheusClient(Backend(shift=-5.0)).query_range("up", QueryTimeRange.of(0, 40_000, 1), concurrency=1)


def test_what_is_no_matrix_is_refused():
    client = PrometheusClient(FakeTransport({"query_range": answers.vector()}))
    with pytest.raises(errors.ResultTypeError, match="VectorResult instead of a matrix"):
        client.query_range("up", QueryTimeRange.of(0, 60, 1))


def test_parts_are_asked_for_as_they_are_taken():
    backend = Backend()
    parts = PrometheusClient(backend).iter_range("up", QueryTimeRange.of(0, 99, 1), max_points=10)
    assert backend.requests == []
    assert times(next(parts))["a"] == list(range(10))
    assert len(backend.requests) == 1
    parts.close()
    assert len(backend.requests) == 1


def test_what_is_wrong_is_refused_before_the_first_part_is_taken():
    client = PrometheusClient(Backend())
    with pytest.raises(errors.TooManyPointsError):
        client.iter_range("vector(range())", QueryTimeRange.of(0, 99, 1), max_points=10)


def test_a_body_may_come_in_pieces():
    body = answers.matrix(({"job": "a"}, [(0, 1)])).read()
    transport = FakeTransport({"query_range": HttpResponse(200, body=[body[:40], body[40:]])})
    assert len(PrometheusClient(transport).query_range("up", QueryTimeRange.of(0, 60, 1))) == 1
