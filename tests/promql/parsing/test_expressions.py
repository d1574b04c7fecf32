from __future__ import annotations

import contextlib
import time

import pytest
from hypothesis import given, settings, strategies as st
from promql_texts import MODERN, instant_vectors

from prometheus_querier import promql as q
from prometheus_querier.errors import PromQLSyntaxError


@pytest.mark.parametrize(
    ("text", "same_as"),
    [
        ("a or b and c", "a or (b and c)"),
        ("a and b unless c", "(a and b) unless c"),
        ("a + b * c", "a + (b * c)"),
        ("a - b - c", "(a - b) - c"),
        ("a ^ b ^ c", "a ^ (b ^ c)"),
        ("a * b atan2 c", "(a * b) atan2 c"),
        ("a > b + c == d", "(a > (b + c)) == d"),
        ("a </ b > c", "(a </ b) > c"),
        ("-a ^ b", "-(a ^ b)"),
        ("-a * b", "(-a) * b"),
        ("a ^ -b ^ c", "a ^ (-(b ^ c))"),
        ("a ^ -b * c", "(a ^ (-b)) * c"),
        ("2 ^ -1", "2 ^ (-1)"),
        ("- -a", "-(-a)"),
        ("-1 ^ 2", "-(1 ^ 2)"),
        ("a oR b", "a or b"),
        ("a AtAn2 b", "a atan2 b"),
    ],
)
def test_precedence(text: str, same_as: str) -> None:
    assert q.parse(text) == q.parse(same_as)


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("1", "1"), ("0755", "493"), ("-0755", "-493"), ("0x8f", "143"), ("1_000", "1000"), ("5.", "5"), ("1e-7", "0.0000001"),
        ("08m", "8m"), ("iNf", "+Inf"), ("-inf", "-Inf"), ("nan", "NaN"), ("2m", "2m"), ("-1h30m", "-1h30m"), ("--1", "1"), ("-(1)", "-1"),
        ("+(1)", "1"), ("'a'", '"a"'), ('`a"`', r'"a\""'), ("('a')", '"a"'), ("((1))", "1"), ("+a", "+a"), ("-(-a)", "--a"),
        ("(-1) ^ 2", "(-1) ^ 2"), ("(a)", "a"), ("((a + b)) * c", "(a + b) * c"), ("1 == bool 1", "1 == bool 1"),
        ("1 </ 2", "1 </ 2"), ("a # comment", "a"), ("# first\n a\r\n# last", "a"), ("+Infd", "+Infd"),
    ],
)  # fmt: skip
def test_reads(text: str, printed: str) -> None:
    expr = q.parse(text)
    assert str(expr) == printed
    assert q.parse(printed) == expr


@pytest.mark.parametrize(
    ("text", "position", "reason", "suggestion"),
    [
        ("", 0, "the query is empty", ""),
        (" # nothing\n", 11, "the query is empty", ""),
        ("(", 0, "unclosed parenthesis", ""),
        ("a + (b", 4, "unclosed parenthesis", ""),
        ("sum(a", 0, "unclosed parenthesis", ""),
        ("a)", 1, "unexpected ')', which nothing opened", ""),
        ("()", 1, "unexpected ')', expected an expression", "cannot be empty"),
        ("a b", 2, "unexpected word b after an expression", "operator is missing"),
        ("a 5", 2, "unexpected number 5", "operator is missing"),
        ("a 'b'", 2, "unexpected string 'b'", "operator is missing"),
        ("a = b", 2, "unexpected '='", "written =="),
        ("a ]", 2, "unexpected ']'", ""),
        ("a, b", 1, "unexpected ','", "comma separates"),
        ("(a, b)", 2, "unexpected ','", "comma separates"),
        ("abs(a,)", 5, "no comma is allowed after the last argument", ""),
        ("abs(,a)", 4, "unexpected ',', expected an expression", ""),
        ("a +", 3, "unexpected end of the query, expected an expression", ""),
        ("* a", 0, "unexpected '*', expected an expression", ""),
        ("a and 1", 2, "and needs instant vectors on both sides", "vector(…)"),
        ("1 > 2", 2, "a comparison between two scalars needs bool", "> bool"),
        ("a + 'b'", 2, "+ needs instant vectors or scalars, not a string", ""),
        ("a[5m] + 1", 6, "+ needs instant vectors or scalars, not a range vector", ""),
        ("-'a'", 0, "a sign needs a scalar or an instant vector, not a string", ""),
        ("- x[5m]", 0, "not a range vector", ""),
        ("1e400", 0, "no number that a 64-bit float can hold", ""),
        ("\n\n  a b", 6, "unexpected word b", ""),
    ],
)
def test_refuses(text: str, position: int, reason: str, suggestion: str) -> None:
    with pytest.raises(PromQLSyntaxError) as caught:
        q.parse(text)
    error = caught.value
    assert (error.position, reason in error.reason, suggestion in error.suggestion) == (position, True, True), error


def test_the_message_shows_the_place() -> None:
    with pytest.raises(PromQLSyntaxError) as caught:
        q.parse("sum(up)\n  + rte(x[5m])")
    assert str(caught.value) == "2:5: unknown function rte\n    + rte(x[5m])\n      ^\n  did you mean rate?"
    assert (caught.value.line, caught.value.column) == (2, 5)


N = 10_000


@pytest.mark.parametrize(
    "text",
    ["(" * N + "a" + ")" * N, "-" * N + "a", "+".join("a" * N), "^".join("a" * N), "abs(" * N + "a" + ")" * N,
     "sum(" * N + "a" + ")" * N, "max_over_time(" * N + "a" + "[5m:])" * N, "a+(" * N + "a" + ")" * N, "a or " * N + "a",
     "scalar(vector(" * N + "1" + "))" * N, "2^-" * N + "a", "-(" * N + "a" + ")" * N, "a == bool " * N + "a",
     "topk(1," * N + "a" + ")" * N, "1-(" * N + "1" + ")" * N],
    ids=lambda text: text[:12],
)  # fmt: skip
def test_depth_is_no_limit(text: str) -> None:
    expr = q.parse(text)
    assert q.parse(str(expr)) == expr


HOSTILE = [
    '"', "'", "`", "{", "[", "(", "-", "a", "1", ".", "#", "+", "a+", "a+(", "a[", "a[(", "a[-", '{a="b"}', '{a="b",', '{a=~"(',
    "sum(", "by(", "rate(", "a[5m]", "a[5m]+", "a[5m:][", "a offset ", "a@1", "1+", "f(1,", "-(", '"",', "1^", "{} ", ") ", "a== ",
    "a+on()", "a*on()group_left()", "a+fill(1)", "# a\n", "sum by(a", r'"\x41"', "time()+", "a[step()+", "a[1^", "é", "1_", "0x",
    "topk(1,a)+", "a{a='b'}+", "\\", "\t", "a b ", "histogram_quantile(0.9,",
]  # fmt: skip


@pytest.mark.parametrize("part", HOSTILE)
def test_a_mebibyte_of_anything_is_answered_in_seconds(part: str) -> None:
    text = part * (2**20 // len(part.encode()))
    started = time.process_time()
    with contextlib.suppress(PromQLSyntaxError):
        q.parse(text)
    assert time.process_time() - started < 5


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        "a+" * 99_000 + "a",
        "a{a='b'}+" * 28_000 + "a",
        "topk(1,a)+" * 28_000 + "a",
        "abs(" * 66_000 + "a" + ")" * 66_000,
    ],
    ids=lambda text: text[:9],
)
def test_the_largest_queries_take_seconds(text: str) -> None:
    started = time.process_time()
    q.parse(text)
    assert time.process_time() - started < 5


def test_refuses_more_tokens_than_anyone_writes() -> None:
    with pytest.raises(PromQLSyntaxError, match="more than 200000 words and signs"):
        q.parse("a+" * 100_000 + "a")


@settings(deadline=None)
@given(st.text(alphabet=st.sampled_from("abm15.:{}[]()\"'`\\#\n= ~!<>/+-^@,_é"), max_size=20))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        expr = q.parse(text)
    except PromQLSyntaxError:
        return
    assert q.parse(str(expr)) == expr


@settings(deadline=None)
@given(instant_vectors(MODERN))
def test_what_is_read_prints_and_reads_again(text: str) -> None:
    try:
        expr = q.parse(text)
    except PromQLSyntaxError:
        # The random texts mix offsets in parentheses with arithmetic, which Prometheus refuses as well.
        assert "offset (" in text
        return
    assert q.type_of(expr) == "vector"
    printed = str(expr)
    assert q.parse(printed) == expr
    assert str(q.parse(printed)) == printed
