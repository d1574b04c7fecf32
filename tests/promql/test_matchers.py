"""What a selector demands of labels."""

from __future__ import annotations

from enum import StrEnum

import pytest

from prometheus_querier import promql as q
from prometheus_querier.errors import PromQLTypeError, QueryBuildError, UnsafeNameError


class Zone(StrEnum):
    A = "a"


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        ("x", 'l="x"'),
        ("", 'l=""'),
        (Zone.A, 'l="a"'),
        (q.regex("a|b"), 'l=~"a|b"'),
        (q.regex(r"\d+"), r'l=~"\\d+"'),
        (q.regex(""), 'l=~""'),
        (q.not_regex(".*x"), 'l!~".*x"'),
        (q.not_("x"), 'l!="x"'),
        (q.not_(q.not_("x")), 'l="x"'),
        (q.not_(q.regex("x")), 'l!~"x"'),
        (q.not_(q.not_regex("x")), 'l=~"x"'),
        (q.one_of(["b", "a", "b"]), 'l=~"a|b"'),
        (q.one_of({"a.b", "c"}), r'l=~"a\\.b|c"'),
        (q.one_of(["a"]), 'l="a"'),
        (q.one_of(["a.b"]), 'l="a.b"'),
        (q.one_of(x for x in "ab"), 'l=~"a|b"'),
        (q.one_of(["", "a"]), 'l=~"|a"'),
        (q.not_(q.one_of(["a", "b"])), 'l!~"a|b"'),
        (q.not_(q.one_of(["a"])), 'l!="a"'),
        (q.one_of([Zone.A, "b"]), 'l=~"a|b"'),
    ],
)
def test_values(value, printed):
    assert str(q.metric("x", l=value)) == f"x{{{printed}}}"


@pytest.mark.parametrize(
    ("matcher", "expected"),
    [
        (q.Matcher("l", "=", ""), True),
        (q.Matcher("l", "=", "x"), False),
        (q.Matcher("l", "!=", ""), False),
        (q.Matcher("l", "!=", "x"), True),
        (q.Matcher("l", "=~", ".*"), True),
        (q.Matcher("l", "=~", ".+"), False),
        (q.Matcher("l", "=~", "a||b"), True),
        (q.Matcher("l", "!~", ".*"), False),
        (q.Matcher("l", "!~", ".+"), True),
        (q.Matcher("l", "!~", "x"), True),
    ],
    ids=str,
)
def test_matching_the_empty_string(matcher, expected):
    assert matcher.matches_empty() is expected


@pytest.mark.parametrize("pattern", ["(", "a**", "[", "(?=x)", "(?!x)", r"\1", "a{1001}", r"(?P<x", "\\"])
def test_what_re2_does_not_read_is_refused(pattern):
    with pytest.raises(QueryBuildError, match="is no RE2 regex"):
        q.metric("x", l=q.regex(pattern))
    with pytest.raises(QueryBuildError, match="is no RE2 regex"):
        q.metric("x", l=q.not_regex(pattern))


def test_one_of_nothing_is_refused():
    with pytest.raises(QueryBuildError, match="at least one value"):
        q.one_of([])


def test_one_of_a_text_is_refused():
    with pytest.raises(PromQLTypeError, match=r"write one_of\(\['abc'\]\)"):
        q.one_of("abc")


@pytest.mark.parametrize("value", [5, None, True, 1.5, b"x", ["a"], {"a": 1}, q.metric("x")])
def test_what_is_no_text_is_refused(value):
    with pytest.raises(PromQLTypeError):
        q.metric("x", l=value)
    with pytest.raises(PromQLTypeError):
        q.metric("x", {"l": value})
    with pytest.raises(PromQLTypeError):
        q.regex(value)
    with pytest.raises(PromQLTypeError):
        q.not_(value)
    with pytest.raises(PromQLTypeError):
        q.one_of([value])


@pytest.mark.parametrize("label", ["", "\ud800", 5, None, ("a",)])
def test_labels_that_cannot_be_written_are_refused(label):
    with pytest.raises(QueryBuildError):
        q.metric("x", {label: "v"})


def test_surrogates_are_refused():
    for make in (
        lambda: q.metric("x", l="\ud800"),
        lambda: q.regex("\ud800"),
        lambda: q.one_of(["\udcff"]),
        lambda: q.metric("x", l="\udcff"),
    ):
        with pytest.raises(UnsafeNameError):
            make()


@pytest.mark.parametrize("arguments", [("l", "==", "v"), ("l", '="a"} or up{x', "v"), (5, "=", "v"), ("l", "=", None)])
def test_matchers_themselves_refuse_what_cannot_be_written(arguments):
    with pytest.raises(QueryBuildError):
        q.Matcher(*arguments)


def test_matchers_are_values():
    assert q.Matcher("a", "=", "b") == q.Matcher("a", "=", "b")
    assert len({q.Matcher("a", "=", "b"), q.Matcher("a", "=", "b"), q.Matcher("a", "!=", "b")}) == 2
    assert str(q.Matcher("a.b", "=~", "x")) == '"a.b"=~"x"'
    assert repr(q.Matcher("a", "=", "b")) == "Matcher('a', '=', 'b')"
    assert q.regex("a") == q.regex("a") != q.not_regex("a")
    assert hash(q.regex("a")) == hash(q.regex("a"))
