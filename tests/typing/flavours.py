"""What users write to reach relatives of Prometheus; read by type checkers, never run."""

from __future__ import annotations

from typing import assert_type

import prometheus_querier
from prometheus_querier import PrometheusClient, RetryPolicy, flavours, promql as q
from prometheus_querier.flavours import Thanos
from prometheus_querier.testing import FakeTransport

assert_type(prometheus_querier.flavours.thanos("http://localhost:10902", partial_response=False), PrometheusClient)
assert_type(
    flavours.mimir("http://localhost:8080", tenant=["a", "b"], timeout=5, retry=RetryPolicy()), PrometheusClient
)
flavours.victoriametrics("http://localhost:8481", account=1, project=2, extra_filters=[q.metric("up"), '{a="b"}'])
flavours.victoriametrics("http://localhost:8481", account="multitenant")
flavours.grafana_cloud("https://localhost", user=1, token="t", compression="gzip")
flavours.google("my-project", auth=lambda: "a token")
flavours.amazon("https://localhost/workspaces/ws-1", region="eu-west-1")
flavours.azure("https://localhost")
PrometheusClient(Thanos(dedup=False, max_source_resolution="auto").over(FakeTransport()))

flavours.thanos("http://localhost:10902", dedup="no")  # type: ignore[arg-type]
flavours.thanos("http://localhost:10902", engine="mimir")  # type: ignore[arg-type]
flavours.mimir("http://localhost:8080", tenants="a")  # type: ignore[call-arg]
flavours.thanos("http://localhost:10902", timeout="5s")  # type: ignore[arg-type]
flavours.victoriametrics("http://localhost:8481", account="other")  # type: ignore[arg-type]
