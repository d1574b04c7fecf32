"""The check of calls against the annotations of functions: what it says to each mistake."""

from __future__ import annotations

import pytest

from prometheus_querier import promql as q
from prometheus_querier.errors import PromQLTypeError

X = q.metric("x")


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: q.rate(X), 'rate() needs a range vector as argument 1 (v), not the instant vector `x`: give it a range, x["5m"]'),
        (lambda: q.rate(q.sum(X)), 'rate() needs a range vector as argument 1 (v), not the instant vector `sum(x)`: make it a subquery, x["5m":], or take the range inside'),
        (lambda: q.abs(X["5m"]), "abs() needs an instant vector as argument 1 (v), not the range vector `x[5m]`: apply a function such as q.rate() or q.last_over_time() first"),
        (lambda: q.abs(q.time()), "abs() needs an instant vector as argument 1 (v), not the scalar `time()`: wrap it in q.vector()"),
        (lambda: q.abs(5), "abs() needs an instant vector as argument 1 (v), not int 5: wrap it in q.vector()"),
        (lambda: q.clamp(X, X, 5), "clamp() needs a scalar as argument 2 (min), not the instant vector `x`: wrap it in q.scalar()"),
        (lambda: q.histogram_quantile("0.9", X), 'histogram_quantile() needs a scalar as argument 1 (quantile), not the string `"0.9"`: write the number without quotes'),
        (lambda: q.label_join(X, "a", ",", 5), "label_join() needs a string as argument 4 (src_labels), not the scalar `5`"),
        (lambda: q.label_join(X, "a", ",", "b", X), "label_join() needs a string as argument 5 (src_labels), not the instant vector `x`"),
        (lambda: q.call("rate"), "rate() takes 1 argument, not 0"),
        (lambda: q.call("clamp", X, 1), "clamp() takes 3 arguments, not 2"),
        (lambda: q.call("round", X, 1, 2), "round() takes 1 to 2 arguments, not 3"),
        (lambda: q.call("label_join", X), "label_join() takes at least 3 arguments, not 1"),
        (lambda: q.histogram_quantiles(X, "q", *[0.1] * 11), "histogram_quantiles() takes 3 to 12 arguments, not 13"),
        (lambda: q.rate("x[5m]"), "rate() needs a range vector as argument 1 (v), not str 'x[5m]': make it with q.metric() or q.parse()"),
        (lambda: q.sum("x"), "sum() needs an instant vector, not str 'x': make it with q.metric() or q.parse()"),
        (lambda: q.sum(X["5m"]), "sum() needs an instant vector, not the range vector `x[5m]`: apply a function such as q.rate() or q.last_over_time() first"),
        (lambda: q.info(X, X), "info() needs a selector without a metric name as its second argument, not the instant vector `x`"),
        (lambda: q.info(X, q.sum(X)), "info() needs a selector without a metric name as its second argument, not the instant vector `sum(x)`"),
    ],
)  # fmt: skip
def test_messages(make, message):
    with pytest.raises(PromQLTypeError) as caught:
        make()
    assert str(caught.value) == message


def test_true_is_no_number():
    for make in (lambda: q.clamp(X, True, 5), lambda: q.vector(False)):
        with pytest.raises(PromQLTypeError, match=r"Python's == gives it: write a\.eq\(b\)"):
            make()


def test_a_right_call_does_not_make_a_wrong_one_right():
    assert str(q.rate(X["5m"])) == "rate(x[5m])"
    assert str(q.VectorCall("rate", (X["5m"],))) == "rate(x[5m])"
    for make in (
        lambda: q.rate(X),
        lambda: q.VectorCall("rate", (X,)),
        lambda: q.ScalarCall("rate", (X["5m"],)),
        lambda: q.VectorCall("rate", (X["5m"], X["5m"])),
    ):
        with pytest.raises(PromQLTypeError):
            make()
