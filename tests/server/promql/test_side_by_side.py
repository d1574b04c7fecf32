"""Real servers accept every example of the document that shows PromQL beside Python, so far as they know it."""

from __future__ import annotations

import pytest
from side_by_side import examples

import prometheus_querier as pq
from prometheus_querier import promql as q

pytestmark = pytest.mark.server


@pytest.mark.parametrize(
    ("fixture", "features", "least"),
    [("prometheus", (), 0.8), ("prometheus3", ("promql-experimental-functions", "promql-duration-expr"), 0.97)],
)
def test_server_accepts_both_columns(fixture, features, least, request):
    server = request.getfixturevalue(fixture)
    queries = [query for text, python in examples() for query in (text, eval(python, {"q": q}))]  # noqa: S307 - our own
    accepted = 0
    with pq.connect(server.url) as client:
        for query in queries:
            try:
                q.requires(query).check(server.version, features)
            except pq.errors.UnsupportedByServerError:
                continue
            client.query(query, time="2024-01-01T00:30:00Z")
            accepted += 1
    assert accepted >= least * len(queries), f"{accepted} of {len(queries)}"
