"""The grouping of aggregations."""

from __future__ import annotations

import pytest

from prometheus_querier import promql as q
from prometheus_querier.errors import PromQLTypeError, QueryBuildError

UP = q.metric("up")


@pytest.mark.parametrize(
    ("expr", "printed"),
    [
        (q.sum(UP), "sum(up)"),
        (q.sum(UP).by("job"), "sum by (job) (up)"),
        (q.sum(UP).by("b", "a"), "sum by (b, a) (up)"),
        (q.sum(UP).by(), "sum(up)"),
        (q.sum(UP).without("pod"), "sum without (pod) (up)"),
        (q.sum(UP).without(), "sum without () (up)"),
        (q.topk(5, UP).by("job"), "topk by (job) (5, up)"),
        (q.topk(q.scalar(UP), UP), "topk(scalar(up), up)"),
        (q.quantile(0.9, UP), "quantile(0.9, up)"),
        (q.count_values("v", UP).without("pod"), 'count_values without (pod) ("v", up)'),
        (
            q.sum(UP).by("k8s.pod", "inf", "NaN", "without", "by", "a:b"),
            'sum by ("k8s.pod", "inf", "NaN", "without", by, "a:b") (up)',
        ),
        (q.sum(q.max(UP).by("a")).by("b"), "sum by (b) (max by (a) (up))"),
        (q.limit_ratio(-0.1, UP), "limit_ratio(-0.1, up)"),
    ],
)
def test_groupings(expr, printed):
    assert str(expr) == printed
    assert q.parse(printed) == expr


def test_groups_are_made_once():
    for first in (q.sum(UP).by("a"), q.sum(UP).without("a"), q.sum(UP).without()):
        with pytest.raises(QueryBuildError, match="has its grouping already"):
            first.by("b")
        with pytest.raises(QueryBuildError, match="has its grouping already"):
            first.without("b")


@pytest.mark.parametrize("label", [5, None, ["a", "b"], b"a", ""])
def test_what_is_no_label_is_refused(label):
    with pytest.raises(QueryBuildError, match="label to group by"):
        q.sum(UP).by(label)
    with pytest.raises(QueryBuildError, match="label to group by"):
        q.sum(UP).without("a", label)
    with pytest.raises(QueryBuildError, match="label to group by"):
        q.Aggregation("sum", UP, None, (label,))


@pytest.mark.parametrize(
    "make",
    [
        lambda: q.sum(UP["5m"]),
        lambda: q.sum(q.time()),
        lambda: q.sum(5),
        lambda: q.sum("up"),
        lambda: q.topk("5", UP),
        lambda: q.topk(UP, UP),
        lambda: q.topk(5, UP["5m"]),
        lambda: q.topk(None, UP),
        lambda: q.topk(True, UP),
        lambda: q.count_values(5, UP),
        lambda: q.quantile(0.9, 0.9),
        lambda: q.Aggregation("sum", UP, q.number(5)),
        lambda: q.Aggregation("topk", UP),
    ],
)
def test_what_is_of_another_type_is_refused(make):
    with pytest.raises(PromQLTypeError):
        make()


def test_unknown_aggregations_are_refused():
    with pytest.raises(QueryBuildError, match="no aggregation"):
        q.Aggregation("sum by (x) (up) or sum", UP)
