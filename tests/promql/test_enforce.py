from __future__ import annotations

import promql_parser
import pytest
from hypothesis import given, settings
from promql_texts import Language, instant_vectors

from prometheus_querier import promql as q
from prometheus_querier.errors import (
    NotEnforceableError,
    PromQLSyntaxError,
    PromQLTypeError,
    QueryBuildError,
    QueryTooLargeError,
    UnsafeNameError,
)

A = {"tenant": "a"}


@pytest.mark.parametrize(
    ("text", "enforced"),
    [
        # Selectors.
        ("secret", 'secret{tenant="a"}'),
        ("secret{}", 'secret{tenant="a"}'),
        ('secret{job="j",}', 'secret{job="j",tenant="a"}'),
        ('{__name__="secret"}', '{__name__="secret",tenant="a"}'),
        ('{__name__=~".+",job="j"}', '{__name__=~".+",job="j",tenant="a"}'),
        ('{"secret"}', '{__name__="secret",tenant="a"}'),
        ('sum{job="j"}', 'sum{job="j",tenant="a"}'),
        ("by", 'by{tenant="a"}'),
        ("offset offset 5m", 'offset{tenant="a"} offset 5m'),
        ("start{}", 'start{tenant="a"}'),
        # Matchers on the label that are there: what is compatible stays, and ours is added.
        ('secret{tenant="a"}', 'secret{tenant="a"}'),
        ('secret{tenant=~".*"}', 'secret{tenant="a",tenant=~".*"}'),
        ('secret{tenant=~"a|b"}', 'secret{tenant="a",tenant=~"a|b"}'),
        ('secret{tenant=~"[bc]"}', 'secret{tenant="a",tenant=~"[bc]"}'),
        ('secret{tenant!~"b"}', 'secret{tenant!~"b",tenant="a"}'),
        ('secret{tenant!=""}', 'secret{tenant!="",tenant="a"}'),
        (r'secret{"ten\u0061nt"=`a`}', 'secret{tenant="a"}'),
        # Range and time.
        ("rate(secret[5m])", 'rate(secret{tenant="a"}[5m])'),
        ("max_over_time(secret[10m:1m])", 'max_over_time(secret{tenant="a"}[10m:1m])'),
        ("max_over_time(sum(secret)[10m:1m])", 'max_over_time(sum(secret{tenant="a"})[10m:1m])'),
        ("secret @ 1700000000 offset 1m", 'secret{tenant="a"} @ 1700000000.000 offset 1m'),
        ("rate(m[5m*2] smoothed)", 'rate(m{tenant="a"}[5m * 2] smoothed)'),
        # Both sides of operators.
        (
            "secret * on(job) group_left(tenant) req",
            'secret{tenant="a"} * on (job) group_left (tenant) req{tenant="a"}',
        ),
        ("secret > bool scalar(sum(req))", 'secret{tenant="a"} > bool scalar(sum(req{tenant="a"}))'),
        ("((secret)) unless -req", 'secret{tenant="a"} unless -req{tenant="a"}'),
        ("a + fill(0) b", 'a{tenant="a"} + fill (0) b{tenant="a"}'),
        # Parameters of aggregations, and all arguments of functions.
        ("topk(scalar(count(secret)),secret)", 'topk(scalar(count(secret{tenant="a"})), secret{tenant="a"})'),
        (
            "quantile(scalar(sum(secret))/100, vector(0) or x)",
            'quantile(scalar(sum(secret{tenant="a"})) / 100, vector(0) or x{tenant="a"})',
        ),
        ("limit_ratio(scalar(x),y)", 'limit_ratio(scalar(x{tenant="a"}), y{tenant="a"})'),
        ('count_values("tenant",secret)', 'count_values("tenant", secret{tenant="a"})'),
        ("clamp_max(secret,scalar(sum(req)))", 'clamp_max(secret{tenant="a"}, scalar(sum(req{tenant="a"})))'),
        (
            "predict_linear(secret[10m],scalar(sum(req)))",
            'predict_linear(secret{tenant="a"}[10m], scalar(sum(req{tenant="a"})))',
        ),
        ("absent_over_time(nope[5m])", 'absent_over_time(nope{tenant="a"}[5m])'),
        ('info(x, {version=~".+"})', 'info(x{tenant="a"}, {tenant="a",version=~".+"})'),
        # Text is only text.
        (
            r'label_replace(secret,"x","secret{tenant=\"b\"}","","")',
            r'label_replace(secret{tenant="a"}, "x", "secret{tenant=\"b\"}", "", "")',
        ),
        ('secret # or secret{tenant="b"}', 'secret{tenant="a"}'),
        ('secret{ # }\n job="j"}', 'secret{job="j",tenant="a"}'),
        # Nothing to confine.
        ("1+1", "1 + 1"),
        ("time()", "time()"),
        ("vector(1)", "vector(1)"),
        ('"secret"', '"secret"'),
    ],
)
def test_every_selector_gets_the_matcher(text: str, enforced: str) -> None:
    expr = q.enforce(text, A)
    assert str(expr) == enforced
    assert q.enforce(q.parse(text), tenant="a") == expr
    assert q.enforce(expr, tenant="a") == expr


@pytest.mark.parametrize(
    "matchers",
    ['tenant="b"', 'tenant!="a"', 'tenant=""', 'tenant="a",tenant="b"', r'tenant="\x62"', r"tenant='\142'", "tenant=`b`",
     r'tenant="\u0062"', r'tenant="\ufffd"', '"tenant"="b"', 'tenant=~"b|c"', 'tenant!~"a|b"', 'tenant=~"b"', r'tenant=~"a\\."'],
)  # fmt: skip
def test_a_contradiction_is_refused_or_finds_nothing(matchers: str) -> None:
    with pytest.raises(NotEnforceableError, match="contradicts the enforced"):
        q.enforce(f"1 + secret{{{matchers}}}", A)
    both = q.enforce(f"secret{{{matchers}}}", A, conflict="and")
    assert isinstance(both, q.InstantSelector)
    assert q.Matcher("tenant", "=", "a") in both.matchers
    assert set(both.matchers) >= set(q.parse(f"secret{{{matchers}}}").matchers)  # type: ignore[attr-defined]


def test_conflict_is_one_of_two() -> None:
    with pytest.raises(QueryBuildError, match="'error' or 'and'"):
        q.enforce("x", A, conflict="replace")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("secret{", "only PromQL"),
        ("", "only PromQL"),
        ('secret{tenant="a" or tenant="b"}', "only PromQL"),
        ("WITH (x=1) x", "only PromQL"),
        ('secret{__graphite__="a.b"} keep_metric_names', "only PromQL"),
        ("x" * 2**20 + "{", "only PromQL"),
        ("info(up)", "info() reads"),
        ("sum(info(up, {}))", "info() reads"),
        ('info(up, {data=~".*"})', "info() reads"),
        ('info(up, {__name__="target_info"})', "info() reads"),
        ('info(up, {tenant="a"})', "info() reads"),
    ],
)
def test_what_cannot_be_confined_is_refused(text: str, reason: str) -> None:
    with pytest.raises(NotEnforceableError) as caught:
        q.enforce(text, A)
    assert reason in str(caught.value)


def test_a_syntax_error_is_the_cause() -> None:
    with pytest.raises(NotEnforceableError) as caught:
        q.enforce("secret{", A)
    assert isinstance(caught.value.__cause__, PromQLSyntaxError)


@pytest.mark.parametrize(
    "text",
    ['secret{tenant="' + "b" * 10**5 + '"}', 'secret{a=~"' + "(" * 10**5 + '"}', 'secret{tenant="b" \x1b[31m', "x \u202e",
     'secret{tenant="\x1b[31m"}', "secret{\x1b}", "x\r\x85y"],
)  # fmt: skip
def test_a_refusal_is_short_and_commands_no_terminal(text: str) -> None:
    with pytest.raises(NotEnforceableError) as caught:
        q.enforce(text, A)
    lines = str(caught.value).split("\n")
    assert all(line.isprintable() for line in lines)
    assert len(str(caught.value)) < 600


def test_a_long_value_in_many_selectors_is_refused_before_it_is_written() -> None:
    values = [f"project-{number}" for number in range(1000)]
    assert len(str(q.enforce("+".join(["x"] * 50), tenant=values))) > 50 * 10_000
    with pytest.raises(QueryTooLargeError, match=r"characters to the 50,000 selectors of the query, more than"):
        q.enforce("+".join(["x"] * 50_000), tenant=values)


def test_an_unknown_function_might_read_anything() -> None:
    with pytest.raises(NotEnforceableError, match="range_median"):
        q.enforce(q.sum(q.call("range_median", q.metric("x"))), A)


def test_depth_is_no_limit() -> None:
    assert str(q.enforce("-(" * 10_000 + "x" + ")" * 10_000, A)).endswith('x{tenant="a"}')


@pytest.mark.parametrize(
    ("value", "matcher"),
    [
        (["b", "a"], 'tenant=~"a|b"'),
        (("a",), 'tenant="a"'),
        ({"a.b", "a|c"}, r'tenant=~"a\\.b|a\\|c"'),
        (q.regex("a.+"), 'tenant=~"a.+"'),
        (q.one_of(["a", "b"]), 'tenant=~"a|b"'),
        ('a"} or secret{tenant="b', r'tenant="a\"} or secret{tenant=\"b"'),
        ("\ufffd", r'tenant="\ufffd"'),
    ],
)
def test_values_to_enforce(value: object, matcher: str) -> None:
    expr = q.enforce("x", {"tenant": value})  # type: ignore[dict-item]
    assert str(expr) == f"x{{{matcher}}}"
    assert q.enforce(expr, {"tenant": value}) == expr  # type: ignore[dict-item]
    assert q.parse(str(expr)) == expr


@pytest.mark.parametrize(
    ("value", "error", "reason"),
    [
        ("", QueryBuildError, "must not admit the empty text"),
        (["a", ""], QueryBuildError, "must not admit the empty text"),
        (q.regex("a|"), QueryBuildError, "must not admit the empty text"),
        (q.regex(".*"), QueryBuildError, "must not admit the empty text"),
        (q.not_("b"), QueryBuildError, "must not admit the empty text"),
        ([], QueryBuildError, "at least one value"),
        (q.regex("("), QueryBuildError, "RE2"),
        (None, PromQLTypeError, "not NoneType"),
        (42, PromQLTypeError, "not int"),
        (b"a", PromQLTypeError, "not bytes"),
        ({"a": 1}, PromQLTypeError, "not dict"),
        (["a", 1], PromQLTypeError, "int"),
        ("\ud800", UnsafeNameError, "surrogates"),
    ],
)
def test_values_that_cannot_be_enforced(value: object, error: type[QueryBuildError], reason: str) -> None:
    with pytest.raises(error, match=reason) as caught:
        q.enforce("x", {"tenant": value})  # type: ignore[dict-item]
    assert not isinstance(caught.value, NotEnforceableError)


def test_something_must_be_enforced() -> None:
    with pytest.raises(QueryBuildError, match="at least one label"):
        q.enforce("x")
    with pytest.raises(UnsafeNameError, match="empty"):
        q.enforce("x", {"": "a"})


def test_several_labels_and_names_that_are_no_identifiers() -> None:
    expr = q.enforce("rate(x[5m])", {"k8s.namespace": "n", "conflict": "c"}, tenant=["a", "b"])
    assert str(expr) == 'rate(x{"k8s.namespace"="n",conflict="c",tenant=~"a|b"}[5m])'


@pytest.mark.parametrize(
    ("text", "names", "enforced"),
    [
        ("up", "up", "up"),
        ('{__name__="up"}', "up", '{__name__="up"}'),
        ('{job="j"}', "up", '{__name__="up",job="j"}'),
        ("up", ["up", "down"], '{__name__="up",__name__=~"down|up"}'),
        ('rate(up{job="j"}[5m])', ["up", "down"], 'rate({__name__="up",__name__=~"down|up",job="j"}[5m])'),
    ],
)
def test_the_metric_name_can_be_enforced(text: str, names: str | list[str], enforced: str) -> None:
    expr = q.enforce(text, __name__=names)
    assert str(expr) == enforced
    assert q.enforce(expr, __name__=names) == expr
    with pytest.raises(NotEnforceableError):
        q.enforce("other", __name__=names)


LANGUAGE = Language(labels=(("tenant", ("a", "b", "")), ("job", ("x", "y"))))


@settings(deadline=None)
@given(instant_vectors(LANGUAGE))
def test_a_second_reader_finds_the_matcher_in_every_selector(text: str) -> None:
    enforced = str(q.enforce(text, A, conflict="and"))
    stack = [promql_parser.parse(enforced)]
    found = 0
    while stack:
        node = stack.pop()
        selector = node.vector_selector if isinstance(node, promql_parser.MatrixSelector) else node
        if isinstance(selector, promql_parser.VectorSelector):
            found += 1
            assert ("tenant", str(promql_parser.MatchOp.Equal), "a") in {
                (matcher.name, str(matcher.op), matcher.value) for matcher in selector.matchers.matchers
            }
            continue
        for field in ("expr", "param", "lhs", "rhs"):
            child = getattr(node, field, None)
            stack += [] if child is None else [child]
        stack += list(getattr(node, "args", ()))
    assert found == sum(isinstance(node, q.InstantSelector) for node in q.walk(q.parse(enforced)))
