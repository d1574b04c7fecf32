"""``info()``, whose second argument is no expression but a set of matchers."""

from __future__ import annotations

import pytest

from prometheus_querier import promql as q
from prometheus_querier.errors import QueryBuildError

X = q.metric("x")


@pytest.mark.parametrize(
    ("expr", "printed"),
    [
        (q.info(X), "info(x)"),
        (q.info(X, {}), "info(x, {})"),
        (q.info(X, {"data": q.regex(".*")}), 'info(x, {data=~".*"})'),
        (q.info(X, {"__name__": "target_info", "b": "1", "a": "2"}), 'info(x, {__name__="target_info",a="2",b="1"})'),
        (q.info(X, q.selector(job="api")), 'info(x, {job="api"})'),
    ],
)
def test_info(expr, printed):
    assert str(expr) == printed
    assert q.parse(printed) == expr


@pytest.mark.parametrize("labels", [X, X["5m"], 5, "x", ["a"], {"": "x"}, {"a": 5}])
def test_other_data_labels_are_refused(labels):
    with pytest.raises(QueryBuildError):
        q.info(X, labels)
