"""The service: an action becomes the right question, and the answer comes back typed."""

import math
from uuid import UUID

import pytest

from prometheus_querier import PrometheusClient, QueryBuildError
from prometheus_querier.errors import ResultTypeError
from prometheus_querier.services import (
    ContainerMetricAction,
    ContainerMetricOptionalLabel,
    ContainerUtilizationMetricService,
)
from prometheus_querier.testing import FakeTransport, answers

KERNEL = UUID("6f6d0d0a-0b2e-4b5e-8f0a-2f4f7f1f0c11")


def action(**labels):
    return ContainerMetricAction(
        metric_name="cpu_util",
        labels=ContainerMetricOptionalLabel(**({"value_type": "current"} | labels)),
        start=0,
        end=60,
        step="15s",
    )


def service(transport, **options):
    return ContainerUtilizationMetricService(PrometheusClient(transport), **options)


def test_an_action_becomes_one_range_query():
    transport = FakeTransport({"query_range": answers.matrix()})
    service(transport, rate_interval="1m").query_metric(action(kernel_id=KERNEL, agent_id="i-1"))
    (request,) = transport.requests
    assert dict(request.params) | {"timeout": None} == {
        "query": "sum by (value_type, kernel_id, agent_id) (rate(backendai_container_utilization{"
        f'agent_id="i-1",container_metric_name="cpu_util",kernel_id="{KERNEL}",value_type="current"}}[1m]))',
        "start": "0",
        "end": "60",
        "step": "15",
        "timeout": None,
    }


def test_the_answer_comes_back_typed():
    labels = {"value_type": "current", "kernel_id": str(KERNEL), "user_id": "undefined"}
    transport = FakeTransport({"query_range": answers.matrix((labels, [(0, 1.5), (15, math.nan)]))})
    (result,) = service(transport).fetch_metric(action(kernel_id=KERNEL)).result
    assert result.metric.value_type == "current"
    assert result.metric.kernel_id == KERNEL
    assert result.metric.user_id is None
    assert result.metric.labels["user_id"] == "undefined"
    assert result.metric.container_metric_name is None
    assert result.metric.agent_id is None
    assert result.values[0] == (0, 1.5)
    assert result.values[1].timestamp == 15
    assert math.isnan(result.values[1].value)


def test_an_id_that_is_no_uuid_is_named():
    transport = FakeTransport({"query_range": answers.matrix(({"kernel_id": "k-1"}, [(0, 1)]))})
    with pytest.raises(ResultTypeError, match="label kernel_id is 'k-1', which is no UUID"):
        service(transport).query_metric(action())


def test_a_bad_action_sends_nothing():
    transport = FakeTransport()
    with pytest.raises(QueryBuildError, match="agent_id must be a str, not UUID"):
        service(transport).query_metric(action(agent_id=KERNEL))
    assert not transport.requests


def test_metadata_lists_the_metrics():
    transport = FakeTransport({"/api/v1/label/container_metric_name/values": answers.success(["cpu_util", "mem"])})
    assert service(transport).query_metadata() == ["cpu_util", "mem"]
    (request,) = transport.requests
    assert request.params == (("match[]", "backendai_container_utilization"),)


def test_the_answer_shows_itself():
    labels = {"value_type": "current", "agent_id": "<b>"}
    transport = FakeTransport({"query_range": answers.matrix((labels, [(0, 1.5), (15, 2)]), warnings=["<i>"])})
    html = service(transport).fetch_metric(action())._repr_html_()
    assert "⚠ &lt;i&gt;" in html
    assert "&lt;b&gt;" in html
    assert "<svg" in html
