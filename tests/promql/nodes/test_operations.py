"""Modifiers of binary operators, and parentheses."""

from __future__ import annotations

import pytest

from prometheus_querier import promql as q
from prometheus_querier.errors import PromQLTypeError, QueryBuildError

A, B, C = q.metric("a"), q.metric("b"), q.metric("c")
T = q.time()


@pytest.mark.parametrize(
    ("expr", "printed"),
    [
        ((A / B).on("job"), "a / on (job) b"),
        ((A / B).on(), "a / on () b"),
        ((A / B).ignoring("x", "y"), "a / ignoring (x, y) b"),
        ((A / B).ignoring(), "a / b"),
        ((A / B).on("job").group_left(), "a / on (job) group_left () b"),
        ((A / B).on("job").group_left("version", "x"), "a / on (job) group_left (version, x) b"),
        ((A / B).ignoring("pod").group_right("pod"), "a / ignoring (pod) group_right (pod) b"),
        ((A / B).group_left("x"), "a / ignoring () group_left (x) b"),
        ((A / B).group_left().on("job"), "a / on (job) group_left () b"),
        ((A / B).fill(0), "a / fill (0) b"),
        ((A / B).fill_left(-1.5), "a / fill_left (-1.5) b"),
        ((A / B).fill_right(1e21), "a / fill_right (1e+21) b"),
        ((A / B).fill_left(1).fill_right(2), "a / fill_left (1) fill_right (2) b"),
        ((A / B).fill_right(2).fill_left(2), "a / fill (2) b"),
        ((A / B).fill(float("nan")), "a / fill_left (NaN) fill_right (NaN) b"),
        ((A / B).fill(float("inf")), "a / fill (+Inf) b"),
        ((A / B).on("x").group_left().fill(0), "a / on (x) group_left () fill (0) b"),
        ((A > B).bool(), "a > bool b"),
        ((A > B).bool().on("x"), "a > bool on (x) b"),
        ((A > 5).bool(), "a > bool 5"),
        (A.eq(B).bool().bool(), "a == bool b"),
        ((T > 5).bool(), "time() > bool 5"),
        (A.and_(B).on("x"), "a and on (x) b"),
        (A.unless(B).ignoring("x"), "a unless ignoring (x) b"),
        (
            (A / B).on("k8s.pod", "inf", "on", "Without").group_left("é"),
            'a / on ("k8s.pod", "inf", on, "Without") group_left ("é") b',
        ),
    ],
)
def test_modifiers(expr, printed):
    assert str(expr) == printed
    assert q.parse(printed) == expr


@pytest.mark.parametrize(
    ("expr", "printed"),
    [
        (A - (B - C), "a - (b - c)"), ((A - B) - C, "a - b - c"), (A / (B * C), "a / (b * c)"), ((A + B) * C, "(a + b) * c"),
        (A + B * C, "a + b * c"), (A * B + C, "a * b + c"), ((A**B) ** C, "(a ^ b) ^ c"), (A ** (B**C), "a ^ b ^ c"),
        ((-A) ** B, "(-a) ^ b"), (-(A**B), "-a ^ b"), (A**-B, "a ^ -b"), (A ** -(B**C), "a ^ -b ^ c"), (A**-B * C, "a ^ -b * c"),
        (A ** (-B * C), "a ^ (-b * c)"), ((-A) * B, "-a * b"), (-(A * B), "-(a * b)"), (-A - B, "-a - b"), (-(A - B), "-(a - b)"),
        (q.number(-2) ** A, "(-2) ^ a"), (A**-2, "a ^ -2"), (q.number(float("inf")) ** A, "(+Inf) ^ a"),
        (q.number(2) ** A, "2 ^ a"), (q.duration("-5m") ** A, "(-5m) ^ a"), (A * -2, "a * -2"), (-2 * A, "-2 * a"),
        ((A > B) > C, "a > b > c"), (A.eq(B > C), "a == (b > c)"), (A.and_(B).or_(C), "a and b or c"), (A.and_(B.or_(C)), "a and (b or c)"),
        (A.or_(B.and_(C)), "a or b and c"), (A.or_(B).or_(C), "a or b or c"), (A.or_(B.or_(C)), "a or (b or c)"),
        (A.unless(B).and_(C), "a unless b and c"), (A.unless(B.and_(C)), "a unless (b and c)"),
        ((A + B) > C, "a + b > c"), (A + (B > C), "a + (b > c)"), (A.atan2(B) * C, "a atan2 b * c"), (A.atan2(B * C), "a atan2 (b * c)"),
        (A.trim_upper(B) > C, "a </ b > c"), (A.trim_lower(B + C), "a >/ b + c"), ((-A)["5m":], "(-a)[5m:]"), (q.ScalarUnary("-", -T), "--time()"),
        (-(T + 1) ** 2, "-(time() + 1) ^ 2"), ((T + 1) * 2, "(time() + 1) * 2"), (q.clamp(A, T - (1 - T), -(T * 2)), "clamp(a, time() - (1 - time()), -(time() * 2))"),
    ],
)  # fmt: skip
def test_parentheses_stand_where_precedence_needs_them_and_nowhere_else(expr, printed):
    assert str(expr) == printed
    assert q.parse(printed) == expr


@pytest.mark.parametrize(
    ("make", "message"),
    [
        ((A + B).bool, "bool.. is for comparisons"),
        ((T + 1).bool, "bool.. is for comparisons"),
        (lambda: A.and_(B).bool(), "bool.. is for comparisons"),
        (lambda: A.and_(B).on("x").group_left(), "matches many to many"),
        (lambda: A.or_(B).group_right(), "matches many to many"),
        (lambda: A.or_(B).fill(0), "keeps series as they are"),
        (lambda: (A + 1).on("x"), "need instant vectors on both sides"),
        ((1 + A).group_left, "need instant vectors on both sides"),
        (lambda: (A > 1).fill(0), "need instant vectors on both sides"),
        (lambda: (A / B).on("x").on("y"), "has its labels to match already"),
        (lambda: (A / B).on("x").ignoring("y"), "has its labels to match already"),
        (lambda: (A / B).on().on("y"), "has its labels to match already"),
        (lambda: (A / B).group_left().group_right(), r"has group_left\(\) already"),
        (lambda: (A / B).on("x").group_left("x"), "must not be both in on"),
        (lambda: (A / B).group_left("x").on("x"), "must not be both in on"),
        (lambda: (A / B).fill(0).fill(1), "has a left fill value already"),
        (lambda: (A / B).fill_right(0).fill_right(1), "has a right fill value already"),
        (lambda: q.VectorMatching(include=("x",)), "need group_left"),
        (lambda: q.VectorMatching(group="both"), "left or right"),
        (lambda: q.VectorBinary("||", A, B), "is no operator"),
        (lambda: q.VectorBinary("+) or vector(1", A, B), "is no operator"),
        (lambda: q.VectorUnary("!", A), "a sign is"),
        (lambda: q.ScalarUnary("!", T), "a sign is"),
    ],
)
def test_what_promql_does_not_allow_is_refused(make, message):
    with pytest.raises(QueryBuildError, match=message):
        make()


@pytest.mark.parametrize(
    "make",
    [
        lambda: (A / B).on(5),
        lambda: (A / B).on(["x"]),
        lambda: (A / B).ignoring(None),
        lambda: (A / B).group_left(5),
        lambda: (A / B).fill("0"),
        lambda: (A / B).fill(True),
        lambda: (A / B).fill(T),
        lambda: q.VectorBinary("+", A, 1),
        lambda: q.VectorBinary("+", T, T),
        lambda: q.ScalarBinary("+", T, A),
        lambda: q.ScalarBinary("and", T, T),
        lambda: q.VectorUnary("-", T),
        lambda: q.ScalarUnary("-", A),
        lambda: q.ScalarUnary("-", q.number(5)),
    ],
)
def test_what_is_of_another_type_is_refused(make):
    with pytest.raises(PromQLTypeError):
        make()


def test_text_is_made_an_expression_first():
    with pytest.raises(PromQLTypeError, match=r"not str 'sum\(': q\.parse\(\) makes an expression of PromQL text"):
        "sum(" + A


@pytest.mark.parametrize("label", ["", "\ud800"])
def test_labels_that_cannot_be_written_are_refused(label):
    for method in ("on", "ignoring", "group_left", "group_right"):
        with pytest.raises(QueryBuildError):
            getattr(A / B, method)(label)
