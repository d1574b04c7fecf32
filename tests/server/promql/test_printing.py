"""Random trees, printed and sent to real servers: they must read the tree that was meant, and print it as we do."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from promql_trees import MODERN, OLD

import prometheus_querier
from prometheus_querier import promql as q

if TYPE_CHECKING:
    from collections.abc import Iterator

    from prometheus_querier import PrometheusClient
    from prometheus_querier.testing import LocalPrometheus

pytestmark = pytest.mark.server

# One server for all examples is what makes them cheap.
many = settings(
    deadline=None, max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@pytest.fixture(scope="module")
def client(prometheus: LocalPrometheus) -> Iterator[PrometheusClient]:
    yield from _connected(prometheus)


@pytest.fixture(scope="module")
def client3(prometheus3: LocalPrometheus) -> Iterator[PrometheusClient]:
    yield from _connected(prometheus3)


def _connected(server: LocalPrometheus) -> Iterator[PrometheusClient]:
    with prometheus_querier.connect(server.url) as client:
        assert client.ready()  # opens the connection that all tests share
        yield client


def without_layout(text: str) -> str:
    return re.sub(r"\s", "", text)


@many
@given(OLD.vectors())
def test_prometheus_2_reads_what_is_printed(client: PrometheusClient, expr: q.Expr) -> None:
    assert q.parse(client.format_query(str(expr))) == _as_prometheus_2_prints(expr)


def _as_prometheus_2_prints(expr: q.Expr) -> q.Expr:
    """It loses ``ignoring ()`` and what depends on it."""

    def change(node: q.Expr) -> q.Expr:
        if isinstance(node, q.VectorBinary) and not (node.matching.on or node.matching.labels):
            return q.VectorBinary(node.operator, node.left, node.right, node.return_bool)
        return node

    return q.transform(expr, change)


def _loses_its_group(node: q.Expr) -> bool:
    return (
        isinstance(node, q.VectorBinary)
        and bool(node.matching.group)
        and not (node.matching.on or node.matching.labels)
    )


@many
@given(OLD.vectors())
def test_prometheus_3_builds_the_tree_that_was_meant(client3: PrometheusClient, expr: q.Expr) -> None:
    assert client3.parse_query(str(expr)) == expr


@many
@given(MODERN.vectors())
def test_prometheus_3_prints_what_we_print(client3: PrometheusClient, expr: q.Expr) -> None:
    nodes = list(q.walk(expr))
    theirs, ours = client3.format_query(str(expr)), q.pretty(expr, width=100)
    if any(map(_loses_its_group, nodes)):
        return  # servers before 3.9 lose `ignoring ()`, and the group with it
    # They also forget to indent a subquery that fits on a line, and count bytes where we count characters.
    if any(isinstance(node, q.Subquery) for node in nodes) or not ours.isascii():
        theirs, ours = without_layout(theirs), without_layout(ours)
    assert ours == theirs
