"""Calls of functions that the catalogue has, and of others."""

from __future__ import annotations

import pytest

from prometheus_querier import promql as q
from prometheus_querier.errors import PromQLTypeError, QueryBuildError

X = q.metric("x")


def test_unknown_functions_return_what_the_caller_says():
    assert str(q.call("range_median", X)) == "range_median(x)"
    assert q.type_of(q.call("range_median", X)) == "vector"
    assert q.type_of(q.call("now", returns=q.Scalar)) == "scalar"
    assert q.type_of(q.call("now", returns=q.InstantVector)) == "vector"
    assert str(q.call("f", X["5m"], 1.5, "s", q.time())) == 'f(x[5m], 1.5, "s", time())'
    assert str(q.call("f") + 1) == "f() + 1"


def test_known_functions_are_checked():
    assert q.call("rate", X["5m"]) == q.rate(X["5m"])
    assert q.call("time") == q.time()
    with pytest.raises(PromQLTypeError, match=r"rate\(\) needs a range vector"):
        q.call("rate", X)
    with pytest.raises(PromQLTypeError, match=r"time\(\) takes 0 arguments, not 1"):
        q.call("time", X)
    with pytest.raises(PromQLTypeError, match=r"rate\(\) returns an instant vector, not a scalar"):
        q.call("rate", X["5m"], returns=q.Scalar)
    with pytest.raises(PromQLTypeError, match=r"time\(\) returns a scalar"):
        q.call("time", returns=q.InstantVector)


@pytest.mark.parametrize("name", ["", "f(", "f(x) or g", "by", "AND", "1f", "a:b", "inf", 5, None])
def test_what_is_no_function_name_is_refused(name):
    with pytest.raises(QueryBuildError):
        q.call(name, X)


@pytest.mark.parametrize("name", ["sum", "SUM", "topk"])
def test_aggregations_are_no_functions(name):
    with pytest.raises(QueryBuildError, match=rf"is an aggregation: write q\.{name.lower()}\(\)"):
        q.call(name, X)


@pytest.mark.parametrize("argument", [None, True, [], object(), b"x", "\ud800"])
def test_what_is_no_expression_is_refused(argument):
    with pytest.raises(QueryBuildError):
        q.call("f", argument)


def test_results_are_vectors_or_scalars():
    for kind in (q.RangeVector, q.String, int, "vector"):
        with pytest.raises(PromQLTypeError, match="returns="):
            q.call("f", returns=kind)
