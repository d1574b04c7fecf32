"""What the client's methods take and give; read by type checkers, never run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, assert_type

from matplotlib.axes import Axes

import prometheus_querier as pq
from prometheus_querier import PrometheusClient, QueryTimeRange, RangeCache, connect, promql as q, results
from prometheus_querier.results import (
    Alert,
    BuildInfo,
    ExemplarSeries,
    FoundMetric,
    Listing,
    Lookup,
    MatrixResult,
    MetricMetadata,
    QueryResult,
    RuleGroups,
    Snapshot,
    Targets,
)
from prometheus_querier.testing import FakeTransport

if TYPE_CHECKING:
    from prometheus_querier.api.search_streams import SearchStream

client = PrometheusClient(FakeTransport(), on_warning="raise")
hour = QueryTimeRange.last("1h", step="1m")

assert_type(client.cached(RangeCache("directory", settled_after="10m")), PrometheusClient)
assert_type(connect("http://localhost:9090", cache=RangeCache("directory")), PrometheusClient)
assert_type(client.query(q.metric("up"), 0, stats="all", check=True), QueryResult)
assert_type(client.query_range("up", hour, max_points=None), MatrixResult)
assert_type(client.query_range("up", hour).plot(timezone="local", metadata=client.metadata()), Axes)
client.query_range("up", hour).plot("plotly", unit="bytes")
assert_type(next(client.iter_range("up", hour)), MatrixResult)
assert_type(client.query_exemplars("up"), Listing[ExemplarSeries])
assert_type(client.format_query("up"), str)
assert_type(client.parse_query("up"), q.Expr)
assert_type(client.series(["up", q.metric("up")]), Listing[dict[str, str]])
assert_type(client.label_values("job").warnings, tuple[str, ...])
assert_type(client.metadata(), Lookup[tuple[MetricMetadata, ...]])
assert_type(client.targets(state="any"), Targets)
assert_type(client.rules(type="alert", rule_name="Warm"), RuleGroups)
assert_type(client.alerts()[0], Alert)
assert_type(client.features(), Lookup[Mapping[str, bool]])
assert_type(client.status.buildinfo(), BuildInfo)
assert_type(client.server.version, tuple[int, int, int] | None)
assert_type(client.admin.snapshot(), Snapshot)
found: SearchStream[FoundMetric] = client.search.metric_names("up", sort_by="score", limit=5)
assert_type(next(found).score, float | None)

for rule in client.rules().groups[0].rules:
    if rule.type == "alerting":
        assert_type(rule.alerts, tuple[Alert, ...])

PrometheusClient(FakeTransport(), on_warning="ignore")  # type: ignore[arg-type]
client.query_range("up", hour).plot("crayons")  # type: ignore[call-overload]
client.query_range("up", hour).plot("plotly", ax=None)  # type: ignore[call-overload]
client.query("up", stats="none")  # type: ignore[arg-type]
client.query(5)  # type: ignore[arg-type]
client.series(q.metric("up")["5m"])  # type: ignore[arg-type]
client.series(q.rate(q.metric("up")["5m"]))  # type: ignore[arg-type]
client.targets(state="up")  # type: ignore[arg-type]
client.rules(type="alerting")  # type: ignore[arg-type]
client.rules(group_limit="1")  # type: ignore[arg-type]
client.search.metric_names("up", sort_by="length")  # type: ignore[arg-type]
client.search.metric_names("up", order="asc")  # type: ignore[call-arg]
client.admin.delete_series()  # type: ignore[call-arg]

# A name that there is not, for all that names are loaded when they are first used.
pq.conect("http://localhost:9090")  # type: ignore[attr-defined] # pyright: ignore[reportAttributeAccessIssue]
results.Targts()  # type: ignore[attr-defined] # pyright: ignore[reportAttributeAccessIssue]
