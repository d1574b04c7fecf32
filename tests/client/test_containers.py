"""The live state of many containers: a handful of queries, none past the limits, and nothing made up."""

import time
from uuid import UUID, uuid4

import pytest

import prometheus_querier as pq
from prometheus_querier.errors import QueryBuildError, RequestTimeoutError
from prometheus_querier.testing import FakeTransport, answers


def queries(transport):
    return [dict(request.params)["query"] for request in transport.requests]


def test_thousands_of_ids_need_a_handful_of_queries_within_limits():
    transport = FakeTransport({"query": answers.vector()})
    ids = [uuid4() for _ in range(2000)]
    found = pq.PrometheusClient(transport).query_container_live_stats(ids, concurrency=1)
    assert list(found) == ids
    assert set(map(str, found.values())) == {"{}"}
    assert len(queries(transport)) == 50
    assert max(map(len, queries(transport))) < 16 << 10
    for kernel_id in ids:
        assert sum(str(kernel_id) in query for query in queries(transport)) == 5


def test_no_ids_need_no_query():
    transport = FakeTransport()
    assert pq.PrometheusClient(transport).query_container_live_stats([]) == {}
    assert not transport.requests


def test_an_id_that_comes_twice_is_asked_for_once():
    transport = FakeTransport({"query": answers.vector()})
    kernel_id = uuid4()
    found = pq.PrometheusClient(transport).query_container_live_stats(kernel_id for _ in range(500))
    assert found == {kernel_id: {}}
    assert len(queries(transport)) == 5


@pytest.mark.parametrize(
    ("ids", "words"),
    [
        (["k-1"], r"must be a UUID, not str 'k-1': write UUID\(value\)"),
        ([["k-1"]], r"must be a UUID, not list \['k-1'\]"),
        ("00000000-0000-4000-8000-000000000001", r"must be several UUIDs, such as \[UUID\(value\)\], not '0000"),
        (UUID(int=1), "must be several UUIDs, such as .*, not UUID"),
        (None, "must be several UUIDs, such as .*, not None"),
    ],
)
def test_ids_are_uuids(ids, words):
    with pytest.raises(QueryBuildError, match=words):
        pq.PrometheusClient(FakeTransport()).query_container_live_stats(ids)


def test_all_queries_share_one_time_limit():
    def slow(_):
        time.sleep(0.02)
        return answers.vector()

    transport = FakeTransport({"query": slow})
    client = pq.PrometheusClient(transport, timeout=0.05)
    with pytest.raises(RequestTimeoutError, match=r"the time of 0.05 s was spent before query \d of 5 was sent"):
        client.query_container_live_stats([uuid4()], concurrency=1)
    assert len(transport.requests) < 5
    assert client.query_container_live_stats([uuid4()], concurrency=1, timeout=60)


@pytest.mark.parametrize("kernel_ids", [UUID(int=5), str(UUID(int=5)), None])
def test_ids_are_several(kernel_ids):
    with pytest.raises(QueryBuildError, match=r"kernel_ids must be several UUIDs, such as \[UUID\(value\)\], not"):
        pq.PrometheusClient(FakeTransport()).query_container_live_stats(kernel_ids)


@pytest.mark.parametrize("concurrency", [0, -1, True, "2"])
def test_at_least_one_query_is_asked_at_once(concurrency):
    transport = FakeTransport({"query": answers.vector()})
    with pytest.raises(QueryBuildError, match="concurrency must be a whole number from 1, not"):
        pq.PrometheusClient(transport).query_container_live_stats([uuid4()], concurrency=concurrency)
    assert not transport.requests


def test_every_query_is_promql():
    transport = FakeTransport({"query": answers.vector()})
    kernel_id = UUID("00000000-0000-4000-8000-000000000001")
    pq.PrometheusClient(transport).query_container_live_stats(
        [kernel_id], window="30m", rate_interval=60, concurrency=1
    )
    now, rate, highest, average, average_rate = queries(transport)
    selector = 'backendai_container_utilization{kernel_id="00000000-0000-4000-8000-000000000001",value_type'
    group = "sum by (kernel_id, container_metric_name, value_type)"
    assert now == f'{group} ({selector}=~"capacity|current"}})'.replace("{kernel", '{container_metric_name!="",kernel')
    assert "[1m]" in rate
    assert "[30m]" in highest
    assert "[30m:30s]" in highest
    assert average.count("[30m]") == 2
    assert average_rate == f"avg_over_time({rate}[30m:30s])"


@pytest.mark.parametrize(
    ("window", "rate_interval", "subquery"),
    [("1h", "5m", "[1h:1m]"), ("1d", "5m", "[1d:5m]"), ("90s", "1m", "[1m30s:1s]"), ("10s", "1m", "[10s:1s]"),
     ("30d", "1h", "[30d:1h]"), ("1h", "500ms", "[1h:1s]")],
)  # fmt: skip
def test_rates_see_all_of_the_window(window, rate_interval, subquery):
    transport = FakeTransport({"query": answers.vector()})
    client = pq.PrometheusClient(transport)
    client.query_container_live_stats([uuid4()], window=window, rate_interval=rate_interval, concurrency=1)
    assert queries(transport)[-1].endswith(f"{subquery})")
