"""The main job on a real server: a typed querier becomes PromQL, is sent, and its answer comes back typed."""

from uuid import UUID

import pytest

import prometheus_querier as pq
from prometheus_querier import promql as q

pytestmark = pytest.mark.server

START = 1704067200
HOUR = pq.QueryTimeRange.of(START, START + 3600, "5m")
KERNEL = UUID("00000000-0000-4000-8000-000000000002")


@pytest.fixture
def client(prometheus):
    with pq.connect(prometheus.url) as client:
        yield client


def test_cpu_time_becomes_a_rate(client):
    querier = pq.ContainerMetricQuerier(metric_name="cpu_util", value_type="current", kernel_id=KERNEL)
    (series,) = client.query_utilization(querier, HOUR)
    assert series.labels == {"value_type": "current", "kernel_id": str(KERNEL)}
    assert list(series.timestamps) == [START + 300 * step for step in range(1, 13)]
    assert list(series.values) == pytest.approx([500.0] * 12)


def test_network_bytes_become_a_normalized_rate(client):
    querier = pq.ContainerMetricQuerier(metric_name="net_rx", value_type="current")
    result = client.query_utilization(querier, HOUR, rate_interval="10m")
    # The first window is half empty, because the history begins in it.
    assert list(result[0].values) == pytest.approx([1500.0 / 600] + [3000.0 / 600] * 11)
    assert result.query.endswith("[10m])) / 600")


def test_memory_stays_a_gauge(client):
    querier = pq.ContainerMetricQuerier(metric_name="mem", value_type="capacity", agent_id="agent-1")
    (series,) = client.query_utilization(querier, HOUR)
    assert set(series.values) == {2.0**30}
    assert len(series.values) == HOUR.points


def test_available_metrics(client):
    assert client.query_available_container_metrics() == ["cpu_util", "mem", "net_rx", "net_tx"]


def test_a_users_own_querier_of_every_level_needs_nothing(client):
    class Up(pq.PrometheusMetricQuerier):
        def name(self):
            return "up"

        def labels(self):
            return {"job": q.regex("job-.*")}

    class UpByJob(Up, pq.AggregatingMetricQuerier):
        def group_by_labels(self):
            return ["job"]

    class RequestRate(UpByJob, pq.UtilizationMetricQuerier):
        def name(self):
            return "http_requests_total"

        def query_strategy(self):
            return pq.QueryStrategy.RATE

    at = START + 1800
    assert len(client.query(Up(), at)) == 2
    assert {sample.labels["job"]: sample.value for sample in client.query(UpByJob(), at)} == {"job-1": 1, "job-2": 1}
    rates = {series.labels["job"]: series.values[-1] for series in client.query_utilization(RequestRate(), HOUR)}
    assert rates == pytest.approx({"job-1": 10, "job-2": 20})


def test_every_kind_of_answer(client):
    at = START + 600
    assert isinstance(client.query("up", at), pq.VectorResult)
    assert client.query("1 + 1", at).value == 2
    assert client.query('"text"', at).value == "text"
    raw = client.query(q.metric("up", job="job-1")["1m"], at)
    assert isinstance(raw, pq.MatrixResult)
    assert list(raw[0].timestamps)[-1] == at
    assert len(client.query(q.metric("nothing_here"), at)) == 0


def test_listings(client):
    assert client.label_values("job", match="up") == ["job-1", "job-2"]
    assert "container_metric_name" in client.label_names(match=q.metric("backendai_container_utilization"))
    assert {"__name__": "up", "job": "job-1", "instance": "host-1:9100"} in client.series(["up", q.metric("nothing")])


def test_the_servers_own_words(client):
    with pytest.raises(pq.errors.BadDataError, match="parse error") as caught:
        client.query("up{")
    assert caught.value.query == "up{"
    assert caught.value.status == 400


def test_the_container_service(prometheus, client):
    service = pq.ContainerUtilizationMetricService(client, rate_interval="5m")
    action = pq.ContainerMetricAction(
        metric_name="cpu_util",
        labels=pq.ContainerMetricOptionalLabel(value_type="current", kernel_id=KERNEL),
        start=START,
        end=START + 3600,
        step="5m",
    )
    (result,) = service.query_metric(action).result
    assert result.metric.kernel_id == KERNEL
    assert result.values[0].timestamp == START + 300
    assert result.values[0].value == pytest.approx(500)
    assert service.query_metadata() == ["cpu_util", "mem", "net_rx", "net_tx"]
