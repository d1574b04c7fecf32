"""Duration expressions: scalars in the place of a range, step or offset."""

from __future__ import annotations

import pytest

from prometheus_querier import promql as q
from prometheus_querier.errors import PromQLTypeError, QueryBuildError

X = q.metric("x")
STEP, RANGE = q.step(), q.range()


@pytest.mark.parametrize(
    ("expr", "printed"),
    [
        (X[STEP], "x[step()]"),
        (X[STEP * 4], "x[step() * 4]"),
        (X[q.duration("5m") * 2], "x[5m * 2]"),
        (X[q.duration("5m") - q.duration("1m")], "x[5m - 1m]"),
        (X[-q.duration("5m") + q.duration("10m")], "x[-5m + 10m]"),
        (X[q.max_of(STEP, 300)], "x[max_of(step(), 300)]"),
        (X[q.min_of(q.max_of(STEP + 1, q.duration("1h")), RANGE)], "x[min_of(max_of(step() + 1, 1h), range())]"),
        (X[(STEP + 1) * 2], "x[(step() + 1) * 2]"),
        (X[STEP**2], "x[step() ^ 2]"),
        (X[q.number(300)], "x[5m]"),
        (X[q.duration("5m")], "x[5m]"),
        (X[STEP * 60 : STEP], "x[step() * 60:step()]"),
        (X["1h" : STEP * 2], "x[1h:step() * 2]"),
        (X[STEP:], "x[step():]"),
        (X.offset(STEP), "x offset step()"),
        (X.offset(-STEP), "x offset -step()"),
        (X.offset(STEP * 2), "x offset (step() * 2)"),
        (X.offset(-(STEP * 2)), "x offset -(step() * 2)"),
        (X.offset(-(q.number(1) ** 2)), "x offset (-1 ^ 2)"),
        (X.offset(q.ScalarUnary("-", -STEP)), "x offset (--step())"),
        (X.offset(q.duration("1h") / 2), "x offset (1h / 2)"),
        (X.offset(q.min_of(10, STEP)), "x offset min_of(10, step())"),
        (X.offset(-q.min_of(10, STEP)), "x offset -min_of(10, step())"),
        (X.offset(q.number(-60)), "x offset -1m"),
        (X[STEP].offset(STEP * 2).at(1), "x[step()] @ 1.000 offset (step() * 2)"),
        (X[STEP:].offset(STEP * 2).at(1), "x[step():] @ 1.000 offset (step() * 2)"),
        (q.sum(X)[STEP + 5 :].offset(-STEP), "sum(x)[step() + 5:] offset -step()"),
    ],
)
def test_duration_expressions(expr, printed):
    assert str(expr) == printed
    assert q.parse(printed) == expr


@pytest.mark.parametrize(
    "length",
    [
        q.time(),
        STEP * q.scalar(X),
        STEP > 5,
        STEP.atan2(1),
        q.pi() * 2,
        q.start(),
        X,
        q.string("5m"),
        q.max_of(q.time(), 5),
        -q.time(),
    ],
)
def test_other_expressions_are_no_durations(length):
    with pytest.raises((PromQLTypeError, QueryBuildError)):
        X[length]
    with pytest.raises((PromQLTypeError, QueryBuildError)):
        X.offset(length)
    with pytest.raises((PromQLTypeError, QueryBuildError)):
        X["1h":length]


@pytest.mark.parametrize("length", [STEP / 0, STEP % 0, (STEP / q.number(-0.0)) + 5])
def test_a_duration_divided_by_zero_is_refused(length):
    with pytest.raises(QueryBuildError, match="divides by zero"):
        X[length]


@pytest.mark.parametrize("length", [q.number(0), q.number(-5), q.duration("-5m"), q.number(1e-9), q.number(1e300)])
def test_a_literal_is_checked_as_a_plain_duration_is(length):
    with pytest.raises(QueryBuildError):
        X[length]
