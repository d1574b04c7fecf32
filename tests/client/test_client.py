import copy
import pickle
from datetime import timedelta
from pathlib import Path

import pytest

from prometheus_querier import ContainerMetricQuerier, PrometheusClient, QueryTimeRange, connect, errors
from prometheus_querier.errors import QueryBuildError
from prometheus_querier.testing import FakeTransport, answers

METHODS = {
    "": "query query_range iter_range read query_exemplars format_query parse_query series label_names label_values metadata "
    "targets targets_metadata targets_relabel_steps scrape_pools scrape_pools_config rules alerts alertmanagers features "
    "notifications openapi healthy ready close",
    "status": "config flags runtimeinfo buildinfo tsdb tsdb_blocks walreplay self_metrics",
    "search": "metric_names label_names label_values",
    "admin": "delete_series clean_tombstones snapshot",
}


@pytest.mark.parametrize("group", METHODS)
def test_every_endpoint_has_a_documented_method(group):
    client = PrometheusClient(FakeTransport())
    methods = getattr(client, group) if group else client
    for name in METHODS[group].split():
        assert getattr(methods, name).__doc__


def test_every_endpoint_has_its_place_in_the_documents():
    page = (Path(__file__).parents[2] / "docs" / "api.md").read_text("utf-8")
    methods = [f"{group}.{name}".strip(".") for group, names in METHODS.items() for name in names.split()]
    assert [method for method in methods if f"client.{method}(" not in page and method != "close"] == []


def test_the_transport_is_closed_with_the_client():
    transport = FakeTransport({"labels": answers.labels()})
    with PrometheusClient(transport) as client:
        client.label_names()
    client.close()
    assert transport.closed
    with pytest.raises(errors.ClientClosedError):
        client.label_names()


@pytest.mark.parametrize("spread", [pickle.dumps, copy.copy, copy.deepcopy])
def test_a_client_stays_in_its_process(spread):
    with pytest.raises(TypeError, match="make one in each process"):
        spread(PrometheusClient(FakeTransport()))


def test_it_shows_its_transport_and_nothing_else():
    assert repr(PrometheusClient(FakeTransport())).startswith("PrometheusClient(<prometheus_querier.testing.fake.Fake")


def test_a_utilization_is_a_range_query():
    transport = FakeTransport({"query_range": answers.matrix()})
    querier = ContainerMetricQuerier(metric_name="cpu_util", value_type="current")
    PrometheusClient(transport).query_utilization(querier, QueryTimeRange.of(0, 60, "15s"), rate_interval="1m")
    assert dict(transport.requests[0].params)["query"] == (
        "sum by (value_type) (rate(backendai_container_utilization"
        '{container_metric_name="cpu_util",value_type="current"}[1m]))'
    )


def test_available_metrics_are_the_values_of_a_label():
    transport = FakeTransport({"label/container_metric_name/values": answers.labels("cpu_util", "mem")})
    assert PrometheusClient(transport).query_available_container_metrics() == ["cpu_util", "mem"]
    assert transport.requests[0].params == (("match[]", "backendai_container_utilization"),)


def test_a_url_is_no_transport():
    with pytest.raises(
        QueryBuildError, match=r"not str: .* write prometheus_querier\.connect\('http://localhost:9090'\)"
    ):
        PrometheusClient("http://localhost:9090")


@pytest.mark.parametrize("timeout", ["30s", timedelta(seconds=30), True])
def test_timeouts_are_numbers_of_seconds(timeout):
    with pytest.raises(QueryBuildError, match="timeout must be a number of seconds, such as 30"):
        PrometheusClient(FakeTransport(), timeout=timeout)
    with pytest.raises(QueryBuildError, match="timeout must be a number of seconds, such as 30"):
        PrometheusClient(FakeTransport()).query("up", timeout=timeout)
    with pytest.raises(QueryBuildError, match="connect_timeout must be more than 0 seconds"):
        connect("http://localhost:9090", connect_timeout=timeout if timeout is not True else -1)


def test_a_class_is_not_yet_a_querier():
    with pytest.raises(QueryBuildError, match="not the class ContainerMetricQuerier: call it"):
        PrometheusClient(FakeTransport()).query(ContainerMetricQuerier)


def test_a_range_is_an_object_of_its_own():
    with pytest.raises(
        QueryBuildError, match=r"time_range must be a QueryTimeRange, not tuple: write QueryTimeRange\.last"
    ):
        PrometheusClient(FakeTransport()).query_range("up", ("2024-01-01T00:00:00Z", "2024-01-01T01:00:00Z", "1m"))
