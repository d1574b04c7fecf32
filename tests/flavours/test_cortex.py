"""Cortex: tenant and engine arrive as Cortex reads them."""

from __future__ import annotations

import pytest

from prometheus_querier.errors import QueryBuildError, RateLimitedError, UnsafeHeaderError
from prometheus_querier.flavours import Cortex, cortex
from prometheus_querier.transport import RetryPolicy


def test_options_arrive_as_headers(recorder):
    with cortex(recorder.url, tenant=["a", "b"], engine="thanos", cache=False) as client:
        client.query("up")
    assert recorder.last.target == "/prometheus/api/v1/query"
    assert recorder.last.header("X-Scope-OrgID") == "a|b"
    assert recorder.last.header("X-PromQL-EngineType") == "thanos"
    assert recorder.last.header("Cache-Control") == "no-store"


def test_the_older_prefix_is_kept_and_nothing_is_added(recorder):
    with cortex(recorder.url + "/api/prom/") as client:
        client.label_names()
    assert recorder.last.target == "/api/prom/api/v1/labels"
    for name in ("X-Scope-OrgID", "X-PromQL-EngineType", "Cache-Control"):
        assert recorder.last.header(name) is None


def test_what_cortex_would_refuse_is_refused_at_once():
    with pytest.raises(QueryBuildError, match="engine must be one of prometheus, thanos"):
        Cortex(engine="mimir")
    with pytest.raises(UnsafeHeaderError):
        Cortex(tenant="..")


def test_a_full_queue_is_a_rate_limit(recorder):
    recorder.answer(429, b"too many outstanding requests", **{"Content-Type": "text/plain"})
    with (
        cortex(recorder.url, retry=RetryPolicy.none()) as client,
        pytest.raises(RateLimitedError, match="too many outstanding requests"),
    ):
        client.query("up")
