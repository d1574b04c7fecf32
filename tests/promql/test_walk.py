"""Going through trees, and rebuilding them."""

from __future__ import annotations

import pytest

from prometheus_querier import promql as q
from prometheus_querier.errors import PromQLTypeError
from prometheus_querier.promql.walk import with_children

A, B = q.metric("a", x="1"), q.metric("b")


@pytest.mark.parametrize(
    ("expr", "inside"),
    [
        (A, []),
        (q.number(5), []),
        (q.string("s"), []),
        (A["5m"], ["a"]),
        (A["5m"].offset("1h"), ["a offset 1h"]),
        (A["1h":"1m"], ["a"]),
        (-A, ["a"]),
        (-q.time(), ["time()"]),
        (A + B, ["a", "b"]),
        (q.time() + 1, ["time()", "1"]),
        (q.sum(A), ["a"]),
        (q.topk(5, A), ["5", "a"]),
        (q.clamp(A, 1, 2), ["a", "1", "2"]),
        (q.time(), []),
        (A[q.step() * 2], ["a"]),
    ],
)
def test_children(expr, inside):
    children = q.children(expr)
    assert [str(child).replace('{x="1"}', "") for child in children] == inside
    assert with_children(expr, children) == expr


@pytest.mark.parametrize(
    "reads", [q.type_of, q.children, q.pretty, q.metric_names, q.label_names, lambda expr: list(q.walk(expr)),
              lambda expr: q.transform(expr, lambda node: node)],
)  # fmt: skip
def test_text_is_no_expression_before_it_is_parsed(reads):
    with pytest.raises(
        PromQLTypeError, match=r"an expression is needed, not str 'sum\(up\)': write promql\.parse\(…\)"
    ):
        reads("sum(up)")
    with pytest.raises(PromQLTypeError, match=r"an expression is needed, not NoneType None$"):
        reads(None)


def test_walking_goes_outer_before_inner_and_left_before_right():
    expr = q.sum(q.rate(A["5m"])).by("x") / (B + 1)
    assert [type(node).__name__ for node in q.walk(expr)] == [
        "VectorBinary", "Aggregation", "VectorCall", "RangeSelector", "InstantSelector", "VectorBinary", "InstantSelector", "Number",
    ]  # fmt: skip


def test_transforming_replaces_from_the_inside_out():
    def change(node):
        if isinstance(node, q.Number):
            return q.number(node.value * 2)
        if isinstance(node, q.InstantSelector) and node.name == "b":
            return A
        return node

    expr = q.clamp(q.rate(B["5m"]) + (B > 1), 2, 3)
    assert str(q.transform(expr, change)) == 'clamp(rate(a{x="1"}[5m]) + (a{x="1"} > 2), 4, 6)'


def test_what_does_not_change_is_shared():
    kept = q.rate(A["5m"])
    expr = kept / B
    changed = q.transform(expr, lambda node: A if node == B else node)
    assert isinstance(changed, q.VectorBinary)
    assert changed.left is kept
    assert q.transform(expr, lambda node: node) is expr


def test_transforming_keeps_all_modifiers():
    expr = (q.topk(5, q.last_over_time(A["1h":"1m"].at(5).offset("1h"))).by("z") > B).bool().on("x").group_left("y")
    changed = q.transform(expr, lambda node: node.where(n="1") if isinstance(node, q.InstantSelector) else node)
    assert str(changed) == str(expr).replace('x="1"', 'n="1",x="1"') + '{n="1"}'


def test_the_sign_of_what_becomes_a_literal_is_folded():
    assert str(q.transform(-q.time(), lambda node: q.number(5) if node == q.time() else node)) == "-5"


@pytest.mark.parametrize(
    ("expr", "change"),
    [
        (q.rate(A["5m"]), lambda node: A if isinstance(node, q.RangeSelector) else node),
        (q.sum(A), lambda node: q.time() if node == A else node),
        (A["5m"], lambda node: q.sum(A) if node == A else node),
        (A + B, lambda node: q.string("x") if node == A else node),
        (q.clamp(A, 1, 2), lambda node: A if isinstance(node, q.Number) else node),
        (A + 1, lambda node: None if isinstance(node, q.Number) else node),
    ],
)
def test_replacements_of_a_wrong_type_are_refused(expr, change):
    with pytest.raises(PromQLTypeError):
        q.transform(expr, change)


def test_metric_names():
    expr = q.metric("a") / q.metric("b.c") + q.selector(__name__=q.regex("x.*"), job="y") + q.selector(__name__="d")
    assert q.metric_names(expr) == {"a", "b.c", "d"}
    assert q.metric_names(q.time()) == frozenset()


def test_label_names():
    left = q.sum(q.metric("a", job="x", zone=q.not_("y"))).by("pod")
    right = q.metric("b.c", host="z")
    expr = (left / right).on("node").group_left("version")
    assert q.label_names(expr) == {"job", "zone", "pod", "host", "node", "version"}
    assert q.label_names(q.time()) == frozenset()


def test_functions_that_take_labels_name_them():
    expr = q.label_join(q.label_replace(A, "new", "$1", "old", "(.*)"), "joined", "-", "one", "two")
    assert q.label_names(expr) == {"x", "new", "old", "joined", "one", "two"}
    assert q.label_names(q.count_values("version", A)) == {"x", "version"}
    assert q.label_names(q.sort_by_label(B, "zone")) == {"zone"}
    assert q.label_names(q.histogram_quantiles(B, "q", 0.5)) == {"q"}
