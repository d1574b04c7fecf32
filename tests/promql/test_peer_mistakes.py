"""Mistakes that other PromQL builders were seen to make, each with the smallest input that shows it.

What a mistake computes wrongly is checked here by its text and in tests/server/promql by its value.
"""

from __future__ import annotations

import pickle
from datetime import timedelta

import pytest

from prometheus_querier import promql as q
from prometheus_querier.errors import PromQLTypeError, QueryBuildError

A, B, C = q.metric("a"), q.metric("b"), q.metric("c")


@pytest.mark.parametrize(
    ("expr", "printed"),
    [
        (-(A + B), "-(a + b)"),  # -(a) + (b) is another number
        ((-A) ** B, "(-a) ^ b"),  # -a ^ b is -(a ^ b)
        (q.number(-2) ** 2, "(-2) ^ 2"),
        (q.number(-2) ** A, "(-2) ^ a"),
        (A - (B - C), "a - (b - c)"),
        (A / (B / C), "a / (b / c)"),
        (A / (B * C), "a / (b * c)"),
        ((A**B) ** C, "(a ^ b) ^ c"),
        (A.and_(B.or_(C)), "a and (b or c)"),
        (-A * B, "-a * b"),
        (q.sum(-A), "sum(-a)"),
        (A * -B, "a * -b"),
    ],
)
def test_parentheses_are_never_lost(expr, printed):
    assert str(expr) == printed


def test_a_negative_offset_looks_ahead():
    assert str(A.offset(timedelta(minutes=-5))) == "a offset -5m"
    assert str(A.offset("-5m")) == "a offset -5m"


def test_chained_comparisons_lose_no_bound():
    with pytest.raises(PromQLTypeError, match="no truth value"):
        1 < A < 5  # noqa: B015
    assert str((A > 1) < 5) == "a > 1 < 5"


def test_an_if_is_not_always_true():
    with pytest.raises(PromQLTypeError, match="no truth value"):
        _ = "yes" if A > 5 else "no"


def test_a_method_changes_nothing_but_what_it_returns():
    product = A * B
    first = product.on("x")
    assert str(product) == "a * b"
    assert str(product.on("z")) == "a * on (z) b"
    assert str(first) == "a * on (x) b"


@pytest.mark.parametrize(
    "value",
    [
        'x"} or up{job="',
        "x'} or vector(1) or up{job='",
        "o'brien",
        "a\\b",
        'say "hi"',
        "line\nbreak",
        "😀",
        "`",
        "\\",
        '"',
        "{{ }}",
        "%41 a&b+c",
    ],
)
def test_a_value_stays_a_value(value):
    expr = q.metric("up", job=value)
    assert isinstance(parsed := q.parse(str(expr)), q.InstantSelector)
    assert [(matcher.label, matcher.value) for matcher in parsed.matchers] == [("job", value)]
    regex = q.parse(str(q.metric("up", job=q.one_of([value, "other"]))))
    assert len(list(q.walk(regex))) == 1


def test_no_escape_is_written_that_prometheus_does_not_read():
    assert str(q.metric("up", job="😀")) == 'up{job="😀"}'  # not as a pair of surrogates
    assert str(q.metric("up", job="\u0085")) == 'up{job="\\u0085"}'
    assert str(q.metric("up", job="\0")) == 'up{job="\\x00"}'


@pytest.mark.parametrize("name", ['job="x"} or vector(1) or up{a', "a b", "a.b", "é", "}", "a=~", "\n"])
def test_a_label_name_stays_a_label_name(name):
    expr = q.metric("up", {name: "v"})
    assert isinstance(parsed := q.parse(str(expr)), q.InstantSelector)
    assert [matcher.label for matcher in parsed.matchers] == [name]
    assert q.parse(str(q.sum(A).by(name))) == q.sum(A).by(name)
    assert q.parse(str((A / B).on(name).group_left())) == (A / B).on(name).group_left()


@pytest.mark.parametrize("name", ["my.metric", "a b", "bool", "on", 'up"} or vector(1) or {x="'])
def test_a_metric_name_stays_a_metric_name(name):
    assert q.metric_names(q.parse(str(q.metric(name)))) == {name}


def test_two_matchers_of_one_label_are_both_kept():
    assert str(A.where(job=q.not_("a")).where(job=q.not_("b"))) == 'a{job!="a",job!="b"}'


def test_an_offset_is_never_written_twice():
    with pytest.raises(QueryBuildError, match="has an offset already"):
        A.offset("5m").offset("1m")


@pytest.mark.parametrize(
    ("expr", "printed"),
    [
        ((A * B).on(), "a * on () b"),
        ((A * B).on().group_left("y"), "a * on () group_left (y) b"),
        ((A * B).group_left("y"), "a * ignoring () group_left (y) b"),
        (q.count_values("v", A), 'count_values("v", a)'),
        (q.label_replace(A, "dst", "$1", "src", r"(\d+)"), 'label_replace(a, "dst", "$1", "src", "(\\\\d+)")'),
        (q.quantile(0.9, A), "quantile(0.9, a)"),
        (A["1h":], "a[1h:]"),
        (q.rate(A["5m"])["5m":], "rate(a[5m])[5m:]"),
        (q.sum(A).by(), "sum(a)"),
        (q.sum(A).without(), "sum without () (a)"),
        (A.at(5).offset("1m"), "a @ 5.000 offset 1m"),
        (A["1h":].offset("1m"), "a[1h:] offset 1m"),
        ((A + B)["1h":], "(a + b)[1h:]"),
        (A.eq(B), "a == b"),
        (1 + A, "1 + a"),
        (2**A, "2 ^ a"),
        (2 % A, "2 % a"),
        (-A, "-a"),
        (+A, "+a"),
    ],
)
def test_what_was_built_is_what_is_written(expr, printed):
    assert str(expr) == printed
    assert q.parse(printed) == expr


@pytest.mark.parametrize(
    ("window", "printed"),
    [
        (timedelta(hours=1), "a[1h]"),
        (timedelta(hours=1.5), "a[1h30m]"),
        (timedelta(days=1, milliseconds=1), "a[1d1ms]"),
        (1.001, "a[1s1ms]"),
        ("1001ms", "a[1s1ms]"),
    ],
)
def test_durations_are_written_as_prometheus_reads_them(window, printed):
    assert str(A[window]) == printed


@pytest.mark.parametrize("window", [0.0005, "1.5h", timedelta(microseconds=1), "1d1w", "5M", "", "5m]"])
def test_durations_that_prometheus_does_not_read_are_refused(window):
    with pytest.raises(QueryBuildError):
        A[window]


@pytest.mark.parametrize("number", ["5) or vector(1", "5", None, True])
def test_what_is_no_number_is_refused(number):
    with pytest.raises(PromQLTypeError):
        A + number
    with pytest.raises(PromQLTypeError):
        q.topk(number, A)


def test_numbers_are_written_as_numbers():
    assert str(A + 1e300).startswith("a + 1000000")
    assert str(A + float("nan")) == "a + NaN"
    assert str(A + float("inf")) == "a + +Inf"
    assert str(A - float("-inf")) == "a - -Inf"
    assert q.parse(str(A + float("inf"))) == A + float("inf")


@pytest.mark.parametrize(
    "make",
    [
        lambda: q.rate(A),
        lambda: q.abs(A["5m"]),
        lambda: A["5m"] + 1,
        lambda: q.sum(A["5m"]),
        (A + B).bool,
        lambda: (A + 1).on("x"),
        lambda: A.and_(1),
        lambda: q.sum(A).by(["job"]),
        lambda: q.metric("up", {"job": ["a"]}),
        lambda: (A / B).on("x").group_left("x"),
    ],
)
def test_nothing_is_built_that_prometheus_would_refuse(make):
    with pytest.raises(QueryBuildError):
        make()


@pytest.mark.parametrize("text", ["job", "a,b"])
def test_a_text_is_one_label_not_its_letters(text):
    assert q.sum(A).by(text) == q.Aggregation("sum", A, None, (text,))


def test_unknown_keywords_are_errors():
    with pytest.raises(TypeError):
        q.sum(A, bye="job")
    with pytest.raises(TypeError):
        A.offset("5m", unit="s")


def test_expressions_cross_processes():
    expr = q.sum(q.rate(A["5m"])).by("job") / (B > 1)
    assert pickle.loads(pickle.dumps(expr)) == expr  # noqa: S301 - made here


def test_a_thousand_operators_are_no_problem():
    expr = A
    for _ in range(1000):
        expr += 1
    assert str(expr) == "a" + " + 1" * 1000
    assert expr == q.parse(str(expr))


def test_equal_questions_are_equal_and_print_the_same():
    one = q.metric("up", job="a", zone="b")
    other = q.metric("up", zone="b", job="a")
    assert one == other
    assert str(one) == str(other)
    assert hash(one) == hash(other)


def test_repr_shows_the_query():
    assert repr(q.sum(A).by("x")) == "<Aggregation sum by (x) (a)>"
