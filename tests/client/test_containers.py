"""The live state of many containers: a handful of queries, none past the limits, and nothing made up."""

from uuid import UUID, uuid4

import pytest

import prometheus_querier as pq
from prometheus_querier.errors import QueryBuildError
from prometheus_querier.testing import FakeTransport, answers


def queries(transport):
    return [dict(request.params)["query"] for request in transport.requests]


def test_thousands_of_ids_need_a_handful_of_queries_within_limits():
    transport = FakeTransport({"query": answers.vector()})
    ids = [uuid4() for _ in range(2000)]
    found = pq.PrometheusClient(transport).query_container_live_stats(ids, concurrency=1)
    assert list(found) == ids
    assert set(map(str, found.values())) == {"{}"}
    assert len(queries(transport)) == 40
    assert max(map(len, queries(transport))) < 16 << 10
    for kernel_id in ids:
        assert sum(str(kernel_id) in query for query in queries(transport)) == 4


def test_no_ids_need_no_query():
    transport = FakeTransport()
    assert pq.PrometheusClient(transport).query_container_live_stats([]) == {}
    assert not transport.requests


def test_an_id_is_a_uuid():
    with pytest.raises(QueryBuildError, match=r"must be a UUID, not str 'k-1': write UUID\(value\)"):
        pq.PrometheusClient(FakeTransport()).query_container_live_stats(["k-1"])


def test_every_query_is_promql():
    transport = FakeTransport({"query": answers.vector()})
    kernel_id = UUID("00000000-0000-4000-8000-000000000001")
    pq.PrometheusClient(transport).query_container_live_stats(
        [kernel_id], window="30m", rate_interval=60, concurrency=1
    )
    now, rate, highest, average = queries(transport)
    selector = 'backendai_container_utilization{kernel_id="00000000-0000-4000-8000-000000000001",value_type'
    group = "sum by (kernel_id, container_metric_name, value_type)"
    assert now == f'{group} ({selector}=~"capacity|current"}})'
    assert "[1m]" in rate
    assert "[30m]" in highest
    assert "[30m:30s]" in highest
    assert average == highest.replace("max_over_time", "avg_over_time")
