"""The queriers of the platform's agents: their names, labels, groupings and strategies."""

from uuid import UUID

import pytest

from prometheus_querier.errors import QueryBuildError
from prometheus_querier.queriers import (
    ContainerMetricQuerier,
    DeviceMetricQuerier,
    NodeMetricQuerier,
    ProcessMetricQuerier,
    QueryStrategy,
    UtilizationMetricQuerier,
    build_query,
)

KERNEL = UUID("6f6d0d0a-0b2e-4b5e-8f0a-2f4f7f1f0c11")
PROJECT = UUID("11111111-2222-3333-4444-555555555555")


def test_container_labels_are_the_metric_the_value_type_and_what_is_set():
    querier = ContainerMetricQuerier(metric_name="mem", value_type="current", kernel_id=KERNEL, project_id=PROJECT)
    assert querier.name() == "backendai_container_utilization"
    assert querier.labels() == {
        "container_metric_name": "mem",
        "value_type": "current",
        "kernel_id": str(KERNEL),
        "project_id": str(PROJECT),
    }
    assert querier.group_by_labels() == ["value_type", "kernel_id", "project_id"]


@pytest.mark.parametrize(
    ("metric", "strategy"),
    [
        ("cpu_util", QueryStrategy.RATE),
        ("net_rx", QueryStrategy.RATE_NORMALIZED),
        ("net_tx", QueryStrategy.RATE_NORMALIZED),
        ("mem", QueryStrategy.GAUGE),
        ("cpu_used", QueryStrategy.GAUGE),
    ],
)
def test_the_metric_decides_the_strategy(metric, strategy):
    assert ContainerMetricQuerier(metric_name=metric, value_type="current").query_strategy() is strategy


@pytest.mark.parametrize(
    ("querier", "query"),
    [
        (
            ContainerMetricQuerier(metric_name="mem", value_type="capacity"),
            'sum by (value_type) (backendai_container_utilization{container_metric_name="mem",value_type="capacity"})',
        ),
        (
            ContainerMetricQuerier(metric_name="cpu_util", value_type="current", kernel_id=KERNEL, agent_id="i-1"),
            (
                "sum by (value_type, kernel_id, agent_id) (rate(backendai_container_utilization{"
                'agent_id="i-1",container_metric_name="cpu_util",'
                f'kernel_id="{KERNEL}",value_type="current"}}[5m]))'
            ),
        ),
        (
            ContainerMetricQuerier(metric_name="net_rx", value_type="current"),
            (
                "sum by (value_type) (rate(backendai_container_utilization{"
                'container_metric_name="net_rx",value_type="current"}[5m])) / 300'
            ),
        ),
        (
            NodeMetricQuerier(metric_name="cpu_util", node_id="n1"),
            'sum by (node_id) (rate(node_utilization{node_id="n1",node_metric_name="cpu_util"}[5m]))',
        ),
        (
            DeviceMetricQuerier(metric_name="mem", value_type="pct", device_id="root"),
            (
                "sum by (value_type, device_id) (backendai_device_utilization{"
                'device_id="root",device_metric_name="mem",value_type="pct"})'
            ),
        ),
        (
            ProcessMetricQuerier(metric_name="mem", value_type="current", container_id="c0ffee", pid=42),
            (
                "sum by (value_type, container_id, pid) (backendai_process_utilization{"
                'container_id="c0ffee",pid="42",process_metric_name="mem",value_type="current"})'
            ),
        ),
    ],
)
def test_query(querier, query):
    assert str(build_query(querier)) == query


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"metric_name": ""}, "metric_name must be a metric's name"),
        ({"metric_name": None}, "metric_name must be a metric's name"),
        ({"agent_id": KERNEL}, r"agent_id must be a str, not UUID .*write str\(value\)"),
        ({"kernel_id": "abc"}, r"kernel_id must be a UUID, not str 'abc': write UUID\(value\)"),
        ({"value_type": "curent"}, "value_type must be one of current, capacity, pct"),
    ],
)
def test_bad_fields_say_what_to_write(arguments, words):
    querier = ContainerMetricQuerier(**({"metric_name": "mem", "value_type": "current"} | arguments))
    with pytest.raises(QueryBuildError, match=words):
        build_query(querier)


def test_they_are_utilization_queriers():
    assert issubclass(ContainerMetricQuerier, UtilizationMetricQuerier)
    with pytest.raises(TypeError):
        ContainerMetricQuerier("mem", "current")
