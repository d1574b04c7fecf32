"""Operators of the four value types, and what they say to what they do not take."""

from __future__ import annotations

import pytest

from prometheus_querier import promql as q
from prometheus_querier.errors import PromQLTypeError, QueryBuildError

A, B = q.metric("a"), q.metric("b")
T = q.time()


@pytest.mark.parametrize(
    ("expr", "printed"),
    [
        (A + B, "a + b"), (A - B, "a - b"), (A * B, "a * b"), (A / B, "a / b"), (A % B, "a % b"), (A**B, "a ^ b"),
        (A + 1, "a + 1"), (1 + A, "1 + a"), (1 - A, "1 - a"), (2 * A, "2 * a"), (1 / A, "1 / a"), (5 % A, "5 % a"), (2**A, "2 ^ a"),
        (A > B, "a > b"), (A < 1, "a < 1"), (A >= 1.5, "a >= 1.5"), (A <= B, "a <= b"), (A > 5, "a > 5"), (A <= 5, "a <= 5"),
        (A.eq(B), "a == b"), (A.ne(0), "a != 0"), (A.atan2(B), "a atan2 b"), (A.atan2(1), "a atan2 1"),
        (A.trim_upper(5), "a </ 5"), (A.trim_lower(B), "a >/ b"),
        (A.and_(B), "a and b"), (A.or_(B), "a or b"), (A.unless(B), "a unless b"),
        (-A, "-a"), (+A, "+a"), (-(+A), "-+a"), (-A + B, "-a + b"), (-(A + B), "-(a + b)"), (A - -B, "a - -b"),
        (T + 1, "time() + 1"), (1 + T, "1 + time()"), (T + A, "time() + a"), (A + T, "a + time()"), (T / T, "time() / time()"),
        (T - 1, "time() - 1"), (1 - T, "1 - time()"), (T * A, "time() * a"), (2 * T, "2 * time()"), (1 / T, "1 / time()"),
        (T % 60, "time() % 60"), (60 % T, "60 % time()"), (T**2, "time() ^ 2"), (2**T, "2 ^ time()"), (T - A, "time() - a"),
        (T / A, "time() / a"), (T % A, "time() % a"), (T**A, "time() ^ a"),
        (T > 5, "time() > bool 5"), (T < 5, "time() < bool 5"), (T < A, "time() < a"), (T >= A, "time() >= a"), (T <= 1, "time() <= bool 1"),
        (T.eq(5), "time() == bool 5"), (T.ne(A), "time() != a"), (T.eq(A), "time() == a"), (T.ne(1), "time() != bool 1"),
        (T.atan2(1), "time() atan2 1"), (T.atan2(A), "time() atan2 a"), (-T, "-time()"), (+T, "+time()"),
        (-q.number(5), "-5"), (+q.number(5), "5"), (-q.number(-5), "5"), (-q.duration("5m"), "-5m"),
    ],
)  # fmt: skip
def test_operators(expr, printed):
    assert str(expr) == printed
    assert q.parse(printed) == expr


def test_what_an_operator_makes_has_the_type_of_what_it_makes():
    assert q.type_of(A + T) == q.type_of(T + A) == q.type_of(A > 1) == "vector"
    assert q.type_of(T + T) == q.type_of(T > 1) == q.type_of(-T) == "scalar"
    assert q.type_of(A["5m"]) == "matrix"
    assert q.type_of(q.string("")) == "string"
    assert q.type_of(A["5m"]) is q.ValueType.RANGE_VECTOR


def test_python_can_sum_expressions():
    assert str(sum([A, B])) == "0 + a + b"


@pytest.mark.parametrize(
    "make",
    [
        lambda: A["5m"] + 1,
        lambda: 1 + A["5m"],
        lambda: A["5m"] / A["5m"],
        lambda: A["5m"] > 5,
        lambda: -A["5m"],
        lambda: A["5m"] ** 2,
        lambda: A + A["5m"],
        lambda: T + A["5m"],
        lambda: A.and_(A["5m"]),
    ],
)
def test_range_vectors_are_no_operands(make):
    with pytest.raises(PromQLTypeError, match=r"range vector `a\[5m\]`.*q\.rate\(\)"):
        make()


@pytest.mark.parametrize("make", [lambda: q.string("x") + 1, lambda: "x" + q.string("y"), lambda: A + q.string("x")])
def test_strings_are_no_operands(make):
    with pytest.raises(PromQLTypeError, match="string"):
        make()


@pytest.mark.parametrize("other", ["1", None, [1], True, object(), 1j])
@pytest.mark.parametrize("make", [lambda x: A + x, lambda x: x * A, lambda x: x < A, lambda x: T - x, A.eq])
def test_what_is_neither_an_expression_nor_a_number_is_refused(make, other):
    with pytest.raises(PromQLTypeError, match="needs instant vectors or scalars"):
        make(other)


@pytest.mark.parametrize("make", [lambda: A.and_(1), lambda: A.or_(T), lambda: A.unless(5)])
def test_set_operators_want_vectors(make):
    with pytest.raises(PromQLTypeError, match=r"write q\.vector"):
        make()


def test_equality_in_place_of_promql_equality_is_noticed():
    with pytest.raises(PromQLTypeError, match=r"Python's == gives it: write a\.eq\(b\)"):
        q.sum(A == 5)


@pytest.mark.parametrize("decide", [lambda: bool(A > 5), lambda: 1 < A < 5, lambda: A and B, lambda: not T])
def test_asking_for_a_truth_value_says_what_to_write_instead(decide):
    with pytest.raises(PromQLTypeError, match=r"no truth value.*a\.and_\(b\).*\(a > 1\) < 5"):
        decide()


def test_expressions_can_be_looked_up_in_collections():
    assert A not in [B, T]
    assert A in {A: 1}


@pytest.mark.parametrize("use", [iter, list, lambda expr: "x" in expr, len])
def test_expressions_are_no_containers(use):
    with pytest.raises(TypeError):
        use(A)


@pytest.mark.parametrize("expr", [T, q.string("x"), A["5m"]])
def test_only_instant_vectors_have_windows(expr):
    with pytest.raises(PromQLTypeError, match="does not take a range or subquery"):
        expr["5m":]


def test_only_selectors_have_plain_ranges():
    with pytest.raises(PromQLTypeError, match=r"a plain range needs a selector.*write \['5m':\]"):
        q.sum(A)["5m"]
    with pytest.raises(QueryBuildError, match=r"\[range:step\]"):
        A[:"5m"]
    with pytest.raises(QueryBuildError, match=r"\[range:step\]"):
        A["1h":"5m":"1m"]


def test_long_expressions_are_shortened_in_messages():
    long = q.metric("x" * 500)
    with pytest.raises(PromQLTypeError) as caught:
        q.rate(long)
    assert len(str(caught.value)) < 250
