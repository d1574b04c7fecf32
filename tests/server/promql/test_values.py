"""What a server computes for a random tree is what the tree means: no parenthesis is missing, no bound is lost."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from promql_server import Connection

from prometheus_querier import promql as q

if TYPE_CHECKING:
    from collections.abc import Iterator

    from prometheus_querier.testing import LocalPrometheus

pytestmark = pytest.mark.server

A, B, C = q.vector(7), q.vector(5), q.vector(3)


@pytest.fixture(scope="module")
def server(prometheus: LocalPrometheus) -> Iterator[Connection]:
    connection = Connection(prometheus)
    yield connection
    connection.close()


def meaning(expr: q.Expr) -> float:
    """The value of an arithmetic tree, computed here."""
    match expr:
        case q.Number(value):
            return value
        case q.VectorCall(_, (q.Number(value),)):
            return value
        case q.VectorUnary(operator, operand) | q.ScalarUnary(operator, operand):
            return -meaning(operand) if operator == "-" else meaning(operand)
        case q.VectorBinary(operator, left, right) | q.ScalarBinary(operator, left, right):
            one, other = meaning(left), meaning(right)
            return {"+": one.__add__, "-": one.__sub__, "*": one.__mul__, "^": one.__pow__}[operator](other)
        case _:
            raise AssertionError(expr)


leaves = st.sampled_from((A, B, C, q.number(2), q.number(-2), q.number(3)))


def larger(inner: st.SearchStrategy[q.Expr]) -> st.SearchStrategy[q.Expr]:
    pairs = st.tuples(inner, inner).map(lambda pair: pair if q.type_of(pair[0]) == "vector" else (A, pair[1]))
    binary = st.builds(lambda op, pair: q.VectorBinary(op, *pair), st.sampled_from("+-*"), pairs)
    power = st.builds(
        lambda base, exponent: q.VectorBinary("^", base, q.vector(exponent)), inner, st.integers(0, 2)
    ) | st.builds(lambda exponent: q.VectorBinary("^", q.number(-2), q.vector(exponent)), st.integers(0, 3))
    return binary | power | inner.map(lambda expr: -expr)


@settings(
    deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(st.lists(st.recursive(leaves, larger, max_leaves=8), min_size=20, max_size=20))
def test_arithmetic(server: Connection, trees: list[q.Expr]) -> None:
    numbered = [
        q.label_replace(tree + A - A, "number", str(place), "", "")  # type: ignore[operator] # all are numbers
        for place, tree in enumerate(trees)
    ]
    answers = {one["metric"]["number"]: one["value"][1] for one in server.series(reduce(q.InstantVector.or_, numbered))}
    for place, tree in enumerate(trees):
        assert float(answers[str(place)]) == pytest.approx(meaning(tree)), str(tree)


@pytest.mark.parametrize(
    ("expr", "value"),
    [
        (-(A + B), -12),
        (q.vector(-2) ** q.vector(2), 4),
        (-(q.vector(2) ** 2), -4),
        ((-q.vector(2)) ** 2, 4),
        (q.number(-2) ** q.vector(2), 4),
        (A - (B - C), 5),
        (q.vector(8) / (q.vector(4) / q.vector(2)), 4),
        (q.vector(8) / (q.vector(4) * q.vector(2)), 1),
        ((q.vector(2) ** 3) ** 2, 64),
        (q.vector(2) ** q.vector(3) ** 2, 512),
        ((A > 1) < 9, 7),
        ((A > 1).bool() + 1, 2),
        ((A + B).on(), 12),
        (q.scalar(A) - (q.scalar(B) - q.scalar(C)) + q.vector(0), 5),
        (q.vector(q.time() > 5), 0),
        (q.vector(-q.time() + 7), 7),
        (q.clamp(A, 0, 5), 5),
        (q.round(q.vector(7.3), 0.5), 7.5),
        (q.count_values("v", A), 1),
        (q.quantile(0.5, A), 7),
        (q.topk(1, A), 7),
        (q.absent(q.metric("no_such_metric")), 1),
        (q.last_over_time(A["1m":"10s"]), 7),
        (q.sum_over_time(q.vector(1)["1m":"10s"]), 7),
    ],
)  # fmt: skip
def test_single_values(server: Connection, expr: q.Expr, value: float) -> None:
    (series,) = server.series(expr)
    assert float(series["value"][1]) == value


def test_the_bounds_of_a_chained_comparison_both_count(server: Connection) -> None:
    assert server.series((A > 1) < 5) == []
    assert len(server.series((A > 1) < 9)) == 1


def test_a_value_that_looks_like_a_query_selects_nothing(server: Connection) -> None:
    assert server.series(q.metric("no_such_metric", job='x"} or vector(1) or no_such_metric{a="')) == []
    assert server.series(q.metric('no"} or vector(1) or {a="b')) == []
