"""A cache before real servers: whatever is asked about the past, however the clock moves, the answer is the same."""

from __future__ import annotations

import random

import pytest
from changing_server import exactly

from prometheus_querier import QueryTimeRange, RangeCache
from prometheus_querier.client import caching

pytestmark = pytest.mark.server

START = 1704067200
QUERIES = [
    "up",
    "rate(http_requests_total[5m])",
    # A gauge: servers from 3.0 on remark on that.
    "rate(backendai_container_utilization[2m])",
    "sum by (job) (rate(http_requests_total[2m] offset -3m))",
    "max_over_time(http_requests_total[10m:1m])",
    "histogram_quantile(0.9, sum by (job, le) (rate(http_request_seconds_bucket[5m])))",
    "http_requests_total > 20000",
    "topk(1, http_requests_total) - http_requests_total @ 1704068000",
    "http_requests_total @ end()",
    "nothing",
]


@pytest.mark.parametrize("query", QUERIES)
def test_it_is_as_without(old, modern, query, tmp_path, monkeypatch):
    monkeypatch.setattr(caching, "STEPS", 32)
    for name, client in (("old", old), ("modern", modern)):
        rng = random.Random(query)  # noqa: S311 - repeatable, not secret
        now = START + 1200
        cache = RangeCache(tmp_path / name, settled_after="1m", clock=lambda: now)  # noqa: B023 - the one of the moment
        cached = client.cached(cache)
        for _ in range(8):
            now += rng.randrange(400)
            begin = START - 300 + 10 * rng.randrange(120)
            span = QueryTimeRange.of(
                begin, rng.choice([now, begin + 10 * rng.randrange(100)]), rng.choice([10, 10, 60])
            )
            max_points = rng.choice([20, 11_000])
            found = cached.query_range(query, span, max_points=max_points)
            assert exactly(found) == exactly(client.query_range(query, span, max_points=max_points))
        assert any((tmp_path / name).glob("*.pqpart")) or "end()" in query
