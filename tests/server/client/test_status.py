"""What servers say of themselves, and what they lack."""

from __future__ import annotations

import pytest

import prometheus_querier as pq
from prometheus_querier import errors

pytestmark = pytest.mark.server


def test_health(backend):
    assert backend.client.healthy() is True
    assert backend.client.ready() is True


def test_a_server_that_is_no_more(prometheus):
    gone = pq.connect("http://127.0.0.1:1", retry=pq.RetryPolicy.none())
    with gone, pytest.raises(errors.ConnectError):
        gone.ready()


def test_builds(backend):
    build = backend.client.status.buildinfo()
    if backend.is_prometheus:
        assert build.release == backend.client.server.version
        assert build.go_version.startswith("go1.")
        assert build.branch
    else:
        assert build.version == "2.24.0"


def test_servers_are_told_apart(backend, prometheus, prometheus3):
    server = backend.client.server
    if backend.is_prometheus:
        running = prometheus3 if backend.is_modern else prometheus
        assert server.flavour == "prometheus"
        assert running.version.startswith(".".join(map(str, server.version)))
        flags = {"promql-experimental-functions", "promql-duration-expr"} if backend.is_modern else set()
        assert server.features == flags
    else:
        assert (server.flavour, server.version, server.features) == ("victoriametrics", None, None)


def test_configuration_and_flags(old, modern):
    for client in (old, modern):
        assert "scrape_interval: 1s" in client.status.config().yaml
        assert client.status.flags()["storage.tsdb.retention.time"] == "100y"


def test_the_process(old, modern):
    for client in (old, modern):
        info = client.status.runtimeinfo()
        assert info.start_time is not None
        assert info.reload_config_success is True
        assert info.goroutine_count > 5
        assert info.gomaxprocs >= 1
        assert info.storage_retention == "100y"
        assert "prometheus-" in info.cwd
    assert info.hostname
    assert info.server_time >= info.start_time


def test_storage(backend):
    status = backend.client.status.tsdb()
    assert (status.head_stats is not None) == backend.is_prometheus
    if backend.is_prometheus and backend.release >= (2, 45):
        assert backend.client.status.tsdb(limit=1).head_stats == status.head_stats


def test_storage_of_a_server_that_scrapes(client, live_release):
    status = client.status.tsdb()
    assert status.head_stats.num_series > 100
    assert status.head_stats.max_time >= status.head_stats.min_time > 1.7e12
    assert len(status.series_count_by_metric_name) == 10
    assert status.series_count_by_metric_name[0].value >= status.series_count_by_metric_name[1].value > 0
    assert status.memory_in_bytes_by_label_name[0].value > 0
    if live_release >= (2, 45):
        assert len(client.status.tsdb(limit=3).series_count_by_metric_name) == 3


def test_replay(old, modern):
    for client in (old, modern):
        replay = client.status.walreplay()
        assert replay.min <= replay.current <= replay.max


LATER = {
    "features": lambda client: client.features(),
    "openapi": lambda client: client.openapi(),
    "status.tsdb_blocks": lambda client: client.status.tsdb_blocks(),
    "status.self_metrics": lambda client: client.status.self_metrics(),
    "search.metric_names": lambda client: client.search.metric_names("up"),
    "search.label_names": lambda client: client.search.label_names(),
    "search.label_values": lambda client: client.search.label_values("job"),
    "targets_relabel_steps": lambda client: client.targets_relabel_steps("local", {"a": "b"}),
    "scrape_pools_config": lambda client: client.scrape_pools_config("local"),
}


@pytest.mark.parametrize("name", LATER)
def test_what_these_servers_lack_is_said(backend, name):
    with pytest.raises(errors.NotFoundError) as caught:
        LATER[name](backend.client)
    assert caught.value.__notes__[0].startswith("this endpoint came with Prometheus 3.")
    if backend.is_prometheus:
        assert backend.client.server.version
        with pytest.raises(errors.UnsupportedByServerError):
            LATER[name](backend.client)


def test_a_wrong_base_url_is_said(prometheus):
    with pq.connect(f"{prometheus.url}/wrong") as client, pytest.raises(errors.NotFoundError, match="base URL"):
        client.query("up")
