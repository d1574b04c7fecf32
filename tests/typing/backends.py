"""What backends use: settings, integrations and presets; read by type checkers, never run."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_type

from flask import Flask

from prometheus_querier import (
    MatrixResult,
    PresetRegistry,
    PrometheusClient,
    QueryPreset,
    QueryTimeRange,
    connect_from_env,
    promql as q,
)
from prometheus_querier.integrations.django import get_client
from prometheus_querier.integrations.flask import Prometheus

if TYPE_CHECKING:
    from prometheus_querier.transport import Transport

assert_type(connect_from_env(prefix="METRICS_", timeout=5), PrometheusClient)
assert_type(get_client("other", cached_for="15s"), PrometheusClient)
assert_type(get_client().enforcing(project_id=["a", "b"]).for_tenant("a"), PrometheusClient)

prometheus = Prometheus()
prometheus.init_app(Flask("dashboard"))
assert_type(prometheus.get_client(), PrometheusClient)

preset = QueryPreset(name="up", template="up{{{labels}}}", filter_labels=["job"])
question = preset.fill(filters={"job": ["a", "b"], "zone": q.regex("eu-.*")}, window="5m")
assert_type(question.expression(), q.Expr)
assert_type(get_client().query_range(question, QueryTimeRange.last("1h")), MatrixResult)
assert_type(get_client().query_range(preset, QueryTimeRange.last("1h")), MatrixResult)
for one in PresetRegistry.from_json("[]"):
    assert_type(one, QueryPreset)
preset.fill(group_by=[1])  # type: ignore[list-item]
QueryPreset("up", "up")  # type: ignore[call-arg]


def same(transport: Transport) -> Transport:
    return transport


assert_type(connect_from_env().over(same), PrometheusClient)
