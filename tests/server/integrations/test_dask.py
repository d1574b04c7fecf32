"""A real cluster of processes fetches from a real server."""

from __future__ import annotations

import os

import pytest

import prometheus_querier as pq
from prometheus_querier import promql as q

distributed = pytest.importorskip("distributed", reason="distributed is not installed")
read = pytest.importorskip("prometheus_querier.integrations.dask")

pytestmark = [pytest.mark.server, pytest.mark.slow]

START = 1704067200
HOUR = pq.QueryTimeRange.of(START, START + 3600, "15s")


@pytest.fixture(scope="module")
def cluster():
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address="127.0.0.1:0", host="127.0.0.1"
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        yield client


@pytest.fixture(autouse=True)
def _no_leaked_sockets(cluster):
    """The cluster has sockets of its own; it is left when the last of these tests has ended."""


def _rows(frame):
    return sorted(frame[sorted(frame.columns)].astype(str).to_numpy().tolist())


def test_a_range(cluster, prometheus):
    what = q.metric("http_requests_total")
    frame = read.read_range({"url": prometheus.url, "timeout": 20}, what, HOUR, part="5m")
    assert frame.npartitions == 13
    with pq.connect(prometheus.url) as client:
        expected = client.query_range(what, HOUR).to_pandas()
    assert _rows(frame.compute()) == _rows(expected)
    means = frame.groupby("job", observed=True).value.max().compute()
    assert means.to_dict() == {"job-1": 36_000.0, "job-2": 72_000.0}
    workers = cluster.submit(os.getpid).result(), os.getpid()
    assert workers[0] != workers[1]


def test_many_questions(cluster, prometheus):
    del cluster
    questions = {
        "requests": q.sum(q.rate(q.metric("http_requests_total")["5m"])).by("job"),
        "memory": pq.ContainerMetricQuerier(metric_name="mem", value_type="current"),
    }
    frame = read.read_many(prometheus.url, questions, HOUR, part="20m").compute()
    assert dict(frame.groupby("question", observed=True).size()) == {"memory": 241, "requests": 2 * 240}
    assert set(frame["job"]) == {"job-1", "job-2", ""}


def test_an_error_of_the_server_arrives_whole(cluster, prometheus):
    del cluster
    frame = read.read_range(prometheus.url, "up + on() up", HOUR, labels=["job"])
    with pytest.raises(pq.errors.ExecutionError, match="many-to-many") as caught:
        frame.compute()
    assert caught.value.query == "up + on() up"
    assert caught.value.status == 422
