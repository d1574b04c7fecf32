"""Ranges of every length: in parts they are what they are in one answer."""

from __future__ import annotations

import time

import pytest

import prometheus_querier as pq
from prometheus_querier import QueryTimeRange, errors

pytestmark = pytest.mark.server

START = 1704067200
HOUR = QueryTimeRange.of(START, START + 3600, "10s")

QUERIES = [
    "up",
    "time()",
    "rate(http_requests_total[5m])",
    "sum by (job) (rate(http_requests_total[2m] offset 3m))",
    "max_over_time(http_requests_total[10m:1m])",
    "histogram_quantile(0.9, sum by (job, le) (rate(http_request_seconds_bucket[5m])))",
    "http_requests_total > 20000",
    'count_values by (job) ("value", floor(http_requests_total / 10000))',
    "absent(up offset 30m)",
    "topk(1, http_requests_total)",
    "nothing",
]  # fmt: skip
FIXED = ["http_requests_total @ end()", "http_requests_total - http_requests_total @ start() offset -1m"]


@pytest.mark.parametrize("query", [*QUERIES, *FIXED])
@pytest.mark.parametrize("max_points", [7, 100])
def test_parts_are_what_the_whole_is(old, modern, query, max_points):
    for client in (old, modern):
        whole = client.query_range(query, HOUR, max_points=None)
        split = client.query_range(query, HOUR, max_points=max_points)
        assert split == whole


@pytest.mark.parametrize("query", QUERIES)
def test_parts_of_victoriametrics_are_what_the_whole_is(victoriametrics, query):
    whole = victoriametrics.query_range(query, HOUR, max_points=None)
    split = victoriametrics.query_range(query, HOUR, max_points=60)
    assert _by_labels(split) == _by_labels(whole)


@pytest.mark.parametrize("start", [START + 3, START + 7.5])
@pytest.mark.parametrize("step", ["10s", "7s"])
def test_times_that_victoriametrics_moves_are_moved_alike_in_all_parts(victoriametrics, start, step):
    """It moves ranges of 50 points and more to multiples of the step."""
    span = QueryTimeRange.of(start, START + 3600, step)
    whole = victoriametrics.query_range("http_requests_total", span, max_points=None)
    split = victoriametrics.query_range("http_requests_total", span, max_points=100)
    assert whole[0].timestamps[0] != start
    assert _by_labels(split) == _by_labels(whole)


def _by_labels(result):
    return {
        tuple(sorted(series.labels.items())): list(zip(series.timestamps, series.values, strict=True))
        for series in result
    }


@pytest.fixture
def victoriametrics(victoriametrics_url):
    with pq.connect(victoriametrics_url) as client:
        yield client


def test_native_histograms_in_parts(live):
    query = "prometheus_http_request_duration_seconds"
    with pq.connect(live.url) as client:
        if not client.query(query):
            pytest.skip("this Prometheus has no native histograms of its own")
        live.wait_for(f"count_over_time({query}[1m]) > 3")
        now = time.time()
        span = QueryTimeRange.of(now - 20, now - 1, "1s")
        whole = client.query_range(query, span, max_points=None)
        assert client.query_range(query, span, max_points=2) == whole
        series = max(whole, key=lambda one: len(one.histograms))
        assert len(series.histograms) > 2
        assert len(series.values) == 0


def test_the_grid_begins_at_the_start_and_never_passes_the_end(old, modern):
    odd = QueryTimeRange.of(START + 0.5, START + 95.4, "10s")
    for client in (old, modern):
        for max_points in (None, 3):
            (first, _) = client.query_range("up", odd, max_points=max_points)
            assert list(first.timestamps) == [START + 0.5 + 10 * index for index in range(10)]


def test_the_limit_is_where_we_say_it_is(old, modern):
    """11,001 points pass and one more does not, so that 11,000 are always safe to ask for."""
    most, too_many = (QueryTimeRange.of(START, START + steps / 10, "100ms") for steps in (11_000, 11_001))
    for client in (old, modern):
        assert len(client.query_range("up", most, max_points=None)[0].values) == 11_001
        with pytest.raises(errors.BadDataError, match="exceeded maximum resolution of 11,000 points"):
            client.query_range("up", too_many, max_points=None)
        assert len(client.query_range("up", too_many)[0].values) == 11_002


def test_a_very_long_range(modern):
    week = QueryTimeRange.of(START - 3 * 86_400, START + 3 * 86_400, "5s")
    result = modern.query_range("up", week)
    assert week.points > 100_000
    # A sample counts for five minutes after the last.
    assert list(result[0].timestamps) == [START + 5 * index for index in range((3600 + 300) // 5)]
    parts = list(modern.iter_range("up", week, concurrency=3))
    assert [len(part) for part in parts].count(0) == len(parts) - 1


def test_statistics_of_parts_add_up(old):
    whole = old.query_range("up", HOUR, max_points=None, stats=True).stats
    split = old.query_range("up", HOUR, max_points=100, stats=True).stats
    assert split.total_queryable_samples == whole.total_queryable_samples
    assert split.timings.exec_total_time > 0


def test_range_vectors_have_no_range(backend):
    if backend.is_prometheus:
        with pytest.raises(errors.BadDataError, match="invalid expression type"):
            backend.client.query_range("up[5m]", HOUR)


def test_limits_of_a_range(modern):
    cut = modern.query_range("up", HOUR, limit=1)
    assert (len(cut), cut.warnings) == (1, ("results truncated due to limit",))
    with pytest.raises(errors.TooManyPointsError, match="limit="):
        modern.query_range("up", HOUR, limit=1, max_points=100)


def test_iterating_gives_every_point_once(backend):
    times = []
    for part in backend.client.iter_range("up", HOUR, max_points=120, concurrency=2):
        times += part.only(job="job-1").timestamps
    assert times == [START + 10 * index for index in range(361)]
