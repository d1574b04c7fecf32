import copy
import pickle
from pathlib import Path

import pytest

from prometheus_querier import ContainerMetricQuerier, PrometheusClient, QueryTimeRange, errors
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
