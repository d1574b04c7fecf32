"""All 14 aggregations print as they are called; their types are tested with the catalogue."""

from __future__ import annotations

import pytest

from prometheus_querier import promql as q
from prometheus_querier.errors import PromQLTypeError

X = q.metric("x")


@pytest.mark.parametrize("name", ["sum", "avg", "min", "max", "count", "group", "stddev", "stdvar"])
def test_plain_aggregations(name):
    expr = getattr(q, name)(X)
    assert str(expr) == f"{name}(x)"
    assert expr == q.Aggregation(name, X)
    assert expr.parameter is None


@pytest.mark.parametrize("name", ["topk", "bottomk", "quantile", "limitk", "limit_ratio"])
def test_aggregations_with_a_number(name):
    expr = getattr(q, name)(0.5, X)
    assert str(expr) == f"{name}(0.5, x)"
    assert expr.parameter == q.number(0.5)
    assert str(getattr(q, name)(q.time() / 2, X)) == f"{name}(time() / 2, x)"


def test_counting_values_takes_a_label():
    expr = q.count_values("version", X)
    assert str(expr) == 'count_values("version", x)'
    assert expr.parameter == q.string("version")


@pytest.mark.parametrize("name", ["topk", "bottomk", "quantile", "limitk", "limit_ratio", "count_values"])
def test_the_number_stands_before_the_vector(name):
    with pytest.raises(PromQLTypeError, match=rf"of {name}\(\) is a number or text, .* `x`: the vector comes second"):
        getattr(q, name)(X, 5)


def test_labels_to_group_by_are_given_one_by_one():
    with pytest.raises(PromQLTypeError, match=r"not list: put a star before it, \*\['job', 'zone'\]"):
        q.sum(X).by(["job", "zone"])
